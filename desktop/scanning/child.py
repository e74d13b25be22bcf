"""The process that reads files from outside: ``python -m desktop.scanning.child``.

It knows nothing of the office, writes no file, opens no connection, and is ended by the program
whenever it takes too long. Standard output is the wire; what libraries print goes nowhere.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from PIL import Image

from desktop.ports.scanning import Stamp, UnreadableFile
from desktop.scanning import confinement, pages, stamping
from desktop.scanning.codes import read_codes, turn_of
from desktop.scanning.faults import Damaged, NoSuchPage, TooHeavy
from desktop.scanning.media import PDF, media_of
from desktop.scanning.pages import DPI, LONGEST_SIDE, Pages
from desktop.scanning.straight import is_blank, skew_of, turned
from desktop.scanning.wire import Frame, receive, send

THUMBNAIL_WIDTH = 220
_THUMBNAIL_QUALITY = 60
_LONGEST_THUMBNAIL = 3  # times its width
_LEAST_WIDTH = 16
_MOST_MEMORY = 400 << 20
"""Held after a file: then another process takes over."""


def main() -> int:
    """Serve the program until it closes the wire."""
    source, out = _wire()
    confinement.confine()
    send(out, {"is": "ready"})
    while (request := receive(source)) is not None:
        _answer(out, request)
    return 0


def _wire() -> tuple[IO[bytes], IO[bytes]]:
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for one in (0, 1, 2):
        os.dup2(nowhere, one)
    os.close(nowhere)
    return source, out


def _answer(out: IO[bytes], request: Frame) -> None:
    head, parts = request.head, request.parts
    confinement.allow_time()
    try:
        for answer, *body in _ANSWERS[head["do"]](head, *parts):
            send(out, answer, *body)
            confinement.allow_time()
    except UnreadableFile as fault:
        send(out, {"is": "refused", "why": type(fault).__name__})
    except MemoryError:
        send(out, {"is": "refused", "why": TooHeavy.__name__})
    send(out, {"is": "done", "spent": confinement.memory_in_use() > _MOST_MEMORY})


_Answers = Iterator[tuple[Any, ...]]


def _read(_: Any, data: bytes) -> _Answers:
    with pages.opened(data) as file:
        yield ({"is": "file", "media": file.media, "pages": file.count, "scripts": file.scripts},)
        for number in range(1, file.count + 1):
            yield _page(file, number)


def _page(file: Pages, number: int) -> tuple[dict[str, Any], bytes]:
    width, height = file.size(number)
    image = file.image(number, width)
    grey = image.convert("L")
    blank = is_blank(grey)
    skew = 0.0 if blank else skew_of(grey)
    codes = read_codes(grey, skew, thorough=not blank)
    angle = turn_of(codes) * 90 + skew
    answer = {
        "is": "page",
        "number": number,
        "width": width,
        "height": height,
        "angle": angle,
        "blank": blank and not codes,
        "codes": [(code.text, code.kind) for code in codes],
    }
    return answer, _thumbnail(image, angle)


def _thumbnail(image: Image.Image, angle: float) -> bytes:
    on_side = round(angle / 90) % 2
    # A page as long as a till roll is shown from its top.
    width, height = (image.height, image.width) if on_side else image.size
    if height > _LONGEST_THUMBNAIL * width:
        image = turned(image, angle).crop((0, 0, width, _LONGEST_THUMBNAIL * width))
        on_side, angle = 0, 0.0
    scale = THUMBNAIL_WIDTH / (image.height if on_side else image.width)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    out = io.BytesIO()
    small = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    turned(small, angle).save(out, "JPEG", quality=_THUMBNAIL_QUALITY)
    return out.getvalue()


def _picture(head: Any, data: bytes) -> _Answers:
    width = max(_LEAST_WIDTH, min(int(head["width"]), LONGEST_SIDE))
    angle = float(head["angle"])
    with pages.opened(data) as file:
        across, down = file.size(int(head["page"]))
        wanted = width
        if round(angle / 90) % 2:
            wanted = max(1, round(width * across / down))
        image = turned(file.image(int(head["page"]), wanted), angle)
        if image.width > width:
            image = image.resize((width, max(1, round(image.height * width / image.width))))
        out = io.BytesIO()
        image.save(out, "PNG", compress_level=1)
    yield {"is": "picture"}, out.getvalue()


def _stamped(head: Any, data: bytes) -> _Answers:
    stamp = Stamp(head["title"], tuple(head["lines"]))
    with pages.opened(data) as file:
        if not 1 <= head["first"] <= head["last"] <= file.count:
            raise NoSuchPage
        copy = stamping.Copy(stamp)
        for number in range(head["first"], head["last"] + 1):
            across, down = file.size(number)
            copy.add(file.image(number, across), across * 72 / DPI, down * 72 / DPI)
            yield ({"is": "page", "number": number},)
    yield {"is": "copy"}, copy.finish()


def _signatures(head: Any, data: bytes, *certificates: bytes) -> _Answers:
    from desktop.signatures.checking import check

    if media_of(data) != PDF:
        raise Damaged
    anchors = certificates[: head["anchors"]]
    revocations = certificates[head["anchors"] :]
    report = check(data, anchors, revocations, datetime.now(UTC))
    yield ({"is": "signatures", "report": report.to_text()},)


def _table(_: Any, data: bytes) -> _Answers:
    from desktop.scanning.old_tables import read_table

    yield {"is": "table"}, read_table(data)


_ANSWERS = {
    "read": _read,
    "picture": _picture,
    "stamped": _stamped,
    "signatures": _signatures,
    "table": _table,
}


if __name__ == "__main__":
    sys.exit(main())

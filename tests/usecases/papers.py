"""Shorthand for tests of documents: a shelf whose reader reads plain lines instead of scans.

Each line of a "scan" is a page: the codes on it, ``blank``, or nothing in particular.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from db.pieces.embedded import PieceFile
from desktop.ports.scanning import Cancelled, CodeSeen, FileSeen, PageSeen, Stamp, UnreadableFile
from desktop.usecases.shelf import Shelf
from domain.signatures import SignatureReport

ANY = "una hoja"
BLANK = "blank"
DAMAGED = b"\x00damaged"


@dataclass
class LineReader:
    """Reads lines as pages. ``meanwhile`` runs while a file is being read."""

    meanwhile: Callable[[], object] = lambda: None
    stamps: list[tuple[int, int, Stamp]] = field(default_factory=list)

    def read(
        self,
        data: bytes,
        *,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> FileSeen:
        if data == DAMAGED:
            raise UnreadableFile()
        if stop is not None and stop():
            raise Cancelled()
        self.meanwhile()
        lines = data.decode().splitlines()
        if progress is not None:
            progress(len(lines), len(lines))
        return FileSeen("application/pdf", tuple(map(_page, range(1, len(lines) + 1), lines)))

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        return f"{data.decode().splitlines()[page - 1]} {width} {angle}".encode()

    def signatures(
        self, data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes] = ()
    ) -> SignatureReport:
        return SignatureReport()

    def stamped(self, data: bytes, first: int, last: int, stamp: Stamp) -> bytes:
        self.stamps.append((first, last, stamp))
        return b"%PDF stamped"


def _page(number: int, line: str) -> PageSeen:
    codes = tuple(CodeSeen(text, "QRCode") for text in line.split() if "/" in text)
    return PageSeen(number, 1654, 2339, 0.5, line == BLANK, codes, b"jpeg")


def scan(*pages: str) -> bytes:
    """Return a file of these pages."""
    return "\n".join(pages).encode()


def digest(data: bytes) -> str:
    """Return the name of a file."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def shelf_in(
    folder: Path,
    reader: LineReader | None = None,
    check: Callable[[bytes, str], SignatureReport] = lambda data, media: SignatureReport(),
) -> Iterator[Shelf]:
    """Give a shelf over a second database in a folder."""
    file = PieceFile(folder / "documentos.db", bytes(32), lambda: True)
    try:
        yield Shelf(file.pieces(), reader or LineReader(), check)
    finally:
        file.close()

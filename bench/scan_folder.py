"""``make bench-scan DATA=folder``: how well, and how fast, the codes of scanned pages are read.

The folder holds images and PDFs, at any depth. Where ``NAME.txt`` stands beside ``NAME.png``, what
is read is held against its text (right or wrong); else anything read counts. Files are ours or
known: they are read in this process. ``--generate N`` makes a folder of forms as scanners give them.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from desktop.ports.scanning import UnreadableFile
from desktop.scanning.codes import Found, by_zbar, by_zxing, read_codes
from desktop.scanning.pages import opened
from desktop.scanning.straight import skew_of

Reader = Callable[[Image.Image, float], list[Found]]
READERS: dict[str, Reader] = {
    "pyzbar": lambda grey, _: by_zbar(grey),
    "zxing-cpp": lambda grey, _: by_zxing(grey),
    "both": lambda grey, _: by_zxing(grey) or by_zbar(grey),
    "the program": read_codes,
}


@dataclass(slots=True)
class Tally:
    """What a reader came to."""

    read: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(prog="python -m bench.scan_folder", description=__doc__)
    parser.add_argument("folder", type=Path, help="images and PDFs")
    parser.add_argument("--generate", type=int, default=0, metavar="N", help="make N scans there")
    told = parser.parse_args(arguments)
    if told.generate:
        _generate(told.folder, told.generate)
    tallies = {name: Tally() for name in READERS}
    askew: list[float] = []
    count = expected = 0
    for name, page, text in _pages(told.folder):
        count += 1
        expected += text is not None
        began = time.perf_counter()
        skew = skew_of(page)
        askew.append(time.perf_counter() - began)
        for reader, tally in tallies.items():
            began = time.perf_counter()
            texts = [found.text for found in READERS[reader](page, skew)]
            tally.seconds.append(time.perf_counter() - began)
            right = bool(texts) if text is None else text in texts
            tally.read += right
            if texts and not right:
                tally.wrong.append(name)
    if not count:
        print("no image or PDF was read there", file=sys.stderr)
        return 2
    print(f"{count} pages, {expected} with their text beside them")
    print(f"{'':14}{'read':>8}{'rate':>9}{'wrong':>7}{'mean ms':>10}{'p95 ms':>9}")
    for name, tally in tallies.items():
        mean, p95 = 1000 * np.mean(tally.seconds), 1000 * np.quantile(tally.seconds, 0.95)
        rate = 100 * tally.read / count
        print(f"{name:14}{tally.read:>8}{rate:>8.1f}%{len(tally.wrong):>7}{mean:>10.1f}{p95:>9.1f}")
    print(
        f"{'skew':14}{'':24}{1000 * np.mean(askew):>10.1f}{1000 * np.quantile(askew, 0.95):>9.1f}"
    )
    for name in tallies["the program"].wrong[:20]:
        print(f"  wrong: {name}")
    return 0


def _pages(folder: Path) -> Iterator[tuple[str, Image.Image, str | None]]:
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if path.suffix.lower() == ".txt":
            continue
        beside = path.with_suffix(".txt")
        text = beside.read_text("utf-8").strip() if beside.exists() else None
        try:
            with opened(path.read_bytes()) as file:
                for number in range(1, file.count + 1):
                    width = file.size(number)[0]
                    yield f"{path.name}, {number}", file.image(number, width).convert("L"), text
        except UnreadableFile as fault:
            print(f"left out: {path.name}: {type(fault).__name__}", file=sys.stderr)


def _generate(folder: Path, count: int) -> None:
    """Make forms of ours as scanners give them: some good, some poor."""
    from PIL import ImageFilter

    from domain.case_number import CaseNumber
    from domain.form_mark import FormMark
    from tests.scanning import files
    from tests.scans import png, printed, scanned

    folder.mkdir(parents=True, exist_ok=True)
    spoil: list[Callable[[Image.Image], Image.Image]] = [
        lambda page: page,
        lambda page: page.resize((page.width // 2, page.height // 2), Image.Resampling.BOX),
        lambda page: page.convert("1").convert("L"),
        lambda page: page.point(lambda value: 255 * (value > 200)),
        lambda page: page.filter(ImageFilter.GaussianBlur(1.7)),
        lambda page: page.point(lambda value: 190 + value // 5),
    ]
    draw = random.Random(1)
    for number in range(count):
        mark = FormMark(CaseNumber("QUITO", 2026, number + 1), 1 + number % 9, "ADMINISTRADOR", 1)
        page = scanned(printed(files.form(mark.qr))[0], draw, turned=draw.choice((0, 0, 0, 1, 2)))
        name = folder / f"scan-{number:04}.png"
        name.write_bytes(png(spoil[number % len(spoil)](page)))
        name.with_suffix(".txt").write_text(mark.qr, "utf-8")


if __name__ == "__main__":
    sys.exit(main())

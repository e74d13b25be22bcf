"""Makes every paper, to be looked at: ``python -m tools.papers``.

The everyday, the shortest and the longest of each kind as PDF and its pages as PNG, in colour and
in the grey of an office's printer, into ``out/papers``. With names, only the papers whose name
holds one of them.
"""

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage

from tests.documents.reading import opened, page_image
from tests.documents.samples import papers

OUT = Path(__file__).resolve().parents[1] / "out" / "papers"
DPI = 110


def write(names: Iterable[str], out: Path) -> int:
    """Write the papers ``names`` into ``out``.

    Returns:
        how many pages were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    made, written = papers(), 0
    for name in names:
        pdf = made[name]()
        (out / f"{name}.pdf").write_bytes(pdf)
        with opened(pdf) as document:
            pages = [page_image(document, page, DPI) for page in range(document.pageCount())]
        for number, image in enumerate(pages, start=1):
            grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
            for look, picture in (("", image), ("-grey", grey)):
                file = out / f"{name}-{number}{look}.png"
                if not picture.save(str(file)):
                    raise OSError(f"cannot write {file}")
            written += 1
    return written


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Make every paper.")
    parser.add_argument("names", nargs="*", help="only papers whose name holds one of these")
    asked = parser.parse_args()
    application = QGuiApplication([])
    names = [n for n in papers() if not asked.names or any(part in n for part in asked.names)]
    print(f"{write(names, OUT)} pages in {OUT}")
    application.shutdown()


if __name__ == "__main__":
    main()

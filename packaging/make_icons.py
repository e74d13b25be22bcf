"""Draws the program's icon in the sizes that Debian and Windows ask for.

``python packaging/make_icons.py build/icons``
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "ventanilla.svg"


def draw(size: int) -> QImage:
    """Return the icon as a square of ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    return image


def main(folder: Path) -> None:
    """Write ``<size>.png`` and ``ventanilla.ico`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{size}.png": size for size in (32, 48, 128, 256)} | {"ventanilla.ico": 256}
    for name, size in files.items():
        if not draw(size).save(str(folder / name)):
            sys.exit(f"cannot write {folder / name}")


if __name__ == "__main__":
    application = QGuiApplication(sys.argv)
    main(Path(sys.argv[1]))

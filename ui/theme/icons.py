"""Icons, drawn from the bundled SVG files in the colour of the text beside them."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = RESOURCES / "icons"


def pixmap(name: str, colour: str, size: int, ratio: float | None = None) -> QPixmap:
    """The icon ``name`` in ``colour``, ``size`` device-independent pixels wide and high.

    Args:
        name: a file of ``resources/icons`` without its ending.
        colour: ``#rrggbb``.
        size: edge in device-independent pixels.
        ratio: device pixels in one of them; the highest of the screens when not given.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    if ratio is None:
        application = QGuiApplication.instance()
        ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _drawn(name, colour, size, ratio)


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """The same as a ``QIcon``, for places that want one."""
    return QIcon(pixmap(name, colour, size))


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # only when the first icon is drawn

    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn

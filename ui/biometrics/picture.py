"""What the reader and the camera see, shown and never kept; and a hand that tells which finger."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from biometrics.images import ColourImage, GreyImage
from domain.fingers import Finger
from ui import theme
from ui.theme import RADIUS

LEAST = 84
"""Height it asks for, in pixels at 100 %: it takes what is left, and gives way to words."""

_FINGERS = ((-0.47, 0.02, -38), (-0.26, -0.34, -9), (-0.04, -0.41, -1), (0.17, -0.35, 7), (0.36, -0.2, 17))  # fmt: skip
"""Where the root of each finger of a right hand is, from its thumb, and how it leans (degrees)."""
_LENGTHS = (0.36, 0.46, 0.51, 0.46, 0.36)


class _Picture(QWidget):
    """A rounded frame with a picture, or with what stands there while there is none."""

    def __init__(self, name: str, least: int = LEAST) -> None:
        super().__init__()
        self._name, self._least = name, least
        self._image: QImage | None = None
        self._bytes = b""  # a QImage over bytes does not keep them
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def shows(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def clear(self) -> None:
        """Show no picture any more, and hold none."""
        self._image, self._bytes = None, b""
        self.update()

    def sizeHint(self) -> QSize:
        """Little: it takes what is left."""
        return QSize(theme.now().px(self._least), theme.now().px(self._least))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def _hold(self, content: bytes, make: Callable[[bytes], QImage]) -> None:
        self._bytes = content
        self._image = make(content)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture as large as it goes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.now().palette.raised))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        if self._image is None:
            self._draw_without(painter, room)
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        clip = QPainterPath()
        clip.addRoundedRect(place, RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.drawImage(place, self._image)

    def _draw_without(self, painter: QPainter, room: QRectF) -> None:
        raise NotImplementedError


class PrintPicture(_Picture):
    """The impression; before it, which finger to place."""

    def __init__(self) -> None:
        super().__init__("Imagen del lector")
        self._finger: Finger | None = None

    def show_print(self, image: GreyImage | None) -> None:
        """Show a picture of the reader; None for none any more."""
        if image is None or len(image.pixels) < image.width * image.height:
            self.clear()
            return
        size = (image.width, image.height, image.width)
        self._hold(image.pixels, lambda c: QImage(c, *size, QImage.Format.Format_Grayscale8))

    def ask_for(self, finger: Finger | None) -> None:
        """Show which finger is to be placed."""
        if finger is not self._finger:
            self._finger = finger
            words = self._name if finger is None else f"{self._name}. {finger.label}"
            self.setAccessibleName(words)
            self.update()

    def _draw_without(self, painter: QPainter, room: QRectF) -> None:
        if self._finger is not None:
            draw_hand(painter, room, self._finger)


class PhotoPicture(_Picture):
    """The camera's picture, with the place of the face."""

    def __init__(self, least: int = LEAST) -> None:
        super().__init__("Imagen de la cámara", least)
        self.framed = True
        """Whether the place of the face is drawn over it."""

    def show_photo(self, image: ColourImage | None) -> None:
        """Show a picture of the camera; None for none any more."""
        if image is None or len(image.pixels) < image.width * image.height * 3:
            self.clear()
            return
        size = (image.width, image.height, image.width * 3)
        self._hold(image.pixels, lambda c: QImage(c, *size, QImage.Format.Format_RGB888))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, and where the face belongs."""
        super().paintEvent(event)
        if not self.shows or not self.framed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.height() * 0.68
        oval = QRectF(0, 0, height * 0.74, height)
        oval.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        pen = QPen(QColor("white"), 2.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawEllipse(oval)

    def _draw_without(self, painter: QPainter, room: QRectF) -> None:
        size = theme.now().px(72)
        icon = theme.pixmap("user-round", theme.now().palette.muted, size)
        painter.drawPixmap(
            round(room.center().x() - size / 2), round(room.center().y() - size / 2), icon
        )


def draw_hand(painter: QPainter, room: QRectF, finger: Finger) -> None:
    """Draw the hand as it lies on the desk, with ``finger`` marked."""
    palette = theme.now().palette
    left = finger >= Finger.LEFT_THUMB
    size = min(room.width(), room.height()) * 0.86
    painter.save()
    painter.translate(room.center().x(), room.center().y() + size * 0.2)
    painter.scale(-size if left else size, size)
    marked = (finger - 1) % 5
    quiet, loud = QColor(palette.line), QColor(palette.primary)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(quiet)
    painter.drawRoundedRect(QRectF(-0.34, -0.28, 0.72, 0.58), 0.2, 0.2)
    for number, (x, y, lean) in enumerate(_FINGERS):
        painter.save()
        painter.translate(x * 0.8, y * 0.62)
        painter.rotate(lean)
        length, width = _LENGTHS[number], 0.135 if number else 0.155
        painter.setBrush(quiet)
        painter.drawRoundedRect(
            QRectF(-width / 2, -length, width, length + 0.12), width / 2, width / 2
        )
        if number == marked:
            painter.setBrush(loud)
            tip = QRectF(-width / 2, -length, width, width * 1.5)
            painter.drawRoundedRect(tip, width / 2, width / 2)
        painter.restore()
    painter.restore()


class QualityBar(QWidget):
    """How good the last impression is, with the mark it must reach."""

    def __init__(self) -> None:
        super().__init__()
        self._quality: int | None = None
        self._least = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_quality(self, quality: int | None, least: int) -> None:
        """Show a quality of 0 to 100; None for none."""
        if (quality, least) != (self._quality, self._least):
            self._quality, self._least = quality, least
            told = "sin captura" if quality is None else f"{quality} de 100"
            self.setAccessibleName(f"Calidad: {told}, mínimo {least}")
            self.update()

    def sizeHint(self) -> QSize:
        """Low."""
        return QSize(theme.now().px(72), theme.now().px(16))

    def minimumSizeHint(self) -> QSize:
        """Enough to be read."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and its mark."""
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = theme.now().px(8)
        room = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.setBrush(QColor(palette.line))
        painter.drawRoundedRect(room, height / 2, height / 2)
        if self._quality:
            good = self._quality >= self._least
            filled = QRectF(room)
            filled.setWidth(max(height, room.width() * min(self._quality, 100) / 100))
            painter.setBrush(QColor(palette.ok_text if good else palette.warn_text))
            painter.drawRoundedRect(filled, height / 2, height / 2)
        painter.setBrush(QColor(palette.border))
        painter.drawRect(QRectF(room.width() * self._least / 100 - 1, 0, 2, self.height()))

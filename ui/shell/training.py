"""The band over every window of training: in words, with an icon, in a colour of its own."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Role, S
from ui.widgets.text import is_restyled

WORDS = "PRÁCTICA · nada de esto es real"
ICON = "graduation-cap"
HEIGHT = 28


class TrainingBand(QWidget):
    """Says over the whole width of a window that nothing in it is real."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(WORDS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line; the larger the text, the less air, so that the page keeps its room."""
        metrics = QFontMetrics(theme.font(Role.STRONG))
        wide = metrics.horizontalAdvance(WORDS) + theme.now().px(56)
        return QSize(wide, max(HEIGHT, metrics.height() + 2))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band, icon and words in its middle."""
        look = theme.now()
        pair = look.palette.training
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(pair.bg))
        painter.setFont(theme.font(Role.STRONG))
        wide, size = painter.fontMetrics().horizontalAdvance(WORDS), look.px(18)
        left = (self.width() - wide - size - S) / 2
        picture = theme.pixmap(ICON, pair.fg, size)
        painter.drawPixmap(round(left), round((self.height() - size) / 2), picture)
        painter.setPen(QColor(pair.fg))
        room = QRectF(left + size + S, 0, wide + 1, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, WORDS)

"""Shows that something is under way."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

STEPS = 60


class BusyBar(QWidget):
    """A thin bar: moving while something is under way, or filled up to a share of it.

    It keeps its place when idle, so that nothing jumps. Connect ``Runner.slow`` to ``set_busy``.
    """

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._share: float | None = None
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setInterval(33)
        self._timer.timeout.connect(self._move)

    @property
    def is_busy(self) -> bool:
        """Whether it shows something under way."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Show or hide that something is under way, how far is not known."""
        self._busy = busy
        self._share = None
        self.setAccessibleName("Trabajando…" if busy else "")
        if busy and theme.now().motion:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def set_share(self, share: float) -> None:
        """Show that ``share`` (0 to 1) is done."""
        self._timer.stop()
        self._busy = False
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(f"Hecho: {round(self._share * 100)} %")
        self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(64, 4)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves unseen."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        if not self._busy and self._share is None:
            return
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = QRectF(self.rect())
        painter.setBrush(QColor(palette.line))
        painter.drawRoundedRect(room, 2, 2)
        painter.setBrush(QColor(palette.primary))
        if self._share is not None:
            room.setWidth(room.width() * self._share)
        elif self._timer.isActive():
            part = room.width() * 0.3
            room = QRectF((room.width() + part) * self._step / STEPS - part, 0, part, room.height())
        painter.drawRoundedRect(room, 2, 2)

    def _move(self) -> None:
        self._step = (self._step + 1) % STEPS
        self.update()

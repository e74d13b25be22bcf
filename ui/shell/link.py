"""The line of the link at the foot of the rail; where there is one, it opens what it is about."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.shell.state import LinkState
from ui.theme import XS, Kind, Role, S

_TINTS = {Kind.OK: "rail_ok", Kind.WARN: "rail_warn", Kind.ERROR: "rail_warn"}


class LinkBlock(QAbstractButton):
    """How the link with the central server stands."""

    def __init__(self) -> None:
        super().__init__()
        self.state = LinkState()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_state(self.state)

    def show_state(self, state: LinkState) -> None:
        """Show the two lines; it can be opened where the state says so."""
        self.state = state
        words = f"{state.words}. {state.detail}"
        self.setAccessibleName(f"{words}. Ver el enlace" if state.opens else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if state.opens else Qt.FocusPolicy.NoFocus)
        if state.opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.setEnabled(state.opens)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and a little air."""
        heights = 2 * QFontMetrics(theme.font(Role.SMALL)).height()
        return QSize(64, heights + XS + 2 * XS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens it, as Espacio does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines, and what tells that they can be opened."""
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        if self.state.opens and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.rail_hover))
            painter.drawRoundedRect(room, S, S)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.rail_focus), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), S, S)
        top = XS
        tint = _TINTS.get(self.state.kind, "rail_text")
        for words, weight, ink in (
            (self.state.words, 600, tint),
            (self.state.detail, 400, "rail_muted"),
        ):
            painter.setFont(theme.font(Role.SMALL, weight=weight))
            painter.setPen(QColor(getattr(palette, ink)))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width() - 2 * S)
            painter.drawText(S, top + metrics.ascent(), shown)
            top += metrics.height() + XS

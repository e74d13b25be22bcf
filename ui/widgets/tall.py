"""A sheet with something long in it."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui import theme
from ui.theme import L
from ui.widgets.sheets import Sheet

_ANY_HEIGHT = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX: no limit."""


class TallSheet(Sheet):
    """A sheet with something long in it, as high as it should be or as the window lets it.

    Args:
        title: of the sheet.
        width: in pixels at 100 %, as the heights.
        height: of what is long.
        around: of all the rest, at its highest.
    """

    def __init__(self, title: str, *, width: int, height: int, around: int) -> None:
        super().__init__(title, width=width)
        self._heights = height, around
        self._long: list[QWidget] = []

    def add_long(self, widget: QWidget) -> None:
        """Let the height of ``widget`` follow the window."""
        self._long.append(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is long its height."""
        super().resizeEvent(event)
        height, around = map(theme.now().px, self._heights)
        for widget in self._long:
            widget.setFixedHeight(max(theme.now().px(80), min(height, self.height() - around)))


class FullSheet(Sheet):
    """A sheet as high as the window: one part of it fills what the rest leaves.

    Args:
        title: of the sheet.
        width: in pixels at 100 %.
    """

    def __init__(self, title: str, *, width: int) -> None:
        super().__init__(title, width=width)
        self._filling: QWidget | None = None
        self._most = 0
        self.panel.installEventFilter(self)
        self.closed.connect(self._let_go)

    def fill(self, widget: QWidget, most: int = 0) -> None:
        """Let ``widget`` have the height that is left, up to ``most`` pixels at 100 % if told."""
        self._filling, self._most = widget, most

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the height."""
        super().resizeEvent(event)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share out anew when something else of it came into sight, or went."""
        if watched is self.panel and event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        part, layout = self._filling, self.panel.layout()
        if part is None or layout is None:
            return
        width = self.panel.maximumWidth()
        rest = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
        rest = (rest or layout.totalSizeHint().height()) - part.height()
        height = max(theme.now().px(80), self.height() - 2 * L - rest)
        if self._most:
            height = min(height, theme.now().px(self._most))
        if part.minimumHeight() != height or part.maximumHeight() != height:
            part.setFixedHeight(height)

    def _let_go(self) -> None:
        part, self._filling = self._filling, None
        if part is not None and isValid(part):  # one that was lent fits its next place too
            part.setMinimumHeight(0)
            part.setMaximumHeight(_ANY_HEIGHT)

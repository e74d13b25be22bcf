"""A sheet with something long in it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.sheets import Sheet


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

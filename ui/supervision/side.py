"""The cards at the side of the supervisor's page: they scroll by themselves, or with the page."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


def above(widget: QWidget) -> Iterator[QWidget]:
    """Yield what a widget is in, the nearest first."""
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


class Side(QScrollArea):
    """Cards that scroll up and down, never narrower than what they hold."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # It scrolls by itself: the page need not be as high as all its cards.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setWidget(content)
        self._whole = False

    def bring(self, widget: QWidget) -> None:
        """Scroll to one of the cards, once it is as high as what it shows."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, 0))

    def set_whole(self, *, whole: bool) -> None:
        """Be as high as the content, for the page to scroll, or scroll by itself."""
        self._whole = whole
        self.hold_content()

    def hold_content(self) -> None:
        """Be as wide as the content needs now, beside the bar."""
        content, bar = self.widget(), self.verticalScrollBar()
        if content is not None:
            self.setMinimumWidth(content.minimumSizeHint().width() + bar.sizeHint().width())
            height = content.heightForWidth(self.viewport().width())
            self.setMinimumHeight(height if self._whole else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the content is at this width."""
        super().resizeEvent(event)
        if self._whole:
            self.hold_content()

"""An area that scrolls up and down, and asks for little height of its own."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.theme import S

LEAST = 48
"""Height it asks for, in pixels at 100 %: what is around it goes first."""


class ScrollColumn(QScrollArea):
    """A column of widgets that scrolls where it is higher than the room left for it.

    Args:
        spacing: between its widgets.
    """

    def __init__(self, spacing: int = S) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("clear")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, S, 0)
        self.column.setSpacing(spacing)
        self.column.addStretch(1)
        self.setWidget(inner)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` below the others."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def sizeHint(self) -> QSize:
        """Little: it takes what is left."""
        return QSize(super().sizeHint().width(), theme.now().px(LEAST))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(super().minimumSizeHint().width(), theme.now().px(LEAST))

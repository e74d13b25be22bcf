"""A row that breaks into lines where the room ends, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import S


class FlowLayout(QLayout):
    """Lays widgets side by side at the size they ask for, in as many lines as it takes.

    Args:
        parent: the widget it lays out.
        spacing: between widgets and between lines.
        middle: where the room is higher than the lines, they stand in its middle, not at its top.
    """

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = S, middle: bool = False
    ) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._items: list[QLayoutItem] = []
        self._middle = middle
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more item (use ``addWidget``)."""
        self._items.append(item)
        self._heights = {}

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item of this number; Qt asks past the end to learn where it is."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let an item go."""
        self._heights = {}
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at this width; Qt asks for it again and again."""
        if width not in self._heights:
            self._heights[width] = self._lay(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """An item is of another size: forget what was reckoned."""
        self._heights = {}
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Lay the items into ``rect``."""
        super().setGeometry(rect)
        spare = rect.height() - self.heightForWidth(rect.width()) if self._middle else 0
        self._lay(rect.adjusted(0, max(spare, 0) // 2, 0, 0), move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The widest item by itself."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, *, move: bool) -> int:
        top = rect.top()
        line: list[tuple[QLayoutItem, QSize]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if line and left + size.width() > rect.width():
                top += self._place(line, rect.left(), top, move=move) + self.spacing()
                line, left = [], 0
            line.append((item, size))
            left += size.width() + self.spacing()
        return top + self._place(line, rect.left(), top, move=move) - rect.top()

    def _place(
        self, line: list[tuple[QLayoutItem, QSize]], left: int, top: int, *, move: bool
    ) -> int:
        height = max((size.height() for _, size in line), default=0)
        if move:
            for item, size in line:
                corner = QPoint(left, top + (height - size.height()) // 2)
                item.setGeometry(QRect(corner, size))
                left += size.width() + self.spacing()
        return height

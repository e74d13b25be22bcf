"""Typed rows under typed columns: what a table shows, apart from how it is drawn."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from ui.theme import Kind, Role, Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


class RowLook(Enum):
    """How a whole row looks."""

    NORMAL = "normal"
    GREYED = "greyed"
    """Visible, but not for this counter."""
    HIGHLIGHT = "highlight"
    """Asks for attention."""
    NEXT = "next"
    """The one whose turn it is: a bar before it; a button or a line must tell it in words too."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table.

    Args:
        title: its heading.
        text: the words of a row's cell.
        width: in pixels at 100 %; the least width where it stretches.
        stretch: its share of the room that is left; 0 keeps its width.
        right: align to the right, as numbers are.
        optional: left out while the table is too narrow for all its columns.
        role: how the text looks; ``SECTION`` for codes.
        tone: its colour, by meaning; the words must tell it too.
        chip: draws the text as a chip of this kind; ``None`` as plain text.
        badge: a chip after the text, its words and kind; below it where the column is narrow.
        below: a second line, small; a badge takes its place.
        cap: draws the text as a key of the keyboard: what presses the row.
        picture: a small picture before the words; None while there is none.
    """

    title: str
    text: Callable[[R], str]
    width: int = 80
    stretch: int = 0
    right: bool = False
    optional: bool = False
    role: Role = Role.BODY
    tone: Callable[[R], Tone] | None = None
    chip: Callable[[R], Kind | None] | None = None
    badge: Callable[[R], tuple[str, Kind] | None] | None = None
    below: Callable[[R], str] | None = None
    cap: bool = False
    picture: Callable[[R], QImage | None] | None = None

    def told(self, row: R) -> str:
        """The whole cell in words, badge and second line with it."""
        badge = None if self.badge is None else self.badge(row)
        text = self.text(row)
        below = "" if self.below is None else self.below(row)
        if below:
            text = f"{text}, {below}" if text else below
        return text if badge is None else f"{text} ({badge[0]})" if text else badge[0]


class TableModel(QAbstractTableModel, Generic[R]):
    """Rows of one type under typed columns.

    A table over more rows than fit in memory overrides ``rowCount`` and ``row_at``.

    Args:
        columns: what is shown.
        key: what makes a row the same row after a refresh.
        look: how a whole row looks.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        look: Callable[[R], RowLook] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._look = look
        self._rows: tuple[R, ...] = ()

    def row_at(self, number: int) -> R | None:
        """The row of this number; ``None`` where there is none, or it is not loaded yet."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these rows. Rows equal to those shown are left alone, so a refresh costs nothing."""
        new = tuple(rows)
        old = self._rows
        if new == old:
            return
        if len(new) == len(old) and all(
            self.key(one) == self.key(other) for one, other in zip(new, old, strict=True)
        ):
            self._rows = new
            changed = [number for number, row in enumerate(new) if row != old[number]]
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def find(self, key: Hashable) -> int:
        """The number of the row with this key; -1 where there is none."""
        for number, row in enumerate(self._rows):
            if self.key(row) == key:
                return number
        return -1

    def look_of(self, number: int) -> RowLook:
        """How the row of this number looks."""
        row = self.row_at(number)
        return RowLook.NORMAL if row is None or self._look is None else self._look(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and alignment of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            row = self.row_at(index.row())
            if row is None:
                return ""
            whole = role == Qt.ItemDataRole.AccessibleTextRole
            return column.told(row) if whole else column.text(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The heading of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return alignment(self.columns[section])
        return None


def alignment(column: Column[R]) -> Qt.AlignmentFlag:
    """Where the words of a column stand in their cells."""
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

"""What a search found, in groups, under its field: the focus stays where one types."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.theme import RADIUS, Kind, M, Role, S
from ui.widgets.buttons import key_name
from ui.widgets.text import draw_chip

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found, or one thing that can be done.

    Args:
        group: the heading it stands under.
        title: what it is.
        detail: what tells it from others.
        icon: a file of ``resources/icons``.
        value: what it stands for, for whoever opens it.
        chip: a short word at its right, and ``kind`` its meaning.
        key: a key that does the same, shown at its right.
        id: what makes it the same result after another search; its words when not given.
    """

    group: str
    title: str
    detail: str
    icon: str
    value: object = field(compare=False)
    chip: str = ""
    kind: Kind = Kind.NEUTRAL
    key: str = ""
    id: Hashable = None

    @property
    def words(self) -> str:
        """All of it in one line, for those who hear the screen."""
        return ", ".join(part for part in (self.title, self.detail, self.chip) if part)


class ResultsModel(QAbstractListModel):
    """Results, each group after its heading."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Result | str, ...] = ()

    def set_results(self, results: Sequence[Result]) -> None:
        """Show these, in this order; a group's results must stand together."""
        rows: list[Result | str] = []
        group = ""
        for result in results:
            if result.group != group:
                group = result.group
                rows.append(group)
            rows.append(result)
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, number: int) -> Result | str | None:
        """The result or heading of this row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows there are, headings too."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a row."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is not None and role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return row if isinstance(row, str) else row.words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if isinstance(self.row_at(index.row()), Result):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _Rows(QStyledItemDelegate):
    """Draws headings and results."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look = theme.now()
        model = index.model()
        assert isinstance(model, ResultsModel)
        row = model.row_at(index.row())
        if isinstance(row, str):
            return QSize(look.px(120), look.px(30))
        return QSize(look.px(120), look.px(36 if row is not None and not row.detail else 52))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        view = self.parent()
        assert isinstance(model, ResultsModel)
        assert isinstance(view, QListView)
        row = model.row_at(index.row())
        room = QRectF(view.visualRect(model.index(index.row(), 0)))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, str):
            painter.setFont(theme.font(Role.SMALL, weight=600))
            painter.setPen(QColor(theme.now().palette.muted))
            painter.drawText(
                room.adjusted(S, 0, -S, -4),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom,
                row,
            )
        elif row is not None:
            _draw(painter, room, row, chosen=view.currentIndex().row() == index.row())
        painter.restore()


def _draw(painter: QPainter, room: QRectF, row: Result, *, chosen: bool) -> None:
    look = theme.now()
    p = look.palette
    if chosen:
        painter.setPen(QPen(QColor(p.focus), 2))
        painter.setBrush(QColor(p.selection))
        painter.drawRoundedRect(room.adjusted(2, 2, -2, -2), RADIUS - 2, RADIUS - 2)
    size = look.px(20)
    ink = p.accent if chosen else p.muted
    painter.drawPixmap(
        round(room.left() + M - 4),
        round(room.center().y() - size / 2),
        theme.pixmap(row.icon, ink, size),
    )
    right = _draw_right(painter, room, row)
    left = room.left() + M - 4 + size + M - 4
    strong = theme.font(Role.STRONG)
    small = theme.font(Role.SMALL)
    high, low = QFontMetrics(strong).height(), QFontMetrics(small).height()
    top = room.center().y() - (high + (low if row.detail else 0)) / 2
    for text, font, tint, height in (
        (row.title, strong, p.text, high),
        (row.detail, small, p.muted, low),
    ):
        painter.setFont(font)
        painter.setPen(QColor(tint))
        line = QRectF(left, top, max(right - left, 0), height)
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, round(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        top += height


def _draw_right(painter: QPainter, room: QRectF, row: Result) -> float:
    """Draw chip and key at the right; tell where they begin."""
    look = theme.now()
    right = room.right() - M + 4
    if row.key:
        font = theme.font(Role.SMALL, weight=500)
        width = QFontMetrics(font).horizontalAdvance(key_name(row.key)) + look.px(12)
        height = look.px(20)
        cap = QRectF(right - width, room.center().y() - height / 2, width, height)
        painter.setFont(font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.palette.border), 1))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QColor(look.palette.muted))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key_name(row.key))
        right = cap.left() - S
    if row.chip:
        metrics = QFontMetrics(theme.font(Role.SMALL, weight=600))
        width = metrics.horizontalAdvance(row.chip) + look.px(24)
        height = look.px(24)
        spot = QRectF(right - width, room.center().y() - height / 2, width, height)
        draw_chip(painter, spot, row.chip, row.kind)
        right = spot.left() - S
    return right


class ResultList(QListView):
    """Results under a search field. Arrows typed in the field move here; Intro is the field's.

    Args:
        name: its accessible name.
        searched_in: the field whose arrow keys move the current result.
    """

    opened = Signal(object)
    """A click on a result."""
    marked = Signal(object)
    """Another result is the current one (``Result``, or None)."""

    def __init__(self, name: str, searched_in: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = ResultsModel(self)
        self._field = searched_in
        self.setModel(self._results)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._click)
        searched_in.installEventFilter(self)

    def set_results(self, results: Sequence[Result]) -> None:
        """Show these and make the first the current one; the same one again stays current."""
        before = self.current()
        self._results.set_results(results)
        numbers = self._numbers()
        same = [n for n in numbers if before is not None and self._results.row_at(n) == before]
        if numbers:
            self._go(same[0] if same else numbers[0])
        else:
            self.marked.emit(None)

    def current(self) -> Result | None:
        """The current result."""
        row = self._results.row_at(self.currentIndex().row())
        return row if isinstance(row, Result) else None

    def choose(self, key: Hashable) -> None:
        """Make the result of this ``id`` the current one, if it is there."""
        for number in self._numbers():
            row = self._results.row_at(number)
            if isinstance(row, Result) and row.id == key:
                self._go(number)

    def unmark(self) -> None:
        """Make no result the current one, until an arrow chooses."""
        self.setCurrentIndex(QModelIndex())
        self._field.setAccessibleDescription("")
        self.marked.emit(None)

    def step(self, step: int) -> None:
        """Make the result ``step`` places on the current one."""
        numbers = self._numbers()
        here = self.currentIndex().row()
        if not numbers:
            return
        place = numbers.index(here) if here in numbers else -1
        self._go(numbers[min(max(place + step, 0), len(numbers) - 1)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrows of the search field."""
        if (
            watched is self._field
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.isVisible()
        ):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 5,
                Qt.Key.Key_PageUp: -5,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self.step(step)
                return True
        return super().eventFilter(watched, event)

    def _numbers(self) -> list[int]:
        return [
            number
            for number in range(self._results.rowCount())
            if isinstance(self._results.row_at(number), Result)
        ]

    def _go(self, number: int) -> None:
        index = self._results.index(number, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if number == 1:  # the first group's heading comes into sight with its first result
            self.scrollToTop()
        row = self.current()
        self._field.setAccessibleDescription("" if row is None else row.words)
        self.marked.emit(row)

    def _click(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

"""Tables: typed rows, drawn in the language of the program, worked with the keyboard."""

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.theme import XS, Kind, Role, S, Tone
from ui.widgets.buttons import KEY_HEIGHT, draw_key
from ui.widgets.rows import Column, Index, RowLook, TableModel, alignment
from ui.widgets.text import draw_chip, is_restyled, plain_tip

__all__ = ["Column", "DataTable", "RowLook", "TableModel"]

_PAGE = 210 / 297
"""Width to height of the place of a picture: an upright page."""
ROW_HEIGHT = 44
"""Of a row, in pixels at 100 %: two lines of words."""


class _Cells(QStyledItemDelegate):
    """Draws the cells from the tokens."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, theme.now().px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        table = self.parent()
        assert isinstance(model, TableModel)
        assert isinstance(table, DataTable)
        look = theme.now()
        palette = look.palette
        column = model.columns[index.column()]
        room: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        row_look = model.look_of(index.row())
        painter.save()
        if chosen:
            painter.fillRect(room, QColor(palette.selection))
        elif row_look is RowLook.HIGHLIGHT:
            painter.fillRect(room, QColor(palette.highlight))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if row_look is RowLook.NEXT and index.column() == 0:
            painter.fillRect(room.adjusted(0, 0, XS - room.width(), -1), QColor(palette.accent))
        row = model.row_at(index.row())
        if row is not None:
            inner = room.adjusted(S, 0, -S, 0)
            if column.picture is not None:
                inner = _picture(painter, inner, column.picture(row))
            text = column.text(row)
            badge = None if column.badge is None else column.badge(row)
            below = "" if column.below is None else column.below(row)
            if badge is not None:
                inner = self._badge(painter, inner, text, column.role, badge)
            elif below:
                inner = self._below(painter, inner, column, below)
            kind = column.chip(row) if column.chip is not None else None
            if column.cap and text:
                side = look.px(KEY_HEIGHT)
                cap = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw_key(painter, cap, text, palette.muted)
            elif kind is not None and text:
                self._chip(painter, inner, text, kind, right=column.right)
            else:
                tone = column.tone(row) if column.tone is not None else Tone.NORMAL
                greyed = row_look is RowLook.GREYED and tone is Tone.NORMAL
                painter.setPen(QColor(palette.muted if greyed else palette.tone(tone)))
                painter.setFont(theme.font(column.role))
                shown = painter.fontMetrics().elidedText(
                    text, Qt.TextElideMode.ElideRight, inner.width()
                )
                painter.drawText(inner, alignment(column), shown)
        if table.hasFocus() and table.currentIndex().row() == index.row():
            columns = [n for n in range(len(model.columns)) if not table.isColumnHidden(n)]
            self._ring(painter, room, index.column(), columns[-1])
        painter.restore()

    def _below(self, painter: QPainter, room: QRect, column: Column[Any], words: str) -> QRect:
        """Draw the second line; return the room left for the first."""
        first, second = QFontMetrics(theme.font(column.role)), QFontMetrics(theme.font(Role.SMALL))
        top = room.center().y() - (first.height() + second.height()) // 2
        line = QRect(room.left(), top + first.height(), room.width(), second.height())
        painter.setFont(theme.font(Role.SMALL))
        painter.setPen(QColor(theme.now().palette.muted))
        shown = second.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, alignment(column), shown)
        return QRect(room.left(), top, room.width(), first.height())

    def _badge(
        self, painter: QPainter, room: QRect, text: str, role: Role, badge: tuple[str, Kind]
    ) -> QRect:
        """Draw the badge after the words, or below them where they would be cut for it.

        Returns:
            the room left for the words.
        """
        look = theme.now()
        font = theme.font(Role.SMALL, weight=600)
        chip = QFontMetrics(font).horizontalAdvance(badge[0]) + 2 * look.px(11)
        metrics = QFontMetrics(theme.font(role))
        left = metrics.horizontalAdvance(text) + S if text else 0
        if left + chip <= room.width() or not text:
            self._chip(painter, room.adjusted(left, 0, 0, 0), *badge)
            return room.adjusted(0, 0, left - S // 2 - room.width(), 0)
        below = QFontMetrics(font)
        top = room.center().y() - (metrics.height() + below.height()) // 2
        words, kind = badge
        painter.setFont(font)
        painter.setPen(theme.colour(look.palette.pair(kind).fg))
        line = QRect(room.left(), top + metrics.height(), room.width(), below.height())
        words = below.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        return QRect(room.left(), top, room.width(), metrics.height())

    def _chip(
        self, painter: QPainter, room: QRect, text: str, kind: Kind, *, right: bool = False
    ) -> None:
        look = theme.now()
        metrics = QFontMetrics(theme.font(Role.SMALL, weight=600))
        width = min(metrics.horizontalAdvance(text) + 2 * look.px(11), room.width())
        height = look.px(24)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = room.center().y() - height / 2
        left = room.right() + 1 - width if right else room.left()
        draw_chip(painter, QRectF(left, top, width, height), text, kind)

    def _ring(self, painter: QPainter, room: QRect, column: int, last: int) -> None:
        """The focus ring around the whole row, each cell drawing its part."""
        painter.setPen(QPen(QColor(theme.now().palette.focus), 2))
        inner = room.adjusted(0, 1, 0, -1)
        painter.drawLine(inner.topLeft(), inner.topRight())
        painter.drawLine(inner.bottomLeft(), inner.bottomRight())
        if column == 0:
            painter.drawLine(inner.left() + 1, inner.top(), inner.left() + 1, inner.bottom())
        if column == last:
            painter.drawLine(inner.right(), inner.top(), inner.right(), inner.bottom())


def _picture(painter: QPainter, room: QRect, image: QImage | None) -> QRect:
    """Draw a small picture, or the place of one; return the room left for the words."""
    side = room.height() - 2 * XS
    frame = QRect(room.left(), room.top() + XS, round(side * _PAGE), side)
    palette = theme.now().palette
    painter.fillRect(frame, QColor(palette.raised))
    if image is not None and not image.isNull():
        size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(frame.topLeft(), size)
        place.moveCenter(frame.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
    painter.setPen(QPen(QColor(palette.line), 1))
    painter.drawRect(frame.adjusted(0, 0, -1, -1))
    return room.adjusted(frame.width() + S, 0, 0, 0)


class DataTable(QTableView):
    """A table of whole rows: arrows move, Intro opens.

    Args:
        name: its accessible name.
        model: the rows.
        row_height: in pixels at 100 %.
    """

    chosen = Signal(object)
    """The current row is another one (the row, or ``None``)."""
    opened = Signal(object)
    """Intro or a double click on a row."""

    def __init__(
        self,
        name: str,
        model: TableModel[Any],
        *,
        row_height: int = ROW_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._row_height = row_height
        self._kept: Hashable | None = None
        self._left_out: frozenset[int] = frozenset()
        model.setParent(self)
        self.setAccessibleName(name)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setMinimumSectionSize(16)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.doubleClicked.connect(self._open)
        self._fit()

    def current(self) -> Any:
        """The current row; ``None`` where there is none."""
        return self._model.row_at(self.currentIndex().row())

    def show_column(self, number: int, shown: bool) -> None:
        """Show a column or leave it out; the others share its room."""
        left_out = self._left_out - {number} if shown else self._left_out | {number}
        if left_out != self._left_out:
            self._left_out = left_out
            self._fit()

    def choose(self, key: Hashable) -> bool:
        """Make the row with this key the current one; false where there is none."""
        number = self._model.find(key)
        if number < 0:
            return False
        self._select(number)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens the current row; typing does not jump about in it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        """Coming in by keyboard makes a row current, so that the arrows have a start."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self._select(0)
        self.scrollTo(self.currentIndex())  # the ring is seen, however low the table is
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Offer the whole text of a cell that was cut."""
        if event.type() == QEvent.Type.ToolTip:
            from PySide6.QtGui import QHelpEvent
            from PySide6.QtWidgets import QToolTip

            assert isinstance(event, QHelpEvent)
            index = self.indexAt(event.pos())
            text = str(index.data() or "") if index.isValid() else ""
            if text:
                role = self._model.columns[index.column()].role
                needs = QFontMetrics(theme.font(role)).horizontalAdvance(text)
                text = text if needs > self.columnWidth(index.column()) - 2 * S else ""
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().viewportEvent(event)

    def _fit(self) -> None:
        look = theme.now()
        self.verticalHeader().setDefaultSectionSize(look.px(self._row_height))
        columns = self._model.columns
        widths = [
            0 if number in self._left_out else look.px(column.width)
            for number, column in enumerate(columns)
        ]
        left = self.viewport().width() - sum(widths)
        shown = {number for number in range(len(columns)) if number not in self._left_out}
        for number, column in reversed(list(enumerate(columns))):
            if column.optional and number in shown and left < 0:
                left += widths[number]
                shown.discard(number)
        shares = sum(columns[number].stretch for number in shown) or 1
        for number, column in enumerate(columns):
            self.setColumnHidden(number, number not in shown)
            # Where room is short, the stretching columns give it up and their words end in "…".
            width = widths[number] + left * column.stretch // shares
            self.setColumnWidth(number, max(width, min(widths[number], look.px(48))))

    def _select(self, number: int) -> None:
        index = self._model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def _remember(self) -> None:
        row = self.current()
        self._kept = None if row is None else self._model.key(row)

    def _restore(self) -> None:
        if self._kept is None or not self.choose(self._kept):
            self.chosen.emit(None)

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

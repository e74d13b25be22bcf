"""Charts: bars by group, a line through time, both beside the period before; drawn by hand.

Told apart without colours too: what is now is filled or a whole line, the period before is hollow
or a broken line. Each mark is told in words (``Walked``); decisions 0067 and 0130.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import RADIUS_SMALL, XS, Role, S
from ui.widgets.walked import Walked, axis

_DOT = 3
_LEAST = 180


@dataclass(frozen=True, slots=True)
class ChartMark:
    """One figure of a chart.

    Attributes:
        key: what makes it the same one in another period.
        label: its name, short.
        value: None where there is none to be drawn.
        before: the same of the period before.
        shown: the figure with its unit, as written at a bar.
        words: everything about it, in a line.
        opens: whether something is behind it.
        band: between what the figure is expected; None where it is known.
    """

    key: Hashable
    label: str
    value: float | None
    before: float | None
    shown: str
    words: str
    opens: bool = True
    band: tuple[float, float] | None = None


class Lines(Walked[ChartMark]):
    """A line through time; that of the period before is broken and its points hollow."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "Flechas: otra fecha. Intro: ver.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._steps: tuple[int, ...] = (0, 1)
        self._unit = ""

    def set(self, marks: Sequence[ChartMark], summary: str, name: str, unit: str = "") -> None:
        """Show another line.

        Args:
            unit: after the figures of the lines across, with its blank.
        """
        values = (
            value for mark in marks for value in (mark.value, mark.before, *(mark.band or ()))
        )
        self._steps = axis(max((value for value in values if value is not None), default=0))
        self._unit = unit
        self.show_marks(tuple(marks), summary, name)

    def sizeHint(self) -> QSize:
        """As low as it may be: it takes the height that others leave."""
        return QSize(theme.now().px(480), theme.now().px(_LEAST))

    def minimumSizeHint(self) -> QSize:
        """The least at which a line can be read."""
        return QSize(theme.now().px(260), theme.now().px(_LEAST))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines across, where the keyboard is, both lines and the dates."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Role.SMALL))
        self._draw_across(painter)
        if not self.marks:
            return
        self._draw_pointed(painter)
        self._draw_band(painter)
        before = self._spots(lambda mark: mark.before)
        now = self._spots(lambda mark: mark.value)
        draw_line_before(painter, before, points=self._are_apart())
        draw_line_now(painter, now, points=self._are_apart())
        self._draw_labels(painter)

    def _plot(self) -> QRectF:
        metrics = QFontMetrics(theme.font(Role.SMALL))
        left = max(metrics.horizontalAdvance(self._across(step)) for step in self._steps) + S
        top, bottom = metrics.height() / 2 + XS, metrics.height() + S
        return QRectF(self.rect()).adjusted(left, top, -S, -bottom)

    def _across(self, step: int) -> str:
        return f"{step:,}".replace(",", ".") + self._unit

    def _column(self, number: int) -> QRectF:
        plot = self._plot()
        width = plot.width() / len(self.marks)
        return QRectF(plot.left() + number * width, plot.top(), width, plot.height())

    def _are_apart(self) -> bool:
        """Tell whether there is room for a point at each figure."""
        return self._plot().width() / max(len(self.marks), 1) > theme.now().px(4 * _DOT)

    def _spots(self, of: Callable[[ChartMark], float | None]) -> list[list[QPointF]]:
        """Return the points of a line, in pieces: it is broken where there is no figure."""
        plot = self._plot()
        pieces: list[list[QPointF]] = [[]]
        for number, mark in enumerate(self.marks):
            value = of(mark)
            if value is None:
                pieces.append([])
                continue
            y = plot.bottom() - plot.height() * value / self._steps[-1]
            pieces[-1].append(QPointF(self._column(number).center().x(), y))
        return [piece for piece in pieces if piece]

    def _draw_band(self, painter: QPainter) -> None:
        """Fill between the bounds of what is expected."""
        low = self._spots(lambda mark: mark.band and mark.band[0])
        high = self._spots(lambda mark: mark.band and mark.band[1])
        for under, over in zip(low, high, strict=True):
            draw_band(painter, [*over, *reversed(under)])

    def _number_at(self, spot: QPointF) -> int | None:
        plot, many = self._plot(), len(self.marks)
        if not many or not plot.left() <= spot.x() < plot.right():
            return None
        return min(int((spot.x() - plot.left()) * many / plot.width()), many - 1)

    def _draw_across(self, painter: QPainter) -> None:
        palette, plot = theme.now().palette, self._plot()
        metrics = QFontMetrics(painter.font())
        for step in self._steps:
            y = plot.bottom() - plot.height() * step / self._steps[-1]
            painter.setPen(QPen(QColor(palette.border if step == 0 else palette.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(palette.muted))
            room = QRectF(0, y - metrics.height() / 2, plot.left() - S, metrics.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, self._across(step))

    def _draw_pointed(self, painter: QPainter) -> None:
        palette = theme.now().palette
        if self.over is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.raised))
            painter.drawRoundedRect(self._wide(self.over), RADIUS_SMALL, RADIUS_SMALL)
        at = self.walked_at
        if at is not None:
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.setBrush(QColor(palette.selection))
            column = self._wide(at).adjusted(1, -XS, -1, 1)
            painter.drawRoundedRect(column, RADIUS_SMALL, RADIUS_SMALL)

    def _wide(self, number: int) -> QRectF:
        """Return the column of a figure, wide enough to be seen, however many there are."""
        column = self._column(number)
        more = max(theme.now().px(2 * S) - column.width(), 0) / 2
        return column.adjusted(-more, 0, more, 0)

    def _draw_labels(self, painter: QPainter) -> None:
        """Write the dates below, as many as there is room for."""
        plot, metrics = self._plot(), QFontMetrics(painter.font())
        widest = max(metrics.horizontalAdvance(mark.label) for mark in self.marks)
        every = max(1, ceil((widest + 2 * S) * len(self.marks) / max(plot.width(), 1)))
        painter.setPen(QColor(theme.now().palette.muted))
        for number in range(0, len(self.marks), every):
            label = self.marks[number].label
            width = metrics.horizontalAdvance(label)
            left = min(max(self._column(number).center().x() - width / 2, 0), self.width() - width)
            room = QRectF(left, plot.bottom() + XS, width + 1, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label)


C = TypeVar("C", bound=QWidget)


def draw_now(painter: QPainter, bar: QRectF) -> None:
    """Draw a bar of the period looked at: filled."""
    if bar.width() > 0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.now().palette.accent))
        painter.drawRoundedRect(bar, 2, 2)


def draw_before(painter: QPainter, bar: QRectF) -> None:
    """Draw a bar of the period before: hollow."""
    if bar.width() > 0:
        painter.setPen(QPen(QColor(theme.now().palette.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


def draw_line_now(
    painter: QPainter, pieces: Sequence[Sequence[QPointF]], *, points: bool = True
) -> None:
    """Draw the line of the period looked at: whole, its points filled."""
    palette = theme.now().palette
    for piece in pieces:
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(list(piece)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.accent))
        if points or len(piece) == 1:
            for spot in piece:
                painter.drawEllipse(spot, theme.now().px(_DOT), theme.now().px(_DOT))


def draw_line_before(
    painter: QPainter, pieces: Sequence[Sequence[QPointF]], *, points: bool = True
) -> None:
    """Draw the line of the period before: broken, its points hollow."""
    palette = theme.now().palette
    for piece in pieces:
        painter.setPen(QPen(QColor(palette.muted), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(list(piece)))
        painter.setPen(QPen(QColor(palette.muted), 1.5))
        painter.setBrush(QColor(palette.card))
        if points or len(piece) == 1:
            for spot in piece:
                painter.drawEllipse(spot, theme.now().px(_DOT), theme.now().px(_DOT))


def draw_band(painter: QPainter, around: Sequence[QPointF]) -> None:
    """Draw what lies between the bounds of what is expected: tinted, with a fine edge."""
    tint = QColor(theme.now().palette.accent)
    painter.setPen(QPen(tint, 0.75, Qt.PenStyle.DotLine))
    tint.setAlphaF(0.16)
    painter.setBrush(tint)
    painter.drawPolygon(QPolygonF(list(around)))


class ChartKey(QWidget):
    """What one kind of mark means: drawn as the chart draws it, then its words.

    Args:
        draw: draws the mark into a rectangle.
    """

    def __init__(self, draw: Callable[[QPainter, QRectF], None]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._draw = draw
        self._words = ""

    def set_words(self, words: str, draw: Callable[[QPainter, QRectF], None] | None = None) -> None:
        """Tell what it means; without words it is hidden."""
        self._words, self._draw = words, draw or self._draw
        self.setAccessibleName(words)
        self.updateGeometry()
        self.setVisible(bool(words))
        self.update()

    def sizeHint(self) -> QSize:
        """A mark and its words."""
        metrics = QFontMetrics(theme.font(Role.SMALL))
        width = theme.now().px(_KEY) + S + metrics.horizontalAdvance(self._words) + 2
        return QSize(width, max(metrics.height(), theme.now().px(_KEY)))

    def minimumSizeHint(self) -> QSize:
        """Its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark, then the words."""
        painter, side = QPainter(self), theme.now().px(_KEY)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, QRectF(1, self.height() / 2 - side / 4, side - 2, side / 2))
        painter.setPen(QColor(theme.now().palette.muted))
        painter.setFont(theme.font(Role.SMALL))
        room = QRectF(side + S, 0, self.width() - side - S, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words)


_KEY = 22


def key_line_now(painter: QPainter, room: QRectF) -> None:
    """Draw a short whole line."""
    draw_line_now(painter, [_across(room)])


def key_line_before(painter: QPainter, room: QRectF) -> None:
    """Draw a short broken line."""
    draw_line_before(painter, [_across(room)])


def key_band(painter: QPainter, room: QRectF) -> None:
    """Draw a piece of what lies between bounds."""
    draw_band(painter, [room.topLeft(), room.topRight(), room.bottomRight(), room.bottomLeft()])


def _across(room: QRectF) -> list[QPointF]:
    return [QPointF(x, room.center().y()) for x in (room.left() + 3, room.right() - 3)]

"""The day by half hours, drawn: two bars for each and a mark for what is usual.

Told apart without colours too: arrivals stand left and filled, attentions right and striped, the
usual is a line with diamonds. Drawn by hand: Qt's own charts are under a licence that the program
cannot take, and add half a second to the start (decision 0067).
"""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy

from ui import theme
from ui.supervision.half_hours import DayChart, HalfHour
from ui.theme import RADIUS_SMALL, XS, Role, S
from ui.widgets.walked import Walked

NAME = "Llegadas y atenciones por media hora"
_LEAST = 180
_WIDEST_BAR = 22
_DIAMOND = 4
_STRIPE = 5


class HalfHourChart(Walked[HalfHour]):
    """The chart: arrows go from half hour to half hour, Intro opens its turnos."""

    def __init__(self) -> None:
        super().__init__(NAME, "Flechas: otra media hora. Intro: ver.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._chart = DayChart()

    def set(self, chart: DayChart) -> None:
        """Show another day, or the same day further on; the keyboard stays on its half hour."""
        if chart != self._chart:
            self._chart = chart
            self.show_marks(chart.halves, chart.words)

    def sizeHint(self) -> QSize:
        """As low as it may be: it takes the height that others leave.

        Qt gives a column whose height depends on its width no less than this.
        """
        return QSize(theme.now().px(480), theme.now().px(_LEAST))

    def minimumSizeHint(self) -> QSize:
        """The least at which the bars can be told apart."""
        return QSize(theme.now().px(300), theme.now().px(_LEAST))

    def _start(self) -> int:
        """Return the half hour that is going on, else the last with somebody, else the first."""
        now = (number for number, half in enumerate(self.marks) if half.now)
        busy = [n for n, half in enumerate(self.marks) if half.arrivals or half.served]
        return next(now, busy[-1] if busy else 0)

    # -------------------------------------------------------------- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw lines, bars, what is usual, and where the keyboard is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Role.SMALL))
        self._draw_lines(painter)
        if not self._chart.halves:
            return
        self._draw_marks(painter)
        for number, half in enumerate(self._chart.halves):
            self._draw_bars(painter, number, half)
        self._draw_usual(painter)
        self._draw_clock(painter)

    def _plot(self) -> QRectF:
        """Return where the bars stand: beside the figures, above the hours."""
        metrics = QFontMetrics(theme.font(Role.SMALL))
        left = max(metrics.horizontalAdvance(str(step)) for step in self._chart.steps) + S
        top, bottom = metrics.height() / 2 + XS, metrics.height() + S
        return QRectF(self.rect()).adjusted(left, top, -XS, -bottom)

    def _column(self, number: int) -> QRectF:
        plot = self._plot()
        width = plot.width() / len(self._chart.halves)
        return QRectF(plot.left() + number * width, plot.top(), width, plot.height())

    def _height(self, figure: float) -> float:
        """Return where a figure stands, from the top of the widget."""
        plot = self._plot()
        return plot.bottom() - plot.height() * figure / self._chart.steps[-1]

    def _number_at(self, spot: QPointF) -> int | None:
        plot, many = self._plot(), len(self._chart.halves)
        if not many or not plot.left() <= spot.x() < plot.right():
            return None
        return min(int((spot.x() - plot.left()) * many / plot.width()), many - 1)

    def _draw_lines(self, painter: QPainter) -> None:
        palette, plot = theme.now().palette, self._plot()
        metrics = QFontMetrics(painter.font())
        for step in self._chart.steps:
            y = self._height(step)
            painter.setPen(QPen(QColor(palette.border if step == 0 else palette.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(palette.muted))
            room = QRectF(0, y - metrics.height() / 2, plot.left() - S, metrics.height())
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(step)
            )

    def _draw_marks(self, painter: QPainter) -> None:
        """Mark the half hour that goes on, the one under the pointer, and the keyboard's."""
        palette = theme.now().palette
        painter.setPen(Qt.PenStyle.NoPen)
        for number, half in enumerate(self._chart.halves):
            if half.now or number == self.over:
                painter.setBrush(QColor(palette.raised))
                painter.drawRoundedRect(self._column(number), RADIUS_SMALL, RADIUS_SMALL)
        at = self.walked_at
        if at is not None:
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.setBrush(QColor(palette.selection))
            column = self._column(at).adjusted(1, -XS, -1, 1)
            painter.drawRoundedRect(column, RADIUS_SMALL, RADIUS_SMALL)

    def _draw_bars(self, painter: QPainter, number: int, half: HalfHour) -> None:
        column = self._column(number)
        width = min(column.width() * 0.38, theme.now().px(_WIDEST_BAR))
        middle = column.center().x()
        draw_arrivals(painter, self._bar(middle - width - 0.5, width, half.arrivals))
        draw_served(painter, self._bar(middle + 0.5, width, half.served))

    def _bar(self, left: float, width: float, figure: int) -> QRectF:
        top = self._height(figure)
        return QRectF(left, top, width, self._plot().bottom() - top)

    def _draw_usual(self, painter: QPainter) -> None:
        spots = [
            QPointF(self._column(number).center().x(), self._height(half.usual))
            for number, half in enumerate(self._chart.halves)
            if half.usual is not None
        ]
        draw_usual(painter, spots)

    def _draw_clock(self, painter: QPainter) -> None:
        """Write the hours below, as many as there is room for."""
        plot = self._plot()
        metrics = QFontMetrics(painter.font())
        width = metrics.horizontalAdvance("00:00")
        painter.setPen(QColor(theme.now().palette.muted))
        hours = [n for n, half in enumerate(self._chart.halves) if half.clock.endswith("00")]
        room = plot.width() / len(self._chart.halves) * 2
        every = max(1, ceil((width + S) / room))
        for number in hours[::every]:
            column = self._column(number)
            left = min(max(column.center().x() - width / 2, 0), self.width() - width)
            spot = QRectF(left, plot.bottom() + XS, width + 1, metrics.height())
            flags = Qt.AlignmentFlag.AlignCenter
            painter.drawText(spot, flags, self._chart.halves[number].clock)


def draw_arrivals(painter: QPainter, bar: QRectF) -> None:
    """Draw a bar of arrivals: filled."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.now().palette.accent))
    _draw_bar(painter, bar)


def draw_served(painter: QPainter, bar: QRectF) -> None:
    """Draw a bar of attentions: striped, with its edge."""
    if bar.height() <= 0:
        return
    ink = QColor(theme.now().palette.ok_text)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(ink)
    ground.setAlphaF(0.25)
    painter.setBrush(ground)
    _draw_bar(painter, bar)
    painter.save()
    painter.setClipRect(bar)
    painter.setPen(QPen(ink, 1.5))
    step = theme.now().px(_STRIPE)
    reach = bar.width()
    offset = bar.bottom() + reach
    while offset > bar.top():
        painter.drawLine(QPointF(bar.left(), offset), QPointF(bar.right(), offset - reach))
        offset -= step
    painter.restore()
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
    _draw_bar(painter, bar.adjusted(0.75, 0.75, -0.75, -0.75))


def draw_usual(painter: QPainter, spots: list[QPointF]) -> None:
    """Draw what is usual: a broken line with diamonds."""
    palette = theme.now().palette
    pen = QPen(QColor(palette.warn_text), 1.5, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(spots))
    painter.setPen(QPen(QColor(palette.card), 1))
    painter.setBrush(QColor(palette.warn_text))
    half = theme.now().px(_DIAMOND)
    for spot in spots:
        corners = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
        painter.drawPolygon(QPolygonF([spot + corner for corner in corners]))


def _draw_bar(painter: QPainter, bar: QRectF) -> None:
    if bar.height() > 0:
        painter.drawRoundedRect(bar, 2, 2)

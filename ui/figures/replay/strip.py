"""A day in a strip: how many waited at each minute, what was notable, and where one is.

Marks are told apart by their shape and place, not by colour alone: below the line of those who
wait. The slider under it stands in the same columns.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.usecases.figures.replay import ReplayedDay
from domain.figures.replay import Mark, MarkKind
from ui import theme
from ui.figures.replay.state import MARK_WORDS, clock_words, mark_words
from ui.theme import XS, Role, S

NAME = "Personas en espera a lo largo del día"
MARGIN = 10
"""Room beside the first and the last minute, so that the slider's handle stands under them."""
_HEIGHT = 92
_MARKS = 20
_SHAPE = 5
_HOUR = 60


class DayStrip(QWidget):
    """The strip; pressing or dragging goes to a minute."""

    wanted = Signal(int)
    """This minute is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(NAME)
        self._day: ReplayedDay | None = None
        self._minute = 0

    def set(self, day: ReplayedDay, minute: int) -> None:
        """Show a day, and where one is on it."""
        self._day, self._minute = day, minute
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme.now().px(480), theme.now().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The least at which the day can be read."""
        return QSize(theme.now().px(240), theme.now().px(_HEIGHT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the minute that was pointed at."""
        if event.button() == Qt.MouseButton.LeftButton and self._day is not None:
            self.wanted.emit(self._minute_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while its button is down; else tell what is marked there."""
        if self._day is None:
            return
        minute = self._minute_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(minute)
            return
        near = [
            mark
            for mark in self._day.replay.marks
            if abs(self._x(mark.minute) - event.position().x()) <= _SHAPE + 1
        ]
        words = "\n".join(mark_words(self._day, mark) for mark in near[:8])
        here = clock_words(self._day, minute)
        self.setToolTip(words or f"{here}: {self._day.replay.waiting[minute]} en espera")

    # -------------------------------------------------------------- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw who waited, the hours, the marks and the present minute."""
        if self._day is None or not self._day.replay.minutes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Role.SMALL))
        self._draw_hours(painter)
        self._draw_waiting(painter)
        for mark in self._day.replay.marks:
            self._draw_mark(painter, mark)
        palette = theme.now().palette
        x = self._x(self._minute)
        painter.setPen(QPen(QColor(palette.text), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self._plot().bottom() + theme.now().px(_MARKS)))

    def _plot(self) -> QRectF:
        look = theme.now()
        below = look.px(_MARKS) + QFontMetrics(theme.font(Role.SMALL)).height() + XS
        return QRectF(MARGIN, XS, max(1, self.width() - 2 * MARGIN), self.height() - below - XS)

    def _x(self, minute: int) -> float:
        assert self._day is not None
        plot, many = self._plot(), max(1, self._day.replay.minutes - 1)
        return plot.left() + plot.width() * minute / many

    def _minute_at(self, x: float) -> int:
        assert self._day is not None
        plot, last = self._plot(), self._day.replay.minutes - 1
        return min(max(round((x - plot.left()) * last / plot.width()), 0), max(last, 0))

    def _draw_waiting(self, painter: QPainter) -> None:
        assert self._day is not None
        palette, plot, waiting = theme.now().palette, self._plot(), self._day.replay.waiting
        most = max(waiting) or 1
        line = QPolygonF()
        before = 0
        for minute, people in enumerate(waiting):
            x, y = self._x(minute), plot.bottom() - plot.height() * people / most
            if people != before or minute == 0:
                line.append(QPointF(x, plot.bottom() - plot.height() * before / most))
                line.append(QPointF(x, y))
            before = people
        line.append(QPointF(plot.right(), plot.bottom() - plot.height() * before / most))
        area = QPolygonF(line)
        area.append(plot.bottomRight())
        area.append(plot.bottomLeft())
        ground = QColor(palette.accent)
        ground.setAlphaF(0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawPolygon(area)
        painter.setPen(QPen(QColor(palette.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        painter.setPen(QPen(QColor(palette.border), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _draw_hours(self, painter: QPainter) -> None:
        """Write the whole hours, as many as there is room for."""
        assert self._day is not None
        day, plot = self._day, self._plot()
        palette, metrics = theme.now().palette, QFontMetrics(painter.font())
        width = metrics.horizontalAdvance("00:00")
        taken = -1.0
        for minute in range(day.replay.minutes):
            clock = day.office.local(day.replay.clock(minute))
            if clock.minute:
                continue
            x = self._x(minute)
            left = min(max(x - width / 2, 0), self.width() - width)
            if left < taken:
                continue
            painter.setPen(QPen(QColor(palette.line), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QColor(palette.muted))
            spot = QRectF(left, self.height() - metrics.height(), width + 1, metrics.height())
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, f"{clock:%H:%M}")
            taken = left + width + S

    def _draw_mark(self, painter: QPainter, mark: Mark) -> None:
        x, plot = self._x(mark.minute), self._plot()
        draw_mark(painter, mark.kind, QPointF(x, plot.bottom() + theme.now().px(_MARKS) / 2))


def draw_mark(painter: QPainter, kind: MarkKind, spot: QPointF) -> None:
    """Draw a mark around a spot: each kind has its own shape."""
    palette, reach = theme.now().palette, theme.now().px(_SHAPE)
    ink = QColor(palette.warn_text if kind in _WARN else palette.accent)
    painter.setPen(QPen(ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def corners(*of: tuple[float, float]) -> QPolygonF:
        return QPolygonF([QPointF(spot.x() + x * reach, spot.y() + y * reach) for x, y in of])

    match kind:
        case MarkKind.NO_SHOW:
            painter.drawPolyline(corners((-0.8, -0.8), (0.8, 0.8)))
            painter.drawPolyline(corners((-0.8, 0.8), (0.8, -0.8)))
        case MarkKind.BREAK:
            painter.drawPolyline(corners((-0.5, -1), (-0.5, 1)))
            painter.drawPolyline(corners((0.5, -1), (0.5, 1)))
        case MarkKind.OUT_OF_TURN:
            painter.setBrush(ink)
            painter.drawPolygon(corners((0, -1), (1, 0), (0, 1), (-1, 0)))
        case MarkKind.PEAK:
            painter.setBrush(ink)
            painter.drawPolygon(corners((0, -1), (1, 0.8), (-1, 0.8)))
        case MarkKind.CLOCK:
            painter.drawEllipse(spot, reach, reach)
            painter.drawPolyline(corners((0, -0.6), (0, 0), (0.5, 0)))
        case MarkKind.CLOSED:
            painter.drawRect(QRectF(spot.x() - reach, spot.y() - reach, 2 * reach, 2 * reach))


_WARN = frozenset({MarkKind.OUT_OF_TURN, MarkKind.NO_SHOW, MarkKind.CLOCK})


class MarkLegend(QWidget):
    """A mark and what it means."""

    def __init__(self, kind: MarkKind) -> None:
        super().__init__()
        self._kind = kind
        self._words = MARK_WORDS[kind]
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The mark and its words, never cut."""
        look, metrics = theme.now(), QFontMetrics(theme.font(Role.SMALL))
        side = 2 * look.px(_SHAPE) + 2 * XS
        width = side + metrics.horizontalAdvance(self._words) + S
        return QSize(width, max(metrics.height(), side))

    def minimumSizeHint(self) -> QSize:
        """As it asks for."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark as the strip does, then the words."""
        look, painter = theme.now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach, middle = look.px(_SHAPE), self.height() / 2
        draw_mark(painter, self._kind, QPointF(reach + XS, middle))
        painter.setPen(QColor(look.palette.muted))
        painter.setFont(theme.font(Role.SMALL))
        left = 2 * (reach + XS)
        room = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words)

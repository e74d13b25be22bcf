"""Bars by group, one below the other: its name above each, its figure after it."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy

from ui import theme
from ui.theme import RADIUS_SMALL, XS, Role, S
from ui.widgets.charts import ChartMark, draw_before, draw_now
from ui.widgets.walked import Walked

_BAR = 14
_BEFORE = 6
_LEAST = 180
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class Bars(Walked[ChartMark]):
    """A bar for each group, one below the other, its name above it and its figure after it."""

    def __init__(self, name: str) -> None:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        self._tops = [0.0]
        super().__init__(name, "Flechas: otra barra. Intro: ver.", keys)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Its own, not that of an area around it: Tab then comes to what can be seen.
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.valueChanged.connect(self.update)

    def set(self, marks: Sequence[ChartMark], summary: str, name: str) -> None:
        """Show other bars, in this order."""
        self.show_marks(tuple(marks), summary, name)
        self._measure()

    def minimumSizeHint(self) -> QSize:
        """The least at which bars can be told apart; those that find no room are scrolled to."""
        return QSize(theme.now().px(260), theme.now().px(_LEAST))

    def sizeHint(self) -> QSize:
        """As low as it may be: it takes the height that others leave."""
        return QSize(theme.now().px(480), theme.now().px(_LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the names anew."""
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the names, the bars and their figures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Role.BODY))
        if not self.marks:
            return
        palette, look = theme.now().palette, theme.now()
        metrics = QFontMetrics(painter.font())
        figures = max(metrics.horizontalAdvance(mark.shown) for mark in self.marks) + 1
        most = max((max(m.value or 0, m.before or 0) for m in self.marks), default=0) or 1
        room = max(self._wide() - figures - 3 * S, 1)
        height, under = look.px(_BAR), look.px(_BEFORE)
        for number, mark in enumerate(self.marks):
            row = self._row(number)
            self._draw_ground(painter, number, row)
            inner = row.adjusted(S, XS, -S, 0)
            painter.setPen(QColor(palette.text))
            painter.drawText(inner, _WRAPPED, mark.label)
            top = row.bottom() - height - under - 2 - S
            width = room * (mark.value or 0) / most
            draw_now(painter, QRectF(inner.left(), top, width, height))
            if mark.before is not None:
                long = room * mark.before / most
                draw_before(painter, QRectF(inner.left(), top + height + 2, long, under))
            painter.setPen(QColor(palette.text))
            line = metrics.height()
            spot = QRectF(inner.left() + width + S, top + (height - line) / 2, figures, line)
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, mark.shown)

    def _draw_ground(self, painter: QPainter, number: int, row: QRectF) -> None:
        palette = theme.now().palette
        if number == self.walked_at:
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.setBrush(QColor(palette.selection))
        elif number == self.over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.raised))
        else:
            return
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), RADIUS_SMALL, RADIUS_SMALL)

    def _measure(self) -> None:
        """Find where each bar stands: its name is above it, in as many lines as it takes."""
        look, metrics = theme.now(), QFontMetrics(theme.font(Role.BODY))
        bars = look.px(_BAR) + look.px(_BEFORE) + 2 + XS + S
        room = QRect(0, 0, max(self._wide() - 2 * S, 1), 10_000)
        self._tops = [0.0]
        for mark in self.marks:
            name = metrics.boundingRect(room, _WRAPPED, mark.label).height()
            self._tops.append(self._tops[-1] + name + bars + XS)
        more = max(ceil(self._tops[-1]) - self.height(), 0)
        self._scroll.setVisible(more > 0)
        self._scroll.setRange(0, more)
        self._scroll.setPageStep(self.height())
        self._scroll.setSingleStep(look.px(2 * _BAR))
        width = self._scroll.sizeHint().width()
        self._scroll.setGeometry(self.width() - width, 0, width, self.height())

    def _wide(self) -> int:
        """Return the width left beside the scroll bar."""
        return self.width() - self._scroll.sizeHint().width()

    def _row(self, number: int) -> QRectF:
        top = self._tops[number] - self._scroll.value()
        return QRectF(0, top, self._wide(), self._tops[number + 1] - self._tops[number])

    def _number_at(self, spot: QPointF) -> int | None:
        number = bisect_right(self._tops, spot.y() + self._scroll.value()) - 1
        return number if 0 <= number < len(self.marks) else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, where there is more."""
        if self._scroll.isVisible():
            self._scroll.setValue(self._scroll.value() - event.angleDelta().y() // 2)
            event.accept()
        else:
            super().wheelEvent(event)

    def _reached(self) -> None:
        if self.at is not None:
            row = self._row(self.at)
            below = max(row.bottom() - self.height(), 0)
            self._scroll.setValue(int(self._scroll.value() + min(row.top(), 0) + ceil(below)))

"""The window on the television: the last call large, the ones before, the clock."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from domain.offices import MONTHS, WEEKDAYS
from ui import theme
from ui.display.presenter import DisplayPresenter
from ui.display.state import Called, Phase, Screen

FLASHES = 4
FLASH_MS = 450
"""Half a flash; slow enough to be safe for everyone (WCAG 2.3.1: at most three a second)."""

GROUND = "#0b1b2d"
PANEL = "#13293f"
TILE = "#13293f"
EDGE = "#2b4a6b"
INK = "#ffffff"
SOFT = "#b9c7d6"
NUMBER = "#6fd6a0"
FRESH = "#6fd6a0"
FRESH_INK = "#06251a"
BAND = "#cfa3f5"
BAND_INK = "#2b0a45"

BAND_SHARE = 8
"""Height of the band of training, in hundredths of the window's."""
TRAINING = "PRÁCTICA · nada de esto es real"

PAGES = {
    Phase.STARTING: ("loader-circle", "Un momento, por favor", "La pantalla está empezando."),
    Phase.WAITING: (
        "ticket",
        "Tenga a mano su turno",
        "Aquí verá su número y la ventanilla que le atiende.",
    ),
    Phase.CLOSED: ("door-closed", "Oficina cerrada", ""),
    Phase.STALE: (
        "wifi-off",
        "Sin conexión",
        "Por favor, escuche su número en la sala.",
    ),
}


class DisplayWindow(QWidget):
    """Shows what the presenter says. F11 fills the screen, Esc leaves it; it takes no other key.

    Everything is drawn in shares of the window's height, so it fits every television.

    Args:
        presenter: tells what to show; closed with the window.
        clock: the office's local time.
        training: a band across it says that nothing of it is real.
    """

    def __init__(
        self,
        presenter: DisplayPresenter,
        clock: Callable[[], datetime],
        *,
        training: bool = False,
    ) -> None:
        super().__init__()
        self._training = training
        self._presenter = presenter
        self._clock = clock
        self._screen = presenter.screen
        self._lit = False
        self._halves = 0
        before = "PRÁCTICA · " if training else ""
        self.setWindowTitle(f"{before}Ventanilla · Pantalla pública")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(1366, 768)
        self.setMinimumSize(640, 360)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.update)
        self._flash = QTimer(self)
        self._flash.setInterval(FLASH_MS)
        self._flash.timeout.connect(self._blink)
        presenter.shown.connect(self.show_screen)
        self._name()

    def show_on_television(self) -> None:
        """Fill the second screen where there is one; otherwise open as a window."""
        primary = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not primary]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.show()

    def show_screen(self, screen: Screen) -> None:
        """Show ``screen``; a call that has just come flashes a few times."""
        before = self._screen
        self._screen = screen
        if screen.fresh and (not before.fresh or screen.last != before.last):
            self._lit = True
            self._halves = FLASHES * 2 - 1
            if theme.now().motion:
                self._flash.start()
        elif not screen.fresh:
            self._flash.stop()
            self._lit = False
        self._name()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F11 fills the screen and leaves it, Esc leaves it."""
        if event.key() == Qt.Key.Key_F11 and not self.isFullScreen():
            self.showFullScreen()
        elif event.key() in {Qt.Key.Key_F11, Qt.Key.Key_Escape} and self.isFullScreen():
            self.showNormal()
        else:
            super().keyPressEvent(event)
            return
        shape = Qt.CursorShape.BlankCursor if self.isFullScreen() else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the clock run."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._tick.stop()
        self._flash.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop watching."""
        self._presenter.close()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the whole window."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(GROUND))
        unit = min(self.height(), self.width() * 9 / 16) / 100
        margin = 5 * unit
        room = QRectF(self.rect()).adjusted(margin, 3.5 * unit, -margin, -margin)
        if self._training:
            self._draw_band(painter, unit)
            room.setTop(room.top() + BAND_SHARE * unit)
        head = QRectF(room.left(), room.top(), room.width(), 11 * unit)
        self._draw_head(painter, head, unit)
        body = QRectF(room)
        body.setTop(head.bottom() + 2 * unit)
        if self._screen.phase is Phase.CALLS and self._screen.last is not None:
            self._draw_calls(painter, body, unit, self._screen.last)
        else:
            self._draw_page(painter, body, unit)

    def _draw_band(self, painter: QPainter, unit: float) -> None:
        """Icon and words across the top, in the colour of training."""
        band = QRectF(0, 0, self.width(), BAND_SHARE * unit)
        painter.fillRect(band, QColor(BAND))
        letters = 4.2 * unit
        wide = QFontMetricsF(_font(letters, 700)).horizontalAdvance(TRAINING)
        size = round(5 * unit)
        left = (band.width() - wide - size - unit) / 2
        picture = theme.pixmap("graduation-cap", BAND_INK, size)
        painter.drawPixmap(round(left), round((band.height() - size) / 2), picture)
        _write(
            painter, band.adjusted(left + size + unit, 0, 0, 0), TRAINING, letters, 700, BAND_INK
        )

    def _draw_head(self, painter: QPainter, room: QRectF, unit: float) -> None:
        now = self._clock()
        _write(painter, room, f"{now:%H:%M}", 6.4 * unit, 600, INK, Qt.AlignmentFlag.AlignRight)
        clock = QFontMetricsF(_font(6.4 * unit, 600)).horizontalAdvance("00:00")
        date = f"{WEEKDAYS[now.weekday()]}, {now.day} de {MONTHS[now.month - 1]}"
        beside = room.adjusted(0, 0, -clock - 3 * unit, 0)
        _write(painter, beside, date, 3.4 * unit, 400, SOFT, Qt.AlignmentFlag.AlignRight)
        width = QFontMetricsF(_font(3.4 * unit, 400)).horizontalAdvance(date)
        office = beside.adjusted(0, 0, -width - 4 * unit, 0)
        _write(painter, office, self._screen.office, 4 * unit, 600, SOFT)

    def _draw_calls(self, painter: QPainter, room: QRectF, unit: float, last: Called) -> None:
        tiles = self._screen.previous
        large = QRectF(room)
        large.setBottom(room.bottom() - 19 * unit)
        lit = self._lit
        painter.setPen(QPen(QColor(FRESH if self._screen.fresh else EDGE), 0.5 * unit))
        painter.setBrush(QColor(FRESH if lit else PANEL))
        painter.drawRoundedRect(large, 2.5 * unit, 2.5 * unit)
        inner = large.adjusted(5 * unit, 5 * unit, -5 * unit, -4 * unit)
        soft, ink = (FRESH_INK, FRESH_INK) if lit else (SOFT, INK)
        line = round(inner.left() + inner.width() * 0.66)
        left, right = QRectF(inner), QRectF(inner)
        left.setRight(line)
        right.setLeft(line)
        self._draw_pair(painter, left, unit, ("Turno", last.ticket, soft, ink))
        number = FRESH_INK if lit else NUMBER
        self._draw_pair(painter, right, unit, ("Ventanilla", str(last.counter), soft, number))
        painter.setPen(QPen(QColor(FRESH_INK if lit else EDGE), 0.3 * unit))
        painter.drawLine(line, round(inner.top()), line, round(inner.bottom()))
        foot = QRectF(room.left(), room.bottom() - 16 * unit, room.width(), 16 * unit)
        self._draw_previous(painter, foot, unit, tiles)

    def _draw_pair(
        self, painter: QPainter, room: QRectF, unit: float, pair: tuple[str, str, str, str]
    ) -> None:
        """A small word and its large value below, as large as the room allows."""
        word, value, soft, ink = pair
        middle = Qt.AlignmentFlag.AlignHCenter
        label = QRectF(room.left(), room.top(), room.width(), 7 * unit)
        _write(painter, label, word, 5 * unit, 500, soft, middle)
        below = room.adjusted(0, 6 * unit, 0, 0)
        size = 30 * unit
        wide = QFontMetricsF(_font(size, 700)).horizontalAdvance(value)
        if wide > below.width() - 7 * unit:
            size *= (below.width() - 7 * unit) / wide
        _write(painter, below, value, size, 700, ink, middle)

    def _draw_previous(
        self, painter: QPainter, room: QRectF, unit: float, calls: tuple[Called, ...]
    ) -> None:
        gap = 2 * unit
        width = (room.width() - 3 * gap) / 4
        for number, call in enumerate(calls):
            tile = QRectF(room.left() + number * (width + gap), room.top(), width, room.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(TILE))
            painter.drawRoundedRect(tile, 2 * unit, 2 * unit)
            inner = tile.adjusted(2.5 * unit, 0, -2.5 * unit, 0)
            _write(painter, inner, call.ticket, 6 * unit, 600, INK)
            counter = f"{call.counter}"
            _write(painter, inner, counter, 6 * unit, 600, NUMBER, Qt.AlignmentFlag.AlignRight)
            size = round(4 * unit)
            wide = QFontMetricsF(_font(6 * unit, 600)).horizontalAdvance(counter)
            arrow = theme.pixmap("arrow-right", SOFT, size)
            painter.drawPixmap(
                round(inner.right() - wide - 2 * unit - size),
                round(inner.center().y() - size / 2),
                arrow,
            )

    def _draw_page(self, painter: QPainter, room: QRectF, unit: float) -> None:
        icon, title, text = PAGES[self._screen.phase]
        if self._screen.phase is Phase.CLOSED:
            text = self._screen.hours
        size = round(14 * unit)
        top = room.center().y() - 22 * unit
        picture = theme.pixmap(icon, NUMBER, size)
        painter.drawPixmap(round(room.center().x() - size / 2), round(top), picture)
        middle = Qt.AlignmentFlag.AlignHCenter
        first = QRectF(room.left(), top + 19 * unit, room.width(), 12 * unit)
        _write(painter, first, title, 9 * unit, 700, INK, middle)
        second = QRectF(room.left(), first.bottom(), room.width(), 9 * unit)
        _write(painter, second, text, 4.4 * unit, 400, SOFT, middle)

    def _blink(self) -> None:
        self._lit = not self._lit
        self._halves -= 1
        if self._halves <= 0:
            self._flash.stop()
            self._lit = False
        self.update()

    def _name(self) -> None:
        """What a screen reader says of the window."""
        last = self._screen.last
        said = PAGES.get(self._screen.phase, ("", "", ""))[1]
        if self._screen.phase is Phase.CALLS and last is not None:
            said = f"Turno {last.ticket}, ventanilla {last.counter}"
        self.setAccessibleName(f"{TRAINING}. {said}" if self._training else said)


def _font(size: float, weight: int) -> QFont:
    made = theme.font(weight=weight)
    made.setPixelSize(max(round(size), 1))
    return made


def _write(
    painter: QPainter,
    room: QRectF,
    text: str,
    size: float,
    weight: int,
    ink: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Write one line into ``room``, ending in "…" where it is too long."""
    font = _font(size, weight)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

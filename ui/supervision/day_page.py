"""One office's day as its supervisor sees it: figures, half hours, counters, what asks for attention.

What can be done about it is added by who shows it (``page.py``); another office's day is only seen
(``ui/offices``).
"""

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.usecases.supervision import SupervisionBoard
from ui import theme
from ui.shell.page import Page
from ui.supervision.alerts import Alert, alerts
from ui.supervision.behind import BehindCard
from ui.supervision.cards import AlertsCard, CountersCard
from ui.supervision.chart_card import ChartCard
from ui.supervision.figures import FIRST, Tile, tiles
from ui.supervision.half_hours import HalfHour, day_chart
from ui.supervision.lists import listing
from ui.supervision.side import Side, above
from ui.supervision.state import CounterRow, counter_rows
from ui.supervision.tiles import TileGrid
from ui.supervision.views import Asked, Line, Read, View
from ui.theme import M

ROOM_FOR_BOTH = 900
"""Height, in pixels at 100 %, from which chart and list stand one above the other.

Not below what both need: the page would stay as high as they are.
"""
ROOM_BESIDE = 840
"""Width, in pixels at 100 %, below which the cards at the side stand below."""
ALERTS_IF_LOW, ALERTS_IF_HIGH = 4, 8
"""So many rows of what asks for attention are seen at once: the counters below them too."""
EVERY_TURNO = Asked(View.ALL)


class DayPage(Page):
    """A day.

    Every figure has a key; it opens the list of what is behind, in the place of the chart where
    there is no room for both, and Esc goes back.

    Args:
        title: of the page.
        tick_ms: how often waits count on.
        only_seen: it is another office's: rows lead nowhere, and there are no earlier days.
    """

    help_topic = "supervision"

    def __init__(
        self,
        title: str,
        *,
        tick_ms: int = 1000,
        only_seen: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._only_seen = only_seen
        self._asked: Asked | None = None
        self._read = Read()
        self._before: QWidget | None = None
        self.tiles = TileGrid(FIRST)
        self.chart = ChartCard()
        self.behind = BehindCard(leads=not only_seen)
        self.counters = CountersCard()
        self.alerts = AlertsCard()
        self.chart.days.setVisible(not only_seen)
        self.day_part = QWidget()
        self.day_part.setObjectName("clear")
        self._build_day()
        self._connect_day()
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._ticks.timeout.connect(self.tick)

    # -------------------------------------------------------------- what is shown

    def board(self) -> SupervisionBoard | None:
        """Return the day; None while nothing is known."""
        raise NotImplementedError

    def now(self) -> datetime:
        """Return the moment that the day is shown as at."""
        raise NotImplementedError

    def read_for(self, view: View) -> None:
        """Read what a list shows beyond the day itself, for ``take``."""
        raise NotImplementedError

    def open_line(self, line: Line) -> None:
        """Go where a row of a list leads to."""
        raise NotImplementedError

    def open_alert(self, alert: Alert) -> None:
        """Go where something that asks for attention leads to: the list behind it."""
        if alert.asked is not None:
            self.show_list(alert.asked)
            if alert.row is not None:
                self.behind.choose(alert.row)
            self.side.bring(self.alerts)

    def placed(self, *, narrow: bool, both: bool) -> None:
        """The parts were given their places: for what stands among them."""

    # -------------------------------------------------------------- the life of the page

    def showEvent(self, event: QShowEvent) -> None:
        """Count waits on only while somebody can see them."""
        super().showEvent(event)
        self.side.hold_content()
        self._ticks.start()
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._ticks.stop()

    def shutdown(self) -> None:
        """Rest for good."""
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show chart and list one above the other where there is room."""
        super().resizeEvent(event)
        self.place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_ticks"):
            self.place()
            self.side.hold_content()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from a list."""
        if event.key() == Qt.Key.Key_Escape and self._asked is not None:
            self.leave()
            return
        super().keyPressEvent(event)

    def tick(self) -> None:
        """Count waits on, without asking the database."""
        board = self.board()
        if board is None:
            return
        now = self.now()
        self.tiles.set(tiles(board, now))
        self.counters.show_rows(counter_rows(board, now))
        self.alerts.show_rows(alerts(board, now))
        self.side.hold_content()
        self.chart.set(day_chart(board, now))
        self._draw_list(board)

    def draw_day(self) -> None:
        """Show the day anew, and what its list needs besides."""
        self.tick()
        if self._asked is not None:
            self.read_for(self._asked.view)

    # -------------------------------------------------------------- drawing

    def _build_day(self) -> None:
        whole = QVBoxLayout(self.day_part)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(M)
        whole.addWidget(self.tiles)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(M)
        self.left_column = left = QVBoxLayout()
        left.setSpacing(M)
        left.addWidget(self.chart, 2)
        left.addWidget(self.behind, 3)
        row.addLayout(left, 6)
        holder = QWidget()
        holder.setObjectName("clear")
        self.side_column = column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.alerts)
        column.addWidget(self.counters)
        column.addStretch(1)
        self.side = Side(holder)
        row.addWidget(self.side, 4)
        whole.addLayout(row, 1)
        self.body.addWidget(self.day_part, 1)

    def _connect_day(self) -> None:
        self.tiles.opened.connect(self._open_tile)
        self.chart.opened.connect(self._open_half)
        for button in (self.chart.go, self.chart.switch):
            button.clicked.connect(lambda: self._bring(self.chart))
        self.behind.asked_for.connect(self.show_list)
        self.behind.left.connect(self.leave)
        self.behind.opened.connect(self.open_line)
        self.counters.opened.connect(self._open_counter)
        self.alerts.opened.connect(self.open_alert)
        for button in (self.chart.days, self.behind.days):
            button.clicked.connect(lambda: self.show_list(Asked(View.DAYS)))

    def place(self) -> None:
        """Give the parts their places, by the room there is."""
        room = self.parentWidget() or self  # the page itself is as high as what it shows
        both = room.height() >= theme.now().px(ROOM_FOR_BOTH)
        narrow = self.width() < theme.now().px(ROOM_BESIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if narrow else across)
        self.side.set_whole(whole=narrow)
        self.placed(narrow=narrow, both=both)
        self.chart.setVisible(both or self._asked is None)
        self.behind.days.setVisible(
            not both and not self._only_seen
        )  # where the chart shows it, its key works there
        self.behind.setVisible(both or self._asked is not None)
        self.alerts.set_most(ALERTS_IF_LOW if not both else ALERTS_IF_HIGH)
        board = self.board()
        if board is not None:
            self._draw_list(board)

    def _draw_list(self, board: SupervisionBoard) -> None:
        if not self.behind.isVisibleTo(self):
            return
        asked = self._asked or EVERY_TURNO
        shown = listing(board, asked, self._read, self.now())
        views = {view.ticket.id: view for view in board.tickets}
        self.behind.show_list(asked, shown, views, closable=self._asked is not None)
        if self._asked is not None and self.behind.lost_focus:
            self.behind.take_focus()

    # -------------------------------------------------------------- going behind a figure

    @property
    def asked(self) -> Asked | None:
        """The list that is shown; None where one looks at the day."""
        return self._asked

    def take_focus(self) -> None:
        """Put the focus where one was: in the list, or on the figures."""
        (self.tiles if self._asked is None else self.behind).take_focus()

    def show_list(self, asked: Asked) -> None:
        """Show what is behind a figure, with the focus in it; ``leave`` goes back."""
        if self._asked is None:
            self._before = self.window().focusWidget()
        self._asked = asked
        self._read = Read()
        self.place()
        self.read_for(asked.view)
        self.behind.take_focus()
        self._bring(self.behind)

    def leave(self) -> None:
        """Go back from a list to where one was."""
        self._asked = None
        self.place()
        before, self._before = self._before, None
        if before is not None and before.isVisibleTo(self) and self.isAncestorOf(before):
            before.setFocus()
        else:
            self.tiles.take_focus()
        self.side.bring(self.alerts)
        self._bring(self.window().focusWidget())

    def _bring(self, widget: QWidget) -> None:
        """Scroll to what one looks at now, where the page is higher than the window."""
        area = next((a for a in above(self) if isinstance(a, QScrollArea)), None)
        if area is not None and self.isAncestorOf(widget):
            # Once it has its place, which Qt gives it in its own time.
            QTimer.singleShot(0, widget, lambda: area.ensureWidgetVisible(widget, 0, M))

    def take(self, read: Read) -> None:
        """Show what was read for a list, if it is still that one."""
        self._read = read
        focused = self.behind.isAncestorOf(self.window().focusWidget())
        self.place()
        if focused:
            self.behind.take_focus()
            self._bring(self.behind)

    def _open_tile(self, tile: Tile) -> None:
        self.show_list(Asked(tile.view))

    def _open_half(self, half: HalfHour) -> None:
        self.show_list(Asked(View.HALF_HOUR, slot=half.slot))

    def _open_counter(self, row: CounterRow) -> None:
        self.show_list(Asked(View.COUNTER, counter_id=row.counter_id))
        self.side.bring(self.counters)  # what can be done with it stands below the last one

"""The supervisor's page: figures, the day by half hours, counters, what asks for attention."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from desktop.usecases.supervision import SupervisionBoard
from desktop.usecases.visit_cases import VisitCase
from domain.staff import Actor
from ui import theme
from ui.approvals.card import ApprovalsCard
from ui.approvals.presenter import PendingPresenter, PendingRow
from ui.shell.page import Page
from ui.supervision.alerts import Alert, alerts
from ui.supervision.behind import BehindCard
from ui.supervision.cards import AlertsCard, CountersCard
from ui.supervision.chart_card import ChartCard
from ui.supervision.closing_days import DayEnd
from ui.supervision.figures import FIRST, Tile, tiles
from ui.supervision.half_hours import HalfHour, day_chart
from ui.supervision.lists import listing
from ui.supervision.presenter import SupervisionPresenter
from ui.supervision.questions import Questions
from ui.supervision.side import Side, above
from ui.supervision.state import CounterRow, counter_rows
from ui.supervision.steering import Steering
from ui.supervision.tiles import TileGrid
from ui.supervision.views import Asked, Line, Read, View
from ui.supervision.what_if import TITLE as WHAT_IF
from ui.supervision.what_if import WhatIfPresenter, WhatIfSheet
from ui.theme import Kind, M
from ui.widgets import ButtonStyle, ChoiceSheet, KeyButton, Notice, tell

TITLE = "Supervisión de hoy"
ROOM_FOR_BOTH = 900
"""Height, in pixels at 100 %, from which chart and list stand one above the other.

Not below what both need: the page would stay as high as they are.
"""
ROOM_BESIDE = 840
"""Width, in pixels at 100 %, below which the cards at the side stand below."""
ALERTS_IF_LOW, ALERTS_IF_HIGH = 4, 8
"""So many rows of what asks for attention are seen at once: the counters below them too."""
EVERY_TURNO = Asked(View.ALL)


class SupervisionPage(Page):
    """The day as its supervisor sees and steers it.

    Every figure has a key; it opens the list of what is behind, in the place of the chart where
    there is no room for both, and Esc goes back. What can be done about the day is added in
    ``_offer_actions``, beside what it is about.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        approvals: the requests for leave; None where nobody asks. It is closed with the page.
        paper: where the reports of days come out; None where there are none.
        poll_ms: how often it looks for changes.
        tick_ms: how often waits count on.
    """

    help_topic = "supervision"

    case_wanted = Signal(object)
    """Show the case of this id."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        approvals: PendingPresenter | None = None,
        paper: Paper | None = None,
        poll_ms: int = 500,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk = desk
        self._approvals = approvals
        self._approvals_card: ApprovalsCard | None = None
        self._asking = self._above_day = False
        self._asked: Asked | None = None
        self._read = Read()
        self._before: QWidget | None = None
        self._leading_to: Line | None = None
        self.presenter = SupervisionPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.what_if = WhatIfPresenter(desk, actor, parent=self)
        self.days = DayEnd(self, desk, actor, paper, poll_ms=poll_ms)
        self.questions = Questions(self, self.presenter, self.days)
        self.steering = Steering(self, desk, actor, self.presenter)
        self.tiles = TileGrid(FIRST)
        self.chart = ChartCard()
        self.behind = BehindCard()
        self.counters = CountersCard()
        self.alerts = AlertsCard()
        self._build(approvals)
        self._offer_actions()
        self._connect()
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._ticks.timeout.connect(self.tick)

    # -------------------------------------------------------------- the life of the page

    def entered(self) -> None:
        """Look for changes at once, with the focus where one was."""
        self.presenter.start()
        if self._asked is not None:
            self.behind.take_focus()
        else:
            self.tiles.take_focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self.presenter.close()
        self.what_if.close()
        self.days.close()
        self.steering.close()
        if self._approvals is not None:
            self._approvals.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the day only while somebody can see it."""
        super().showEvent(event)
        self._side.hold_content()
        self.presenter.start()
        self._ticks.start()
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show chart and list one above the other where there is room."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_side"):
            self._place()
            self._side.hold_content()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from a list."""
        if event.key() == Qt.Key.Key_Escape and self._asked is not None:
            self.leave()
            return
        super().keyPressEvent(event)

    def tick(self) -> None:
        """Count waits on, without asking the database."""
        board = self.presenter.state
        if board is None:
            return
        now = self._desk.clock.now()
        self.tiles.set(tiles(board, now))
        self.counters.show_rows(counter_rows(board, now))
        self.alerts.show_rows(alerts(board, now))
        self._side.hold_content()
        self.chart.set(day_chart(board, now))
        self._draw_list(board)

    # -------------------------------------------------------------- drawing

    def _build(self, approvals: PendingPresenter | None) -> None:
        self.body.addWidget(self.tiles)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(M)
        self._left = left = QVBoxLayout()
        left.setSpacing(M)
        left.addWidget(self.chart, 2)
        left.addWidget(self.behind, 3)
        row.addLayout(left, 6)
        self._side = Side(self._cards(approvals))
        row.addWidget(self._side, 4)
        self.body.addLayout(row, 1)
        self.close_button = KeyButton("Cerrar la jornada", key="F12", icon="moon")
        self.close_button.setEnabled(False)
        self.add_action(self.close_button)
        self._place()

    def _cards(self, approvals: PendingPresenter | None) -> QWidget:
        holder = QWidget()
        holder.setObjectName("clear")
        self._column = column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.alerts)
        column.addWidget(self.counters)
        if approvals is not None:
            self._approvals_card = ApprovalsCard(approvals, self._desk.clock.now)
            column.addWidget(self._approvals_card)
            approvals.changed.connect(self._place_approvals)
        column.addStretch(1)
        return holder

    def _place(self) -> None:
        room = self.parentWidget() or self  # the page itself is as high as what it shows
        both = room.height() >= theme.now().px(ROOM_FOR_BOTH)
        narrow = self.width() < theme.now().px(ROOM_BESIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if narrow else across)
        self._side.set_whole(whole=narrow)
        if (above_day := not (narrow or both)) != self._above_day:
            self._above_day = above_day
            self._place_card()
        self.chart.setVisible(both or self._asked is None)
        self.behind.days.setVisible(not both)  # where the chart shows it, its key works there
        self.behind.setVisible(both or self._asked is not None)
        self.alerts.set_most(ALERTS_IF_LOW if not both else ALERTS_IF_HIGH)
        board = self.presenter.state
        if board is not None:
            self._draw_list(board)

    def _place_approvals(self, rows: Sequence[PendingRow]) -> None:
        self._asking = bool(rows)
        self._place_card()

    def _place_card(self) -> None:
        """Requests that wait go above all else: above the day where the side has no room for them."""
        card = self._approvals_card
        if card is None:
            return
        if self._asking and self._above_day:
            self._left.insertWidget(0, card)
        else:
            self._column.insertWidget(0 if self._asking else 2, card)
        # Its new rows count once they are shown, which Qt does in its own time.
        QTimer.singleShot(0, self._side.hold_content)

    def _draw_list(self, board: SupervisionBoard) -> None:
        if not self.behind.isVisibleTo(self):
            return
        asked = self._asked or EVERY_TURNO
        shown = listing(board, asked, self._read, self._desk.clock.now())
        views = {view.ticket.id: view for view in board.tickets}
        self.behind.show_list(asked, shown, views, closable=self._asked is not None)
        if self._asked is not None and self.behind.lost_focus:
            self.behind.take_focus()

    def _draw(self, board: SupervisionBoard) -> None:
        self.tick()
        if self._asked is not None:
            self.presenter.read_for(self._asked.view)
        word = "Reabrir la jornada" if board.closed else "Cerrar la jornada"
        self.close_button.set(word, icon="sun" if board.closed else "moon")
        self.close_button.setEnabled(board.began)
        if board.closed:
            chip = ("Jornada cerrada", Kind.NEUTRAL)
        elif board.began:
            chip = ("Jornada abierta", Kind.OK)
        else:
            chip = ("Sin turnos todavía", Kind.NEUTRAL)
        self.set_head(TITLE, [chip])

    # -------------------------------------------------------------- what can be done

    def _offer_actions(self) -> None:
        """Every act upon the day, beside what it is about: a turno, a counter, the day."""
        self.send_button = KeyButton("Reasignar", key="F6", style=ButtonStyle.GHOST)
        self.behind.add_action(self.send_button, self.questions.where)
        self.steering.offer(self.behind, self.counters)
        close_counter = KeyButton("Cerrar", key="Alt+C", style=ButtonStyle.GHOST)
        self.counters.add_action(close_counter, self.questions.close_counter)
        self.what_if_button = KeyButton(WHAT_IF, key="Alt+Y", icon="circle-help")
        self.counters.bar.addWidget(self.what_if_button)
        self.what_if_button.clicked.connect(lambda: WhatIfSheet(self.what_if).open(self))

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.read.connect(self._take)
        presenter.cases_found.connect(self._choose_case)
        presenter.runner.slow.connect(self.working)
        self.steering.notices_wanted.connect(lambda: self.show_list(Asked(View.NOTICES)))
        self.steering.presenter.runner.slow.connect(self.working)
        self.tiles.opened.connect(self._open_tile)
        self.chart.opened.connect(self._open_half)
        for button in (self.chart.go, self.chart.switch):
            button.clicked.connect(lambda: self._bring(self.chart))
        self.behind.asked_for.connect(self.show_list)
        self.behind.left.connect(self.leave)
        self.behind.opened.connect(self._open_line)
        self.counters.opened.connect(self._open_counter)
        self.alerts.opened.connect(self._open_alert)
        for button in (self.chart.days, self.behind.days):
            button.clicked.connect(lambda: self.show_list(Asked(View.DAYS)))
        self.close_button.clicked.connect(self.questions.day)

    # -------------------------------------------------------------- going behind a figure

    def show_list(self, asked: Asked) -> None:
        """Show what is behind a figure, with the focus in it; ``leave`` goes back."""
        if self._asked is None:
            self._before = self.window().focusWidget()
        self._asked = asked
        self._read = Read()
        self._place()
        self.presenter.read_for(asked.view)
        self.behind.take_focus()
        self._bring(self.behind)

    def leave(self) -> None:
        """Go back from a list to where one was."""
        self._asked = None
        self._place()
        before, self._before = self._before, None
        if before is not None and before.isVisibleTo(self) and self.isAncestorOf(before):
            before.setFocus()
        else:
            self.tiles.take_focus()
        self._side.bring(self.alerts)
        self._bring(self.window().focusWidget())

    def _bring(self, widget: QWidget) -> None:
        """Scroll to what one looks at now, where the page is higher than the window."""
        area = next((a for a in above(self) if isinstance(a, QScrollArea)), None)
        if area is not None and self.isAncestorOf(widget):
            # Once it has its place, which Qt gives it in its own time.
            QTimer.singleShot(0, widget, lambda: area.ensureWidgetVisible(widget, 0, M))

    def _take(self, read: Read) -> None:
        """Show what was read for a list, if it is still that one."""
        self._read = read
        focused = self.behind.isAncestorOf(self.window().focusWidget())
        self._place()
        if focused:
            self.behind.take_focus()
            self._bring(self.behind)

    def _open_tile(self, tile: Tile) -> None:
        self.show_list(Asked(tile.view))

    def _open_half(self, half: HalfHour) -> None:
        self.show_list(Asked(View.HALF_HOUR, slot=half.slot))

    def _open_counter(self, row: CounterRow) -> None:
        self.show_list(Asked(View.COUNTER, counter_id=row.counter_id))
        self._side.bring(self.counters)  # what can be done with it stands below the last one

    def _open_alert(self, alert: Alert) -> None:
        if alert.day is not None:
            self.days.ask(alert.day)
        elif alert.session_id is not None:
            self._ask_close(alert)
        elif alert.asked is not None:
            self.show_list(alert.asked)
            if alert.row is not None:
                self.behind.choose(alert.row)
            self._side.bring(self.alerts)

    def _ask_close(self, alert: Alert) -> None:
        board = self.presenter.state
        rows = () if board is None else counter_rows(board, self._desk.clock.now())
        row = next((row for row in rows if row.session_id == alert.session_id), None)
        if row is not None:
            self.questions.close_counter(row)

    def _open_line(self, line: Line) -> None:
        if line.case_id is not None:
            self.case_wanted.emit(line.case_id)
        elif line.day is not None:
            self.days.show_report(line.day)
        elif self.behind.asked.view is View.OUT_OF_TURN and line.ticket_id is not None:
            self.show_list(EVERY_TURNO)
            self.behind.choose(line.ticket_id)
        elif line.ticket_id is not None:
            self.presenter.find_cases(line.ticket_id)

    def _choose_case(self, _ticket_id: object, found: Sequence[VisitCase]) -> None:
        if not found:
            tell(self, Notice("Este turno todavía no tiene trámites.", kind=Kind.INFO))
        elif len(found) == 1:
            self.case_wanted.emit(found[0].id)
        else:
            catalogue = self._desk.catalogue
            names = [(f"{catalogue.short_names((c.service,))} · {c.words}", c.id) for c in found]
            sheet = ChoiceSheet("¿Qué trámite abre?", names)
            sheet.picked.connect(self.case_wanted)
            sheet.open(self)

"""The supervisor's page: figures, the day by half hours, counters, what asks for attention."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from desktop.usecases.supervision import SupervisionBoard
from desktop.usecases.visit_cases import VisitCase
from domain.staff import Actor
from ui.approvals.card import ApprovalsCard
from ui.approvals.presenter import PendingPresenter, PendingRow
from ui.supervision.alerts import Alert
from ui.supervision.closing_days import DayEnd
from ui.supervision.day_page import EVERY_TURNO, DayPage
from ui.supervision.presenter import SupervisionPresenter
from ui.supervision.questions import Questions
from ui.supervision.state import counter_rows
from ui.supervision.steering import Steering
from ui.supervision.views import Asked, Line, View
from ui.supervision.what_if import TITLE as WHAT_IF
from ui.supervision.what_if import WhatIfPresenter, WhatIfSheet
from ui.theme import Kind
from ui.widgets import ButtonStyle, ChoiceSheet, KeyButton, Notice, Sheet, tell

TITLE = "Supervisión de hoy"


class SupervisionPage(DayPage):
    """The day as its supervisor sees and steers it.

    What can be done about the day is added in ``_offer_actions``, beside what it is about.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        approvals: the requests for leave; None where nobody asks. It is closed with the page.
        paper: where the reports of days come out; None where there are none.
        sees_others: this workstation may see other offices' days too.
        by_hand: returns the sheet of turnos given by hand; None where there is none.
        poll_ms: how often it looks for changes.
        tick_ms: how often waits count on.
    """

    case_wanted = Signal(object)
    """Show the case of this id."""
    offices_wanted = Signal()
    """Show the other offices' days."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        approvals: PendingPresenter | None = None,
        paper: Paper | None = None,
        sees_others: bool = False,
        by_hand: Callable[[], Sheet] | None = None,
        poll_ms: int = 500,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        self._desk = desk
        self._approvals = approvals
        self._approvals_card: ApprovalsCard | None = None
        self._asking = self._above_day = False
        super().__init__(TITLE, tick_ms=tick_ms, parent=parent)
        self.presenter = SupervisionPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.what_if = WhatIfPresenter(desk, actor, parent=self)
        self.days = DayEnd(self, desk, actor, paper, poll_ms=poll_ms)
        self.questions = Questions(self, self.presenter, self.days)
        self.steering = Steering(self, desk, actor, self.presenter)
        self._by_hand = by_hand
        self.by_hand_button = KeyButton("Turnos de papel", key="Alt+N", icon="pencil", parent=self)
        self.by_hand_button.setVisible(by_hand is not None)
        self.offices_button = KeyButton(
            "Otras oficinas", key="Alt+O", icon="building-2", parent=self
        )
        self._build(approvals)
        self._offer_actions()
        if by_hand is not None:
            self.counters.bar.addWidget(self.by_hand_button)
        if sees_others:
            self.counters.bar.addWidget(self.offices_button)
        else:
            self.offices_button.hide()
        self._connect()

    # -------------------------------------------------------------- the life of the page

    def board(self) -> SupervisionBoard | None:
        """Return the day as last read."""
        return self.presenter.state

    def now(self) -> datetime:
        """Return the present moment."""
        return self._desk.clock.now()

    def read_for(self, view: View) -> None:
        """Read what a list shows beyond the day itself."""
        self.presenter.read_for(view)

    def entered(self) -> None:
        """Look for changes at once, with the focus where one was."""
        self.presenter.start()
        self.take_focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        super().shutdown()
        self.presenter.close()
        self.what_if.close()
        self.days.close()
        self.steering.close()
        if self._approvals is not None:
            self._approvals.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the day only while somebody can see it."""
        super().showEvent(event)
        self.presenter.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()

    # -------------------------------------------------------------- drawing

    def _build(self, approvals: PendingPresenter | None) -> None:
        if approvals is not None:
            self._approvals_card = ApprovalsCard(approvals, self._desk.clock.now)
            self.side_column.insertWidget(2, self._approvals_card)
            approvals.changed.connect(self._place_approvals)
        self.close_button = KeyButton("Cerrar la jornada", key="F12", icon="moon")
        self.close_button.setEnabled(False)
        self.add_action(self.close_button)
        self.place()

    def placed(self, *, narrow: bool, both: bool) -> None:
        """Give the requests for leave their place."""
        if (above_day := not (narrow or both)) != self._above_day:
            self._above_day = above_day
            self._place_card()

    def _place_approvals(self, rows: Sequence[PendingRow]) -> None:
        self._asking = bool(rows)
        self._place_card()

    def _place_card(self) -> None:
        """Requests that wait go above all else: above the day where the side has no room for them."""
        card = self._approvals_card
        if card is None:
            return
        if self._asking and self._above_day:
            self.left_column.insertWidget(0, card)
        else:
            self.side_column.insertWidget(0 if self._asking else 2, card)
        # Its new rows count once they are shown, which Qt does in its own time.
        QTimer.singleShot(0, self.side.hold_content)

    def _draw(self, board: SupervisionBoard) -> None:
        self.draw_day()
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
        presenter.read.connect(self.take)
        presenter.cases_found.connect(self._choose_case)
        presenter.runner.slow.connect(self.working)
        self.steering.notices_wanted.connect(lambda: self.show_list(Asked(View.NOTICES)))
        self.steering.presenter.runner.slow.connect(self.working)
        self.offices_button.clicked.connect(self.offices_wanted)
        self.by_hand_button.clicked.connect(self._open_by_hand)
        self.close_button.clicked.connect(self.questions.day)

    def _open_by_hand(self) -> None:
        if self._by_hand is not None:
            self._by_hand().open(self)

    # -------------------------------------------------------------- going behind a figure

    def open_alert(self, alert: Alert) -> None:
        """Ask what to do about a day or a counter left open; else go to the list behind."""
        if alert.by_hand:
            self._open_by_hand()
        elif alert.day is not None:
            self.days.ask(alert.day)
        elif alert.session_id is not None:
            self._ask_close(alert)
        else:
            super().open_alert(alert)

    def _ask_close(self, alert: Alert) -> None:
        board = self.presenter.state
        rows = () if board is None else counter_rows(board, self._desk.clock.now())
        row = next((row for row in rows if row.session_id == alert.session_id), None)
        if row is not None:
            self.questions.close_counter(row)

    def open_line(self, line: Line) -> None:
        """Open the case, the report or the turno of a row."""
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

"""The clerk's page. F2 does the natural next thing; every other key stands on its button."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.desk import Desk
from domain.counters import CounterBusy, SessionState
from domain.ports import TicketView
from domain.staff import Actor
from domain.tickets import Ticket
from ui import theme
from ui.queue.cases import Choice, open_words
from ui.queue.panels import (
    AttentionPanel,
    FreePanel,
    LinesCard,
    OpenPanel,
    PausePanel,
    primary_button,
)
from ui.queue.presenter import AskLeave, QueuePresenter
from ui.queue.questions import Questions
from ui.queue.state import QueueState, Step, chips, usual_wait
from ui.queue.waiting import WaitingCard
from ui.queue.words import (
    AsideRow,
    WaitingRow,
    aside_rows,
    attention_of,
    counter_lines,
    visit_lines,
    waiting_rows,
)
from ui.shell.page import Page
from ui.theme import Kind, M
from ui.widgets import EmptyState, KeyButton, Notice, tell

TITLE = "Turnos de hoy"
STEP_ICONS = {
    Step.OPEN: "door-open",
    Step.BACK: "play",
    Step.CALL: "megaphone",
    Step.ARRIVE: "user-check",
    Step.FINISH_AND_CALL: "megaphone",
    Step.FINISH: "check",
    Step.NOTHING: "",
}
ROOM_FOR_BOTH = 760
"""From this height, in pixels at 100 %, the other counters are seen beside a person's visits."""


class QueuePage(Page):
    """The queue as one clerk works it.

    Args:
        desk: the workstation.
        actor: who is signed in.
        ask_leave: asks a supervisor's leave (see ``QueuePresenter``).
        usual_counter: the number of the counter this workstation stands at, offered first.
        poll_ms: how often it looks for changes.
        tick_ms: how often waits count on.
    """

    help_topic = "turnos"

    new_ticket_requested = Signal()
    """F3: somebody wants a turno."""
    counter_changed = Signal(object)
    """The person's counter is another one (``Counter``, or ``None`` while it is closed)."""
    case_wanted = Signal(object, object)
    """F5: a case for the turno (its id) of a service (its number)."""
    support_wanted = Signal(object)
    """F5: a support case for the turno (its id)."""
    case_opened = Signal(object, object)
    """A case (its id) is to be gone on with, for the turno (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        ask_leave: AskLeave | None = None,
        usual_counter: int | None = None,
        poll_ms: int = 500,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        # Where the focus rests while there is nothing to choose: no button is pressed by mistake.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._desk = desk
        self._usual_counter = usual_counter
        self._counter: object = None
        self.presenter = QueuePresenter(
            desk, actor, ask_leave=ask_leave, poll_ms=poll_ms, parent=self
        )
        self.presenter.load()  # the queue is read while the page is being built
        self.questions = Questions(self, self.presenter, lambda: desk.catalogue)
        self.waiting = WaitingCard()
        self.opening = OpenPanel(lambda: desk.catalogue)
        self.pause = PausePanel(desk.clock.now)
        self.free = FreePanel()
        self.attention = AttentionPanel(desk.clock.now)
        self.visits = LinesCard("Visitas anteriores", "Es su primera visita.")
        self.others = LinesCard("Otras ventanillas")
        self.watching = EmptyState(
            "eye", "Usted no atiende en ventanilla", "Puede seguir la fila, reasignar o anular."
        )
        self.primary = primary_button()
        self._build()
        self._connect()
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._ticks.timeout.connect(self.tick)

    # -------------------------------------------------------------- the life of the page

    def entered(self) -> None:
        """Look for changes at once, with the focus where work begins."""
        self.presenter.start()
        self._focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self.presenter.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the queue only while somebody can see it."""
        super().showEvent(event)
        self.presenter.start()
        self._ticks.start()
        self.tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._show_cards()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def tick(self) -> None:
        """Count waits on, without asking the database."""
        state = self.presenter.state
        if state is None:
            return
        now = self._desk.clock.now()
        self.waiting.show_rows(waiting_rows(state, self._desk.catalogue, now))
        self.attention.tick(state, now)
        waiting, late = chips(state, now)
        shown = [(waiting, Kind.INFO), *([(late, Kind.WARN)] if late else [])]
        if state.board.closed:
            shown.append(("Jornada cerrada", Kind.NEUTRAL))
        self.set_head(TITLE, shown)

    # -------------------------------------------------------------- drawing

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.waiting, 6)
        self._side = side = QVBoxLayout()
        side.setSpacing(M)
        self._panels: tuple[QWidget, ...] = (
            self.opening, self.pause, self.free, self.attention, self.watching,
        )  # fmt: skip
        for panel in self._panels:
            side.addWidget(panel)
            panel.hide()
        for card in (self.visits, self.others):
            side.addWidget(card, 1)
            card.hide()
        self._rest = side.count()
        side.addStretch(1)
        side.addWidget(self.primary)
        self.set_main(self.primary, side)
        self.primary.hide()
        row.addLayout(side, 5)
        self.body.addLayout(row, 1)
        self.new_ticket = KeyButton("Nuevo turno", key="F3", icon="plus")
        self.add_action(self.new_ticket)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.undone.connect(self.questions.undone)
        presenter.unrecorded.connect(self.questions.unrecorded)
        presenter.taken_up.connect(self._open_case)
        self.questions.case_chosen.connect(self._go_to_case)
        presenter.runner.slow.connect(self.working)
        self.primary.clicked.connect(self._do_next)
        self.opening.entered.connect(self._do_next)
        self.new_ticket.clicked.connect(self.new_ticket_requested)
        self.waiting.called.connect(self._call_row)
        self.waiting.sent.connect(lambda row: self._with_ticket(row, self.questions.where))
        self.waiting.cancelled.connect(self.questions.cancel)
        self.waiting.taken_back.connect(self._take_back)
        self.free.resume.clicked.connect(self._resume_first)
        self.free.rest.clicked.connect(self.questions.rest)
        self.free.services.clicked.connect(self.questions.services)
        self.free.close_counter.clicked.connect(presenter.close_counter)
        self.attention.again.clicked.connect(presenter.call_again)
        self.attention.absent.clicked.connect(presenter.did_not_come)
        self.attention.undo.clicked.connect(presenter.undo_call)
        self.attention.send.clicked.connect(self._send_current)
        self.attention.pause.clicked.connect(self.questions.hold)
        self.attention.end.clicked.connect(self._finish_only)
        self.attention.case.clicked.connect(self.questions.case)
        self.attention.see.clicked.connect(self.questions.visit_cases)

    def _draw(self, state: QueueState) -> None:
        board = state.board
        waited = self._rests()
        self.waiting.set_closed(closed=board.closed)
        self.waiting.usual.setText(usual_wait(board))
        self.waiting.show_aside(aside_rows(board))
        self.waiting.set_calling(can_call=state.step is Step.CALL)
        self.waiting.set_send_key("F6" if state.current is None else "Shift+F6")
        attention = attention_of(state, self._desk.catalogue)
        if attention is not None:
            can_call_next = state.step is Step.FINISH_AND_CALL
            self.attention.show_attention(attention, can_call_next=can_call_next)
            self.attention.show_cases(
                open_words(state, self._desk.catalogue), len(state.visit.cases)
            )
            self.visits.show_lines(visit_lines(board, self._desk.catalogue))
        self.others.show_lines(counter_lines(state))
        self.opening.set_openings(state.openings, self._usual_counter)
        self.pause.show_board(board)
        self.free.show_state(state, self._desk.catalogue)
        self.tick()
        self._show_panel(state)
        self.primary.set(state.step_words, icon=STEP_ICONS[state.step])
        self.primary.setEnabled(state.step is not Step.NOTHING)
        if waited:
            self._focus()
        if board.counter != self._counter:
            self._counter = board.counter
            self.counter_changed.emit(board.counter)

    def _show_panel(self, state: QueueState) -> None:
        shown = self._panel_for(state)
        changed = shown.isHidden()
        lost = self._focus_would_go(shown)
        for panel in self._panels:
            panel.setVisible(panel is shown)
        self._show_cards()
        self.primary.setVisible(state.serves)
        if changed and (lost or not self._has_focus()):
            self._focus()

    def _show_cards(self) -> None:
        """Show the lists where there is room: the button that does the next thing goes first."""
        state = self.presenter.state
        roomy = self.height() >= theme.now().px(520) and state is not None
        attending = not self.attention.isHidden()
        known = state is not None and state.board.visitor is not None
        history = roomy and attending and known
        both = self.height() >= theme.now().px(ROOM_FOR_BOTH)
        self.visits.setVisible(history)
        self.others.setVisible(
            roomy and (both or not history) and state is not None and state.serves
        )
        filled = not (self.visits.isHidden() and self.others.isHidden())
        self._side.setStretch(self._rest, 0 if filled else 1)

    def _panel_for(self, state: QueueState) -> QWidget:
        session = state.board.session
        if not state.serves:
            return self.watching
        if session is None:
            return self.opening
        if state.current is not None:
            return self.attention
        return self.pause if session.state is SessionState.BREAK else self.free

    def _focus_would_go(self, shown: QWidget) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and any(
            panel.isAncestorOf(focus) for panel in self._panels if panel is not shown
        )

    def _has_focus(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _rests(self) -> bool:
        """Whether the focus is in the waiting list, or on nothing while nobody waits."""
        return self.window().focusWidget() in {self, self.waiting.table}

    def _focus(self) -> None:
        if not self.isVisible() or not self.isEnabled():
            return
        if self.opening.isVisible():
            self.opening.which.setFocus()
        elif self.waiting.table.isVisible():
            self.waiting.table.setFocus()
        else:
            self.setFocus()

    # -------------------------------------------------------------- keys

    def _do_next(self) -> None:
        state = self.presenter.state
        if state is None or state.step is not Step.OPEN:
            self.presenter.do_next()
            return
        chosen = self.opening.chosen()
        if chosen is not None:
            opening, services = chosen
            self.opening.say("" if services else "Elija al menos un servicio.")
            if services:
                self.presenter.open_counter(opening.counter.id, services)

    def _finish_only(self) -> None:
        self.presenter.finish()

    def _go_to_case(self, choice: Choice) -> None:
        state = self.presenter.state
        ticket = None if state is None else state.current
        if ticket is None:
            return
        if choice.case_id is not None and choice.returned:
            self.presenter.take_up(choice.case_id)
        elif choice.service is None:
            self._open_case(choice.case_id)
        elif self._desk.catalogue.service(choice.service).is_support:
            self.support_wanted.emit(ticket.id)
        else:
            self.case_wanted.emit(ticket.id, choice.service)

    def _open_case(self, case_id: UUID | None) -> None:
        state = self.presenter.state
        ticket = None if state is None else state.current
        self.case_opened.emit(case_id, None if ticket is None else ticket.id)

    def _call_row(self, row: WaitingRow) -> None:
        state = self.presenter.state
        if state is not None and state.current is not None:
            tell(self, CounterBusy())
        elif row.next or state is None or state.step is not Step.CALL:
            self._with_ticket(row, lambda ticket: self.presenter.call_chosen(ticket, ""))
        else:
            self._with_ticket(row, self.questions.out_of_turn)

    def _take_back(self, row: AsideRow) -> None:
        state = self.presenter.state
        if row.held:
            self.presenter.resume(row.id)
        elif state is not None and state.rejoins:
            self.presenter.rejoin(row.id)
        else:
            tell(
                self,
                Notice(f"Si {row.code} volvió, recepción lo devuelve a la fila.", kind=Kind.INFO),
            )

    def _resume_first(self) -> None:
        chosen = self.waiting.aside.current()
        state = self.presenter.state
        if chosen is not None and chosen.held and self.waiting.aside.hasFocus():
            self.presenter.resume(chosen.id)
        elif state is not None and state.board.held:
            self.presenter.resume(state.board.held[0].ticket.id)

    def _send_current(self) -> None:
        state = self.presenter.state
        if state is not None and state.current is not None:
            self.questions.where(state.current)

    def _with_ticket(self, row: WaitingRow, then: Callable[[Ticket], None]) -> None:
        view = self._view_of(row)
        if view is not None:
            then(view.ticket)

    def _view_of(self, row: WaitingRow) -> TicketView | None:
        state = self.presenter.state
        waiting = () if state is None else state.board.waiting
        return next((r.view for r in waiting if r.view.ticket.id == row.id), None)

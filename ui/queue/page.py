"""The clerk's page. F2 does the natural next thing; every other key stands on its button."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.desk import Desk
from domain.counters import CounterBusy, SessionState
from domain.ports import TicketView
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from ui import theme
from ui.queue.panels import (
    AttentionPanel,
    FreePanel,
    OpenPanel,
    PausePanel,
    VisitsCard,
    primary_button,
)
from ui.queue.presenter import AskLeave, QueuePresenter, Undone
from ui.queue.sheets import (
    FINISH_HERE,
    OTHER_SERVICE,
    REASONS_OUT_OF_TURN,
    REASONS_TO_BREAK,
    REASONS_TO_CANCEL,
    REASONS_TO_FINISH,
    REASONS_TO_HOLD,
    REASONS_TO_SEND,
    SendSheet,
    ServicesSheet,
)
from ui.queue.state import (
    AsideRow,
    Destination,
    QueueState,
    Step,
    WaitingRow,
    aside_rows,
    attention_of,
    chips,
    destinations,
    left_after,
    services_to_add,
    usual_wait,
    waiting_rows,
)
from ui.queue.waiting import WaitingCard
from ui.shell.page import Page
from ui.theme import Kind, M
from ui.widgets import EmptyState, KeyButton, Notice, ReasonSheet, tell

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

    new_ticket_requested = Signal()
    """F3: somebody wants a turno."""
    counter_changed = Signal(object)
    """The person's counter is another one (``Counter``, or ``None`` while it is closed)."""

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
        self.waiting = WaitingCard()
        self.opening = OpenPanel(desk.catalogue)
        self.pause = PausePanel(desk.clock.now)
        self.free = FreePanel()
        self.attention = AttentionPanel(desk.clock.now)
        self.visits = VisitsCard(desk.catalogue)
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
        self._show_visits()

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
        side.addWidget(self.visits, 1)
        self.visits.hide()
        side.addStretch(1)
        side.addWidget(self.primary)
        self.primary.hide()
        row.addLayout(side, 5)
        self.body.addLayout(row, 1)
        self.new_ticket = KeyButton("Nuevo turno", key="F3", icon="plus")
        self.add_action(self.new_ticket)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.undone.connect(self._ask_undone)
        presenter.runner.slow.connect(self.working)
        self.primary.clicked.connect(self._do_next)
        self.opening.entered.connect(self._do_next)
        self.new_ticket.clicked.connect(self.new_ticket_requested)
        self.waiting.called.connect(self._call_row)
        self.waiting.sent.connect(lambda row: self._with_ticket(row, self._ask_where))
        self.waiting.cancelled.connect(self._ask_cancel)
        self.waiting.taken_back.connect(self._take_back)
        self.free.resume.clicked.connect(self._resume_first)
        self.free.rest.clicked.connect(self._ask_break)
        self.free.services.clicked.connect(self._ask_services)
        self.free.close_counter.clicked.connect(presenter.close_counter)
        self.attention.again.clicked.connect(presenter.call_again)
        self.attention.absent.clicked.connect(presenter.did_not_come)
        self.attention.undo.clicked.connect(presenter.undo_call)
        self.attention.send.clicked.connect(self._send_current)
        self.attention.pause.clicked.connect(self._ask_hold)
        self.attention.end.clicked.connect(self._finish_only)

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
            self.visits.show_board(board)
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
        self._show_visits()
        self.primary.setVisible(state.serves)
        if changed and (lost or not self._has_focus()):
            self._focus()

    def _show_visits(self) -> None:
        """Show the visits where there is room: the button that does the next thing goes first."""
        roomy = self.height() >= theme.now().px(520)
        state = self.presenter.state
        known = state is not None and state.board.visitor is not None
        shown = roomy and known and not self.attention.isHidden()
        self.visits.setVisible(shown)
        self._side.setStretch(self._side.count() - 2, 0 if shown else 1)

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

    def _call_row(self, row: WaitingRow) -> None:
        state = self.presenter.state
        if state is not None and state.current is not None:
            tell(self, CounterBusy())
        elif row.next or state is None or state.step is not Step.CALL:
            self._with_ticket(row, lambda ticket: self.presenter.call_chosen(ticket, ""))
        else:
            self._with_ticket(row, self._ask_out_of_turn)

    def _ask_out_of_turn(self, ticket: Ticket) -> None:
        self._ask(
            f"¿Por qué llama a {ticket.code} antes que a los demás?",
            REASONS_OUT_OF_TURN,
            lambda reason: self.presenter.call_chosen(ticket, reason),
        )

    def _ask_cancel(self, row: WaitingRow) -> None:
        self._ask(
            f"¿Por qué anula el turno {row.code}?",
            REASONS_TO_CANCEL,
            lambda reason: self.presenter.cancel(row.id, reason),
        )

    def _ask_hold(self) -> None:
        self._ask("¿Por qué queda en pausa la atención?", REASONS_TO_HOLD, self.presenter.hold)

    def _ask_break(self) -> None:
        self._ask(
            "¿Por qué se ausenta de su ventanilla?", REASONS_TO_BREAK, self.presenter.take_break
        )

    def _ask_services(self) -> None:
        state = self.presenter.state
        session = None if state is None else state.board.session
        if state is None or session is None:
            return
        counter_id = session.counter_id
        can = next((o.services for o in state.openings if o.counter.id == counter_id), ())
        names = {number: self._desk.catalogue.short_names((number,)) for number in can}
        sheet = ServicesSheet(names, session.services)
        sheet.picked.connect(lambda ticked: self.presenter.open_counter(counter_id, ticked))
        sheet.open(self)

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
            self._ask_where(state.current)

    # -------------------------------------------------------------- questions

    def _ask_where(self, ticket: Ticket) -> None:
        state = self.presenter.state
        if state is None:
            return
        left = left_after(ticket, state.here)
        partly = ticket.state is TicketState.SERVING and 0 < len(left) < len(ticket.pending)
        sheet = SendSheet(
            f"¿A dónde va {ticket.code}?",
            destinations(state, ticket, left or ticket.pending),
            text="Conserva su lugar por hora de llegada.",
            last=OTHER_SERVICE,
            done_here=True if partly else None,
        )
        sheet.sent.connect(
            lambda place, done: self._ask_why_sent(ticket, place=place, done_here=done)
        )
        sheet.last_chosen.connect(lambda done: self._ask_service(ticket, done_here=done))
        sheet.open(self)

    def _ask_service(self, ticket: Ticket, *, done_here: bool) -> None:
        state = self.presenter.state
        if state is None:
            return
        offered = services_to_add(state, ticket, self._desk.catalogue)
        sheet = ReasonSheet(f"¿Qué servicio agrega a {ticket.code}?", list(offered), free=False)
        sheet.chosen.connect(
            lambda name: self._ask_why_sent(ticket, add_service=offered[name], done_here=done_here)
        )
        sheet.open(self)

    def _ask_why_sent(
        self,
        ticket: Ticket,
        *,
        place: Destination | None = None,
        add_service: int | None = None,
        done_here: bool,
    ) -> None:
        counter_id = None if place is None else place.counter_id
        self._ask(
            f"¿Por qué reasigna {ticket.code}?",
            REASONS_TO_SEND,
            lambda reason: self.presenter.send_on(
                ticket.id,
                reason,
                to_counter=counter_id,
                add_service=add_service,
                done_here=done_here,
            ),
        )

    def _ask_undone(self, undone: Undone) -> None:
        state = self.presenter.state
        if state is None:
            return
        ticket = undone.ticket
        names = self._desk.catalogue.short_names(undone.services)
        sheet = SendSheet(
            f"{ticket.code} tiene servicios sin atender",
            destinations(state, ticket, undone.services),
            text=f"Falta: {names}. ¿A dónde lo envía?",
            last=FINISH_HERE,
        )
        sheet.sent.connect(
            lambda place, _done: self.presenter.send_on(
                ticket.id,
                f"Falta: {names}"[:200],
                to_counter=place.counter_id,
                done_here=True,
                then_call=undone.then_call,
            )
        )
        sheet.last_chosen.connect(
            lambda _done: self._ask(
                f"¿Por qué termina {ticket.code} aquí?",
                REASONS_TO_FINISH,
                lambda reason: self.presenter.finish(reason, then_call=undone.then_call),
            )
        )
        sheet.open(self)

    def _ask(self, title: str, reasons: tuple[str, ...], chosen: Callable[[str], None]) -> None:
        sheet = ReasonSheet(title, reasons)
        sheet.chosen.connect(chosen)
        sheet.open(self)

    def _with_ticket(self, row: WaitingRow, then: Callable[[Ticket], None]) -> None:
        view = self._view_of(row)
        if view is not None:
            then(view.ticket)

    def _view_of(self, row: WaitingRow) -> TicketView | None:
        state = self.presenter.state
        waiting = () if state is None else state.board.waiting
        return next((r.view for r in waiting if r.view.ticket.id == row.id), None)

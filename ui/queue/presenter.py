"""Between the queue page and the use cases: reads, acts, and tells the page one frozen state."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases import boards, calling, counters, reception, serving
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind, ApprovalNeeded
from domain.errors import KnownError
from domain.queue import QueueEmpty
from domain.staff import Action, Actor, allowed
from domain.tickets import ServicesUndone, Ticket
from ui.queue.state import QueueState, Step, state_of
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

POLL_MS = 500
"""How often it is asked whether anything changed, in milliseconds."""

T = TypeVar("T")
AskLeave = Callable[[ApprovalKind, str, str, Callable[[UUID], None]], None]
"""Ask a supervisor: what for, about which turno, why; call back with the leave that was given."""


@dataclass(frozen=True, slots=True)
class Undone:
    """Finishing would leave ``services``; ``then_call``: the next was to be called after it."""

    ticket: Ticket
    services: tuple[int, ...]
    then_call: bool


class QueuePresenter(QObject):
    """Runs one person's queue page.

    Everything it does runs off the UI thread. One action at a time: while one is under way, and
    until its result is shown, further keys do nothing, so that a key pressed twice acts once.

    Args:
        desk: the workstation.
        actor: who is signed in.
        ask_leave: asks a supervisor's leave; None where nobody can be asked.
        poll_ms: how often it looks for changes.
    """

    changed = Signal(object)
    """The page's state is another one (``QueueState``)."""
    told = Signal(object)
    """Something to tell (``Notice``)."""
    undone = Signal(object)
    """Services would be left (``Undone``): ask what to do with them."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        ask_leave: AskLeave | None = None,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._actor = actor
        self._ask_leave = ask_leave
        self._state: QueueState | None = None
        self._polling = False
        self._acting = False
        self._closed = False
        self._troubled = False
        self._warned: set[str] = set()
        self.runner = Runner(on_error=self._failed, parent=self)
        self.runner.busy.connect(self._rest)
        self._timer = QTimer(self)
        self._timer.setInterval(poll_ms)
        self._timer.timeout.connect(self.load)

    @property
    def state(self) -> QueueState | None:
        """What was last told; None before the first reading."""
        return self._state

    @property
    def is_acting(self) -> bool:
        """Whether an action is under way or its result not yet shown."""
        return self._acting

    def start(self) -> None:
        """Read now and go on looking for changes."""
        if not self._closed and not self._timer.isActive():
            self._timer.start()
            self.load()

    def load(self) -> None:
        """Read once, unless a reading or an action is under way."""
        if self._polling or self._acting or self._closed:
            return
        self._polling = True
        known = self._state
        self.runner.read(lambda: self._read(known), self._polled, self._not_read)

    def stop(self) -> None:
        """Look no more until ``start``."""
        self._timer.stop()

    def close(self) -> None:
        """Finish what is under way and take nothing more."""
        self._closed = True
        self._timer.stop()
        self.runner.close()

    # -------------------------------------------------------------- the counter

    def open_counter(self, counter_id: UUID, services: frozenset[int]) -> None:
        """Open a counter for ``services``, or attend others at one's own."""
        self._act(lambda: counters.open_counter(self.desk, self._actor, counter_id, services))

    def take_break(self, reason: str) -> None:
        """Go on a break."""
        self._act(lambda: counters.take_break(self.desk, self._actor, reason))

    def close_counter(self) -> None:
        """Close the counter."""
        self._act(lambda: counters.close_counter(self.desk, self._actor))

    # -------------------------------------------------------------- the natural next thing

    def do_next(self) -> None:
        """Do what F2 says, except opening, for which the page knows which counter."""
        match None if self._state is None else self._state.step:
            case Step.BACK:
                self._act(lambda: counters.end_break(self.desk, self._actor))
            case Step.CALL:
                self._act(lambda: calling.call_next(self.desk, self._actor))
            case Step.ARRIVE:
                self._act(lambda: calling.arrived(self.desk, self._actor))
            case Step.FINISH_AND_CALL:
                self.finish(then_call=True)
            case Step.FINISH:
                self.finish()
            case _:
                pass

    def finish(self, reason: str = "", *, then_call: bool = False) -> None:
        """End the attention, and call the next where asked."""
        ticket = None if self._state is None else self._state.current
        if ticket is None:
            return
        if then_call:
            self._act(
                lambda: serving.finish_and_call(self.desk, self._actor, reason),
                failed=partial(self._not_finished, ticket, then_call=True),
            )
        else:
            self._act(
                lambda: serving.finish(self.desk, self._actor, reason),
                failed=partial(self._not_finished, ticket, then_call=False),
            )

    # -------------------------------------------------------------- the call

    def call_again(self) -> None:
        """Call the turno at the counter again."""
        self._act(lambda: calling.call_again(self.desk, self._actor))

    def undo_call(self) -> None:
        """Take a mistaken call back."""
        self._act(
            lambda: calling.undo_call(self.desk, self._actor),
            lambda ticket: self._tell(f"{ticket.code} vuelve a su lugar en la fila."),
        )

    def did_not_come(self) -> None:
        """The called person did not come."""
        self._act(
            lambda: calling.did_not_come(self.desk, self._actor),
            lambda ticket: self._tell(
                f"{ticket.code} no se presentó.", "Si llega, recepción lo devuelve a la fila."
            ),
        )

    def call_chosen(self, ticket: Ticket, reason: str, approval_id: UUID | None = None) -> None:
        """Call a chosen turno; out of turn with its reason, and leave where it is needed."""
        self._act(
            lambda: calling.call_chosen(self.desk, self._actor, ticket.id, reason, approval_id),
            failed=partial(self._not_called, ticket, reason),
        )

    # -------------------------------------------------------------- the turno

    def hold(self, reason: str) -> None:
        """Put the attention on hold."""
        self._act(
            lambda: serving.hold(self.desk, self._actor, reason),
            lambda ticket: self._tell(f"{ticket.code} está en pausa."),
        )

    def resume(self, ticket_id: UUID) -> None:
        """Go on with an attention that is on hold."""
        self._act(lambda: serving.resume(self.desk, self._actor, ticket_id))

    def rejoin(self, ticket_id: UUID) -> None:
        """Put somebody back in the queue who did not come when called."""
        self._act(
            lambda: reception.rejoin(self.desk, self._actor, ticket_id),
            lambda ticket: self._tell(f"{ticket.code} está otra vez en la fila."),
        )

    def cancel(self, ticket_id: UUID, reason: str) -> None:
        """Cancel a waiting turno."""
        self._act(
            lambda: reception.cancel(self.desk, self._actor, ticket_id, reason),
            lambda ticket: self._tell(f"Turno {ticket.code} anulado."),
        )

    def send_on(
        self,
        ticket_id: UUID,
        reason: str,
        *,
        to_counter: UUID | None = None,
        add_service: int | None = None,
        done_here: bool = False,
        then_call: bool = False,
    ) -> None:
        """Send a turno to another counter or service, and call the next where asked."""

        def work() -> Ticket:
            sent = serving.send_on(
                self.desk,
                self._actor,
                ticket_id,
                reason,
                to_counter=to_counter,
                add_service=add_service,
                done_here=done_here,
            )
            if then_call:
                self._call_if_anybody()
            return sent

        self._act(
            work,
            lambda ticket: self._tell(
                f"{ticket.code} espera en la fila, en el lugar que tenía por su llegada."
            ),
        )

    # -------------------------------------------------------------- inside

    def _call_if_anybody(self) -> None:
        try:
            calling.call_next(self.desk, self._actor)
        except QueueEmpty:
            return

    def _act(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        if self._acting or self._closed:
            return
        self._acting = True

        def succeeded(result: T) -> None:
            self._reread(None if done is None else partial(done, result))

        def refused(error: KnownError) -> None:
            self._reread(partial(failed or self._failed, error))

        self.runner.write(work, succeeded, refused)

    def _rest(self, busy: bool) -> None:
        """Take keys again whatever happened: a bug in one action must not end the page."""
        if not busy:
            self._acting = self._polling = False

    def _reread(self, then: Callable[[], None] | None) -> None:
        """Show what an action left behind, take keys again, and ``then`` say what came of it."""
        if self._closed:
            return

        def shown(state: QueueState | None) -> None:
            assert state is not None
            self._acting = False
            self._troubled = False
            self._show(state)
            if then is not None:
                then()

        def unread(error: KnownError) -> None:
            self._not_read(error)
            if then is not None:
                then()

        self.runner.read(lambda: self._read(None), shown, unread)

    def _read(self, known: QueueState | None) -> QueueState | None:
        """Read the page's state off the UI thread; None where nothing moved since ``known``."""
        if known is not None:
            moved = boards.change(self.desk) != known.board.change
            today = known.board.office.day_of(self.desk.clock.now())
            if not moved and today == known.board.day:
                return None
        board = boards.queue_board(self.desk, self._actor)
        views = boards.counters_board(self.desk, self._actor)
        serves = allowed(Action.SERVE, self._actor.roles_on(board.day))
        openings = counters.openings(self.desk, self._actor) if serves else ()
        return state_of(board, views, openings, self._actor, self.desk.catalogue)

    def _polled(self, state: QueueState | None) -> None:
        self._polling = False
        self._troubled = False
        if state is not None and state != self._state:
            self._show(state)

    def _show(self, state: QueueState) -> None:
        self._state = state
        self.changed.emit(state)
        self._warn(state)

    def _not_read(self, error: KnownError) -> None:
        """Tell once that the queue cannot be read; the list shown stays."""
        self._polling = self._acting = False
        if not self._troubled:
            self._troubled = True
            self.told.emit(Notice.of(error))

    def _warn(self, state: QueueState) -> None:
        """Tell what is wrong with the day, each thing once."""
        board = state.board
        behind = int(board.clock_behind.total_seconds() // 60)
        if behind >= 1 and "clock" not in self._warned:
            self._warned.add("clock")
            self.told.emit(
                Notice(
                    f"El reloj de este equipo está atrasado {behind} min.",
                    "El orden de la fila no cambia.",
                    "Avise al administrador para que lo ponga en hora.",
                )
            )
        if board.forgotten_days and "days" not in self._warned:
            self._warned.add("days")
            days = ", ".join(f"{day:%d/%m/%Y}" for day in board.forgotten_days[-3:])
            self.told.emit(
                Notice(
                    f"Quedó sin cerrar la jornada del {days}.",
                    todo="El supervisor puede cerrarla.",
                    kind=Kind.INFO,
                )
            )

    def _tell(self, what: str, todo: str = "") -> None:
        self.told.emit(Notice(what, todo=todo, kind=Kind.OK))

    def _failed(self, error: KnownError) -> None:
        kind = Kind.INFO if isinstance(error, QueueEmpty) else Kind.WARN
        self.told.emit(Notice.of(error, kind))

    def _not_finished(self, ticket: Ticket, error: KnownError, *, then_call: bool) -> None:
        if isinstance(error, ServicesUndone):
            self.undone.emit(Undone(ticket, error.services, then_call))
        else:
            self._failed(error)

    def _not_called(self, ticket: Ticket, reason: str, error: KnownError) -> None:
        if isinstance(error, ApprovalNeeded) and self._ask_leave is not None:
            self._ask_leave(
                error.kind,
                str(ticket.id),
                reason,
                lambda approval_id: self.call_chosen(ticket, reason, approval_id),
            )
        else:
            self._failed(error)

"""Between the queue page and the use cases: reads, acts, and tells the page one frozen state."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, calling, cases, counters, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.visit_cases import AtCounter, at_counter
from domain.approvals import ApprovalKind, ApprovalNeeded
from domain.cases import NothingRecorded
from domain.errors import KnownError
from domain.queue import QueueEmpty
from domain.staff import Action, Actor, allowed
from domain.tickets import ServicesUndone, Ticket, TicketState
from ui.following import POLL_MS, Following
from ui.queue.state import QueueState, Step, state_of
from ui.theme import Kind
from ui.widgets.notices import Notice

AskLeave = Callable[[ApprovalKind, str, str, Callable[[UUID], None]], None]
"""Ask a supervisor: what for, about which turno, why; call back with the leave that was given."""


@dataclass(frozen=True, slots=True)
class Undone:
    """Finishing would leave ``services``; ``then_call``: the next was to be called after it."""

    ticket: Ticket
    services: tuple[int, ...]
    then_call: bool


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Finishing would leave no case of the visit; ``then_call`` as for ``Undone``."""

    ticket: Ticket
    error: NothingRecorded
    then_call: bool


class QueuePresenter(Following[QueueState]):
    """Runs one person's queue page.

    Args:
        desk: the workstation.
        actor: who is signed in.
        ask_leave: asks a supervisor's leave; None where nobody can be asked.
        poll_ms: how often it looks for changes.
    """

    undone = Signal(object)
    """Services would be left (``Undone``): ask what to do with them."""
    unrecorded = Signal(object)
    """There is no case of the visit (``Unrecorded``): ask for it, or why."""
    taken_up = Signal(object)
    """The person is back with a case (its id): its papers are asked for now."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        ask_leave: AskLeave | None = None,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self._actor = actor
        self._ask_leave = ask_leave
        self._warned = False

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
        self._act(
            lambda: serving.send_on(
                self.desk,
                self._actor,
                ticket_id,
                reason,
                to_counter=to_counter,
                add_service=add_service,
                done_here=done_here,
                then_call=then_call,
            ),
            lambda ticket: self._tell(
                f"{ticket.code} espera en la fila, en el lugar que tenía por su llegada."
            ),
        )

    # -------------------------------------------------------------- cases

    def take_up(self, case_id: UUID) -> None:
        """Take up a returned case with the turno at the counter."""
        ticket = None if self._state is None else self._state.current
        if ticket is not None:
            self._act(
                lambda: cases.resubmit(self.desk, self._actor, case_id, ticket_id=ticket.id),
                lambda case: self.taken_up.emit(case.id),
            )

    # -------------------------------------------------------------- inside

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
        current = board.current
        visit = AtCounter()
        if current is not None and current.ticket.state is TicketState.SERVING:
            visit = at_counter(self.desk, self._actor, current.ticket.id)
        return state_of(board, views, openings, self._actor, self.desk.catalogue, visit)

    def _show(self, state: QueueState) -> None:
        super()._show(state)
        days = state.board.forgotten_days
        if days and not self._warned:
            self._warned = True
            self.told.emit(
                Notice(
                    f"Quedó sin cerrar la jornada del {', '.join(f'{d:%d/%m/%Y}' for d in days[-3:])}.",
                    todo="El supervisor puede cerrarla.",
                    kind=Kind.INFO,
                )
            )

    def _failed(self, error: KnownError) -> None:
        kind = Kind.INFO if isinstance(error, QueueEmpty) else Kind.WARN
        self.told.emit(Notice.of(error, kind))

    def _not_finished(self, ticket: Ticket, error: KnownError, *, then_call: bool) -> None:
        if isinstance(error, ServicesUndone):
            self.undone.emit(Undone(ticket, error.services, then_call))
        elif isinstance(error, NothingRecorded):
            self.unrecorded.emit(Unrecorded(ticket, error, then_call))
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

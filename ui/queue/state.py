"""What the queue page shows, worked out from what was read: plain values and words, no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from desktop.usecases.boards import CounterView, QueueBoard, QueueRow
from desktop.usecases.counters import Opening
from desktop.usecases.visit_cases import AtCounter
from domain.catalogue import Catalogue
from domain.counters import SessionState
from domain.queue import server_for
from domain.staff import Action, Actor, allowed
from domain.tickets import Ticket, TicketState


class Step(Enum):
    """What F2 does now."""

    OPEN = "open"
    BACK = "back"
    CALL = "call"
    ARRIVE = "arrive"
    FINISH_AND_CALL = "finish_and_call"
    FINISH = "finish"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class QueueState:
    """Everything the page draws.

    Attributes:
        board: the queue as this person sees it.
        counters: all counters, to send people to.
        openings: the counters this person could attend, one's own included.
        here: the services that can be attended at the person's counter now.
        serves: whether the person attends at counters at all.
        rejoins: whether the person may put back in the queue who did not come.
        visit: the cases of who is attended.
    """

    board: QueueBoard
    counters: tuple[CounterView, ...]
    openings: tuple[Opening, ...]
    here: frozenset[int]
    serves: bool
    rejoins: bool
    visit: AtCounter

    @property
    def current(self) -> Ticket | None:
        """The turno at the counter."""
        return None if self.board.current is None else self.board.current.ticket

    @property
    def next_row(self) -> QueueRow | None:
        """Whom F2 would call."""
        wanted = self.board.next_id
        return next((row for row in self.board.waiting if row.view.ticket.id == wanted), None)

    @property
    def step(self) -> Step:
        """What F2 does now."""
        session, current = self.board.session, self.current
        if not self.serves:
            return Step.NOTHING
        if session is None:
            return Step.OPEN if self.openings else Step.NOTHING
        if current is not None and current.state is TicketState.CALLED:
            return Step.ARRIVE
        if current is not None:
            return Step.FINISH if self.next_row is None else Step.FINISH_AND_CALL
        if session.state is SessionState.BREAK:
            return Step.BACK
        return Step.NOTHING if self.next_row is None else Step.CALL

    @property
    def step_words(self) -> str:
        """What F2 does now, as the button says it."""
        upcoming = self.next_row
        code = "" if upcoming is None else upcoming.view.ticket.code
        here = "" if self.current is None else self.current.code
        match self.step:
            case Step.OPEN:
                return "Abrir la ventanilla"
            case Step.BACK:
                return "Volver de la pausa"
            case Step.CALL:
                return f"Llamar a {code}"
            case Step.ARRIVE:
                return f"{here} está en ventanilla"
            case Step.FINISH_AND_CALL:
                return f"Finalizar y llamar a {code}"
            case Step.FINISH:
                return f"Finalizar {here}"
            case Step.NOTHING:
                return "Jornada cerrada" if self.board.closed else "Nadie espera para usted"


def state_of(
    board: QueueBoard,
    counters: tuple[CounterView, ...],
    openings: tuple[Opening, ...],
    actor: Actor,
    catalogue: Catalogue,
    visit: AtCounter,
) -> QueueState:
    """Put together what was read for ``actor``."""
    roles = actor.roles_on(board.day)
    session = board.session
    here = frozenset[int]()
    if session is not None:
        here = server_for(session, roles, catalogue).services
    return QueueState(
        board,
        counters,
        openings,
        here,
        allowed(Action.SERVE, roles),
        allowed(Action.REJOIN_TICKET, roles),
        visit,
    )


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a turno can be sent; ``counter_id`` is None for whichever counter can serve it."""

    label: str
    counter_id: UUID | None


def destinations(state: QueueState, ticket: Ticket, left: tuple[int, ...]) -> list[Destination]:
    """Return where ``ticket`` can wait for ``left``, beside the person's own counter."""
    own = None if state.board.counter is None else state.board.counter.id
    return destinations_among([v for v in state.counters if v.counter.id != own], left)


def destinations_among(counters: Iterable[CounterView], left: tuple[int, ...]) -> list[Destination]:
    """Return where a turno can wait for ``left``: counters, the open ones first, then any."""
    fitting = [view for view in counters if not view.counter.services.isdisjoint(left)]
    fitting.sort(key=lambda view: (_closed(view), view.counter.number))
    return [
        *(Destination(_counter_label(view), view.counter.id) for view in fitting),
        Destination("Cualquier ventanilla que lo atienda", None),
    ]


def services_to_add(state: QueueState, ticket: Ticket, catalogue: Catalogue) -> dict[str, int]:
    """Return the office's services that ``ticket`` does not ask for, by short name."""
    return {
        service.short_name: service.id
        for service in catalogue.services_of(state.board.office.code)
        if service.id not in ticket.pending
    }


def left_after(ticket: Ticket, here: frozenset[int]) -> tuple[int, ...]:
    """Return the services that stay undone when the counter's own are done."""
    return tuple(number for number in ticket.pending if number not in here)


def chips(state: QueueState, now: datetime) -> tuple[str, str]:
    """Return how many wait, and how many for too long (empty: nobody)."""
    board = state.board
    target = board.office.target_wait_minutes
    late = sum(minutes_between(r.view.ticket.queued_at, now) > target for r in board.waiting)
    waiting = len(board.waiting)
    verb = "pasa" if late == 1 else "pasan"
    return f"{waiting} en espera", f"{late} {verb} de {target} min" if late else ""


def usual_wait(board: QueueBoard) -> str:
    """Return the usual wait in words; empty before the first call."""
    minutes = board.usual_wait_minutes
    return "" if minutes is None else f"Espera habitual {round(minutes)} min"


def minutes_between(since: datetime, now: datetime) -> int:
    """Whole minutes; a clock set back counts none."""
    return max(int((now - since).total_seconds()) // 60, 0)


def _closed(view: CounterView) -> bool:
    return view.session is None or view.session.state is not SessionState.OPEN


def _counter_label(view: CounterView) -> str:
    if view.session is None:
        return f"Ventanilla {view.counter.number} · cerrada"
    pause = ", en pausa" if view.session.state is SessionState.BREAK else ""
    return f"Ventanilla {view.counter.number} · {view.staff}{pause}"

"""What the queue page shows, worked out from what was read: plain values and words, no Qt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from desktop.usecases.boards import CounterView, QueueBoard, QueueRow
from desktop.usecases.counters import Opening
from domain.catalogue import Catalogue
from domain.counters import SessionState
from domain.offices import Office, QueuePolicy
from domain.ports import TicketView
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
    """

    board: QueueBoard
    counters: tuple[CounterView, ...]
    openings: tuple[Opening, ...]
    here: frozenset[int]
    serves: bool
    rejoins: bool

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
    )


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line of the waiting list.

    Attributes:
        waited: whole minutes.
        late: it waits longer than the office wants.
        mine: this counter can serve it; ``note`` says who can, when it cannot.
        next: F2 would call it.
    """

    id: UUID
    code: str
    person: str
    service: str
    arrived: str
    waited: int
    late: bool
    priority: bool
    mine: bool
    next: bool
    note: str


def waiting_rows(state: QueueState, catalogue: Catalogue, now: datetime) -> list[WaitingRow]:
    """Return the waiting list in calling order, as at ``now``."""
    board = state.board
    own = None if board.counter is None else board.counter.number
    rows = []
    for row in board.waiting:
        ticket = row.view.ticket
        waited = minutes_between(ticket.queued_at, now)
        rows.append(
            WaitingRow(
                ticket.id,
                ticket.code,
                row.view.person or "Sin nombre",
                catalogue.short_names(ticket.pending),
                _clock(board.office, ticket.queued_at),
                waited,
                waited > board.office.target_wait_minutes,
                ticket.priority,
                row.mine,
                ticket.id == board.next_id,
                "" if row.mine else _not_mine(row, catalogue, own),
            )
        )
    return rows


def _not_mine(row: QueueRow, catalogue: Catalogue, own: int | None) -> str:
    ticket = row.view.ticket
    if row.view.reserved_number is not None:
        return f"{ticket.code} espera a la ventanilla {row.view.reserved_number}."
    names = catalogue.short_names(ticket.pending)
    others = [number for number in row.waits_for if number != own]
    if not others:
        return f"{ticket.code} espera una ventanilla que atienda {names}."
    return f"{ticket.code} espera una ventanilla que atiende {names} ({_listed(others)})."


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A turno that does not wait: on hold, or whose person did not come."""

    id: UUID
    code: str
    person: str
    detail: str
    held: bool


def aside_rows(board: QueueBoard) -> list[AsideRow]:
    """Return who is on hold, then who did not come."""
    return [*_aside(board.held, board.office), *_aside(board.absent, board.office)]


def _aside(views: tuple[TicketView, ...], office: Office) -> Iterator[AsideRow]:
    for view in views:
        ticket = view.ticket
        held = ticket.state is TicketState.HELD
        when = "" if ticket.finished_at is None else _clock(office, ticket.finished_at)
        detail = ticket.reason if held else f"Llamado a las {when}"
        yield AsideRow(ticket.id, ticket.code, view.person or "Sin nombre", detail, held)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the visit, and where it is attended."""

    name: str
    where: str
    done: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """Who is at the counter.

    Attributes:
        since: when the call, or the attention, began.
        warn_after: how long it should last; None where nothing is promised.
    """

    code: str
    calling: bool
    priority: bool
    person: str
    document: str
    entity: str
    visits: str
    services: tuple[ServiceLine, ...]
    since: datetime | None
    warn_after: timedelta | None


def attention_of(state: QueueState, catalogue: Catalogue) -> Attention | None:
    """Return who is at the counter, in words."""
    view, visitor = state.board.current, state.board.visitor
    if view is None:
        return None
    ticket = view.ticket
    calling = ticket.state is TicketState.CALLED
    person = None if visitor is None else visitor.person
    entity = None if visitor is None else visitor.entity
    document = ""
    if person is not None:
        document = " ".join(part for part in (person.document_type.label, person.document) if part)
    targets = [s.target_minutes for n in ticket.pending if (s := catalogue.find(n)) is not None]
    promised = [minutes for minutes in targets if minutes is not None]
    return Attention(
        ticket.code,
        calling,
        ticket.priority,
        view.person or "Sin nombre",
        document,
        "" if entity is None else f"{entity.name} · RUC {entity.ruc}",
        _visits_words(state.board),
        tuple(_service_lines(state, ticket, catalogue)),
        ticket.last_called_at if calling else ticket.serving_since,
        timedelta(minutes=max(promised)) if promised and not calling else None,
    )


def _visits_words(board: QueueBoard) -> str:
    visitor = board.visitor
    if visitor is None or visitor.person is None:
        return ""
    visits = visitor.visits
    if not visits:
        return "Primera visita"
    count = "1 visita antes" if len(visits) == 1 else f"{len(visits)} visitas antes"
    return f"{count} · la última el {visits[0].day:%d/%m/%Y}"


def _service_lines(
    state: QueueState, ticket: Ticket, catalogue: Catalogue
) -> Iterator[ServiceLine]:
    for number in ticket.services:
        name = catalogue.short_names((number,))
        if number not in ticket.pending:
            yield ServiceLine(name, "Hecho", done=True, here=False)
        elif number in state.here:
            yield ServiceLine(name, "En esta ventanilla", done=False, here=True)
        else:
            others = [v.counter.number for v in state.counters if number in v.counter.services]
            where = _counters_words(others) if others else "En ninguna ventanilla"
            yield ServiceLine(name, where, done=False, here=False)


def recall_words(ticket: Ticket, policy: QueuePolicy, now: datetime) -> tuple[str, bool]:
    """Return what the button to call again says, and whether it can be pressed."""
    if ticket.recalls >= policy.max_recalls:
        return f"Volvió a llamar {ticket.recalls} de {policy.max_recalls}", False
    if ticket.last_called_at is not None:
        left = policy.recall_interval - (now - ticket.last_called_at)
        if timedelta(0) < left <= policy.recall_interval:
            return f"Volver a llamar en {-(-left // timedelta(seconds=1))} s", False
    return f"Volver a llamar ({ticket.recalls + 1} de {policy.max_recalls})", True


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


def _counters_words(numbers: list[int]) -> str:
    return f"Ventanilla {numbers[0]}" if len(numbers) == 1 else f"Ventanillas {_listed(numbers)}"


def _listed(numbers: list[int]) -> str:
    words = [str(number) for number in numbers]
    return " y ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _clock(office: Office, moment: datetime) -> str:
    return f"{office.local(moment):%H:%M}"

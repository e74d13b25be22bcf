"""The words of the queue page: rows, the attention, short lists, each as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from desktop.usecases.boards import CounterView, QueueBoard, QueueRow
from desktop.usecases.visit_cases import VisitCase
from domain.case_parts import CaseState
from domain.catalogue import Catalogue
from domain.counters import SessionState
from domain.offices import Office, QueuePolicy
from domain.ports import CaseRow, TicketView
from domain.tickets import Ticket, TicketState
from ui.queue.state import QueueState, minutes_between

Line = tuple[str, str, str]
"""A line of a short list: what, who or which, and how it stands."""


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
    state: TicketState

    @property
    def held(self) -> bool:
        """Whether it is on hold, to be resumed."""
        return self.state is TicketState.HELD


def aside_rows(board: QueueBoard) -> list[AsideRow]:
    """Return who is on hold, then who did not come."""
    return [*_aside(board.held, board.office), *_aside(board.absent, board.office)]


def _aside(views: tuple[TicketView, ...], office: Office) -> Iterator[AsideRow]:
    for view in views:
        ticket = view.ticket
        held = ticket.state is TicketState.HELD
        called = ticket.last_called_at
        when = "" if called is None else _clock(office, called)
        detail = ticket.reason if held else f"Llamado a las {when}"
        yield AsideRow(ticket.id, ticket.code, view.person or "Sin nombre", detail, ticket.state)


class LineLook(Enum):
    """How a service of the visit stands."""

    DONE = "done"
    HERE = "here"
    UNFINISHED = "unfinished"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the visit: its case, or where it is attended."""

    name: str
    where: str
    look: LineLook


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
    cases = state.visit.cases
    for number in ticket.services:
        name = catalogue.short_names((number,))
        mine = [case for case in cases if case.service == number]
        back = [found for found in state.visit.returned if found.row.service == number]
        yield from (_case_line(name, case) for case in mine)
        yield from (_returned_line(name, found.row) for found in back)
        if mine or back:
            continue
        if number not in ticket.pending:
            yield ServiceLine(name, "Hecho", LineLook.DONE)
        elif number in state.here:
            yield ServiceLine(name, "En esta ventanilla", LineLook.HERE)
        else:
            others = [v.counter.number for v in state.counters if number in v.counter.services]
            where = _counters_words(others) if others else "En ninguna ventanilla"
            yield ServiceLine(name, where, LineLook.ELSEWHERE)
    for case in cases:
        if case.service not in ticket.services:
            yield _case_line(catalogue.short_names((case.service,)), case)


def _case_line(name: str, case: VisitCase) -> ServiceLine:
    unfinished = case.half or case.state is CaseState.RETURNED
    look = LineLook.UNFINISHED if unfinished else LineLook.DONE
    return ServiceLine(name, f"{_short(case.number)} · {case.words}", look)


def _returned_line(name: str, row: CaseRow) -> ServiceLine:
    until = "" if row.term_ends is None else f" hasta {row.term_ends:%d/%m}"
    return ServiceLine(name, f"{_short(row.number)} · Devuelto{until}", LineLook.UNFINISHED)


def _short(number: str) -> str:
    """Return a case's number without office and year: enough to tell a visit's cases apart."""
    return number.split("-", 2)[-1]


def visit_lines(board: QueueBoard, catalogue: Catalogue) -> list[Line]:
    """Return what the person at the counter came for before."""
    visits = () if board.visitor is None else board.visitor.visits
    return [
        (f"{visit.day:%d/%m/%Y}", catalogue.short_names(visit.services), visit.state.label)
        for visit in visits
    ]


def counter_lines(state: QueueState) -> list[Line]:
    """Return what the other counters do."""
    own = None if state.board.counter is None else state.board.counter.id
    return [
        (f"Ventanilla {view.counter.number}", view.staff, _doing(view))
        for view in state.counters
        if view.counter.id != own
    ]


def _doing(view: CounterView) -> str:
    if view.session is None:
        return "Cerrada"
    if view.current is not None:
        return f"{view.current.ticket.state.label}: {view.current.ticket.code}"
    return "En pausa" if view.session.state is SessionState.BREAK else "Libre"


def recall_words(ticket: Ticket, policy: QueuePolicy, now: datetime) -> tuple[str, bool]:
    """Return what the button to call again says, and whether it can be pressed."""
    if ticket.recalls >= policy.max_recalls:
        return f"Volvió a llamar {ticket.recalls} de {policy.max_recalls}", False
    if ticket.last_called_at is not None:
        left = policy.recall_interval - (now - ticket.last_called_at)
        if timedelta(0) < left <= policy.recall_interval:
            return f"Volver a llamar en {-(-left // timedelta(seconds=1))} s", False
    return f"Volver a llamar ({ticket.recalls + 1} de {policy.max_recalls})", True


def _counters_words(numbers: list[int]) -> str:
    return f"Ventanilla {numbers[0]}" if len(numbers) == 1 else f"Ventanillas {_listed(numbers)}"


def _listed(numbers: list[int]) -> str:
    words = [str(number) for number in numbers]
    return " y ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _clock(office: Office, moment: datetime) -> str:
    return f"{office.local(moment):%H:%M}"

"""What the supervisor's page shows, worked out from what was read: plain values and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from desktop.usecases.boards import CounterView
from desktop.usecases.supervision import SupervisionBoard
from domain.catalogue import Catalogue
from domain.counters import SessionState
from domain.offices import Office
from domain.ports import TicketView
from domain.tickets import OPEN_STATES, Ticket, TicketState
from ui.queue.state import minutes_between
from ui.theme import Kind, Tone

LONG_BREAK = timedelta(minutes=30)
"""A break that lasts longer asks for attention."""


class Filter(Enum):
    """Which turnos are listed: words and states."""

    ALL = ("Todos", frozenset(TicketState))
    WAITING = ("En espera", frozenset({TicketState.ISSUED}))
    AT_COUNTERS = (
        "En ventanilla o en pausa",
        frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.HELD}),
    )
    SERVED = ("Atendidos", frozenset({TicketState.SERVED}))
    ABSENT = ("Ausentes", frozenset({TicketState.NO_SHOW}))
    UNSERVED = (
        "Anulados y vencidos",
        frozenset({TicketState.CANCELLED, TicketState.EXPIRED}),
    )

    @property
    def label(self) -> str:
        """The words."""
        return self.value[0]

    @property
    def states(self) -> frozenset[TicketState]:
        """The states listed."""
        return self.value[1]


TILE_NAMES = (
    "En espera",
    "En atención",
    "Atendidos",
    "Espera habitual",
    "Ausentes",
    "Fuera de orden",
)
"""The figures of the day, in their order."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures as it is read, with what it is to be compared with."""

    figure: str
    note: str
    tone: Tone = Tone.NORMAL


def tiles(board: SupervisionBoard, now: datetime) -> tuple[Tile, ...]:
    """Return the figures of ``TILE_NAMES``, as at ``now``."""
    figures, target = board.counted.figures, board.office.target_wait_minutes
    states = [view.ticket.state for view in board.tickets]
    late = len(late_tickets(board, now))
    waiting = states.count(TicketState.ISSUED)
    called, held = states.count(TicketState.CALLED), states.count(TicketState.HELD)
    verb = "pasa" if late == 1 else "pasan"
    absent = states.count(TicketState.NO_SHOW)
    return (
        Tile(
            str(waiting),
            f"{late} {verb} de {target} min" if late else f"meta {target} min",
            Tone.WARN if late else Tone.NORMAL,
        ),
        Tile(
            str(states.count(TicketState.SERVING)),
            _beside(called, held),
        ),
        Tile(str(figures.served), f"de {_count(figures.issued, 'turno')}"),
        Tile(
            _minutes(figures.wait.usual),
            "sin llamadas todavía"
            if figures.wait.most is None
            else f"95 de cada 100: hasta {round(figures.wait.most)}",
        ),
        Tile(str(absent), _came_back(figures.rejoined)),
        Tile(
            str(figures.out_of_turn_calls),
            "con su motivo" if figures.out_of_turn_calls else "ninguna llamada",
        ),
    )


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter now.

    Attributes:
        who: the person there, empty while it is closed.
        what: the turno, the break and its reason, or that it is free.
        lasted: since when that is so, empty while it is closed.
        session_id: None while it is closed.
        services: what it attends, or could, as a sentence.
    """

    counter_id: UUID
    session_id: UUID | None
    number: int
    who: str
    what: str
    lasted: str
    kind: Kind
    services: str


def counter_rows(
    board: SupervisionBoard, catalogue: Catalogue, now: datetime
) -> tuple[CounterRow, ...]:
    """Return every counter in service, as at ``now``."""
    return tuple(_counter_row(view, catalogue, now) for view in board.counters)


def _counter_row(view: CounterView, catalogue: Catalogue, now: datetime) -> CounterRow:
    counter, session, current = view.counter, view.session, view.current
    if session is None:
        can = catalogue.short_names(tuple(sorted(counter.services)))
        services = f"Ventanilla {counter.number} puede atender: {can}."
        return CounterRow(
            counter.id, None, counter.number, "", "Cerrada", "", Kind.NEUTRAL, services
        )
    attended = catalogue.short_names(tuple(sorted(session.services)))
    since, kind, what = session.since, Kind.OK, "Libre"
    if current is not None:
        ticket = current.ticket
        if ticket.state is TicketState.CALLED:
            what, since, kind = f"Llama a {ticket.code}", ticket.last_called_at, Kind.INFO
        else:
            what, since = (
                f"{ticket.code} {catalogue.short_names(ticket.pending)}",
                ticket.serving_since,
            )
            kind = Kind.WARN if _over_target(ticket, catalogue, now) else Kind.OK
    elif session.state is SessionState.BREAK:
        what = f"En pausa: {session.break_reason}"
        kind = Kind.WARN if _long_break(view, now) else Kind.NEUTRAL
    return CounterRow(
        counter.id,
        session.id,
        counter.number,
        view.staff,
        what,
        _lasted(since, now),
        kind,
        f"Ventanilla {counter.number} atiende: {attended}.",
    )


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A turno of today."""

    id: UUID
    code: str
    person: str
    service: str
    arrived: str
    state: TicketState
    counter: str
    waited: str
    late: bool
    priority: bool


def ticket_rows(
    board: SupervisionBoard, which: Filter, catalogue: Catalogue, now: datetime
) -> tuple[TicketRow, ...]:
    """Return today's turnos in the states of ``which``, as at ``now``.

    Those under way come first, by arrival; then those that ended, the last to end first.
    """
    under_way = [view for view in board.tickets if view.ticket.state in OPEN_STATES]
    ended = [view for view in board.tickets if view.ticket.state not in OPEN_STATES]
    ended.sort(key=lambda view: view.ticket.finished_at or view.ticket.arrived_at, reverse=True)
    late = {view.ticket.id for view in late_tickets(board, now)}
    return tuple(
        TicketRow(
            ticket.id,
            ticket.code,
            view.person or "Sin nombre",
            catalogue.short_names(ticket.services),
            _clock(board.office, ticket.arrived_at),
            ticket.state,
            _place(view),
            _waited(ticket, now),
            ticket.id in late,
            ticket.priority,
        )
        for view in (*under_way, *ended)
        if (ticket := view.ticket).state in which.states
    )


def late_tickets(board: SupervisionBoard, now: datetime) -> list[TicketView]:
    """Return who waits longer than the office wants."""
    target = board.office.target_wait_minutes
    return [
        view
        for view in board.tickets
        if view.ticket.state is TicketState.ISSUED
        and minutes_between(view.ticket.queued_at, now) > target
    ]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that asks for attention, with what it is about: one of the three."""

    words: str
    ticket_id: UUID | None = None
    session_id: UUID | None = None
    day: date | None = None


def alerts(board: SupervisionBoard, now: datetime) -> tuple[Alert, ...]:
    """Return what asks for attention, the oldest matter first."""
    return (*_forgotten(board), *_counters_left(board, now), *_late(board, now))


def _forgotten(board: SupervisionBoard) -> Iterator[Alert]:
    for day in board.forgotten_days:
        yield Alert(f"La jornada del {day:%d/%m/%Y} quedó sin cerrar", day=day)


def _counters_left(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    for view in board.counters:
        session, number = view.session, view.counter.number
        if session is None:
            continue
        if session.day < board.day:
            words = f"La ventanilla {number} quedó abierta el {session.day:%d/%m/%Y}"
            yield Alert(f"{words} ({view.staff})", session_id=session.id)
        elif _long_break(view, now):
            assert session.since is not None
            minutes = minutes_between(session.since, now)
            words = f"La ventanilla {number} lleva {minutes} min en pausa"
            yield Alert(f"{words} ({session.break_reason})", session_id=session.id)


def _late(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    target, late = board.office.target_wait_minutes, late_tickets(board, now)
    if not late:
        return
    first = late[0].ticket
    if len(late) == 1:
        waited = minutes_between(first.queued_at, now)
        words = f"{first.code} espera {waited} min (meta {target})"
    else:
        codes = _listed([view.ticket.code for view in late], 4)
        words = f"{len(late)} esperan más de {target} min: {codes}"
    yield Alert(words, ticket_id=first.id)


def closing_words(board: SupervisionBoard) -> str:
    """Return what closing the day will do, from what is still open."""
    waiting = _codes(board, TicketState.ISSUED, TicketState.HELD)
    called, serving = _codes(board, TicketState.CALLED), _codes(board, TicketState.SERVING)
    said = []
    if called:
        said.append(f"Se está llamando a {_listed(called)}: primero debe tener respuesta.")
    if waiting:
        said.append(f"Vencerán los turnos sin atender: {_listed(waiting)}.")
    if serving:
        said.append(f"Siguen en atención hasta que terminen: {_listed(serving)}.")
    return " ".join(said) or "Todos los turnos de hoy tienen respuesta."


def _codes(board: SupervisionBoard, *states: TicketState) -> list[str]:
    return [view.ticket.code for view in board.tickets if view.ticket.state in states]


def _listed(codes: list[str], most: int = 12) -> str:
    shown = ", ".join(codes[:most])
    return f"{shown} y {len(codes) - most} más" if len(codes) > most else shown


def _place(view: TicketView) -> str:
    if view.counter_number is not None:
        return str(view.counter_number)
    return "" if view.reserved_number is None else f"para la {view.reserved_number}"


def _waited(ticket: Ticket, now: datetime) -> str:
    if ticket.state is TicketState.ISSUED:
        until = now
    elif ticket.called_at is not None:
        until = ticket.called_at
    else:
        return ""
    return f"{minutes_between(ticket.queued_at, until)} min"


def _over_target(ticket: Ticket, catalogue: Catalogue, now: datetime) -> bool:
    targets = [s.target_minutes for n in ticket.pending if (s := catalogue.find(n)) is not None]
    promised = [minutes for minutes in targets if minutes is not None]
    since = ticket.serving_since
    return bool(promised) and since is not None and minutes_between(since, now) >= max(promised)


def _long_break(view: CounterView, now: datetime) -> bool:
    session = view.session
    return (
        session is not None
        and session.state is SessionState.BREAK
        and session.since is not None
        and now - session.since >= LONG_BREAK
    )


def _lasted(since: datetime | None, now: datetime) -> str:
    if since is None:
        return ""
    minutes = minutes_between(since, now)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def _beside(called: int, held: int) -> str:
    """Return who is called and who is on hold, in little room."""
    if called and held:
        return f"{_count(called, 'llamado')} · {held} pausa"
    if held:
        return f"{held} en pausa"
    return _count(called, "llamado")


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{round(value)} min"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _came_back(rejoined: int) -> str:
    if not rejoined:
        return "ninguno volvió"
    return "1 volvió" if rejoined == 1 else f"{rejoined} volvieron"


def _clock(office: Office, moment: datetime) -> str:
    return f"{office.local(moment):%H:%M}"

"""What the screens read: the queue as a counter sees it, all counters, the public display."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from uuid import UUID

from desktop.usecases.counters import server_of
from desktop.usecases.desk import Desk, Step, begin
from domain.counters import CounterSession
from domain.offices import Counter, Office
from domain.people import Entity, Person
from domain.ports import Call, TicketView, UnitOfWork, Visit
from domain.queue import QueueEmpty, Server, Waiting, as_waiting, choose, in_order, is_closed
from domain.staff import Action, Actor
from domain.tickets import TicketState

_SHOWN = (TicketState.ISSUED, TicketState.CALLED, TicketState.SERVING, TicketState.HELD)
_VISITS = 5
_CALLS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A waiting turno as a counter sees it.

    ``waits_for`` are the counters that could serve it, when this one cannot.
    """

    view: TicketView
    mine: bool
    waits_for: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter now: who, since when, what, and the turno there."""

    counter: Counter
    session: CounterSession | None
    staff: str
    current: TicketView | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the counter, with what is known of them."""

    person: Person | None
    entity: Entity | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class QueueBoard:
    """The queue as one person sees it.

    Attributes:
        change: the log's last sequence: another number means that something changed.
        waiting: in the order in which one counter that attends everything would call them.
        next_id: the turno that F2 would call; None: nobody waits for this counter.
        current: the turno at this person's counter.
        held: attentions on hold; ``absent``: marked as not come, who may rejoin.
    """

    office: Office
    now: datetime
    day: date
    change: int
    session: CounterSession | None
    counter: Counter | None
    waiting: tuple[QueueRow, ...]
    next_id: UUID | None
    current: TicketView | None
    visitor: Visitor | None
    held: tuple[TicketView, ...]
    absent: tuple[TicketView, ...]
    usual_wait_minutes: float | None
    closed: bool
    forgotten_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class DisplayBoard:
    """What the public display shows: numbers, never names."""

    office_name: str
    calls: tuple[Call, ...]
    open: bool


def change(desk: Desk) -> int:
    """Return the log's last sequence: the cheap way to see that something changed."""
    with desk.units.read() as unit:
        return unit.log.head().sequence


def queue_board(desk: Desk, actor: Actor) -> QueueBoard:
    """Return today's queue as ``actor`` sees it."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        desk.catalogues.refresh(unit)
        office = unit.offices.office()
        session = unit.sessions.open_of(actor.staff_id)
        server = None if session is None else server_of(step, session, desk.catalogue)
        views = unit.tickets.views(step.day, (*_SHOWN, TicketState.NO_SHOW))
        current = _current(step, session)
        day = unit.days.get(step.day)
        run = 0 if day is None else day.priority_run
        waits = [seconds / 60 for _, seconds in unit.tickets.waits(step.day)]
        return QueueBoard(
            office=office,
            now=step.now,
            day=step.day,
            change=unit.log.head().sequence,
            session=session,
            counter=None if session is None else unit.offices.counter(session.counter_id),
            waiting=_rows(step, views, office, server, run),
            next_id=_next_id(step, office, server, run),
            current=current,
            visitor=_visitor(step, current),
            held=_in(views, TicketState.HELD),
            absent=_in(views, TicketState.NO_SHOW),
            usual_wait_minutes=median(waits) if waits else None,
            closed=is_closed(day),
            forgotten_days=tuple(d.day for d in unit.days.unclosed() if d.day < step.day),
        )


def counters_board(desk: Desk, actor: Actor) -> tuple[CounterView, ...]:
    """Return every counter in service: open ones with who and what, the closed ones too."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_QUEUE)
        return counter_views(unit)


def counter_views(unit: UnitOfWork) -> tuple[CounterView, ...]:
    """Return every counter in service with who is there and what."""
    at = {v.ticket.counter_id: v for v in unit.tickets.views_at_counters()}
    sessions = {session.counter_id: session for session in unit.sessions.all_open()}
    names = {person.id: person.full_name for person in unit.staff.all()}
    return tuple(
        CounterView(
            counter,
            session,
            "" if session is None else names[session.staff_id],
            at.get(counter.id),
        )
        for counter in unit.offices.counters()
        if counter.active
        for session in [sessions.get(counter.id)]
    )


def display_board(desk: Desk, actor: Actor) -> DisplayBoard:
    """Return what the public display shows now."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DISPLAY)
        office = unit.offices.office()
        calls = tuple(unit.tickets.calls(step.day, _CALLS_SHOWN))
        waiting = unit.tickets.count_waiting(step.day) > 0
        serving = bool(unit.sessions.all_open())
        in_hours = office.hours.include(office.local(step.now))
        closed = is_closed(unit.days.get(step.day))
        is_open = not closed and (in_hours or (waiting and serving))
        return DisplayBoard(office.name, calls, is_open)


def _rows(
    step: Step, views: Sequence[TicketView], office: Office, server: Server | None, run: int
) -> tuple[QueueRow, ...]:
    by_id = {view.ticket.id: view for view in _in(views, TicketState.ISSUED)}
    waiting = in_order((as_waiting(view.ticket) for view in by_id.values()), office.policy, run)
    opened = {one.counter_id: one.services for one in step.unit.sessions.all_open()}
    servers = [
        (counter.number, Server(counter.id, counter.services | opened.get(counter.id, frozenset())))
        for counter in step.unit.offices.counters()
        if counter.active
    ]
    rows = []
    for ticket in waiting:
        mine = server is None or server.can_serve(ticket)
        rows.append(QueueRow(by_id[ticket.id], mine, _waits_for(ticket, servers, mine)))
    return tuple(rows)


def _waits_for(
    ticket: Waiting, servers: Sequence[tuple[int, Server]], mine: bool
) -> tuple[int, ...]:
    if mine:
        return ()
    return tuple(number for number, server in servers if server.can_serve(ticket))


def _next_id(step: Step, office: Office, server: Server | None, run: int) -> UUID | None:
    if server is None:
        return None
    tickets = step.unit.tickets
    try:
        return choose(
            tickets.waiting(step.day, priority=False),
            tickets.waiting(step.day, priority=True),
            server,
            office.policy,
            run,
        ).ticket_id
    except QueueEmpty:
        return None


def _current(step: Step, session: CounterSession | None) -> TicketView | None:
    if session is None:
        return None
    views = step.unit.tickets.views_at_counters()
    return next((v for v in views if v.ticket.counter_id == session.counter_id), None)


def _visitor(step: Step, current: TicketView | None) -> Visitor | None:
    if current is None:
        return None
    ticket, unit = current.ticket, step.unit
    person = None if ticket.person_id is None else unit.people.get(ticket.person_id)
    entity = None if ticket.entity_id is None else unit.entities.get(ticket.entity_id)
    visits = () if person is None else unit.people.visits(person.id, _VISITS + 1)
    earlier = tuple(visit for visit in visits if visit.ticket_id != ticket.id)
    return Visitor(person, entity, earlier[:_VISITS])


def _in(views: Sequence[TicketView], state: TicketState) -> tuple[TicketView, ...]:
    return tuple(view for view in views if view.ticket.state is state)

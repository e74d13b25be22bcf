"""The office works on paper while its database is away, and enters afterwards what was done.

A supervisor declares it and ends it; reception enters the sheet line by line meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.reception import require_services
from domain.contingency import (
    ContingencyGoesOn,
    Fate,
    NoContingency,
    PaperTurno,
    as_ticket,
    check,
    next_number,
    place,
    series_of,
)
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Counter, Office
from domain.ports import CallRecord, TicketView, UnitOfWork
from domain.queue import DayClosed, QueueDay, is_closed
from domain.staff import Action, Actor
from domain.tickets import Ticket, TicketState

OLDEST = timedelta(days=7)
"""A contingency may be declared so long afterwards."""
LEFT = "Se fue mientras se atendía con turnos de papel"


@dataclass(frozen=True, slots=True)
class Contingency:
    """What is known of the contingency that goes on.

    Attributes:
        office: for its clock.
        since: when the office began to work on paper; ``day`` of the queue, ``today`` or earlier.
        series: the letter of the turnos; ``next_number`` the one expected next.
        entered: those entered so far, by number.
        counters: where people are attended.
    """

    office: Office
    since: datetime
    day: date
    today: bool
    series: str
    next_number: int
    entered: tuple[TicketView, ...]
    counters: tuple[Counter, ...]


def contingency(desk: Desk, actor: Actor) -> Contingency | None:
    """Return the contingency that goes on, or None."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        standing = unit.authority.standing()
        since, day = standing.contingency_from, standing.contingency_day
        if since is None or day is None:
            return None
        office = unit.offices.office()
        series = series_of(office.series)
        views = [view for view in unit.tickets.views(day) if view.ticket.series == series]
        views.sort(key=lambda view: view.ticket.number)
        return Contingency(
            office=office,
            since=since,
            day=day,
            today=day == step.day,
            series=series,
            next_number=next_number([view.ticket for view in views]),
            entered=tuple(views),
            counters=tuple(counter for counter in unit.offices.counters() if counter.active),
        )


def declare(desk: Desk, actor: Actor, since: datetime) -> date:
    """Declare that the office works on paper, or worked; return the day of the queue.

    Args:
        since: from when on; also of an earlier day that was not closed.

    Raises:
        ContingencyGoesOn: one is declared already.
        InvalidInput: it lies ahead, or too far back.
        DayClosed: that day was closed.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.DECLARE_CONTINGENCY)
        standing = unit.authority.standing()
        if standing.contingency_day is not None:
            raise ContingencyGoesOn
        office = unit.offices.office()
        day = office.day_of(since)
        if since > step.now or step.day - day > OLDEST:
            raise InvalidInput(
                "Esa hora todavía no llega o es de hace más de siete días.",
                kept="No se declaró la contingencia.",
                todo="Corrija el día y la hora.",
            )
        if is_closed(unit.days.get(day)):
            raise DayClosed
        told = {"day": day.isoformat(), "from": since.isoformat()}
        step.tell("authority", office.id, standing.epoch, "contingency_declared", told)
        unit.authority.set_contingency(since, day)
        return day


def end(desk: Desk, actor: Actor) -> int:
    """End the contingency: its sheet is entered; return how many turnos it had.

    Raises:
        NoContingency: none is declared.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.DECLARE_CONTINGENCY)
        standing = unit.authority.standing()
        since, day = standing.contingency_from, standing.contingency_day
        if since is None or day is None:
            raise NoContingency
        office = unit.offices.office()
        count = len(_of_series(unit.tickets.in_states(day, TicketState), series_of(office.series)))
        step.tell(
            "authority",
            office.id,
            standing.epoch,
            "contingency_ended",
            {"day": day.isoformat(), "from": since.isoformat(), "entered": count},
        )
        unit.authority.set_contingency(None, None)
        return count


def enter(desk: Desk, actor: Actor, turno: PaperTurno) -> Ticket:
    """Enter a line of the sheet: it waits in its place, or is counted as it was.

    Raises:
        NoContingency: none is declared.
        InvalidInput: the line cannot be so; nothing is entered.
        DayClosed: its day was closed meanwhile.
        NotFound: there is no such person, entity or counter.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENTER_PAPER)
        standing = unit.authority.standing()
        since, day = standing.contingency_from, standing.contingency_day
        if since is None or day is None:
            raise NoContingency
        office = unit.offices.office()
        series = series_of(office.series)
        services = require_services(desk, office, turno.services)
        _require_known(unit, turno)
        _require_day(step, office, day, since)
        tickets = unit.tickets.in_states(day, TicketState)
        check(
            turno,
            _of_series(tickets, series),
            series=series,
            bounds=office.bounds(day),
            now=step.now,
            today=day == step.day,
        )
        came = Ticket(
            new_id(),
            office.id,
            day,
            series,
            turno.number,
            turno.priority,
            services,
            turno.arrived_at,
            turno.arrived_at,
            place(turno, tickets),
            turno.person_id,
            turno.entity_id,
        )
        ticket = as_ticket(turno, came, step.now, left_reason=LEFT)
        _tell(step, ticket, turno)
        unit.tickets.add(ticket)
        if turno.fate is Fate.ATTENDED:
            _add_call(step, ticket)
        return ticket


def _of_series(tickets: Sequence[Ticket], series: str) -> list[Ticket]:
    return [ticket for ticket in tickets if ticket.series == series]


def _require_known(unit: UnitOfWork, turno: PaperTurno) -> None:
    if turno.person_id is not None:
        unit.people.get(turno.person_id)
    if turno.entity_id is not None:
        unit.entities.get(turno.entity_id)
    if turno.counter_id is not None:
        unit.offices.counter(turno.counter_id)


def _require_day(step: Step, office: Office, day: date, since: datetime) -> None:
    """Insist that the day is open; where nothing had happened on it yet, it begins now."""
    record = step.unit.days.get(day)
    if record is None:
        record = QueueDay(office.id, day, since)
        step.tell("queue_day", office.id, 1, "day_opened", {"day": day.isoformat()})
        step.unit.days.add(record)
    if is_closed(record):
        raise DayClosed


def _tell(step: Step, ticket: Ticket, turno: PaperTurno) -> None:
    step.tell(
        "ticket",
        ticket.id,
        ticket.version,
        "ticket_entered",
        {
            "day": ticket.day.isoformat(),
            "series": ticket.series,
            "number": ticket.number,
            "services": list(ticket.services),
            "priority": ticket.priority,
            "person": None if ticket.person_id is None else str(ticket.person_id),
            "entity": None if ticket.entity_id is None else str(ticket.entity_id),
            "arrived": ticket.arrived_at.isoformat(),
            "position": ticket.position,
            "fate": turno.fate.value,
            "counter": None if ticket.counter_id is None else str(ticket.counter_id),
            "from": None if ticket.serving_since is None else ticket.serving_since.isoformat(),
            "to": None if ticket.finished_at is None else ticket.finished_at.isoformat(),
        },
    )


def _add_call(step: Step, ticket: Ticket) -> None:
    """Keep when the person's wait ended; the hall was never told of it by the display."""
    assert ticket.counter_id is not None
    assert ticket.called_at is not None
    session = step.unit.sessions.open_at(ticket.counter_id)
    step.unit.tickets.add_call(
        CallRecord(
            new_id(),
            ticket.office_id,
            ticket.day,
            ticket.id,
            ticket.counter_id,
            step.actor.staff_id if session is None else session.staff_id,
            ticket.queued_at,
            ticket.called_at,
            announced=0,
            outcome="arrived",
            ended_at=ticket.called_at,
        )
    )

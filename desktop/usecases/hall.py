"""The hall as reception sees it: today's turnos, and who attends each service now."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Elsewhere, Service
from domain.counters import SessionState
from domain.offices import Office
from domain.ports import TicketView
from domain.queue import is_closed, server_for
from domain.staff import Action, Actor
from domain.tickets import TicketState


@dataclass(frozen=True, slots=True)
class HallService:
    """A service of this office now.

    Attributes:
        counters: numbers of the counters that attend it at this moment.
        waiting: how many wait for it.
        usual_wait_minutes: the middle one of today's waits for it; None while nobody was called.
    """

    service: Service
    counters: tuple[int, ...]
    waiting: int
    usual_wait_minutes: float | None


@dataclass(frozen=True, slots=True)
class Hall:
    """What reception looks at.

    Attributes:
        change: the log's last sequence: another number means that something changed.
        closed: the supervisor closed the day.
        in_hours: turnos are issued now without a supervisor's leave.
        tickets: all of today's turnos, by order of arrival.
        elsewhere: services for which this office issues no turno.
    """

    office: Office
    now: datetime
    day: date
    change: int
    closed: bool
    in_hours: bool
    services: tuple[HallService, ...]
    elsewhere: tuple[Elsewhere, ...]
    tickets: tuple[TicketView, ...]


def hall(desk: Desk, actor: Actor) -> Hall:
    """Return the hall as it is now."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        desk.catalogues.refresh(unit)
        office = unit.offices.office()
        tickets = tuple(unit.tickets.views(step.day))
        return Hall(
            office=office,
            now=step.now,
            day=step.day,
            change=unit.log.head().sequence,
            closed=is_closed(unit.days.get(step.day)),
            in_hours=office.hours.include(office.local(step.now)),
            services=_services(desk, step, office, tickets),
            elsewhere=desk.catalogue.elsewhere(office.code),
            tickets=tickets,
        )


def _services(
    desk: Desk, step: Step, office: Office, tickets: Iterable[TicketView]
) -> tuple[HallService, ...]:
    asked = {view.ticket.id: view.ticket.services for view in tickets}
    waiting = Counter(
        service
        for view in tickets
        if view.ticket.state is TicketState.ISSUED
        for service in view.ticket.pending
    )
    attending = _attending(desk, step)
    waits: dict[int, list[float]] = {}
    for ticket_id, seconds in step.unit.tickets.waits(step.day):
        for number in asked[ticket_id]:
            waits.setdefault(number, []).append(seconds / 60)
    return tuple(
        HallService(
            service,
            attending.get(service.id, ()),
            waiting[service.id],
            median(waits[service.id]) if service.id in waits else None,
        )
        for service in desk.catalogue.services_of(office.code)
    )


def _attending(desk: Desk, step: Step) -> Mapping[int, tuple[int, ...]]:
    """Return, by service, the numbers of the counters that attend it now."""
    unit = step.unit
    roles = {member.id: member.roles_on(step.day) for member in unit.staff.all()}
    sessions = {
        session.counter_id: session
        for session in unit.sessions.all_open()
        if session.state is SessionState.OPEN
    }
    attending: dict[int, tuple[int, ...]] = {}
    for counter in unit.offices.counters():
        session = sessions.get(counter.id)
        if session is not None:
            mine = server_for(session, roles[session.staff_id], desk.catalogue).services
            for number in mine:
                attending[number] = (*attending.get(number, ()), counter.number)
    return attending

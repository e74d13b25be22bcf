"""What the supervisor's acts would do, told before they are done: nothing is changed here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.steering import COVERED_ROLES, lacking, who_can_what
from domain.cases import Case
from domain.staff import Action, Actor, Role
from domain.tickets import Ticket, TicketState, WrongState


@dataclass(frozen=True, slots=True)
class ServicesPlan:
    """What could be attended more, and less, at an open counter, by number."""

    session_id: UUID
    counter_number: int
    who: str
    more: tuple[int, ...]
    less: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record of an attention that was left.

    Attributes:
        counter_number: where it is served or on hold.
        who: who sits at that counter now; empty where it is closed.
        cases: those of the visit.
        without: the services that nobody registered anything of.
    """

    ticket: Ticket
    counter_number: int
    who: str
    cases: tuple[Case, ...]
    without: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff today; ``counter_number`` is None where they have none open."""

    id: UUID
    full_name: str
    roles: tuple[Role, ...]
    counter_number: int | None


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """What covering an absence would do.

    Attributes:
        counter_number: the absent person's, which is closed; None where none is open.
        ticket_code: the turno there, which waits again; empty where there is none.
        cases: how many are given over.
        roles: those who stands in is given, in their order.
    """

    counter_number: int | None
    ticket_code: str
    cases: int
    roles: tuple[Role, ...]


def services_plan(desk: Desk, actor: Actor, session_id: UUID) -> ServicesPlan:
    """Return what an open counter could attend more or less; the last service stays.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: there is no such session.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        session = unit.sessions.get(session_id)
        counter, member, can = who_can_what(desk, step, session)
        attended = tuple(sorted(session.services))
        return ServicesPlan(
            session.id,
            counter.number,
            member.full_name,
            tuple(sorted(can - session.services)),
            attended if len(attended) > 1 else (),
        )


def recorded(desk: Desk, actor: Actor, ticket_id: UUID) -> Recorded:
    """Return what is on record of an attention, before it is ended for its clerk.

    Raises:
        NotAllowed: not a supervisor.
        WrongState: it is neither being served nor on hold.
        NotFound: there is no such turno.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SUPERVISE)
        ticket = unit.tickets.get(ticket_id)
        if ticket.state not in {TicketState.SERVING, TicketState.HELD}:
            raise WrongState(ticket)
        assert ticket.counter_id is not None  # where it was served
        session = unit.sessions.open_at(ticket.counter_id)
        cases = tuple(unit.cases.of_ticket(ticket.id))
        services = {case.service for case in cases}
        return Recorded(
            ticket,
            unit.offices.counter(ticket.counter_id).number,
            "" if session is None else unit.staff.get(session.staff_id).full_name,
            cases,
            tuple(number for number in ticket.pending if number not in services),
        )


def colleagues(desk: Desk, actor: Actor) -> tuple[Colleague, ...]:
    """Return who works here today, by name: who may be absent, and who may stand in.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        numbers = {counter.id: counter.number for counter in unit.offices.counters()}
        at = {one.staff_id: numbers[one.counter_id] for one in unit.sessions.all_open()}
        return tuple(
            Colleague(member.id, member.full_name, roles, at.get(member.id))
            for member in unit.staff.all()
            if (roles := _in_order(member.roles_on(step.day))) and roles != (Role.DISPLAY,)
        )


def replaceable(colleague: Colleague) -> bool:
    """Tell whether a supervisor may hand on any of somebody's roles."""
    return not COVERED_ROLES.isdisjoint(colleague.roles)


def cover_plan(desk: Desk, actor: Actor, absent: UUID, stand_in: UUID, until: date) -> CoverPlan:
    """Return what ``steering.cover_absence`` would do now.

    Raises:
        NotAllowed, InvalidInput, NotFound: as for ``steering.cover_absence``.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        colleague, member = unit.staff.get(absent), unit.staff.get(stand_in)
        roles = frozenset(grant.role for grant in lacking(step, member, colleague, until))
        number, code = _counter_of(step, absent)
        return CoverPlan(number, code, len(unit.cases.held_by(absent)), _in_order(roles))


def _counter_of(step: Step, staff_id: UUID) -> tuple[int | None, str]:
    session = step.unit.sessions.open_of(staff_id)
    if session is None:
        return None, ""
    ticket = step.unit.tickets.at_counter(session.counter_id)
    number = step.unit.offices.counter(session.counter_id).number
    return number, "" if ticket is None else ticket.code


def _in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)

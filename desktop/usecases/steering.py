"""The supervisor steers the day: a service opened at a counter, an attention ended, an absence.

Each act has its reason and its operation in the log.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from desktop.usecases import day_count, notices
from desktop.usecases.cases import give_all
from desktop.usecases.counters import (
    change_services,
    close_session,
    colleagues_session,
    services_staff_can,
)
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from desktop.usecases.serving import back_to_queue
from desktop.usecases.staff_admin import checked_grants, covered, tell_member
from domain.counters import CounterSession
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Counter
from domain.staff import SERVING_ROLES, Action, Actor, Role, RoleGrant, Staff
from domain.tickets import Ticket

COVERED_ROLES = SERVING_ROLES | {Role.RECEPTIONIST}
"""Roles that a supervisor may hand on for an absence; the others are the administrator's."""
LONGEST_COVER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Cover:
    """What covering an absence did.

    Attributes:
        stand_in: the record of who stands in; ``granted`` roles they did not have. They must sign
            in again to use them.
        session: the absent person's counter, closed; None where they had none open.
        ticket: the turno that was at the absent person's counter and waits again in its place.
        cases: how many cases were given over; ``stayed`` the numbers of those that could not be.
    """

    stand_in: Staff
    granted: tuple[Role, ...]
    session: CounterSession | None
    ticket: Ticket | None
    cases: int
    stayed: tuple[str, ...]


def open_service(
    desk: Desk, actor: Actor, session_id: UUID, service: int, reason: str
) -> CounterSession:
    """Let an open counter attend one more service for as long as it is open today.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: no reason; the office gives no turnos for it, the person's roles do not
            cover it, it needs a kit the counter has not, or the counter attends it already.
        CounterNotOpen: the counter is closed.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        session = colleagues_session(step, session_id)
        if service in session.services:
            raise InvalidInput("Esa ventanilla ya atiende ese servicio.", todo="Elija otro.")
        counter, member, can = who_can_what(desk, step, session)
        if service not in can:
            raise InvalidInput(
                f"{member.full_name} no puede atender ese servicio"
                f" en la ventanilla {counter.number}.",
                todo="Elija otro servicio u otra ventanilla.",
            )
        changed = change_services(step, session, session.services | {service}, text)
        name = desk.catalogue.short_names((service,))
        notices.post_what_changed(
            step, counter.id, f"Desde ahora su ventanilla atiende también {name}. Motivo: {text}"
        )
        return changed


def close_service(
    desk: Desk, actor: Actor, session_id: UUID, service: int, reason: str
) -> CounterSession:
    """Let an open counter attend one service less; the turno there is finished as always.

    Who waits for that counter alone, and for nothing else that it attends, waits for any.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: no reason; the counter does not attend it, or would attend nothing.
        CounterNotOpen: the counter is closed.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        session = colleagues_session(step, session_id)
        if service not in session.services:
            raise InvalidInput("Esa ventanilla no atiende ese servicio.", todo="Elija otro.")
        left = session.services - {service}
        if not left:
            raise InvalidInput(
                "La ventanilla quedaría sin servicios.", todo="Ciérrela, si no atenderá más."
            )
        changed = change_services(step, session, left, text)
        name = desk.catalogue.short_names((service,))
        notices.post_what_changed(
            step, session.counter_id, f"Su ventanilla ya no atiende {name}. Motivo: {text}"
        )
        return changed


def end_attention(desk: Desk, actor: Actor, ticket_id: UUID, reason: str) -> Ticket:
    """End an attention that was forgotten, served or on hold, with its reason.

    Its services with a case on record count as attended.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: no reason.
        WrongState: it is neither being served nor on hold.
        NotFound: there is no such turno.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        recorded = frozenset(case.service for case in unit.cases.of_ticket(ticket_id))
        ticket = unit.tickets.get(ticket_id).end_forgotten(step.now, recorded, text)
        step.tell(
            "ticket",
            ticket.id,
            ticket.version,
            "ticket_served",
            {
                "code": ticket.code,
                "attended": list(ticket.attended),
                "reason": text,
                "by_supervisor": True,
            },
        )
        unit.tickets.save(ticket)
        assert ticket.counter_id is not None  # where it was served
        words = f"La atención de {ticket.code} se terminó. Motivo: {text}"
        notices.post_what_changed(step, ticket.counter_id, words)
        day_count.keep_again(desk, step, ticket.day)
        return ticket


def cover_absence(
    desk: Desk, actor: Actor, absent: UUID, stand_in: UUID, until: date, reason: str
) -> Cover:
    """Let somebody stand in for a colleague who is absent, from today on.

    The colleague's counter is closed, the turno there waits again in its old place, the open
    cases go to who stands in, and so do, until ``until``, the roles that they lack.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: no reason; the same person; a day past, or more than a month away; the
            colleague holds none of the roles that may be handed on; or who stands in is absent.
        NotFound: there is no such colleague.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        colleague, member = unit.staff.get(absent), unit.staff.get(stand_in)
        member, granted = _grant(step, member, lacking(step, member, colleague, until))
        session, ticket = _free_counter(desk, step, absent, text)
        cases, stayed = give_all(desk, step, absent, stand_in, text)
        step.tell(
            "absence",
            new_id(),
            1,
            "absence_covered",
            {
                "absent": str(absent),
                "stand_in": str(stand_in),
                "until": until.isoformat(),
                "reason": text,
                "cases": cases,
            },
        )
        return Cover(member, granted, session, ticket, cases, stayed)


def who_can_what(
    desk: Desk, step: Step, session: CounterSession
) -> tuple[Counter, Staff, frozenset[int]]:
    """Return the counter of a session, who sits there, and the services they can attend there."""
    counter = step.unit.offices.counter(session.counter_id)
    member = step.unit.staff.get(session.staff_id)
    can = services_staff_can(
        desk.catalogue,
        step.unit.offices.office().code,
        member.roles_on(step.day),
        has_kit=counter.has_kit,
    )
    return counter, member, can


def lacking(step: Step, member: Staff, colleague: Staff, until: date) -> tuple[RoleGrant, ...]:
    """Return what ``member`` must be given to stand in for a colleague until a day.

    Raises:
        InvalidInput: as for ``cover_absence``.
    """
    if member.id == colleague.id:
        raise InvalidInput("Nadie se reemplaza a sí mismo.", todo="Elija a otra persona.")
    _check_until(step.day, until)
    if not member.roles_on(step.day):
        raise InvalidInput(
            f"{member.full_name} no tiene funciones hoy.", todo="Elija a otra persona."
        )
    grants = [g for g in covered(colleague, step.day, until) if g.role in COVERED_ROLES]
    if not grants:
        raise InvalidInput(
            f"{colleague.full_name} no tiene funciones que se puedan reemplazar.",
            todo="Revise a quién reemplaza, o hable con el administrador.",
        )
    has = member.roles_on(step.day) & member.roles_on(until)
    return tuple(grant for grant in grants if grant.role not in has)


def _check_until(today: date, until: date) -> None:
    if until < today:
        raise InvalidInput("Ese día ya pasó.", todo="Elija hoy o un día posterior.")
    if until - today > LONGEST_COVER:
        raise InvalidInput(
            "El reemplazo dura un mes como máximo.",
            todo="Para uno más largo, hable con el administrador.",
        )


def _grant(
    step: Step, member: Staff, grants: tuple[RoleGrant, ...]
) -> tuple[Staff, tuple[Role, ...]]:
    if not grants:
        return member, ()
    member = replace(
        member, grants=checked_grants([*member.grants, *grants]), version=member.version + 1
    )
    tell_member(step, member, "stand_in_given")
    step.unit.staff.save(member)
    return member, tuple(dict.fromkeys(grant.role for grant in grants))


def _free_counter(
    desk: Desk, step: Step, absent: UUID, reason: str
) -> tuple[CounterSession | None, Ticket | None]:
    session = step.unit.sessions.open_of(absent)
    if session is None:
        return None, None
    ticket = step.unit.tickets.at_counter(session.counter_id)
    if ticket is not None:
        ticket = back_to_queue(desk, step, ticket, reason)
    return close_session(step, session, reason), ticket

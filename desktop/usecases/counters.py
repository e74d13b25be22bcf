"""Opening, pausing and closing a counter."""

from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.catalogue import Catalogue
from domain.counters import (
    CounterBusy,
    CounterNotOpen,
    CounterSession,
    CounterTaken,
    SessionState,
)
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Counter
from domain.queue import Server, server_for
from domain.staff import Action, Actor, Role

_FORGOTTEN = "No se cerró en su día"


@dataclass(frozen=True, slots=True)
class Opening:
    """A counter that the person could attend.

    Attributes:
        services: those that counter, office and roles allow, by number.
        holder: who has it open today; empty when it is free.
    """

    counter: Counter
    services: tuple[int, ...]
    holder: str


def openings(desk: Desk, actor: Actor) -> tuple[Opening, ...]:
    """Return the counters where the person could attend anything, by number.

    Raises:
        NotAllowed: the person serves nobody.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        code = unit.offices.office().code
        holders = {
            session.counter_id: unit.staff.get(session.staff_id).full_name
            for session in unit.sessions.all_open()
            if session.day == step.day and session.staff_id != actor.staff_id
        }
        return tuple(
            Opening(counter, tuple(sorted(services)), holders.get(counter.id, ""))
            for counter in unit.offices.counters()
            if counter.active and (services := services_for(counter, step, desk.catalogue, code))
        )


def services_for(
    counter: Counter, step: Step, catalogue: Catalogue, office_code: str
) -> frozenset[int]:
    """Return the services that this counter, office and person's roles can attend.

    What a supervisor opened at it for today stays, also when its program was started again.
    """
    own = step.unit.sessions.open_of(step.actor.staff_id)
    here = own is not None and (own.counter_id, own.day) == (counter.id, step.day)
    opened = own.services if own is not None and here else frozenset()
    roles = step.actor.roles_on(step.day)
    can = services_staff_can(catalogue, office_code, roles, has_kit=counter.has_kit)
    return can & (counter.services | opened)


def services_staff_can(
    catalogue: Catalogue, office_code: str, roles: frozenset[Role], *, has_kit: bool
) -> frozenset[int]:
    """Return the services that roles can attend in an office, at a counter with a kit or not."""
    return frozenset(
        service.id
        for service in catalogue.services_of(office_code)
        if not roles.isdisjoint(service.served_by) and (has_kit or not service.needs_kit)
    )


def open_counter(
    desk: Desk, actor: Actor, counter_id: UUID, services: frozenset[int] | None = None
) -> CounterSession:
    """Open a counter for the services attended (all it can, when None).

    A session left open on an earlier day is closed first; one's own of today at the same counter
    is taken up again. The turno there stays in either case, so that a restart in the middle of an
    attention loses nothing. What was sent to the counter while it was closed, and is not attended
    now, waits for any.

    Raises:
        NotAllowed: the person serves nobody.
        CounterTaken: somebody else holds it today, or one is open at another counter.
        CounterBusy: a colleague left an attention there on an earlier day.
        CounterNotOpen: the counter is out of service.
        InvalidInput: none of the services can be attended here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        counter = unit.offices.counter(counter_id)
        if not counter.active:
            raise CounterNotOpen("Esa ventanilla está fuera de servicio.", todo="Elija otra.")
        can = services_for(counter, step, desk.catalogue, unit.offices.office().code)
        chosen = can if services is None else services & can
        if not chosen:
            raise InvalidInput(
                "Esta ventanilla no atiende ningún servicio de los que usted puede atender.",
                todo="Elija otra ventanilla o hable con el administrador.",
            )
        own = unit.sessions.open_of(actor.staff_id)
        held = unit.sessions.open_at(counter_id)
        if own is not None and own.counter_id == counter_id:
            if own.day == step.day:
                return _take_up(step, own, chosen)
            close_session(step, own, _FORGOTTEN)
        else:
            for earlier in (held, own):
                if earlier is not None:
                    _close_forgotten(step, earlier)
        session = CounterSession(
            new_id(),
            counter.office_id,
            counter_id,
            actor.staff_id,
            step.day,
            chosen,
            step.now,
            since=step.now,
        )
        step.tell(
            "counter_session",
            session.id,
            session.version,
            "counter_opened",
            {"counter": str(counter_id), "services": sorted(chosen)},
        )
        unit.sessions.add(session)
        _release(step, counter_id, chosen)
        return session


def take_break(desk: Desk, actor: Actor, reason: str) -> CounterSession:
    """Go on a break with its reason.

    Raises:
        CounterBusy: a turno is called or served here.
        CounterNotOpen: the counter is not open.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = own_session(step)
        require_free(step, session)
        return _save(step, session.on_break(text, step.now), "counter_break", {"reason": text})


def end_break(desk: Desk, actor: Actor) -> CounterSession:
    """Come back from a break.

    Raises:
        CounterNotOpen: the counter is not on a break.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        return _save(step, own_session(step).back(step.now), "counter_back", {})


def close_counter(desk: Desk, actor: Actor) -> CounterSession:
    """Close one's counter; turnos that waited for it alone wait for any again.

    Raises:
        CounterBusy: a turno is called or served here.
        CounterNotOpen: the counter is closed.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = own_session(step)
        require_free(step, session)
        return close_session(step, session, "")


def close_for(desk: Desk, actor: Actor, session_id: UUID, reason: str) -> CounterSession:
    """Close a colleague's counter that was left open.

    Raises:
        NotAllowed: not a supervisor.
        CounterBusy: a turno is called or served there.
        CounterNotOpen: it is closed.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        session = colleagues_session(step, session_id)
        if unit.tickets.at_counter(session.counter_id) is not None:
            raise CounterBusy(
                "Hay un turno en esa ventanilla.", todo="Reasígnelo primero, desde su lista."
            )
        return close_session(step, session, text)


def close_session(step: Step, session: CounterSession, reason: str) -> CounterSession:
    """Close a counter inside a unit of work already begun; what waited for it waits for any."""
    _release(step, session.counter_id, frozenset())
    return _save(step, session.closed(step.now), "counter_closed", {"reason": reason})


def change_services(
    step: Step, session: CounterSession, services: frozenset[int], reason: str = ""
) -> CounterSession:
    """Let an open counter attend other services, inside a unit of work already begun.

    What waited for it alone and is attended there no longer waits for any.

    Raises:
        CounterNotOpen: the counter is closed.
    """
    changed = session.attending(services)
    _release(step, session.counter_id, services)
    payload: dict[str, object] = {"services": sorted(services)}
    if reason:
        payload["reason"] = reason
    return _save(step, changed, "counter_services_changed", payload)


def own_session(step: Step) -> CounterSession:
    """Return the acting person's session.

    Raises:
        CounterNotOpen: they have none.
    """
    session = step.unit.sessions.open_of(step.actor.staff_id)
    if session is None:
        raise CounterNotOpen()
    return session


def colleagues_session(step: Step, session_id: UUID) -> CounterSession:
    """Return a session that a supervisor acts on.

    Raises:
        CounterNotOpen: it was closed meanwhile.
        NotFound: there is no such session.
    """
    session = step.unit.sessions.get(session_id)
    if session.state is SessionState.CLOSED:
        raise CounterNotOpen("Esa ventanilla ya se cerró.", todo="Elija otra.")
    return session


def serving_session(step: Step) -> CounterSession:
    """Return the acting person's session, open and not on a break.

    Raises:
        CounterNotOpen: it is on a break or there is none.
    """
    session = own_session(step)
    if session.state is not SessionState.OPEN:
        raise CounterNotOpen("Su ventanilla está en pausa.", todo="Reábrala para llamar.")
    return session


def require_free(step: Step, session: CounterSession) -> None:
    """Insist that no turno is at the counter.

    Raises:
        CounterBusy: there is one.
    """
    if step.unit.tickets.at_counter(session.counter_id) is not None:
        raise CounterBusy()


def server_of(step: Step, session: CounterSession, catalogue: Catalogue) -> Server:
    """Return what the acting person can serve at their counter now."""
    return server_for(session, step.actor.roles_on(step.day), catalogue)


def _take_up(step: Step, session: CounterSession, services: frozenset[int]) -> CounterSession:
    if session.state is SessionState.BREAK:
        session = _save(step, session.back(step.now), "counter_back", {})
    return session if session.services == services else change_services(step, session, services)


def _close_forgotten(step: Step, session: CounterSession) -> None:
    if session.day == step.day:
        if session.staff_id == step.actor.staff_id:
            raise CounterTaken(
                "Usted tiene abierta otra ventanilla.", todo="Ciérrela antes de abrir esta."
            )
        raise CounterTaken()
    require_free(step, session)
    close_session(step, session, _FORGOTTEN)


def _release(step: Step, counter_id: UUID, services: frozenset[int]) -> None:
    """Let every turno that waits for a counter wait for any, where none of ``services`` is its."""
    for ticket in step.unit.tickets.reserved_for(counter_id):
        if services.isdisjoint(ticket.pending):
            freed = ticket.release()
            step.tell("ticket", freed.id, freed.version, "ticket_released", {"code": freed.code})
            step.unit.tickets.save(freed)


def _save(
    step: Step, session: CounterSession, type_: str, payload: dict[str, object]
) -> CounterSession:
    step.tell("counter_session", session.id, session.version, type_, payload)
    step.unit.sessions.save(session)
    return session

"""The attention itself: finish, finish and call, hold, resume, send elsewhere."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases import day_count, notices
from desktop.usecases.calling import call_first, current_ticket
from desktop.usecases.counters import own_session, require_free, server_of, serving_session
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.case_parts import UNDER_REVIEW
from domain.cases import NothingRecorded
from domain.counters import CounterSession
from domain.errors import InvalidInput
from domain.queue import DayClosed, QueueEmpty, is_closed
from domain.staff import Action, Actor, allowed
from domain.text import REASON_LIMIT, clean_text
from domain.tickets import AT_COUNTER, OPEN_STATES, Ticket, WrongState


@dataclass(frozen=True, slots=True)
class FinishedAndCalled:
    """What one key did: the turno that ended, and the one called (None: nobody waits)."""

    finished: Ticket
    called: Ticket | None


def finish(desk: Desk, actor: Actor, reason: str = "") -> Ticket:
    """End the attention at one's counter; its services that the counter attends are done.

    Also on a break or after the day was closed: an attention under way is always finished.

    Raises:
        ServicesUndone: services are left that this counter does not attend, and no reason.
        NothingRecorded: a service has no case, or a case is half checked, and no reason.
        WrongState, NotFound: nobody is being served here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        return _finish(desk, step, own_session(step), reason)


def finish_and_call(desk: Desk, actor: Actor, reason: str = "") -> FinishedAndCalled:
    """End the attention and call the next, in one step: both happen or neither.

    Raises:
        ServicesUndone, NothingRecorded: as for ``finish``; nobody is called then.
        CounterNotOpen: the counter is closed or on a break.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = serving_session(step)
        finished = _finish(desk, step, session, reason)
        try:
            called = call_first(desk, step, session)
        except QueueEmpty:
            called = None
        return FinishedAndCalled(finished, called)


def hold(desk: Desk, actor: Actor, reason: str) -> Ticket:
    """Put the attention on hold, so that the counter can call another.

    Raises:
        InvalidInput: there is no reason, or it cannot be kept.
        WrongState, NotFound: nobody is being served here.
        DayClosed: the day of the turno was closed, so nobody would resume it.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        ticket = current_ticket(step, own_session(step)).hold(text)
        if _is_over(step, ticket):
            raise _no_way_back()
        return _save(step, ticket, "ticket_held", {"reason": text})


def resume(desk: Desk, actor: Actor, ticket_id: UUID) -> Ticket:
    """Go on with an attention that was on hold, at one's own counter.

    Raises:
        CounterBusy: another turno is here.
        InvalidInput: this counter attends none of its services.
        WrongState: it is not on hold.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = serving_session(step)
        require_free(step, session)
        held = unit.tickets.get(ticket_id)
        if server_of(step, session, desk.catalogue).services.isdisjoint(held.pending):
            raise InvalidInput(
                f"Su ventanilla no atiende lo que pide {held.code}.",
                todo="Debe retomarlo la ventanilla que lo atendía.",
            )
        ticket = held.resume(session.counter_id, step.now)
        return _save(step, ticket, "ticket_resumed", {"counter": str(session.counter_id)})


def send_on(
    desk: Desk,
    actor: Actor,
    ticket_id: UUID,
    reason: str,
    *,
    to_counter: UUID | None = None,
    add_service: int | None = None,
    done_here: bool = False,
    then_call: bool = False,
) -> Ticket:
    """Reassign a turno to another counter or service; it keeps its arrival and its place.

    After the day was closed only a supervisor can, to free a counter whose attention nobody will
    finish: nothing waits on a closed day, so the turno expires.

    Args:
        to_counter: the one counter it shall wait for; any that can, when None.
        add_service: a service to add.
        done_here: the services that one's own counter attends are done already.
        then_call: call the next, if anybody waits, in the same step: both happen or neither.

    Raises:
        InvalidInput: there is no reason, nothing is left to attend, nobody gives that service in
            person here, or the counter does not attend what is left.
        WrongState: it has ended, or it is at another person's counter.
        DayClosed: as above.
        CounterBusy, CounterNotOpen: nobody can be called to one's own counter.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REASSIGN_TICKET)
        before = unit.tickets.get(ticket_id)
        _check_mine(step, before)
        over = _is_over(step, before)
        if over and not _supervises(step):
            raise _no_way_back()
        attended = _attended_here(desk, step, before) if done_here else frozenset()
        add = () if add_service is None else (add_service,)
        ticket = before.transfer(text, attended=attended, add=add, reserved_for=to_counter)
        if not ticket.pending:
            raise InvalidInput(
                "No queda ningún servicio por atender en este turno.",
                todo="Elija el servicio que falta, o finalice la atención.",
            )
        _check_place(desk, step, ticket)
        payload: dict[str, object] = {"reason": text, "services": list(ticket.pending)}
        if to_counter is not None:
            payload["to_counter"] = str(to_counter)
        saved = _sent_on(desk, step, ticket, payload, over=over)
        if before.counter_id is not None:
            words = f"{before.code} se reasignó desde su ventanilla. Motivo: {text}"
            notices.post_what_changed(step, before.counter_id, words)
        if over:
            return saved
        if then_call:
            with suppress(QueueEmpty):
                call_first(desk, step, serving_session(step))
        return saved


def back_to_queue(desk: Desk, step: Step, ticket: Ticket, reason: str) -> Ticket:
    """Let a turno wait again in its old place, inside a unit of work already begun.

    Where its day was closed it expires: nothing waits on a closed day.
    """
    payload: dict[str, object] = {"reason": reason, "services": list(ticket.pending)}
    return _sent_on(desk, step, ticket.transfer(reason), payload, over=_is_over(step, ticket))


def _sent_on(
    desk: Desk, step: Step, ticket: Ticket, payload: dict[str, object], *, over: bool
) -> Ticket:
    saved = _save(step, ticket, "ticket_sent_on", payload)
    call = step.unit.tickets.open_call(ticket.id)
    if call is not None:
        step.unit.tickets.end_call(call.id, "transferred", step.now)
    if not over:
        return saved
    told: dict[str, object] = {"reason": ticket.reason}
    expired = _save(step, saved.expire(step.now, ticket.reason), "ticket_expired", told)
    day_count.keep_again(desk, step, ticket.day)
    return expired


def _attended_here(desk: Desk, step: Step, ticket: Ticket) -> frozenset[int]:
    """Return what one's own counter attended of it. Raises WrongState when it is not there."""
    session = step.unit.sessions.open_of(step.actor.staff_id)
    if session is None or session.counter_id != ticket.counter_id:
        raise WrongState(ticket)
    return server_of(step, session, desk.catalogue).services


def _check_mine(step: Step, ticket: Ticket) -> None:
    """Insist that a turno at a counter is sent on from there, or by a supervisor."""
    if ticket.state not in AT_COUNTER or _supervises(step):
        return
    session = step.unit.sessions.open_of(step.actor.staff_id)
    if session is None or session.counter_id != ticket.counter_id:
        raise WrongState(ticket)


def _supervises(step: Step) -> bool:
    return allowed(Action.SUPERVISE, step.actor.roles_on(step.day))


def _is_over(step: Step, ticket: Ticket) -> bool:
    """Tell whether the day of a turno that is under way was closed."""
    return ticket.state in OPEN_STATES and is_closed(step.unit.days.get(ticket.day))


def _no_way_back() -> DayClosed:
    return DayClosed(
        kept="El turno sigue en atención.", todo="Finalícelo y anote por qué termina aquí."
    )


def _check_place(desk: Desk, step: Step, ticket: Ticket) -> None:
    office = step.unit.offices.office()
    here = {service.id for service in desk.catalogue.services_of(office.code)}
    missing = [number for number in ticket.pending if number not in here]
    if missing:
        raise InvalidInput(
            "Ese servicio no se atiende en esta oficina.", todo="Elija otro servicio."
        )
    if ticket.reserved_for is None:
        return
    counter = step.unit.offices.counter(ticket.reserved_for)
    session = step.unit.sessions.open_at(counter.id)
    services = counter.services if session is None else counter.services | session.services
    if not counter.active or services.isdisjoint(ticket.pending):
        raise InvalidInput(
            f"La ventanilla {counter.number} no atiende lo que pide {ticket.code}.",
            todo="Elija otra ventanilla.",
        )


def _finish(desk: Desk, step: Step, session: CounterSession, reason: str) -> Ticket:
    text = clean_text(reason, label="Motivo", limit=REASON_LIMIT)
    here = server_of(step, session, desk.catalogue).services
    before = current_ticket(step, session)
    ticket = before.finish(step.now, here, text)
    if not text:
        _require_cases(desk, step, before, here)
    payload: dict[str, object] = {"attended": list(ticket.attended)}
    if text:
        payload["reason"] = text
    saved = _save(step, ticket, "ticket_served", payload)
    day_count.keep_again(desk, step, ticket.day)
    return saved


def _require_cases(desk: Desk, step: Step, ticket: Ticket, here: frozenset[int]) -> None:
    """Insist that what was attended is on record. Raises NothingRecorded."""
    cases = step.unit.cases.of_ticket(ticket.id)
    recorded = {case.service for case in cases}
    without = tuple(s for s in ticket.pending if s in here and s not in recorded)
    half = tuple(case.number for case in cases if case.state in UNDER_REVIEW)
    if without or half:
        names = tuple(desk.catalogue.short_names((number,)) for number in without)
        raise NothingRecorded(names, half)


def _save(step: Step, ticket: Ticket, type_: str, payload: dict[str, object]) -> Ticket:
    step.tell("ticket", ticket.id, ticket.version, type_, {"code": ticket.code, **payload})
    step.unit.tickets.save(ticket)
    return ticket

"""Calling turnos to a counter: the next, a chosen one, again, taken back, arrived, absent."""

from uuid import UUID

from desktop.usecases import approvals
from desktop.usecases.counters import require_free, server_of, serving_session
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.approvals import ApprovalKind
from domain.counters import CounterSession
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.ports import CallRecord
from domain.queue import Choice, QueueEmpty, as_waiting, choose
from domain.staff import Action, Actor
from domain.tickets import Ticket


def call_next(desk: Desk, actor: Actor) -> Ticket:
    """Call the first in order that this counter and this person's roles can serve.

    Raises:
        QueueEmpty: nobody waits for this counter.
        CounterNotOpen: it is closed or on a break.
        CounterBusy: a turno is called or served here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        return call_first(desk, step, serving_session(step))


def call_first(desk: Desk, step: Step, session: CounterSession) -> Ticket:
    """Call the first in order inside a unit of work already begun."""
    require_free(step, session)
    choice = _choice(desk, step, session)
    return _call(step, session, choice)


def call_chosen(
    desk: Desk,
    actor: Actor,
    ticket_id: UUID,
    reason: str,
    approval_id: UUID | None = None,
) -> Ticket:
    """Call a chosen turno; out of turn its reason is kept (and approved, where asked for).

    Raises:
        InvalidInput: it is out of turn and there is no reason, or this counter cannot serve it.
        ApprovalNeeded: the office asks for a supervisor's leave.
        ApprovalUnusable: the leave given is spent, too old, or for something else.
        WrongState: it does not wait.
        CounterBusy, CounterNotOpen: as for the next.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = serving_session(step)
        require_free(step, session)
        ticket = unit.tickets.get(ticket_id)
        if not server_of(step, session, desk.catalogue).can_serve(as_waiting(ticket)):
            raise InvalidInput(
                f"Su ventanilla no atiende lo que pide {ticket.code}.",
                todo="Reasígnelo, o deje que lo llame la ventanilla que corresponde.",
            )
        choice = _choice_or_none(desk, step, session)
        if choice is not None and choice.ticket_id == ticket_id:
            return _call(step, session, choice)
        text = clean_reason(reason)
        if unit.offices.office().policy.out_of_turn_needs_approval:
            approvals.use(
                step,
                approval_id,
                ApprovalKind.CALL_OUT_OF_TURN,
                str(ticket_id),
                f"Llamar a {ticket.code} fuera de orden necesita autorización.",
            )
        day = unit.days.get(ticket.day)
        run = 0 if day is None else day.priority_run
        return _call(step, session, Choice(ticket_id, run), text)


def call_again(desk: Desk, actor: Actor) -> Ticket:
    """Call the turno at one's counter again.

    Raises:
        TooSoon, TooManyRecalls: as the office's policy says.
        WrongState, NotFound: nobody is being called here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        current = current_ticket(step, serving_session(step))
        ticket = current.recall(step.now, unit.offices.office().policy)
        announced = step.tell(
            "ticket",
            ticket.id,
            ticket.version,
            "ticket_called_again",
            {"code": ticket.code, "recalls": ticket.recalls},
        )
        unit.tickets.save(ticket)
        call = unit.tickets.open_call(ticket.id)
        assert call is not None
        unit.tickets.recall(call.id, step.now, ticket.recalls, announced)
        return ticket


def undo_call(desk: Desk, actor: Actor) -> Ticket:
    """Take a mistaken call back: the turno waits in its old place.

    Raises:
        WrongState, NotFound: nobody is being called here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        called = current_ticket(step, serving_session(step))
        ticket = called.undo_call()
        return save_after_call(step, ticket, "call_undone", "undone")


def arrived(desk: Desk, actor: Actor) -> Ticket:
    """The called person is here: the attention begins.

    Raises:
        WrongState, NotFound: nobody is being called here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        ticket = current_ticket(step, serving_session(step)).arrive(step.now)
        return save_after_call(step, ticket, "ticket_arrived", "arrived")


def did_not_come(desk: Desk, actor: Actor) -> Ticket:
    """The called person did not come.

    Raises:
        RecallFirst: it was not called again as often as the office asks.
        WrongState, NotFound: nobody is being called here.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        current = current_ticket(step, serving_session(step))
        ticket = current.no_show(step.now, unit.offices.office().policy)
        return save_after_call(step, ticket, "ticket_no_show", "no_show")


def current_ticket(step: Step, session: CounterSession) -> Ticket:
    """Return the turno at a counter.

    Raises:
        NotFound: there is none.
    """
    ticket = step.unit.tickets.at_counter(session.counter_id)
    if ticket is None:
        raise NotFound("No hay ningún turno en su ventanilla.", todo="Llame al siguiente con F2.")
    return ticket


def save_after_call(step: Step, ticket: Ticket, type_: str, outcome: str) -> Ticket:
    """Store a turno whose call got its outcome, and tell it."""
    step.tell("ticket", ticket.id, ticket.version, type_, {"code": ticket.code})
    step.unit.tickets.save(ticket)
    call = step.unit.tickets.open_call(ticket.id)
    assert call is not None
    step.unit.tickets.end_call(call.id, outcome, step.now)
    return ticket


def _choice(desk: Desk, step: Step, session: CounterSession) -> Choice:
    day = step.unit.days.get(step.day)
    if day is None:
        raise QueueEmpty()
    return choose(
        step.unit.tickets.waiting(step.day, priority=False),
        step.unit.tickets.waiting(step.day, priority=True),
        server_of(step, session, desk.catalogue),
        step.unit.offices.office().policy,
        day.priority_run,
    )


def _choice_or_none(desk: Desk, step: Step, session: CounterSession) -> Choice | None:
    try:
        return _choice(desk, step, session)
    except QueueEmpty:
        return None


def _call(step: Step, session: CounterSession, choice: Choice, out_of_turn: str = "") -> Ticket:
    unit = step.unit
    ticket = unit.tickets.get(choice.ticket_id).call(session.counter_id, step.now)
    payload: dict[str, object] = {"code": ticket.code, "counter": str(session.counter_id)}
    if out_of_turn:
        payload["out_of_turn"] = out_of_turn
    announced = step.tell("ticket", ticket.id, ticket.version, "ticket_called", payload)
    unit.tickets.save(ticket)
    unit.tickets.add_call(
        CallRecord(
            new_id(),
            ticket.office_id,
            ticket.day,
            ticket.id,
            session.counter_id,
            session.staff_id,
            ticket.queued_at,
            step.now,
            announced,
            out_of_turn,
        )
    )
    unit.days.set_priority_run(ticket.day, choice.priority_run)
    return ticket

"""Calling: the next, a chosen one, again, taken back, arrived, absent."""

from dataclasses import replace

import pytest

from desktop.usecases import approvals, calling, counters, serving
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind, ApprovalNeeded, ApprovalUnusable
from domain.counters import CounterBusy, CounterNotOpen
from domain.errors import InvalidInput, NotFound
from domain.offices import QueuePolicy
from domain.queue import QueueEmpty
from domain.staff import Actor, NotAllowed
from domain.tickets import RecallFirst, TicketState, TooSoon, WrongState
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue, opened, stored, told


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    """At counter 1, open."""
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def andres(desk: Desk, office: SmallOffice) -> Actor:
    """At counter 2, open."""
    return opened(desk, office, "asesor-2", 2)


def set_policy(desk: Desk, policy: QueuePolicy) -> None:
    with desk.units.write() as unit:
        office = unit.offices.office()
        changed = replace(office, policy=policy, version=office.version + 1)
        unit.log.append(
            "office",
            office.id,
            changed.version,
            "office_changed",
            {},
            actor_id=None,
            at=desk.clock.now(),
        )
        unit.offices.save_office(changed)


def test_the_next_is_called_and_told(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    first = issue(desk, office)
    issue(desk, office)
    called = calling.call_next(desk, ana)
    assert (called.id, called.state, called.counter_id) == (
        first.id,
        TicketState.CALLED,
        office.counter_id(1),
    )
    assert stored(desk, first) == called
    operation = told(desk, first.id)[-1]
    assert (operation.type, operation.actor_id) == ("ticket_called", ana.staff_id)
    with desk.units.read() as unit:
        call = unit.tickets.open_call(first.id)
    assert call is not None
    assert (call.staff_id, call.queued_at, call.out_of_turn) == (ana.staff_id, first.queued_at, "")


def test_one_at_a_time_and_only_when_open(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    with pytest.raises(QueueEmpty):
        calling.call_next(desk, ana)
    issue(desk, office)
    issue(desk, office)
    with pytest.raises(CounterNotOpen):
        calling.call_next(desk, office.actor("asesor-2"))
    with pytest.raises(NotAllowed):
        calling.call_next(desk, office.actor("recepcion-1"))
    counters.take_break(desk, ana, "Café")
    with pytest.raises(CounterNotOpen, match="pausa"):
        calling.call_next(desk, ana)
    counters.end_break(desk, ana)
    calling.call_next(desk, ana)
    with pytest.raises(CounterBusy):
        calling.call_next(desk, ana)


def test_two_counters_never_call_the_same(
    desk: Desk, office: SmallOffice, ana: Actor, andres: Actor
) -> None:
    issue(desk, office)
    issue(desk, office)
    assert calling.call_next(desk, ana).code != calling.call_next(desk, andres).code


def test_priority_goes_ahead_as_often_as_the_office_wants(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    set_policy(desk, QueuePolicy(max_priority_in_a_row=1))
    for priority in (False, True, True):
        issue(desk, office, priority=priority)
    order = []
    for _ in range(3):
        order.append(calling.call_next(desk, ana).code)
        calling.arrived(desk, ana)
        serving.finish(desk, ana, "Consulta breve")
    assert order == ["P-001", "A-001", "P-002"]


def test_out_of_turn_needs_a_reason_that_is_kept(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    first, second = issue(desk, office), issue(desk, office)
    with pytest.raises(InvalidInput):
        calling.call_chosen(desk, ana, second.id, "  ")
    called = calling.call_chosen(desk, ana, second.id, "Viene de lejos")
    assert called.state is TicketState.CALLED
    assert '"out_of_turn":"Viene de lejos"' in (told(desk, second.id)[-1].payload or "").replace(
        ": ", ":"
    )
    assert stored(desk, first).state is TicketState.ISSUED
    with pytest.raises(CounterBusy):
        calling.call_chosen(desk, ana, first.id, "")
    with desk.units.read() as unit:
        assert len(unit.tickets.out_of_turn(second.day)) == 1


def test_whose_turn_it_is_needs_no_reason(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    first = issue(desk, office)
    calling.call_chosen(desk, ana, first.id, "")
    with desk.units.read() as unit:
        assert len(unit.tickets.out_of_turn(first.day)) == 0


def test_nobody_calls_what_the_counter_does_not_serve(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    enrol = issue(desk, office, 5)
    with pytest.raises(InvalidInput, match="no atiende"):
        calling.call_chosen(desk, ana, enrol.id, "Viene de lejos")


def test_a_turno_of_an_earlier_day_can_still_be_called(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    left = issue(desk, office)
    clock.go(days=3)
    called = calling.call_chosen(desk, ana, left.id, "Quedó de otro día")
    assert called.state is TicketState.CALLED


def test_out_of_turn_with_leave(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    set_policy(desk, QueuePolicy(out_of_turn_needs_approval=True))
    issue(desk, office)
    second = issue(desk, office)
    with pytest.raises(ApprovalNeeded) as needed:
        calling.call_chosen(desk, ana, second.id, "Viene de lejos")
    asked = approvals.ask(desk, ana, needed.value.kind, str(second.id), "Viene de lejos")
    assert asked.kind is ApprovalKind.CALL_OUT_OF_TURN
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, granted=True)
    called = calling.call_chosen(desk, ana, second.id, "Viene de lejos", asked.id)
    calling.undo_call(desk, ana)
    with pytest.raises(ApprovalUnusable):
        calling.call_chosen(desk, ana, called.id, "Viene de lejos", asked.id)


def test_calling_again_and_did_not_come(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    with pytest.raises(NotFound):
        calling.call_again(desk, ana)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    with pytest.raises(TooSoon):
        calling.call_again(desk, ana)
    with pytest.raises(RecallFirst):
        calling.did_not_come(desk, ana)
    for expected in (1, 2):
        clock.go(seconds=30)
        assert calling.call_again(desk, ana).recalls == expected
    with desk.units.read() as unit:
        shown = unit.tickets.calls(ticket.day, 5)[0]
    assert (shown.recalls, shown.last_called_at, shown.open) == (2, clock.now(), True)
    assert calling.did_not_come(desk, ana).state is TicketState.NO_SHOW
    with desk.units.read() as unit:
        assert unit.tickets.open_call(ticket.id) is None
        assert unit.tickets.no_show_calls(ticket.day) == 1


def test_a_call_taken_back_is_not_shown_and_keeps_the_place(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    first = issue(desk, office)
    issue(desk, office)
    calling.call_next(desk, ana)
    assert calling.undo_call(desk, ana).position == first.position
    with desk.units.read() as unit:
        assert unit.tickets.calls(first.day, 5) == []
    assert calling.call_next(desk, ana).id == first.id


def test_arriving_begins_the_attention(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    assert calling.arrived(desk, ana).serving_since == desk.clock.now()
    for action in (calling.arrived, calling.undo_call, calling.call_again, calling.did_not_come):
        with pytest.raises(WrongState):
            action(desk, ana)
    with desk.units.read() as unit:
        assert [key for key, _ in unit.tickets.waits(ticket.day)] == [ticket.id]

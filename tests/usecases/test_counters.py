"""Opening, pausing and closing a counter."""

import pytest

from desktop.usecases import calling, counters, serving
from desktop.usecases.desk import Desk
from domain.counters import CounterBusy, CounterNotOpen, CounterTaken, SessionState
from domain.errors import InvalidInput
from domain.staff import NotAllowed
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue, opened, stored, told


def test_openings_tell_what_one_could_attend_and_who_is_there(
    desk: Desk, office: SmallOffice
) -> None:
    opened(desk, office, "asesor-2", 2)
    found = counters.openings(desk, office.actor("asesor-1"))
    assert [(o.counter.number, o.services, o.holder) for o in found] == [
        (1, (1, 2, 3, 6, 10), ""),
        (2, (6,), "Andrés Asesor"),
    ]
    assert [o.counter.number for o in counters.openings(desk, office.actor("tecnico-1"))] == [3]
    with pytest.raises(NotAllowed):
        counters.openings(desk, office.actor("recepcion-1"))


def test_opening_for_some_services(desk: Desk, office: SmallOffice) -> None:
    ana = office.actor("asesor-1")
    session = counters.open_counter(desk, ana, office.counter_id(1), frozenset({6, 5}))
    assert session.services == {6}
    assert told(desk, session.id)[-1].type == "counter_opened"
    with pytest.raises(InvalidInput):
        counters.open_counter(desk, ana, office.counter_id(1), frozenset())
    with pytest.raises(NotAllowed):
        counters.open_counter(desk, office.actor("recepcion-1"), office.counter_id(2))
    with pytest.raises(InvalidInput, match="ningún servicio"):
        counters.open_counter(desk, office.actor("documentos-1"), office.counter_id(2))


def test_one_person_one_counter(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    with pytest.raises(CounterTaken):
        counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(1))
    with pytest.raises(CounterTaken, match="otra ventanilla"):
        counters.open_counter(desk, ana, office.counter_id(2))


def test_a_restart_takes_the_session_up_again(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    called = calling.call_next(desk, ana)
    again = counters.open_counter(desk, ana, office.counter_id(1))
    assert stored(desk, called) == called
    fewer = counters.open_counter(desk, ana, office.counter_id(1), frozenset({6}))
    assert (fewer.id, fewer.services) == (again.id, frozenset({6}))
    calling.undo_call(desk, ana)
    counters.take_break(desk, ana, "Café")
    back = counters.open_counter(desk, ana, office.counter_id(1), frozenset({6}))
    assert (back.id, back.state) == (again.id, SessionState.OPEN)


def test_what_was_left_open_on_another_day_is_closed_first(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    opened(desk, office, "asesor-2", 2)
    clock.go(days=3)
    with desk.units.read() as unit:
        forgotten = unit.sessions.open_at(office.counter_id(2))
    assert forgotten is not None
    assert [o.holder for o in counters.openings(desk, ana)] == ["", ""]
    session = counters.open_counter(desk, ana, office.counter_id(2))
    assert session.day == clock.now().date()
    assert told(desk, forgotten.id)[-1].type == "counter_closed"
    with desk.units.read() as unit:
        assert [s.id for s in unit.sessions.all_open()] == [session.id]


def test_an_attention_forgotten_overnight_is_not_lost(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(days=3)
    with pytest.raises(CounterBusy):
        counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(1))
    counters.open_counter(desk, ana, office.counter_id(1))
    assert serving.finish(desk, ana, "Consulta breve").code == "A-001"


def test_ones_own_counter_left_open_is_opened_anew_the_next_day(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    clock.go(days=3)
    session = counters.open_counter(desk, ana, office.counter_id(1))
    assert session.day == clock.now().date()
    andres = office.actor("asesor-2")
    assert counters.openings(desk, andres)[0].holder == "Ana Asesora"
    with pytest.raises(CounterTaken):
        counters.open_counter(desk, andres, office.counter_id(1))


def test_breaks(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    ana = office.actor("asesor-1")
    with pytest.raises(CounterNotOpen):
        counters.take_break(desk, ana, "Café")
    opened(desk, office, "asesor-1", 1)
    with pytest.raises(InvalidInput):
        counters.take_break(desk, ana, "")
    clock.go(minutes=5)
    resting = counters.take_break(desk, ana, "Café")
    assert (resting.state, resting.since) == (SessionState.BREAK, clock.now())
    assert counters.end_break(desk, ana).state is SessionState.OPEN
    with pytest.raises(CounterNotOpen):
        counters.end_break(desk, ana)


def test_closing_frees_who_waited_for_it_alone(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    andres = opened(desk, office, "asesor-2", 2)
    waiting = issue(desk, office)
    serving.send_on(desk, ana, waiting.id, "Lo pide", to_counter=office.counter_id(2))
    assert counters.close_counter(desk, andres).state is SessionState.CLOSED
    assert stored(desk, waiting).reserved_for is None
    assert told(desk, waiting.id)[-1].type == "ticket_released"
    with pytest.raises(CounterNotOpen):
        counters.close_counter(desk, andres)
    assert calling.call_next(desk, ana).id == waiting.id
    with pytest.raises(CounterBusy):
        counters.close_counter(desk, ana)


def test_a_supervisor_closes_a_forgotten_counter(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    sara = office.actor("supervisor-1")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(ana.staff_id)
    assert session is not None
    with pytest.raises(NotAllowed):
        counters.close_for(desk, office.actor("asesor-2"), session.id, "Se fue")
    with pytest.raises(InvalidInput):
        counters.close_for(desk, sara, session.id, " ")
    issue(desk, office)
    calling.call_next(desk, ana)
    with pytest.raises(CounterBusy):
        counters.close_for(desk, sara, session.id, "Se fue")
    calling.undo_call(desk, ana)
    assert counters.close_for(desk, sara, session.id, "Se fue").state is SessionState.CLOSED
    with pytest.raises(CounterNotOpen):
        counters.close_for(desk, sara, session.id, "Se fue")

"""The attention: finish, finish and call, hold, resume, send elsewhere."""

from dataclasses import replace

import pytest

from desktop.usecases import calling, counters, day, serving
from desktop.usecases.desk import Desk
from domain.counters import CounterBusy, CounterNotOpen
from domain.errors import InvalidInput, NotFound
from domain.queue import DayClosed
from domain.staff import Actor
from domain.tickets import ServicesUndone, Ticket, TicketState, WrongState
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue, opened, stored, told


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    """At counter 1, open."""
    return opened(desk, office, "asesor-1", 1)


def attended(desk: Desk, office: SmallOffice, actor: Actor, *services: int) -> Ticket:
    issue(desk, office, *services)
    calling.call_next(desk, actor)
    return calling.arrived(desk, actor)


def test_finishing(desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock) -> None:
    with pytest.raises(NotFound):
        serving.finish(desk, ana)
    attended(desk, office, ana, 1, 6)
    clock.go(minutes=7)
    ended = serving.finish(desk, ana, "Consulta breve")
    assert (ended.state, ended.attended, ended.finished_at) == (
        TicketState.SERVED,
        (1, 6),
        clock.now(),
    )
    assert told(desk, ended.id)[-1].type == "ticket_served"


def test_finish_and_call_is_one_step(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    first = attended(desk, office, ana)
    second = issue(desk, office)
    done = serving.finish_and_call(desk, ana, "Consulta breve")
    assert done.called is not None
    assert (done.finished.id, done.called.id) == (first.id, second.id)
    with pytest.raises(WrongState):
        serving.finish_and_call(desk, ana)
    calling.arrived(desk, ana)
    assert serving.finish_and_call(desk, ana, "Consulta breve").called is None


def test_what_is_left_undone_is_asked_and_nobody_is_called(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    first = attended(desk, office, ana, 1, 5)
    second = issue(desk, office)
    with pytest.raises(ServicesUndone) as undone:
        serving.finish_and_call(desk, ana)
    assert undone.value.services == (5,)
    assert stored(desk, first) == first
    assert stored(desk, second).state is TicketState.ISSUED
    ended = serving.finish_and_call(desk, ana, "Volverá otro día")
    assert (ended.finished.reason, ended.finished.attended) == ("Volverá otro día", (1,))


def test_hold_frees_the_counter(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    held = attended(desk, office, ana)
    with pytest.raises(InvalidInput):
        serving.hold(desk, ana, "")
    serving.hold(desk, ana, "Falta un documento")
    other = issue(desk, office)
    assert calling.call_next(desk, ana).id == other.id
    with pytest.raises(CounterBusy):
        serving.resume(desk, ana, held.id)
    calling.arrived(desk, ana)
    serving.finish(desk, ana, "Consulta breve")
    again = serving.resume(desk, ana, held.id)
    assert (again.state, again.serving_since) == (TicketState.SERVING, held.serving_since)
    serving.finish(desk, ana, "Consulta breve")
    with pytest.raises((WrongState, InvalidInput)):
        serving.resume(desk, ana, held.id)


def test_only_a_counter_that_serves_it_resumes(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    held = attended(desk, office, ana, 1)
    serving.hold(desk, ana, "Consulta")
    andres = opened(desk, office, "asesor-2", 2)
    with pytest.raises(InvalidInput, match="no atiende"):
        serving.resume(desk, andres, held.id)
    waiting = issue(desk, office, 6)
    with pytest.raises(WrongState):
        serving.resume(desk, andres, waiting.id)


def test_sending_to_another_counter_keeps_arrival(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    tomas = opened(desk, office, "tecnico-1", 3)
    first = attended(desk, office, ana, 1, 5)
    later = issue(desk, office, 5)
    sent = serving.send_on(
        desk, ana, first.id, "Falta enrolar", to_counter=office.counter_id(3), done_here=True
    )
    assert (sent.pending, sent.arrived_at, sent.position) == (
        (5,),
        first.arrived_at,
        first.position,
    )
    assert calling.call_next(desk, tomas).id == first.id
    with pytest.raises(WrongState):
        serving.send_on(desk, ana, first.id, "Es mío")
    supervisor = office.actor("supervisor-1")
    with pytest.raises(WrongState):
        serving.send_on(desk, supervisor, first.id, "Lo decido yo", done_here=True)
    back = serving.send_on(desk, supervisor, first.id, "Lo decido yo")
    assert (back.state, back.reserved_for) == (TicketState.ISSUED, None)
    with desk.units.read() as unit:
        assert unit.tickets.open_call(first.id) is None
    assert stored(desk, later).state is TicketState.ISSUED


def test_sending_a_waiting_one_or_adding_a_service(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    waiting = issue(desk, office, 6)
    reserved = serving.send_on(
        desk, office.actor("recepcion-1"), waiting.id, "Lo pide", to_counter=office.counter_id(2)
    )
    assert reserved.reserved_for == office.counter_id(2)
    more = serving.send_on(desk, ana, waiting.id, "Falta otro", add_service=1)
    assert (more.pending, more.reserved_for) == ((6, 1), None)


def test_what_cannot_be_sent(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    waiting = issue(desk, office, 6)
    with pytest.raises(InvalidInput):
        serving.send_on(desk, ana, waiting.id, " ")
    with pytest.raises(InvalidInput, match="no se atiende en esta oficina"):
        serving.send_on(desk, ana, waiting.id, "Por teléfono", add_service=7)
    with pytest.raises(InvalidInput, match="La ventanilla 3 no atiende"):
        serving.send_on(desk, ana, waiting.id, "Error", to_counter=office.counter_id(3))
    with pytest.raises(WrongState):
        serving.send_on(desk, office.actor("asesor-2"), waiting.id, "Hecho", done_here=True)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    with pytest.raises(InvalidInput, match="No queda ningún servicio"):
        serving.send_on(desk, ana, waiting.id, "Ya está", done_here=True)
    with pytest.raises(WrongState):
        serving.send_on(desk, office.actor("asesor-2"), waiting.id, "Es mío")


def test_a_counter_out_of_service_receives_nobody(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    waiting = issue(desk, office, 6)
    with desk.units.write() as unit:
        counter = unit.offices.counter(office.counter_id(2))
        gone = replace(counter, active=False, version=counter.version + 1)
        unit.log.append(
            "counter",
            counter.id,
            gone.version,
            "counter_changed",
            {},
            actor_id=None,
            at=desk.clock.now(),
        )
        unit.offices.save_counter(gone)
    with pytest.raises(InvalidInput, match="La ventanilla 2 no atiende"):
        serving.send_on(desk, ana, waiting.id, "Lo pide", to_counter=office.counter_id(2))
    with pytest.raises(CounterNotOpen):
        counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))


def test_an_attention_is_finished_after_the_counter_was_taken_for_a_break(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    attended(desk, office, ana)
    with pytest.raises(CounterBusy):
        counters.take_break(desk, ana, "Café")
    assert serving.finish(desk, ana, "Consulta breve").state is TicketState.SERVED


def test_sending_on_and_calling_is_one_step(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    first = attended(desk, office, ana, 1, 5)
    second = issue(desk, office)
    sent = serving.send_on(desk, ana, first.id, "Falta", done_here=True, then_call=True)
    assert (sent.state, sent.pending) == (TicketState.ISSUED, (5,))
    assert stored(desk, second).state is TicketState.CALLED
    calling.arrived(desk, ana)
    last = serving.send_on(
        desk, ana, second.id, "Falta", add_service=5, done_here=True, then_call=True
    )
    assert stored(desk, last).state is TicketState.ISSUED  # nobody is left for this counter


def test_where_nobody_can_be_called_nothing_is_sent_on(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    waiting = issue(desk, office)
    counters.take_break(desk, ana, "Café")
    with pytest.raises(CounterNotOpen):
        serving.send_on(desk, ana, waiting.id, "Falta", then_call=True)
    assert stored(desk, waiting) == waiting


def test_nobody_goes_back_to_the_queue_of_a_closed_day(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    here = attended(desk, office, ana, 1, 5)
    day.close_day(desk, office.actor("supervisor-1"), "Fin")
    with pytest.raises(DayClosed, match="Finalícelo"):
        serving.hold(desk, ana, "Consulta")
    with pytest.raises(DayClosed, match="Finalícelo"):
        serving.send_on(desk, ana, here.id, "Falta enrolar", done_here=True)
    assert stored(desk, here) == here
    assert serving.finish(desk, ana, "Volverá otro día").state is TicketState.SERVED


def test_a_supervisor_frees_a_counter_after_the_day_was_closed(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    left = attended(desk, office, ana)
    supervisor = office.actor("supervisor-1")
    friday = day.close_day(desk, supervisor, "Fin").day.day
    clock.go(days=3)
    over = serving.send_on(desk, supervisor, left.id, "La asesora no vino")
    assert (over.state, over.day) == (TicketState.EXPIRED, friday)
    assert stored(desk, left) == over
    assert [one.type for one in told(desk, left.id)[-2:]] == ["ticket_sent_on", "ticket_expired"]
    assert counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(1)).services

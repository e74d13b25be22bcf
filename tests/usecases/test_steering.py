"""The supervisor steers: services of a counter, forgotten attentions, absences."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from desktop.usecases import (
    calling,
    checklists,
    counters,
    day,
    day_count,
    serving,
    staff_admin,
    steering,
)
from desktop.usecases.boards import queue_board
from desktop.usecases.desk import Desk
from domain.counters import CounterNotOpen
from domain.day_figures import Measure, Spread
from domain.errors import InvalidInput
from domain.staff import Actor, Role, RoleGrant
from domain.tickets import TicketState, WrongState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
)
from tests.usecases.hall import issue, opened, stored, told


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def session_at(desk: Desk, office: SmallOffice, number: int) -> UUID:
    with desk.units.read() as unit:
        session = unit.sessions.open_at(office.counter_id(number))
    assert session is not None
    return session.id


# ---------------------------------------------------------------- services of a counter


def test_a_service_opened_at_a_counter_is_called_there(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    ticket = issue(desk, office, 2)
    assert queue_board(desk, andres).next_id is None
    session = session_at(desk, office, 2)
    changed = steering.open_service(desk, sara, session, 2, "Hay fila")
    assert changed.services == {2, 6}
    operation = told(desk, session)[-1]
    assert operation.type == "counter_services_changed"
    assert json.loads(operation.payload or "") == {"services": [2, 6], "reason": "Hay fila"}
    assert calling.call_next(desk, andres).id == ticket.id


def test_it_stays_when_the_program_is_started_again_and_goes_with_the_session(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    steering.open_service(desk, sara, session_at(desk, office, 2), 2, "Hay fila")
    assert counters.open_counter(desk, andres, office.counter_id(2)).services == {2, 6}
    offered = {o.counter.number: o.services for o in counters.openings(desk, andres)}
    assert offered[2] == (2, 6)
    counters.close_counter(desk, andres)
    assert counters.open_counter(desk, andres, office.counter_id(2)).services == {6}


def test_a_turno_can_be_sent_to_a_counter_for_what_was_opened_there(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    opened(desk, office, "asesor-2", 2)
    ticket = issue(desk, office, 2)
    to = office.counter_id(2)
    with pytest.raises(InvalidInput, match="no atiende"):
        serving.send_on(desk, sara, ticket.id, "Más cerca", to_counter=to)
    steering.open_service(desk, sara, session_at(desk, office, 2), 2, "Hay fila")
    sent = serving.send_on(desk, sara, ticket.id, "Más cerca", to_counter=to)
    assert sent.reserved_for == to
    ana = opened(desk, office, "asesor-1", 1)
    (row,) = queue_board(desk, ana).waiting
    assert (row.mine, row.waits_for) == (False, (2,))


def test_what_a_counter_cannot_attend_is_not_opened(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    opened(desk, office, "asesor-2", 2)
    session = session_at(desk, office, 2)
    with pytest.raises(InvalidInput, match="ya atiende"):
        steering.open_service(desk, sara, session, 6, "Hay fila")
    with pytest.raises(InvalidInput, match="no puede atender"):
        steering.open_service(desk, sara, session, 5, "Hay fila")  # a technician's, at the kit
    with pytest.raises(InvalidInput):
        steering.open_service(desk, sara, session, 2, " ")
    counters.close_counter(desk, office.actor("asesor-2"))
    with pytest.raises(CounterNotOpen, match="Esa ventanilla ya se cerró"):
        steering.open_service(desk, sara, session, 2, "Hay fila")
    with pytest.raises(CounterNotOpen, match="Esa ventanilla ya se cerró"):
        steering.close_service(desk, sara, session, 6, "Basta")
    with pytest.raises(CounterNotOpen, match="Esa ventanilla ya se cerró"):
        counters.close_for(desk, sara, session, "Quedó abierta")


def test_a_service_is_taken_from_a_counter_but_not_the_last(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    opened(desk, office, "asesor-1", 1)
    session = session_at(desk, office, 1)
    assert 6 not in steering.close_service(desk, sara, session, 6, "Lo hace la 2").services
    with pytest.raises(InvalidInput, match="no atiende ese servicio"):
        steering.close_service(desk, sara, session, 6, "Otra vez")
    for service in (1, 2, 3):
        steering.close_service(desk, sara, session, service, "Lo hace la 2")
    with pytest.raises(InvalidInput, match="sin servicios"):
        steering.close_service(desk, sara, session, 10, "Lo hace la 2")


def test_who_waits_for_a_counter_that_attends_them_no_longer_waits_for_any(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    both, support = issue(desk, office, 2, 6), issue(desk, office, 6)
    for ticket in (both, support):
        serving.send_on(desk, sara, ticket.id, "Ya la conoce", to_counter=office.counter_id(1))
    steering.close_service(desk, sara, session_at(desk, office, 1), 6, "Lo hace la 2")
    assert stored(desk, both).reserved_for == office.counter_id(1)  # it still attends a part
    assert calling.call_next(desk, andres).id == support.id
    assert told(desk, support.id)[-2].type == "ticket_released"
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({1}))  # its clerk's choice
    assert stored(desk, both).reserved_for is None


def test_who_was_sent_to_a_closed_counter_waits_for_any_where_it_opens_for_less(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    andres, ticket = opened(desk, office, "asesor-2", 2), issue(desk, office, 6)
    serving.send_on(desk, sara, ticket.id, "Ya la conoce", to_counter=office.counter_id(1))
    counters.open_counter(desk, office.actor("asesor-1"), office.counter_id(1), frozenset({1, 2}))
    assert calling.call_next(desk, andres).id == ticket.id


# -------------------------------------------------------------------- forgotten attentions


def test_a_forgotten_attention_is_ended_with_what_is_on_record(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 2, 6, person=person, entity=entity)
    opened_case(desk, ana, 2, ticket)
    ended = steering.end_attention(desk, sara, ticket.id, "Se fue sin cerrar")
    assert (ended.state, ended.attended) == (TicketState.SERVED, (2,))
    assert stored(desk, ticket) == ended
    operation = told(desk, ticket.id)[-1]
    assert operation.actor_id == sara.staff_id
    assert json.loads(operation.payload or "")["reason"] == "Se fue sin cerrar"
    with pytest.raises(WrongState):
        steering.end_attention(desk, sara, ticket.id, "Otra vez")


def test_also_one_on_hold_and_not_one_that_waits(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    waiting = issue(desk, office)
    with pytest.raises(WrongState):
        steering.end_attention(desk, sara, waiting.id, "Motivo")
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.hold(desk, ana, "Busca un documento")
    ended = steering.end_attention(desk, sara, waiting.id, "No volvió")
    assert (ended.state, ended.reason) == (TicketState.SERVED, "No volvió")


def test_what_ends_after_the_close_is_counted_anew(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    for username, number in (("asesor-1", 1), ("asesor-2", 2)):
        actor = opened(desk, office, username, number)
        issue(desk, office)
        calling.call_next(desk, actor)
        calling.arrived(desk, actor)
    left = issue(desk, office)
    sent = day_count.figures(desk, sara)
    assert (sent.figures.issued, sent.figures.served) == (3, 0)
    closed = day.close_day(desk, sara, "Fin")
    assert (closed.figures.served, closed.figures.expired) == (0, 1)
    assert stored(desk, left).state is TicketState.EXPIRED

    def kept() -> tuple[int, int]:
        with desk.units.read() as unit:
            totals = unit.closed_days.get(closed.day.day)
        assert totals is not None
        return totals.figures.served, totals.figures.expired

    serving.finish(desk, office.actor("asesor-1"), "Consulta breve")
    assert kept() == (1, 1)
    steering.end_attention(desk, sara, closed.serving[1].id, "Se fue sin cerrar")
    assert kept() == (2, 1)


def test_an_attention_forgotten_for_days_is_served_and_spoils_no_figure(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    for actor in (ana, andres):
        issue(desk, office)
        calling.call_next(desk, actor)
        calling.arrived(desk, actor)
    clock.go(minutes=10)
    person, entity = a_person(desk, office), an_entity(desk, office)
    waiting = by_email(desk, ana, 4, person, entity, clock.now())
    closed = day.close_day(desk, sara, "Fin")
    assert (closed.figures.cases.opened, closed.figures.cases.in_process) == (1, 0)
    clock.go(days=3)
    check(desk, ana, waiting)
    checklists.complete(desk, ana, waiting.id)
    steering.end_attention(desk, sara, closed.serving[0].id, "Se fue sin cerrar")
    serving.finish(desk, andres, "La había olvidado")
    with desk.units.read() as unit:
        totals = unit.closed_days.get(closed.day.day)
        slots = unit.closed_days.slots(closed.day.day)
        assert unit.closed_days.minutes(closed.day.day, Measure.ATTENTION) == []
    assert totals is not None
    assert (totals.figures.served, totals.figures.attention) == (2, Spread())
    assert sum(slot.served for slot in slots) == 0
    assert totals.figures.cases == closed.figures.cases


def test_what_is_sent_on_after_the_close_expires_and_is_counted(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    closed = day.close_day(desk, sara, "Fin")
    sent = serving.send_on(desk, sara, ticket.id, "Se fue")
    assert sent.state is TicketState.EXPIRED
    with desk.units.read() as unit:
        totals = unit.closed_days.get(closed.day.day)
    assert totals is not None
    assert totals.figures.expired == 1


# ------------------------------------------------------------------------------ absences


def test_an_absence_is_covered_whole(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    tomas, ana = opened(desk, office, "tecnico-1", 3), office.actor("asesor-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, tomas, 5, person=person, entity=entity)
    case = opened_case(desk, tomas, 5, ticket)
    until = (clock.now() + timedelta(days=3)).date()
    cover = steering.cover_absence(desk, sara, tomas.staff_id, ana.staff_id, until, "Se sintió mal")
    assert cover.granted == (Role.TECHNICIAN,)
    assert cover.session is not None
    assert cover.ticket is not None
    assert cover.ticket.state is TicketState.ISSUED
    assert stored(desk, ticket).position == ticket.position
    assert (cover.cases, cover.stayed) == (1, ())
    with desk.units.read() as unit:
        assert unit.cases.get(case.id).holder_id == ana.staff_id
        assert unit.sessions.open_of(tomas.staff_id) is None
        member = unit.staff.get(ana.staff_id)
        operations = list(unit.log.all())
    assert member.roles_on(until) == {Role.CLERK, Role.TECHNICIAN}
    assert member.roles_on(until + timedelta(days=1)) == {Role.CLERK}
    assert member.grants[-1].stand_in_for == tomas.staff_id
    assert [op.type for op in operations[-4:]] == [
        "ticket_sent_on",
        "counter_closed",
        "case_reassigned",
        "absence_covered",
    ]
    assert json.loads(operations[-1].payload or "")["reason"] == "Se sintió mal"


def test_who_has_the_roles_already_need_not_sign_in_again(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    mail = by_email(desk, ana, 4, a_person(desk, office), an_entity(desk, office), clock.now())
    cover = steering.cover_absence(
        desk, sara, ana.staff_id, andres.staff_id, clock.now().date(), "Permiso"
    )
    assert (cover.granted, cover.ticket, cover.cases) == ((), None, 1)
    assert cover.stand_in.version == 1
    assert queue_board(desk, andres).session is not None
    with desk.units.read() as unit:
        assert unit.cases.get(mail.id).holder_id == andres.staff_id


def test_the_supervisor_may_stand_in(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = office.actor("asesor-1")
    cover = steering.cover_absence(
        desk, sara, ana.staff_id, sara.staff_id, clock.now().date(), "No vino"
    )
    assert (cover.granted, cover.session, cover.cases) == ((Role.CLERK,), None, 0)


def test_what_cannot_cover_an_absence(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    today = clock.now().date()
    ana, simon = office.actor("asesor-1").staff_id, office.actor("supervisor-2").staff_id
    admin = office.actor("admin-1")

    def cover(absent: UUID, stand_in: UUID, days: int = 0, reason: str = "Permiso") -> None:
        until = today + timedelta(days=days)
        steering.cover_absence(desk, sara, absent, stand_in, until, reason)

    with pytest.raises(InvalidInput, match="a sí mismo"):
        cover(ana, ana)
    with pytest.raises(InvalidInput, match="ya pasó"):
        cover(ana, simon, -1)
    with pytest.raises(InvalidInput, match="un mes"):
        cover(ana, simon, 32)
    with pytest.raises(InvalidInput, match="no tiene funciones que"):
        cover(admin.staff_id, ana)
    with pytest.raises(InvalidInput, match="Motivo"):
        cover(ana, simon, reason="")
    later = (RoleGrant(Role.CLERK, valid_from=today + timedelta(days=9)),)
    andres = office.actor("asesor-2").staff_id
    staff_admin.edit_staff(desk, admin, andres, 1, "Andrés", later)
    with pytest.raises(InvalidInput, match="no tiene funciones hoy"):
        cover(ana, andres)

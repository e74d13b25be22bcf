"""What the supervisor is told before acting, and what the counters are told after."""

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.usecases import calling, counters, notices, serving, steering, steering_plans
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.notices import unread
from domain.errors import InvalidInput
from domain.staff import Actor, Role
from domain.tickets import WrongState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, by_email, opened_case
from tests.usecases.hall import issue, opened


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def session_at(desk: Desk, office: SmallOffice, number: int) -> UUID:
    with desk.units.read() as unit:
        session = unit.sessions.open_at(office.counter_id(number))
    assert session is not None
    return session.id


def texts(desk: Desk, actor: Actor) -> list[str]:
    return [view.notice.text for view in unread(desk, actor)]


def test_only_services_that_person_and_counter_can_attend_are_offered(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    session = session_at(desk, office, 2)
    plan = steering_plans.services_plan(desk, sara, session)
    assert (plan.counter_number, plan.who, plan.less) == (2, "Andrés Asesor", ())
    for service in plan.more:
        steering.open_service(desk, sara, session, service, "Hay fila")
    others = {s.id for s in desk.catalogue.services} - {6, *plan.more}
    for service in others:
        with pytest.raises(InvalidInput, match="no puede atender"):
            steering.open_service(desk, sara, session, service, "Hay fila")
    plan = steering_plans.services_plan(desk, sara, session)
    assert plan.more == ()
    assert set(plan.less) == counters.open_counter(desk, andres, office.counter_id(2)).services


def test_the_counter_is_told_what_a_supervisor_changed_there(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    session = session_at(desk, office, 2)
    steering.open_service(desk, sara, session, 2, "Hay fila")
    name = desk.catalogue.short_names((2,))
    steering.close_service(desk, sara, session, 2, "x" * 200)
    first, second = texts(desk, andres)
    assert first == f"Desde ahora su ventanilla atiende también {name}. Motivo: Hay fila"
    assert second.startswith(f"Su ventanilla ya no atiende {name}. Motivo: xxx")
    assert unread(desk, andres)[0].sender == "Sara Supervisora"
    assert unread(desk, office.actor("asesor-1")) == ()


def test_who_sits_there_is_told_that_a_turno_was_taken_from_them(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    first, second = issue(desk, office), issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    steering.end_attention(desk, sara, first.id, "La persona se fue")
    calling.call_next(desk, ana)
    serving.send_on(desk, sara, second.id, "Más cerca")
    assert texts(desk, ana) == [
        "La atención de A-001 se terminó. Motivo: La persona se fue",
        "A-002 se reasignó desde su ventanilla. Motivo: Más cerca",
    ]


def test_a_clerk_is_not_told_what_they_did_themselves_and_a_closed_counter_nothing(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    serving.send_on(desk, ana, ticket.id, "Más cerca")
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.hold(desk, ana, "Falta un documento")
    counters.close_counter(desk, ana)
    steering.end_attention(desk, sara, ticket.id, "No volvió")
    opened(desk, office, "asesor-1", 1)
    assert texts(desk, ana) == []


def test_what_is_on_record_of_an_attention(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    with pytest.raises(WrongState):
        steering_plans.recorded(desk, sara, issue(desk, office, 5).id)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 2, 6, person=person, entity=entity)
    case = opened_case(desk, ana, 2, ticket)
    found = steering_plans.recorded(desk, sara, ticket.id)
    assert (found.counter_number, found.who, found.without) == (1, "Ana Asesora", (6,))
    assert [one.id for one in found.cases] == [case.id]
    serving.hold(desk, ana, "Falta un documento")
    counters.close_counter(desk, ana)
    assert steering_plans.recorded(desk, sara, ticket.id).who == ""


def test_what_an_absence_would_do_is_what_it_does(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    by_email(desk, ana, 10, a_person(desk, office), an_entity(desk, office), clock.now())
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    until = clock.now().date() + timedelta(days=2)
    simon = office.actor("supervisor-2").staff_id
    plan = steering_plans.cover_plan(desk, sara, ana.staff_id, simon, until)
    assert (plan.counter_number, plan.ticket_code) == (1, ticket.code)
    assert (plan.cases, plan.roles) == (1, (Role.CLERK,))
    cover = steering.cover_absence(desk, sara, ana.staff_id, simon, until, "Enfermedad")
    assert cover.granted == plan.roles
    assert cover.cases + len(cover.stayed) == plan.cases
    assert cover.ticket is not None
    after = steering_plans.cover_plan(desk, sara, ana.staff_id, simon, until)
    assert (after.counter_number, after.ticket_code, after.roles) == (None, "", ())
    opened(desk, office, "asesor-1", 1)
    assert steering_plans.cover_plan(desk, sara, ana.staff_id, simon, until).ticket_code == ""
    for stand_in, day in ((ana.staff_id, until), (simon, until - timedelta(days=5))):
        with pytest.raises(InvalidInput):
            steering_plans.cover_plan(desk, sara, ana.staff_id, stand_in, day)


def test_who_works_today(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    opened(desk, office, "asesor-1", 1)
    found = steering_plans.colleagues(desk, sara)
    at = {one.full_name: one.counter_number for one in found}
    assert at["Ana Asesora"] == 1
    assert at["Sara Supervisora"] is None
    assert "Pantalla de la sala" not in at
    may = {one.full_name for one in found if steering_plans.replaceable(one)}
    assert "Ana Asesora" in may
    assert not {"Sara Supervisora", "Adela Administradora"} & may
    assert notices.unread(desk, office.actor("asesor-2")) == ()


def test_the_report_of_the_day_tells_each_act_once(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    issue(desk, office)
    opened(desk, office, "asesor-2", 2)
    steering.open_service(desk, sara, session_at(desk, office, 2), 2, "Hay fila")
    notices.send_notice(desk, sara, "Pase a la sala 2", office.counter_id(2))
    told = [(act.who, act.what, act.reason) for act in day_report(desk, sara).acts]
    names = desk.catalogue.short_names((2, 6))
    assert told == [
        ("Sara Supervisora", f"La ventanilla 2 atiende: {names}", "Hay fila"),
        ("Sara Supervisora", "Aviso a la ventanilla 2", "Pase a la sala 2"),
    ]

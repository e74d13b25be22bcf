"""What was decided on a day, as its report tells it from the log."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.usecases import approvals, calling, cases, counters, notices, serving, steering
from desktop.usecases.day_acts import ERASED, TYPES, acts_of
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, by_email, complete_case
from tests.usecases.hall import issue, opened
from tests.usecases.test_day_report import told

TODAY = date(2026, 12, 4)


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def test_what_was_decided_with_its_reason(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    tickets = [issue(desk, office) for _ in range(4)]
    serving.send_on(
        desk, sara, tickets[1].id, "Falta otro servicio", to_counter=office.counter_id(2)
    )
    serving.send_on(desk, sara, tickets[2].id, "Vuelve a la fila")
    clock.at("08:10")
    counters.take_break(desk, ana, "Café")
    clock.at("08:25")
    counters.end_break(desk, ana)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(andres.staff_id)
    assert session is not None
    steering.open_service(desk, sara, session.id, 2, "Mucha fila")
    notices.send_notice(desk, sara, "Atienda primero a los GAD", office.counter_id(1))
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.at("09:30")
    steering.end_attention(desk, sara, tickets[0].id, "Se fue sin finalizar")
    recepcion = office.actor("recepcion-1")
    asked = approvals.ask(desk, recepcion, ApprovalKind.ISSUE_AFTER_HOURS, "x", "Viene de Zamora")
    approvals.answer(desk, sara, asked.id, True, "Solo él")
    refused = approvals.ask(desk, recepcion, ApprovalKind.ISSUE_AFTER_HOURS, "x", "Otra vez")
    approvals.answer(desk, sara, refused.id, False)
    clock.at("09:40")
    counters.take_break(desk, andres, "Médico")
    clock.at("09:50")
    steering.cover_absence(
        desk, sara, andres.staff_id, office.staff["documentos-1"].id, TODAY, "Está enfermo"
    )
    clock.at("10:00")
    counters.take_break(desk, ana, "Almuerzo")

    assert told(day_report(desk, sara)) == [
        "08:00 Sara Supervisora: Reasignó A-002 a la ventanilla 2. Falta otro servicio",
        "08:00 Sara Supervisora: Reasignó A-003 a otra ventanilla o servicio. Vuelve a la fila",
        "08:10 Ana Asesora: Pausa en la ventanilla 1, 15 min. Café",
        (
            "08:25 Sara Supervisora: La ventanilla 2 atiende: Usuarios GAD y EP, Soporte presencial."
            " Mucha fila"
        ),
        "08:25 Sara Supervisora: Aviso a la ventanilla 1. Atienda primero a los GAD",
        "09:30 Sara Supervisora: Terminó la atención de A-001. Se fue sin finalizar",
        (
            "09:30 Sara Supervisora: Autorizó: emitir un turno fuera de horario, pedido por Rosa"
            " Recepción. Viene de Zamora. Solo él"
        ),
        (
            "09:30 Sara Supervisora: No autorizó: emitir un turno fuera de horario, pedido por Rosa"
            " Recepción. Otra vez"
        ),
        "09:40 Andrés Asesor: Pausa en la ventanilla 2, 10 min. Médico",
        "09:50 Sara Supervisora: Cerró la ventanilla 2. Está enfermo",
        (
            "09:50 Sara Supervisora: María Documentos reemplaza a Andrés Asesor hasta el 04/12/2026."
            " Está enfermo"
        ),
        "10:00 Ana Asesora: Pausa en la ventanilla 1. Almuerzo",
    ]


def test_cases_given_over_with_an_absence_are_told_in_its_line(
    desk: Desk, office: SmallOffice, sara: Actor, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    complete_case(desk, ana, 2, ticket)
    serving.finish(desk, ana)
    andres = office.staff["asesor-2"].id
    steering.cover_absence(desk, sara, ana.staff_id, andres, TODAY, "Está enferma")
    lines = told(day_report(desk, sara))
    assert [line.split(": ", 1)[1] for line in lines] == [
        "Cerró la ventanilla 1. Está enferma",
        "Andrés Asesor reemplaza a Ana Asesora hasta el 04/12/2026; recibe 1 trámite. Está enferma",
    ]


def test_what_was_erased_is_said_to_be(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = by_email(desk, ana, 4, person, entity, clock.now())
    cases.reassign(desk, sara, case.id, office.staff["asesor-2"].id, "Reparto")
    ticket = issue(desk, office)
    serving.send_on(desk, sara, ticket.id, "Reparto")
    notices.send_notice(desk, sara, "Hola")
    counters.take_break(desk, ana, "Café")
    asked = approvals.ask(desk, ana, ApprovalKind.ISSUE_AFTER_HOURS, "x", "Fila")
    approvals.answer(desk, sara, asked.id, True)
    documentos = office.staff["documentos-1"].id
    clock.go(minutes=5)
    steering.cover_absence(desk, sara, office.staff["asesor-2"].id, documentos, TODAY, "Enfermo")
    with desk.units.read() as unit:
        operations = unit.log.between(0, unit.log.head().sequence, TYPES)
        erased = [replace(one, payload=None, actor_id=None) for one in operations]
        pause = next(one for one in erased if one.type == "counter_break")
        silent = ("ticket_served", "case_returned", "counter_closed", "counter_services_changed")
        erased += [replace(pause, type=kind) for kind in silent]  # nothing is left to tell
        acts = acts_of(unit, desk.catalogue, office.office, erased)
    assert {act.reason for act in acts} == {ERASED}
    assert [act.who for act in acts] == [""] * 6
    assert {act.what for act in acts} == {
        f"Reasignó el trámite {case.number} a otra persona",
        "Reasignó un turno a otra ventanilla o servicio",
        "Aviso a una ventanilla",
        "Pausa en la ventanilla 1, 0 min",
        "Autorizó: emitir un turno fuera de horario, pedido por Ana Asesora",
        "Cubrió una ausencia",
    }

"""The message that tells how a case stands."""

from datetime import timedelta

import pytest

from desktop.mail.templates import mail_words
from desktop.usecases import checklists, resolving
from desktop.usecases.case_notice import notice_of
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    seen,
)
from tests.usecases.hall import opened


@pytest.fixture
def clerk(office: SmallOffice) -> Actor:
    return office.actor("asesor-1")


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def case(desk: Desk, clerk: Actor, person: Person, entity: Entity, clock: FakeClock) -> Case:
    return by_email(desk, clerk, 4, person, entity, clock.now() - timedelta(minutes=5))


def test_under_review(desk: Desk, clerk: Actor, case: Case) -> None:
    notice = notice_of(seen(desk, clerk, case.id), mail_words())
    assert notice.recipient == "tesoreria@ejemplo.gob.ec"
    assert notice.subject == f"Trámite {case.number}: Restablecer contraseña"
    assert "lo estamos revisando" in notice.body
    assert notice.whole.startswith("Para: tesoreria@ejemplo.gob.ec\nAsunto: Trámite QUITO-26-")


def test_returned_says_what_to_bring_until_when(desk: Desk, clerk: Actor, case: Case) -> None:
    check(desk, clerk, case, 2)
    checklists.give_back(desk, clerk, case.id)
    body = notice_of(seen(desk, clerk, case.id), mail_words()).body
    assert "Hasta el 21/12/2026" in body
    assert "- Documento de la entidad solicitante. Falta el sello" in body
    assert "Formulario de reseteo" not in body


def test_under_way_says_until_when(desk: Desk, clerk: Actor, case: Case) -> None:
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    assert (
        "Tendrá respuesta hasta el 04/12/2026"
        in notice_of(seen(desk, clerk, case.id), mail_words()).body
    )


def test_referred_says_where(desk: Desk, clerk: Actor, case: Case) -> None:
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    resolving.refer(desk, clerk, case.id, "quality", "No activa")
    body = notice_of(seen(desk, clerk, case.id), mail_words()).body
    assert "derivado a Control de Calidad" in body
    assert "Motivo: No activa" in body


def test_solved_says_how(desk: Desk, clerk: Actor, case: Case) -> None:
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    resolving.resolve(
        desk, clerk, case.id, Answer(SolutionType.REFUSED, "El usuario es de otra entidad")
    )
    body = notice_of(seen(desk, clerk, case.id), mail_words()).body
    assert "fue atendido: no procede" in body
    assert "El usuario es de otra entidad" in body


def test_without_a_sender_it_goes_to_the_person(
    desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    ticket = at_the_counter(desk, office, clerk, 2, person=person, entity=entity)
    case = opened_case(desk, clerk, 2, ticket)
    notice = notice_of(seen(desk, clerk, case.id), mail_words())
    assert notice.recipient == person.email
    assert notice.body.startswith(f"Estimado/a {person.name}:")


def test_nobody_to_send_it_to(desk: Desk, clerk: Actor) -> None:
    new = NewCase(7, Channel.PHONE, topic="access", problem="No puede ingresar")
    case = open_case(desk, clerk, new)
    notice = notice_of(seen(desk, clerk, case.id), mail_words())
    assert notice.recipient == ""
    assert notice.whole.startswith("Asunto:")
    assert notice.body.startswith("Estimado/a:")

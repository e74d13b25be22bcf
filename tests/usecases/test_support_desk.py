"""Support at the counter and on the telephone: what the page reads, and handing it on at once."""

from dataclasses import replace

import pytest

from desktop.usecases import calling, case_opening, reception, resolving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from desktop.usecases.support_desk import Asked, support_desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.catalogue import Channel
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import SmallOffice
from tests.usecases.hall import opened

ANSWER = Answer(SolutionType.EXPLAINED, "Se le indicó cómo restablecerla")


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Chimbo")
    return reception.register_person(desk, office.actor("recepcion-1"), draft)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    who = office.actor("recepcion-1")
    return reception.register_entity(desk, who, "1760001550001", "GAD Municipal")


@pytest.fixture
def clerk(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def attended(
    desk: Desk,
    office: SmallOffice,
    clerk: Actor,
    person: Person,
    entity: Entity | None,
    *services: int,
) -> Ticket:
    asked = reception.NewTicket(services or (6,), person.id, None if entity is None else entity.id)
    reception.issue(desk, office.actor("recepcion-1"), asked)
    calling.call_next(desk, clerk)
    return calling.arrived(desk, clerk)


def by_phone(entity: Entity | None = None, topic: str = "access") -> NewCase:
    return NewCase(
        7,
        Channel.PHONE,
        parties=Parties(entity_id=None if entity is None else entity.id),
        topic=topic,
        problem="No puede entrar",
    )


def test_nobody_is_attended(desk: Desk, office: SmallOffice, clerk: Actor) -> None:
    seen = support_desk(desk, clerk, Asked())
    assert (seen.attending, seen.ticket, seen.person, seen.entity) == (None, None, None, None)
    assert (seen.cases, seen.earlier) == ((), ())
    assert seen.in_person is not None
    assert seen.by_phone is not None
    assert (seen.in_person.id, seen.by_phone.id) == (6, 7)


def test_who_is_called_is_not_attended_yet(desk: Desk, office: SmallOffice, clerk: Actor) -> None:
    reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    calling.call_next(desk, clerk)
    assert support_desk(desk, clerk, Asked()).attending is None
    served = calling.arrived(desk, clerk)
    assert support_desk(desk, clerk, Asked()).attending == served


def test_who_does_not_attend_support(desk: Desk, office: SmallOffice) -> None:
    seen = support_desk(desk, office.actor("tecnico-1"), Asked())
    assert seen.in_person is seen.by_phone is None


def test_the_visit_its_cases_and_what_came_before(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> None:
    before = resolving.support(desk, clerk, by_phone(entity), ANSWER, ConformityKind.GIVEN)
    resolving.support(desk, clerk, by_phone(entity, "payments"), ANSWER, ConformityKind.GIVEN)
    ticket = attended(desk, office, clerk, person, entity)
    new = NewCase(6, ticket_id=ticket.id, topic="access", problem="Clave vencida")
    here = resolving.support(desk, clerk, new, ANSWER, ConformityKind.GIVEN)
    seen = support_desk(desk, clerk, Asked(ticket.id, topic="access"))
    assert (seen.ticket, seen.person, seen.entity) == (ticket, person, entity)
    assert seen.cases == (here,)
    assert [row.number for row in seen.earlier] == [before.number]
    assert len(support_desk(desk, clerk, Asked(ticket.id)).earlier) == 2


def test_without_an_entity_the_persons_cases(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person
) -> None:
    new = replace(by_phone(), parties=Parties(bearer_id=person.id))
    before = resolving.support(desk, clerk, new, ANSWER, ConformityKind.GIVEN)
    ticket = attended(desk, office, clerk, person, None)
    for asked in (Asked(ticket.id, topic="payments"), Asked(person_id=person.id)):
        assert [row.number for row in support_desk(desk, clerk, asked).earlier] == [before.number]


def test_what_is_told_at_the_page_goes_before_the_turno(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> None:
    ticket = attended(desk, office, clerk, person, None)
    assert support_desk(desk, clerk, Asked(ticket.id, entity_id=entity.id)).entity == entity
    with pytest.raises(NotFound):
        support_desk(desk, clerk, Asked(new_id()))


def test_handed_to_an_area_at_once(desk: Desk, office: SmallOffice, clerk: Actor) -> None:
    area = desk.catalogue.areas[0]
    case = resolving.support_referred(desk, clerk, by_phone(), area.code, "Falla del sistema")
    assert (case.state, case.area, case.reason) == (
        CaseState.REFERRED,
        area.code,
        "Falla del sistema",
    )


def test_nothing_is_opened_for_an_area_that_is_not_there(
    desk: Desk, office: SmallOffice, clerk: Actor
) -> None:
    with pytest.raises(InvalidInput):
        resolving.support_referred(desk, clerk, by_phone(), "luna", "Falla del sistema")
    with pytest.raises(InvalidInput):
        resolving.support_referred(desk, clerk, by_phone(), desk.catalogue.areas[0].code, " ")
    number = case_opening.open_case(desk, clerk, by_phone()).number
    assert "-00001-" in number

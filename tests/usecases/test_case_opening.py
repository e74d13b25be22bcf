"""Opening a case: what is asked for, what is refused in words, and that nothing is kept then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.usecases import checklists, reception, resolving, serving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.case_steps import EmailConditionOpen, NotYourService
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import DuplicateCase, NothingRecorded
from domain.catalogue import Channel, UnknownService
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import DocumentType
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import WrongState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import FIELDS, a_person, an_entity, at_the_counter, check, opened_case
from tests.usecases.hall import issue, opened, told

SUPPORT: Mapping[str, str] = {"topic": "access", "problem": "No puede entrar"}


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def test_from_a_turno_the_person_and_the_entity_are_known(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    assert case.number.startswith("QUITO-26-00001-")
    assert (case.state, case.version, case.holder_id) == (
        CaseState.CLASSIFIED,
        1,
        ana.staff_id,
    )
    assert (case.parties.bearer_id, case.parties.entity_id, case.parties.place) == (
        person.id,
        entity.id,
        "QUITO",
    )
    assert case.origin.received_at == ticket.arrived_at
    opening = told(desk, case.id)[0]
    assert opening.type == "case_opened"
    assert "Municipio de Ejemplo" in (opening.payload or "")
    assert opened_case(desk, ana, 2, ticket).number.startswith("QUITO-26-00002-")


def test_support_begins_at_once(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    ticket = at_the_counter(desk, office, ana, 6)
    clock.go(minutes=3)
    case = opened_case(desk, ana, 6, ticket, **SUPPORT)
    assert case.state is CaseState.IN_PROCESS
    assert (case.clock_from, case.due_at) == (
        ticket.serving_since,
        clock.now() + timedelta(minutes=27),
    )


def test_a_request_counts_from_its_entry(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    person = a_person(desk, office)
    case = opened_case(
        desk,
        office.actor("documentos-1"),
        10,
        channel=Channel.DOCUMENT_SYSTEM,
        reference="MEF-2026-0012-O",
        sender="Fundación Ejemplo",
        parties=Parties(person.id),
        received_at=clock.now() - timedelta(hours=20),
    )
    check(desk, office.actor("documentos-1"), case)
    begun = checklists.complete(desk, office.actor("documentos-1"), case.id)
    assert begun.clock_from == clock.now() - timedelta(hours=20)


@pytest.mark.parametrize(
    ("service", "more"),
    [
        (6, {"channel": Channel.PHONE, **SUPPORT}),
        (6, {**SUPPORT}),
        (7, {"channel": Channel.PHONE, "topic": "unknown", "problem": "x"}),
        (7, {"channel": Channel.PHONE, "topic": "access", "problem": ""}),
        (7, {"channel": Channel.PHONE, **SUPPORT, "system": "Otro"}),
        (4, {"channel": Channel.EMAIL}),
        (2, {"channel": Channel.EMAIL}),
        (10, {"channel": Channel.EMAIL, "sender": "\ud800"}),
        (10, {"channel": Channel.EMAIL, "reference": "x" * 81}),
        (10, {"channel": Channel.EMAIL, "fields": {"unknown": "x"}}),
        (10, {"channel": Channel.EMAIL, "fields": {"person-kind": "Ninguna"}}),
    ],
)
def test_what_cannot_be_used_is_refused(
    desk: Desk, office: SmallOffice, ana: Actor, service: int, more: dict[str, object]
) -> None:
    person = a_person(desk, office)
    told_of: dict[str, object] = {"parties": Parties(person.id), **more}
    with pytest.raises(InvalidInput):
        open_case(desk, ana, NewCase(service, **told_of))  # type: ignore[arg-type]
    with desk.units.write() as unit:
        assert unit.cases.next_number(2026) == 1  # nothing was kept
        unit.log.append("test", new_id(), 1, "told", {}, actor_id=None, at=desk.clock.now())


def test_other_refusals(desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    named = reception.register_person(
        desk, ana, reception.PersonDraft(DocumentType.NONE, "", "Solo Nombre")
    )
    who = Parties(person.id, entity_id=entity.id)
    tomas = office.actor("tecnico-1")
    waiting = issue(desk, office, 1)
    with pytest.raises(UnknownService):
        open_case(desk, ana, NewCase(99))
    with pytest.raises(NotYourService):
        opened_case(desk, ana, 8, channel=Channel.EMAIL, parties=who)
    with pytest.raises(EmailConditionOpen) as condition:
        opened_case(desk, tomas, 5, channel=Channel.EMAIL, parties=who)
    assert "huellas" in condition.value.condition
    with pytest.raises(WrongState):
        opened_case(desk, ana, 1, waiting)
    with pytest.raises(InvalidInput, match="futuro"):
        opened_case(
            desk,
            ana,
            4,
            channel=Channel.EMAIL,
            parties=who,
            received_at=clock.now() + timedelta(hours=1),
        )
    with pytest.raises(InvalidInput, match="documento de identidad"):
        opened_case(
            desk, ana, 4, channel=Channel.EMAIL, parties=Parties(named.id, entity_id=entity.id)
        )
    with pytest.raises(InvalidInput, match="Falta quién"):
        opened_case(desk, ana, 4, channel=Channel.EMAIL, parties=Parties(entity_id=entity.id))
    with pytest.raises(InvalidInput, match="Falta la entidad"):
        opened_case(desk, ana, 4, channel=Channel.EMAIL, parties=Parties(person.id))
    for unknown in (Parties(new_id()), Parties(person.id, entity_id=new_id())):
        with pytest.raises(NotFound):
            opened_case(desk, ana, 4, channel=Channel.EMAIL, parties=unknown)
    early = opened_case(
        desk,
        ana,
        4,
        channel=Channel.EMAIL,
        parties=who,
        received_at=clock.now() + timedelta(minutes=3),
    )
    assert early.origin.received_at == clock.now()  # clocks differ a little


def test_services_of_another_office_are_not_opened_in_person(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    with desk.units.write() as unit:
        here = unit.offices.office()
        unit.offices.save_office(replace(here, code="CUENCA", version=here.version + 1))
        unit.log.append("office", here.id, 2, "told", {}, actor_id=None, at=desk.clock.now())
    with pytest.raises(InvalidInput, match="no se atiende en esta oficina"):
        opened_case(desk, ana, 1, ticket)


def test_one_open_case_of_a_matter(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    other = a_person(desk, office, "0962467429", "Otra Persona")
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    first = opened_case(desk, ana, 1, ticket)
    with pytest.raises(DuplicateCase) as duplicate:
        opened_case(desk, ana, 1, ticket)
    assert duplicate.value.existing == first
    opened_case(desk, ana, 1, ticket, parties=Parties(beneficiary_id=other.id))
    apart = opened_case(desk, ana, 1, ticket, apart="Otro ministerio adscrito")
    assert apart.matter.apart == "Otro ministerio adscrito"
    # support: by topic
    opened_case(desk, ana, 6, ticket, **SUPPORT)
    with pytest.raises(DuplicateCase):
        opened_case(desk, ana, 6, ticket, **SUPPORT)
    opened_case(desk, ana, 6, ticket, topic="payments", problem="Otro")


def test_a_closed_case_does_not_stand_in_the_way(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 6, person=person, entity=entity)
    new = NewCase(6, ticket_id=ticket.id, topic="access", problem="No puede entrar")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    for _ in range(2):
        resolving.support(desk, ana, new, answer, ConformityKind.GIVEN)


def test_an_attention_ends_with_its_cases_on_record(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 1, 6, person=person, entity=entity)
    with pytest.raises(NothingRecorded) as nothing:
        serving.finish(desk, ana)
    assert nothing.value.services == ("Administrador eSIGEF", "Soporte presencial")
    case = opened_case(desk, ana, 1, ticket)
    opened_case(desk, ana, 6, ticket, **SUPPORT)
    with pytest.raises(NothingRecorded) as half:
        serving.finish_and_call(desk, ana)
    assert (half.value.services, half.value.numbers) == ((), (case.number,))
    assert case.number in half.value.words
    serving.finish(desk, ana, "Vuelve por la tarde")
    # a case can still be opened for a visit that ended today
    assert opened_case(desk, ana, 2, ticket).state is CaseState.CLASSIFIED


def test_not_for_a_visit_of_another_day(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock
) -> None:
    ticket = at_the_counter(desk, office, ana, 6)
    serving.finish(desk, ana, "Consulta breve")
    clock.go(days=4)
    with pytest.raises(WrongState):
        opened_case(desk, ana, 6, ticket, **SUPPORT)


def test_every_service_tells_its_fields(desk: Desk) -> None:
    asked = {s.id for s in desk.catalogue.services if any(f.required for f in s.fields)}
    assert asked == set(FIELDS)

"""Cases corrected, taken up again, handed on, withdrawn; two people on one case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.usecases import cases, checklists, day, reception, resolving, serving, staff_admin
from desktop.usecases.case_steps import NotYourService
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case, DuplicateCase, HeldByAnother, TermOver, WrongCaseState
from domain.catalogue import Channel
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor, NotAllowed
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    FIELDS,
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    resolve_and_close,
    seen,
)
from tests.usecases.hall import issue, opened


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def case(desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity) -> Case:
    return by_email(desk, ana, 4, person, entity, desk.clock.now())


@pytest.fixture
def returned(desk: Desk, ana: Actor, case: Case) -> Case:
    check(desk, ana, case, 2)
    return checklists.give_back(desk, ana, case.id)


def stored(desk: Desk, case: Case) -> Case:
    with desk.units.read() as unit:
        return unit.cases.get(case.id)


def test_correcting(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case, person: Person, entity: Entity
) -> None:
    other = a_person(desk, office, "0962467429", "Otra Persona")
    signer = replace(case.parties, beneficiary_id=other.id, signer_id=person.id, place="CUENCA")
    changed = cases.correct(desk, ana, case.id, parties=signer)
    assert stored(desk, case) == changed
    assert changed.parties == signer
    assert cases.correct(desk, ana, case.id, fields={"user": "otro"}).matter.value("user") == "otro"
    assert cases.correct(desk, ana, case.id, problem="Olvidó la clave").matter.problem
    with pytest.raises(InvalidInput):
        cases.correct(desk, ana, case.id, parties=Parties())
    by_email(desk, ana, 4, person, entity, desk.clock.now())
    with pytest.raises(DuplicateCase):
        cases.correct(desk, ana, case.id, parties=Parties(person.id, entity_id=entity.id))


def test_the_wrong_service_is_changed_and_its_checklist_begins_anew(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    check(desk, ana, case, skip=(6,))
    with pytest.raises(InvalidInput):
        cases.reclassify(desk, ana, case.id, 6)
    with pytest.raises(NotYourService):
        cases.reclassify(desk, ana, case.id, 5)
    changed = cases.reclassify(desk, ana, case.id, 2)
    assert (changed.service, changed.state) == (2, CaseState.CLASSIFIED)
    assert seen(desk, ana, case.id).checklist.undecided == (1, 2, 3, 4, 5)
    opened_case(desk, ana, 1, ticket)
    with pytest.raises(DuplicateCase):
        cases.reclassify(desk, ana, case.id, 1)
    with pytest.raises(InvalidInput):  # its channel
        cases.reclassify(desk, ana, by_email(desk, ana, 4, person, entity, desk.clock.now()).id, 3)


def test_back_on_the_last_day_but_not_after(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    assert returned.term_ends == date(2026, 12, 21)
    clock.set(datetime(2026, 12, 22, 4, 59, tzinfo=UTC))  # 23:59 of the last day in Quito
    back = cases.resubmit(desk, ana, returned.id)
    assert (back.state, back.submission) == (CaseState.CLASSIFIED, 2)
    with pytest.raises(WrongCaseState):
        cases.resubmit(desk, ana, returned.id)


def test_after_its_term_it_lapses(desk: Desk, ana: Actor, returned: Case, clock: FakeClock) -> None:
    clock.set(datetime(2026, 12, 22, 5, 0, tzinfo=UTC))
    with pytest.raises(TermOver, match="21/12/2026"):
        cases.resubmit(desk, ana, returned.id)
    assert stored(desk, returned).state is CaseState.LAPSED


def test_what_was_sent_in_time_counts_also_when_it_is_looked_at_late(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    sent = clock.now() + timedelta(days=3)
    clock.set(datetime(2026, 12, 28, 15, 0, tzinfo=UTC))
    back = cases.resubmit(desk, ana, returned.id, received_at=sent)
    assert back.submitted_at == sent
    check(desk, ana, back)
    assert checklists.complete(desk, ana, back.id).clock_from == sent
    with pytest.raises(InvalidInput):
        cases.resubmit(desk, ana, returned.id, received_at=clock.now() + timedelta(days=1))


def test_a_term_over_the_years_end(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock, person: Person, entity: Entity
) -> None:
    clock.set(datetime(2026, 12, 21, 15, 0, tzinfo=UTC))
    case = by_email(desk, ana, 4, person, entity, clock.now())
    check(desk, ana, case, 1)
    # 22, 23, 24, (25 Christmas), 28, 29, 30, 31, (1 January), 4, 5, 6
    assert checklists.give_back(desk, ana, case.id).term_ends == date(2027, 1, 6)
    clock.set(datetime(2027, 1, 4, 15, 0, tzinfo=UTC))
    other = a_person(desk, office, "0962467429", "Otra Persona")
    assert by_email(desk, ana, 4, other, entity, clock.now()).number.startswith("QUITO-27-00001-")


def test_terms_that_passed_are_ended_by_themselves(
    desk: Desk, office: SmallOffice, returned: Case, clock: FakeClock
) -> None:
    reception = office.actor("recepcion-1")
    assert cases.lapse_overdue(desk, reception) == ()
    clock.go(days=18)
    assert [case.id for case in cases.lapse_overdue(desk, reception)] == [returned.id]
    assert cases.lapse_overdue(desk, reception) == ()


def test_closing_the_day_ends_them_too(
    desk: Desk, office: SmallOffice, returned: Case, clock: FakeClock
) -> None:
    clock.go(days=18)
    issue(desk, office)
    day.close_day(desk, office.actor("supervisor-1"), "Fin de la jornada")
    assert stored(desk, returned).state is CaseState.LAPSED


def test_coming_back_to_another_counter(
    desk: Desk, office: SmallOffice, ana: Actor, returned: Case, person: Person, entity: Entity
) -> None:
    other = opened(desk, office, "asesor-2", 2)
    with pytest.raises(NotYourService):
        cases.resubmit(desk, office.actor("tecnico-1"), returned.id)
    back = cases.resubmit(desk, other, returned.id)
    assert back.holder_id == other.staff_id
    with pytest.raises(HeldByAnother, match="Andrés Asesor"):
        check(desk, ana, back)
    with pytest.raises(HeldByAnother):
        cases.withdraw(desk, ana, back.id, "Un error")
    check(desk, other, back)


def test_handing_on(desk: Desk, office: SmallOffice, ana: Actor, case: Case) -> None:
    other, tomas = office.actor("asesor-2"), office.actor("tecnico-1")
    supervisor = office.actor("supervisor-1")
    with pytest.raises(InvalidInput):
        cases.reassign(desk, ana, case.id, other.staff_id, " ")
    with pytest.raises(NotAllowed):
        cases.reassign(desk, other, case.id, other.staff_id, "Lo quiero")
    with pytest.raises(InvalidInput, match="no atiende hoy"):
        cases.reassign(desk, ana, case.id, tomas.staff_id, "Salgo")
    given = cases.reassign(desk, ana, case.id, other.staff_id, "Salgo")
    assert given.holder_id == other.staff_id
    with pytest.raises(HeldByAnother):
        cases.take(desk, ana, case.id)
    back = cases.reassign(desk, supervisor, case.id, ana.staff_id, "Ausencia")
    assert back.holder_id == ana.staff_id
    assert cases.take(desk, ana, case.id).version == back.version + 1
    cases.withdraw(desk, ana, case.id, "Desiste")
    with pytest.raises(WrongCaseState):
        cases.reassign(desk, supervisor, case.id, other.staff_id, "Tarde")
    with pytest.raises(NotFound):
        cases.take(desk, ana, new_id())


def test_all_cases_of_an_absent_colleague(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case, person: Person, entity: Entity
) -> None:
    supervisor, other = office.actor("supervisor-1"), office.actor("asesor-2")
    admin = office.actor("admin-1")
    tomas = office.actor("tecnico-1")
    kit = by_email(desk, tomas, 8, person, entity, desk.clock.now())
    cases.reassign_all(desk, supervisor, tomas.staff_id, tomas.staff_id, "Nada")
    given, stayed = cases.reassign_all(
        desk, supervisor, tomas.staff_id, other.staff_id, "Enfermedad"
    )
    assert (given, stayed) == (0, (kit.number,))
    staff_admin.set_active(desk, admin, ana.staff_id, ana.version, active=False)
    assert cases.reassign_all(desk, supervisor, ana.staff_id, other.staff_id, "Enfermedad") == (
        1,
        (),
    )
    assert stored(desk, case).holder_id == other.staff_id


def test_withdrawing(desk: Desk, ana: Actor, case: Case) -> None:
    gone = cases.withdraw(desk, ana, case.id, "La persona desiste")
    assert (gone.state, gone.reason) == (CaseState.WITHDRAWN, "La persona desiste")
    assert not gone.is_open
    with pytest.raises(WrongCaseState, match="retirado"):
        cases.withdraw(desk, ana, case.id, "Otra vez")
    with pytest.raises(WrongCaseState):
        cases.correct(desk, ana, case.id, problem="x")


def test_a_case_begun_before_an_entity_is_renamed_goes_on(
    desk: Desk, ana: Actor, case: Case, person: Person, entity: Entity
) -> None:
    name = "GAD Municipal de Ejemplo"
    renamed = reception.correct_entity(desk, ana, entity.id, entity.ruc, name, "1234")
    assert renamed == replace(entity, name=name, version=2)
    view = seen(desk, ana, case.id)
    assert view.parties.entity == renamed
    assert "Municipio de Ejemplo" in view.history[0].detail  # as it was called then
    with pytest.raises(DuplicateCase):
        by_email(desk, ana, 4, person, entity, desk.clock.now())


def test_reopening(
    desk: Desk, office: SmallOffice, ana: Actor, clock: FakeClock, person: Person, entity: Entity
) -> None:
    supervisor = office.actor("supervisor-1")
    ticket = at_the_counter(desk, office, ana, 6, person=person, entity=entity)
    case = opened_case(desk, ana, 6, ticket, topic="access", problem="No puede entrar")
    with pytest.raises(WrongCaseState):
        resolving.reopen(desk, supervisor, case.id, "No funcionó")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    resolve_and_close(desk, ana, case.id, answer, ConformityKind.GIVEN)
    clock.go(days=4)
    again = resolving.reopen(desk, supervisor, case.id, "No funcionó")
    assert (again.state, again.reopened, again.outcome) == (CaseState.IN_PROCESS, 1, None)
    assert again.due_at == clock.now() + timedelta(minutes=30)
    resolve_and_close(desk, ana, case.id, answer, ConformityKind.GIVEN)
    opened_case(
        desk,
        ana,
        7,
        channel=Channel.PHONE,
        parties=Parties(person.id, entity_id=entity.id),
        topic="access",
        problem="Otra vez",
    )
    assert resolving.reopen(desk, supervisor, case.id, "Otra vez").reopened == 2
    resolve_and_close(desk, ana, case.id, answer, ConformityKind.GIVEN)
    ticket = at_the_counter_again(desk, office, ana, person, entity)
    opened_case(desk, ana, 6, ticket, topic="access", problem="Otra vez")
    with pytest.raises(DuplicateCase):
        resolving.reopen(desk, supervisor, case.id, "Otra vez")


def at_the_counter_again(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> Ticket:
    serving.finish(desk, ana, "Consulta")
    return at_the_counter(desk, office, ana, 6, person=person, entity=entity)


def test_fields_of_every_service(desk: Desk) -> None:
    for number, typed in FIELDS.items():
        known = {field.key for field in desk.catalogue.service(number).fields}
        assert set(typed) <= known

"""Cases where something does not go as usual: late mail, odd hours, other services, crowded desks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.usecases import (
    calling,
    case_paper,
    case_view,
    cases,
    checklists,
    resolving,
    serving,
    visit_cases,
)
from desktop.usecases.case_opening import NewCase
from desktop.usecases.case_steps import NotYourService
from desktop.usecases.desk import Desk
from domain.calendar import NeverOpen
from domain.case_fields import FieldsMissing
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case, DuplicateCase, TermOver, WrongCaseState
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.errors import InvalidInput
from domain.offices import Office, OpeningHours
from domain.people import Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.text import REASON_LIMIT
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    complete_case,
    opened_case,
    returned_case,
    seen,
)
from tests.usecases.hall import opened, told

ANSWER = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
AFTER_THE_TERM = datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


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
def case(desk: Desk, ana: Actor, person: Person, entity: Entity) -> Case:
    """Asked by e-mail, just now."""
    return by_email(desk, ana, 4, person, entity, desk.clock.now())


@pytest.fixture
def returned(desk: Desk, ana: Actor, case: Case) -> Case:
    check(desk, ana, case, 2)
    return checklists.give_back(desk, ana, case.id)


def change_office(desk: Desk, office: SmallOffice, **changes: object) -> Office:
    """The administrator changes what the program's own page would not."""
    with desk.units.write() as unit:
        current = unit.offices.office()
        changed = replace(current, version=current.version + 1, **changes)  # type: ignore[arg-type]
        unit.log.append(
            *("office", current.id, changed.version, "office_changed", {}),
            actor_id=office.staff["admin-1"].id,
            at=desk.clock.now(),
        )
        unit.offices.save_office(changed)
        return changed


# ------------------------------------------------------------------------ what comes by mail


def test_what_answers_a_return_was_not_sent_before_it(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    at = clock.now()
    clock.go(days=2)
    with pytest.raises(InvalidInput, match="anterior a la devolución del 04/12/2026 08:00"):
        cases.resubmit(desk, ana, returned.id, received_at=at - timedelta(days=1))
    assert cases.resubmit(desk, ana, returned.id, received_at=at).submitted_at == at


def test_a_clock_set_back_keeps_nobody_from_coming_back(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    clock.go(hours=-3)
    back = cases.resubmit(desk, ana, returned.id)
    check(desk, ana, back)
    done = checklists.complete(desk, ana, back.id)
    assert (done.submitted_at, done.clock_from) == (clock.now(), clock.now())


def test_what_was_sent_in_time_is_taken_up_after_it_lapsed(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    sent = clock.now() + timedelta(days=3)
    clock.set(AFTER_THE_TERM)
    assert [case.id for case in cases.lapse_overdue(desk, ana)] == [returned.id]
    for too_late in (None, clock.now()):
        with pytest.raises(TermOver, match="terminó el 21/12/2026"):
            cases.resubmit(desk, ana, returned.id, received_at=too_late)
    back = cases.resubmit(desk, ana, returned.id, received_at=sent)
    assert (back.state, back.submission, back.closed_at) == (CaseState.CLASSIFIED, 2, None)
    assert seen(desk, ana, back.id).checklist.undecided == (2,)


def test_papers_begun_in_person_and_sent_later_count_from_when_they_came_in(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    returned = returned_case(desk, office, ana, person, entity)
    clock.go(days=4)
    sent = clock.now()
    clock.go(days=3)
    back = cases.resubmit(desk, ana, returned.id, received_at=sent)
    clock.go(hours=2)
    check(desk, ana, back)
    assert checklists.complete(desk, ana, back.id).clock_from == sent


def test_papers_begun_by_mail_and_brought_count_from_when_they_are_complete(
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    returned: Case,
    person: Person,
    entity: Entity,
    clock: FakeClock,
) -> None:
    clock.go(days=3)
    ticket = at_the_counter(desk, office, ana, 6, person=person, entity=entity)
    back = cases.resubmit(desk, ana, returned.id, ticket_id=ticket.id)
    clock.go(minutes=20)
    check(desk, ana, back)
    assert checklists.complete(desk, ana, back.id).clock_from == clock.now()


def test_who_comes_to_ask_for_what_they_had_sent_in_time(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    returned = returned_case(desk, office, ana, person, entity)
    sent = clock.now() + timedelta(days=3)
    clock.set(AFTER_THE_TERM)
    cases.lapse_overdue(desk, ana)
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    back = cases.resubmit(desk, ana, returned.id, ticket_id=ticket.id, received_at=sent)
    check(desk, ana, back)
    assert checklists.complete(desk, ana, back.id).clock_from == sent
    serving.finish(desk, ana)  # the visit is on record with it


def test_not_taken_up_beside_another_of_the_same(
    desk: Desk, ana: Actor, returned: Case, clock: FakeClock, person: Person, entity: Entity
) -> None:
    sent = clock.now() + timedelta(days=3)
    clock.set(AFTER_THE_TERM)
    with pytest.raises(TermOver):
        cases.resubmit(desk, ana, returned.id)
    by_email(desk, ana, 4, person, entity, clock.now())
    with pytest.raises(DuplicateCase):
        cases.resubmit(desk, ana, returned.id, received_at=sent)


@pytest.mark.parametrize("year", [1, 1900, 2025])
def test_a_year_typed_wrong(
    desk: Desk, ana: Actor, person: Person, entity: Entity, year: int
) -> None:
    with pytest.raises(InvalidInput, match="hace más de un año"):
        by_email(desk, ana, 4, person, entity, datetime(year, 1, 1, tzinfo=UTC))


def test_the_sheet_of_what_to_bring_is_of_returned_cases(
    desk: Desk, ana: Actor, returned: Case
) -> None:
    assert case_paper.return_of(seen(desk, ana, returned.id)).term_ends == returned.term_ends
    cases.withdraw(desk, ana, returned.id, "Desiste")
    with pytest.raises(WrongCaseState):
        case_paper.return_of(seen(desk, ana, returned.id))


# ---------------------------------------------------------------------- the wrong service


def test_a_case_moves_only_where_it_could_have_been_opened(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    tomas = office.actor("tecnico-1")
    nobodys = opened_case(desk, ana, 10, channel=Channel.EMAIL, parties=Parties(person.id))
    with pytest.raises(InvalidInput, match="Falta la entidad"):
        cases.reclassify(desk, ana, nobodys.id, 4)
    absence = by_email(desk, tomas, 8, person, entity, desk.clock.now())
    condition = desk.catalogue.service(5).email_condition
    with pytest.raises(InvalidInput, match=condition):
        cases.reclassify(desk, tomas, absence.id, 5)
    with pytest.raises(NotYourService):
        cases.reclassify(desk, tomas, absence.id, 4)
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    here = opened_case(desk, ana, 1, ticket)
    change_office(desk, office, code="CUENCA")
    with pytest.raises(InvalidInput, match="no se atiende en esta oficina"):
        cases.reclassify(desk, ana, here.id, 2)


def test_the_history_names_what_was_looked_at_then(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    expected = []
    for service in (1, 2):
        requirement = desk.catalogue.service(service).requirement(5)
        assert requirement is not None
        why = requirement.reasons[0]
        if service == 2:
            cases.reclassify(desk, ana, case.id, 2)
        checklists.mark(desk, ana, case.id, checklists.Mark(5, Verdict.REJECTED, why.code))
        expected.append((f"{requirement.short_name}: rechazado", why.text))
    assert expected[0] != expected[1]
    history = seen(desk, ana, case.id).history
    assert [(e.what, e.detail) for e in history if e.kind == "requirement_marked"] == expected


# --------------------------------------------------------------------------- crowded desks


def test_who_comes_back_is_offered_the_returned_case_behind_many_newer(
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    person: Person,
    entity: Entity,
    clock: FakeClock,
) -> None:
    case = returned_case(desk, office, ana, person, entity)
    parties = Parties(person.id, entity_id=entity.id)
    for _ in range(case_view.GLANCE + 1):
        clock.go(minutes=5)
        new = NewCase(7, Channel.PHONE, parties=parties, topic="access", problem="No entra")
        resolving.support(desk, ana, new, ANSWER, ConformityKind.GIVEN)
    other = a_person(desk, office, "0962467429", "Otra Persona")
    for who, own in ((person, True), (other, False)):
        ticket = at_the_counter(desk, office, ana, 1, person=who, entity=entity)
        offered = visit_cases.at_counter(desk, ana, ticket.id).returned
        assert [(one.row.id, one.own) for one in offered] == [(case.id, own)]
        serving.finish(desk, ana, "Consulta breve")


def test_many_faults_are_summed_up(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    shipped = desk.catalogues.shipped
    one = shipped.service(4).requirements[0]
    many = tuple(replace(one, number=number) for number in range(1, 41))
    services = tuple(replace(s, requirements=many) if s.id == 4 else s for s in shipped.services)
    desk.catalogues._in_force = desk.catalogues.shipped = replace(shipped, services=services)
    case = by_email(desk, ana, 4, person, entity, desk.clock.now())
    check(desk, ana, case, *range(1, 41))
    returned = checklists.give_back(desk, ana, case.id)
    assert returned.reason.startswith("requisito 1, requisito 2, ")
    assert len(returned.reason) <= REASON_LIMIT
    assert len(case_paper.return_of(seen(desk, ana, case.id)).lines) == 40


# ------------------------------------------------------------------------------ the office


def test_hours_without_a_day_are_told_and_lose_nothing(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case
) -> None:
    check(desk, ana, case)
    change_office(desk, office, hours=OpeningHours(weekdays=frozenset()))
    with pytest.raises(NeverOpen, match="no tiene días de atención"):
        checklists.complete(desk, ana, case.id)
    change_office(desk, office, hours=OpeningHours())
    assert checklists.complete(desk, ana, case.id).state is CaseState.IN_PROCESS


def test_a_case_is_found_by_its_number_whatever_its_office_is_called_now(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case
) -> None:
    change_office(desk, office, code="CUENCA")
    assert case_view.find(desk, ana, case.number) == case


def test_only_what_is_recorded_is_taken_back(desk: Desk, ana: Actor, case: Case) -> None:
    check(desk, ana, case)
    checklists.complete(desk, ana, case.id)
    code = desk.catalogue.service(4).steps[0].code
    before = len(told(desk, case.id))
    with pytest.raises(InvalidInput, match="no está anotado"):
        resolving.undo_step(desk, ana, case.id, code)
    assert len(told(desk, case.id)) == before


def test_a_second_case_of_a_visit_is_not_late_before_it_is_asked(
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    person: Person,
    entity: Entity,
    clock: FakeClock,
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, 6, person=person, entity=entity)
    began = clock.now()
    clock.go(minutes=5)
    told_of = {"topic": "access", "problem": "No entra"}
    first = opened_case(desk, ana, 6, ticket, **told_of)
    assert first.clock_from == began
    clock.go(minutes=40)
    second = opened_case(desk, ana, 6, ticket, **{**told_of, "topic": "permissions"})
    assert second.clock_from == clock.now()
    serving.send_on(desk, ana, ticket.id, "Otra ventanilla", to_counter=office.counter_id(2))
    clock.go(minutes=9)
    andres = opened(desk, office, "asesor-2", 2)
    calling.call_next(desk, andres)
    calling.arrived(desk, andres)
    arrived = clock.now()
    clock.go(minutes=3)
    third = opened_case(desk, andres, 6, ticket, **{**told_of, "topic": "payments"})
    assert third.clock_from == arrived


def test_what_a_service_needs_is_not_taken_away_once_its_answer_is_promised(
    desk: Desk, ana: Actor, case: Case
) -> None:
    assert cases.correct(desk, ana, case.id, fields={}).matter.fields == ()
    cases.correct(desk, ana, case.id, fields={"user": "avillacis"})
    check(desk, ana, case)
    checklists.complete(desk, ana, case.id)
    with pytest.raises(FieldsMissing):
        cases.correct(desk, ana, case.id, fields={})
    assert cases.correct(desk, ana, case.id, fields={"user": "otro"}).matter.value("user") == "otro"


def test_another_city_gives_a_term_its_days_off(
    desk: Desk, ana: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    clock.set(datetime(2027, 7, 22, 15, 0, tzinfo=UTC))  # Guayaquil rests on Monday 26 July
    case = by_email(desk, ana, 4, person, entity, clock.now())
    check(desk, ana, case, 2)
    ends = checklists.give_back(desk, ana, case.id).term_ends
    assert ends == date(2027, 8, 5)
    elsewhere = replace(case.parties, place="GUAYAQUIL")
    longer = cases.correct(desk, ana, case.id, parties=elsewhere)
    assert (longer.term_ends, longer.parties.place) == (date(2027, 8, 6), "GUAYAQUIL")
    last = seen(desk, ana, case.id).history[-1]
    assert (last.what, last.detail) == ("Se alargó el plazo", "por los feriados de su ciudad")
    back = cases.correct(desk, ana, case.id, parties=case.parties)
    assert back.term_ends == date(2027, 8, 6)


def test_a_step_is_not_done_without_what_it_notes(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    case = complete_case(desk, ana, 2, ticket)
    noting = next(step for step in desk.catalogue.service(2).steps if step.notes)
    with pytest.raises(InvalidInput, match=noting.notes):
        resolving.do_step(desk, ana, case.id, noting.code, " ")
    done = resolving.do_step(desk, ana, case.id, noting.code, "avillacis").step(noting.code)
    assert done is not None
    assert done.note == "avillacis"

"""Enrolling an official: from the case that asks for it to the entity that is told."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.usecases import cases, checklists, enrolling, kits, reception, resolving
from desktop.usecases.at_kit import EnrolmentsLeft, NobodyEnrolled, is_left, require_done
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolling import EnrolmentOpen
from desktop.usecases.enrolment_follows import EnrolmentGoesOn
from domain.authorisers import AuthoriserState, ChangeState
from domain.case_parts import CaseState, ConformityKind
from domain.cases import AtTheKit, HeldByAnother, WrongCaseState
from domain.enrolment import (
    EnrolmentState,
    Method,
    NotOnFile,
    NotThatState,
    PapersMissing,
    SamePersonTwice,
)
from domain.enrolment_rules import USUAL_BASIS, USUAL_NOTICE
from domain.errors import InvalidInput, NotFound, NotOnThisData
from domain.ids import new_id
from domain.people import DocumentType
from domain.solutions import SolutionType
from domain.staff import Action, Actor, NotAllowed
from tests.office import FakeClock, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    TITULAR,
    AtKit,
    at_kit,
    at_kit_again,
    captured,
    changed_rules,
    clear,
    cleared,
    complete,
    configured,
    lend,
    requested,
    second_technician,
    stored,
    told,
    with_centre,
)
from tests.usecases.authorising import a_body, a_case, technician
from tests.usecases.casework import check, seen
from tests.usecases.hall import told as told_of

DONE = resolving.Answer(SolutionType.DONE, "Se enroló al titular.")


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    """A case of enrolment whose papers are complete."""
    return at_kit(desk, office)


@pytest.fixture
def other(desk: Desk, office: SmallOffice) -> Actor:
    """A second technician."""
    return second_technician(desk, office)


def types(desk: Desk, key: UUID) -> list[str]:
    """What the log tells of a thing, by type."""
    return [operation.type for operation in told_of(desk, key)]


# ------------------------------------------------------------------------------ the way there
def test_from_the_request_to_the_notice(desk: Desk, kit: AtKit, other: Actor) -> None:
    asked = requested(desk, kit)
    assert (asked.state, asked.requested_by) == (
        EnrolmentState.REQUESTED,
        kit.technician.staff_id,
    )
    valid = enrolling.validate(desk, kit.technician, asked.id)
    assert valid.validated_by == kit.technician.staff_id
    ready = enrolling.give_notice(desk, kit.technician, asked.id)
    assert (ready.basis, ready.notice) == (USUAL_BASIS, USUAL_NOTICE)
    ready = enrolling.give_notice(desk, kit.technician, asked.id)  # the person asks again
    with pytest.raises(NotThatState):
        enrolling.configure(desk, other, asked.id, kit.pc)
    assert types(desk, asked.id) == [
        "enrolment_requested",
        "enrolment_validated",
        "privacy_notice_given",
        "privacy_notice_given",
    ]
    assert stored(desk, ready) == ready


def test_configured_by_another_person_and_the_entity_told(
    desk: Desk, kit: AtKit, other: Actor
) -> None:
    done = cleared(desk, kit)
    with pytest.raises(SamePersonTwice):
        enrolling.configure(desk, kit.technician, done.id, kit.pc)
    with pytest.raises(InvalidInput, match="no consta"):
        enrolling.configure(desk, other, done.id, new_id())
    enrolled = enrolling.configure(desk, other, done.id, kit.pc)
    assert (enrolled.state, enrolled.payment_pc_id) == (EnrolmentState.ENROLLED, kit.pc)
    with desk.units.read() as unit:
        [authoriser] = unit.authorisers.of_entity(kit.body.entity.id)
    assert authoriser.state is AuthoriserState.ACTIVE  # the office is its own centre
    assert authoriser.enrolment_id == enrolled.id
    with pytest.raises(NotThatState):
        enrolling.withdraw(desk, kit.technician, enrolled.id, "Se equivocó")
    assert enrolling.note_ods(desk, other, enrolled.id, installed=True).ods_installed
    ended = enrolling.notify(desk, other, enrolled.id)
    assert (ended.state, ended.notified_by) == (EnrolmentState.CLOSED, other.staff_id)
    assert not enrolling.note_ods(desk, other, enrolled.id, installed=False).ods_installed
    with pytest.raises(NotThatState):
        enrolling.notify(desk, other, enrolled.id)


def test_one_person_may_do_both_where_the_rules_let_them(desk: Desk, kit: AtKit) -> None:
    changed_rules(desk, two_people=False)
    done = cleared(desk, kit)
    enrolled = enrolling.configure(desk, kit.technician, done.id, kit.pc)
    assert enrolled.configured_by == enrolled.validated_by == kit.technician.staff_id


def test_with_a_centre_the_titular_is_to_be_confirmed(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    with_centre(desk)
    enrolled = configured(desk, office, kit)
    with desk.units.read() as unit:
        [authoriser] = unit.authorisers.of_entity(enrolled.entity_id)
        [change] = unit.authorisers.changes_of(enrolled.entity_id)
    assert authoriser.state is AuthoriserState.ENROLLED_INACTIVE
    assert (change.state, change.activates) == (ChangeState.WAITING, authoriser.id)


# ------------------------------------------------------------------------------ who may be named
def test_who_may_be_named(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    actor, body, case = kit.technician, kit.body, kit.case
    nobody = a_person_without_document(desk, office)
    with pytest.raises(InvalidInput, match="sin documento"):
        enrolling.request(desk, actor, case.id, nobody, TITULAR)
    with pytest.raises(NotFound):
        enrolling.request(desk, actor, case.id, new_id(), TITULAR)
    requested(desk, kit)
    with pytest.raises(EnrolmentOpen, match="ya tiene titular: Tatiana"):
        enrolling.request(desk, actor, case.id, body.alterno.id, TITULAR)
    with pytest.raises(EnrolmentOpen, match="ya tiene un enrolamiento abierto"):
        enrolling.request(desk, actor, case.id, body.titular.id, ALTERNO)
    requested(desk, kit, ALTERNO)
    another = at_kit_again(desk, office, kit)
    with pytest.raises(EnrolmentOpen, match=case.number):
        enrolling.request(desk, actor, another.case.id, body.titular.id, TITULAR)


def a_person_without_document(desk: Desk, office: SmallOffice) -> UUID:
    draft = reception.PersonDraft(DocumentType.NONE, "", "Sin Papeles")
    return reception.register_person(desk, office.actor("recepcion-1"), draft).id


def test_of_which_case(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    actor, body = kit.technician, kit.body
    absence = a_case(
        desk, actor, 8, body, {"absence-from": "04/12/2026", "absence-to": "11/12/2026"}
    )
    with pytest.raises(InvalidInput, match="no enrola"):
        enrolling.request(desk, actor, absence.id, body.titular.id, TITULAR)
    with pytest.raises(NotAllowed):
        enrolling.request(desk, office.actor("asesor-1"), kit.case.id, body.titular.id, TITULAR)
    with pytest.raises(HeldByAnother):
        enrolling.request(
            desk, second_technician(desk, office), kit.case.id, body.titular.id, TITULAR
        )
    cases.withdraw(desk, actor, kit.case.id, "Desiste")
    with pytest.raises(WrongCaseState):
        enrolling.request(desk, actor, kit.case.id, body.titular.id, TITULAR)


def test_a_case_without_an_entity_enrols_nobody(desk: Desk, kit: AtKit) -> None:
    with desk.units.write() as unit:
        bare = replace(
            kit.case,
            parties=replace(kit.case.parties, entity_id=None),
            version=kit.case.version + 1,
        )
        unit.log.append("case", bare.id, bare.version, "x", {}, actor_id=None, at=desk.clock.now())
        unit.cases.save(bare)
    with pytest.raises(InvalidInput, match="de qué entidad"):
        requested(desk, kit)


def test_what_must_be_there_first(desk: Desk, office: SmallOffice) -> None:
    body, actor = a_body(desk, office), technician(office)
    case = a_case(desk, actor, 5, body)
    kit = AtKit(body, case, actor, new_id())
    asked = requested(desk, kit)
    with pytest.raises(PapersMissing) as missing:
        enrolling.validate(desk, actor, asked.id)
    assert missing.value.missing == (
        "la documentación completa del trámite",
        "el contrato de comodato vigente",
        "el acta de entrega del kit",
    )
    lend(desk, actor, body)
    complete(desk, actor, case)
    assert enrolling.validate(desk, actor, asked.id).state is EnrolmentState.VALIDATED
    with pytest.raises(NotThatState):
        enrolling.validate(desk, actor, asked.id)


# ------------------------------------------------------------------------------ by e-mail
def test_by_email_only_with_fingerprints_on_file(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    first = configured(desk, office, kit)
    enrolling.notify(desk, kit.technician, first.id)
    again = at_kit_again(desk, office, kit)
    asked = enrolling.request(desk, again.technician, again.case.id, kit.body.titular.id, TITULAR)
    enrolling.validate(desk, again.technician, asked.id)
    used = enrolling.use_file(desk, again.technician, asked.id)
    assert (used.state, used.method) == (EnrolmentState.CHECKED, Method.BY_EMAIL)
    assert (used.packet, used.summary) == (first.packet, first.summary)
    fresh = enrolling.request(desk, again.technician, again.case.id, kit.body.alterno.id, ALTERNO)
    enrolling.validate(desk, again.technician, fresh.id)
    with pytest.raises(NotOnFile):
        enrolling.use_file(desk, again.technician, fresh.id)


# ------------------------------------------------------------------------------ with its case
def test_what_is_returned_and_comes_back(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    body, actor = a_body(desk, office), technician(office)
    case = a_case(desk, actor, 5, body)
    kit = AtKit(body, case, actor, new_id())
    asked, gone = requested(desk, kit), requested(desk, kit, ALTERNO)
    enrolling.withdraw(desk, actor, gone.id, "No viene")
    check(desk, actor, case, 4)
    checklists.give_back(desk, actor, case.id)
    assert stored(desk, asked).state is EnrolmentState.RETURNED
    with pytest.raises(WrongCaseState):
        requested(desk, kit, ALTERNO)
    cases.resubmit(desk, actor, case.id)
    assert stored(desk, asked).state is EnrolmentState.REQUESTED
    assert stored(desk, gone).state is EnrolmentState.WITHDRAWN
    check(desk, actor, case, 4)
    checklists.give_back(desk, actor, case.id)
    clock.go(days=60)
    cases.lapse_overdue(desk, actor)
    lapsed = stored(desk, asked)
    assert lapsed.state is EnrolmentState.WITHDRAWN
    assert (lapsed.reason, lapsed.delete_after) == ("requisito 4", None)


def test_what_was_not_returned_stays_where_it_is_when_a_case_comes_back(
    desk: Desk, office: SmallOffice
) -> None:
    body, actor = a_body(desk, office), technician(office)
    case = a_case(desk, actor, 5, body)
    check(desk, actor, case, 4)
    checklists.give_back(desk, actor, case.id)
    cases.resubmit(desk, actor, case.id)
    kit = AtKit(body, case, actor, new_id())
    asked = requested(desk, kit)
    assert asked.state is EnrolmentState.REQUESTED


def test_a_withdrawn_case_withdraws_who_was_captured(desk: Desk, kit: AtKit) -> None:
    waiting = captured(desk, kit)
    cases.withdraw(desk, kit.technician, kit.case.id, "La entidad desiste")
    gone = stored(desk, waiting)
    assert (gone.state, gone.reason) == (EnrolmentState.WITHDRAWN, "La entidad desiste")
    assert str(gone.delete_after) == "2026-12-04"
    last = told_of(desk, gone.id)[-1]
    assert json.loads(last.payload or "{}")["delete_after"] == "2026-12-04"


def test_a_case_of_another_service_enrols_nobody(desk: Desk, office: SmallOffice) -> None:
    body, actor = a_body(desk, office), technician(office)
    case = a_case(desk, actor, 5, body)
    asked = requested(desk, AtKit(body, case, actor, new_id()))
    cases.reclassify(desk, actor, case.id, 9)
    gone = stored(desk, asked)
    assert (gone.state, gone.reason) == (
        EnrolmentState.WITHDRAWN,
        "El trámite pasó a otro servicio",
    )


def test_a_corrected_entity_is_the_enrolments_too_until_it_is_validated(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    asked = requested(desk, kit)
    gone = requested(desk, kit, ALTERNO)
    enrolling.withdraw(desk, kit.technician, gone.id, "No viene")
    another = reception.register_entity(
        desk, office.actor("recepcion-1"), "1790011674001", "Otra Entidad"
    )
    parties = replace(kit.case.parties, entity_id=another.id)
    cases.correct(desk, kit.technician, kit.case.id, parties=parties)
    assert stored(desk, asked).entity_id == another.id
    assert stored(desk, gone).entity_id == kit.body.entity.id
    cases.correct(desk, kit.technician, kit.case.id, problem="Con prisa")
    back = replace(parties, entity_id=kit.body.entity.id)
    cases.correct(desk, kit.technician, kit.case.id, parties=back)
    enrolling.validate(desk, kit.technician, asked.id)
    with pytest.raises(EnrolmentGoesOn):
        cases.correct(desk, kit.technician, kit.case.id, parties=parties)
    assert seen(desk, kit.technician, kit.case.id).parties.entity == kit.body.entity


def test_a_case_is_answered_once_its_enrolments_are_done(
    desk: Desk, office: SmallOffice, kit: AtKit, other: Actor
) -> None:
    actor, case = kit.technician, kit.case
    with pytest.raises(NobodyEnrolled):
        resolving.resolve(desk, actor, case.id, DONE)
    assert seen(desk, actor, case.id).at_kit
    done = configured(desk, office, kit)
    second = told(desk, kit, ALTERNO)
    with pytest.raises(EnrolmentsLeft, match=r"Alberto Alterno \(alterno: validado\)"):
        resolving.resolve(desk, actor, case.id, DONE)
    enrolling.withdraw(desk, actor, second.id, "No vino")
    view = seen(desk, actor, case.id)
    assert (view.at_kit, view.state_words) == (False, "Hecho en el kit")
    resolving.resolve(desk, actor, case.id, DONE)
    with pytest.raises(WrongCaseState):
        requested(desk, kit, ALTERNO)
    resolving.close(desk, actor, case.id, ConformityKind.GIVEN)
    assert stored(desk, done).state is EnrolmentState.CLOSED
    assert stored(desk, done).notified_by == actor.staff_id
    reopened = resolving.reopen(desk, office.actor("supervisor-1"), case.id, "Falta el alterno")
    assert reopened.state is CaseState.IN_PROCESS
    assert stored(desk, done).state is EnrolmentState.CLOSED
    cases.take(desk, actor, case.id)
    late = requested(desk, kit, ALTERNO)
    with pytest.raises(EnrolmentsLeft):
        resolving.resolve(desk, actor, case.id, DONE)
    enrolling.withdraw(desk, actor, late.id, "No vino tampoco")
    resolving.resolve(desk, actor, case.id, DONE)
    resolving.close(desk, actor, case.id, ConformityKind.TOLD_BY_EMAIL)


def test_of_another_service_of_the_kit_nothing_is_known(desk: Desk, kit: AtKit) -> None:
    another = replace(desk.catalogue.service(5), code="another")
    with desk.units.read() as unit:
        step = begin(desk, unit, kit.technician, Action.SEE_CASES)
        with pytest.raises(AtTheKit):
            require_done(step, kit.case, another)
        assert is_left(step, kit.case, another)
        assert not is_left(step, kit.case, replace(another, needs_kit=False))


def test_nobody_is_configured_after_the_case_ended(
    desk: Desk, office: SmallOffice, kit: AtKit, other: Actor
) -> None:
    done = cleared(desk, kit)
    cases.withdraw(desk, kit.technician, kit.case.id, "Desiste")
    assert stored(desk, done).state is EnrolmentState.WITHDRAWN
    with pytest.raises(WrongCaseState):
        enrolling.configure(desk, other, done.id, kit.pc)


def test_a_server_of_an_earlier_program_has_no_enrolments(
    desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch, kit: AtKit
) -> None:
    monkeypatch.setattr(unit_of_work, "SqlEnrolments", lambda *_: NotThereYet("El enrolamiento"))
    cases.correct(desk, kit.technician, kit.case.id, problem="Con prisa")
    with pytest.raises(NotOnThisData):
        requested(desk, kit)
    assert seen(desk, kit.technician, kit.case.id).at_kit
    cases.withdraw(desk, kit.technician, kit.case.id, "Desiste")


def test_a_pc_that_is_used_no_more_is_not_chosen(desk: Desk, kit: AtKit, other: Actor) -> None:
    done = cleared(desk, kit)
    with desk.units.read() as unit:
        [pc] = unit.kits.pcs(kit.body.entity.id)
    kits.change_pc(
        desk,
        kit.technician,
        kit.body.entity.id,
        pc.id,
        pc.version,
        kits.PcForm("PAGOS-1", "PC-77", active=False),
    )
    with pytest.raises(InvalidInput):
        enrolling.configure(desk, other, done.id, kit.pc)


def test_two_of_one_person_in_two_entities(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    """A director of two entities is enrolled for each."""
    requested(desk, kit)
    another = reception.register_entity(
        desk, office.actor("recepcion-1"), "1790011674001", "Otra Entidad"
    )
    body = replace(kit.body, entity=another)
    case = a_case(desk, kit.technician, 5, body)
    second = enrolling.request(desk, kit.technician, case.id, body.titular.id, TITULAR)
    assert second.entity_id == another.id
    waiting = clear(desk, captured(desk, kit, ALTERNO))
    assert waiting.state is EnrolmentState.CHECKED

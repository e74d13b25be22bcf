"""From complete papers to the person's conformity, and what stops on the way."""

import pytest

from desktop.usecases import approvals, cases, checklists, resolving, solutions
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind, ApprovalNeeded
from domain.case_fields import FieldsMissing
from domain.case_parts import CaseState, ConformityKind
from domain.cases import AtTheKit, Case, StepsUndone, WrongCaseState
from domain.checklist import (
    OTHER_REASON,
    ChecklistFaulty,
    ChecklistUndecided,
    NothingToReturn,
    Verdict,
)
from domain.errors import InvalidInput, NotFound
from domain.people import Entity, Person
from domain.solutions import SolutionState, SolutionType
from domain.staff import Actor
from tests.office import PIN, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    resolve_and_close,
    seen,
)
from tests.usecases.hall import opened

DONE = resolving.Answer(SolutionType.DONE, "Se restableció la contraseña.")
EXPLAINED = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó cómo.")
REFUSED = resolving.Answer(SolutionType.REFUSED, "La entidad no pertenece al sector público.")


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
def reset(desk: Desk, ana: Actor, person: Person, entity: Entity) -> Case:
    """A reset whose papers are complete."""
    case = by_email(desk, ana, 4, person, entity, desk.clock.now())
    check(desk, ana, case)
    return checklists.complete(desk, ana, case.id)


@pytest.fixture
def question(desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity) -> Case:
    """A support case under way."""
    ticket = at_the_counter(desk, office, ana, 6, person=person, entity=entity)
    return opened_case(desk, ana, 6, ticket, topic="access", problem="No puede entrar")


def test_marks_and_what_they_come_to(
    desk: Desk, ana: Actor, person: Person, entity: Entity
) -> None:
    case = by_email(desk, ana, 4, person, entity, desk.clock.now())
    with pytest.raises(ChecklistUndecided):
        checklists.complete(desk, ana, case.id)
    with pytest.raises(ChecklistUndecided):
        checklists.give_back(desk, ana, case.id)
    check(desk, ana, case)
    with pytest.raises(NothingToReturn):
        checklists.give_back(desk, ana, case.id)
    wrong = checklists.Mark(1, Verdict.REJECTED, OTHER_REASON, "Roto")
    assert checklists.mark(desk, ana, case.id, wrong).faults == (1,)
    with pytest.raises(ChecklistFaulty):
        checklists.complete(desk, ana, case.id)
    taken_back = checklists.mark(desk, ana, case.id, checklists.Mark(1, Verdict.PENDING))
    assert taken_back.undecided == (1,)
    assert seen(desk, ana, case.id).checklist.undecided == (1,)
    with pytest.raises(InvalidInput):
        checklists.mark(desk, ana, case.id, checklists.Mark(77, Verdict.ACCEPTED))
    checklists.mark(desk, ana, case.id, checklists.Mark(1, Verdict.ACCEPTED, "seal"))
    cases.correct(desk, ana, case.id, fields={})
    with pytest.raises(FieldsMissing):
        checklists.complete(desk, ana, case.id)
    cases.correct(desk, ana, case.id, fields={"user": "avillacis"})
    checklists.complete(desk, ana, case.id)
    with pytest.raises(WrongCaseState):
        checklists.mark(desk, ana, case.id, checklists.Mark(1, Verdict.ACCEPTED))


def test_verified_in_a_registry(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    case = opened_case(desk, ana, 2, ticket)
    mark = checklists.Mark(5, Verdict.VERIFIED, text="Activo", place="SRI en línea")
    found = checklists.mark(desk, ana, case.id, mark).finding(5)
    assert (found.place, found.by, found.at) == ("SRI en línea", ana.staff_id, desk.clock.now())
    line = seen(desk, ana, case.id).history[-1]
    assert (line.who, line.what) == ("Ana Asesora", "RUC: verificado en registro")
    assert line.detail == "SRI en línea, Activo"


def test_steps_in_the_other_system(desk: Desk, ana: Actor, reset: Case) -> None:
    with pytest.raises(StepsUndone) as undone:
        resolving.resolve(desk, ana, reset.id, DONE)
    steps = seen(desk, ana, reset.id).steps
    assert undone.value.titles == tuple(one.step.title for one in steps)
    for one in steps:
        resolving.do_step(desk, ana, reset.id, one.step.code, "avillacis")
    done = seen(desk, ana, reset.id).steps
    assert all(one.done and one.done_by == "Ana Asesora" for one in done)
    first = done[0].step.code
    resolving.undo_step(desk, ana, reset.id, first)
    assert not seen(desk, ana, reset.id).steps[0].done
    resolving.do_step(desk, ana, reset.id, first, "otro")
    resolving.do_step(desk, ana, reset.id, first, "avillacis")
    for act in (resolving.do_step, resolving.undo_step):
        with pytest.raises(InvalidInput):
            act(desk, ana, reset.id, "unknown")
    solved = resolving.resolve(desk, ana, reset.id, DONE)
    assert (solved.state, solved.unforeseen) == (CaseState.RESOLVED, False)
    with pytest.raises(WrongCaseState):
        cases.withdraw(desk, ana, reset.id, "Tarde")
    closed = resolving.close(desk, ana, reset.id, ConformityKind.TOLD_BY_EMAIL)
    assert closed.state is CaseState.CLOSED


def test_what_is_copied(desk: Desk, ana: Actor, reset: Case) -> None:
    values = {c.label: c.value for one in seen(desk, ana, reset.id).steps for c in one.copied}
    assert "avillacis" in values.values()
    assert "luz@ejemplo.ec" in values.values()


def test_a_step_of_what_does_not_apply_is_not_needed(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    check(desk, ana, case, skip=(6,))
    checklists.complete(desk, ana, case.id)
    codes = [one.step.code for one in seen(desk, ana, case.id).steps]
    assert "deactivate-previous" not in codes
    for code in codes:
        resolving.do_step(desk, ana, case.id, code, "avillacis")
    resolve_and_close(desk, ana, case.id, DONE, ConformityKind.GIVEN)


def test_refused(desk: Desk, ana: Actor, reset: Case) -> None:
    refused = resolve_and_close(
        desk, ana, reset.id, REFUSED, ConformityKind.REFUSED, "Dice que sí pertenece"
    )
    assert refused.conformity is not None
    assert refused.conformity.reason == "Dice que sí pertenece"
    lines = [event.what for event in seen(desk, ana, reset.id).history]
    assert lines[-2:] == ["Se resolvió: No procede", "Se cerró: no conforme"]


def test_refusing_conformity_says_why(desk: Desk, ana: Actor, question: Case) -> None:
    with pytest.raises(InvalidInput, match="no está conforme"):
        resolving.close(desk, ana, question.id, ConformityKind.REFUSED)
    with pytest.raises(InvalidInput):
        resolving.resolve(desk, ana, question.id, resolving.Answer(SolutionType.EXPLAINED, "  "))
    assert seen(desk, ana, question.id).case.state is CaseState.IN_PROCESS


def test_at_the_kits_door(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    tomas = office.actor("tecnico-1")
    case = by_email(desk, tomas, 9, person, entity, desk.clock.now())
    check(desk, tomas, case)
    checklists.complete(desk, tomas, case.id)
    with pytest.raises(AtTheKit):
        resolving.resolve(desk, tomas, case.id, DONE)
    assert resolving.resolve(desk, tomas, case.id, REFUSED).state is CaseState.RESOLVED


def test_referring_and_the_answer(
    desk: Desk, office: SmallOffice, ana: Actor, question: Case, reset: Case
) -> None:
    with pytest.raises(InvalidInput):
        resolving.refer(desk, ana, question.id, "unknown", "Falla del sistema")
    with pytest.raises(InvalidInput):
        resolving.refer(desk, ana, question.id, "quality", "")
    away = resolving.refer(desk, ana, question.id, "quality", "Falla del sistema")
    view = seen(desk, ana, question.id)
    assert (away.state, view.area) == (CaseState.REFERRED, "Control de Calidad")
    with pytest.raises(InvalidInput):
        resolving.area_answered(desk, ana, question.id, "")
    back = resolving.area_answered(desk, ana, question.id, "Se corrigió la versión")
    assert (back.state, back.area) == (CaseState.DIAGNOSING, "")
    again = resolving.refer(desk, ana, question.id, "functional", "Falta la guía")
    assert again.state is CaseState.REFERRED
    resolving.area_answered(desk, ana, question.id, "Enviada")
    solved = resolving.resolve(
        desk, ana, question.id, resolving.Answer(SolutionType.ANSWERED, "Ya funciona")
    )
    assert solved.state is CaseState.RESOLVED
    assert resolving.diagnose(desk, ana, reset.id).state is CaseState.DIAGNOSING
    with pytest.raises(WrongCaseState):
        resolving.diagnose(desk, ana, reset.id)


def test_an_unforeseen_solution_goes_to_review_and_then_to_others(
    desk: Desk, office: SmallOffice, ana: Actor, question: Case
) -> None:
    supervisor = office.actor("supervisor-1")
    solved = resolving.resolve(desk, ana, question.id, EXPLAINED)
    assert solved.unforeseen
    proposal = solutions.bank(desk, supervisor, SolutionState.PROPOSED).rows[0].solution
    assert (proposal.case_id, proposal.title) == (question.id, "No puede entrar")
    assert solutions.find(desk, ana, "entrar") == []
    resolving.close(desk, ana, question.id, ConformityKind.GIVEN)
    approved = solutions.approve(desk, supervisor, proposal.id, proposal.content)
    found = solutions.find(desk, ana, "puede ent")
    assert [one.code for one in found] == [approved.code]
    from desktop.usecases.case_opening import NewCase

    ticket_id = solved.origin.ticket_id
    new = NewCase(6, ticket_id=ticket_id, topic="access", problem="No puede entrar")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó", approved.code.lower())
    case = resolving.support(desk, ana, new, answer, ConformityKind.GIVEN)
    assert case.outcome is not None
    assert (case.outcome.code, case.unforeseen) == (approved.code, False)
    with pytest.raises(NotFound):
        resolving.support(
            desk,
            ana,
            new,
            resolving.Answer(SolutionType.EXPLAINED, "x", "S-9999"),
            ConformityKind.GIVEN,
        )


def test_a_long_problem_is_proposed_with_its_beginning(
    desk: Desk, ana: Actor, question: Case
) -> None:
    cases.correct(desk, ana, question.id, problem="muy largo " * 19)
    assert resolving.resolve(desk, ana, question.id, EXPLAINED).unforeseen


def test_an_answer_that_a_supervisor_allows(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    case = by_email(desk, ana, 10, person, entity, desk.clock.now())
    check(desk, ana, case)
    checklists.complete(desk, ana, case.id)
    answer = resolving.Answer(SolutionType.ANSWERED, "Se adjunta la serie por año.")
    with pytest.raises(ApprovalNeeded) as needed:
        resolving.resolve(desk, ana, case.id, answer)
    assert needed.value.kind is ApprovalKind.SEND_ANSWER
    asked = approvals.ask(desk, ana, ApprovalKind.SEND_ANSWER, str(case.id), "Revisada")
    waiting = approvals.pending(desk, office.actor("supervisor-1"))[0]
    assert waiting.about == case.number
    assert waiting.matter.startswith(f"Pedido de información · {entity.name}")
    approvals.answer_with_pin(desk, asked.id, "supervisor-1", PIN, granted=True)
    resolved = resolving.resolve(desk, ana, case.id, answer, asked.id)
    assert resolved.state is CaseState.RESOLVED

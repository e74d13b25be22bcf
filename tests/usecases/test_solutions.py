"""The bank of solutions: from a case to its review, and back to whoever asks next."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from desktop.usecases import counters, solutions
from desktop.usecases.desk import Desk, begin
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.solutions import (
    OwnProposal,
    Solution,
    SolutionContent,
    SolutionState,
    SolutionType,
    WrongSolutionState,
)
from domain.staff import Action
from tests.office import SmallOffice
from tests.usecases.casework import at_the_counter, opened_case

CONTENT = SolutionContent(SolutionType.CORRECTED, "Pago rechazado por el banco", "Envíelo otra vez")
Propose = Callable[..., Solution]


@pytest.fixture
def propose(desk: Desk, office: SmallOffice) -> Propose:
    """Proposes a solution as the closing of a case does."""

    def proposed(
        content: SolutionContent = CONTENT, who: str = "asesor-1", case_id: UUID | None = None
    ) -> Solution:
        with desk.units.write() as unit:
            step = begin(desk, unit, office.actor(who), Action.FIND_SOLUTIONS)
            return solutions.propose_in(step, content, case_id)

    return proposed


def use(desk: Desk, office: SmallOffice, code: str) -> Solution:
    """Use a solution as the closing of a case does."""
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor("asesor-2"), Action.FIND_SOLUTIONS)
        used = solutions.use_in(step, code)
        step.tell("case", new_id(), 2, "case_resolved", {"solution": used.code})
        return used


def told(desk: Desk, solution: Solution) -> list[str]:
    with desk.units.read() as unit:
        return [one.type for one in unit.log.all() if one.aggregate_id == solution.id]


def test_from_a_case_to_the_next_who_asks(
    desk: Desk, office: SmallOffice, propose: Propose
) -> None:
    clerk, supervisor = office.actor("asesor-2"), office.actor("supervisor-1")
    counters.open_counter(desk, clerk, office.counter_id(2))
    ticket = at_the_counter(desk, office, clerk, 6)
    topic = desk.catalogue.topics[0].code
    case = opened_case(desk, clerk, 6, ticket, topic=topic, problem="Pago rechazado")
    proposed = propose(case_id=case.id)
    assert (proposed.code, proposed.case_id) == ("S-0001", case.id)
    assert solutions.find(desk, clerk, "rechazado") == []
    assert solutions.count_pending(desk, supervisor) == 1
    view = solutions.SolutionView(proposed, "Ana Asesora", "", own=False, case=case.number)
    with desk.units.read() as unit:
        change = unit.log.head().sequence
    assert solutions.bank(desk, supervisor, SolutionState.PROPOSED) == solutions.Bank(
        office.office, change, (view,), waiting=1
    )
    words = replace(CONTENT, title="Pago devuelto", topic=topic)
    approved = solutions.approve(desk, supervisor, proposed.id, words)
    assert approved.content == words
    assert solutions.find(desk, clerk, "devuelto") == [approved]
    assert solutions.bank(desk, supervisor, SolutionState.PROPOSED).rows == ()
    (seen,) = solutions.bank(desk, supervisor, SolutionState.APPROVED).rows
    assert (seen.solution, seen.reviewed_by) == (approved, "Sara Supervisora")
    assert use(desk, office, "s-1") == approved
    assert solutions.find(desk, clerk, "")[0].uses == 1
    assert told(desk, proposed) == ["solution_proposed", "solution_approved"]


def test_what_cannot_be_kept_is_not_proposed(propose: Propose) -> None:
    with pytest.raises(InvalidInput):
        propose(replace(CONTENT, title="\0"))


def test_only_an_approved_solution_is_used(
    desk: Desk, office: SmallOffice, propose: Propose
) -> None:
    proposed = propose()
    for code, refusal in (
        (proposed.code, WrongSolutionState), ("S-0099", NotFound), ("nada", NotFound)
    ):  # fmt: skip
        with pytest.raises(refusal):
            use(desk, office, code)


def test_a_proposal_is_rejected_with_its_reason(
    desk: Desk, office: SmallOffice, propose: Propose
) -> None:
    supervisor = office.actor("supervisor-1")
    rejected = solutions.retire(desk, supervisor, propose().id, " Ya existe otra igual ")
    assert (rejected.state, rejected.reason) == (SolutionState.RETIRED, "Ya existe otra igual")
    (seen,) = solutions.bank(desk, supervisor, SolutionState.RETIRED, "nada").rows
    assert seen.solution == rejected
    with pytest.raises(InvalidInput):
        solutions.retire(desk, supervisor, rejected.id, " ")
    with pytest.raises(WrongSolutionState):
        solutions.approve(desk, supervisor, rejected.id, CONTENT)


def test_another_supervisor_approves_what_one_proposed(
    desk: Desk, office: SmallOffice, propose: Propose
) -> None:
    proposed = propose(who="supervisor-1")
    (waiting,) = solutions.bank(desk, office.actor("supervisor-1"), SolutionState.PROPOSED).rows
    assert waiting.own
    with pytest.raises(OwnProposal):
        solutions.approve(desk, office.actor("supervisor-1"), proposed.id, CONTENT)
    assert solutions.approve(desk, office.actor("supervisor-2"), proposed.id, CONTENT).usable


def test_a_supervisor_adds_edits_and_retires(desk: Desk, office: SmallOffice) -> None:
    supervisor = office.actor("supervisor-1")
    added = solutions.add(desk, supervisor, CONTENT)
    assert (added.usable, added.reviewed_by) == (True, supervisor.staff_id)
    words = replace(CONTENT, system=desk.catalogue.systems[0])
    edited = solutions.edit(desk, supervisor, added.id, added.version, words)
    with pytest.raises(Stale):
        solutions.edit(desk, supervisor, added.id, added.version, CONTENT)
    for text in ("", "pago", edited.code):
        (seen,) = solutions.bank(desk, supervisor, SolutionState.APPROVED, text).rows
        assert seen.solution == edited
    assert solutions.bank(desk, supervisor, SolutionState.APPROVED, "zzz").rows == ()
    retired = solutions.retire(desk, supervisor, added.id, "Cambió el sistema")
    with pytest.raises(WrongSolutionState):
        solutions.edit(desk, supervisor, added.id, retired.version, CONTENT)
    assert told(desk, added) == ["solution_added", "solution_edited", "solution_retired"]


@pytest.mark.parametrize("part", ["topic", "system"])
def test_topics_and_systems_are_those_of_the_catalogue(
    desk: Desk, office: SmallOffice, propose: Propose, part: str
) -> None:
    supervisor = office.actor("supervisor-1")
    gone = _with(part, "ya-no-consta")
    with pytest.raises(InvalidInput, match="no consta en el catálogo"):
        solutions.add(desk, supervisor, gone)
    proposed = propose(gone)  # its case began when the catalogue had it
    approved = solutions.approve(desk, supervisor, proposed.id, gone)
    assert getattr(approved, part) == "ya-no-consta"
    with pytest.raises(InvalidInput):
        solutions.edit(desk, supervisor, approved.id, approved.version, _with(part, "otro"))


def _with(part: str, name: str) -> SolutionContent:
    return replace(CONTENT, topic=name) if part == "topic" else replace(CONTENT, system=name)


def test_it_is_found_by_its_code_before_anything_else(
    desk: Desk, office: SmallOffice, propose: Propose
) -> None:
    supervisor, clerk = office.actor("supervisor-1"), office.actor("asesor-1")
    named = solutions.add(desk, supervisor, replace(CONTENT, text="Vea también s 2"))
    second = solutions.add(desk, supervisor, replace(CONTENT, text="S 2"))
    propose()
    assert solutions.find(desk, clerk, "s-2") == [second, named]
    assert solutions.find(desk, clerk, "S-0003") == []
    assert solutions.find(desk, clerk, "S-0009") == []


def test_no_more_are_found_than_can_be_read(desk: Desk, office: SmallOffice) -> None:
    supervisor = office.actor("supervisor-1")
    for _ in range(solutions.FOUND_AT_MOST + 1):
        solutions.add(desk, supervisor, replace(CONTENT, text="s 1"))
    assert len(solutions.find(desk, supervisor, "pago")) == solutions.FOUND_AT_MOST
    assert len(solutions.find(desk, supervisor, "s-1")) == solutions.FOUND_AT_MOST


@pytest.mark.parametrize("typed", ["\0", "\ud800", "x" * 201])
def test_what_nothing_on_file_can_hold_is_said(desk: Desk, office: SmallOffice, typed: str) -> None:
    for arguments in ((typed,), ("pago", typed), ("pago", "", typed)):
        with pytest.raises(InvalidInput):
            solutions.find(desk, office.actor("asesor-1"), *arguments)

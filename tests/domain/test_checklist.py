"""A checklist says what is missing, and asks again for nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checklist import (
    OTHER_REASON,
    Checklist,
    ChecklistFaulty,
    ChecklistUndecided,
    Finding,
    NothingToReturn,
    Verdict,
    problem_words,
    steps_of,
)
from domain.errors import InvalidInput
from domain.requirements import RejectionReason, Requirement
from tests.domain.services import a_service

SEAL = RejectionReason("seal", "Falta el sello")
AT = datetime(2026, 12, 4, 13, tzinfo=UTC)
WHO = UUID(int=1)
ASKED = (
    Requirement(1, "Formulario", "Formulario", reasons=(SEAL,)),
    Requirement(2, "Oficio", "Oficio", condition="Solo si reemplaza", reasons=(SEAL,)),
    Requirement(3, "Anexo del oficio", "Anexo", depends_on=(2,)),
    Requirement(4, "RUC", "RUC", in_public_registry=True),
    Requirement(5, "Anexo del anexo", "Otro anexo", depends_on=(3,)),
)
EMPTY = Checklist(ASKED, {})


def found(number: int, verdict: Verdict, **more: str) -> Finding:
    return Finding(number, verdict, by=WHO, at=AT, **more)


def all_accepted() -> Checklist:
    checklist = EMPTY
    for item in ASKED:
        checklist = checklist.marked(found(item.number, Verdict.ACCEPTED))
    return checklist


def test_nothing_looked_at() -> None:
    assert EMPTY.undecided == (1, 2, 3, 4, 5)
    assert not EMPTY.complete
    with pytest.raises(ChecklistUndecided) as undecided:
        EMPTY.require_complete()
    assert undecided.value.numbers == (1, 2, 3, 4, 5)
    with pytest.raises(ChecklistUndecided, match="los requisitos 1, 2"):
        EMPTY.require_faults()
    one = replace(all_accepted(), findings={n: found(n, Verdict.ACCEPTED) for n in (1, 2, 3, 4)})
    with pytest.raises(ChecklistUndecided, match="el requisito 5"):
        one.require_complete()


def test_a_service_without_requirements_is_complete() -> None:
    none = Checklist((), {})
    none.require_complete()
    with pytest.raises(NothingToReturn):
        none.require_faults()


def test_all_in_order() -> None:
    whole = all_accepted()
    whole.require_complete()
    assert whole.settled == (1, 2, 3, 4, 5)
    with pytest.raises(NothingToReturn):
        whole.require_faults()


def test_faults_are_handed_back() -> None:
    faulty = all_accepted().marked(found(1, Verdict.REJECTED, reason="seal"))
    faulty = faulty.marked(found(4, Verdict.MISSING))
    assert faulty.faults == (1, 4)
    faulty.require_faults()
    with pytest.raises(ChecklistFaulty) as error:
        faulty.require_complete()
    assert error.value.numbers == (1, 4)
    assert [one.requirement for one in faulty.carried_over()] == [2, 3, 5]


def test_what_depends_on_something_that_does_not_apply_does_not_apply_either() -> None:
    checklist = EMPTY.marked(found(3, Verdict.REJECTED, reason=OTHER_REASON, text="Sin fecha"))
    checklist = checklist.marked(found(2, Verdict.NOT_APPLICABLE))
    assert checklist.settled == (2, 3, 5)
    assert checklist.finding(3) == replace(
        found(3, Verdict.NOT_APPLICABLE), reason="", text="", place=""
    )
    with pytest.raises(InvalidInput):
        checklist.marked(found(5, Verdict.ACCEPTED))
    checklist.marked(found(5, Verdict.PENDING))
    again = checklist.marked(found(2, Verdict.ACCEPTED))
    assert again.finding(3).verdict is Verdict.REJECTED
    assert again.finding(5).verdict is Verdict.PENDING
    # What follows from another is not carried over as if somebody had decided it.
    assert [one.requirement for one in checklist.carried_over()] == [2]


def test_a_cycle_or_a_gap_of_conditions_never_hangs() -> None:
    ring = (
        Requirement(1, "Uno", "Uno", depends_on=(2, 9)),
        Requirement(2, "Dos", "Dos", depends_on=(1,)),
        Requirement(3, "Tres", "Tres", depends_on=(1, 2)),
    )
    checklist = Checklist(ring, {})
    assert checklist.undecided == (1, 2, 3)
    assert Checklist(ring, {7: found(7, Verdict.ACCEPTED)}).finding(7).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "finding",
    [
        found(9, Verdict.ACCEPTED),
        found(1, Verdict.NOT_APPLICABLE),
        found(1, Verdict.VERIFIED, place="SRI"),
        found(4, Verdict.VERIFIED),
        found(1, Verdict.REJECTED),
        found(1, Verdict.REJECTED, reason="unknown"),
        found(1, Verdict.REJECTED, reason=OTHER_REASON),
    ],
)
def test_a_mark_that_does_not_fit_is_refused(finding: Finding) -> None:
    with pytest.raises(InvalidInput):
        EMPTY.marked(finding)


def test_verified_in_a_registry() -> None:
    assert 4 in EMPTY.marked(found(4, Verdict.VERIFIED, place="SRI en línea")).settled


def test_what_was_wrong_is_said() -> None:
    form = ASKED[0]
    assert problem_words(form, found(1, Verdict.MISSING)) == "No se presentó."
    assert problem_words(form, found(1, Verdict.MISSING, text="solo la copia")) == (
        "No se presentó: solo la copia"
    )
    assert problem_words(form, found(1, Verdict.REJECTED, reason="seal")) == "Falta el sello"
    assert problem_words(form, found(1, Verdict.REJECTED, reason="seal", text="hoja 2")) == (
        "Falta el sello: hoja 2"
    )
    assert problem_words(form, found(1, Verdict.REJECTED, reason=OTHER_REASON, text="Roto")) == (
        "Roto"
    )


def test_steps_go_with_their_requirement() -> None:
    service = replace(a_service(), requirements=ASKED)
    codes = [step.code for step in steps_of(service, all_accepted())]
    assert codes == ["always", "replacement"]
    without = EMPTY.marked(found(2, Verdict.NOT_APPLICABLE))
    assert [step.code for step in steps_of(service, without)] == ["always"]


VERDICTS = st.sampled_from([Verdict.ACCEPTED, Verdict.MISSING, Verdict.PENDING])


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 5]), VERDICTS), max_size=20))
def test_every_requirement_is_in_one_list_only(marks: list[tuple[int, Verdict]]) -> None:
    checklist = EMPTY
    for number, verdict in marks:
        checklist = checklist.marked(found(number, verdict))
    lists = (checklist.undecided, checklist.faults, checklist.settled)
    assert sorted(sum(lists, ())) == [1, 2, 3, 4, 5]
    assert checklist.complete == (checklist.settled == (1, 2, 3, 4, 5))

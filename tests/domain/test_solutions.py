"""Solutions: what may be written in one, and who may change it when."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.errors import InvalidInput
from domain.ids import new_id
from domain.solutions import (
    OwnProposal,
    Solution,
    SolutionContent,
    SolutionState,
    SolutionType,
    WrongSolutionState,
    checked_content,
    solution_number,
)

NOW = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
CLERK, REVIEWER = new_id(), new_id()
CONTENT = SolutionContent(SolutionType.CORRECTED, "Pago rechazado", "Envíelo otra vez", "pagos")
PROPOSED = Solution(new_id(), new_id(), 42, CONTENT, SolutionState.PROPOSED, CLERK, NOW)
APPROVED = PROPOSED.approved(REVIEWER, NOW, CONTENT)
RETIRED = APPROVED.retired(REVIEWER, NOW, "Ya no sirve")


def test_it_reads_as_its_content() -> None:
    read = (PROPOSED.type, PROPOSED.title, PROPOSED.text, PROPOSED.topic, PROPOSED.system)
    assert SolutionContent(*read) == CONTENT
    assert PROPOSED.code == "S-0042"
    assert [one.usable for one in (PROPOSED, APPROVED, RETIRED)] == [False, True, False]


def test_it_is_approved_with_the_reviewers_words() -> None:
    words = replace(CONTENT, title="Pago devuelto por el banco")
    done = PROPOSED.approved(REVIEWER, NOW, words)
    assert done == replace(
        PROPOSED,
        content=words,
        state=SolutionState.APPROVED,
        reviewed_by=REVIEWER,
        reviewed_at=NOW,
        version=2,
    )


def test_nobody_approves_their_own_proposal_but_may_withdraw_it() -> None:
    with pytest.raises(OwnProposal):
        PROPOSED.approved(CLERK, NOW, CONTENT)
    assert PROPOSED.retired(CLERK, NOW, "Me equivoqué").state is SolutionState.RETIRED


def test_what_is_retired_keeps_its_words_and_says_why() -> None:
    assert (RETIRED.content, RETIRED.reason, RETIRED.version) == (CONTENT, "Ya no sirve", 3)
    assert PROPOSED.retired(REVIEWER, NOW, "Repetida").state is SolutionState.RETIRED


def test_an_approved_one_is_edited() -> None:
    words = replace(CONTENT, text="Otra cosa")
    assert APPROVED.edited(CLERK, NOW, words).content == words


def test_what_its_state_does_not_allow_is_refused_in_words() -> None:
    with pytest.raises(WrongSolutionState, match=r"S-0042 .*está «aprobada»"):
        APPROVED.approved(REVIEWER, NOW, CONTENT)
    for one in (PROPOSED, RETIRED):
        with pytest.raises(WrongSolutionState):
            one.edited(REVIEWER, NOW, CONTENT)
    with pytest.raises(WrongSolutionState):
        RETIRED.retired(REVIEWER, NOW, "Otra vez")


def test_typed_fields_are_cleaned_or_refused() -> None:
    typed = SolutionContent(SolutionType.DONE, "  Pago \n rechazado ", " x ", " pagos ", "eSIGEF ")
    assert checked_content(typed) == SolutionContent(
        SolutionType.DONE, "Pago rechazado", "x", "pagos", "eSIGEF"
    )
    for wrong in (
        replace(typed, title=" "),
        replace(typed, text=""),
        replace(typed, title="x" * 121),
        replace(typed, text="x" * 601),
        replace(typed, topic="x" * 61),
        replace(typed, system="a\0b"),
        replace(typed, text="\ud800"),
    ):
        with pytest.raises(InvalidInput):
            checked_content(wrong)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("S-0042", 42), (" s42 ", 42), ("S-12345", 12345), ("42", None), ("S-", None), ("", None)],
)
def test_codes_are_read_as_they_are_said(typed: str, number: int | None) -> None:
    assert solution_number(typed) == number

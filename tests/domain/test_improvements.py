"""Corrective and preventive actions: their states, and that nobody verifies their own work."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.errors import InvalidInput, KnownError
from domain.figures.periods import Period
from domain.figures.rankings import RankBy, RankLine
from domain.ids import new_id
from domain.improvements import (
    UNDER_WAY,
    Cause,
    CauseKind,
    Improvement,
    ImprovementKind,
    ImprovementState,
    OwnImprovement,
    WrongImprovementState,
    before_day,
    cause_of,
    check_due,
    checked_cause,
    checked_words,
)

TODAY = date(2026, 12, 4)
NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
ANA, SARA, SIMON = new_id(), new_id(), new_id()
PEOPLE = st.sampled_from([ANA, SARA, SIMON])


def an_action(due: date = TODAY) -> Improvement:
    cause = Cause(CauseKind.FREE, "Faltan sellos")
    return Improvement(
        new_id(), new_id(), ImprovementKind.CORRECTIVE, cause, "Marcar", ANA, due, SARA, NOW, 7
    )


class Way(RuleBasedStateMachine):
    """Anybody tries anything with one action."""

    def __init__(self) -> None:
        super().__init__()
        self.one = an_action()
        self.refused = 0
        self.made = 1

    def _try(self, allowed: bool, changed: "Improvement | KnownError") -> None:
        assert allowed == isinstance(changed, Improvement)
        if isinstance(changed, Improvement):
            self.made += 1
            assert changed.version == self.made
            self.one = changed

    @rule(who=PEOPLE)
    def do(self, who: UUID) -> None:
        """Note that it was done."""
        state = self.one.state
        self._try(state is ImprovementState.OPEN, attempt(lambda: self.one.done(who, NOW, "Hecho")))

    @rule(who=PEOPLE)
    def change(self, who: UUID) -> None:
        """Hand it to somebody else."""
        state = self.one.state
        self._try(
            state is ImprovementState.OPEN, attempt(lambda: self.one.changed("x", who, TODAY))
        )

    @rule(who=PEOPLE, effective=st.booleans())
    def verify(self, who: UUID, effective: bool) -> None:
        """Say whether it worked."""
        one = self.one
        others = who not in (one.responsible_id, one.done_by)
        self._try(
            one.state is ImprovementState.DONE and others,
            attempt(lambda: one.verified(who, NOW, effective=effective, words="Visto", after=3)),
        )

    @rule()
    def drop(self) -> None:
        """Give it up."""
        state = self.one.state
        self._try(state in UNDER_WAY, attempt(lambda: self.one.dropped("Ya no hace falta")))

    @invariant()
    def it_tells_what_happened(self) -> None:
        """Each state has what belongs to it."""
        one = self.one
        judged = one.state in {ImprovementState.EFFECTIVE, ImprovementState.INEFFECTIVE}
        assert judged == (one.verified_by is not None) == (one.after is not None)
        if judged:
            assert one.verified_by not in (one.responsible_id, one.done_by)
        if one.state is ImprovementState.OPEN:
            assert one.done_at is None
        assert one.is_overdue(TODAY + timedelta(days=1)) == (one.state is ImprovementState.OPEN)
        assert not one.is_overdue(TODAY)


def attempt(work: object) -> "Improvement | KnownError":
    assert callable(work)
    try:
        made = work()
    except (WrongImprovementState, OwnImprovement) as refused:
        return refused
    assert isinstance(made, Improvement)
    return made


TestWay = Way.TestCase


def test_its_thirty_days_are_whole_and_end_yesterday() -> None:
    assert before_day(TODAY) == Period(date(2026, 11, 4), date(2026, 12, 3))
    assert before_day(TODAY).length == 30


@pytest.mark.parametrize("by", RankBy)
def test_any_line_of_a_ranking_is_a_cause(by: RankBy) -> None:
    cause = cause_of(by, RankLine("clave", 3, "Sello", "Servicio, requisito 5", 7))
    assert cause.kind.rank is by
    assert (cause.words, cause.service, cause.key) == ("Sello · Servicio, requisito 5", 3, "clave")
    assert len(cause_of(by, RankLine("k", 0, "x" * 999, "", 1)).words) == 300


def test_a_free_cause_is_of_no_ranking() -> None:
    assert CauseKind.FREE.rank is None
    cause = checked_cause(Cause(CauseKind.FREE, "  Faltan \n sellos ", 3, "clave"))
    assert cause == Cause(CauseKind.FREE, "Faltan sellos")
    named = Cause(CauseKind.TOPIC, "Acceso", 6, "access")
    assert checked_cause(named) == named
    for bad in ("", "x" * 301, "a\x00b"):
        with pytest.raises(InvalidInput):
            checked_cause(Cause(CauseKind.TOPIC, bad))


@given(st.integers(-400, 800))
def test_it_is_due_within_a_year(days: int) -> None:
    due = TODAY + timedelta(days=days)
    if 0 <= days <= 366:
        assert check_due(due, TODAY) == due
    else:
        with pytest.raises(InvalidInput):
            check_due(due, TODAY)


@given(st.text(max_size=700))
def test_words_are_kept_or_refused(raw: str) -> None:
    try:
        kept = checked_words(raw, "Resultado")
    except InvalidInput:
        return
    assert kept
    assert checked_words(kept, "Resultado") == kept

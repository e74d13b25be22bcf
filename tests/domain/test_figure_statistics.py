"""What follows from what was counted."""

from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.day_figures import Spread, spread
from domain.figures.facts import (
    COUNTED,
    NOTHING,
    Counts,
    Fact,
    FactKey,
    merged,
    summed,
    total,
)
from domain.figures.periods import Period, day_of
from domain.figures.statistics import (
    By,
    Dated,
    Dim,
    Figures,
    Filter,
    Gap,
    GapKind,
    KnownOffice,
    Question,
    figures_of,
    grouped,
    spread_of,
)

ANA, EVA = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=8), UUID(int=9)
DAY = date(2026, 12, 4)


@given(st.lists(st.integers(0, 300), max_size=60))
def test_the_spread_of_a_histogram_is_that_of_its_minutes(minutes: list[int]) -> None:
    histogram = tuple(sorted(Counter(minutes).items()))
    assert spread_of(histogram) == spread([float(one) for one in minutes])


@given(st.lists(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 5)), max_size=9), max_size=5))
def test_histograms_are_added(many: list[list[tuple[int, int]]]) -> None:
    one_by_one = Counter(m for one in many for m, count in one for _ in range(count))
    assert merged(tuple(one) for one in many) == tuple(sorted(one_by_one.items()))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(0, 9))))
def test_facts_are_summed_by_key(many: list[tuple[int, int, int]]) -> None:
    facts = [
        Fact(FactKey(service, "phone"), Counts(issued=issued, score5=score), ((issued, 1),))
        for service, issued, score in many
    ]
    found = {fact.key: fact for fact in summed(facts)}
    assert total(found.values()) == total(facts)
    assert total(facts) == Counts(
        issued=sum(issued for _, issued, _ in many), score5=sum(score for _, _, score in many)
    )
    for key, fact in found.items():
        same = [one for one in facts if one.key == key]
        assert fact.counts == total(same)
        assert sum(count for _, count in fact.waits) == len(same)
    assert sum((fact.counts for fact in facts), NOTHING) == total(facts)


def test_shares() -> None:
    counts = Counts(
        calls=3, no_shows=1, served=8, lost=2, opened=4, returned=6, promised=5, on_time=4,
        answer_minutes=100, asked=10, replied=4, score1=1, score4=1, score5=2,
    )  # fmt: skip
    figures = Figures(counts, ((1, 1), (5, 3)), ((9, 1),))
    assert figures.on_time == 0.8
    assert figures.return_rate == 1.5
    assert figures.no_show_rate == 0.25
    assert figures.lost_rate == 0.25
    assert figures.satisfaction == 0.75
    assert figures.reply_rate == 0.4
    assert figures.answer_minutes == 20
    assert (figures.wait, figures.attention) == (Spread(5, 5), Spread(9, 9))
    assert not figures.is_empty


def test_shares_of_nothing_are_empty() -> None:
    figures = Figures()
    assert figures.is_empty
    assert (figures.wait, figures.attention) == (Spread(), Spread())
    assert {
        figures.on_time, figures.return_rate, figures.no_show_rate, figures.lost_rate,
        figures.satisfaction, figures.reply_rate, figures.answer_minutes,
    } == {None}  # fmt: skip


def _facts() -> list[Dated]:
    return [
        Dated(office, day, Fact(FactKey(service, channel, counter, staff), Counts(calls=1)))
        for office in (HERE, THERE)
        for day in (DAY, date(2026, 12, 11), date(2027, 1, 4))
        for service, channel, counter, staff in (
            (6, "in_person", 1, ANA),
            (7, "phone", 0, EVA),
            (7, "phone", 0, None),
        )
    ]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.SERVICE, {6: 6, 7: 12}),
        (By.COUNTER, {1: 6, 0: 12}),
        (By.SPECIALIST, {ANA: 6, EVA: 6, None: 6}),
        (By.CHANNEL, {"in_person": 6, "phone": 12}),
        (By.OFFICE, {HERE: 9, THERE: 9}),
        (By.DAY, {DAY: 6, date(2026, 12, 11): 6, date(2027, 1, 4): 6}),
        (By.WEEK, {date(2026, 11, 30): 6, date(2026, 12, 7): 6, date(2027, 1, 4): 6}),
        (By.MONTH, {date(2026, 12, 1): 12, date(2027, 1, 1): 6}),
    ],
)
def test_facts_are_grouped(by: By, keys: dict[object, int]) -> None:
    found = grouped(Question(day_of(DAY), by), _facts())
    assert {key: figures_of(facts).counts.calls for key, facts in found.items()} == keys


def test_what_is_kept_apart_is_what_is_asked() -> None:
    question = Question(day_of(DAY), By.DAY)
    assert question.dims == frozenset()
    assert replace(question, by=By.SPECIALIST).dims == {Dim.STAFF}
    only = Filter(frozenset({6}), frozenset({1}), frozenset({ANA}), frozenset({"in_person"}))
    assert replace(question, only=only).dims == set(Dim)
    found = grouped(replace(question, only=only), _facts())
    assert {key: len(facts) for key, facts in found.items()} == {
        DAY: 2, date(2026, 12, 11): 2, date(2027, 1, 4): 2,
    }  # fmt: skip
    for other in (
        Filter(services=frozenset({5})),
        Filter(counters=frozenset({9})),
        Filter(staff=frozenset({UUID(int=7)})),
        Filter(channels=frozenset({"email"})),
    ):
        assert grouped(replace(question, only=other), _facts()) == {}


def test_what_is_missing_is_said() -> None:
    gap = Gap("Quito", GapKind.NOT_COUNTED, (DAY,))
    assert gap.words == "Quito: 1 día por contar (04/12/2026)"
    gap = Gap("Guayaquil", GapKind.NOT_HEARD, (DAY, date(2026, 12, 7)))
    assert gap.words == "Guayaquil: 2 días sin datos de la oficina (04/12/2026 a 07/12/2026)"


def test_an_office_is_missed_on_its_working_days() -> None:
    week = Period(date(2026, 11, 30), date(2026, 12, 6))
    never = KnownOffice(HERE, "GYE", "Guayaquil")
    assert never.missing(week, date(2026, 12, 20)) == tuple(
        date(2026, 12, day) if day < 30 else date(2026, 11, day) for day in (30, 1, 2, 3, 4)
    )
    known = replace(never, first_day=date(2020, 1, 1), last_day=date(2026, 12, 3))
    assert known.missing(week, date(2026, 12, 3)) == ()
    assert known.missing(week, date(2026, 12, 20)) == (DAY,)
    assert replace(known, last_day=DAY).missing(week, date(2026, 12, 20)) == ()
    assert len(COUNTED) == 29

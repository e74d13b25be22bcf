"""Periods: what they are, what is before and after them, how they are called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.figures.periods import (
    Period,
    PeriodKind,
    day_of,
    month_of,
    quarter_of,
    week_of,
    year_of,
)

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MAKERS = {
    PeriodKind.DAY: day_of,
    PeriodKind.WEEK: week_of,
    PeriodKind.MONTH: month_of,
    PeriodKind.QUARTER: quarter_of,
    PeriodKind.YEAR: year_of,
}


@given(day=days, kind=st.sampled_from(sorted(MAKERS)))
def test_a_period_holds_its_day_and_follows_the_one_before(day: date, kind: PeriodKind) -> None:
    period = MAKERS[kind](day)
    assert period.kind is kind
    assert period.since <= day <= period.until
    before, after = period.previous(), period.following()
    assert before.until + timedelta(days=1) == period.since
    assert period.until + timedelta(days=1) == after.since
    assert (before.kind, after.kind) == (kind, kind)
    assert before.following() == period == after.previous()
    assert [*period.days()][0::10_000] == [period.since]
    assert len([*period.days()]) == period.length


@given(since=days, length=st.integers(0, 900))
def test_months_that_lie_in_a_period_whole(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    expected = [
        day for day in period.days() if day.day == 1 and month_of(day).until <= period.until
    ]
    assert list(period.months()) == expected
    before = period.previous()
    assert before.until < period.since
    if period.kind is PeriodKind.OTHER:
        assert (before.length, period.following().length) == (period.length, period.length)


def test_a_period_that_goes_on_is_compared_with_as_many_days() -> None:
    march = month_of(date(2026, 3, 1))
    assert march.previous() == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert march.previous(date(2026, 3, 10)) == Period(date(2026, 2, 1), date(2026, 2, 10))
    assert march.previous(date(2026, 3, 30)) == march.previous()  # February has no more
    assert march.previous(date(2026, 3, 31)) == march.previous(date(2026, 5, 1)) == march.previous()
    day = day_of(date(2026, 1, 1))
    assert day.previous(day.since) == day_of(date(2025, 12, 31))


def test_words() -> None:
    day = date(2026, 12, 4)
    assert day_of(day).words == "4 de diciembre de 2026"
    assert month_of(day).words == "diciembre de 2026"
    assert quarter_of(day).words == "cuarto trimestre de 2026"
    assert year_of(day).words == "año 2026"
    assert week_of(day).words == "del 30 de noviembre de 2026 al 6 de diciembre de 2026"
    odd = Period(date(2025, 12, 1), date(2026, 2, 28))
    assert odd.kind is PeriodKind.OTHER
    assert Period(date(2026, 2, 1), date(2026, 4, 30)).kind is PeriodKind.OTHER
    assert Period(date(2026, 1, 1), date(2026, 2, 28)).kind is PeriodKind.OTHER
    assert odd.words == "del 1 de diciembre de 2025 al 28 de febrero de 2026"


def test_what_lies_between_two_days() -> None:
    month = month_of(date(2026, 12, 4))
    assert month.cut(date(2026, 12, 30), date(2027, 1, 9)) == Period(
        date(2026, 12, 30), date(2026, 12, 31)
    )
    assert month.cut(date(2027, 1, 1), date(2027, 1, 9)) is None


def test_an_end_before_its_beginning_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Period(date(2026, 12, 4), date(2026, 12, 3))

"""Who is expected: rules that hold for any past, and pasts whose answer is known."""

from datetime import date, timedelta
from math import exp, lgamma, log
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Calendar, DecreedDay
from domain.figures.forecast import (
    THIN,
    Coming,
    DayArrivals,
    amount,
    expect,
    last_week,
    mean_of_last,
)
from domain.figures.forecast_calendar import Mark, marks_of, words_of
from domain.figures.forecast_trial import Trial, score, try_days
from domain.offices import WORKING_DAYS
from tools.forecast_trial import HOURS, WAYS, history, poisson

PLACE = ("QUITO",)
LAW = Calendar()
MONDAY = date(2026, 9, 7)


def works(day: date) -> bool:
    return LAW.is_working(day, PLACE)


def working_days(first: date, many: int) -> list[date]:
    found: list[date] = []
    while len(found) < many:
        if works(first):
            found.append(first)
        first += timedelta(days=1)
    return found


def flat(many: int, total: int = 60, first: date = MONDAY) -> list[DayArrivals]:
    """Return days on which the same came, evenly in six half hours."""
    each = dict.fromkeys(range(16, 22), total // 6)
    return [DayArrivals(day, total, each) for day in working_days(first, many)]


def said(past: list[DayArrivals], day: date, ahead: int = 1) -> Coming:
    marks = marks_of([*(one.day for one in past), day], works, WORKING_DAYS)
    found = expect(past, day, marks, ahead=ahead)
    assert found is not None
    return found


def after(past: list[DayArrivals]) -> date:
    return working_days(past[-1].day + timedelta(days=1), 1)[0]


# ------------------------------------------------------------------ what always holds


@st.composite
def pasts(draw: st.DrawFn) -> list[DayArrivals]:
    many = draw(st.integers(1, 60))
    chance = Random(draw(st.integers(0, 2**32)))
    most = draw(st.sampled_from([0, 1, 8, 300]))
    found = []
    for day in working_days(date(2025, 11, 24), many):
        if chance.random() < 0.9:
            halves = {s: chance.randrange(most + 1) for s in range(14, 36) if chance.random() < 0.7}
            found.append(DayArrivals(day, sum(halves.values()), halves))
    return found or [DayArrivals(date(2026, 1, 5), 3)]


@given(past=pasts(), ahead=st.integers(1, 10))
@settings(max_examples=40)
def test_any_past_gives_a_forecast_that_makes_sense(past: list[DayArrivals], ahead: int) -> None:
    day = after(past)
    found = said(past, day, ahead)
    assert said(past, day, ahead) == found
    for one in (found.total, *found.halves.values()):
        assert 0 <= one.low <= one.high
        assert 0 <= one.expected < 100_000
    if found.halves:
        halves = sum(one.expected for one in found.halves.values())
        assert halves == pytest.approx(found.total.expected)
    assert list(found.halves) == sorted(found.halves)
    assert found.spread >= 0
    assert found.known == len(past)
    assert found.thin == (len(past) < THIN)


def test_of_no_day_nothing_is_said() -> None:
    assert expect([], MONDAY, {}) is None
    assert last_week([], MONDAY) is None
    assert mean_of_last([], MONDAY) is None
    assert score([]) is None


def test_one_day_is_said_again_and_doubted() -> None:
    found = said(flat(1), after(flat(1)))
    assert found.thin
    assert found.total.expected == 60
    assert found.total.low < 45 < 75 < found.total.high


def test_a_past_without_half_hours_is_spread_over_the_hours() -> None:
    past = [DayArrivals(one.day, one.total) for one in flat(12)]
    marks = marks_of([*(one.day for one in past), after(past)], works, WORKING_DAYS)
    found = expect(past, after(past), marks, hours=range(16, 20))
    assert found is not None
    assert [round(one.expected) for one in found.halves.values()] == [15, 15, 15, 15]
    open_always = expect(past, after(past), marks)
    assert open_always is not None
    assert not open_always.halves


def test_half_hours_out_of_the_hours_are_left_to_the_others() -> None:
    past = flat(15)
    marks = marks_of([*(one.day for one in past), after(past)], works, WORKING_DAYS)
    found = expect(past, after(past), marks, hours=range(16, 19))
    assert found is not None
    assert list(found.halves) == [16, 17, 18]
    assert sum(one.expected for one in found.halves.values()) == pytest.approx(60, rel=0.01)


# ------------------------------------------------------------------ pasts with a known answer


def test_what_never_changes_goes_on() -> None:
    past = flat(100)
    found = said(past, after(past))
    assert found.total.expected == pytest.approx(60, rel=0.02)
    assert all(one.expected == pytest.approx(10, rel=0.02) for one in found.halves.values())


def test_a_weekday_has_its_own_height_and_its_own_half_hours() -> None:
    past = [
        DayArrivals(day, 120, {16: 90, 20: 30})
        if day.weekday() == 0
        else DayArrivals(day, 60, {16: 10, 20: 50})
        for day in working_days(date(2025, 9, 8), 200)
    ]
    monday = next(
        day for day in working_days(past[-1].day + timedelta(days=1), 8) if day.weekday() == 0
    )
    found = said(past, monday)
    assert found.total.expected == pytest.approx(120, rel=0.08)
    assert found.halves[16].expected > 1.5 * found.halves[20].expected
    assert found.halves[17].expected == 0
    assert said(past, monday + timedelta(days=1)).total.expected == pytest.approx(60, rel=0.08)


def test_the_end_of_the_month_is_known_again() -> None:
    days = working_days(date(2025, 1, 6), 430)
    marks = marks_of(days, works, WORKING_DAYS)
    past = [DayArrivals(day, 150 if Mark.LAST in marks[day] else 80) for day in days]
    last = next(day for day in reversed(days) if Mark.LAST in marks[day])
    before = [one for one in past if one.day < last]
    assert said(before, last).total.expected > 120
    assert said(before[:-1], before[-1].day).total.expected < 90


def test_a_day_without_system_does_not_move_what_is_expected() -> None:
    past = flat(80)
    past[-1] = DayArrivals(past[-1].day, 5, {16: 5})
    assert said(past, after(past)).total.expected == pytest.approx(60, rel=0.2)
    four = [*past[:-4], *(DayArrivals(one.day, 20, {16: 20}) for one in past[-4:])]
    assert said(four, after(four)).total.expected < said(past, after(past)).total.expected


def test_a_new_height_is_learnt_within_two_weeks() -> None:
    past = flat(80, 60)
    past += flat(10, 120, after(past))
    assert said(past, after(past)).total.expected == pytest.approx(120, rel=0.2)


def test_a_mark_never_seen_widens_the_bounds() -> None:
    past = flat(12)
    plain = working_days(past[-1].day + timedelta(days=1), 1)[0]
    marks = marks_of([*(one.day for one in past), plain], works, WORKING_DAYS)
    seen = expect(past, plain, marks)
    marks[plain] = (*marks[plain], Mark.AFTER_REST)
    unseen = expect(past, plain, marks)
    assert seen is not None
    assert unseen is not None
    assert unseen.total.high > seen.total.high


def test_a_day_that_is_missing_is_not_taken_for_an_empty_one() -> None:
    past = flat(40)
    without = [one for one in past if one.day.weekday() != 2]
    assert said(without, after(past)).total.expected == pytest.approx(60, rel=0.05)


# ------------------------------------------------------------------ the bounds


@pytest.mark.parametrize(("mean", "spread"), [(0.4, 0.0), (7, 0.0), (60, 0.05), (2000, 0.01)])
def test_nine_of_ten_lie_within_the_bounds(mean: float, spread: float) -> None:
    found = amount(mean, spread)
    assert _inside(mean, spread, found.low, found.high) >= 0.9
    assert _inside(mean, spread, found.low + 1, found.high) < 0.96 or found.low == 0
    assert _inside(mean, spread, 0, found.high - 1) < 0.95


def _inside(mean: float, spread: float, low: int, high: int) -> float:
    """Sum up the chances from the definition of the two distributions."""
    total = 0.0
    for count in range(low, high + 1):
        if spread:
            size = 1 / spread
            chance = (size + mean, mean / (size + mean))
            total += exp(
                lgamma(count + size)
                - lgamma(size)
                - lgamma(count + 1)
                + size * log(size / chance[0])
                + count * log(chance[1])
            )
        else:
            total += exp(count * log(mean) - mean - lgamma(count + 1))
    return total


def test_nobody_expected_is_nobody() -> None:
    assert (amount(0, 0.1).low, amount(0, 0.1).high) == (0, 0)


# ------------------------------------------------------------------ the calendar


def marks(*days: date, place: str = "QUITO", calendar: Calendar = LAW) -> list[set[str]]:
    found = marks_of(days, lambda day: calendar.is_working(day, (place,)), WORKING_DAYS)
    return [set(found[day][1:]) for day in days]


def test_days_beside_a_holiday_that_moved() -> None:
    # 9 October 2025, a Thursday, was kept on Friday 10: Thursday is before, Monday after.
    assert marks(date(2025, 10, 9), date(2025, 10, 13)) == [{"before_rest"}, {"after_rest"}]
    # Quito's 6 December 2020, a Sunday, was kept on Monday 7, in Quito alone.
    assert marks(date(2020, 12, 4), date(2020, 12, 8)) == [{"before_rest"}, {"after_rest"}]
    assert marks(date(2020, 12, 8), place="CUENCA") == [set()]
    # Tuesday 9 October 2018 was worked, Monday 8 was not.
    assert marks(date(2018, 10, 9), date(2018, 10, 5)) == [{"after_rest"}, {"before_rest"}]


def test_the_ends_of_a_month_and_of_a_year() -> None:
    # 25 December 2026 and 1 January 2027 are Fridays.
    assert marks(date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 29)) == [
        {"last", "before_rest"},
        {"first", "after_rest"},
        {"ending"},
    ]
    assert marks(date(2027, 1, 5), date(2027, 1, 7)) == [{"beginning"}, set()]


def test_the_advance_is_paid_on_the_fifteenth_or_before() -> None:
    assert marks(date(2026, 9, 15), date(2026, 11, 13), date(2026, 11, 16)) == [
        {"advance"},
        {"advance"},
        set(),
    ]


def test_a_decreed_day_is_a_day_of_rest_too() -> None:
    decreed = Calendar((DecreedDay(date(2026, 9, 16), False),))
    assert marks(date(2026, 9, 15), date(2026, 9, 17), calendar=decreed) == [
        {"advance", "before_rest"},
        {"after_rest"},
    ]


def test_a_saturday_that_is_worked_and_one_that_is_not() -> None:
    worked = Calendar((DecreedDay(date(2026, 9, 19), True),))
    assert marks(date(2026, 9, 18), date(2026, 9, 19), calendar=worked) == [set(), set()]
    assert marks(date(2026, 9, 26)) == [set()]
    assert marks_of([], works, WORKING_DAYS) == {}
    nobody = marks_of([MONDAY], lambda _day: False, WORKING_DAYS)
    assert nobody == {MONDAY: ("0",)}
    alone = marks_of([MONDAY], lambda day: day == MONDAY, frozenset({0}))
    assert set(alone[MONDAY][1:]) == {"first", "last", "advance"}


def test_what_is_particular_is_said_in_words() -> None:
    assert words_of(("0",)) == "lunes"
    assert words_of(("3", "last", "before_rest")) == (
        "jueves, último día laborable del mes, antes de feriado"
    )


# ------------------------------------------------------------------ the plain ways


def test_last_week_is_the_last_of_the_weekday() -> None:
    past = flat(30)
    day = after(past)
    found = last_week(past, day)
    assert found is not None
    assert found.day == day - timedelta(days=7)
    without = [one for one in past if one.day != found.day]
    again = last_week(without, day)
    assert again is not None
    assert again.day == day - timedelta(days=14)
    assert last_week(past[:5], day + timedelta(days=70)) is None


def test_the_mean_of_the_last_four_is_counted_by_half_hours() -> None:
    days = [MONDAY + timedelta(weeks=n) for n in range(5)]
    past = [
        DayArrivals(day, came, {16: came})
        for day, came in zip(days, (900, 10, 20, 30, 40), strict=True)
    ]
    found = mean_of_last(past, MONDAY + timedelta(weeks=5))
    assert found is not None
    assert (found.total, found.halves) == (25, {16: 25})


# ------------------------------------------------------------------ tried on past days


def test_a_trial_counts_what_it_says() -> None:
    """Two days counted by hand: each way's misses by day and by half hour."""
    past = flat(30)
    past[-1] = DayArrivals(past[-1].day, 72, {**past[-1].halves, 16: 22})
    marks = marks_of([one.day for one in past], works, WORKING_DAYS)
    tried = try_days(past, marks, 2)
    assert tried is not None
    assert [one.came.total for one in tried] == [60, 72]
    found = score(tried)
    assert found is not None
    assert found.days == 2
    assert found.last_week.day == 6
    assert found.last_week.half == 1
    assert found.mean_of_four.day == 6
    assert found.ours.day == pytest.approx(6, abs=0.8)
    assert found.inside_day in {0.5, 1.0}
    assert found.better_by == pytest.approx(1 - found.ours.day / 6)
    assert found.better_by_half == pytest.approx(1 - found.ours.half)


def test_a_trial_of_days_that_are_all_alike_divides_by_nothing() -> None:
    past = [DayArrivals(one.day, one.total) for one in flat(30)]
    marks = marks_of([one.day for one in past], works, WORKING_DAYS)
    found = score(try_days(past, marks, 5) or ())
    assert found is not None
    assert (found.better_by, found.better_by_half) == (0, 0)
    assert found.inside_half == 1


def test_a_trial_needs_days_before_and_can_be_stopped() -> None:
    past = flat(THIN)
    marks = marks_of([one.day for one in past], works, WORKING_DAYS)
    assert try_days(past, marks, 20) == ()
    longer = flat(THIN + 3)
    marks = marks_of([one.day for one in longer], works, WORKING_DAYS)
    assert len(try_days(longer, marks, 20) or ()) == 3
    assert try_days(longer, marks, 20, stop=lambda: True) is None
    # Weeks without a day closed: no weekday has an earlier one to be held against.
    away = [*longer[:THIN], *flat(1, first=date(2027, 6, 7))]
    marks = marks_of([one.day for one in away], works, WORKING_DAYS)
    assert try_days(away, marks, 1) == ()


def test_no_day_is_known_before_it_comes() -> None:
    """What comes later changes nothing of what was said before it."""
    past, marks = history(WAYS["month and holidays"], 3)
    short = try_days(past[:200], marks, 3)
    longer = try_days(past[:203], marks, 6)
    assert short is not None
    assert longer is not None
    assert longer[:3] == short


@pytest.mark.parametrize("name", ["even", "month and holidays", "shocks", "own walks"])
def test_it_misses_less_than_last_week(name: str) -> None:
    past, marks = history(WAYS[name], 1)
    found = score(try_days(past, marks, 40, hours=HOURS) or ())
    assert isinstance(found, Trial)
    assert found.ours.day < found.last_week.day
    assert found.ours.half < found.last_week.half
    assert found.inside_day >= 0.8
    assert 0.88 <= found.inside_half <= 0.99
    assert 0 < found.pinball_day < found.ours.day


def test_the_invented_days_come_at_the_rate_asked() -> None:
    chance = Random(1)
    assert fmean(poisson(4.5, chance) for _ in range(4000)) == pytest.approx(4.5, abs=0.12)

"""How far the forecast of arrivals is off: ``python -m tools.forecast_trial [seeds]``.

Invented histories of two years, each made another way (none of them the way in which the forecast
thinks), are forecast day by day from what was known on the evening before, beside "same as last
week" and "the mean of the last four of the same weekday". ``ventanilla forecast`` does the same
over an office's own days.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import exp, pi, sin
from random import Random
from statistics import fmean

from domain.calendar import Calendar
from domain.figures.forecast import DayArrivals
from domain.figures.forecast_calendar import Marks, marks_of
from domain.figures.forecast_trial import Trial, score, try_days
from domain.offices import WORKING_DAYS

FIRST, LAST = date(2024, 9, 2), date(2026, 10, 30)
TRIED = 120
HOURS = range(16, 34)
PLACE = ("QUITO",)
WAVES = (7, 9, 10, 10, 9, 8, 7, 6, 4, 3, 3, 4, 6, 7, 6, 5, 3, 1)
"""How many come in each half hour from 08:00, of a hundred and eight."""

Way = Callable[[Sequence[date], dict[date, Marks], Random], list[float]]
"""Makes how many are to come on each day; the chance of single people is added afterwards."""


def days() -> list[date]:
    """Return the working days of the history."""
    calendar = Calendar()
    span = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in span if calendar.is_working(day, PLACE)]


def even(span: Sequence[date], _marks: dict[date, Marks], _chance: Random) -> list[float]:
    """Return an office in which nothing changes."""
    return [110.0] * len(span)


def month(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return weekdays, ends of month and holidays, added and not multiplied."""
    weekday = (28, 8, -6, -10, -24)
    more = {"first": 45, "beginning": 20, "ending": 25, "last": 55, "advance": 15}
    more |= {"after_rest": 40, "before_rest": -20}
    return [
        max(100 + weekday[day.weekday()] + sum(more.get(m, 0) for m in marks[day]), 5)
        * chance.gammavariate(40, 1 / 40)
        for day in span
    ]


def trend(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return an office that doubles in a year, with its weekdays, and halves in the next."""
    found = []
    for place, day in enumerate(span):
        part = place / len(span)
        level = 70 * (1 + 2 * min(part, 1 - part) * 2)
        found.append(level * (1.25 - 0.1 * day.weekday()) * chance.gammavariate(60, 1 / 60))
    return found


def shocks(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return days without system, crowds of one day, and levels that change from one to the next."""
    level, found = 100.0, []
    for day in span:
        if chance.random() < 0.012:
            level = chance.choice((65.0, 90.0, 130.0, 160.0))
        odd = chance.choice((0.25, 0.4, 1.9)) if chance.random() < 0.05 else 1.0
        found.append(level * odd * (1.15 if day.weekday() == 0 else 1.0))
    return found


def year(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return the year of a budget: quiet in January, a rush in December, and slow waves."""
    wave, found = 0.0, []
    for day in span:
        wave = 0.85 * wave + chance.gauss(0, 0.07)
        season = 1 + 0.25 * sin(2 * pi * (day.timetuple().tm_yday - 250) / 365)
        rush = 1.5 if day.month == 12 and day.day > 10 else 1.0
        found.append(105 * season * rush * exp(wave) * (1.1 if day.weekday() < 2 else 0.95))
    return found


def own_walks(span: Sequence[date], _marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return weekdays that wander each by itself: what "same as last week" is made for."""
    levels, found = [80.0, 95.0, 110.0, 125.0, 140.0], []
    for day in span:
        here = day.weekday() % 5
        levels[here] *= exp(chance.gauss(0, 0.08))
        levels[here] += 0.05 * (110 - levels[here])
        found.append(levels[here])
    return found


def small(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return an office to which six a day come, more of them at the end of the month."""
    return [12.0 if {"last", "ending"} & set(marks[day]) else 6.0 for day in span]


def groups(span: Sequence[date], marks: dict[date, Marks], chance: Random) -> list[float]:
    """Return delegations: some days bring one or two buses."""
    return [
        60 + (30 if day.weekday() == 1 else 0) + 35 * chance.choice((0, 0, 0, 1, 1, 2))
        for day in span
    ]


WAYS: dict[str, Way] = {
    "even": even,
    "month and holidays": month,
    "trend": trend,
    "shocks": shocks,
    "year": year,
    "own walks": own_walks,
    "six a day": small,
    "groups": groups,
}


def history(way: Way, seed: int) -> tuple[list[DayArrivals], dict[date, Marks]]:
    """Return an invented history and what is particular about its days."""
    chance = Random(f"{way.__name__} {seed}")
    calendar, span = Calendar(), days()
    marks = marks_of(span, lambda day: calendar.is_working(day, PLACE), WORKING_DAYS)
    found = []
    for day, many in zip(span, way(span, marks, chance), strict=True):
        halves = {
            slot: came
            for slot, share in zip(HOURS, WAVES, strict=True)
            for came in [poisson(many * share / sum(WAVES), chance)]
            if came
        }
        found.append(DayArrivals(day, sum(halves.values()), halves))
    return found, marks


def poisson(mean: float, chance: Random) -> int:
    """Return how many come where ``mean`` are expected."""
    count, left = 0, chance.expovariate(1.0)
    while left < mean:
        count += 1
        left += chance.expovariate(1.0)
    return count


def line(name: str, trials: Sequence[Trial]) -> str:
    """Return the figures of one kind, as a row of a table."""
    ours, week = (fmean(getattr(t, w).day for t in trials) for w in ("ours", "last_week"))
    four = fmean(t.mean_of_four.day for t in trials)
    half, half_week = fmean(t.ours.half for t in trials), fmean(t.last_week.half for t in trials)
    half_four = fmean(t.mean_of_four.half for t in trials)
    return (
        f"| {name} | {ours:.1f} | {week:.1f} | {four:.1f} | {1 - ours / week:.0%} |"
        f" {half:.2f} | {half_week:.2f} | {half_four:.2f} | {1 - half / half_week:.0%} |"
        f" {fmean(t.inside_day for t in trials):.0%} | {fmean(t.inside_half for t in trials):.0%} |"
    )


def main() -> None:
    """Print what came of it."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(
        "| history | day: ours | last week | mean of 4 | less | half: ours | last week |"
        " mean of 4 | less | day inside | half inside |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, way in WAYS.items():
        trials = []
        for seed in range(seeds):
            past, marks = history(way, seed)
            trial = score(try_days(past, marks, TRIED, hours=HOURS) or ())
            assert trial is not None
            trials.append(trial)
        print(line(name, trials), flush=True)


if __name__ == "__main__":
    main()

"""How far a forecast would have been off on days that are past.

Rolling origin: each day is forecast from nothing but the days before it, as on its evening before,
and held against what came. The same is done by the two plainest ways, "same as last week" and
"the mean of the last four of the same weekday": a method that does not beat them is not worth it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from domain.figures.forecast import (
    OUTSIDE,
    THIN,
    Amount,
    DayArrivals,
    expect,
    last_week,
    mean_of_last,
)
from domain.figures.forecast_calendar import Marks


@dataclass(frozen=True, slots=True)
class Tried:
    """One past day: what came, and what each way would have said the evening before."""

    came: DayArrivals
    total: Amount
    halves: Mapping[int, Amount]
    last_week: DayArrivals
    mean_of_four: DayArrivals


@dataclass(frozen=True, slots=True)
class Missed:
    """By how many people a way was off, on average: of a day, and of a half hour."""

    day: float
    half: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the past days tell of the forecast.

    Attributes:
        days: how many were tried.
        inside_day, inside_half: the share of days and half hours that lay within the bounds.
        pinball_day: mean pinball loss of the two bounds of a day, in people.
    """

    days: int
    ours: Missed
    last_week: Missed
    mean_of_four: Missed
    inside_day: float
    inside_half: float
    pinball_day: float

    @property
    def better_by(self) -> float:
        """By what share of a day's people the forecast misses less than "same as last week"."""
        return _less(self.ours.day, self.last_week.day)

    @property
    def better_by_half(self) -> float:
        """The same of half hours."""
        return _less(self.ours.half, self.last_week.half)


def try_days(
    history: Sequence[DayArrivals],
    marks: Mapping[date, Marks],
    days: int,
    *,
    hours: range | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Tried, ...] | None:
    """Forecast the last days from those before each.

    Args:
        history: the closed days, in order.
        marks: of each of them.
        days: how many at most; one without enough before it, or without the same weekday, is not
            tried.
        hours: half hours in which turnos are issued.
        stop: asked before each day; the answer is None once it says so.
    """
    found = []
    for place in range(max(len(history) - days, THIN), len(history)):
        if stop():
            return None
        came, before = history[place], history[:place]
        said = expect(before, came.day, marks, hours=hours)
        week, four = last_week(before, came.day), mean_of_last(before, came.day)
        if said is not None and week is not None and four is not None:
            found.append(Tried(came, said.total, said.halves, week, four))
    return tuple(found)


def score(tried: Iterable[Tried]) -> Trial | None:
    """Return how far each way was off; None of no day."""
    each = tuple(tried)
    if not each:
        return None
    inside = [one.total.low <= one.came.total <= one.total.high for one in each]
    halves = [
        (one.came.halves.get(slot, 0), said) for one in each for slot, said in one.halves.items()
    ]
    return Trial(
        len(each),
        _missed(each, _ours),
        _missed(each, lambda one: (one.last_week.total, one.last_week.halves)),
        _missed(each, lambda one: (one.mean_of_four.total, one.mean_of_four.halves)),
        fmean(inside),
        fmean([said.low <= came <= said.high for came, said in halves] or [1.0]),
        fmean(_pinball(one.came.total, one.total) for one in each),
    )


_Said = tuple[float, Mapping[int, float]]


def _ours(one: Tried) -> _Said:
    return one.total.expected, {slot: said.expected for slot, said in one.halves.items()}


def _missed(each: Sequence[Tried], way: Callable[[Tried], _Said]) -> Missed:
    """Return how far a way was off, over the half hours in which anybody came or was expected."""
    days, halves = [], []
    for one in each:
        total, said = way(one)
        days.append(abs(one.came.total - total))
        slots = one.came.halves.keys() | one.halves.keys() | said.keys()
        halves += [abs(one.came.halves.get(slot, 0) - said.get(slot, 0)) for slot in slots]
    return Missed(fmean(days), fmean(halves or [0.0]))


def _pinball(came: int, said: Amount) -> float:
    """Return the mean loss of the two bounds (Koenker and Bassett, 1978)."""
    low, high = came - said.low, came - said.high
    return (
        max(OUTSIDE * low, (OUTSIDE - 1) * low) + max((1 - OUTSIDE) * high, -OUTSIDE * high)
    ) / 2


def _less(ours: float, other: float) -> float:
    return 1 - ours / other if other else 0.0

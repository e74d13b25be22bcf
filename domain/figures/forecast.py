"""How many people will come on a working day, by half hour, from the days that were closed.

A plain method, each part of which can be said in a sentence:

- *Level*: how many came lately, the last days more than earlier ones. How fast it forgets is what
  would have missed least on this office's own last days.
- *Effects*: by what a weekday, an end of month, a day beside a holiday … has differed from the
  level around it. One that few days tell of is taken for smaller than it looked.
- *Profile*: how a day's people spread over its half hours; a weekday's own where enough came.
- *Spread*: how far the same method was off on the last days, told as a negative binomial: the
  chance of single people coming, and that whole days are better or worse.

A day like no other (the system was down until noon) counts the less the odder it is.
How far it is to be trusted is measured: ``domain.figures.forecast_trial``, decision 0133.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, lgamma, log, log1p, sqrt
from statistics import median

from domain.figures.forecast_calendar import Marks

LOOKED_BACK = 500
"""Working days of which the effects are learnt: two years."""
RECENT = 120
"""Working days of which profile and spread are learnt: half a year."""
THIN = 10
"""With fewer closed days a forecast is their mean, and said to be little."""
OUTSIDE = 0.05
"""The share left out at each end: a figure lies between its bounds 9 times of 10."""
WEEKS_BACK = 8
"""How far back "last week" is looked for, where that day was not worked."""

_MEMORIES = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Half-lives of the level that are tried, in working days."""
_OWN_SHARES = (0.0, 0.15, 0.4)
"""How far a weekday follows its own last days beside that; tried too."""
_EFFECT_MEMORY = 250.0
_AROUND = 10
"""Working days on each side that make the level around a day."""
_DOUBT = 3.0
"""An effect is taken as if so many days without it had been seen too."""
_ROUNDS = 6
_ODD = 2.5
"""Spreads beyond which a day is odd."""
_PROFILE_MEMORY = 40.0
_PROFILE_DOUBT = 400.0
"""People; a weekday's own profile is taken as if so many had come by that of all days."""
_FIRST_GUESS, _GUESSED = 0.04, 8.0
"""The spread where no day tells any (a fifth), and as how many days it counts."""
_UNSEEN = 0.04
"""What a mark that was never seen adds to the spread."""


@dataclass(frozen=True, slots=True)
class DayArrivals:
    """Who came on a closed day: all, and by half hour since midnight where it is known."""

    day: date
    total: int
    halves: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is expected; 9 times of 10 it lies from ``low`` to ``high``, both included."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Coming:
    """Who is expected on a day.

    Attributes:
        halves: by half hour since midnight, in order, without gaps; they sum up to the total.
        spread: of the whole day, relative and squared; ``half_spread`` that of a half hour.
        marks: what is particular about the day.
        known: closed days it was learnt from.
    """

    day: date
    total: Amount
    halves: Mapping[int, Amount]
    spread: float
    half_spread: float
    marks: Marks
    known: int

    @property
    def thin(self) -> bool:
        """Whether too few days were known for more than their mean."""
        return self.known < THIN


def expect(
    history: Sequence[DayArrivals],
    day: date,
    marks: Mapping[date, Marks],
    *,
    ahead: int = 1,
    hours: range | None = None,
) -> Coming | None:
    """Return who is expected on a working day; None where no day was ever closed.

    Args:
        history: the closed days before it, in order.
        day: the day.
        marks: of each day of ``history`` and of ``day``.
        ahead: how many working days it lies after the last of ``history``.
        hours: half hours in which turnos are issued; any, where None.
    """
    if not history:
        return None
    known = history[-LOOKED_BACK:]
    profile = _profile(known[-RECENT:], day.weekday(), hours)
    if len(known) < THIN:
        mean = sum(one.total for one in known) / len(known)
        habit = _Habit(mean, [mean] * len(known), _spread(known, [mean] * len(known)))
    else:
        habit = _learn(known, day, marks, ahead)
    half_spread = max(habit.spread, _half_spread(known, habit.fitted, profile))
    total = amount(habit.mean, habit.spread)
    halves = {slot: amount(habit.mean * share, half_spread) for slot, share in profile.items()}
    return Coming(day, total, halves, habit.spread, half_spread, marks.get(day, ()), len(history))


def last_week(history: Sequence[DayArrivals], day: date) -> DayArrivals | None:
    """Return the last closed day of the same weekday, usually a week before."""
    return next(iter(_alike(history, day)), None)


def _alike(history: Sequence[DayArrivals], day: date) -> list[DayArrivals]:
    """Return the closed days of the same weekday of the last weeks, the newest first."""
    return [
        one
        for one in reversed(history[-7 * WEEKS_BACK :])
        if one.day.weekday() == day.weekday() and (day - one.day).days <= 7 * WEEKS_BACK
    ]


def mean_of_last(history: Sequence[DayArrivals], day: date, many: int = 4) -> DayArrivals | None:
    """Return the mean of the last closed days of the same weekday, rounded to nobody in half."""
    alike = _alike(history, day)[:many]
    if not alike:
        return None
    sums: dict[int, int] = defaultdict(int)
    for one in alike:
        for slot, came in one.halves.items():
            sums[slot] += came
    return DayArrivals(
        day,
        round(sum(one.total for one in alike) / len(alike)),
        {slot: round(came / len(alike)) for slot, came in sums.items()},
    )


def amount(mean: float, spread: float) -> Amount:
    """Return what is expected with its bounds.

    Args:
        mean: of the negative binomial; its variance is ``mean + spread * mean ** 2``.
        spread: 0 makes it a Poisson's.
    """
    if mean <= 0:
        return Amount(0.0, 0, 0)
    apart = sqrt(mean + spread * mean * mean)
    count = max(int(mean - 10 * apart), 0)
    below = 0.0
    low: int | None = None
    while True:
        below += exp(_log_chance(count, mean, spread))
        if low is None and below >= OUTSIDE:
            low = count
        if below >= 1 - OUTSIDE or count > mean + 20 * apart + 20:
            return Amount(mean, count if low is None else low, count)
        count += 1


def _log_chance(count: int, mean: float, spread: float) -> float:
    """Return the logarithm of the chance that exactly ``count`` come."""
    if spread < 1e-6:
        return count * log(mean) - mean - lgamma(count + 1)
    size = 1 / spread
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        + count * (log(mean) - log(mean + size))
        - size * log1p(mean / size)
    )


@dataclass(frozen=True, slots=True)
class _Habit:
    """What days teach: the mean expected, what it would have been on each known day, its spread."""

    mean: float
    fitted: Sequence[float]
    spread: float


def _learn(
    known: Sequence[DayArrivals], day: date, marks: Mapping[date, Marks], ahead: int
) -> _Habit:
    heights = [log(one.total + 0.5) for one in known]
    of_day = [marks[one.day] for one in known]
    target = marks[day]
    effects = _effects(heights, of_day)
    shown = [sum(effects[mark] for mark in each) for each in of_day]
    bare = [height - effect for height, effect in zip(heights, shown, strict=True)]
    weekdays = [one.day.weekday() for one in known]
    followed = min(
        (
            _follow(bare, weekdays, memory, own, ahead)
            for memory in _MEMORIES
            for own in _OWN_SHARES
        ),
        key=lambda tried: _missed(bare, tried.said),
    )
    fitted = [exp(height + effect) for height, effect in zip(followed.said, shown, strict=True)]
    spread = _spread(known[-RECENT:], fitted[-RECENT:])
    spread += sum(_UNSEEN / (1 + sum(mark in each for each in of_day)) for mark in target)
    height = followed.level + followed.own[day.weekday()]
    return _Habit(exp(height + sum(effects.get(mark, 0.0) for mark in target)), fitted, spread)


def _effects(heights: Sequence[float], of_day: Sequence[Marks]) -> dict[str, float]:
    """Return by how much each mark lifts a day, as a logarithm; found by going round."""
    count = len(heights)
    ages = [0.5 ** ((count - 1 - place) / _EFFECT_MEMORY) for place in range(count)]
    weights = list(ages)
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(of_day):
        for mark in each:
            places[mark].append(place)
    chance = _chance(heights)
    effects = dict.fromkeys(places, 0.0)
    shown = [0.0] * count
    for _ in range(_ROUNDS):
        around = _around([h - s for h, s in zip(heights, shown, strict=True)], weights)
        for mark, those in places.items():
            was = effects[mark]
            over = sum(weights[p] * (heights[p] - around[p] - shown[p] + was) for p in those)
            effects[mark] = over / (sum(weights[p] for p in those) + _DOUBT)
            for place in those:
                shown[place] += effects[mark] - was
        off = [abs(h - a - s) for h, a, s in zip(heights, around, shown, strict=True)]
        edge = _ODD * max(1.4826 * median(off), chance)
        weights = [
            age * min(1.0, edge / max(one, edge)) for age, one in zip(ages, off, strict=True)
        ]
    return effects


def _chance(heights: Sequence[float]) -> float:
    """Return the spread of single people coming or not: no day is odd within that."""
    return exp(-median(heights) / 2)


def _around(bare: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the weighted mean of the days around each."""
    sums, masses = [0.0], [0.0]
    for height, weight in zip(bare, weights, strict=True):
        sums.append(sums[-1] + weight * height)
        masses.append(masses[-1] + weight)
    count = len(bare)
    found = []
    for place in range(count):
        first, last = max(place - _AROUND, 0), min(place + _AROUND + 1, count)
        found.append((sums[last] - sums[first]) / (masses[last] - masses[first]))
    return found


@dataclass(frozen=True, slots=True)
class _Followed:
    """Days followed from the first to the last, without their effects.

    Attributes:
        said: of each, what was expected so many days before.
        level: the last; ``own``: by weekday, how far its last days stood off the level.
    """

    said: Sequence[float]
    level: float
    own: Sequence[float]


def _follow(
    bare: Sequence[float], weekdays: Sequence[int], memory: float, own_share: float, ahead: int
) -> _Followed:
    """Follow the level, and how far each weekday stands off it.

    A day that is odd moves them no further than one at the edge of oddness would.
    """
    share = 1 - 0.5 ** (1 / memory)
    chance = _chance(bare)
    level, usual = median(bare[:THIN]), max(0.15, chance)
    own = [0.0] * 7
    levels, said = [level] * ahead, []
    for place, (height, weekday) in enumerate(zip(bare, weekdays, strict=True)):
        said.append(levels[place] + own[weekday])
        step = height - level - own[weekday]
        edge = _ODD * usual
        usual = max(usual + 0.05 * (min(abs(step), edge) * 1.25 - usual), chance)
        step = max(-edge, min(edge, step))
        level += max(share, 1 / (place + 2)) * step
        own[weekday] += own_share * step
        levels.append(level)
    return _Followed(said, level, own)


def _missed(bare: Sequence[float], levels: Sequence[float]) -> float:
    recent = zip(bare[-RECENT:], levels[-RECENT:], strict=True)
    return sum(abs(height - level) for height, level in recent)


def _spread(known: Sequence[DayArrivals], fitted: Sequence[float]) -> float:
    """Return the relative squared spread of days beyond the chance of single people."""
    off = sorted(
        (abs(one.total - mean) / mean, 1 / mean)
        for one, mean in zip(known, fitted, strict=True)
        if mean > 0
    )
    if not off:
        return _FIRST_GUESS
    most = off[int(0.98 * (len(off) - 1))][0]
    beyond = sum(min(far, most) ** 2 - chance for far, chance in off)
    return max((beyond + _GUESSED * _FIRST_GUESS) / (len(off) + _GUESSED), 0.0)


def _half_spread(
    known: Sequence[DayArrivals], fitted: Sequence[float], profile: Mapping[int, float]
) -> float:
    """Return the same of half hours, over those that are expected to have anybody."""
    beyond, base = 0.0, 0.0
    for one, mean in zip(known[-RECENT // 2 :], fitted[-RECENT // 2 :], strict=True):
        if one.halves:
            for slot, share in profile.items():
                expected = mean * share
                beyond += (one.halves.get(slot, 0) - expected) ** 2 - expected
                base += expected * expected
    return max(beyond / base, 0.0) if base else _FIRST_GUESS


def _profile(known: Sequence[DayArrivals], weekday: int, hours: range | None) -> dict[int, float]:
    """Return the share of a day's people that comes in each half hour; they sum up to 1."""
    of_all: dict[int, float] = defaultdict(float)
    of_mine: dict[int, float] = defaultdict(float)
    for back, one in enumerate(reversed(known)):
        weight = 0.5 ** (back / _PROFILE_MEMORY)
        for slot, came in one.halves.items():
            if hours is None or slot in hours:
                of_all[slot] += weight * came
                if one.day.weekday() == weekday:
                    of_mine[slot] += weight * came
    everybody, mine = sum(of_all.values()), sum(of_mine.values())
    if not everybody:
        slots = hours or range(0)
        return {slot: 1 / len(slots) for slot in slots}
    first, last = min(of_all), max(of_all)
    return {
        slot: (of_mine[slot] + _PROFILE_DOUBT * of_all[slot] / everybody) / (mine + _PROFILE_DOUBT)
        for slot in range(first, last + 1)
    }

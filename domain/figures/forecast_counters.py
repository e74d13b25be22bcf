"""How many counters keep the wait of a day under a target: the day played many times.

Every arrangement of the counters meets the same people (common random numbers), so that what
differs between two is the counters.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from domain.day_figures import SLOT_MINUTES
from domain.figures.forecast_play import BREAKS, Away, DayPlay, Round, Stop, Wait, Waits
from domain.hall_play import Pace, Post
from domain.queue import Server

ROUNDS = 60
"""How often a day is played for each number of counters."""
PLAN_ROUNDS = 30
"""How often it is played for each step of the plan."""
BLOCK = 2
"""Half hours for which a plan keeps its number of counters: nobody opens for half an hour."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A counter that may be opened: its number and what can be attended there."""

    counter_id: UUID
    number: int
    services: frozenset[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A number of counters open all day and what it comes to.

    Attributes:
        counters: their numbers, in the order in which they are best opened.
        wait: None where nobody comes whom they attend.
        missing: services asked for that none of them attends; ``turned_away`` their share.
    """

    counters: tuple[int, ...]
    wait: Wait | None
    missing: tuple[int, ...]
    turned_away: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a plan: from a half hour to before another so many counters are open."""

    first: int
    until: int
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """The answer.

    Attributes:
        choices: for one counter, two, …
        enough: the smallest number that keeps the usual wait at the target, and attends whatever
            can be attended at all; None where not even all do.
        plan: when to have how many; empty where ``enough`` is None.
        by_half: usual wait of who comes in each half hour, with the plan.
        plan_wait: what the plan comes to.
        hours: counter hours of the plan; ``whole_hours`` with ``enough`` open all day.
    """

    target: int
    choices: tuple[Choice, ...]
    enough: int | None
    plan: tuple[Stretch, ...]
    by_half: Mapping[int, float]
    plan_wait: Wait | None
    hours: float
    whole_hours: float


def in_order(openings: Sequence[Opening], pace: Pace) -> tuple[Opening, ...]:
    """Return counters in the order in which they are best opened.

    First those that leave the least work undone, then those that take most from the busiest.
    """
    work: dict[int, float] = defaultdict(float)
    for kind in pace.kinds:
        for number in kind.services:
            seen = pace.minutes[number]
            work[number] += kind.share * sum(seen) / len(seen)
    chosen: list[Opening] = []
    rest = sorted(openings, key=lambda one: one.number)
    while rest:
        best = min(rest, key=lambda one: (*_strain([*chosen, one], work), one.number))
        chosen.append(best)
        rest.remove(best)
    return tuple(chosen)


def _strain(open_now: Sequence[Opening], work: Mapping[int, float]) -> tuple[float, float]:
    """Return the work that nobody does, and the most that one counter has of what is shared."""
    loads = [0.0] * len(open_now)
    undone = 0.0
    # The rarest first: what few counters do is theirs, what many do goes to the least busy.
    able = {n: [p for p, one in enumerate(open_now) if n in one.services] for n in work}
    for number in sorted(work, key=lambda n: (len(able[n]), n)):
        those = able[number]
        undone += 0.0 if those else work[number]
        for _ in range(10 if those else 0):
            place = min(those, key=lambda p: loads[p])
            loads[place] += work[number] / 10
    return undone, max(loads, default=0.0)


def staff(
    day: DayPlay,
    openings: Sequence[Opening],
    seed: str,
    *,
    stop: Stop = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Staffing | None:
    """Find how many counters a day needs.

    Args:
        day: who is expected and how they are attended.
        openings: the counters there are.
        seed: the same seed gives the same answer.
        stop: asked before each round; the answer is None once it says so.
        progress: told the share that is done.
    """
    ranked = in_order(openings, day.practice.pace)
    asked = sorted({n for kind in day.practice.pace.kinds for n in kind.services})
    served = frozenset[int]().union(*(one.services for one in ranked))
    rounds = day.rounds(ROUNDS, seed)
    slots = day.coming.halves
    choices: list[Choice] = []
    enough: int | None = None
    for many in range(1, len(ranked) + 1):
        those = ranked[:many]
        waits = day.wait(partial(_all_day, those), rounds, stop=stop)
        if waits is None:
            return None
        here = frozenset[int]().union(*(one.services for one in those))
        missing = tuple(n for n in asked if n not in here)
        choice = Choice(
            tuple(one.number for one in those), waits.total(), missing, waits.turned_away
        )
        choices.append(choice)
        keeps = choice.wait is None or choice.wait.usual <= day.target
        if enough is None and keeps and not (served & set(missing)):
            enough = many
        progress(0.5 * many / len(ranked))
    if enough is None or not slots:
        return Staffing(day.target, tuple(choices), enough, (), {}, None, 0.0, 0.0)
    planned = _plan(day, ranked, rounds[:PLAN_ROUNDS], served & set(asked), stop, progress)
    if planned is None:
        return None
    numbers, waits = planned
    return Staffing(
        day.target,
        tuple(choices),
        enough,
        _stretches(numbers, ranked),
        waits.by_half(),
        waits.total(),
        sum(numbers.values()) * SLOT_MINUTES / 60,
        enough * len(numbers) * SLOT_MINUTES / 60,
    )


def _plan(
    day: DayPlay,
    ranked: Sequence[Opening],
    rounds: Sequence[Round],
    wanted: frozenset[int],
    stop: Stop,
    progress: Callable[[float], None],
) -> tuple[dict[int, int], Waits] | None:
    """Return how many counters in each half hour keep the usual wait of who comes then.

    Begins with as many as the work of each stretch alone needs, and adds one where the first wait
    is too long: there, or before, where all are open already.
    """
    slots = tuple(day.coming.halves)
    blocks = [slots[place : place + BLOCK] for place in range(0, len(slots), BLOCK)]
    least = next(
        many
        for many in range(1, len(ranked) + 1)
        if wanted <= frozenset[int]().union(*(one.services for one in ranked[:many]))
    )
    mean = _mean_minutes(day.practice.pace)
    numbers = [
        min(
            max(
                least,
                int(
                    sum(day.coming.halves[slot].expected for slot in block)
                    * mean
                    / (len(block) * SLOT_MINUTES)
                ),
            ),
            len(ranked),
        )
        for block in blocks
    ]
    steps = 1 + sum(len(ranked) - number for number in numbers)
    done = 0
    while True:
        by_slot = {s: n for block, n in zip(blocks, numbers, strict=True) for s in block}
        waits = day.wait(partial(_by_plan, ranked, by_slot), rounds, stop=stop)
        if waits is None:
            return None
        done += 1
        progress(0.5 + 0.5 * done / steps)
        place = _to_raise(blocks, numbers, waits.by_half(), day.target, len(ranked))
        if place is None:
            return by_slot, waits
        numbers[place] += 1


def _to_raise(
    blocks: Sequence[Sequence[int]],
    numbers: Sequence[int],
    late: Mapping[int, float],
    target: int,
    most: int,
) -> int | None:
    """Return the stretch that gets one counter more: that of the first long wait, or one before.

    Where nothing more can be opened up to it, that of the next long wait; None where nothing helps.
    """
    raised = (
        place
        for over, block in enumerate(blocks)
        if any(late.get(slot, 0.0) > target for slot in block)
        for place in range(over, -1, -1)
        if numbers[place] < most
    )
    return next(raised, None)


def _mean_minutes(pace: Pace) -> float:
    shares = sum(kind.share for kind in pace.kinds)
    return (
        sum(
            kind.share * sum(pace.minutes[n]) / len(pace.minutes[n])
            for kind in pace.kinds
            for n in kind.services
        )
        / shares
    )


def _all_day(openings: Sequence[Opening], breaks: Sequence[Away]) -> tuple[Post, ...]:
    return tuple(
        Post(Server(one.counter_id, one.services), away=breaks[place % BREAKS])
        for place, one in enumerate(openings)
    )


def _by_plan(
    ranked: Sequence[Opening], numbers: Mapping[int, int], breaks: Sequence[Away]
) -> tuple[Post, ...]:
    """Return the counters of a plan; those open last stay while anybody waits."""
    found = []
    last = max(numbers)
    for place, one in enumerate(ranked):
        shut = [
            (slot * SLOT_MINUTES, math.inf if slot == last else (slot + 1) * SLOT_MINUTES)
            for slot, many in numbers.items()
            if many <= place
        ]
        away = sorted([*shut, *breaks[place % BREAKS]])
        found.append(Post(Server(one.counter_id, one.services), away=tuple(away)))
    return tuple(found)


def _stretches(numbers: Mapping[int, int], ranked: Sequence[Opening]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for slot, many in numbers.items():
        counters = tuple(one.number for one in ranked[:many])
        if found and found[-1].counters == counters:
            found[-1] = replace(found[-1], until=slot + 1)
        else:
            found.append(Stretch(slot, slot + 1, counters))
    return tuple(found)

"""When each counter was open on a day that is past, and when it called nobody.

Times are minutes since midnight on the office's clock.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from domain.figures.forecast_play import Away
from domain.hall_play import Post
from domain.queue import Server

TOGETHER = 30.0
"""Counters that close within so many minutes of the last close with the day: they would have
stayed while anybody waited."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter from its opening to its closing, with what it attended.

    Attributes:
        ends: None where nobody closed it.
    """

    counter_id: UUID
    services: frozenset[int]
    begins: float
    ends: float | None
    breaks: Away = ()


def posts_of(shifts: Sequence[Shift]) -> tuple[Post, ...]:
    """Return the counters of a day as the hall is played with them."""
    latest = max((one.ends for one in shifts if one.ends is not None), default=0.0)
    found = []
    for one in shifts:
        away = [(-math.inf, one.begins), *one.breaks]
        if _end(one) < latest - TOGETHER:
            away.append((_end(one), math.inf))
        found.append(Post(Server(one.counter_id, one.services), away=tuple(sorted(away))))
    return tuple(found)


def breaks_of(shifts: Iterable[Shift], least: float) -> tuple[Away, ...]:
    """Return when each counter called nobody between its first opening and its last closing.

    Args:
        shifts: of one day.
        least: minutes; a counter that was there for less tells nothing of a whole day.
    """
    by_counter: dict[UUID, list[Shift]] = defaultdict(list)
    for one in shifts:
        if one.ends is not None:
            by_counter[one.counter_id].append(one)
    found = []
    for those in by_counter.values():
        those.sort(key=lambda one: one.begins)
        if _end(those[-1]) - those[0].begins >= least:
            gaps = [
                (_end(before), after.begins)
                for before, after in pairwise(those)
                if _end(before) < after.begins
            ]
            found.append(tuple(sorted([*gaps, *(pause for one in those for pause in one.breaks)])))
    return tuple(found)


def _end(shift: Shift) -> float:
    return math.inf if shift.ends is None else shift.ends

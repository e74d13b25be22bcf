"""A day played from its forecast: how people who are expected would wait.

Who comes is drawn from the forecast, the hall is played by ``domain.hall_play``: the one
simulator, with the one rule of who is called next. Times are minutes since midnight on the
office's clock.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from uuid import UUID

from domain.day_figures import SLOT_MINUTES, spread
from domain.errors import KnownError
from domain.figures.forecast import Coming
from domain.hall_play import Hall, Kind, Luck, Pace, Post, Visit, arrive, calls
from domain.offices import QueuePolicy
from domain.pace import FEW, counter_minutes
from domain.tickets import Ticket

LENGTHS = 400
"""Of a service only its newest attentions count: so many."""
BAD_DAYS = 0.9
"""The share of days that are no worse than ``Wait.bad``."""
BREAKS = 40
"""Counters for which breaks are drawn; more share them."""

Away = tuple[tuple[float, float], ...]
"""Stretches in which a counter calls nobody."""
Stop = Callable[[], bool]
Posts = Callable[[Sequence[Away]], tuple[Post, ...]]
"""Makes the counters of a round, given the breaks that it has for each."""


class LengthsUnknown(KnownError):
    """Nothing tells how long attentions take."""

    what = "Todavía no se puede calcular cuántas ventanillas hacen falta."
    todo = f"Se podrá cuando haya al menos {FEW} atenciones terminadas en las últimas jornadas."


@dataclass(frozen=True, slots=True)
class Practice:
    """What the last days teach of attending.

    Attributes:
        pace: lengths and kinds of visits.
        breaks: of one counter on one day each.
        attentions: how many lengths it rests on.
        borrowed: services too rare to tell how long they take: taken as all together.
    """

    pace: Pace
    breaks: tuple[Away, ...]
    attentions: int
    borrowed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """What waiting comes to.

    Attributes:
        usual: minutes; the middle of the days' usual waits.
        bad: the usual wait of a day that 9 of 10 are no worse than.
        most: minutes that 95 of 100 people do not exceed.
        under: the share of people who wait no longer than the target.
        left: the share of people whom no counter called.
    """

    usual: float
    bad: float
    most: float
    under: float
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """All chance of one round: who comes, and the breaks of each counter."""

    people: tuple[Visit, ...]
    breaks: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one day teaches: how long attentions kept their counter, who came for what, breaks."""

    minutes: tuple[tuple[int, float], ...]
    kinds: Mapping[tuple[tuple[int, ...], bool], int]
    breaks: tuple[Away, ...] = ()


def lesson(tickets: Sequence[Ticket], breaks: Iterable[Away] = ()) -> Lesson:
    """Return what a whole day teaches."""
    kinds = Counter((ticket.services, ticket.priority) for ticket in tickets)
    return Lesson(tuple(counter_minutes(tickets)), kinds, tuple(breaks))


def learn_practice(lessons: Sequence[Lesson], targets: Mapping[int, int]) -> Practice:
    """Learn how people are attended from the last days.

    Args:
        lessons: of each day, in order.
        targets: by service, the minutes that the catalogue promises.

    Raises:
        LengthsUnknown: fewer than five attentions tell how long they took.
    """
    told = [one for day in lessons for one in day.minutes]
    if len(told) < FEW:
        raise LengthsUnknown()
    taken: dict[int, list[float]] = defaultdict(list)
    for service, minutes in told:
        taken[service].append(minutes)
    kinds = sum((Counter(day.kinds) for day in lessons), Counter[tuple[tuple[int, ...], bool]]())
    everything = [minutes for _, minutes in told][-LENGTHS:]
    lengths, borrowed = {}, []
    for number in sorted({number for services, _ in kinds for number in services}):
        own = taken[number][-LENGTHS:]
        if len(own) < FEW:
            borrowed.append(number)
            own = [float(targets[number])] if number in targets else everything
        lengths[number] = own
    pace = Pace(lengths, tuple(Kind(*kind, float(many)) for kind, many in sorted(kinds.items())))
    breaks = tuple(one for day in lessons for one in day.breaks)
    return Practice(pace, breaks, len(told), tuple(borrowed))


@dataclass(frozen=True, slots=True)
class DayPlay:
    """A day to be played: who is expected, how they are attended, and by which rule."""

    coming: Coming
    practice: Practice
    policy: QueuePolicy
    target: int

    def rounds(self, many: int, seed: str) -> list[Round]:
        """Draw who comes in each round, and breaks for as many counters as anybody has."""
        found = []
        for number in range(many):
            chance = Random(f"{seed} {number}")
            people = arrive(self._minutes(chance), self.practice.pace, chance)
            pool = self.practice.breaks or ((),)
            found.append(Round(people, tuple(chance.choice(pool) for _ in range(BREAKS))))
        return found

    def wait(
        self,
        posts: Posts,
        rounds: Iterable[Round],
        *,
        stop: Stop,
    ) -> "Waits | None":
        """Play every round with the counters that ``posts`` makes; None once ``stop`` says so."""
        waits = Waits(self.target)
        for one in rounds:
            if stop():
                return None
            hall = Hall(posts(one.breaks), (), self.policy, 0, float(self.target), 0.0)
            mine = tuple(v for v in one.people if any(p.will_serve(v.ticket) for p in hall.posts))
            called = calls(hall, Luck(mine))
            waits.add(mine, called, len(one.people))
        return waits

    def _minutes(self, chance: Random) -> Iterator[float]:
        """Yield when people come: whole days differ, and half hours beside that."""
        whole = _luck(self.coming.spread, chance)
        apart = max(self.coming.half_spread - self.coming.spread, 0.0)
        for slot, expected in self.coming.halves.items():
            mean = expected.expected * whole * _luck(apart, chance)
            if mean > 0:
                moment = chance.expovariate(mean)
                while moment < 1:
                    yield (slot + moment) * SLOT_MINUTES
                    moment += chance.expovariate(mean)


class Waits:
    """The waits of all rounds."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._usual: list[float] = []
        self._all: list[float] = []
        self._people = self._left = 0
        self._by_half: dict[int, list[float]] = defaultdict(list)
        self.everybody = 0

    def add(self, people: Sequence[Visit], called: Mapping[UUID, float], everybody: int) -> None:
        """Take in a round."""
        self.everybody += everybody
        self._people += len(people)
        mine = []
        for visit in people:
            minute = called.get(visit.ticket.id)
            if minute is not None:
                mine.append(minute - visit.comes)
                self._by_half[int(visit.comes) // SLOT_MINUTES].append(minute - visit.comes)
        self._left += len(people) - len(mine)
        if mine:
            self._usual.append(median(mine))
            self._all += mine

    @property
    def turned_away(self) -> float:
        """The share of people whom no counter attends."""
        return 1 - self._people / self.everybody if self.everybody else 0.0

    def total(self) -> Wait | None:
        """Return what the rounds come to; None where nobody was called."""
        if not self._all:
            return None
        days = sorted(self._usual)
        over = spread(self._all)
        assert over.most is not None
        return Wait(
            median(days),
            days[math.ceil(len(days) * BAD_DAYS) - 1],
            over.most,
            sum(wait <= self._target for wait in self._all) / self._people,
            self._left / self._people,
        )

    def by_half(self) -> dict[int, float]:
        """Return the usual wait of who came in each half hour."""
        return {slot: median(waits) for slot, waits in sorted(self._by_half.items())}


def _luck(spread: float, chance: Random) -> float:
    """Return by how much a day, or half an hour, has more or fewer than is expected."""
    return chance.gammavariate(1 / spread, spread) if spread > 1e-6 else 1.0

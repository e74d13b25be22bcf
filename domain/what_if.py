"""And if…? The hall played many times, as it is and with one thing changed.

Each round draws one *luck* and plays it twice: over the counters as they are, and over those of
the question. What differs between the two is then the change, not the luck (common random
numbers).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from random import Random
from statistics import fmean
from uuid import UUID

from domain.hall_play import Hall, Luck, Pace, Visit, calls, draw
from domain.queue import Waiting

ROUNDS = 200
"""How often the hall is played: the ends of 9 of 10 are then the 10th lowest and highest."""
SOON = 60.0
"""Who comes within this many minutes is counted with those who wait now."""
OUTSIDE = 0.05
"""The share of rounds left out at each end of a spread."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A figure that chance spreads.

    Attributes:
        expected: its mean over the rounds.
        low, high: 9 of 10 rounds lie between them.
        error: the standard error of ``expected``, from the number of rounds alone.
    """

    expected: float
    low: float
    high: float
    error: float


def forecast(values: Iterable[float]) -> Forecast | None:
    """Return the figure that ``values``, one of each round, come to; None of none."""
    ordered = sorted(values)
    count = len(ordered)
    if not count:
        return None
    mean = fmean(ordered)
    apart = sum((value - mean) ** 2 for value in ordered) / max(count - 1, 1)
    out = max(round((count + 1) * OUTSIDE) - 1, 0)
    return Forecast(mean, ordered[out], ordered[count - 1 - out], sqrt(apart / count))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of one arrangement of the counters. Waits are whole waits, in minutes.

    Attributes:
        now: mean wait of who waits now, ``soon`` of who comes within the hour: of those whom both
            arrangements can call, so that the same people are compared. None: nobody.
        only_here: mean wait of those whom only this arrangement can call.
        late: how many of all these wait over the target; who is never called is among them.
        longest: the longest wait of those called.
        stranded: how many no counter of it attends.
    """

    now: Forecast | None
    soon: Forecast | None
    only_here: Forecast | None
    late: Forecast | None
    longest: Forecast | None
    stranded: Forecast | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The hall as it is, and as it would be.

    Attributes:
        saved: by how many minutes the mean wait of those whom both can call gets shorter, round
            by round. None: there are none.
    """

    as_is: Outlook
    changed: Outlook
    saved: Forecast | None
    rounds: int


def answer(
    hall: Hall,
    changed: Hall,
    pace: Pace,
    seed: str,
    *,
    rounds: int = ROUNDS,
    stop: Callable[[], bool] = lambda: False,
) -> Answer | None:
    """Compare the hall as it is with the hall ``changed``.

    Args:
        hall, changed: the same people; other counters.
        pace: what rounds are drawn from.
        seed: the same seed gives the same answer, and the same luck to every question.
        rounds: how many.
        stop: asked before each round; the answer is None once it says so.
    """
    chance = Random(seed)
    sides = (_Side(hall), _Side(changed))
    saved: list[float] = []
    for _ in range(rounds):
        if stop():
            return None
        luck = draw(hall, pace.redrawn(chance), chance)
        people = [visit for visit in luck.visits if visit.comes < SOON]
        can = [side.can_call(people) for side in sides]
        both = can[0] & can[1]
        means = [side.play(luck, people, mine, both) for side, mine in zip(sides, can, strict=True)]
        before, after = means
        if before is not None and after is not None:
            saved.append(before - after)
    as_is, other = (side.outlook() for side in sides)
    return Answer(as_is, other, forecast(saved), rounds)


class _Side:
    """One arrangement of the counters, and what its rounds gave."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tickets = {ticket.id: ticket for ticket, _ in hall.waiting}
        self._servable: dict[tuple[tuple[int, ...], UUID | None], bool] = {}
        self._figures: dict[str, list[float]] = {}

    def can_call(self, people: Iterable[Visit]) -> frozenset[UUID]:
        """Return whom some counter will ever be able to call."""
        return frozenset(
            visit.ticket.id
            for visit in people
            if self._will_be_served(self._tickets.get(visit.ticket.id, visit.ticket))
        )

    def play(
        self, luck: Luck, people: Sequence[Visit], mine: frozenset[UUID], both: frozenset[UUID]
    ) -> float | None:
        """Play a round; return the mean wait of ``both``, None where that is nobody."""
        called = calls(self._hall, self._of_mine(luck), mine)
        waits = {v.ticket.id: called[v.ticket.id] - v.comes for v in people if v.ticket.id in mine}
        now = [waits[v.ticket.id] for v in people if v.ticket.id in both and v.comes <= 0]
        soon = [waits[v.ticket.id] for v in people if v.ticket.id in both and v.comes > 0]
        alone = [wait for key, wait in waits.items() if key not in both]
        stranded = len(people) - len(waits)
        late = sum(wait > self._hall.target for wait in waits.values())
        for name, some in (("now", now), ("soon", soon), ("only_here", alone)):
            self._note(name, [fmean(some)] if some else ())
        self._note("late", [late + stranded])
        self._note("longest", [max(waits.values())] if waits else ())
        self._note("stranded", [stranded])
        return fmean([*now, *soon]) if both else None

    def outlook(self) -> Outlook:
        """Return what the rounds come to."""
        names = ("now", "soon", "only_here", "late", "longest", "stranded")
        return Outlook(*(forecast(self._figures.get(name, ())) for name in names))

    def _note(self, name: str, values: Iterable[float]) -> None:
        self._figures.setdefault(name, []).extend(values)

    def _of_mine(self, luck: Luck) -> Luck:
        """Return the luck with the tickets as this arrangement has them: not reserved any more."""
        if not self._tickets:
            return luck
        return replace(
            luck,
            visits=tuple(
                visit if own is None or own is visit.ticket else replace(visit, ticket=own)
                for visit in luck.visits
                for own in [self._tickets.get(visit.ticket.id)]
            ),
        )

    def _will_be_served(self, ticket: Waiting) -> bool:
        key = (ticket.pending, ticket.reserved_for)
        if key not in self._servable:
            self._servable[key] = any(post.will_serve(ticket) for post in self._hall.posts)
        return self._servable[key]

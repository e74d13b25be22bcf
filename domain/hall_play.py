"""The hall played forward: one round of who comes, who is called and when.

A small discrete-event simulation. Who is called next is decided by ``domain.queue.choose``, the
rule that calls people for real. All chance of a round is drawn first (``draw``) and then played
(``calls``), so that two arrangements of the counters can be tried with the same luck.

Times are minutes from now; who came before now came at a negative minute.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from heapq import heapify, heappop, heappush
from math import inf, log
from random import Random
from uuid import UUID

from domain.offices import QueuePolicy
from domain.queue import QueueEmpty, Server, Waiting, choose

HORIZON = 120.0
"""Nobody who comes later is drawn: they hardly touch the wait of those who are counted."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Whom a counter is busy with, and for how many minutes already, counted from the call."""

    ticket: Waiting
    minutes: float


@dataclass(frozen=True, slots=True)
class Post:
    """A counter with somebody there.

    Attributes:
        server: what it can serve.
        attention: whom it is busy with.
        back_in: minutes until its break ends; 0 when it is not on a break.
        leaving: it ends what it is busy with and calls nobody more.
        away: stretches in which it calls nobody, from one minute to another, in order; one
            without end closes it.
    """

    server: Server
    attention: Attention | None = None
    back_in: float = 0.0
    leaving: bool = False
    away: tuple[tuple[float, float], ...] = ()

    def will_serve(self, ticket: Waiting) -> bool:
        """Tell whether ``ticket`` may ever be called to it."""
        return not self.leaving and self.server.can_serve(ticket)

    def back_at(self, minute: float) -> float:
        """Return when it calls again, from a minute on: at once where it is not away then."""
        for begins, ends in self.away:
            if begins <= minute < ends:
                minute = ends
        return minute


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall at this moment.

    Attributes:
        waiting: who waits and for how many minutes, by position.
        policy, priority_run: as in ``domain.queue``.
        target: minutes that nobody should wait longer than.
        closes_in: minutes until no turno is issued any more.
    """

    posts: tuple[Post, ...]
    waiting: tuple[tuple[Waiting, float], ...]
    policy: QueuePolicy
    priority_run: int
    target: float
    closes_in: float

    def opened(self, server: Server) -> "Hall":
        """Return the hall with one more counter."""
        return replace(self, posts=(*self.posts, Post(server)))

    def closed(self, counter_id: UUID) -> "Hall":
        """Return the hall with a counter that calls nobody more; who waited for it alone is free.

        So it is when a clerk closes a counter.
        """
        return replace(
            self._with(counter_id, lambda post: replace(post, leaving=True)),
            waiting=tuple(
                (replace(t, reserved_for=None) if t.reserved_for == counter_id else t, waited)
                for t, waited in self.waiting
            ),
        )

    def back(self, counter_id: UUID) -> "Hall":
        """Return the hall with a counter whose break ends now."""
        return self._with(counter_id, lambda post: replace(post, back_in=0.0))

    def attending(self, counter_id: UUID, services: frozenset[int]) -> "Hall":
        """Return the hall with a counter that attends other services."""
        server = Server(counter_id, services)
        return self._with(counter_id, lambda post: replace(post, server=server))

    def _with(self, counter_id: UUID, change: Callable[[Post], Post]) -> "Hall":
        return replace(
            self,
            posts=tuple(
                change(post) if post.server.counter_id == counter_id else post
                for post in self.posts
            ),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of visit that comes: its services and priority, and its share of all that come."""

    services: tuple[int, ...]
    priority: bool
    share: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How people come and how long they are attended.

    Attributes:
        minutes: by service, how long attentions took, from the call to the end. Each round draws
            from a new draw of these, so that a few of them make a wide answer.
        per_minute: how many come in a minute.
        known_by: how many arrivals that figure rests on; the fewer, the more it is varied.
    """

    minutes: Mapping[int, Sequence[float]]
    kinds: tuple[Kind, ...] = ()
    per_minute: float = 0.0
    known_by: float = 0.0

    def redrawn(self, chance: Random) -> "Pace":
        """Return a pace that would have taught the same: the doubt about what was seen."""
        rate = self.per_minute
        if rate:
            rate *= chance.gammavariate(self.known_by, 1 / self.known_by)
        return replace(
            self,
            minutes={n: chance.choices(seen, k=len(seen)) for n, seen in self.minutes.items()},
            per_minute=rate,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody in one round: when they come, and how long each of their services takes."""

    ticket: Waiting
    comes: float
    minutes: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Luck:
    """All chance of one round.

    Attributes:
        left: by counter, minutes until its attention ends.
        after: by counter, who is there, for the services that other counters do next.
    """

    visits: tuple[Visit, ...]
    left: Mapping[UUID, float] = field(default_factory=dict)
    after: Mapping[UUID, Visit] = field(default_factory=dict)


def draw(hall: Hall, pace: Pace, chance: Random) -> Luck:
    """Draw the chance of one round from ``pace``."""
    visits = [_visit(ticket, -waited, pace, chance) for ticket, waited in hall.waiting]
    position = max((ticket.position for ticket, _ in hall.waiting), default=0)
    shares = [kind.share for kind in pace.kinds]
    until = min(hall.closes_in, HORIZON)
    minute = -log(1 - chance.random()) / pace.per_minute if shares and pace.per_minute else until
    while minute < until:
        (kind,) = chance.choices(pace.kinds, shares)
        position += 1
        ticket = Waiting(_id(len(visits)), "", position, kind.priority, kind.services, position)
        visits.append(_visit(ticket, minute, pace, chance))
        minute -= log(1 - chance.random()) / pace.per_minute
    left, after = {}, {}
    for post in hall.posts:
        if post.attention is not None:
            ticket, passed = post.attention.ticket, post.attention.minutes
            counter = post.server.counter_id
            here = [n for n in ticket.pending if n in post.server.services] or ticket.pending
            left[counter] = _left(here, passed, pace, chance)
            after[counter] = _visit(ticket, -passed, pace, chance)
    return Luck(tuple(visits), left, after)


def arrive(comes: Iterable[float], pace: Pace, chance: Random) -> tuple[Visit, ...]:
    """Draw who comes at some minutes, in order: what they need and how long it takes."""
    shares = [kind.share for kind in pace.kinds]
    visits = []
    for place, minute in enumerate(comes):
        (kind,) = chance.choices(pace.kinds, shares)
        ticket = Waiting(_id(place), "", place, kind.priority, kind.services, place)
        visits.append(_visit(ticket, minute, pace, chance))
    return tuple(visits)


def calls(hall: Hall, luck: Luck, counted: frozenset[UUID] | None = None) -> dict[UUID, float]:
    """Play one round.

    Args:
        hall: the counters and the rule.
        luck: who comes and what they need.
        counted: play until all of these are called; everybody when None.

    Returns:
        the minute of each one's first call; who is never called is not in it.
    """
    visits = {visit.ticket.id: visit for visit in luck.visits}
    open_calls = set(visits if counted is None else counted)
    called: dict[UUID, float] = {}
    ordinary: dict[UUID, Waiting] = {}
    priority: dict[UUID, Waiting] = {}
    posts, policy, run = hall.posts, hall.policy, hall.priority_run
    at: dict[int, Visit] = {}
    idle: list[int] = []
    free: list[tuple[float, int]] = []
    for number, post in enumerate(posts):
        counter = post.server.counter_id
        free.append((max(luck.left.get(counter, 0.0), post.back_in), number))
        if counter in luck.after:
            at[number] = luck.after[counter]
    heapify(free)

    def take(number: int, minute: float) -> bool:
        nonlocal run
        server = posts[number].server
        try:
            choice = choose(ordinary.values(), priority.values(), server, policy, run)
        except QueueEmpty:
            return False
        key, run = choice.ticket_id, choice.priority_run
        ticket = ordinary.pop(key, None) or priority.pop(key)
        visit = visits[key]
        if key not in called:
            called[key] = minute
            open_calls.discard(key)
        lasts = visit.minutes
        spent = sum(lasts[n] for n in ticket.pending if n in server.services)
        at[number] = visit if ticket is visit.ticket else replace(visit, ticket=ticket)
        heappush(free, (minute + spent, number))
        return True

    def join(ticket: Waiting, minute: float) -> None:
        """Let somebody wait, or go at once to the counter that has been free for longest."""
        (priority if ticket.priority else ordinary)[ticket.id] = ticket
        for number in list(idle):
            if posts[number].server.can_serve(ticket):
                idle.remove(number)
                if not is_away(number, minute):
                    take(number, minute)
                    return

    def is_away(number: int, minute: float) -> bool:
        """Tell whether a counter calls nobody now; it will look again if it comes back."""
        back = posts[number].back_at(minute)
        if minute < back < inf:
            heappush(free, (back, number))
        return back > minute

    def go_on(number: int, minute: float) -> None:
        """Send on whom this counter ends with, to the place of their arrival, for what is left."""
        visit = at.pop(number)
        services = posts[number].server.services
        pending = tuple(n for n in visit.ticket.pending if n not in services)
        if pending and len(pending) < len(visit.ticket.pending):
            ticket = replace(visit.ticket, pending=pending, reserved_for=None)
            visits[ticket.id] = visit
            join(ticket, minute)
            waiting = priority if ticket.priority else ordinary
            in_place = sorted(waiting.values(), key=lambda one: one.position)
            waiting.clear()
            waiting.update((one.id, one) for one in in_place)

    coming = iter(luck.visits)
    visit = next(coming, None)
    while open_calls and (visit is not None or free):
        if visit is not None and (not free or visit.comes <= free[0][0]):
            join(visit.ticket, visit.comes)
            visit = next(coming, None)
            continue
        minute, number = heappop(free)
        if number in at:
            go_on(number, minute)
        if posts[number].leaving or is_away(number, minute):
            continue
        if not take(number, minute):
            idle.append(number)
    return called


def _visit(ticket: Waiting, comes: float, pace: Pace, chance: Random) -> Visit:
    return Visit(
        ticket,
        comes,
        {
            n: seen[int(chance.random() * len(seen))]
            for n in ticket.pending
            for seen in [pace.minutes[n]]
        },
    )


def _left(services: Sequence[int], passed: float, pace: Pace, chance: Random) -> float:
    """Return how long an attention goes on that has lasted ``passed`` minutes.

    As long as one of those that lasted longer; where none did, as long as a new one: what has
    outlasted all that is known does not end at once.
    """
    known: list[float] = [
        sum(parts) for parts in zip(*(pace.minutes[n] for n in services), strict=False)
    ]
    longer = [minutes - passed for minutes in known if minutes > passed]
    return chance.choice(longer or known)


@cache
def _id(number: int) -> UUID:
    """An id for somebody who has not come yet."""
    return UUID(int=number)

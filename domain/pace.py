"""What a day teaches of how people come and how long they are attended.

Where today knows too little, earlier days are asked, then the office's other services, then what
the catalogue promises; and what was taken instead is told (``Basis``).
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log
from uuid import UUID

from domain.errors import KnownError
from domain.hall_play import Kind, Pace
from domain.labels import Labelled
from domain.tickets import Ticket, TicketState

FEW = 5
"""Fewer than so many attentions, or arrivals, teach nothing by themselves."""
MOST = 60
"""Of a service only its newest attentions count: so many."""
HALF_LIFE = 60.0
"""Minutes after which an arrival counts half in the present rate."""

TURNOVER = timedelta(minutes=5)
"""A clerk who takes longer to call the next of those who wait does something else meanwhile."""
_EVER = datetime.max.replace(tzinfo=UTC)
_ENDED = (TicketState.SERVED, TicketState.NO_SHOW)


class Source(Labelled):
    """Where the length of a service's attentions was taken from."""

    TODAY = "today", "lo que dura hoy"
    EARLIER = "earlier", "lo que duró en otras jornadas"
    OTHERS = "others", "lo que duran hoy los demás"
    OTHERS_EARLIER = "others_earlier", "lo que duraron los demás en otras jornadas"
    TARGET = "target", "el tiempo del catálogo"


class TooLittleKnown(KnownError):
    """Nothing tells how long some service takes: a guess would be worse than no answer."""

    def __init__(self, names: str) -> None:
        super().__init__(
            f"Todavía no se puede calcular: no se sabe cuánto dura {names}.",
            todo=f"Vuelva a preguntar cuando hayan terminado {FEW} atenciones.",
        )


@dataclass(frozen=True, slots=True)
class Usual:
    """What earlier days teach.

    Attributes:
        minutes: by service, how long its attentions took.
        arrivals: by service, how many came on all those days in the hours that come now.
        hours: how many hours those were, over all days.
    """

    minutes: Mapping[int, Sequence[float]] = field(default_factory=dict)
    arrivals: Mapping[int, int] = field(default_factory=dict)
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Basis:
    """What a pace was learnt from.

    Attributes:
        attentions: how many of today's.
        arrivals: how many of today's; 0 when they were not used.
        arrivals_earlier: the rate is that of earlier days.
        borrowed: services whose length is not that of today's own attentions, and whose it is.
    """

    attentions: int
    arrivals: int
    arrivals_earlier: bool
    borrowed: tuple[tuple[int, Source], ...]


def learn(
    tickets: Sequence[Ticket],
    needed: Iterable[int],
    targets: Mapping[int, int],
    usual: Usual,
    *,
    since: datetime,
    now: datetime,
) -> tuple[Pace, Basis, frozenset[int]]:
    """Learn the pace of a day.

    Args:
        tickets: all of today's.
        needed: services of who waits and who is attended now.
        targets: by service, the minutes that the catalogue promises, where it does.
        usual: what earlier days teach.
        since: when the office opened.
        now: the present moment.

    Returns:
        the pace, what it was learnt from, and the services of which nothing is known; these have
        no minutes in the pace.
    """
    kinds, per_minute, known_by, earlier = _arrivals(tickets, usual, since, now)
    today = counter_minutes(tickets)
    every = [taken for _, taken in today][-MOST:]
    ever = _evenly(sorted(one for seen in usual.minutes.values() for one in seen))
    minutes: dict[int, Sequence[float]] = {}
    borrowed: list[tuple[int, Source]] = []
    unknown: set[int] = set()
    for number in sorted({*needed, *(n for kind in kinds for n in kind.services)}):
        target = [float(targets[number])] * FEW if number in targets else []
        offers = (
            (Source.TODAY, [taken for n, taken in today if n == number][-MOST:]),
            (Source.EARLIER, _evenly(usual.minutes.get(number, ()))),
            (Source.OTHERS, every),
            (Source.OTHERS_EARLIER, ever),
            (Source.TARGET, target),
        )
        source, seen = next((offer for offer in offers if len(offer[1]) >= FEW), (None, []))
        if source is None:
            unknown.add(number)
            continue
        minutes[number] = seen
        if source is not Source.TODAY:
            borrowed.append((number, source))
    basis = Basis(len(today), 0 if earlier else len(tickets), earlier, tuple(borrowed))
    return Pace(minutes, kinds, per_minute, known_by), basis, frozenset(unknown)


def _forgotten(ticket: Ticket) -> bool:
    """Tell an attention that a supervisor ended: nobody knows how long it took."""
    return ticket.state is TicketState.SERVED and ticket.serving_since is None


def counter_minutes(tickets: Iterable[Ticket]) -> list[tuple[int, float]]:
    """Return the service of each ended attention and how long it kept its counter, oldest first.

    From the call on, also where nobody came: so long nobody else was called. To its end, or to
    the next call there, where that came within ``TURNOVER`` for somebody who waited already:
    what a clerk does between two people takes its time too. Visits of several services do not
    tell which took how long. Nor does an attention that was put on hold: it is known by the next
    call to its counter, which came before its end.
    """
    called: dict[UUID | None, list[tuple[datetime, datetime]]] = defaultdict(list)
    ended: list[tuple[Ticket, datetime, datetime]] = []
    for ticket in tickets:
        if ticket.called_at is not None:
            insort(called[ticket.counter_id], (ticket.called_at, ticket.queued_at))
            if ticket.finished_at is not None and ticket.state in _ENDED and not _forgotten(ticket):
                ended.append((ticket, ticket.called_at, ticket.finished_at))
    told: list[tuple[datetime, int, float]] = []
    for ticket, start, end in ended:
        there = called[ticket.counter_id]
        following = there[bisect_right(there, (start, _EVER)) :][:1]
        if len(ticket.services) != 1 or start >= end or any(call < end for call, _ in following):
            continue
        kept = next((c for c, came in following if came <= end and c - end <= TURNOVER), end)
        told.append((end, ticket.services[0], (kept - start).total_seconds() / 60))
    return [(service, taken) for _, service, taken in sorted(told)]


def _evenly(minutes: Sequence[float]) -> Sequence[float]:
    """Return at most ``MOST`` of them, evenly from the first to the last."""
    count = len(minutes)
    if count <= MOST:
        return minutes
    return [minutes[place * count // MOST] for place in range(MOST)]


def _arrivals(
    tickets: Sequence[Ticket], usual: Usual, since: datetime, now: datetime
) -> tuple[tuple[Kind, ...], float, float, bool]:
    """Return the kinds that come, how many a minute, how well that is known, and if by usage.

    Today's arrivals count the less the longer ago they are, and so does the time in which they
    came: a rush that is over does not go on for ever.
    """
    total = sum(usual.arrivals.values())
    if len(tickets) < FEW and total:
        kinds = tuple(Kind((n,), False, float(count)) for n, count in usual.arrivals.items())
        return kinds, total / (usual.hours * 60), float(total), True
    if not tickets:
        return (), 0.0, 0.0, False
    weights: dict[tuple[tuple[int, ...], bool], float] = defaultdict(float)
    squares = 0.0
    for ticket in tickets:
        ago = max((now - ticket.arrived_at).total_seconds() / 60, 0.0)
        weight = 0.5 ** (ago / HALF_LIFE)
        weights[ticket.services, ticket.priority] += weight
        squares += weight * weight
    began = min(since, *(ticket.arrived_at for ticket in tickets))
    watched = max((now - began).total_seconds() / 60, 1.0)
    seen = sum(weights.values())
    rate = seen / (HALF_LIFE / log(2) * (1 - 0.5 ** (watched / HALF_LIFE)))
    kinds = tuple(Kind(services, urgent, w) for (services, urgent), w in weights.items())
    return kinds, rate, seen * seen / squares, False

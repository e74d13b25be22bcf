"""A day of the office in figures: of the turnos, their waits, the attentions and the cases.

The usual value is the median, and "95 of 100 up to" the nearest-rank 95th percentile: the
middle and the edge that one very long wait does not move.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from uuid import UUID

from domain.case_parts import CaseState
from domain.labels import Labelled
from domain.offices import Office
from domain.tickets import Ticket, TicketState

SLOT_MINUTES = 30
SLOTS = 24 * 60 // SLOT_MINUTES
BEFORE_PROCESS = frozenset(
    {
        CaseState.REGISTERED,
        CaseState.CLASSIFIED,
        CaseState.RETURNED,
        CaseState.LAPSED,
        CaseState.WITHDRAWN,
    }
)
"""States of a case whose papers were never found complete."""


class Measure(Labelled):
    """What is measured in minutes."""

    WAIT = "wait", "Espera"
    ATTENTION = "attention", "Atención"


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in minutes; both None where nothing was measured."""

    usual: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The cases of a day.

    Attributes:
        opened: opened on the day; ``in_process``: those of them whose papers were complete,
            support apart, which asks for none.
        returned: how often one was handed back on the day.
        answered: answered on the day, of those with a promised time; ``on_time`` within it.
    """

    opened: int = 0
    in_process: int = 0
    returned: int = 0
    answered: int = 0
    on_time: int = 0


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The day counted.

    Attributes:
        no_shows: calls that nobody answered; ``rejoined`` of them came back.
        wait: from arrival, or rejoining, to the call that was answered.
        attention: from the person's arrival at the counter to the end.
    """

    issued: int = 0
    served: int = 0
    cancelled: int = 0
    expired: int = 0
    no_shows: int = 0
    rejoined: int = 0
    out_of_turn_calls: int = 0
    wait: Spread = Spread()
    attention: Spread = Spread()
    cases: CaseFigures = CaseFigures()


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour of a day and one service: who arrived, and whose attention ended.

    Attributes:
        slot: half hours since midnight on the office's clock: 17 is 08:30.
        service: the first that the turno asked for.
    """

    slot: int
    service: int
    arrivals: int
    served: int


@dataclass(frozen=True, slots=True)
class MinuteCount:
    """How many of a service took so many whole minutes."""

    measure: Measure
    service: int
    minutes: int
    count: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day counted whole.

    Attributes:
        waits_minutes: by turno code, until the call that was answered, in call order.
    """

    figures: DayFigures
    waits_minutes: dict[str, float]
    slots: tuple[Slot, ...]
    minutes: tuple[MinuteCount, ...]


@dataclass(frozen=True, slots=True)
class ClosedDayTotals:
    """What is kept of a closed day so that nobody counts it again.

    Attributes:
        sequence: place in the log of the operation that closed it.
    """

    office_id: UUID
    day: date
    sequence: int
    figures: DayFigures


def spread(minutes: Iterable[float]) -> Spread:
    """Return the usual of ``minutes``, and what 95 of 100 do not exceed."""
    ordered = sorted(minutes)
    if not ordered:
        return Spread()
    return Spread(median(ordered), ordered[math.ceil(len(ordered) * 0.95) - 1])


def slot_of(local: datetime) -> int:
    """Return the half hour of a moment on the office's clock, from midnight."""
    return (local.hour * 60 + local.minute) // SLOT_MINUTES


def slot_clock(slot: int) -> str:
    """Return when a half hour begins: ``08:30``."""
    hour, minute = divmod(slot * SLOT_MINUTES, 60)
    return f"{hour:02}:{minute:02}"


def attention_minutes(ticket: Ticket) -> float | None:
    """Return how long an ended attention took; None where there was none, or nobody knows."""
    if ticket.state is not TicketState.SERVED or ticket.serving_since is None:
        return None
    assert ticket.finished_at is not None
    return max(0.0, (ticket.finished_at - ticket.serving_since).total_seconds() / 60)


def count_day(
    office: Office,
    tickets: Sequence[Ticket],
    waits: Iterable[tuple[UUID, float]],
    *,
    no_shows: int,
    out_of_turn: int,
    cases: CaseFigures,
) -> DayCount:
    """Count a day.

    Args:
        office: for its clock.
        tickets: all of the day.
        waits: turno and seconds, one for each time that a person began to wait, in call order.
        no_shows: calls that nobody answered.
        out_of_turn: calls out of turn.
        cases: the cases of the day, counted.
    """
    by_id = {ticket.id: ticket for ticket in tickets}
    states = Counter(ticket.state for ticket in tickets)
    waited = [(by_id[key], seconds / 60) for key, seconds in waits]
    attended = [
        (ticket, taken)
        for ticket in tickets
        if (taken := attention_minutes(ticket)) is not None and _ended_in_time(office, ticket)
    ]
    figures = DayFigures(
        issued=len(tickets),
        served=states[TicketState.SERVED],
        cancelled=states[TicketState.CANCELLED],
        expired=states[TicketState.EXPIRED],
        no_shows=no_shows,
        rejoined=no_shows - states[TicketState.NO_SHOW],
        out_of_turn_calls=out_of_turn,
        wait=spread(taken for _, taken in waited),
        attention=spread(taken for _, taken in attended),
        cases=cases,
    )
    whole = Counter(
        (measure, ticket.services[0], int(taken))
        for measure, all_taken in ((Measure.WAIT, waited), (Measure.ATTENTION, attended))
        for ticket, taken in all_taken
    )
    return DayCount(
        figures,
        {ticket.code: taken for ticket, taken in waited},
        _slots(office, tickets),
        tuple(MinuteCount(*key, count) for key, count in sorted(whole.items())),
    )


def by_half_hour(slots: Iterable[Slot]) -> Mapping[int, tuple[int, int]]:
    """Return arrivals and attentions of each half hour that had any, over all services."""
    found: dict[int, tuple[int, int]] = {}
    for one in slots:
        arrivals, served = found.get(one.slot, (0, 0))
        found[one.slot] = (arrivals + one.arrivals, served + one.served)
    return found


def _ended_in_time(office: Office, ticket: Ticket) -> bool:
    """Tell whether an attention ended on the day of its turno, and was not left at a counter."""
    return ticket.finished_at is not None and office.day_of(ticket.finished_at) == ticket.day


def _slots(office: Office, tickets: Iterable[Ticket]) -> tuple[Slot, ...]:
    arrivals: Counter[tuple[int, int]] = Counter()
    served: Counter[tuple[int, int]] = Counter()
    for ticket in tickets:
        service = ticket.services[0]
        arrivals[slot_of(office.local(ticket.arrived_at)), service] += 1
        if ticket.state is TicketState.SERVED and _ended_in_time(office, ticket):
            assert ticket.finished_at is not None
            served[slot_of(office.local(ticket.finished_at)), service] += 1
    return tuple(
        Slot(slot, service, arrivals[slot, service], served[slot, service])
        for slot, service in sorted(arrivals.keys() | served.keys())
    )

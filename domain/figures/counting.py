"""Counts a day into facts: one walk over what was recorded, each thing counted told with its key.

The lists behind the figures are the same walk (``walk``), so that a list has as many lines as the
figure says.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from domain.case_events import CaseEvent, CaseEventKind
from domain.case_parts import ConformityKind
from domain.catalogue import Channel
from domain.day_figures import attention_minutes
from domain.figures.facts import (
    COUNTED,
    LONGEST_KEY,
    Counts,
    DayFacts,
    EntityFact,
    Fact,
    FactKey,
    Ranked,
    RankedKind,
)
from domain.figures.records import CallFact, DayRecords, Seat
from domain.offices import Office
from domain.tickets import Ticket, TicketState

WAIT, ATTENTION = "wait", "attention"
"""What a mark measures in minutes, besides the names of ``Counts``."""
LATE = "late"
"""Answers after their promised time: of those promised, the ones that were not on time."""
_IN_PERSON = Channel.IN_PERSON.value


class Mark(NamedTuple):
    """One thing counted.

    Attributes:
        what: a name of ``Counts``, or ``WAIT`` or ``ATTENTION``.
        key: of whom it is counted.
        amount: how much it adds; of ``WAIT`` and ``ATTENTION`` how many whole minutes it took.
        at: when, where that is known.
        ticket_id, case_id: what is counted; both None for what people said.
    """

    what: str
    key: FactKey
    amount: int = 1
    at: datetime | None = None
    ticket_id: UUID | None = None
    case_id: UUID | None = None
    entity_id: UUID | None = None


class RankedMark(NamedTuple):
    """One thing that is ranked: what, of which service and key (``facts.Ranked``), in which case."""

    what: str
    service: int
    key: str
    case_id: UUID


def count(records: DayRecords, office: Office) -> DayFacts:
    """Count a day.

    Args:
        office: for its clock.
    """
    sums: dict[FactKey, Counter[str]] = {}
    minutes: dict[tuple[str, FactKey], Counter[int]] = {}
    entities: dict[tuple[UUID, int], Counter[str]] = {}
    for mark in walk(records, office):
        if mark.what in _MEASURED:
            minutes.setdefault((mark.what, mark.key), Counter())[mark.amount] += 1
            sums.setdefault(mark.key, Counter())
            continue
        sums.setdefault(mark.key, Counter())[mark.what] += mark.amount
        name = OF_ENTITY.get(mark.what)
        if name is not None and mark.entity_id is not None:
            of_entity = entities.setdefault((mark.entity_id, mark.key.service), Counter())
            of_entity[name] += mark.amount
    facts = (
        Fact(
            key,
            Counts(*(found[name] for name in COUNTED)),
            tuple(sorted(minutes.get((WAIT, key), {}).items())),
            tuple(sorted(minutes.get((ATTENTION, key), {}).items())),
        )
        for key, found in sums.items()
    )
    ranked = Counter(mark[:3] for mark in walk_ranked(records))
    return DayFacts(
        records.day,
        tuple(facts),
        tuple(Ranked(*key, times) for key, times in sorted(ranked.items())),
        tuple(
            EntityFact(entity_id, service, **found)
            for (entity_id, service), found in entities.items()
        ),
    )


def walk(records: DayRecords, office: Office) -> Iterator[Mark]:
    """Yield every single thing that is counted of a day."""
    seats = _Seats(records)
    yield from _of_tickets(records, office, seats)
    yield from _of_calls(records)
    yield from _of_events(records, seats)
    for said in records.asked:
        key = FactKey(said.service, said.channel, said.counter)
        yield Mark("asked", key)
        if said.replied:
            yield Mark("replied", key)
    for said in records.answers:
        yield Mark(f"score{said.score}", FactKey(said.service, said.channel, said.counter))


_MEASURED = frozenset({WAIT, ATTENTION})
OF_ENTITY = {
    "issued": "visits",
    **{
        name: name
        for name in ("lost", "opened", "returned", "answered", "promised", "on_time", "closed")
    },
}
"""What is counted of public bodies, by its name in ``Counts``."""
_ENDS = {
    TicketState.CANCELLED: "cancelled",
    TicketState.EXPIRED: "expired",
}
_TIMES = {
    CaseEventKind.RETURNED: "returned",
    CaseEventKind.REOPENED: "reopened",
    CaseEventKind.REFERRED: "referred",
    CaseEventKind.LAPSED: "lapsed",
    CaseEventKind.WITHDRAWN: "withdrawn",
}


class _Seats:
    """Finds where somebody sat, and who sat where, at a moment."""

    def __init__(self, records: DayRecords) -> None:
        self._of_staff: dict[UUID, list[Seat]] = {}
        self._at: dict[int, list[Seat]] = {}
        self._last_call: dict[UUID, CallFact] = {}
        for seat in sorted(records.seats, key=lambda seat: seat.since):
            self._of_staff.setdefault(seat.staff, []).append(seat)
            self._at.setdefault(seat.counter, []).append(seat)
        for call in records.calls:
            if call.outcome == "arrived":
                last = self._last_call.get(call.ticket_id)
                if last is None or last.called_at <= call.called_at:
                    self._last_call[call.ticket_id] = call
        self._counters = records.counters

    def counter(self, staff: UUID, at: datetime) -> int:
        """Return the number of the counter that somebody had open, 0 for none."""
        seat = _found(self._of_staff.get(staff, ()), at)
        return 0 if seat is None else seat.counter

    def served(self, ticket: Ticket) -> tuple[int, UUID | None]:
        """Return where a turno was attended last, and by whom.

        Who had the counter open when it ended: an attention on hold goes on at any counter. Where
        nobody had (it was entered from paper), or it was left and somebody else ended it, who was
        answered when it was called.
        """
        counter = 0 if ticket.counter_id is None else self._counters.get(ticket.counter_id, 0)
        if ticket.serving_since is not None:
            assert ticket.finished_at is not None
            seat = _found(self._at.get(counter, ()), ticket.finished_at)
            if seat is not None:
                return counter, seat.staff
        call = self._last_call.get(ticket.id)
        return counter, None if call is None else call.staff


def _found(seats: Sequence[Seat], at: datetime) -> Seat | None:
    """Return the last seat taken before a moment, unless it was left before it."""
    place = bisect_right(seats, at, key=attrgetter("since"))
    if not place:
        return None
    seat = seats[place - 1]
    return seat if seat.until is None or at <= seat.until else None


def _of_tickets(records: DayRecords, office: Office, seats: _Seats) -> Iterator[Mark]:
    lost = _lost_visits(records)
    for ticket in records.tickets:
        where = FactKey(ticket.services[0], _IN_PERSON)
        who = (ticket.id, None, ticket.entity_id)
        yield Mark("issued", where, 1, ticket.arrived_at, *who)
        if ticket.priority:
            yield Mark("priority", where, 1, ticket.arrived_at, *who)
        if ticket.state in _ENDS:
            yield Mark(_ENDS[ticket.state], where, 1, ticket.finished_at, *who)
        if ticket.state is not TicketState.SERVED:
            continue
        counter, staff = seats.served(ticket)
        there = FactKey(ticket.services[0], _IN_PERSON, counter, staff)
        yield Mark("served", there, 1, ticket.finished_at, *who)
        if ticket.id in lost:
            yield Mark("lost", there, 1, ticket.finished_at, *who)
        taken = attention_minutes(ticket)
        assert ticket.finished_at is not None
        if taken is not None and office.day_of(ticket.finished_at) == ticket.day:
            yield Mark(ATTENTION, there, int(taken), ticket.finished_at, *who)


def _lost_visits(records: DayRecords) -> frozenset[UUID]:
    """Return the turnos whose cases of the day were all handed back; see ``Counts.lost``."""
    last: dict[tuple[UUID, UUID], CaseEventKind] = {}
    # By their places: moments go back where a clock is set back.
    for event in sorted(records.events, key=attrgetter("place")):
        if event.ticket_id is not None and event.kind in _OF_A_VISIT:
            last[event.ticket_id, event.case_id] = event.kind
    by_visit: dict[UUID, set[CaseEventKind]] = {}
    for (ticket_id, _), kind in last.items():
        if kind is not CaseEventKind.WITHDRAWN:
            by_visit.setdefault(ticket_id, set()).add(kind)
    handed_back = {CaseEventKind.RETURNED}
    return frozenset(visit for visit, kinds in by_visit.items() if kinds == handed_back)


_OF_A_VISIT = frozenset(
    {
        CaseEventKind.OPENED,
        CaseEventKind.RESUBMITTED,
        CaseEventKind.RETURNED,
        CaseEventKind.WITHDRAWN,
    }
)


def _of_calls(records: DayRecords) -> Iterator[Mark]:
    tickets = {ticket.id: ticket for ticket in records.tickets}
    answered: dict[tuple[UUID, datetime], CallFact] = {}
    absent: dict[UUID, list[CallFact]] = {}
    for call in sorted(records.calls, key=lambda call: call.called_at):
        ticket = tickets[call.ticket_id]
        key = FactKey(ticket.services[0], _IN_PERSON, call.counter, call.staff)
        who = (ticket.id, None, ticket.entity_id)
        if call.outcome == "arrived":
            yield Mark("calls", key, 1, call.called_at, *who)
            if (ticket.id, call.queued_at) not in answered:
                answered[ticket.id, call.queued_at] = call
                waited = (call.called_at - call.queued_at) // timedelta(minutes=1)
                yield Mark(WAIT, key, max(0, waited), call.called_at, *who)
        elif call.outcome == "no_show":
            absent.setdefault(ticket.id, []).append(call)
            yield Mark("no_shows", key, 1, call.called_at, *who)
        if call.out_of_turn and call.outcome != "undone":
            yield Mark("out_of_turn", key, 1, call.called_at, *who)
    for ticket_id, calls in absent.items():
        ticket = tickets[ticket_id]
        back = calls[:-1] if ticket.state is TicketState.NO_SHOW else calls
        for call in back:
            key = FactKey(ticket.services[0], _IN_PERSON, call.counter, call.staff)
            yield Mark("rejoined", key, 1, call.called_at, ticket.id, None, ticket.entity_id)


def _of_events(records: DayRecords, seats: _Seats) -> Iterator[Mark]:
    about = {case.case_id: case for case in records.about}
    for event in records.events:
        key = _key(event, seats)
        who = (None, event.case_id, event.entity_id)
        match event.kind:
            case CaseEventKind.OPENED:
                case = about[event.case_id]
                now = FactKey(case.service, key.channel, key.counter, key.staff)
                yield Mark("opened", now, 1, event.at, None, case.case_id, case.entity_id)
            case CaseEventKind.RESOLVED:
                yield from _answer(event, key)
            case CaseEventKind.CLOSED if event.detail == ConformityKind.REFUSED.value:
                yield Mark("refused", key, 1, event.at, *who)
            case kind if kind in _TIMES:
                yield Mark(_TIMES[kind], key, 1, event.at, *who)
            case _:
                pass
    for event in records.closings:
        key = _key(event, seats)
        yield Mark("closed", key, 1, event.at, None, event.case_id, event.entity_id)


def _answer(event: CaseEvent, key: FactKey) -> Iterator[Mark]:
    who = (None, event.case_id, event.entity_id)
    yield Mark("answered", key, 1, event.at, *who)
    if event.due_at is None:
        return
    yield Mark("promised", key, 1, event.at, *who)
    if event.at <= event.due_at:
        yield Mark("on_time", key, 1, event.at, *who)
    if event.clock_from is not None:
        taken = (event.at - event.clock_from) // timedelta(minutes=1)
        yield Mark("answer_minutes", key, max(0, taken), event.at, *who)


def _key(event: CaseEvent, seats: _Seats) -> FactKey:
    counter = seats.counter(event.staff_id, event.at)
    return FactKey(event.service, event.channel, counter, event.staff_id)


def walk_ranked(records: DayRecords) -> Iterator[RankedMark]:
    """Yield every single thing of a day that is ranked."""
    for fault in records.faults:
        yield RankedMark(RankedKind.FAULT, fault.service, fault.key, fault.case_id)
    for case in records.about:
        if case.topic:
            yield RankedMark(RankedKind.TOPIC, case.service, case.topic, case.case_id)
        if case.system:
            name = case.system[:LONGEST_KEY]
            yield RankedMark(RankedKind.SYSTEM, case.service, name, case.case_id)
    for event in records.events:
        if event.kind is CaseEventKind.RESOLVED and event.detail:
            yield RankedMark(RankedKind.SOLUTION, event.service, event.detail, event.case_id)

"""What is behind a figure: the turnos and cases that were counted, one by one, the newest first.

A day's list is the walk that counted it (``domain.figures.counting.walk``), so that it has as many
lines as the figure says. Only days of which something was counted are looked at, and only as many
as a page takes: a list of five years costs no more than one of a week.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.records import ranked_records_of, records_of
from desktop.usecases.figures.upkeep import days_due
from domain.figures.counting import ATTENTION, LATE, OF_ENTITY, WAIT, Mark, walk, walk_ranked
from domain.figures.facts import FactKey, RankedKind
from domain.figures.periods import Period, month_of, week_of
from domain.figures.records import DayRecords
from domain.figures.statistics import By, Filter, Key
from domain.offices import Office
from domain.ports import CaseRow, TicketView
from domain.staff import Action, Actor

MOST_ROWS = 100
"""So many lines are given at once, at most."""
MOST_DAYS = 40
"""So many days are looked at for them, at most."""
_MEASURED = {WAIT, ATTENTION}
_RANKED = {RankedKind.FAULT, RankedKind.TOPIC, RankedKind.SYSTEM, RankedKind.SOLUTION}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which list.

    Attributes:
        what: a name of ``Counts``, ``WAIT``, ``ATTENTION`` or ``LATE``; of what is ranked its
            ``RankedKind``.
        period: of these days; ``only`` of these services, counters, people, channels, entities.
        raw: of what is ranked, the keys asked for (``RankLine.raw``).
    """

    what: str
    period: Period
    only: Filter
    raw: frozenset[str] = frozenset()

    def of_group(self, by: By, key: Key) -> "Behind":
        """Return the list behind one group of it: of one service, one day, one entity."""
        match by, key:
            case By.SERVICE, int():
                return replace(self, only=replace(self.only, services=frozenset({key})))
            case By.COUNTER, int():
                return replace(self, only=replace(self.only, counters=frozenset({key})))
            case By.SPECIALIST, UUID() | None:
                return replace(self, only=replace(self.only, staff=frozenset({key})))
            case By.CHANNEL, str():
                return replace(self, only=replace(self.only, channels=frozenset({key})))
            case By.ENTITY, UUID():
                return replace(self, only=replace(self.only, entities=frozenset({key})))
            case By.DAY | By.WEEK | By.MONTH, date():
                part = self.period.cut(*_ends(by, key))
                return self if part is None else replace(self, period=part)
            case _:
                return self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: at a day, after so many of its lines."""

    day: date
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing counted: a turno, or a case.

    Attributes:
        at: when it happened, on the office's clock; None where that is not known.
        counter: number of the counter where it happened, 0 for none; ``staff`` who did it.
        minutes: how long it took, of waits and attentions.
    """

    day: date
    at: datetime | None
    ticket: TicketView | None
    case: CaseRow | None
    counter: int
    staff: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a list.

    Attributes:
        more: where it goes on; None where this is the end.
    """

    items: tuple[Item, ...]
    more: Place | None


def behind(desk: Desk, actor: Actor, asked: Behind, since: Place | None = None) -> Page:
    """Return lines of a list, from its newest day back.

    Args:
        since: where it goes on, from the page before; None for its beginning.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        office = unit.offices.office()
        days = _days(step, asked, since)
        names = {member.id: member.full_name for member in unit.staff.all()}
        items: list[Item] = []
        for looked, day in enumerate(days):
            skip = since.skip if since is not None and day == since.day else 0
            if looked == MOST_DAYS or len(items) == MOST_ROWS:
                return Page(tuple(items), Place(day, skip))
            room = MOST_ROWS - len(items)
            found = list(islice(_of_day(step, office, day, asked), skip, skip + room + 1))
            items += (_item(step, office, day, mark, names) for mark in found[:room])
            if len(found) > room:
                return Page(tuple(items), Place(day, skip + room))
        return Page(tuple(items), None)


def marks_of(records: DayRecords, office: Office, asked: Behind) -> Iterator[Mark]:
    """Yield what was counted of a day and is asked for, in the order in which it was counted."""
    if asked.what in _RANKED:
        yield from _ranked(records, asked)
        return
    wanted = "promised" if asked.what == LATE else asked.what
    marks, kept = [*walk(records, office)], set()
    if asked.what == LATE:
        kept = {(m.case_id, m.at) for m in marks if m.what == "on_time"}
    for mark in marks:
        if (
            mark.what == wanted
            and asked.only.takes(mark.key)
            and (not asked.only.entities or mark.entity_id in asked.only.entities)
            and (mark.case_id, mark.at) not in kept
        ):
            yield mark


def _ranked(records: DayRecords, asked: Behind) -> Iterator[Mark]:
    moments = {event.case_id: event.at for event in records.events}
    for one in walk_ranked(records):
        key = FactKey(one.service, "")
        if one.what == asked.what and one.key in asked.raw and asked.only.takes(key):
            at = moments.get(one.case_id)
            yield Mark(one.what, key, 1, at, case_id=one.case_id)


def _of_day(step: Step, office: Office, day: date, asked: Behind) -> Iterator[Mark]:
    """Yield the marks of a day, the latest first."""
    recorded = ranked_records_of if asked.what in _RANKED else records_of
    marks = marks_of(recorded(step.unit, office, day), office, asked)
    never = office.bounds(day)[0]
    return iter(sorted(marks, key=lambda mark: mark.at or never, reverse=True))


def _days(step: Step, asked: Behind, since: Place | None) -> Iterator[date]:
    """Yield the days to look at, the newest first; read month by month, as far as they are asked."""
    due = set(days_due(step, asked.period))
    counted_from = step.unit.figures.first_day()
    first = min({step.day, *due} if counted_from is None else {step.day, *due, counted_from})
    last = step.day if since is None else since.day
    period = asked.period.cut(first, last) if first <= last else None
    while period is not None:
        month = period.cut(period.until.replace(day=1), period.until)
        assert month is not None
        found = {day for day in (*due, step.day) if month.since <= day <= month.until}
        found.update(_counted(step, asked, month))
        yield from sorted(found, reverse=True)
        period = period.cut(period.since, month.since - _DAY)


def _counted(step: Step, asked: Behind, part: Period) -> Iterator[date]:
    """Yield the days on which any of it was counted."""
    figures, only = step.unit.figures, asked.only
    if asked.what in _RANKED:
        for day, one in figures.days_ranked(asked.what, part.since, part.until):
            if one.key in asked.raw and only.takes(FactKey(one.service, "")):
                yield day
    elif only.entities and (asked.what in OF_ENTITY or asked.what == LATE):
        for entity_id in only.entities:
            for day, service in figures.days_of_entity(
                entity_id, asked.what, part.since, part.until
            ):
                if not only.services or service in only.services:
                    yield day
    else:
        for day, key in figures.days_with(asked.what, part.since, part.until):
            if only.takes(key):
                yield day


def _item(step: Step, office: Office, day: date, mark: Mark, names: dict[UUID, str]) -> Item:
    unit = step.unit
    return Item(
        day,
        None if mark.at is None else office.local(mark.at),
        None if mark.ticket_id is None else unit.tickets.view(mark.ticket_id),
        None if mark.case_id is None else unit.cases.row(mark.case_id),
        mark.key.counter,
        "" if mark.key.staff is None else names.get(mark.key.staff, ""),
        mark.amount if mark.what in _MEASURED else None,
    )


def _ends(by: By, key: date) -> tuple[date, date]:
    match by:
        case By.WEEK:
            period = week_of(key)
        case By.MONTH:
            period = month_of(key)
        case _:
            return key, key
    return period.since, period.until

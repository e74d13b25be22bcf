"""Keeps the days counted: what happened since is read from the log, so no day is forgotten.

Today is never kept. Where several workstations of an office do this at once, or one is killed in
the middle, each day is counted from what is recorded when it is kept, or is still to be counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.records import counted
from domain.errors import NotOnThisData
from domain.figures.facts import DayFacts, Fact
from domain.figures.law import law_day
from domain.figures.periods import Period, month_of
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.ports.figures import Touch
from domain.staff import Action, Actor

FEW = 2000
"""So many operations of today may be read again before their place is kept."""
_EPOCH = date(1, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was done.

    Attributes:
        counted: the days counted now, the newest first.
        left: how many days are still to be counted.
    """

    counted: tuple[date, ...] = ()
    left: int = 0


def bring_up_to_date(desk: Desk, actor: Actor, most: int = 20) -> Upkeep:
    """Count days that are over and were touched since they were counted last, the newest first.

    Nothing is written where only today was touched. Days are counted while others may write; only
    keeping them makes others wait. Call it again while ``left`` is more than 0.

    Args:
        most: so many days at most.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.KEEP_FIGURES)
        office = unit.offices.office()
        head = unit.log.head().sequence
        days = _to_count(step, office)
        if not days and not _is_far(unit, head) and not any(_to_sum(step, office)):
            return Upkeep()
        facts = [counted(unit, office, day) for day in days[:most]]
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.KEEP_FIGURES)
        return _keep(step, office, facts, head)


def days_due(step: Step, period: Period) -> tuple[date, ...]:
    """Return the days of a period before today that are not counted, or no more as they are."""
    unit = step.unit
    part = period.cut(_EPOCH, step.day - _DAY)
    if part is None:
        return ()
    due = set(unit.figures.due_between(part.since, part.until))
    due |= {day for day in _touched(unit, unit.offices.office()) if part.since <= day <= part.until}
    return tuple(sorted(due))


def count_again(step: Step, office: Office) -> None:
    """Have every day counted again: by another clock, other moments are of a day.

    Args:
        step: of a unit of work that writes.
        office: as it is now.
    """
    figures = step.unit.figures
    try:
        begun = figures.counted_through() is not None
    except NotOnThisData:
        return
    if not begun:
        return  # the first run counts all there are
    kept = figures.day_sums(_EPOCH, date.max, frozenset(), dated=True)
    days = {day for day, _ in kept if day is not None} | set(_all_days(step.unit, office))
    figures.add_due(sorted(days))
    for month in {day.replace(day=1) for day in days}:
        figures.forget_month(office.id, month)


def _to_count(step: Step, office: Office) -> Sequence[date]:
    known = set(step.unit.figures.due(step.day, _ALL))
    known |= {day for day in _touched(step.unit, office) if day < step.day}
    return sorted(known, reverse=True)


_ALL = 100_000


def _is_far(unit: UnitOfWork, head: int) -> bool:
    return head - (unit.figures.counted_through() or 0) > FEW


def _keep(step: Step, office: Office, facts: Iterable[DayFacts], head: int) -> Upkeep:
    unit = step.unit
    figures = unit.figures
    newly = set(_touched(unit, office))
    figures.add_due(newly)
    figures.set_counted_through(unit.log.head().sequence)
    for first_day in {day.replace(day=1) for day in newly}:
        figures.forget_month(office.id, first_day)
    # What was touched while it was counted is counted again.
    meanwhile = set(_days_of(unit, office, unit.figures.touching(head)))
    done = tuple(day for day in facts if day.day not in meanwhile)
    for day in done:
        figures.put_day(day)
    for month, found in list(_to_sum(step, office)):
        figures.put_month(office.id, month.since, found)
        figures.put_entities(month.since, figures.entity_days(month.since, month.until))
    if done:
        days = [day.day.isoformat() for day in done]
        # Who supervises several offices learns of it what is still missing here.
        told = {"days": days, "due": figures.count_due(step.day)}
        step.tell("office", office.id, office.version, "figures_counted", told)
    return Upkeep(tuple(day.day for day in done), figures.count_due(step.day))


def _to_sum(step: Step, office: Office) -> Iterator[tuple[Period, list[Fact]]]:
    """Yield every month that is over, counted whole and not summed, with its facts."""
    figures = step.unit.figures
    first, this_month = figures.first_day(), step.day.replace(day=1)
    # The clock may have been set back before all that was counted.
    if first is None or (since := first.replace(day=1)) > this_month:
        return
    summed = figures.months_summed(office.id, since, this_month)
    due = {day.replace(day=1) for day in figures.due_between(since, step.day)}
    for first_day in Period(since, step.day).months():
        month = month_of(first_day)
        if first_day not in summed and first_day not in due and month.until < step.day:
            facts = [fact for _, fact in figures.days(month.since, month.until)]
            if facts:
                yield month, facts


def _touched(unit: UnitOfWork, office: Office) -> Iterator[date]:
    """Yield the days touched since the place that is kept; all there are where none is.

    All too where the log does not reach that place: it is another log than was read.
    """
    through = unit.figures.counted_through()
    if through is None or through > unit.log.head().sequence:
        return _all_days(unit, office)
    return _days_of(unit, office, unit.figures.touching(through))


def _days_of(unit: UnitOfWork, office: Office, touches: Iterable[Touch]) -> Iterator[date]:
    sat: date | None = None
    for touch in touches:
        yield (day := office.day_of(touch.at))
        if touch.type in _SEATS:
            sat = min(sat or day, day)
        if (by_law := law_day(touch.at)) != day:
            yield by_law
        if touch.ticket_day is not None:
            yield touch.ticket_day
        if touch.opened_at is not None:
            yield office.day_of(touch.opened_at)
        if touch.type == "survey_gathered":
            yield from unit.figures.gathered(touch.sequence)
    if sat is not None:
        # After a clock was set back: whose counter it was on days that are counted already.
        later = unit.figures.day_sums(sat + _DAY, date.max, frozenset(), dated=True)
        yield from (day for day, _ in later if day is not None)


_SEATS = {"counter_opened", "counter_closed"}


def _all_days(unit: UnitOfWork, office: Office) -> Iterator[date]:
    day: date | None = _EPOCH
    while day is not None:
        day = unit.figures.next_day(day)
        if day is not None:
            yield day
    moment = unit.figures.next_event(office.bounds(_EPOCH + _DAY)[0])
    while moment is not None:
        yield (day := office.day_of(moment))
        yield law_day(moment)
        moment = unit.figures.next_event(office.bounds(day)[1])

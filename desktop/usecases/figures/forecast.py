"""Who is expected on the next working days, from the days that this office closed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.usecases.desk import Desk, begin
from domain.calendar import Calendar
from domain.day_figures import SLOT_MINUTES
from domain.errors import KnownError
from domain.figures.forecast import (
    LOOKED_BACK,
    RECENT,
    Coming,
    DayArrivals,
    expect,
    last_week,
)
from domain.figures.forecast_calendar import Marks, marks_of
from domain.figures.forecast_trial import Trial, score, try_days
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.staff import Action, Actor

AHEAD = 10
"""How many working days may be asked for."""
TRIED = 60
"""Past days on which the forecast of who comes is tried."""
_SEARCHED = 60
"""Calendar days in which the next working days are looked for: an office may have none."""


class OutOfReach(KnownError):
    """The day asked for is not among those that are forecast."""

    what = "Ese día ya no está entre los que se pueden prever."
    todo = "Elija otro de la lista."


@dataclass(frozen=True, slots=True)
class Rest:
    """A day of rest that is usually worked."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class DayOutlook:
    """What is to be expected of a day.

    Attributes:
        days: those that may be asked for; empty where the office opens on no day.
        rests: days of rest among them.
        day: the one that was asked for; None where ``days`` is empty.
        coming: None where no day was ever closed.
        week: the last closed day of the same weekday.
        known_through: the last closed day.
        unclosed: working days since it, up to and with today, of which nothing is known.
    """

    office: Office
    today: date
    days: tuple[date, ...]
    rests: tuple[Rest, ...]
    day: date | None
    coming: Coming | None
    week: DayArrivals | None
    known_through: date | None
    unclosed: int


def outlook(desk: Desk, actor: Actor, day: date | None = None) -> DayOutlook:
    """Return what is to be expected of a day (the next working day when None).

    Raises:
        NotAllowed: not a supervisor.
        OutOfReach: it is not one of the next working days.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        past = Past.read(unit, step.day)
    return past.outlook(step.day, day)


def arrivals_trial(
    desk: Desk, actor: Actor, days: int = TRIED, *, stop: Callable[[], bool] = lambda: False
) -> Trial | None:
    """Return how far the forecast would have been off on the last closed days.

    Args:
        days: how many, at most.
        stop: tells when nobody wants to know any more; then the answer is None.

    Returns:
        None too where no day has enough before it.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        past = Past.read(unit, step.day)
    return past.tried(days, stop=stop)


@dataclass(frozen=True, slots=True)
class Past:
    """The closed days, and the calendar.

    Attributes:
        days: in order.
        marks: of each of them, and of the days that may be asked for.
        hours: half hours in which turnos are issued; None: at any time.
    """

    office: Office
    calendar: Calendar
    days: Sequence[DayArrivals]
    marks: dict[date, Marks]
    hours: range | None
    next_days: tuple[date, ...]

    @classmethod
    def read(cls, unit: UnitOfWork, today: date) -> "Past":
        """Read what is kept, up to and with today where it is closed."""
        closed, until = unit.closed_days, today + timedelta(days=1)
        issued = closed.arrivals(until, LOOKED_BACK)
        halves: dict[date, dict[int, int]] = defaultdict(dict)
        if issued:
            for day, slot, came in closed.half_hours(issued[-RECENT:][0][0], until):
                halves[day][slot] = came
        office, calendar = unit.offices.office(), unit.calendar.all()
        days = [DayArrivals(day, total, halves[day]) for day, total in issued]
        worked = _Worked(office, calendar)
        coming = tuple(worked.after(today))
        marks = marks_of([*(one.day for one in days), *coming], worked.works, office.hours.weekdays)
        return cls(office, calendar, days, marks, _hours(office), coming)

    def outlook(self, today: date, day: date | None) -> DayOutlook:
        """Return what is to be expected of a day.

        Raises:
            OutOfReach: it is not one of the next working days.
        """
        asked = next(iter(self.next_days), None) if day is None else day
        if asked is not None and asked not in self.next_days:
            raise OutOfReach()
        last = self.days[-1].day if self.days else None
        between = [] if asked is None or last is None else self._worked_between(last, asked)
        return DayOutlook(
            self.office,
            today,
            self.next_days,
            tuple(self._rests(today)),
            asked,
            None if asked is None else self.expect(self.days, asked, len(between) + 1),
            None if asked is None else last_week(self.days, asked),
            last,
            sum(day <= today for day in between),
        )

    def tried(self, days: int, *, stop: Callable[[], bool] = lambda: False) -> Trial | None:
        """Return how far the last closed days would have been off; None of none, or stopped."""
        found = try_days(self.days, self.marks, days, hours=self.hours, stop=stop)
        return None if found is None else score(found)

    def expect(self, before: Sequence[DayArrivals], day: date, ahead: int = 1) -> Coming | None:
        """Return who is expected on a day, from those before it."""
        return expect(before, day, self.marks, ahead=min(ahead, AHEAD), hours=self.hours)

    def _worked_between(self, after: date, until: date) -> list[date]:
        """Return the working days between two; of a long time only the last."""
        works = _Worked(self.office, self.calendar).works
        first = max(after, until - timedelta(days=_SEARCHED))
        span = (first + timedelta(days=away) for away in range(1, (until - first).days))
        return [day for day in span if works(day)]

    def _rests(self, today: date) -> Iterator[Rest]:
        if self.next_days:
            for away in range(1, (self.next_days[-1] - today).days):
                day = today + timedelta(days=away)
                name = self.calendar.holiday(day, (self.office.code,))
                if name is not None and day.weekday() in self.office.hours.weekdays:
                    yield Rest(day, name)


@dataclass(frozen=True, slots=True)
class _Worked:
    """Which days an office works."""

    office: Office
    calendar: Calendar

    def works(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        return self.calendar.is_working(day, (self.office.code,), self.office.hours.weekdays)

    def after(self, today: date) -> Iterator[date]:
        """Yield the next working days."""
        found = (today + timedelta(days=away) for away in range(1, _SEARCHED))
        for _, day in zip(range(AHEAD), filter(self.works, found), strict=False):
            yield day


def _hours(office: Office) -> range | None:
    """Return the half hours in which turnos are issued; None: at any time."""
    opens, closes = office.hours.opens, office.hours.closes
    if opens >= closes:
        return None
    first, last = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    return range(first // SLOT_MINUTES, -(-last // SLOT_MINUTES))

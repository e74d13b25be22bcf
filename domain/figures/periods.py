"""Periods of which figures are told: a day, a week, a month, a quarter, a year, any others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import InvalidInput
from domain.labels import Labelled
from domain.offices import MONTHS

_DAY = timedelta(days=1)
_QUARTERS = ("primer", "segundo", "tercer", "cuarto")
_KINDS_OF_MONTHS = {1: "month", 3: "quarter", 12: "year"}


class PeriodKind(Labelled):
    """What a period is."""

    DAY = "day", "Día"
    WEEK = "week", "Semana"
    MONTH = "month", "Mes"
    QUARTER = "quarter", "Trimestre"
    YEAR = "year", "Año"
    OTHER = "other", "Otro"


@dataclass(frozen=True, slots=True)
class Period:
    """Some days that follow each other, both ends included.

    Raises:
        InvalidInput: the end lies before the beginning.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise InvalidInput(
                "La fecha final es anterior a la inicial.", todo="Corrija las fechas del período."
            )

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def kind(self) -> PeriodKind:
        """What it is: weeks begin on Monday; months, quarters and years as the calendar does."""
        if self.since == self.until:
            return PeriodKind.DAY
        if self.length == 7 and self.since.weekday() == 0:
            return PeriodKind.WEEK
        months = self._months
        if months is not None and (self.since.month - 1) % months == 0:
            return PeriodKind(_KINDS_OF_MONTHS[months])
        return PeriodKind.OTHER

    @property
    def words(self) -> str:
        """The period as people say it: ``diciembre de 2026``."""
        since, until = self.since, self.until
        match self.kind:
            case PeriodKind.DAY:
                return _date(since)
            case PeriodKind.MONTH:
                return f"{MONTHS[since.month - 1]} de {since.year}"
            case PeriodKind.QUARTER:
                return f"{_QUARTERS[(since.month - 1) // 3]} trimestre de {since.year}"
            case PeriodKind.YEAR:
                return f"año {since.year}"
            case _:
                return f"del {_date(since)} al {_date(until)}"

    def previous(self, today: date | None = None) -> "Period":
        """Return the one before: the month before a month, else as many days before it.

        Args:
            today: where the period still goes on, only as many days of the one before as it has
                had, today included, so that both can be compared.
        """
        until = self.since - _DAY
        match self.kind:
            case PeriodKind.MONTH:
                before = month_of(until)
            case PeriodKind.QUARTER:
                before = quarter_of(until)
            case PeriodKind.YEAR:
                before = year_of(until)
            case _:
                before = Period(self.since - timedelta(days=self.length), until)
        if today is None or not self.since <= today < self.until:
            return before
        return Period(before.since, min(before.until, before.since + (today - self.since)))

    def following(self) -> "Period":
        """Return the one after it."""
        since = self.until + _DAY
        match self.kind:
            case PeriodKind.MONTH:
                return month_of(since)
            case PeriodKind.QUARTER:
                return quarter_of(since)
            case PeriodKind.YEAR:
                return year_of(since)
            case _:
                return Period(since, self.until + timedelta(days=self.length))

    def cut(self, since: date, until: date) -> "Period | None":
        """Return what of it lies between two days, both included; None where nothing does."""
        begins, ends = max(since, self.since), min(until, self.until)
        return Period(begins, ends) if begins <= ends else None

    def days(self) -> Iterator[date]:
        """Yield its days."""
        for place in range(self.length):
            yield self.since + place * _DAY

    def months(self) -> Iterator[date]:
        """Yield the first days of the months that lie in it whole."""
        month = self.since if self.since.day == 1 else month_of(self.since).until + _DAY
        while (last := month_of(month).until) <= self.until:
            yield month
            month = last + _DAY

    @property
    def _months(self) -> int | None:
        """How many whole months of one year it is, where it is one, three or twelve."""
        if self.since.day != 1 or month_of(self.until).until != self.until:
            return None
        if self.since.year != self.until.year:
            return None
        months = self.until.month - self.since.month + 1
        return months if months in _KINDS_OF_MONTHS else None


def day_of(day: date) -> Period:
    """Return the period of one day."""
    return Period(day, day)


def week_of(day: date) -> Period:
    """Return the week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - _DAY)


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, month_of(first + timedelta(days=63)).until)


def year_of(day: date) -> Period:
    """Return the year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _date(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"

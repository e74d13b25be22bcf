"""Ecuador's calendar: which days are worked, in the whole country and in each office's city.

The days of rest and how they move: Ley Orgánica Reformatoria a la LOSEP y al Código del Trabajo
(Registro Oficial, 20 December 2016), art. 1 and 2. Decree days are exceptions to it, kept by the
office. Reasons and doubtful cases: ``docs/decisions/0040-ecuadors-calendar.md``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from domain.errors import KnownError
from domain.ids import new_id
from domain.offices import WORKING_DAYS

NATIONAL = ""
"""The place of what holds in the whole country."""
PLACES: tuple[tuple[str, str], ...] = (
    ("QUITO", "Quito"),
    ("GUAYAQUIL", "Guayaquil"),
    ("CUENCA", "Cuenca"),
)
"""Codes and names of the cities whose own holidays are known."""
UNNAMED = "Día no laborable"
"""What a day of rest without a reason is called."""

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
_ALONE = {SATURDAY: -1, SUNDAY: 1, TUESDAY: -1, WEDNESDAY: 2, THURSDAY: 1}
"""By how many days a day of rest moves, by its weekday."""
_STAYS_IN_THE_WEEK = {SATURDAY: -1, SUNDAY: 1}
"""The same for 1 January and 25 December, which leave only a weekend."""
_PAIRS = {
    TUESDAY: (0, -2),
    WEDNESDAY: (2, 0),
    FRIDAY: (0, -2),
    SATURDAY: (-1, 1),
    SUNDAY: (2, 0),
}
"""The same for two days of rest in a row, by the weekday of the first."""


class NeverOpen(KnownError):
    """The office's hours have no day on which a term could end."""

    what = "El horario de la oficina no tiene días de atención."
    kept = "Lo registrado está guardado."
    todo = "Pida al administrador que corrija los días y las horas de atención."


@dataclass(frozen=True, slots=True)
class DecreedDay:
    """An exception to the calendar: a decree gives a day off, or takes one away.

    Attributes:
        place: code of an office; ``NATIONAL`` for the whole country.
        reason: the decree or what is celebrated, as people read it.
        id: of this exception; another for the same day is another one.
    """

    day: date
    working: bool
    place: str = NATIONAL
    reason: str = ""
    id: UUID = field(default_factory=new_id, compare=False)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days worked, with the exceptions that the office keeps.

    Places are codes of offices; one that is not in ``PLACES`` has the national holidays and
    whatever is decreed for it. Several places together rest when any of them does.
    """

    decreed: tuple[DecreedDay, ...] = ()

    def holiday(self, day: date, places: Collection[str]) -> str | None:
        """Return what is celebrated on ``day`` in the first of ``places`` that rests, if any."""
        for place in _known(places):
            exception = self._exception(day, place)
            if exception is None:
                name = _observed(day.year, place).get(day)
            else:
                name = None if exception.working else exception.reason or UNNAMED
            if name is not None:
                return name
        return None

    def is_working(
        self, day: date, places: Collection[str], weekdays: Collection[int] = WORKING_DAYS
    ) -> bool:
        """Tell whether ``day`` is worked in all of ``places``; what is decreed prevails.

        Args:
            day: the local date.
            places: none of which may rest.
            weekdays: those usually worked; Monday is 0.
        """
        for place in _known(places):
            exception = self._exception(day, place)
            if exception is None:
                if day.weekday() not in weekdays or day in _observed(day.year, place):
                    return False
            elif not exception.working:
                return False
        return True

    def counts(
        self, day: date, places: Collection[str], weekdays: Collection[int] = WORKING_DAYS
    ) -> bool:
        """Tell whether ``day`` counts in a legal term.

        Saturdays and Sundays never do, not even one worked to make up for a day off: COA
        art. 159 excludes them without exception.

        Args:
            day: the local date.
            places: of the office and of the applicant.
            weekdays: on which the office opens; Monday is 0.
        """
        return day.weekday() in WORKING_DAYS and self.is_working(day, places, weekdays)

    def holidays(self, year: int, place: str) -> Mapping[date, str]:
        """Return the days of rest of a year in a place, in order, with what is celebrated."""
        days = set(_observed(year, place))
        days.update(decreed.day for decreed in self.decreed if decreed.day.year == year)
        named = ((day, self.holiday(day, (place,))) for day in sorted(days))
        return {day: name for day, name in named if name is not None}

    def add_working_days(
        self,
        start: date,
        days: int,
        places: Collection[str],
        weekdays: Collection[int] = WORKING_DAYS,
    ) -> date:
        """Return the last day of a term, counted from the working day after ``start``.

        COA art. 158-159.

        Args:
            start: the local date of what the term is counted from.
            days: how long it is, in working days; at least 1.
            places: of the office and of the applicant: what rests in either does not count.
            weekdays: on which the office opens; Monday is 0.

        Raises:
            NeverOpen: the office opens on no day from Monday to Friday.
        """
        if WORKING_DAYS.isdisjoint(weekdays):
            raise NeverOpen()
        day = start
        for _ in range(days):
            day += timedelta(1)
            while not self.counts(day, places, weekdays):
                day += timedelta(1)
        return day

    def _exception(self, day: date, place: str) -> DecreedDay | None:
        """Return what is decreed for ``day``; what is decreed for the place itself prevails."""
        found = [d for d in self.decreed if d.day == day and d.place in {place, NATIONAL}]
        return max(found, key=lambda decreed: decreed.place, default=None)


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, odd = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quarter - epact - odd) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _known(places: Collection[str]) -> Iterable[str]:
    """The places that are told; the country alone when none is."""
    return tuple(place for place in places if place) or (NATIONAL,)


@lru_cache(maxsize=256)
def _observed(year: int, place: str) -> Mapping[date, str]:
    """The days of rest of a year in a place by law, moved where it moves them."""
    days: dict[date, str] = {}
    for day, name in _moved(sorted(_celebrated(year, place))):
        if day.year == year:
            # Two may come to rest on one day: Cuenca's 12 April and Good Friday, in 2028.
            days[day] = f"{days[day]} y {name}" if day in days else name
    return MappingProxyType(dict(sorted(days.items())))


def _celebrated(year: int, place: str) -> Iterator[tuple[date, str]]:
    """What is celebrated, on its own date; the next 1 January too, which may move back."""
    sunday = easter(year)
    yield date(year, 1, 1), "Año Nuevo"
    yield sunday - timedelta(48), "Carnaval"
    yield sunday - timedelta(47), "Carnaval"
    yield sunday - timedelta(2), "Viernes Santo"
    yield date(year, 5, 1), "Día del Trabajo"
    yield date(year, 5, 24), "Batalla de Pichincha"
    yield date(year, 8, 10), "Primer Grito de Independencia"
    yield date(year, 10, 9), "Independencia de Guayaquil"
    yield date(year, 11, 2), "Día de los Difuntos"
    yield date(year, 11, 3), "Independencia de Cuenca"
    yield date(year, 12, 25), "Navidad"
    yield date(year + 1, 1, 1), "Año Nuevo"
    if place == "QUITO":
        yield date(year, 12, 6), "Fundación de Quito"
    elif place == "GUAYAQUIL":
        yield date(year, 7, 25), "Fundación de Guayaquil"
    elif place == "CUENCA":
        yield date(year, 4, 12), "Fundación de Cuenca"


def _moved(celebrated: list[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Move each day of rest, two in a row together."""
    dates = {day for day, _ in celebrated}
    for day, name in celebrated:
        if day + timedelta(1) in dates:
            move = _PAIRS.get(day.weekday(), (0, 0))[0]
        elif day - timedelta(1) in dates:
            move = _PAIRS.get((day - timedelta(1)).weekday(), (0, 0))[1]
        elif (day.month, day.day) in {(1, 1), (12, 25)}:
            move = _STAYS_IN_THE_WEEK.get(day.weekday(), 0)
        else:
            move = _ALONE.get(day.weekday(), 0)
        yield day + timedelta(move), name

"""The office's calendar: the holidays as the law gives them, and what is decreed besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.case_terms import lengthen
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.calendar import NATIONAL, PLACES, Calendar, DecreedDay
from domain.errors import InvalidInput, Stale
from domain.offices import Office
from domain.operations import Payload
from domain.staff import Action, Actor

FIRST_YEAR, LAST_YEAR = 2016, 2100
"""The moving rule is of December 2016; later than the last nobody decrees."""


@dataclass(frozen=True, slots=True)
class DayForm:
    """An exception as filled in; ``place`` is one of those offered."""

    day: date
    working: bool
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A line of the calendar.

    Attributes:
        words: what is celebrated, or the reason of the exception.
        place: where it holds, in words.
        decreed: the exception; None for a holiday by law.
    """

    day: date
    words: str
    place: str
    decreed: DecreedDay | None = None


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The calendar as the administrator sees it.

    Attributes:
        today: the office's day.
        days: from this year's first, in order: the office's holidays of this year and the
            next, and every exception.
        places: codes and names of where an exception can hold; the whole country first.
    """

    today: date
    days: Sequence[CalendarDay]
    places: Sequence[tuple[str, str]]


def view(desk: Desk, actor: Actor) -> CalendarView:
    """Return the office's holidays and the exceptions, from this year on.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office, calendar = unit.offices.office(), unit.calendar.all()
        places = _places(office)
        return CalendarView(step.day, _days(calendar, office, dict(places), step.day.year), places)


def add_day(desk: Desk, actor: Actor, form: DayForm) -> DecreedDay:
    """Enter a day that is decreed as worked, or as not worked; open terms may grow by it.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: the date, the place or the reason cannot be used, the day has an exception
            already, or it would change nothing.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office, calendar = unit.offices.office(), unit.calendar.all()
        decreed = DecreedDay(form.day, form.working, form.place, clean_reason(form.reason))
        _check(decreed, office, calendar)
        _tell(step, decreed, 1, "calendar_day_added", {})
        unit.calendar.add(decreed)
        lengthen(desk, step)
        return decreed


def remove_day(desk: Desk, actor: Actor, decreed_id: UUID, reason: str) -> None:
    """Take an exception away: the day is again what the law makes it.

    Args:
        desk: the workstation.
        actor: an administrator.
        decreed_id: the exception.
        reason: why; kept in the log.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: the reason is missing or cannot be kept.
        Stale: somebody took it away before.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        why = clean_reason(reason)
        decreed = next((d for d in unit.calendar.all().decreed if d.id == decreed_id), None)
        if decreed is None:
            raise Stale()
        _tell(step, decreed, 2, "calendar_day_removed", {"why": why})
        unit.calendar.remove(decreed)
        lengthen(desk, step)


def _places(office: Office) -> Sequence[tuple[str, str]]:
    known = [(NATIONAL, "Todo el país"), *PLACES]
    return known if office.code in dict(known) else [*known, (office.code, office.name)]


def _days(
    calendar: Calendar, office: Office, names: dict[str, str], year: int
) -> Sequence[CalendarDay]:
    decreed = [one for one in calendar.decreed if one.day.year >= year]
    here = {one.day for one in decreed if one.place in {NATIONAL, office.code}}
    lines = [
        CalendarDay(one.day, one.reason, names.get(one.place, one.place), one) for one in decreed
    ]
    law = Calendar()
    for of_year in (year, year + 1):
        lines += [
            CalendarDay(day, words, names[office.code if law.is_working(day, ()) else NATIONAL])
            for day, words in law.holidays(of_year, office.code).items()
            if day not in here
        ]
    return sorted(lines, key=lambda line: line.day)


def _check(decreed: DecreedDay, office: Office, calendar: Calendar) -> None:
    if not FIRST_YEAR <= decreed.day.year <= LAST_YEAR:
        raise InvalidInput(f"La fecha va de {FIRST_YEAR} a {LAST_YEAR}.", todo="Corríjala.")
    names = dict(_places(office))
    if decreed.place not in names:
        raise InvalidInput("Ese lugar no está en la lista.", todo="Elija uno de la lista.")
    same = (decreed.day, decreed.place)
    if any((one.day, one.place) == same for one in calendar.decreed):
        raise InvalidInput(
            f"El {decreed.day:%d/%m/%Y} ya tiene una excepción para: {names[decreed.place]}.",
            todo="Quítela antes de poner otra.",
        )
    works = calendar.is_working(decreed.day, (decreed.place,), office.hours.weekdays)
    if works == decreed.working:
        raise InvalidInput(
            f"El {decreed.day:%d/%m/%Y} ya es un día {'laborable' if works else 'no laborable'}.",
            todo="Revise la fecha y el lugar.",
        )


def _tell(step: Step, decreed: DecreedDay, version: int, type_: str, more: Payload) -> None:
    step.tell(
        "calendar_day",
        decreed.id,
        version,
        type_,
        {
            "day": decreed.day.isoformat(),
            "working": decreed.working,
            "place": decreed.place,
            "reason": decreed.reason,
            **more,
        },
    )

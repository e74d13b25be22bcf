"""Until when something is due, by the office's hours and calendar, and how that is told.

Legal terms: Código Orgánico Administrativo, art. 158-159. Figures in hours are the promise of
the service and follow the office alone.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, NeverOpen
from domain.labels import Labelled
from domain.offices import Office
from domain.response import ResponseTime, TimeUnit

NEAR_SHARE = 4
"""A case is near its limit in the last quarter of its time."""
SOON = timedelta(hours=3)
"""Below this the time left is told in hours and minutes."""

_DAY = timedelta(1)
_SINGULAR = {"1 h", "1 min", "menos de 1 min"}


class Urgency(Labelled):
    """How a due time stands."""

    ON_TIME = "on_time", "A tiempo"
    NEAR = "near", "Por vencer"
    OVERDUE = "overdue", "Vencido"


def due_at(
    response: ResponseTime, start: datetime, office: Office, calendar: Calendar, place: str = ""
) -> datetime:
    """Return when something promised in ``response`` is due, in UTC.

    Minutes are clock time. Hours are clock time too, moved to the next opening where they end
    while closed. Working hours are counted while the office is open. Working days are a legal
    term, due when the office closes on its last day. What ends at the very hour of closing
    still ends that day.

    Args:
        response: the promise.
        start: from when it runs; aware.
        office: whose hours, time zone and city count.
        calendar: the days worked.
        place: code of the applicant's city, for working days.

    Raises:
        NeverOpen: the office's hours have no day or hour on which it could end.
    """
    if response.unit is TimeUnit.MINUTE:
        return (start + timedelta(minutes=response.value)).astimezone(UTC)
    if office.hours.closes < office.hours.opens or office.hours.weekdays.isdisjoint(range(7)):
        raise NeverOpen()
    if response.unit is TimeUnit.BUSINESS_DAY:
        return _closing(term_end(start, response.value, office, calendar, place), office)
    length = timedelta(hours=response.value)
    if response.unit is TimeUnit.HOUR:
        moment = (start + length).astimezone(UTC)
        return next(
            max(moment, opens)
            for opens, closes in _open_from(moment, office, calendar)
            if moment <= closes
        )
    return _after_open_time(start.astimezone(UTC), length, office, calendar)


def term_end(
    start: datetime, days: int, office: Office, calendar: Calendar, place: str = ""
) -> date:
    """Return the last local day of a legal term.

    It is counted from the next working day and skips Saturdays, Sundays, the days on which the
    office does not open, and the holidays of the office and of the applicant's place (COA
    art. 158-159).

    Args:
        start: what it is counted from; aware.
        days: how long it is, in working days.
        office: whose days, time zone and city count.
        calendar: the days worked.
        place: code of the applicant's city.

    Raises:
        NeverOpen: the office opens on no day from Monday to Friday.
    """
    begins = office.local(start).date()
    return calendar.add_working_days(begins, days, (office.code, place), office.hours.weekdays)


def urgency(start: datetime, due: datetime, now: datetime) -> Urgency:
    """Tell how ``due`` stands at ``now`` for what runs since ``start``; all aware."""
    if now > due:
        return Urgency.OVERDUE
    return Urgency.NEAR if (due - now) * NEAR_SHARE <= due - start else Urgency.ON_TIME


def time_left_words(due: datetime, now: datetime, office: Office, calendar: Calendar) -> str:
    """Tell how long is left, in few words: ``quedan 2 h 10 min``, ``vence hoy 17:00``.

    Days are working days of the office, as they were promised.
    """
    if now > due:
        return f"venció hace {_length(now - due)}"
    if due - now <= SOON:
        left = _length(due - now)
        return f"{'queda' if left in _SINGULAR else 'quedan'} {left}"
    today, last = office.local(now).date(), office.local(due)
    if last.date() == today:
        return f"vence hoy {last:%H:%M}"
    days = sum(
        calendar.counts(today + _DAY * n, (office.code,), office.hours.weekdays)
        for n in range(1, (last.date() - today).days + 1)
    )
    if days > 1:
        return f"quedan {days} días"
    if last.date() == today + _DAY:
        return f"vence mañana {last:%H:%M}"
    return f"vence el {last:%d/%m %H:%M}"


def _length(span: timedelta) -> str:
    """A span in whole units, rounded down; never nothing."""
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return "1 día" if hours < 48 else f"{hours // 24} días"
    if not hours:
        return f"{rest} min" if rest else "menos de 1 min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _closing(day: date, office: Office) -> datetime:
    """When the office closes on ``day``, in UTC."""
    # An office open all day: not midnight, which would show the date after the last one.
    all_day = office.hours.opens == office.hours.closes
    return _utc(day, time(23, 59) if all_day else office.hours.closes, office)


def _after_open_time(
    start: datetime, length: timedelta, office: Office, calendar: Calendar
) -> datetime:
    """When the office will have been open for ``length`` since ``start``."""
    days = _open_from(start, office, calendar)
    while True:
        opens, closes = next(days)
        begins = max(start, opens)
        if begins + length <= closes:
            return begins + length
        length -= max(closes - begins, timedelta())


def _open_from(
    moment: datetime, office: Office, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when the office is open, in UTC, from the day of ``moment`` on."""
    hours, day = office.hours, office.local(moment).date()
    while True:
        if calendar.is_working(day, (office.code,), hours.weekdays):
            if hours.opens == hours.closes:  # all day
                yield _utc(day, time(), office), _utc(day + _DAY, time(), office)
            else:
                yield _utc(day, hours.opens, office), _utc(day, hours.closes, office)
        day += _DAY


def _utc(day: date, hour: time, office: Office) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(office.timezone)).astimezone(UTC)

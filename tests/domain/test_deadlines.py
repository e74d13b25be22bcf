"""Due times: the vectors counted by hand, and a count minute by minute that knows no arithmetic."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, DecreedDay, NeverOpen
from domain.deadlines import Urgency, due_at, term_end, time_left_words, urgency
from domain.ids import new_id
from domain.offices import Office, OpeningHours
from domain.response import ClockStart, ResponseTime, TimeUnit

LAW = Calendar()
QUITO = Office(new_id(), "QUITO", "Centro", "Ministerio")
HERE = ZoneInfo(QUITO.timezone)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """A local time of Quito, as ``04/12/2026 08:14``."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HERE)


def promise(value: int, unit: str) -> ResponseTime:
    return ResponseTime(value, TimeUnit(unit), ClockStart.COMPLETE_DOCUMENTS)


def due(value: int, unit: str, start: str, office: Office = QUITO, place: str = "") -> str:
    moment = due_at(promise(value, unit), at(start), office, LAW, place)
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(HERE):%d/%m/%Y %H:%M}"


@pytest.mark.parametrize(
    ("value", "unit", "start", "expected"),
    [
        (2, "business_day", "04/12/2026 08:14", "09/12/2026 17:00"),
        (2, "business_day", "04/12/2026 09:41", "09/12/2026 17:00"),
        (24, "hour", "04/12/2026 10:00", "08/12/2026 08:00"),
        (8, "business_hour", "04/12/2026 15:30", "08/12/2026 14:30"),
        (20, "minute", "04/12/2026 11:00", "04/12/2026 11:20"),
        (30, "minute", "04/12/2026 16:50", "04/12/2026 17:20"),
        (24, "hour", "08/12/2026 10:00", "09/12/2026 10:00"),
        (24, "hour", "08/12/2026 20:00", "10/12/2026 08:00"),
        (24, "hour", "08/12/2026 17:00", "09/12/2026 17:00"),
        (24, "hour", "09/12/2026 03:00", "10/12/2026 08:00"),
        (8, "business_hour", "04/12/2026 07:00", "04/12/2026 16:00"),
        (9, "business_hour", "04/12/2026 08:00", "04/12/2026 17:00"),
        (8, "business_hour", "04/12/2026 17:00", "08/12/2026 16:00"),
        (8, "business_hour", "05/12/2026 11:00", "08/12/2026 16:00"),
        (15, "business_day", "11/12/2026 10:00", "05/01/2027 17:00"),
        (1, "business_day", "31/12/2026 23:59", "04/01/2027 17:00"),
    ],
)
def test_due_times_counted_by_hand(value: int, unit: str, start: str, expected: str) -> None:
    assert due(value, unit, start) == expected


def test_the_term_to_mend() -> None:
    assert term_end(at("04/12/2026 08:31"), 10, QUITO, LAW) == date(2026, 12, 21)
    assert term_end(at("18/12/2026 08:31"), 10, QUITO, LAW) == date(2027, 1, 5)


def test_the_days_of_the_applicants_place_do_not_count_either() -> None:
    assert due(2, "business_day", "22/07/2026 10:00") == "24/07/2026 17:00"
    assert due(2, "business_day", "22/07/2026 10:00", place="GUAYAQUIL") == "27/07/2026 17:00"
    guayaquil = replace(QUITO, code="GUAYAQUIL")
    assert due(2, "business_day", "04/12/2026 10:00", guayaquil) == "08/12/2026 17:00"
    assert due(2, "business_day", "04/12/2026 10:00", guayaquil, "QUITO") == "09/12/2026 17:00"
    # A promise in hours is the office's own.
    assert due(8, "business_hour", "23/07/2026 15:30", place="GUAYAQUIL") == "24/07/2026 14:30"


def test_the_day_is_that_of_the_offices_clock() -> None:
    late = datetime(2026, 12, 9, 4, 30, tzinfo=UTC)  # the 8th, 23:30, in Quito
    assert term_end(late, 1, QUITO, LAW) == date(2026, 12, 9)
    islands = replace(QUITO, code="MACONDO", timezone="Pacific/Galapagos")
    assert due(1, "business_day", "04/12/2026 00:30", islands) == "04/12/2026 18:00"


def test_an_office_open_all_day() -> None:
    around = replace(QUITO, hours=OpeningHours(time(0), time(0), frozenset(range(7))))
    assert due(2, "business_day", "04/12/2026 08:14", around) == "09/12/2026 23:59"
    assert due(24, "hour", "04/12/2026 10:00", around) == "05/12/2026 10:00"
    assert due(24, "hour", "06/12/2026 10:00", around) == "08/12/2026 00:00"
    assert due(30, "business_hour", "04/12/2026 10:00", around) == "05/12/2026 16:00"
    noon = replace(QUITO, hours=OpeningHours(time(12), time(12)))
    assert due(2, "business_hour", "04/12/2026 09:00", noon) == "04/12/2026 11:00"
    assert due(2, "business_hour", "04/12/2026 23:00", noon) == "08/12/2026 01:00"


def test_an_office_open_on_other_days() -> None:
    weekend = replace(QUITO, hours=OpeningHours(weekdays=frozenset({3, 5})))
    assert due(24, "hour", "04/12/2026 10:00", weekend) == "05/12/2026 10:00"
    assert due(9, "business_hour", "04/12/2026 10:00", weekend) == "05/12/2026 17:00"
    assert due(1, "business_day", "04/12/2026 10:00", weekend) == "10/12/2026 17:00"


def test_a_decreed_day_opens_and_closes_the_office() -> None:
    calendar = Calendar(
        (
            DecreedDay(date(2026, 12, 5), working=True),
            DecreedDay(date(2026, 12, 8), working=False, place="QUITO"),
        )
    )
    start = at("04/12/2026 10:00")
    hours = due_at(promise(24, "hour"), start, QUITO, calendar)
    assert hours == at("05/12/2026 10:00")
    days = due_at(promise(2, "business_day"), start, QUITO, calendar)
    assert days == at("10/12/2026 17:00")


@pytest.mark.parametrize(
    "hours",
    [
        OpeningHours(weekdays=frozenset()),
        OpeningHours(weekdays=frozenset({7})),
        OpeningHours(time(17), time(8)),
    ],
)
@pytest.mark.parametrize("unit", ["hour", "business_hour", "business_day"])
def test_hours_that_never_open_are_said(hours: OpeningHours, unit: str) -> None:
    never = replace(QUITO, hours=hours)
    with pytest.raises(NeverOpen) as told:
        due_at(promise(1, unit), at("04/12/2026 10:00"), never, LAW)
    assert "horario" in told.value.words


# ---------------------------------------------------------------- another count

OFFICES = st.builds(
    lambda opens, length, weekdays, code: replace(
        QUITO,
        code=code,
        hours=OpeningHours(time(opens), time(opens + length), frozenset(weekdays)),
    ),
    st.integers(0, 12),
    st.integers(1, 11),
    st.sets(st.integers(0, 6), min_size=2).filter(lambda days: days & {0, 1, 2, 3, 4}),
    st.sampled_from(["QUITO", "GUAYAQUIL", "CUENCA", "MACONDO"]),
)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=HERE)
)
DECREED = st.lists(
    st.builds(
        DecreedDay,
        st.dates(date(2026, 1, 1), date(2029, 3, 1)),
        st.booleans(),
        st.sampled_from(["", "QUITO", "CUENCA"]),
    ),
    max_size=4,
    unique_by=lambda decreed: (decreed.day, decreed.place),
).map(lambda days: Calendar(tuple(days)))


def open_minutes(start: datetime, office: Office, calendar: Calendar) -> Iterator[datetime]:
    """Every minute that begins while the office is open, one by one."""
    moment = start
    days: dict[date, bool] = {}
    while True:
        day = moment.date()
        if day not in days:
            said = {d.place: d.working for d in calendar.decreed if d.day == day}
            rests = day in LAW.holidays(day.year, office.code)
            usual = day.weekday() in office.hours.weekdays and not rests
            days[day] = said.get(office.code, said.get("", usual))
        if not days[day]:
            moment = datetime.combine(day + timedelta(1), time(), HERE)
            continue
        if office.hours.opens <= moment.time() < office.hours.closes:
            yield moment
        moment += MINUTE


@given(OFFICES, STARTS, st.integers(1, 12), DECREED)
def test_working_hours_minute_by_minute(
    office: Office, start: datetime, hours: int, calendar: Calendar
) -> None:
    minutes = islice(open_minutes(start, office, calendar), hours * 60 - 1, None)
    last = next(minutes)
    assert due_at(promise(hours, "business_hour"), start, office, calendar) == last + MINUTE


@given(OFFICES, STARTS, st.integers(1, 72), DECREED)
def test_hours_minute_by_minute(
    office: Office, start: datetime, hours: int, calendar: Calendar
) -> None:
    moment = start + timedelta(hours=hours)
    before = next(open_minutes(moment - MINUTE, office, calendar))
    # The minute before it was an open one: it ends while open, or as the office closes.
    expected = moment if before < moment else next(open_minutes(moment, office, calendar))
    assert due_at(promise(hours, "hour"), start, office, calendar) == expected


@given(OFFICES, STARTS, st.integers(1, 30), DECREED, st.sampled_from(["", "QUITO", "GUAYAQUIL"]))
def test_terms_day_by_day(
    office: Office, start: datetime, days: int, calendar: Calendar, place: str
) -> None:
    left, day = days, start.date()
    while left:
        day += timedelta(1)
        works = day.weekday() < 5
        for where in {office.code, place or office.code}:
            said = {d.place: d.working for d in calendar.decreed if d.day == day}
            usual = day.weekday() in office.hours.weekdays and day not in LAW.holidays(
                day.year, where
            )
            works = works and said.get(where, said.get("", usual))
        left -= works
    assert term_end(start, days, office, calendar, place) == day
    due = due_at(promise(days, "business_day"), start, office, calendar, place)
    assert due == datetime.combine(day, office.hours.closes, HERE)


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("04/12/2026 08:14", Urgency.ON_TIME),
        ("08/12/2026 08:00", Urgency.ON_TIME),
        ("08/12/2026 09:00", Urgency.NEAR),
        ("09/12/2026 17:00", Urgency.NEAR),
        ("09/12/2026 17:01", Urgency.OVERDUE),
    ],
)
def test_how_it_stands(now: str, expected: Urgency) -> None:
    assert urgency(at("04/12/2026 08:14"), at("09/12/2026 17:00"), at(now)) is expected


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("04/12/2026 08:14", "quedan 2 días"),
        ("02/12/2026 08:14", "quedan 4 días"),
        ("07/12/2026 08:14", "quedan 2 días"),
        ("08/12/2026 08:14", "vence mañana 17:00"),
        ("09/12/2026 08:14", "vence hoy 17:00"),
        ("09/12/2026 13:59", "vence hoy 17:00"),
        ("09/12/2026 14:00", "quedan 3 h"),
        ("09/12/2026 14:50", "quedan 2 h 10 min"),
        ("09/12/2026 16:00", "queda 1 h"),
        ("09/12/2026 16:35", "quedan 25 min"),
        ("09/12/2026 16:59", "queda 1 min"),
        ("09/12/2026 17:00", "queda menos de 1 min"),
        ("09/12/2026 17:30", "venció hace 30 min"),
        ("09/12/2026 19:00", "venció hace 2 h"),
        ("10/12/2026 08:00", "venció hace 15 h"),
        ("10/12/2026 17:05", "venció hace 1 día"),
        ("14/12/2026 17:05", "venció hace 5 días"),
    ],
)
def test_the_time_left_in_words(now: str, words: str) -> None:
    assert time_left_words(at("09/12/2026 17:00"), at(now), QUITO, LAW) == words


def test_one_working_day_left_over_a_weekend() -> None:
    tuesday, friday = at("08/12/2026 08:00"), at("04/12/2026 10:00")
    assert time_left_words(tuesday, friday, QUITO, LAW) == "vence el 08/12 08:00"
    # A day that has been decreed since is not counted, and the date still told.
    decreed = Calendar((DecreedDay(date(2026, 12, 8), working=False),))
    assert time_left_words(tuesday, friday, QUITO, decreed) == "vence el 08/12 08:00"
    never = replace(QUITO, hours=OpeningHours(weekdays=frozenset()))
    assert time_left_words(tuesday, friday, never, LAW) == "vence el 08/12 08:00"


def test_the_words_of_urgency() -> None:
    assert [one.label for one in Urgency] == ["A tiempo", "Por vencer", "Vencido"]

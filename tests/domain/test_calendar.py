"""Ecuador's holidays, where they move to, and what is decreed."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import PLACES, Calendar, DecreedDay, NeverOpen, easter

LAW = Calendar()
CODES = [code for code, _ in PLACES]
DAYS = st.dates(date(2016, 1, 1), date(2100, 12, 31))


def on(text: str) -> date:
    return date(*map(int, reversed(text.split("/"))))


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        *[(1961, "02/04"), (1981, "19/04"), (1818, "22/03"), (2000, "23/04"), (2008, "23/03")],
        *[(2011, "24/04"), (2016, "27/03"), (2017, "16/04"), (2019, "21/04"), (2020, "12/04")],
        *[(2021, "04/04"), (2022, "17/04"), (2023, "09/04"), (2024, "31/03"), (2025, "20/04")],
        *[(2026, "05/04"), (2027, "28/03"), (2028, "16/04"), (2029, "01/04"), (2030, "21/04")],
        *[(2038, "25/04"), (2049, "18/04"), (2076, "19/04"), (2285, "22/03"), (2099, "12/04")],
    ],
)
def test_easter(year: int, sunday: str) -> None:
    assert f"{easter(year):%d/%m}" == sunday


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ("", "02/01/2017 27/02/2017 28/02/2017 14/04/2017 01/05/2017 26/05/2017 11/08/2017"),
        ("", "09/10/2017 02/11/2017 03/11/2017 25/12/2017 26/12/2016"),
        ("", "08/10/2018 01/11/2018 02/11/2018 11/10/2019 01/11/2019 04/11/2019"),
        ("", "02/11/2020 03/11/2020 01/11/2021 02/11/2021 24/12/2021 31/12/2021"),
        ("", "23/05/2022 03/11/2022 04/11/2022 26/12/2022 02/01/2023"),
        ("", "02/11/2023 03/11/2023 01/11/2024 04/11/2024 25/12/2024 01/01/2025"),
        ("", "02/05/2025 23/05/2025 11/08/2025 10/10/2025 03/11/2025 04/11/2025"),
        ("", "01/01/2026 16/02/2026 17/02/2026 03/04/2026 01/05/2026 25/05/2026 10/08/2026"),
        ("QUITO", "07/12/2020 07/12/2026"),
        ("GUAYAQUIL", "26/07/2024 24/07/2026"),
        ("CUENCA", "11/04/2025 13/04/2026 03/11/2026"),
    ],
)
def test_days_of_rest_that_were_given(place: str, days: str) -> None:
    for day in map(on, days.split()):
        assert not LAW.is_working(day, (place,)), day
        assert LAW.holiday(day, (place,)), day
        assert day in LAW.holidays(day.year, place)


@pytest.mark.parametrize(
    "day",
    [
        *["24/05/2017", "10/08/2017", "09/10/2018", "09/10/2019", "24/05/2022", "01/11/2023"],
        *["02/11/2024", "25/12/2022", "01/01/2022"],  # of a weekend: nothing is given on them
    ],
)
def test_days_that_were_worked_or_are_of_a_weekend(day: str) -> None:
    assert LAW.holiday(on(day), CODES) is None


def test_the_day_celebrated_is_worked_once_its_rest_moved() -> None:
    assert LAW.is_working(on("09/10/2018"), CODES)
    assert LAW.is_working(on("25/07/2024"), ("GUAYAQUIL",))


def test_each_city_has_its_own_day() -> None:
    for place, day in (
        ("QUITO", "07/12/2026"),
        ("GUAYAQUIL", "24/07/2026"),
        ("CUENCA", "13/04/2026"),
    ):
        others = [code for code in CODES if code != place]
        assert not LAW.is_working(on(day), (place,))
        assert LAW.is_working(on(day), others)
        assert not LAW.is_working(on(day), CODES)
        assert LAW.is_working(on(day), ())
        assert LAW.is_working(on(day), ("MACONDO", ""))
    assert LAW.holidays(2026, "MACONDO") == LAW.holidays(2026, "")


def test_good_friday_and_the_founding_of_cuenca() -> None:
    def of(year: int) -> list[str]:
        days = LAW.holidays(year, "CUENCA")
        return [f"{day:%a %d} {name}" for day, name in days.items() if day.month == 4][:2]

    assert of(2063) == ["Thu 12 Fundación de Cuenca", "Fri 13 Viernes Santo"]
    assert of(2036) == ["Thu 10 Fundación de Cuenca", "Fri 11 Viernes Santo"]
    assert of(2028) == ["Fri 14 Fundación de Cuenca y Viernes Santo"]
    assert of(2047) == ["Fri 12 Fundación de Cuenca y Viernes Santo"]


def test_how_many_days_rest_each_year() -> None:
    rests = [day for year in range(2016, 2101) for day in LAW.holidays(year, "")]
    assert all(day.weekday() < 5 for day in rests)
    # The rest of a 1 January on Saturday is given on the last day of the year before.
    of_year = Counter((day + timedelta(day.month == 12 and day.day == 31)).year for day in rests)
    assert {of_year[year] for year in range(2017, 2100)} == {11}


def moved_by_hand(day: date, beside: int) -> date:
    """Where the rest of a day goes, written as the law is read: by the name of the weekday."""
    name = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"][day.weekday()]
    alone = {"sáb": -1, "dom": 1, "mar": -1, "mié": 2, "jue": 1}
    first = {"sáb": -1, "dom": 2, "mié": 2}
    second = {"mié": -2, "sáb": -2, "dom": 1}
    return day + timedelta({0: alone, 1: first, -1: second}[beside].get(name, 0))


@given(st.integers(2016, 2099))
def test_the_moving_rule_by_another_reading(year: int) -> None:
    expected = {date(year, 5, 1), date(year, 5, 24), date(year, 8, 10), date(year, 10, 9)}
    rests = {moved_by_hand(day, 0) for day in expected}
    rests |= {
        moved_by_hand(date(year, 11, 2), 1),
        moved_by_hand(date(year, 11, 3), -1),
    }
    got = {day for day in LAW.holidays(year, "") if 4 < day.month < 12 and day > easter(year)}
    # 1 May on a Saturday rests in April, after Easter.
    got |= {day for day in LAW.holidays(year, "") if (day.month, day.day) == (4, 30)}
    assert got == rests


def test_two_in_a_row_move_together() -> None:
    weekdays = {
        year: [day.weekday() for day in LAW.holidays(year, "") if day.month in {10, 11}][-2:]
        for year in range(2017, 2026)
    }
    assert weekdays == {
        2017: [3, 4],  # Thursday and Friday stay
        2018: [3, 4],  # of Friday and Saturday
        2019: [4, 0],  # of Saturday and Sunday
        2020: [0, 1],  # Monday and Tuesday stay
        2021: [0, 1],  # of Tuesday and Wednesday
        2022: [3, 4],  # of Wednesday and Thursday
        2023: [3, 4],
        2024: [4, 0],
        2025: [0, 1],  # of Sunday and Monday
    }


def test_what_is_decreed_prevails() -> None:
    calendar = Calendar(
        (
            DecreedDay(on("24/12/2026"), working=False, reason="Decreto 12"),
            DecreedDay(on("24/12/2026"), working=True, place="CUENCA"),
            DecreedDay(on("19/12/2026"), working=True, reason="Recuperación"),
            DecreedDay(on("07/12/2026"), working=True, place="QUITO"),
            DecreedDay(on("14/04/2028"), working=False, place="CUENCA"),
            DecreedDay(on("13/04/2028"), working=False, place="CUENCA"),
        )
    )
    christmas_eve = on("24/12/2026")
    assert calendar.holiday(christmas_eve, ("QUITO",)) == "Decreto 12"
    assert calendar.holiday(christmas_eve, ("CUENCA",)) is None
    assert calendar.holiday(christmas_eve, ("CUENCA", "GUAYAQUIL")) == "Decreto 12"
    assert calendar.is_working(christmas_eve, ("CUENCA",))
    assert not calendar.is_working(christmas_eve, ("CUENCA", "QUITO"))
    assert calendar.is_working(on("07/12/2026"), ("QUITO",))
    assert on("07/12/2026") not in calendar.holidays(2026, "QUITO")
    assert calendar.holidays(2026, "QUITO")[christmas_eve] == "Decreto 12"
    assert calendar.holidays(2028, "CUENCA")[on("13/04/2028")] == "Día no laborable"
    assert calendar.is_working(on("19/12/2026"), CODES)
    assert not calendar.counts(on("19/12/2026"), CODES)  # a Saturday counts in no term


def test_exceptions_are_equal_by_what_they_say() -> None:
    one, other = (DecreedDay(on("24/12/2026"), working=False) for _ in range(2))
    assert one == other
    assert one.id != other.id


@given(DAYS, st.integers(1, 60), st.lists(st.sampled_from(["", "MACONDO", *CODES])))
def test_terms_against_a_count_over_all_days(start: date, days: int, places: list[str]) -> None:
    end = LAW.add_working_days(start, days, places)
    between = [
        day
        for day in (start + timedelta(n + 1) for n in range((end - start).days))
        if day.isoweekday() <= 5
        and not any(day in LAW.holidays(day.year, place) for place in [*places, ""])
    ]
    assert len(between) == days
    assert between[-1] == end


def test_a_term_over_a_years_end() -> None:
    # 24 and 31 December 2027 are given for Christmas and New Year, which are Saturdays.
    assert LAW.add_working_days(on("20/12/2027"), 10, ("QUITO",)) == on("05/01/2028")
    assert LAW.add_working_days(on("31/12/2026"), 1, ()) == on("04/01/2027")


def test_only_the_days_on_which_the_office_opens_count() -> None:
    assert LAW.add_working_days(on("04/12/2026"), 3, (), {0, 4, 5}) == on("14/12/2026")
    for weekdays in (set(), {5, 6}):
        with pytest.raises(NeverOpen):
            LAW.add_working_days(on("04/12/2026"), 1, (), weekdays)

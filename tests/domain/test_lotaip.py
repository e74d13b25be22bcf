"""The figures of the LOTAIP table, and what a cumulative figure may not do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, DecreedDay
from domain.errors import InvalidInput
from domain.figures.lotaip import (
    ALL,
    Counted,
    Difference,
    Figures,
    Holder,
    Line,
    LotaipTable,
    MonthNotOver,
    Score,
    bounds,
    check_opening,
    clean_holder,
    differences,
    due_on,
    last_day,
    month_before,
    month_of,
    months_to,
    next_month,
    summed,
)
from domain.figures.lotaip_falling import WouldFall, must_not_fall
from domain.figures.lotaip_layout import (
    Layout,
    Place,
    cell,
    file_name,
    foot_words,
    missing,
    missing_words,
)

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))
JANUARY = date(2027, 1, 1)


def table(month: date, *figures: tuple[int, Figures], **more: object) -> LotaipTable:
    lines = tuple(Line(service, {"name": f"Servicio {service}"}, one) for service, one in figures)
    return replace(LotaipTable(month, "QUITO", "Quito", lines), **more)  # type: ignore[arg-type]


def test_months_are_those_of_guayaquil() -> None:
    assert month_of(datetime(2026, 12, 1, 4, 59, tzinfo=UTC)) == NOVEMBER
    assert month_of(datetime(2026, 12, 1, 5, tzinfo=UTC)) == DECEMBER
    assert bounds(DECEMBER) == (
        datetime(2026, 12, 1, 5, tzinfo=UTC),
        datetime(2027, 1, 1, 5, tzinfo=UTC),
    )
    assert (next_month(DECEMBER), month_before(JANUARY)) == (JANUARY, DECEMBER)
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert months_to(date(2026, 3, 1))[0] == date(2026, 1, 1)
    assert len(months_to(DECEMBER)) == 12


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 9, 1), date(2026, 10, 12)),  # the 10th is a Saturday, 9 October is kept Friday
        (NOVEMBER, date(2026, 12, 10)),
        (date(2026, 4, 1), date(2026, 5, 11)),  # a Sunday
        (date(2026, 7, 1), date(2026, 8, 11)),  # the day of independence, a Monday
    ],
)
def test_it_is_due_on_the_tenth_or_the_next_working_day(month: date, due: date) -> None:
    assert due_on(month, Calendar(), "QUITO") == due


def test_a_decreed_day_moves_what_is_due() -> None:
    calendar = Calendar((DecreedDay(date(2026, 12, 10), working=False),))
    assert due_on(NOVEMBER, calendar, "QUITO") == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("good", "answers", "percent"), [(0, 0, None), (7, 10, 70), (1, 8, 13), (2, 3, 67), (0, 4, 0)]
)
def test_satisfaction_is_whole_per_cents(good: int, answers: int, percent: int | None) -> None:
    assert Score(good, answers).percent == percent
    assert (Score(1, 2) + Score(2, 3)) == Score(3, 5)


def test_a_month_taken_over_is_told_as_it_was_and_later_ones_count_on() -> None:
    counted = Counted(
        {(OCTOBER, 6): 3, (NOVEMBER, 6): 5, (DECEMBER, 6): 7},
        {6: Score(1, 2), 9: Score(0, 1)},
        {(NOVEMBER, 6): Figures(147, 4568, 70)},
    )
    assert counted.figures(OCTOBER, 6) == Figures(3, 3, 50)
    assert counted.figures(NOVEMBER, 6) == Figures(147, 4568, 70)
    assert counted.figures(DECEMBER, 6) == Figures(7, 4575, 50)
    assert counted.figures(DECEMBER, 5) == Figures(0, 0, None)
    assert counted.services() == {6, 9}
    assert Counted(counted.served).figures(JANUARY, 6) == Figures(0, 0, None), "a new year"


MONTHS = st.sampled_from(months_to(DECEMBER))


@given(
    st.dictionaries(st.tuples(MONTHS, st.integers(1, 2)), st.integers(0, 50)),
    st.dictionaries(st.tuples(MONTHS, st.integers(1, 2)), st.integers(0, 500), max_size=4),
)
def test_the_cumulative_never_falls_within_a_year(
    served: dict[tuple[date, int], int], openings: dict[tuple[date, int], int]
) -> None:
    counted = Counted(served, {}, {key: Figures(0, one) for key, one in openings.items()})
    for service in (1, 2):
        course = [counted.cumulative(month, service) for month in months_to(DECEMBER)]
        assert course == sorted(course)
        if not openings:
            assert course[-1] == sum(n for (_, one), n in served.items() if one == service)


def test_what_was_published_does_not_fall_by_an_old_table() -> None:
    published = table(NOVEMBER, (6, Figures(5, 100)))
    must_not_fall(Counted(openings={(OCTOBER, 6): Figures(1, 100)}), [published])
    with pytest.raises(WouldFall, match="de 100 a 99"):
        must_not_fall(Counted(openings={(OCTOBER, 6): Figures(1, 99)}), [published])
    with pytest.raises(WouldFall, match="de 8 a 7"):
        must_not_fall(Counted({(OCTOBER, 6): 8}, {}, {(NOVEMBER, 6): Figures(1, 7)}), [])


@pytest.mark.parametrize(
    "figures",
    [
        Figures(-1, 5),
        Figures(1, 10_000_000),
        Figures(6, 5),
        Figures(1, 5, 101),
        Figures(1, 5, -1),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Figures) -> None:
    with pytest.raises(InvalidInput):
        check_opening(6, figures)


def test_possible_figures_are_taken() -> None:
    assert check_opening(6, Figures(5, 5, 100)) == Figures(5, 5, 100)
    assert check_opening(6, Figures()) == Figures()


def test_differences_are_told_figure_by_figure() -> None:
    before = table(NOVEMBER, (5, Figures(1, 2, 50)), (6, Figures(3, 4)))
    now = table(NOVEMBER, (6, Figures(3, 5)), (7, Figures(0, 0)))
    assert differences(before, before) == ()
    assert differences(before, now) == (
        Difference(5, "served", 1, None),
        Difference(5, "cumulative", 2, None),
        Difference(5, "satisfaction", 50, None),
        Difference(6, "cumulative", 4, 5),
        Difference(7, "served", None, 0),
        Difference(7, "cumulative", None, 0),
    )
    assert now.total == Figures(3, 5)
    assert now.updated == date(2026, 11, 30)
    assert not now.provisional
    assert replace(now, marks=("algo",)).provisional


def test_who_answers_for_it_is_checked() -> None:
    kept = clean_holder(Holder(" Unidad ", "Ana  Pérez", "ana@finanzas.ec", "(02) 1", 3))
    assert kept == Holder("Unidad", "Ana Pérez", "ana@finanzas.ec", "(02) 1", 4)
    assert missing(kept) == ()
    assert missing(Holder("U")) == ("el responsable", "el correo", "el teléfono")
    assert missing_words(missing(Holder("U", "A", "a@x.ec"))).startswith("Falta el teléfono de")
    assert missing_words(("la unidad", "el correo")).startswith("Faltan la unidad y el correo de")
    assert clean_holder(Holder("U", "P")).email == ""
    for wrong in ("ana", "ana@", "@x.ec", "ana@x", "a b@x.ec"):
        with pytest.raises(InvalidInput):
            clean_holder(Holder("U", "P", wrong))
    for empty in (Holder("", "P"), Holder("U", "")):
        with pytest.raises(InvalidInput):
            clean_holder(empty)


def test_what_offices_served_is_summed() -> None:
    one, other = {(NOVEMBER, 6): 2, (OCTOBER, 6): 1}, {(NOVEMBER, 6): 3}
    assert summed((one, other)) == {(NOVEMBER, 6): 5, (OCTOBER, 6): 1}


def test_words_of_a_month_that_is_not_over() -> None:
    assert "Noviembre de 2026" in str(MonthNotOver(NOVEMBER))
    assert "01/12/2026" in MonthNotOver(NOVEMBER).todo


def test_a_layout_says_what_stands_where() -> None:
    line = Line(6, {"name": "Soporte"}, Figures(1045, 10832, None))
    layout = Layout("lotaip", "Cuadro", (), (), empty="NO APLICABLE")
    values = ("number", "name", "form", "served", "cumulative", "satisfaction")
    found = [cell(layout, Place("t", value), 1, line) for value in values]
    assert found == [1, "Soporte", "NO APLICABLE", 1045, 10832, None]
    assert cell(layout, Place("t", "", "NO"), 1, line) == "NO"
    shown = table(NOVEMBER, holder=Holder("Unidad", "Ana"))
    assert foot_words(Place("Fecha", "updated"), shown) == "30/11/2026"
    assert foot_words(Place("Quién", "person"), shown) == "Ana"
    assert foot_words(Place("Cada", "", "MENSUAL"), shown) == "MENSUAL"
    assert file_name(shown, layout, "QUITO") == "lotaip-QUITO-2026-11"
    other = replace(layout, key="portal")
    again = replace(shown, number=2, scope=ALL)
    assert file_name(again, other, "todas") == "lotaip-portal-todas-2026-11-edicion-2"

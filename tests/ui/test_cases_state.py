"""What the page of cases says of what was read, without a window."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desktop.catalogue_file import load_catalogue
from desktop.usecases.case_view import COUNTED, Colleague, Tray
from domain.calendar import Calendar
from domain.case_parts import ENDED, CaseState
from domain.catalogue import Channel
from domain.ids import new_id
from domain.offices import Office
from domain.ports import CaseRow, TrayFilter, TrayPlace, TrayScope
from tests.office import MORNING
from ui.cases.state import (
    Asked,
    Line,
    TrayState,
    about_words,
    head_chips,
    holder_words,
    left_badge,
    left_words,
    nothing_words,
    service_words,
    since_words,
    standing_words,
    state_choices,
    term_words,
    who_words,
)
from ui.theme import Kind

CATALOGUE = load_catalogue()
OFFICE = Office(new_id(), "QUITO", "Quito", "Ministerio")
ME = new_id()


def row(**changes: Any) -> CaseRow:
    made = CaseRow(
        new_id(),
        "QUITO-26-00001-I",
        4,
        CaseState.IN_PROCESS,
        Channel.EMAIL,
        "Municipio de Ejemplo",
        "Luz Ejemplo",
        ME,
        "Ana Asesora",
        MORNING,
        "",
        "",
        MORNING,
        MORNING,
        MORNING + timedelta(hours=8),
        None,
        None,
        MORNING + timedelta(hours=8),
        None,
        1,
        "",
        0,
        (),
        "",
    )
    return replace(made, **changes)


def shown(*rows: CaseRow, **changes: Any) -> TrayState:
    lines = tuple(Line(one, one.state.label) for one in rows)
    made = TrayState(Asked(), 1, MORNING, OFFICE, Calendar(), CATALOGUE, lines, None, len(rows), 0)
    return replace(made, **changes)


def at(**length: float) -> datetime:
    return MORNING + timedelta(**length)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Asked(), TrayFilter(holder_id=ME)),
        (Asked(mine=False), TrayFilter()),
        (Asked(mine=False, ended=True, words="luz"), TrayFilter(TrayScope.ENDED, words="luz")),
        (
            Asked(False, state=CaseState.RETURNED, service=2, overdue=True),
            TrayFilter(state=CaseState.RETURNED, service=2, overdue_at=MORNING),
        ),
    ],
)
def test_what_is_asked_is_asked_of_the_tray(asked: Asked, wanted: TrayFilter) -> None:
    assert asked.wanted(ME, MORNING) == wanted


def test_a_holder_is_asked_for_in_the_office_only() -> None:
    andres = Colleague(new_id(), "Andrés", 2)
    assert Asked(False, holder=andres).wanted(ME, MORNING).holder_id == andres.staff_id
    assert Asked(True, holder=andres).wanted(ME, MORNING).holder_id == ME


def test_filters_are_taken_off_but_not_whose_cases_they_are() -> None:
    assert not Asked(mine=False).is_narrowed
    narrowed = Asked(mine=False, overdue=True, words="x")
    assert narrowed.is_narrowed
    assert narrowed.widened() == Asked(mine=False)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (shown(), ["0 abiertos"]),
        (shown(row(), overdue=1), ["1 abierto", "1 vencido"]),
        (shown(total=12, overdue=3), ["12 abiertos", "3 vencidos"]),
        (shown(total=COUNTED, overdue=COUNTED), ["1000 o más abiertos", "1000 o más vencidos"]),
        (shown(asked=Asked(ended=True), total=1), ["1 terminado"]),
        (
            shown(row(), row(), asked=Asked(words="luz"), next=TrayPlace(MORNING, ME)),
            ["2 o más abiertos"],
        ),
    ],
)
def test_the_head_counts(state: TrayState, words: list[str]) -> None:
    assert [text for text, _ in head_chips(state)] == words


@pytest.mark.parametrize(
    ("changes", "now", "words", "badge"),
    [
        ({}, at(minutes=10), "vence hoy 16:00", None),
        ({}, at(hours=7), "queda 1 h", ("Por vencer", Kind.WARN)),
        ({}, at(hours=9), "venció hace 1 h", ("Vencido", Kind.ERROR)),
        ({"state": CaseState.REFERRED}, at(hours=9), "venció hace 1 h", ("Vencido", Kind.ERROR)),
        ({"state": CaseState.RESOLVED}, at(hours=9), "por cerrar", None),
        (
            {"state": CaseState.CLASSIFIED, "due_at": None, "clock_from": None},
            MORNING,
            "por revisar",
            None,
        ),
        (
            {"state": CaseState.RETURNED, "due_at": None, "term_ends": date(2026, 12, 21)},
            MORNING,
            "hasta el 21/12",
            None,
        ),
        (
            {"state": CaseState.CLOSED, "closed_at": at(hours=2)},
            MORNING,
            "terminó el 04/12/2026",
            None,
        ),
    ],
)
def test_time_left_is_told_in_words(
    changes: dict[str, Any], now: datetime, words: str, badge: tuple[str, Kind] | None
) -> None:
    one = row(**changes)
    assert left_words(one, shown(one), now) == words
    assert left_badge(one, now) == badge


def test_the_term_to_complete() -> None:
    today = date(2026, 12, 4)
    assert term_words(date(2026, 12, 3), today) == "plazo terminado"
    assert term_words(today, today) == "hasta hoy"
    assert term_words(date(2027, 1, 5), today) == "hasta el 05/01"


def test_who_has_it_since_when() -> None:
    assert holder_words(row(), OFFICE, MORNING) == ("Ana Asesora", "desde 08:00")
    nobody = row(holder_id=None, holder="", held_since=at(days=-3))
    assert holder_words(nobody, OFFICE, MORNING) == ("Nadie todavía", "desde el 01/12")
    assert holder_words(row(state=CaseState.CLOSED), OFFICE, MORNING) == ("Ana Asesora", "")
    assert since_words(at(days=-400), OFFICE, MORNING) == "desde el 30/10/2025"


def test_whom_and_what_it_is_about() -> None:
    assert who_words(row()) == ("Municipio de Ejemplo", "Luz Ejemplo")
    assert who_words(row(entity="")) == ("Luz Ejemplo", "")
    assert who_words(row(entity="", bearer="")) == ("Sin datos", "")
    assert about_words(row(problem="No entra"), CATALOGUE) == "No entra"
    topic = CATALOGUE.topics[0]
    told = row(topic=topic.code, problem="No entra")
    assert about_words(told, CATALOGUE) == f"{topic.name}: No entra"
    assert service_words(row(), CATALOGUE) == "Restablecer contraseña"
    assert service_words(row(service=99), CATALOGUE) == "Servicio 99"


def test_the_day_of_a_programmed_case_stands_apart() -> None:
    assert standing_words("Programado para el 09/12/2026") == ("Programado", "para el 09/12/2026")
    assert standing_words("Listo para el kit") == ("Listo para el kit", "")


def test_only_states_of_the_tray_are_offered() -> None:
    ended = {state for _, state in state_choices(Asked(ended=True))}
    still_open = {state for _, state in state_choices(Asked())}
    assert ended == {None, *ENDED}
    assert still_open == {None, *CaseState} - ENDED


def test_where_there_is_nothing_it_says_how_to_go_on() -> None:
    assert "F5" in nothing_words(Asked())[1]
    assert "oficina" in nothing_words(Asked(mine=False))[0]
    assert "Alt+X" in nothing_words(Asked(words="luz"))[1]
    assert "terminados" in nothing_words(Asked(ended=True))[0]


def test_a_case_that_moved_between_two_pages_is_shown_once() -> None:
    first, moved = row(), row()
    state = shown(first, moved)
    page = Tray(
        2, MORNING, OFFICE, Calendar(), CATALOGUE, (moved, added := row()), ("a", "b"), None, 0, 0
    )
    assert [line.row for line in state.with_more(page).lines] == [first, moved, added]

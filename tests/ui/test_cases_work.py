"""The page of cases by keyboard: a case is opened and left, given away, taken up again, and lapses."""

from pytestqt.qtbot import QtBot

from desktop.usecases import cases
from desktop.usecases.desk import Desk
from domain.people import Entity, Person
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.ui.cases_seat import (
    Alt,
    Ask,
    Key,
    Seat,
    ana,
    closed,
    luz,
    other_person,
    password,
    returned,
    seat_view,
    town,
)
from tests.usecases.casework import at_the_counter
from tests.usecases.hall import opened
from ui.casework.opening_sheets import NewCaseSheet

__all__ = ["ana", "luz", "password", "town"]


# ------------------------------------------------------------------------------- one case


def test_a_case_is_opened_and_left_on_the_same_row(
    qtbot: QtBot, desk: Desk, office: SmallOffice, password: Ask
) -> None:
    password()
    second = password(person=other_person(desk, office, 1))
    seat = Seat(qtbot, desk, office)
    seat.page.tray.take_focus()
    seat.press(Key.Key_Down)
    seat.press(Key.Key_F2)
    view = seat_view(seat)
    qtbot.waitUntil(lambda: view().presenter.state is not None)
    assert view().presenter.state.view.case.id == second.id
    assert not seat.page.new_button.isVisible()
    assert not seat.page.chips  # nobody counts while a case is worked on
    seat.page.hide()
    seat.page.show()
    assert not seat.page.presenter.is_watching
    seat.page.entered()
    seat.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: seat.page.presenter.is_watching)
    assert seat.page.tray.table.hasFocus()
    assert [words for words, _ in seat.page.chips] == ["2 abiertos"]
    line = seat.page.tray.current()
    assert line is not None
    assert line.row.id == second.id
    seat.press(Key.Key_Return)
    qtbot.waitUntil(lambda: not seat.page._on_list)
    assert seat.left == []


def test_the_way_back_from_a_case_is_in_sight_and_f5_is_the_cases_own(
    qtbot: QtBot, desk: Desk, office: SmallOffice, password: Ask
) -> None:
    password()
    seat = Seat(qtbot, desk, office)
    assert not seat.page.back_button.isVisible()
    seat.page.tray.take_focus()
    seat.press(Key.Key_F2)
    qtbot.waitUntil(seat.page.back_button.isVisible)
    seat.window.open("queue")
    seat.window.open("cases")
    assert not seat.page.new_button.isVisible()
    seat.page.back_button.click()
    assert seat.page._on_list
    assert seat.page.new_button.isVisible()
    assert not seat.page.back_button.isVisible()


def test_another_page_is_told_when_its_case_is_left(
    qtbot: QtBot, desk: Desk, office: SmallOffice, password: Ask
) -> None:
    case = password()
    seat = Seat(qtbot, desk, office)
    seat.page.open_case(case.id)
    view = seat_view(seat)
    qtbot.waitUntil(lambda: view().presenter.state is not None)
    seat.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: seat.left == [True])


def test_a_new_case_is_asked_for_and_not_opening_one_leads_back(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, luz: Person, town: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=luz, entity=town)
    seat = Seat(qtbot, desk, office)
    seat.press(Key.Key_F5)
    qtbot.waitUntil(lambda: isinstance(seat.sheet, NewCaseSheet))
    seat.press(Key.Key_Escape)
    assert seat.left == []
    seat.page.begin(ticket.id, 2)
    qtbot.waitUntil(lambda: isinstance(seat.sheet, NewCaseSheet))
    seat.press(Key.Key_Escape)
    assert seat.left == [True]
    seat.page.begin(ticket.id, 2)
    qtbot.waitUntil(lambda: isinstance(seat.sheet, NewCaseSheet))
    seat.press(Key.Key_Return)
    view = seat_view(seat)
    qtbot.waitUntil(lambda: view().presenter.state is not None)
    assert view().presenter.state.view.case.service == 2
    seat.press(Key.Key_F5)
    qtbot.waitUntil(lambda: isinstance(seat.sheet, NewCaseSheet))
    seat.press(Key.Key_Escape)
    assert not seat.page._on_list
    assert seat.left == [True]
    seat.press(Key.Key_Escape)
    assert seat.left == [True, True]


# ------------------------------------------------------------------------------- giving away


def test_one_gives_away_ones_own_only(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password()
    andres = opened(desk, office, "asesor-2", 2)
    others = password(andres, person=other_person(desk, office, 1))
    seat = Seat(qtbot, desk, office)
    assert not seat.page.tray.reassign_all.isVisible()
    seat.press(Key.Key_F6)
    assert "Andrés Asesor · 1 abierto" in seat.answer(f"¿Quién continúa {case.number}?", Key.Key_1)
    seat.answer("¿Por qué pasa a Andrés Asesor?", Key.Key_2)
    seat.until_told(f"{case.number} lo tiene ahora Andrés Asesor.")
    seat.until_numbers()
    seat.press(Key.Key_F4)
    qtbot.waitUntil(lambda: sorted(seat.numbers()) == [case.number, others.number])
    assert not seat.page.tray.reassign.isEnabled()


def test_the_supervisor_gives_out_all_the_cases_of_somebody_absent(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    for number in range(2):
        password(person=other_person(desk, office, number))
    seat = Seat(qtbot, desk, office, "supervisor-1")
    qtbot.waitUntil(lambda: len(seat.rows()) == 2)
    assert not seat.page.tray.scope.isVisible()
    seat.press(Key.Key_R, Alt)
    assert "Ana Asesora · 2 abiertos" in seat.answer("¿De quién reasigna", Key.Key_1)
    words = seat.answer("¿Quién continúa los trámites de Ana", Key.Key_1)
    assert "Ana Asesora ·" not in words
    seat.answer("¿Por qué pasan a Andrés", Key.Key_1)
    seat.until_told("Andrés Asesor tiene ahora 2 trámites de Ana Asesora.")
    qtbot.waitUntil(lambda: all("Andrés Asesor" in row for row in seat.rows()))


def test_what_the_other_does_not_attend_stays_and_is_told(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password()
    seat = Seat(qtbot, desk, office, "supervisor-1")
    qtbot.waitUntil(lambda: len(seat.rows()) == 1)
    seat.press(Key.Key_R, Alt)
    seat.answer("¿De quién reasigna", Key.Key_1)
    seat.answer("¿Quién continúa los trámites de Ana", Key.Key_3)
    seat.answer("¿Por qué pasan a", Key.Key_1)
    seat.until_told(f"Siguen con Ana Asesora: {case.number}.")


def test_nobody_to_choose_is_said(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    seat = Seat(qtbot, desk, office, "supervisor-1")
    seat.press(Key.Key_R, Alt)
    seat.until_told("Nadie tiene trámites abiertos.")


def test_the_supervisor_takes_up_a_closed_case_again(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password()
    closed(desk, ana, case)
    seat = Seat(qtbot, desk, office, "supervisor-1")
    seat.press(Key.Key_T, Alt)
    seat.until_numbers(case.number)
    seat.press(Key.Key_A, Alt)
    seat.answer(f"¿Por qué reabre {case.number}?", Key.Key_1)
    seat.until_told(f"{case.number} está abierto otra vez.")
    seat.until_numbers()
    seat.press(Key.Key_T, Alt)
    seat.until_numbers(case.number)


def test_a_refusal_is_told_and_nothing_is_lost(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password()
    seat = Seat(qtbot, desk, office)
    seat.press(Key.Key_F6)
    seat.answer("¿Quién continúa", Key.Key_1)
    qtbot.waitUntil(lambda: seat.sheet is not None and "¿Por qué" in seat.sheet.accessibleName())
    cases.reassign(desk, ana, case.id, office.staff["asesor-2"].id, "Ausencia")
    seat.press(Key.Key_1)
    seat.until_told("no tiene permiso")
    seat.until_numbers()


# ------------------------------------------------------------------------------- lapsing


def test_returned_cases_lapse_when_the_page_is_first_seen_on_a_day(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor, password: Ask
) -> None:
    numbers = []
    for number in range(2):
        case = password(person=other_person(desk, office, number), done=False)
        numbers.append(returned(desk, ana, case).number)
    seat = Seat(qtbot, desk, office)
    assert seat.told == ""
    clock.go(days=18)
    seat.until_told("Caducaron 2 trámites devueltos")
    assert all(number in seat.told for number in numbers)
    seat.until_numbers()
    seat.press(Key.Key_T, Alt)
    qtbot.waitUntil(lambda: [row.split(" | ")[2] for row in seat.rows()] == ["Caducado"] * 2)


def test_one_that_lapses_is_told_alone(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor, password: Ask
) -> None:
    returned(desk, ana, password(done=False))
    clock.go(days=18)
    seat = Seat(qtbot, desk, office)
    seat.until_told("Caducó 1 trámite devuelto")

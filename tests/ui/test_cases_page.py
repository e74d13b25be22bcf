"""The trays of cases and their history, by keyboard over a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.usecases import cases
from desktop.usecases.desk import Desk
from domain.case_number import CaseNumber
from domain.people import Person
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
from tests.usecases.casework import at_the_counter, opened_case
from tests.usecases.hall import opened

__all__ = ["ana", "luz", "password", "town"]

Ctrl = Qt.KeyboardModifier.ControlModifier


# ------------------------------------------------------------------------------- the tray


def test_before_the_first_case_it_says_how_to_begin(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    seat = Seat(qtbot, desk, office)
    assert seat.page.tray.empty.isVisible()
    assert "F5" in seat.page.tray.empty.accessibleName()
    assert seat.page.chips == (("0 abiertos", seat.page.chips[0][1]),)
    assert not seat.page.tray.open.isEnabled()
    seat.press(Key.Key_F4)
    qtbot.waitUntil(lambda: "La oficina no tiene" in seat.page.tray.empty.accessibleName())
    seat.press(Key.Key_V, Alt)
    qtbot.waitUntil(lambda: "Ningún trámite" in seat.page.tray.empty.accessibleName())


def test_ones_own_come_first_by_their_due_time(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor, password: Ask
) -> None:
    clock.at("08:10")
    password()
    andres = opened(desk, office, "asesor-2", 2)
    password(andres, service=10)
    clock.at("08:20")
    ticket = at_the_counter(desk, office, ana, 6)
    opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
    seat = Seat(qtbot, desk, office)
    numbers = ["QUITO-26-00003-", "QUITO-26-00001-"]
    qtbot.waitUntil(lambda: [n[:15] for n in seat.numbers()] == numbers)
    first, second = seat.rows()
    assert "Soporte presencial" in first
    assert "En trámite" in first
    assert "quedan 30 min" in first
    assert "Municipio de Ejemplo, Luz Ejemplo" in second
    assert "vence hoy 16:10" in second
    assert "Ana Asesora, desde 08:10" in second
    assert [words for words, _ in seat.page.chips] == ["2 abiertos"]
    assert seat.page.tray.current().row.number.startswith("QUITO-26-00003")  # type: ignore[union-attr]
    seat.press(Key.Key_F4)
    qtbot.waitUntil(lambda: len(seat.rows()) == 3)
    assert any("Andrés Asesor" in row for row in seat.rows())


def test_it_follows_what_others_do(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    seat = Seat(qtbot, desk, office)
    case = password()
    seat.until_numbers(case.number)
    seat.until_history(case.number, "Documentación completa", "Se abrió por correo")
    andres = office.staff["asesor-2"]
    cases.reassign(desk, ana, case.id, andres.id, "Carga de trabajo")
    seat.until_numbers()
    assert seat.page.tray.empty.isVisible()
    seat.until_history("Historia")


def test_time_alone_makes_a_case_late(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, password: Ask
) -> None:
    password()
    seat = Seat(qtbot, desk, office)
    clock.at("14:45")
    qtbot.waitUntil(lambda: "(Por vencer)" in seat.rows()[0])
    clock.at("16:30")
    qtbot.waitUntil(lambda: "venció hace 30 min (Vencido)" in seat.rows()[0])
    qtbot.waitUntil(lambda: [w for w, _ in seat.page.chips] == ["1 abierto", "1 vencido"])
    password(done=False, service=10)
    seat.press(Key.Key_V, Alt)
    qtbot.waitUntil(lambda: len(seat.rows()) == 1)
    seat.press(Key.Key_X, Alt)
    qtbot.waitUntil(lambda: len(seat.rows()) == 2)


def test_filters_by_keyboard(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    luz: Person,
    password: Ask,
) -> None:
    first = password()
    andres = opened(desk, office, "asesor-2", 2)
    second = password(andres, service=10, done=False)
    done = password(person=other_person(desk, office, 1))
    closed(desk, ana, done)
    seat = Seat(qtbot, desk, office)
    seat.until_numbers(first.number)
    seat.press(Key.Key_F4)
    seat.until_numbers(second.number, first.number)
    seat.press(Key.Key_E, Alt)
    assert "En revisión" in seat.answer("¿En qué estado?", Key.Key_3)
    seat.until_numbers(second.number)
    assert seat.page.tray.state.text() == "Estado: En revisión"
    seat.press(Key.Key_S, Alt)
    seat.answer("¿De qué servicio?", Key.Key_2)
    seat.until_numbers()
    seat.press(Key.Key_S, Alt)
    seat.answer("¿De qué servicio?", Key.Key_1)
    seat.until_numbers(second.number)
    seat.press(Key.Key_X, Alt)
    seat.until_numbers(second.number, first.number)
    seat.press(Key.Key_Q, Alt)
    assert "Andrés Asesor · 1 abierto" in seat.answer("¿Quién los tiene?", Key.Key_Down)
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Up)
    seat.press(Key.Key_Return)
    qtbot.waitUntil(lambda: len(seat.numbers()) == 1)
    seat.press(Key.Key_X, Alt)
    seat.press(Key.Key_T, Alt)
    seat.until_numbers(done.number)
    assert seat.page.chips[0][0] == "1 terminado"
    assert "terminó el 04/12/2026" in seat.rows()[0]
    seat.press(Key.Key_E, Alt)
    assert "En trámite" not in seat.answer("¿En qué estado?", Key.Key_Escape)
    assert seat.sheet is None


def test_whatever_is_typed_is_searched_and_a_number_opens_its_case(
    qtbot: QtBot, desk: Desk, office: SmallOffice, password: Ask
) -> None:
    first = password()
    person = other_person(desk, office, 7)
    second = password(person=person)
    seat = Seat(qtbot, desk, office)
    seat.page.tray.take_focus()
    seat.type("persona")
    assert seat.page.tray.search.text() == "persona"
    seat.until_numbers(second.number)
    seat.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: len(seat.rows()) == 2)
    seat.type("luz ejem")
    seat.press(Key.Key_Return)
    seat.until_numbers(first.number)
    assert seat.page.tray.table.hasFocus()
    seat.press(Key.Key_F, Ctrl)
    assert seat.page.tray.search.selectedText() == "luz ejem"
    seat.type(second.number.lower().replace("-", "'"))
    view = seat_view(seat)
    qtbot.waitUntil(lambda: view().presenter.state is not None)
    assert view().presenter.state.view.case.id == second.id
    seat.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: seat.page._on_list)
    assert seat.left == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (CaseNumber("QUITO", 26, 77), "No hay un trámite QUITO-26-00077"),
        (CaseNumber("CUENCA", 26, 77), "es de la oficina Cuenca"),
    ],
)
def test_a_number_that_is_not_here_is_told(
    qtbot: QtBot, desk: Desk, office: SmallOffice, number: CaseNumber, words: str
) -> None:
    seat = Seat(qtbot, desk, office)
    seat.press(Key.Key_F, Ctrl)
    seat.type(number.qr)
    seat.until_told(words)
    assert seat.page._on_list


def test_pages_are_read_as_one_scrolls(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor, password: Ask
) -> None:
    for number in range(130):
        clock.go(seconds=1)
        password(person=other_person(desk, office, number), done=False)
    seat = Seat(qtbot, desk, office)
    table = seat.page.tray.table
    assert len(seat.rows()) == 60
    assert seat.page.chips[0][0] == "130 abiertos"
    table.setFocus()

    def all_read() -> bool:
        seat.press(Key.Key_PageDown)
        return len(seat.rows()) == 130

    qtbot.waitUntil(all_read)
    seat.press(Key.Key_End, Ctrl)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 129)
    assert len(set(seat.numbers())) == 130
    assert seat.numbers() == sorted(seat.numbers(), key=lambda n: n[:14])
    row = table.currentIndex().row()
    password(person=other_person(desk, office, 131), done=False)
    qtbot.waitUntil(lambda: len(seat.rows()) == 131)
    assert table.currentIndex().row() == row
    QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


# ------------------------------------------------------------------------------- the history


def test_the_history_follows_the_current_row_and_folds(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password(done=False)
    returned(desk, ana, case)
    other = password(person=other_person(desk, office, 1))
    seat = Seat(qtbot, desk, office)
    seat.until_history(other.number, "Lo tiene", "Ana Asesora · desde 08:00")
    seat.page.tray.take_focus()
    seat.press(Key.Key_Down)
    seat.until_history(case.number, "Se devolvió; puede completarse hasta el", "Falta el sello")
    assert "hasta el 21/12" in seat.rows()[1]
    seat.press(Key.Key_H, Alt)
    assert not seat.page.history.isVisible()
    seat.press(Key.Key_Up)
    seat.press(Key.Key_H, Alt)
    seat.until_history(other.number)
    seat.window.resize(1000, 700)
    assert seat.page.history.isVisible()


def test_where_there_is_little_room_the_history_waits_to_be_asked_for(
    qtbot: QtBot, desk: Desk, office: SmallOffice, password: Ask
) -> None:
    case = password()
    seat = Seat(qtbot, desk, office)
    seat.window.resize(1000, 700)
    qtbot.waitUntil(lambda: not seat.page.history.isVisible())
    seat.press(Key.Key_H, Alt)
    seat.until_history(case.number)


def test_a_long_history_tells_how_much_more_there_is(
    qtbot: QtBot, desk: Desk, office: SmallOffice, ana: Actor, password: Ask
) -> None:
    case = password()
    for number in range(11):
        cases.correct(desk, ana, case.id, problem=f"Corrección {number}")
    seat = Seat(qtbot, desk, office)
    seat.until_history(case.number, "anteriores: abra el trámite")

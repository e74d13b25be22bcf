"""Find anything with Ctrl+K: by typing, by arrow, by role."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases import reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.reception import NewTicket, PersonDraft
from domain.case_number import CaseNumber, OtherOffice
from domain.cases import Case
from domain.people import DocumentType, Entity, Person
from tests.office import SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import a_person, an_entity, returned_case
from tests.usecases.hall import opened
from ui.finder import Finder, Goals, Place
from ui.shell import MainWindow, Page, Section
from ui.shell.find import FindPanel

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
CEDULA = "1710034065"
RUC = "1760001550001"


class Seat:
    """Somebody before the window, with a finder of their roles."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str) -> None:
        self.qtbot = qtbot
        self.opened: list[object] = []
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = Page("Turnos")
        self.page.body.addWidget(QLineEdit())
        self.window.set_sections([Section("queue", "Turnos", "list-ordered", lambda: self.page)])
        goals = Goals(*[self.opened.append] * 5)
        places = (
            Place("Recepción", "user-check", lambda: self.opened.append("page"), "Alt+2"),
            Place("Cerrar sesión", "log-out", lambda: self.opened.append("out"), words="salir"),
        )
        self.finder = Finder(desk, office.actor(username), goals, places)
        self.finder.attach(self.window)
        self.window.show()

    @property
    def panel(self) -> FindPanel:
        panel = self.window.findChild(FindPanel)
        assert panel is not None
        return panel

    @property
    def titles(self) -> list[str]:
        return [] if self.panel.isHidden() else [found.title for found in self.panel.found]

    def find(self, text: str) -> None:
        QTest.keyClick(self.window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self.window.search, text)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.search, key)


@pytest.fixture
def people(desk: Desk, office: SmallOffice) -> tuple[Person, Entity, UUID]:
    rosa = office.actor("recepcion-1")
    draft = PersonDraft(DocumentType.CEDULA, CEDULA, "Rosa Chimborazo")
    person = reception.register_person(desk, rosa, draft)
    entity = reception.register_entity(desk, rosa, RUC, "Registro de Ejemplo")
    ticket = reception.issue(desk, rosa, NewTicket((6,), person.id)).ticket
    return person, entity, ticket.id


@pytest.fixture
def sit(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Iterator[Callable[[str], Seat]]:
    seats: list[Seat] = []

    def make(username: str) -> Seat:
        seats.append(Seat(qtbot, desk, office, username))
        return seats[-1]

    yield make
    for seat in seats:
        seat.window.close()


def test_people_entities_turnos_and_pages(
    qtbot: QtBot, sit: Callable[[str], Seat], people: tuple[Person, Entity, UUID]
) -> None:
    seat = sit("recepcion-1")
    seat.find("r")
    qtbot.waitUntil(lambda: seat.titles == ["Recepción", "Rosa Chimborazo", "Registro de Ejemplo"])
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Up)
    seat.press(Key.Key_Return)
    assert seat.opened == [people[0]]
    assert seat.panel.isHidden()
    assert seat.window.search.text() == ""


@pytest.mark.parametrize(("typed", "which"), [(CEDULA, 0), ("registro", 1), ("a-001", 2)])
def test_enter_opens_what_is_found_even_when_typed_faster(
    qtbot: QtBot,
    sit: Callable[[str], Seat],
    people: tuple[Person, Entity, UUID],
    typed: str,
    which: int,
) -> None:
    seat = sit("asesor-1")
    seat.find(typed)
    seat.press(Key.Key_Return)
    qtbot.waitUntil(lambda: seat.opened == [people[which]])


def test_who_may_see_nobody_finds_only_turnos_and_pages(
    qtbot: QtBot, sit: Callable[[str], Seat], people: tuple[Person, Entity, UUID]
) -> None:
    seat = sit("admin-1")
    seat.find("rosa")
    qtbot.waitUntil(lambda: not seat.panel.isHidden())
    assert seat.titles == []
    seat.window.search.clear()
    seat.find("a1")
    qtbot.waitUntil(lambda: seat.titles == ["A-001"])
    seat.window.search.clear()
    seat.find("salir")
    qtbot.waitUntil(lambda: seat.titles == ["Cerrar sesión"])


def test_who_finds_only_pages_is_not_asked_for_people(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    finder = Finder(desk, office.actor("recepcion-1"), Goals())
    finder.attach(window)
    assert window.search.placeholderText() == "Página o acción"
    finder.close()


def test_escape_closes_the_list(
    qtbot: QtBot, sit: Callable[[str], Seat], people: tuple[Person, Entity, UUID]
) -> None:
    seat = sit("recepcion-1")
    seat.find("rosa")
    qtbot.waitUntil(lambda: seat.titles == ["Rosa Chimborazo"])
    seat.press(Key.Key_Escape)
    assert seat.panel.isHidden()
    assert seat.window.search.text() == "rosa"


@pytest.mark.parametrize("text", ["\x00", "a\ud800", "🙂", "x" * 10_000, "-", "A-99999999"])
def test_nothing_searched_for_is_more_than_not_found(
    qtbot: QtBot, sit: Callable[[str], Seat], text: str
) -> None:
    seat = sit("recepcion-1")
    with qtbot.waitSignal(seat.finder.found) as told:
        seat.finder.search(text)
    assert told.args is not None
    assert told.args[1] == ()


def test_after_closing_nothing_is_searched(sit: Callable[[str], Seat]) -> None:
    seat = sit("recepcion-1")
    seat.finder.close()
    seat.finder.search("rosa")
    assert not seat.finder.runner.is_busy


@pytest.fixture
def case(desk: Desk, office: SmallOffice) -> Case:
    """A case of service 1 that was handed back."""
    clerk = opened(desk, office, "asesor-1", 1)
    return returned_case(desk, office, clerk, a_person(desk, office), an_entity(desk, office))


@pytest.mark.parametrize("username", ["recepcion-1", "asesor-1", "supervisor-1"])
def test_a_case_by_its_number(
    qtbot: QtBot, sit: Callable[[str], Seat], case: Case, username: str
) -> None:
    seat = sit(username)
    seat.find(f"VC1/{case.number}")
    qtbot.waitUntil(lambda: seat.titles == [case.number])
    (found,) = seat.panel.found
    assert (found.detail, found.chip) == (
        "Administrador eSIGEF · Luz Ejemplo · Municipio de Ejemplo",
        "Devuelto",
    )
    seat.press(Key.Key_Return)
    (opened_case,) = seat.opened
    assert isinstance(opened_case, CaseView)
    assert opened_case.case == case


def test_a_case_of_another_office_says_where(
    qtbot: QtBot, sit: Callable[[str], Seat], case: Case
) -> None:
    seat = sit("asesor-1")
    seat.find(str(CaseNumber("GUAYAQUIL", 26, 3)))
    qtbot.waitUntil(lambda: any("es de la oficina Guayaquil" in title for title in seat.titles))
    seat.press(Key.Key_Return)
    (error,) = seat.opened
    assert isinstance(error, OtherOffice)


def test_a_case_is_not_for_who_only_administers(
    qtbot: QtBot, sit: Callable[[str], Seat], case: Case
) -> None:
    seat = sit("admin-1")
    seat.find(case.number)
    qtbot.waitUntil(lambda: seat.panel.isVisible() and seat.titles == [])

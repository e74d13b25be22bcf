"""The page of cases, worked with the keyboard over a real database."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ports import PrintOutcome
from desktop.usecases import cases, checklists, reception, resolving
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.case_number import CaseNumber
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.people import DocumentType, Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
)
from tests.usecases.hall import opened
from ui.cases.page import CasesPage
from ui.casework.opening_sheets import NewCaseSheet
from ui.casework.state import CasePapers
from ui.shell import MainWindow, Page, Section
from ui.widgets import NoticeArea, Sheet

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier


def printed(_case_id: UUID) -> PrintOutcome:
    return PrintOutcome("Impresora")


class Seat:
    """Somebody before the page: presses keys, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str = "asesor-1"
    ) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.actor = office.actor(username)
        self.left: list[bool] = []
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        steers = username.startswith("supervisor")
        self.page = CasesPage(
            desk,
            self.actor,
            CasePapers(printed, printed),
            works=not steers,
            steers=steers,
            poll_ms=20,
            tick_ms=20,
        )
        self.page.left.connect(lambda: self.left.append(True))
        cases = Section("cases", "Trámites", "folder-open", lambda: self.page)
        other = Section("queue", "Turnos", "list-ordered", lambda: Page("Turnos"))
        self.window.set_sections([cases, other])
        self.window.resize(1366, 768)
        self.window.show()
        self.settle()

    def settle(self) -> None:
        presenter = self.page.presenter
        self.qtbot.waitUntil(lambda: presenter.state is not None and not presenter.is_acting)
        self.qtbot.waitUntil(lambda: presenter.state.asked == presenter.asked)  # type: ignore[union-attr]

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        if notice is None or notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}".strip()

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once what came before was shown."""
        self.settle()
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def type(self, text: str) -> None:
        """Type a letter at a time where the focus is."""
        for letter in text:
            focus: QWidget | None = self.window.focusWidget()
            assert focus is not None
            QTest.keyClicks(focus, letter)

    def answer(self, question: str, key: Qt.Key) -> str:
        """Wait for a question and press a key; return the words it showed."""
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and question in self.sheet.accessibleName()
        )
        assert self.sheet is not None
        words = " ".join(label.text() for label in self.sheet.findChildren(QLabel))
        table = getattr(self.sheet, "table", None)
        if table is not None:
            model = table.model()
            words += " ".join(str(model.index(n, 1).data()) for n in range(model.rowCount()))
        self.press(key)
        return words

    def rows(self) -> list[str]:
        model = self.page.tray.table.model()
        role = Qt.ItemDataRole.AccessibleTextRole
        return [
            " | ".join(str(model.index(row, c).data(role) or "") for c in range(5))
            for row in range(model.rowCount())
        ]

    def numbers(self) -> list[str]:
        return [row.split(",")[0] for row in self.rows()]

    def until_numbers(self, *numbers: str) -> None:
        self.qtbot.waitUntil(lambda: self.numbers() == list(numbers))

    def until_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.told)

    def until_history(self, *words: str) -> None:
        self.qtbot.waitUntil(
            lambda: all(part in self.page.history.words() for part in words), timeout=3000
        )


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def luz(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def town(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


Ask = Callable[..., Case]


@pytest.fixture
def password(desk: Desk, clock: FakeClock, ana: Actor, luz: Person, town: Entity) -> Ask:
    """Opens a case of a forgotten password that came by e-mail."""

    def ask(who: Actor = ana, *, service: int = 4, person: Person = luz, done: bool = True) -> Case:
        case = by_email(desk, who, service, person, town, clock.now())
        if done:
            check(desk, who, case)
            checklists.complete(desk, who, case.id)
        return case

    return ask


def returned(desk: Desk, who: Actor, case: Case) -> Case:
    check(desk, who, case, 1)
    return checklists.give_back(desk, who, case.id)


def closed(desk: Desk, who: Actor, case: Case) -> None:
    for step in desk.catalogue.service(case.service).steps:
        resolving.do_step(desk, who, case.id, step.code, "luz" if step.notes else "")
    resolving.resolve(desk, who, case.id, Answer(SolutionType.DONE, "Hecho"))
    resolving.close(desk, who, case.id, ConformityKind.TOLD_BY_EMAIL)


def other_person(desk: Desk, office: SmallOffice, number: int) -> Person:
    draft = reception.PersonDraft(DocumentType.OTHER, f"X-{number}", f"Persona {number}")
    return reception.register_person(desk, office.actor("recepcion-1"), draft)


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


def seat_view(seat: Seat) -> Callable[[], Any]:
    seat.qtbot.waitUntil(lambda: not seat.page._on_list)
    return lambda: seat.page._casework


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

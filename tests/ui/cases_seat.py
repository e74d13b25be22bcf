"""Somebody at the page of cases: presses keys, reads what is shown; and cases to see."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ports import PrintOutcome
from desktop.usecases import checklists, reception, resolving
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.people import DocumentType, Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.mail_out import Sent
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check
from tests.usecases.hall import opened
from ui.cases.page import CasesPage
from ui.casework.state import CasePapers
from ui.shell import MainWindow, Page, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier


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
            CasePapers(printed, printed, mail=Sent().out()),
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
        self.qtbot.waitUntil(lambda: all(part in self.page.history.words() for part in words))


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


def seat_view(seat: Seat) -> Callable[[], Any]:
    seat.qtbot.waitUntil(lambda: not seat.page._on_list)
    return lambda: seat.page._casework

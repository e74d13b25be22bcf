"""Somebody at reception: presses keys, reads what is shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ports import PrintOutcome
from desktop.usecases import reception
from desktop.usecases.desk import Desk
from desktop.usecases.reception import Issued, PersonDraft
from domain.approvals import ApprovalKind
from domain.errors import PrintFailed
from domain.people import DocumentType, Person
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from ui.reception import Papers, ReceptionPage
from ui.reception.state import State, Step
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key

CEDULA = "1710034065"


class Printer:
    """Keeps what it printed; out of order when told so."""

    def __init__(self) -> None:
        self.slips: list[str] = []
        self.sheets: list[tuple[int, ...]] = []
        self.broken = False
        self.quiet = False
        self.saved_to: Path | None = None

    def slip(self, issued: Issued) -> PrintOutcome:
        if self.broken:
            raise PrintFailed()
        self.slips.append(issued.ticket.code)
        if self.saved_to is not None:
            notice = "" if self.quiet else f"Está en {self.saved_to}."
            return PrintOutcome(saved_to=self.saved_to, notice=notice)
        return PrintOutcome(printer="Recepción")

    def sheet(self, services: tuple[int, ...]) -> PrintOutcome:
        if self.broken:
            raise PrintFailed()
        self.sheets.append(services)
        if self.quiet:
            return PrintOutcome(saved_to=self.saved_to)
        return PrintOutcome(printer="Recepción")


class Seat:
    """A receptionist before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.actor = office.actor("recepcion-1")
        self.printer = Printer()
        self.leave: list[tuple[ApprovalKind, str, str, Callable[[UUID], None]]] = []
        self.keys = 0
        self.page = ReceptionPage(
            desk,
            self.actor,
            Papers(self.printer.slip, self.printer.sheet),
            ask_leave=lambda *asked: self.leave.append(asked),
        )
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        section = Section("reception", "Recepción", "user-check", lambda: self.page)
        self.window.set_sections([section])
        self.window.show()
        self.until(lambda: self.state.hall is not None)

    @property
    def state(self) -> State:
        return self.page.presenter.state

    @property
    def told(self) -> str:
        notice = NoticeArea.of(self.page).current
        return "" if notice is None else f"{notice.what} {notice.kept} {notice.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def until_step(self, step: Step) -> None:
        self.until(lambda: self.state.step is step)

    def until_told(self, words: str) -> None:
        self.until(lambda: words in self.told)

    def until_quiet(self) -> None:
        self.until(lambda: not any(one.is_busy for one in self.page.presenter.runners))

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def type(self, text: str) -> None:
        self.keys += len(text)
        QTest.keyClicks(self.focused(), text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys += 1
            QTest.keyClick(self.focused(), key)

    def paste(self, text: str) -> None:
        field = self.focused()
        assert isinstance(field, QLineEdit)
        QApplication.clipboard().setText(text)
        field.paste()

    def register(
        self, name: str, document: str = "", kind: DocumentType = DocumentType.CEDULA
    ) -> Person:
        draft = PersonDraft(kind if document else DocumentType.NONE, document, name)
        return reception.register_person(self.desk, self.actor, draft)

    def issue(self, *services: int, person: UUID | None = None) -> Ticket:
        asked = reception.NewTicket(services or (6,), person)
        return reception.issue(self.desk, self.actor, asked).ticket

    def stored(self, code: str) -> Ticket:
        ticket = reception.find_ticket(self.desk, self.actor, code)
        assert ticket is not None
        return ticket

    def take(self, person: Person) -> None:
        self.page.take(person)
        self.until_step(Step.CHOOSE)
        self.until_quiet()


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Iterator[Seat]:
    made = Seat(qtbot, desk, office, clock)
    yield made
    made.window.close()

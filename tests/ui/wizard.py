"""Somebody before the wizard of a case: presses keys, reads what is shown."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app.simulated_day.hands import Hands
from desktop.ports import PrintOutcome
from desktop.usecases import case_view
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.cases import Case
from domain.errors import PrintFailed
from domain.people import Entity, Person
from domain.tickets import Ticket
from tests.mail_out import Sent
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case
from tests.usecases.hall import opened
from ui.casework.state import CasePapers, Phase
from ui.casework.view import CaseworkView
from ui.mail.state import MailOut
from ui.shell import MainWindow, Page, Section
from ui.widgets import KeyButton, NoticeArea, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Plain = Qt.KeyboardModifier.NoModifier


class _Cases(Page):
    """Stands where the page of cases shows the one that is open."""

    def __init__(self, view: CaseworkView) -> None:
        super().__init__("Trámites")
        self._view = view
        self.body.addWidget(view)

    def entered(self) -> None:
        self._view.entered()

    def shutdown(self) -> None:
        self._view.shutdown()


class Wizard:
    """Somebody before a case: presses keys, reads what is shown."""

    def __init__(
        self,
        qtbot: QtBot,
        desk: Desk,
        office: SmallOffice,
        username: str = "asesor-1",
        mail: MailOut | None = None,
    ) -> None:
        self.qtbot, self.desk, self.office = qtbot, desk, office
        self.actor = office.actor(username)
        self.printed: list[tuple[str, UUID]] = []
        self.outcome: PrintOutcome | None = PrintOutcome(printer="Oficina")
        self.leave: list[tuple[ApprovalKind, str, str, Callable[[UUID], None]]] = []
        papers = CasePapers(
            lambda case_id: self._print("receipt", case_id),
            lambda case_id: self._print("return", case_id),
            mail=mail or Sent().out(),
        )
        self.view = CaseworkView(
            desk,
            self.actor,
            papers,
            ask_leave=lambda *asked: self.leave.append(asked),
            poll_ms=20,
            tick_ms=20,
        )
        self.went: list[str] = []
        self.view.left.connect(lambda: self.went.append("left"))
        self.view.another.connect(lambda: self.went.append("another"))
        self.page = _Cases(self.view)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("cases", "Trámites", "folder-open", lambda: self.page)])
        self.window.resize(1366, 768)
        self.window.show()

    def _print(self, paper: str, case_id: UUID) -> PrintOutcome:
        self.printed.append((paper, case_id))
        if self.outcome is None:
            raise PrintFailed()
        return self.outcome

    def open(self, case: Case, ticket: Ticket | None = None) -> "Wizard":
        """Show a case."""
        self.view.open_case(case.id, None if ticket is None else ticket.id)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until what is under way is shown, printing too."""
        presenter = self.view.presenter
        self.qtbot.waitUntil(
            lambda: (
                presenter.state is not None
                and not presenter.is_acting
                and not presenter.runner.is_busy
                and not presenter.prints.runner.is_busy
            )
        )

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Plain) -> None:
        """Press keys where the focus is, each after what the one before did."""
        for key in keys:
            QTest.keyClick(self.focused(), key, modifier)
            self.settle()

    def burst(self, *keys: Qt.Key) -> None:
        """Press keys faster than anything can be written."""
        for key in keys:
            QTest.keyClick(self.focused(), key)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the focus is."""
        Hands(self.window).type(text)

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def at(self, phase: Phase) -> bool:
        """Whether this part of the case is worked on."""
        state = self.view.presenter.state
        assert state is not None
        return state.phase is phase

    def asks_more(self) -> bool:
        """Whether a reason or a registry is asked for."""
        return self.view.checklist.bar.asking

    @property
    def seen(self) -> CaseView:
        state = self.view.presenter.state
        assert state is not None
        return state.view

    def kept(self) -> CaseView:
        """The case as it is stored."""
        return case_view.view(self.desk, self.actor, self.seen.case.id)

    def verdicts(self) -> str:
        """The verdicts stored, a letter each."""
        view = self.kept()
        numbers = [item.number for item in view.service.requirements]
        return "".join(view.checklist.finding(n).verdict.value[0] for n in numbers)

    @property
    def told(self) -> str:
        area = self.window.findChild(NoticeArea)
        assert area is not None
        if area.current is None:
            return ""
        return f"{area.current.what} {area.current.kept} {area.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def until_asked(self, words: str) -> None:
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and words in self.sheet.accessibleName()
        )

    def until_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.told)

    def shown(self, words: str) -> bool:
        """Whether a button of these words is in sight."""
        return any(
            b.isVisible() for b in self.window.findChildren(KeyButton) if b.text().startswith(words)
        )


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def wizard(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Wizard:
    return Wizard(qtbot, desk, office)


def visit(
    wizard: Wizard, person: Person, entity: Entity, service: int, **more: object
) -> tuple[Case, Ticket]:
    """A case of a visit at the counter of who works the wizard."""
    counter = 3 if service in {5, 8, 9} else 1
    username = next(u for u, s in wizard.office.staff.items() if s.id == wizard.actor.staff_id)
    opened(wizard.desk, wizard.office, username, counter)
    ticket = at_the_counter(
        wizard.desk, wizard.office, wizard.actor, service, person=person, entity=entity
    )
    return opened_case(wizard.desk, wizard.actor, service, ticket, **more), ticket

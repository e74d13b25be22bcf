"""The supervisor before their page, with the counter or the turno their acts are about."""

import json

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.usecases.desk import Desk
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import told
from ui.shell import MainWindow, Section
from ui.supervision.day_page import EVERY_TURNO
from ui.supervision.page import SupervisionPage
from ui.supervision.steering import Steering
from ui.widgets import KeyButton, NoticeArea, Sheet


class Seat:
    """The supervisor before their page."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.sara = office.actor("supervisor-1")
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = SupervisionPage(desk, self.sara, poll_ms=20)
        self.window.set_sections(
            [Section("supervision", "Supervisión", "chart-column", lambda: self.page)]
        )
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def acts(self) -> Steering:
        return self.page.steering

    def refresh(self) -> None:
        """Wait until the page shows what the log holds."""
        with self.desk.units.read() as unit:
            head = unit.log.head().sequence
        self.qtbot.waitUntil(lambda: self.change() >= head)

    def change(self) -> int:
        state = self.page.presenter.state
        return 0 if state is None else state.change

    def counter(self, number: int) -> None:
        """Move to a counter, as it is now."""
        self.refresh()
        self.page.counters.table.setFocus()
        self.page.counters.table.choose(self.office.counter_id(number))

    def ticket(self, ticket: Ticket) -> None:
        """Move to a turno, as it is now."""
        self.refresh()
        self.page.show_list(EVERY_TURNO)
        self.page.behind.choose(ticket.id)

    def can(self, text: str) -> bool:
        """Tell whether a button in sight can be pressed."""
        (button,) = [b for b in self.page.findChildren(KeyButton) if b.text() == text]
        return button.isVisible() and button.isEnabled()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.qtbot.waitUntil(lambda: not self.acts.presenter.is_acting)
            QTest.keySequence(self.window.focusWidget(), QKeySequence(key))

    def sheet(self, title: str) -> Sheet:
        """Wait for a question."""

        def found() -> list[Sheet]:
            sheets = self.window.findChildren(Sheet)
            return [s for s in sheets if s.isVisible() and title in s.accessibleName()]

        self.qtbot.waitUntil(lambda: bool(found()))
        return found()[0]

    def words(self, title: str) -> str:
        return " ".join(
            label.text()
            for label in self.sheet(title).findChildren(QLabel)
            if label.isVisible() and label.text()
        )

    def until_told(self, words: str) -> None:
        area = NoticeArea.of(self.window)

        def shown() -> bool:
            now = area.current
            said = () if now is None else (now.what, now.kept, now.todo)
            return words in " ".join(part for part in said if part)

        self.qtbot.waitUntil(shown)

    def reasons(self, aggregate: object) -> list[tuple[str, str]]:
        """What the log tells of something: type and reason, each by this supervisor."""
        found = told(self.desk, aggregate)  # type: ignore[arg-type]
        return [
            (one.type, json.loads(one.payload or "{}").get("reason", ""))
            for one in found
            if one.actor_id == self.sara.staff_id
        ]


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    return Seat(qtbot, desk, office, clock)

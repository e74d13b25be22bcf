"""A clerk at the counter: presses keys, reads what is shown; and shorthand for a queue."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import counters, reception
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.people import DocumentType
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from ui.queue.page import QueuePage
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


class Seat:
    """A clerk before the page: presses keys, reads what is shown."""

    def __init__(
        self,
        qtbot: QtBot,
        desk: Desk,
        office: SmallOffice,
        clock: FakeClock,
        username: str = "asesor-1",
    ) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.actor = office.actor(username)
        self.leave: list[tuple[ApprovalKind, str, str, Callable[[UUID], None]]] = []
        self.page = QueuePage(
            desk,
            self.actor,
            ask_leave=lambda *asked: self.leave.append(asked),
            usual_counter=1,
            poll_ms=20,
            tick_ms=20,
        )
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("queue", "Turnos", "list-ordered", lambda: self.page)])
        self.window.show()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def next_says(self) -> str:
        return self.page.primary.text()

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        assert notice is not None
        if notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        self.click(self.focused(), key, modifier)

    def click(
        self,
        target: QWidget,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key on ``target``."""
        QTest.keyClick(target, key, modifier)

    def look_away(self) -> None:
        """From now on see nothing of what others do, also not by a reading under way."""
        self.page.presenter.stop()
        self.qtbot.waitUntil(lambda: not self.page.presenter.runner.is_busy)

    def until_next(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: self.next_says == words)

    def until_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.told)

    def until_asked(self, words: str) -> None:
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and words in self.sheet.accessibleName()
        )

    def until_waiting(self, *codes: str) -> None:
        self.qtbot.waitUntil(lambda: self.codes() == list(codes))

    def codes(self) -> list[str]:
        model = self.page.waiting.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def chosen(self) -> str:
        row = self.page.waiting.table.current()
        return "" if row is None else str(row.code)


def issue(
    desk: Desk, office: SmallOffice, *services: int, priority: bool = False, name: str = ""
) -> Ticket:
    who = office.actor("recepcion-1")
    person = None
    if name:
        draft = reception.PersonDraft(DocumentType.NONE, "", name)
        person = reception.register_person(desk, who, draft).id
    asked = reception.NewTicket(services, person, None, priority)
    return reception.issue(desk, who, asked).ticket


def stored(desk: Desk, ticket: Ticket) -> Ticket:
    with desk.units.read() as unit:
        return unit.tickets.get(ticket.id)


def opened(desk: Desk, office: SmallOffice, username: str, number: int) -> Actor:
    actor = office.actor(username)
    counters.open_counter(desk, actor, office.counter_id(number))
    return actor


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    """The clerk of counter 1, whose counter is closed."""
    return Seat(qtbot, desk, office, clock)


@pytest.fixture
def open_seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    """The clerk of counter 1, open and free, before an empty hall."""
    opened(desk, office, "asesor-1", 1)
    return Seat(qtbot, desk, office, clock)

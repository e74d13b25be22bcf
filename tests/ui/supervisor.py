"""The supervisor before their page: presses keys, reads what is shown; and shorthand for a day."""

from functools import partial
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import approvals, calling, counters, reception
from desktop.usecases.desk import Desk
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from ui.approvals.presenter import Answering, PendingPresenter
from ui.shell import MainWindow, Section
from ui.supervision.page import SupervisionPage
from ui.widgets import NoticeArea, Sheet, tell

Key = Qt.Key


class Seat:
    """The supervisor before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.actor = office.actor("supervisor-1")
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        answering = Answering(
            partial(approvals.pending, desk, self.actor),
            partial(approvals.answer, desk, self.actor),
        )
        pending = PendingPresenter(answering, partial(tell, self.window), poll_ms=20)
        self.page = SupervisionPage(desk, self.actor, approvals=pending, poll_ms=20, tick_ms=20)
        self.cases: list[UUID] = []
        self.page.case_wanted.connect(self.cases.append)
        self.window.set_sections(
            [Section("supervision", "Supervisión", "chart-column", lambda: self.page)]
        )
        self.window.show()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        if notice is None or notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def answer(self, question: str, digit: Qt.Key) -> str:
        """Wait for a question, choose its answer by a digit; return the words it showed."""
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and question in self.sheet.accessibleName()
        )
        assert self.sheet is not None
        words = " ".join(label.text() for label in self.sheet.findChildren(QLabel))
        self.press(digit)
        return words

    def tile(self, name: str) -> str:
        names = [button.accessibleName() for button in self.page.tiles.buttons]
        return next(shown for shown in names if shown.startswith(name))

    def refresh(self) -> None:
        """Wait until the page shows what was done last, not what it read half-way."""
        with self.desk.units.read() as unit:
            head = unit.log.head().sequence
        self.qtbot.waitUntil(lambda: self.change() >= head)

    def change(self) -> int:
        state = self.page.presenter.state
        return 0 if state is None else state.change

    def until_tile(self, words: str) -> None:
        name = words.split(":", maxsplit=1)[0]
        self.qtbot.waitUntil(lambda: self.tile(name).startswith(words))

    def rows(self, card: str) -> list[str]:
        """Return the rows of a card as they are told, the key first where they have one."""
        model = getattr(self.page, card).table.model()
        columns = range(model.columnCount())
        told = Qt.ItemDataRole.AccessibleTextRole
        return [
            " ".join(text for c in columns if (text := str(model.index(row, c).data(told) or "")))
            for row in range(model.rowCount())
        ]

    def codes(self) -> list[str]:
        return [row.split()[0] for row in self.rows("behind")]

    def until_rows(self, card: str, rows: list[str]) -> None:
        def shown() -> None:
            assert self.rows(card) == rows

        self.qtbot.waitUntil(shown)


def issue(desk: Desk, office: SmallOffice, *services: int) -> Ticket:
    asked = reception.NewTicket(services or (6,))
    return reception.issue(desk, office.actor("recepcion-1"), asked).ticket


def called(desk: Desk, office: SmallOffice, username: str, counter: int) -> Ticket:
    """Open the counter and call the next one to it."""
    actor = office.actor(username)
    counters.open_counter(desk, actor, office.counter_id(counter))
    return calling.call_next(desk, actor)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    return Seat(qtbot, desk, office, clock)

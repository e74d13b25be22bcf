"""Somebody at the page of support: presses keys, reads what is shown; and an office to support."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import calling, case_view, counters, reception
from desktop.usecases.desk import Desk
from domain.cases import Case
from domain.people import DocumentType, Entity, Person
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import SmallOffice
from ui.queue.page import QueuePage
from ui.shell import MainWindow, Section
from ui.support import SupportPage
from ui.support.drafts import Drafts
from ui.support.state import Step
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key

BLOCKED = SolutionContent(
    SolutionType.EXPLAINED,
    "Usuario bloqueado por intentos fallidos",
    "Espere quince minutos y entre otra vez.",
    "access",
    "eSIGEF",
)


class Seat:
    """A clerk before queue and support: presses keys and counts them, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, actor: Actor, drafts: Drafts | None = None
    ) -> None:
        self.qtbot, self.desk, self.actor, self.keys = qtbot, desk, actor, 0
        self.queue = QueuePage(desk, actor, usual_counter=1, poll_ms=20, tick_ms=20)
        self.page = SupportPage(desk, actor, drafts, poll_ms=20, tick_ms=20)
        self.window = MainWindow()
        self.ended: list[Case] = []
        self.wanted: list[object] = []
        qtbot.addWidget(self.window)
        self.queue.support_wanted.connect(self._attend)
        self.page.closed.connect(self.ended.append)
        self.page.closed.connect(lambda _: self.window.open("queue"))
        self.page.left.connect(lambda: self.window.open("queue"))
        self.page.case_wanted.connect(self.wanted.append)
        self.window.set_sections(
            [
                Section("queue", "Turnos", "list-ordered", lambda: self.queue),
                Section("support", "Soporte", "headset", lambda: self.page),
            ]
        )
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(lambda: self.queue.presenter.state is not None)

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        assert notice is not None
        current = notice.current
        return "" if current is None else f"{current.what} {current.kept} {current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    @property
    def step(self) -> Step:
        return self.page.presenter.shown.step

    def open(self) -> None:
        """Go to support by the rail."""
        self.window.open("support")
        self.until(lambda: self.page.presenter.state is not None)
        self.settle()

    def settle(self) -> None:
        runners = (self.page.presenter.runner, self.queue.presenter.runner)
        self.qtbot.waitUntil(lambda: not any(runner.is_busy for runner in runners))

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.settle()
        QTest.keyClick(self.focused(), key, modifier)
        self.keys += 1
        self.settle()

    def type(self, text: str) -> None:
        """Type a text without accents (Qt's typist knows none), which is not counted."""
        self.settle()
        QTest.keyClicks(self.focused(), text)
        self.settle()

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def until_told(self, words: str) -> None:
        self.until(lambda: words in self.told)

    def until_asked(self, words: str) -> None:
        self.until(lambda: self.sheet is not None and words in self.sheet.accessibleName())

    def write(
        self, problem: str = "No puede entrar", answer: str = "Se le explica el paso"
    ) -> None:
        """Write a whole case in one's own words: topic 1, system 1, type 1."""
        self.press(Key.Key_1)
        self.press(Key.Key_1)
        self.type(problem)
        self.press(Key.Key_Tab)
        self.press(Key.Key_1)
        self.type(answer)

    def _attend(self, ticket_id: object) -> None:
        self.window.open("support")
        self.page.begin(ticket_id)  # type: ignore[arg-type]


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Chimbo")
    return reception.register_person(desk, office.actor("recepcion-1"), draft)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    who = office.actor("recepcion-1")
    return reception.register_entity(desk, who, "1760001550001", "GAD Municipal")


@pytest.fixture
def ticket(desk: Desk, office: SmallOffice, person: Person, entity: Entity) -> Ticket:
    """The turno being attended at counter 1."""
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    return attended(desk, office, person, entity)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seat:
    return Seat(qtbot, desk, office.actor("asesor-1"))


def attended(
    desk: Desk, office: SmallOffice, person: Person | None, entity: Entity | None, *services: int
) -> Ticket:
    clerk = office.actor("asesor-1")
    asked = reception.NewTicket(
        services or (6,),
        None if person is None else person.id,
        None if entity is None else entity.id,
    )
    reception.issue(desk, office.actor("recepcion-1"), asked)
    calling.call_next(desk, clerk)
    return calling.arrived(desk, clerk)


def kept(seat: Seat, number: int = 0) -> case_view.CaseView:
    return case_view.view(seat.desk, seat.actor, seat.ended[number].id)

"""Somebody before the documents of a case: presses keys, reads what is shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app.simulated_day.hands import Hands
from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.usecases import counters, document_view
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import CaseDocuments
from desktop.usecases.paper import Paper
from desktop.usecases.shelf import Shelf
from domain.cases import Case
from domain.signatures import SignatureReport
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case
from tests.usecases.papers import LineReader, shelf_in
from tests.usecases.test_paper import Files, Printer
from ui.cases.page import CasesPage
from ui.casework.state import CasePapers
from ui.casework.view import CaseworkView
from ui.documents.tools import PaperTools
from ui.shell import MainWindow, Page, Section
from ui.widgets import KeyButton, NoticeArea, Sheet
from ui.work import Runner

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Plain = Qt.KeyboardModifier.NoModifier
S = TypeVar("S", bound=Sheet)


class Checks:
    """What electronic signatures come to, as the test says."""

    def __init__(self) -> None:
        self.report = SignatureReport()

    def __call__(self, data: bytes, media: str) -> SignatureReport:
        return self.report


class PapersSeat:
    """The page of cases with one case open, and a store of its own."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, shelf: Shelf) -> None:
        self.qtbot, self.desk, self.shelf = qtbot, desk, shelf
        self.actor = office.actor("asesor-1")
        self.printer, self.files = Printer(), Files()
        paper = Paper(PdfDocuments(), self.printer, lambda: "Tickets", lambda: "Láser", self.files)
        nowhere = PrintOutcome("Láser")
        papers = CasePapers(
            lambda _: nowhere, lambda _: nowhere, documents=PaperTools(shelf, paper)
        )
        self.page = CasesPage(desk, self.actor, papers, poll_ms=20, tick_ms=20)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        sections = [
            Section("cases", "Trámites", "folder-open", lambda: self.page),
            Section("queue", "Turnos", "list-ordered", lambda: Page("Turnos")),
        ]
        self.window.set_sections(sections)
        self.window.resize(1366, 768)
        self.window.show()
        counters.open_counter(desk, self.actor, office.counter_id(1))
        person, entity = a_person(desk, office), an_entity(desk, office)
        ticket = at_the_counter(desk, office, self.actor, 1, person=person, entity=entity)
        self.case: Case = opened_case(desk, self.actor, 1, ticket)

    @property
    def view(self) -> CaseworkView:
        view = self.page._casework
        assert view is not None
        return view

    def open(self) -> "PapersSeat":
        """Show the case."""
        self.page.open_case(self.case.id)
        self.settle()
        self.qtbot.waitUntil(lambda: self.view.presenter.state is not None)
        return self

    def settle(self) -> None:
        """Wait until all that works behind the window is done and told."""
        self.qtbot.waitUntil(
            lambda: not any(one.is_busy for one in self.window.findChildren(Runner))
        )

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Plain) -> None:
        """Press a key where the focus is, and wait for what it does."""
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)
        self.settle()

    def write(self, text: str) -> None:
        """Type where the focus is."""
        Hands(self.window).type(text)

    def sheet(self, kind: type[S]) -> S:
        """The sheet of a kind that is in sight."""
        self.qtbot.waitUntil(lambda: bool(self._sheets(kind)))
        return self._sheets(kind)[-1]

    def gone(self, kind: type[Sheet]) -> bool:
        return not self._sheets(kind)

    def _sheets(self, kind: type[S]) -> list[S]:
        return [one for one in self.window.findChildren(kind) if one.isVisible()]

    def documents(self) -> CaseDocuments:
        """The papers of the case, as they are kept."""
        return document_view.of_case(self.desk, self.actor, self.case.id)

    def offered(self, words: str) -> bool:
        """Whether a button of these words is in sight and can be pressed."""
        return any(
            one.isVisible() and one.isEnabled() and one.text().startswith(words)
            for one in self.window.findChildren(KeyButton)
        )

    @property
    def told(self) -> str:
        area = self.window.findChild(NoticeArea)
        if area is None or area.current is None:
            return ""
        return f"{area.current.what} {area.current.kept} {area.current.todo}"


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture
def reader() -> LineReader:
    return LineReader()


@pytest.fixture
def shelf(tmp_path: Path, reader: LineReader, checks: Checks) -> Iterator[Shelf]:
    with shelf_in(tmp_path, reader, checks) as made:
        yield made


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, shelf: Shelf) -> PapersSeat:
    return PapersSeat(qtbot, desk, office, shelf)


Write = Callable[[str, bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    """Writes a file that somebody has."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write

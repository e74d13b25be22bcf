"""Somebody before the page of documents, over real use cases."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ports.scanning import FileSeen
from desktop.usecases import document_view, intake, reception
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import Shown
from desktop.usecases.intake import Received
from desktop.usecases.shelf import Shelf
from domain.cases import Case
from domain.documents import Source
from tests.office import SmallOffice
from tests.ui.biometrics_seat import Kit
from tests.usecases.casework import a_person, an_entity, by_email
from tests.usecases.papers import ANY, DAMAGED, LineReader, scan, shelf_in
from ui.filing.intake import Intake
from ui.filing.page import FilingPage
from ui.filing.photograph import as_png
from ui.filing.state import Stage
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
S = TypeVar("S", bound=Sheet)
CLERK = "asesor-1"


class HeldReader(LineReader):
    """Reads nothing until it is let, and any bytes that are no lines as one page."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()

    def read(self, data: bytes, **more: object) -> FileSeen:
        """Wait at the gate, or until it is stopped."""
        stop = more.get("stop")
        while not self.gate.wait(0.01):
            if callable(stop) and stop():
                break
        lines = data if data == DAMAGED or data.isascii() else ANY.encode()
        return super().read(lines, **more)  # type: ignore[arg-type]

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        """Return a white page."""
        image = QImage(width, width, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        return as_png(image)


class Seat:
    """Somebody before the page: presses keys, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, shelf: Shelf, cases: tuple[Case, ...]
    ) -> None:
        self.qtbot, self.desk, self.shelf, self.cases = qtbot, desk, shelf, cases
        self.actor = office.actor(CLERK)
        self.kit = Kit()
        self.intake = Intake(self._take, pause_ms=30)
        self.opened: list[object] = []
        self.page = FilingPage(desk, self.actor, shelf, self.intake, self.kit.parts(), poll_ms=20)
        self.page.case_wanted.connect(self.opened.append)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections(
            [
                Section("d", "Documentos", "files", lambda: self.page),
                Section(
                    "o", "Otra", "files", lambda: FilingPage(desk, self.actor, shelf, self.intake)
                ),
            ]
        )
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.until(lambda: self.page.presenter.state is not None)

    def _take(self, name: str, data: bytes, source: Source, **more: object) -> Received:
        return intake.receive(
            self.desk,
            self.actor,
            self.shelf,
            name,
            data,
            source,
            **more,  # type: ignore[arg-type]
        )

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        if notice is None or notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}"

    @property
    def focus(self) -> QWidget:
        """Where keys go."""
        found: QWidget | None = self.window.focusWidget()
        return self.window if found is None else found

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press keys where the focus is, each once the last was answered."""
        for key in keys:
            self.until(lambda: not self.page.presenter.is_acting)
            QTest.keyClick(self.focus, key, modifier or Qt.KeyboardModifier.NoModifier)

    def write(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)

    def sheet(self, kind: type[S]) -> S:
        """Return the sheet of a kind that is open, once it is."""

        def found() -> list[S]:
            return [one for one in self.window.findChildren(kind) if one.isVisible()]

        self.until(lambda: bool(found()))
        return found()[-1]

    def gone(self) -> None:
        """Wait until no sheet is open."""
        self.until(lambda: not [one for one in self.window.findChildren(Sheet) if one.isVisible()])

    def waiting(self) -> list[str]:
        """How the files are called whose documents wait, as shown."""
        state = self.page.presenter.state
        return [] if state is None else [row.file.name for row in state.tray.waiting]

    def today(self) -> Sequence[Shown]:
        """What was filed today, as shown."""
        state = self.page.presenter.state
        return () if state is None else state.tray.filed

    def arrives(self, name: str, *pages: str) -> Received:
        """A file comes in from elsewhere."""
        received = self._take(name, scan(*(f"{name} {page}" for page in pages)), Source.FOLDER)
        self.until(lambda: name in self.waiting() or not received.in_tray)
        return received

    def filed(self, case: Case, requirement: int) -> list[str]:
        """How the files are called that lie under a requirement."""
        found = document_view.of_case(self.desk, self.actor, case.id)
        return [one.file.name for one in found.at(requirement)]

    def chosen(self) -> str:
        """How the file of the chosen document is called."""
        row = self.page.tray.current()
        return "" if row is None else row.file.name

    def digit(self, case: Case) -> Qt.Key:
        """The digit of a case, as shown."""
        state = self.page.presenter.state
        assert state is not None
        place = [one.case_id for one in state.cases].index(case.id)
        return Key(Key.Key_1 + place)

    def entries(self) -> list[tuple[str, Stage]]:
        """What the list of files says."""
        return [(one.name, one.stage) for one in self.intake.state.entries]

    def over(self) -> None:
        """Wait until no file is on its way in."""
        self.until(lambda: bool(self.entries()) and not self.intake.state.under_way)


@pytest.fixture
def reader() -> HeldReader:
    return HeldReader()


@pytest.fixture
def shelf(tmp_path: Path, reader: HeldReader) -> Iterator[Shelf]:
    with shelf_in(tmp_path, reader) as made:
        yield made


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, shelf: Shelf) -> Iterator[Seat]:
    actor, person = office.actor(CLERK), a_person(desk, office)
    other = reception.register_entity(
        desk, office.actor("recepcion-1"), "1760013210001", "GAD de Cayambe"
    )
    cases = tuple(
        by_email(desk, actor, 4, person, entity, desk.clock.now())
        for entity in (an_entity(desk, office), other)
    )
    made = Seat(qtbot, desk, office, shelf, cases)
    yield made
    made.intake.close()

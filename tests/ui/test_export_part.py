"""Somebody takes the office's data along, with the keys."""

import csv
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.open_export import OpenArchive
from desktop.printing.files import DocumentFolders
from desktop.usecases.desk import Desk
from desktop.usecases.figures.open_export import OpenTools
from domain.open_data import OpenChoice
from tests.office import SmallOffice
from tests.usecases.papers import shelf_in
from ui.figures.export.part import ExportPart
from ui.figures.export.state import ExportState, rows_of
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.shell import MainWindow, Section
from ui.widgets import ConfirmSheet


class HeldBack(ZipArchives):
    """Archives that begin only once a test says so."""

    def __init__(self) -> None:
        super().__init__(SheetWriter())
        self.go, self.here = threading.Event(), threading.Event()
        self.go.set()

    @contextmanager
    def begun(self, out: BinaryIO) -> Iterator[OpenArchive]:
        self.here.set()
        self.go.wait(60)
        with super().begun(out) as archive:
            yield archive


@pytest.fixture
def archives() -> HeldBack:
    return HeldBack()


@pytest.fixture
def part(
    qtbot: QtBot, desk: Desk, office: SmallOffice, archives: HeldBack, tmp_path: Path
) -> Iterator[ExportPart]:
    folder = tmp_path / "own"
    files = DocumentFolders(folder, lambda: folder, lambda _: "")
    with shelf_in(tmp_path) as shelf:
        tools = OpenTools(open_dictionary(), archives, shelf.pieces, files)
        made = ExportPart(desk, office.actor("admin-1"), tools)
        window = MainWindow()
        page = FiguresPage([PartEntry("Exportar", "database", lambda: made)])
        window.set_sections([Section("figures", "Cifras", "chart-column", lambda: page)])
        window.resize(1366, 768)
        qtbot.addWidget(window)
        window.show()
        yield made
        archives.go.set()
        window.close()


def press(part: ExportPart, key: Qt.Key) -> None:
    QTest.keyClick(part.window().focusWidget(), key)


def test_open_data_in_one_key(qtbot: QtBot, part: ExportPart) -> None:
    assert "puede publicarse" in part.about.text()
    with qtbot.waitSignal(part.presenter.told):
        press(part, Qt.Key.Key_F9)
    assert part.isAncestorOf(part.window().focusWidget()), "not in the rail"
    made = part.presenter.state.made
    assert made is not None
    assert str(made.path) in part.result.text()
    archive = zipfile.ZipFile(made.path)
    assert "personal.csv" not in archive.namelist()
    heads = archive.read("turnos.csv").decode().split("\r\n")[0]
    assert heads.startswith("id,oficina_id,dia")


def test_personal_data_is_asked_for_and_can_be_left(qtbot: QtBot, part: ExportPart) -> None:
    assert not part.documents.isEnabled()
    part.personal.setFocus()
    press(part, Qt.Key.Key_Space)
    assert part.documents.isEnabled()
    assert "solo para la oficina" in part.about.text()
    press(part, Qt.Key.Key_F9)
    sheet = part.window().findChild(ConfirmSheet)
    assert sheet is not None
    press(part, Qt.Key.Key_Escape)
    assert not part.presenter.state.running
    press(part, Qt.Key.Key_F9)
    with qtbot.waitSignal(part.presenter.told):
        press(part, Qt.Key.Key_Return)
    assert part.isAncestorOf(part.window().focusWidget())
    made = part.presenter.state.made
    assert made is not None
    words = zipfile.ZipFile(made.path).read("personal.csv").decode()
    names = {row["nombre"] for row in csv.DictReader(io.StringIO(words))}
    assert "Sara Supervisora" in names


def test_it_can_be_stopped_and_leaves_nothing(
    qtbot: QtBot, part: ExportPart, archives: HeldBack, tmp_path: Path
) -> None:
    archives.go.clear()
    press(part, Qt.Key.Key_F9)
    qtbot.waitUntil(archives.here.is_set)
    assert part.stop.isVisible()
    assert not part.export.isEnabled()
    press(part, Qt.Key.Key_F8)
    assert part.doing.text() == "Deteniendo…"
    with qtbot.waitSignal(part.presenter.told):
        archives.go.set()
    assert not part.presenter.state.running
    assert part.presenter.state.made is None
    assert list((tmp_path / "own").iterdir()) == []


def test_leaving_the_page_stops_it(
    qtbot: QtBot, part: ExportPart, archives: HeldBack, tmp_path: Path
) -> None:
    archives.go.clear()
    press(part, Qt.Key.Key_F9)
    qtbot.waitUntil(archives.here.is_set)
    stopped = part.presenter._stop

    def release() -> None:
        stopped.wait(60)
        archives.go.set()

    helper = threading.Thread(target=release)
    helper.start()
    part.shutdown()
    helper.join()
    assert list((tmp_path / "own").iterdir()) == []


def test_the_list_says_what_leaves(part: ExportPart) -> None:
    open_rows = {row.file: row for row in rows_of(open_dictionary(), OpenChoice())}
    assert open_rows["personas"].words == "No sale"
    assert open_rows["entidades"].words == "Entera"
    assert "columnas" in open_rows["turnos"].words
    whole = {row.file: row for row in rows_of(open_dictionary(), OpenChoice(personal=True))}
    assert whole["personas"].words == "Entera"
    assert part.model.rowCount() == len(open_rows)


def test_documents_are_never_chosen_without_people(part: ExportPart) -> None:
    part.presenter.choose(OpenChoice(documents=True))
    assert part.presenter.state == ExportState()

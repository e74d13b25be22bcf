"""The page of documents, by the keyboard alone, over real use cases."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from db.repositories.base import NotThereYet
from desktop.ports.scanning import FileSeen
from desktop.usecases import document_view, filing, intake, reception
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import Shown
from desktop.usecases.intake import Received
from desktop.usecases.shelf import Shelf
from domain.case_number import parse_case_number
from domain.cases import Case
from domain.documents import AlreadyReceived, DocumentState, Source
from domain.errors import DatabaseDamaged, DiskFull, KnownError
from domain.form_mark import FormMark
from domain.scanned import scanned
from tests.office import SmallOffice
from tests.ui.biometrics_seat import Kit
from tests.usecases.casework import a_person, an_entity, by_email
from tests.usecases.papers import ANY, DAMAGED, LineReader, scan, shelf_in
from ui.documents.asks import LetterSheet
from ui.documents.viewer import ViewerSheet
from ui.filing.intake import MOST_DROPPED, Intake
from ui.filing.page import FilingPage
from ui.filing.photograph import PhotoSheet, as_png
from ui.filing.state import FolderLine, Stage, filed_words
from ui.shell import MainWindow, Section
from ui.widgets import Notice, NoticeArea, ReasonSheet, Sheet

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
        self.qtbot.waitUntil(condition, timeout=8000)

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


# ------------------------------------------------------------------------------- by hand


def test_two_keys_file_a_document_and_one_the_next(seat: Seat) -> None:
    first, second = seat.cases
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        seat.arrives(name, ANY)
    assert seat.chosen() == "a.pdf"
    seat.press(seat.digit(second), Key.Key_B)
    seat.until(lambda: seat.filed(second, 2) == ["a.pdf"])
    seat.until(lambda: seat.chosen() == "b.pdf")
    assert second.number in seat.told
    seat.press(Key.Key_C)  # the same case: one key
    seat.until(lambda: seat.filed(second, 3) == ["b.pdf"])
    seat.until(lambda: seat.chosen() == "c.pdf")
    assert seat.page.goes.proposed.text() == "F2: Formulario de reseteo y activación"
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.filed(second, 1) == ["c.pdf"])
    seat.until(lambda: seat.waiting() == [])
    assert seat.page._nothing.isVisible()
    assert seat.filed(first, 1) == []


def test_what_was_filed_last_is_put_back(seat: Seat) -> None:
    _, second = seat.cases
    seat.arrives("a.pdf", ANY)
    seat.arrives("b.pdf", ANY)
    seat.press(seat.digit(second), Key.Key_A)
    seat.until(lambda: seat.waiting() == ["b.pdf"])
    seat.until(seat.page.foot.undo.isVisible)
    seat.press(Key.Key_Z, modifier=Ctrl)
    seat.until(lambda: seat.waiting() == ["a.pdf", "b.pdf"])
    seat.until(lambda: seat.chosen() == "a.pdf")
    assert seat.filed(second, 1) == []
    seat.until(lambda: not seat.page.foot.undo.isVisible())


def test_another_case_is_looked_for_and_taken(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    first, _ = seat.cases
    seat.arrives("a.pdf", ANY)
    seat.arrives("b.pdf", ANY)
    seat.write("/")
    seat.until(lambda: seat.focus is seat.page.goes.search)
    seat.press(Key.Key_Escape)
    seat.page.tray.focus()
    seat.press(Key.Key_F3)
    seat.write(f"VC1/{first.number}")  # as a hand-held reader types it
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.page.goes.where.text() == f"En {first.number}")
    seat.until(lambda: seat.page.presenter.words == "")  # both cases have their digits again
    assert seat.page.goes.search.text() == ""
    seat.until(lambda: seat.page.goes.case_at(2) is not None)
    seat.press(Key.Key_D)
    seat.until(lambda: seat.filed(first, 4) == ["a.pdf"])
    seat.press(Key.Key_F3)
    seat.write("nada que haya")
    seat.press(Key.Key_Return)
    seat.until(lambda: "Ningún trámite" in seat.told)
    seat.press(Key.Key_F3, Key.Key_Escape, Key.Key_Return)
    seat.until(lambda: seat.page.presenter.words == "")
    seat.until(lambda: seat.page.goes.where.text() == f"En {first.number}")
    assert seat.focus is seat.page.tray.waiting


def test_a_code_that_is_read_chooses_the_case(seat: Seat) -> None:
    first, second = seat.cases
    seat.arrives("a.pdf", ANY)
    mark = FormMark(parse_case_number(second.number), 2, "ANEXO4", 1)
    number, form, document = scanned(f"VC1/{first.number}"), scanned(mark.qr), scanned("1710034065")
    assert number is not None
    assert form is not None
    assert document is not None
    assert seat.page.take_scanned(number)
    seat.until(lambda: seat.page.goes.where.text() == f"En {first.number}")
    assert seat.page.take_scanned(form)
    seat.until(lambda: seat.page.goes.where.text() == f"En {second.number}")
    assert not seat.page.take_scanned(document)
    seat.press(Key.Key_B)
    seat.until(lambda: seat.filed(second, 2) == ["a.pdf"])


def test_an_oficio_is_asked_for_its_number(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    person, entity = a_person(desk, office, "0962467429", "Luis Ejemplo"), seat.cases[0].parties
    assert entity.entity_id is not None
    with desk.units.read() as unit:
        body = unit.entities.get(entity.entity_id)
    case = by_email(desk, seat.actor, 10, person, body, desk.clock.now())
    received = seat.arrives("oficio.pdf", ANY)
    seat.until(lambda: case.id in [one.case_id for one in seat.page.presenter.state.cases])  # type: ignore[union-attr]
    seat.press(seat.digit(case), Key.Key_A)
    sheet = seat.sheet(LetterSheet)
    assert "falta el número de Quipux" in filed_words(seat.today()[0])
    seat.write("sin guiones")
    seat.press(Key.Key_Return)
    seat.until(lambda: "Quipux" in sheet.error.words)
    sheet.number.clear()
    seat.write("mef-dncs-2026-0123-o")
    seat.press(Key.Key_Return)
    seat.gone()
    key = received.taken[0].document.id
    seat.until(lambda: "falta el número" not in filed_words(seat.today()[0]))
    with desk.units.read() as unit:
        assert unit.documents.get(key).letter == "MEF-DNCS-2026-0123-O"
    seat.press(Key.Key_F5)
    seat.until(lambda: "MEF-DNCS-2026-0123-O" in seat.page._how.text())
    seat.press(Key.Key_F7)
    seat.sheet(LetterSheet)
    seat.press(Key.Key_Escape)
    seat.gone()


def test_a_scan_is_parted_seen_large_and_discarded(seat: Seat) -> None:
    seat.arrives("a.pdf", ANY, ANY, ANY)
    seat.until(seat.page.foot.split.isVisible)
    seat.press(Key.Key_PageDown)
    seat.until(lambda: seat.page.pages.number == 2)
    seat.press(Key.Key_F11)
    sheet = seat.sheet(ViewerSheet)
    assert sheet.pages.number == 2
    seat.press(Key.Key_Escape)
    seat.gone()
    seat.press(Key.Key_F6)
    seat.until(lambda: len(seat.waiting()) == 2)
    tray = seat.page.presenter.state.tray  # type: ignore[union-attr]
    assert [(one.document.first, one.document.last) for one in tray.waiting] == [(1, 2), (3, 3)]
    assert seat.page.card.heading.text() == "a.pdf, páginas 1 a 2"
    seat.press(Key.Key_F8)
    seat.sheet(ReasonSheet)
    seat.press(Key.Key_1)
    seat.until(lambda: len(seat.waiting()) == 1)
    seat.until(lambda: seat.page.card.heading.text() == "a.pdf, página 3")
    seat.press(Key.Key_Return)  # Intro on the row shows it large
    seat.sheet(ViewerSheet)
    seat.press(Key.Key_Escape)
    seat.gone()


def test_what_was_filed_today_is_opened_and_put_back(seat: Seat) -> None:
    first, _ = seat.cases
    received = seat.arrives("a.pdf", ANY)
    filing.file(seat.desk, seat.actor, received.taken[0].document.id, first.id, 2)
    seat.press(Key.Key_F5)
    seat.until(lambda: seat.chosen() == "a.pdf")
    assert not seat.page.goes.isVisible()
    seat.press(Key.Key_A, Key.Key_1)  # no key of filing does anything here
    seat.press(Key.Key_F4)
    assert seat.opened == [first.id]
    seat.press(Key.Key_F9)
    seat.until(lambda: seat.filed(first, 2) == [])
    seat.press(Key.Key_F5)
    seat.until(lambda: seat.chosen() == "a.pdf")


def test_what_somebody_else_filed_meanwhile_is_told(seat: Seat) -> None:
    first, second = seat.cases
    received = seat.arrives("a.pdf", ANY)
    key = received.taken[0].document.id
    seat.page.presenter.stop()
    seat.until(lambda: not seat.page.presenter.runner.is_busy)
    filing.discard(seat.desk, seat.actor, key, "No es de aquí")
    seat.press(seat.digit(second), Key.Key_A)
    seat.until(lambda: "descartado" in seat.told)
    assert seat.filed(first, 1) == seat.filed(second, 1) == []


# ------------------------------------------------------------------------------- coming in


def test_dropped_files_are_taken_and_each_is_told(seat: Seat, tmp_path: Path) -> None:
    good, bad = tmp_path / "bueno.pdf", tmp_path / "dañado \ud83d.pdf".replace("\ud83d", "ñ")
    good.write_bytes(scan(ANY))
    bad.write_bytes(DAMAGED)
    data = QMimeData()
    paths = (good, bad, tmp_path, tmp_path / "no está.pdf")
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, held = QPoint(40, 40), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, held, none)
    seat.page.dragEnterEvent(enters)
    assert enters.isAccepted()
    seat.page.dropEvent(QDropEvent(QPointF(where), Qt.DropAction.CopyAction, data, held, none))
    seat.over()
    assert sorted(stage.value for _, stage in seat.entries()) == [
        "done",
        "failed",
        "failed",
        "failed",
    ]
    seat.until(lambda: seat.waiting() == ["bueno.pdf"])
    assert "1 por archivar" in [one.words for one in seat.intake.state.entries]
    assert any("No se puede leer" in one.words for one in seat.intake.state.entries)
    assert seat.page.entries.whole.isVisible()
    assert seat.page.entries.chip.text == "3 sin recibir"
    seat.press(Key.Key_F12)
    assert seat.entries() == []


def test_the_same_file_is_not_taken_twice(seat: Seat, tmp_path: Path) -> None:
    file = tmp_path / "uno.pdf"
    file.write_bytes(scan(ANY))
    seat.intake.add_files([file], Source.FILE)
    seat.over()
    seat.intake.add_files([file], Source.FILE)
    seat.until(lambda: len(seat.entries()) == 2)
    seat.over()
    assert AlreadyReceived.todo in seat.intake.state.entries[0].words
    assert len(seat.waiting()) == 1


def test_a_picture_is_pasted_and_words_are_not(seat: Seat) -> None:
    board = QGuiApplication.clipboard()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    board.setImage(image)
    seat.press(Key.Key_V, modifier=Ctrl)
    seat.over()
    seat.until(lambda: len(seat.waiting()) == 1)
    assert seat.waiting()[0].startswith("Imagen 2026-12-04 08.00")
    data = QMimeData()
    data.setUrls([QUrl("https://ejemplo.ec/oficio.pdf")])
    seat.page.receiving.take(data, Source.DROPPED)
    seat.until(lambda: "este computador" in seat.told)
    board.clear()


def test_files_are_chosen(seat: Seat, tmp_path: Path) -> None:
    file = tmp_path / "uno.pdf"
    file.write_bytes(scan(ANY))
    seat.press(Key.Key_O, modifier=Ctrl)
    (dialog,) = seat.page.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    seat.over()
    seat.until(lambda: seat.waiting() == ["uno.pdf"])


def test_a_paper_is_photographed(seat: Seat) -> None:
    seat.press(Key.Key_F10)
    sheet = seat.sheet(PhotoSheet)
    seat.until(sheet.take.isEnabled)
    seat.press(Key.Key_F2)
    seat.until(sheet.use.isVisible)
    seat.press(Key.Key_F4)
    seat.until(sheet.take.isVisible)
    seat.press(Key.Key_F2)
    seat.until(sheet.use.isVisible)
    seat.press(Key.Key_F2)
    seat.gone()
    seat.over()
    seat.until(lambda: len(seat.waiting()) == 1)
    assert seat.waiting()[0].startswith("Fotografía")


def test_no_camera_is_told_in_words(seat: Seat) -> None:
    seat.kit.cameras.plugged = False
    seat.press(Key.Key_F10)
    sheet = seat.sheet(PhotoSheet)
    assert not sheet.take.isEnabled()
    assert "cámara" in sheet.error.words
    seat.press(Key.Key_Escape)
    seat.gone()


def test_reading_is_shown_and_stopped(seat: Seat, reader: HeldReader) -> None:
    reader.gate.clear()
    for number in range(4):
        seat.intake.add(f"{number}.pdf", lambda number=number: scan(f"{ANY} {number}"), Source.FILE)  # type: ignore[misc]
    seat.until(lambda: [stage for _, stage in seat.entries()].count(Stage.READING) == 2)
    assert seat.page.entries.chip.text == "4 en lectura"
    seat.press(Key.Key_F12)
    seat.over()
    assert {stage for _, stage in seat.entries()} == {Stage.FAILED}
    assert seat.waiting() == []


def test_closing_waits_for_nobody(seat: Seat, reader: HeldReader) -> None:
    reader.gate.clear()
    seat.intake.add("a.pdf", lambda: scan(ANY), Source.FILE)
    seat.until(lambda: seat.entries() == [("a.pdf", Stage.READING)])
    seat.intake.close()
    assert document_view.waiting(seat.desk, seat.actor) == 0


def test_a_hostile_name_is_shown_as_it_can_be(seat: Seat) -> None:
    for number, name in enumerate(("a\0b\n.pdf", "\u202e" + "fdp.x", "x" * 10_000, "🧾.pdf", "")):
        seat.intake.add(name, lambda number=number: scan(f"{ANY} {number}"), Source.FILE)  # type: ignore[misc]
    seat.over()
    assert {stage for _, stage in seat.entries()} == {Stage.DONE}
    assert all(name.isprintable() and len(name) <= 120 for name, _ in seat.entries())
    seat.intake.add_files([Path("a\0b.pdf"), Path("\udcff.pdf"), Path("x" * 9000)], Source.FILE)
    seat.over()
    states = seat.intake.state.entries[:3]
    assert {entry.stage for entry in states} == {Stage.FAILED}
    assert all("archivo" in entry.words for entry in states)


def test_too_many_files_at_once_are_told(seat: Seat, tmp_path: Path) -> None:
    heard: list[object] = []
    seat.intake.told.connect(heard.append)
    seat.intake.add_files([tmp_path] * (MOST_DROPPED + 1), Source.FILE)
    assert len(seat.entries()) == MOST_DROPPED
    assert "500 archivos" in getattr(heard[0], "what", "")
    seat.intake.stop_all()
    seat.over()


def scans(seat: Seat, *names: str, data: bytes = b"") -> None:
    """Files come into the scanner's folder."""

    def work() -> None:
        for name in names:
            with suppress(KnownError):
                seat.intake.from_folder(name, data or scan(f"{ANY} {name}"))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_the_scanners_files_are_told_together_and_what_is_tried_again_is_not(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Notice] = []
    seat.intake.told.connect(heard.append)
    seat.intake.watched = False
    scans(seat, "a.pdf", data=DAMAGED)
    scans(seat, "b.pdf", "c.pdf")
    seat.until(lambda: bool(heard))
    assert [one.what for one in heard] == ["2 por archivar, 1 no se pudo leer."]
    scans(seat, "b.pdf")  # another counter was quicker
    seat.until(lambda: len(seat.entries()) == 4)
    assert seat.entries()[0] == ("b.pdf", Stage.DONE)
    assert "ya se recibió" in seat.intake.state.entries[0].words
    with monkeypatch.context() as patch:
        patch.setattr(seat.intake, "_take", lambda *_args, **_more: full())
        scans(seat, "d.pdf")
    seat.until(lambda: not seat.intake.state.under_way)
    assert len(seat.entries()) == 4  # it is tried again, and not listed until then
    scans(seat, "e.pdf", data=DAMAGED)
    seat.until(lambda: len(heard) == 2)
    assert heard[1].what == "Del escáner: 1 no se pudo leer."


def full() -> Received:
    raise DiskFull()


def test_the_scanners_folder_tells_above_other_pages_only(seat: Seat) -> None:
    scans(seat, "a.pdf")
    seat.until(lambda: seat.waiting() == ["a.pdf"])
    assert seat.told == ""
    heard: list[object] = []
    seat.intake.told.connect(heard.append)
    seat.window.open("o")
    seat.until(lambda: not seat.page.isVisible())
    seat.intake.watched = False  # the other page of this test looks at the list too
    scans(seat, "b.pdf", "c.pdf")
    seat.until(lambda: bool(heard))
    assert [getattr(one, "what", "") for one in heard][-1].endswith("por archivar.")


def test_a_lost_folder_and_what_it_could_not_read_are_shown(seat: Seat) -> None:
    seat.intake.tell_folder(FolderLine("No se encuentra la carpeta del escáner.", bad=True))
    seat.until(lambda: "No se encuentra" in seat.page.entries.folder.text())
    problems = (("vacío.pdf", "El archivo está vacío."),)
    for _ in range(2):
        seat.intake.tell_folder(FolderLine("Escáner: a la espera.", problems=problems))
    seat.until(lambda: seat.entries() == [("vacío.pdf", Stage.FAILED)])
    assert "está vacío" in seat.page.entries.whole.text()


# ------------------------------------------------------------------------------- faults


def test_data_of_an_earlier_program_says_so(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there_not_yet = NotThereYet("La página de documentos")
    monkeypatch.setattr(document_view, "tray", lambda *_: there_not_yet.tray())
    taking = Intake(lambda *_args, **_more: pytest.fail("nothing comes in"))
    page = FilingPage(desk, office.actor(CLERK), shelf, taking, poll_ms=20)
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_sections([Section("d", "Documentos", "files", lambda: page)])
    window.show()
    qtbot.waitUntil(lambda: "actualizados" in page._nothing.accessibleName(), timeout=8000)
    assert not page.goes.isVisible()
    window.close()
    taking.close()


def test_a_damaged_store_leaves_the_list_usable(
    seat: Seat, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise DatabaseDamaged

    monkeypatch.setattr(type(shelf.pieces), "get", broken)
    monkeypatch.setattr(type(shelf.pieces), "page", broken)
    seat.arrives("a.pdf", ANY)
    seat.until(lambda: DatabaseDamaged.what in seat.page.pages.words)
    _, second = seat.cases
    seat.press(seat.digit(second), Key.Key_A)
    seat.until(lambda: seat.filed(second, 1) == ["a.pdf"])


def test_a_look_is_told_once(seat: Seat) -> None:
    received = seat.arrives("a.pdf", ANY, ANY)
    key = received.taken[0].document.id

    def looks() -> int:
        told = document_view.history(seat.desk, seat.actor, key)
        return sum(one.what == "Lo miró" for one in told)

    seat.until(lambda: looks() == 1)
    seat.press(Key.Key_PageDown)
    seat.until(lambda: seat.page.pages.number == 2)
    seat.until(lambda: not seat.page.pages.runner.is_busy)
    assert looks() == 1


def test_states_are_as_they_are_kept(seat: Seat) -> None:
    received = seat.arrives("a.pdf", ANY)
    shown = seat.page.tray.current()
    assert isinstance(shown, Shown)
    assert shown.document.state is DocumentState.TRAY
    assert received.taken[0].document.id == shown.document.id

"""Files come in: dropped, chosen, copied, photographed, and from the scanner's folder."""

import threading
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from desktop.usecases import document_view
from desktop.usecases.intake import Received
from domain.documents import AlreadyReceived, Source
from domain.errors import DiskFull, KnownError
from tests.ui.filing_seat import Ctrl, HeldReader, Key, Seat, reader, seat, shelf
from tests.usecases.papers import ANY, DAMAGED, scan
from ui.filing.intake import MOST_DROPPED
from ui.filing.photograph import PhotoSheet
from ui.filing.state import FolderLine, Stage
from ui.widgets import Notice

__all__ = ["reader", "seat", "shelf"]


def test_dropped_files_are_taken_and_each_is_told(seat: Seat, tmp_path: Path) -> None:
    good, bad = tmp_path / "bueno.pdf", tmp_path / "dañado ñ.pdf"
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
    assert "1 a la bandeja" in [one.words for one in seat.intake.state.entries]
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
    seat.until(lambda: bool(seat.waiting()))
    assert seat.waiting() == ["uno.pdf"]


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
    assert document_view.waiting(seat.desk, seat.actor) == 0


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
    assert [one.what for one in heard] == ["2 a la bandeja, 1 no se pudo leer."]
    scans(seat, "b.pdf")  # another counter was quicker
    seat.until(lambda: len(seat.entries()) == 4)
    assert seat.entries()[0] == ("b.pdf", Stage.DONE)
    assert "ya se recibió" in seat.intake.state.entries[0].words
    listed: set[str] = set()
    seat.intake.changed.connect(lambda state: listed.update(one.name for one in state.entries))
    with monkeypatch.context() as patch:
        patch.setattr(seat.intake, "_take", lambda *_args, **_more: full())
        scans(seat, "d.pdf")
    seat.until(lambda: "d.pdf" in listed and not seat.intake.state.under_way)
    assert len(seat.entries()) == 4  # it is tried again, and not listed until then
    scans(seat, "e.pdf", data=DAMAGED)
    seat.until(lambda: len(heard) == 2)
    assert heard[1].what == "Del escáner: 1 no se pudo leer."


def full() -> Received:
    raise DiskFull()


def test_the_scanners_folder_tells_above_other_pages_only(seat: Seat) -> None:
    heard: list[object] = []
    seat.intake.told.connect(heard.append)
    scans(seat, "a.pdf")
    seat.until(lambda: seat.waiting() == ["a.pdf"])
    seat.until(lambda: not seat.intake._pause.isActive())  # it would be told then
    assert heard == []
    assert seat.told == ""
    seat.window.open("o")
    seat.until(lambda: not seat.page.isVisible())
    seat.intake.watched = False  # the other page of this test looks at the list too
    scans(seat, "b.pdf", "c.pdf")
    seat.until(lambda: bool(heard))
    assert [getattr(one, "what", "") for one in heard][-1].endswith("a la bandeja.")


def test_a_lost_folder_and_what_it_could_not_read_are_shown(seat: Seat) -> None:
    seat.intake.tell_folder(FolderLine("No se encuentra la carpeta del escáner.", bad=True))
    seat.until(lambda: "No se encuentra" in seat.page.entries.folder.text())
    problems = (("vacío.pdf", "El archivo está vacío."),)
    for _ in range(2):
        seat.intake.tell_folder(FolderLine("Escáner: a la espera.", problems=problems))
    seat.until(lambda: seat.entries() == [("vacío.pdf", Stage.FAILED)])
    assert "está vacío" in seat.page.entries.whole.text()

"""The documents of a case, by keys: added, seen, moved about; and what cannot be."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases import document_view, filing, intake
from desktop.usecases.desk import Desk
from desktop.usecases.intake import Target
from domain.case_number import CaseNumber, parse_case_number
from domain.documents import DocumentState, Source
from domain.errors import NotOnThisData
from domain.form_mark import FormMark
from domain.ports.pieces import PageKept
from domain.signatures import Signature, SignatureReport, SignatureState
from tests.office import SmallOffice
from tests.ui.papers_seat import (
    Checks,
    Ctrl,
    Key,
    PapersSeat,
    Write,
    checks,
    file,
    reader,
    seat,
    shelf,
)
from tests.usecases.papers import ANY, DAMAGED, LineReader, scan
from ui.documents.asks import DocumentHistorySheet, LetterSheet
from ui.documents.case_papers import CasePapersSheet
from ui.documents.pages import NOTHING, READING
from ui.documents.preview import PreviewSheet
from ui.documents.viewer import ViewerSheet
from ui.filing.photograph import as_png
from ui.widgets import ChoiceSheet, ReasonSheet

__all__ = ["checks", "file", "reader", "seat", "shelf"]

AT = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
NEW = "MEF-DNCS-2026-0123-O"


@pytest.fixture(autouse=True)
def nothing_stays_copied(qapp: object) -> Iterator[None]:
    """What a test copied goes with it: left in the clipboard, it ends after Python, in a crash."""
    yield
    QGuiApplication.clipboard().clear()


def filed(seat: PapersSeat, requirement: int, *lines: str) -> None:
    """Something lies under a requirement already."""
    target = Target(seat.case.id, requirement)
    data = scan(*(lines or (ANY,)))
    intake.receive(
        seat.desk, seat.actor, seat.shelf, "carta.pdf", data, Source.FOLDER, target=target
    )


def signed(state: SignatureState) -> SignatureReport:
    one = Signature(state, signer="Luz Ejemplo", document="0962467429", issuer="Autoridad")
    return SignatureReport((one,), AT)


def opened(seat: PapersSeat) -> CasePapersSheet:
    seat.open()
    seat.press(Key.Key_F11)
    return seat.sheet(CasePapersSheet)


def copied(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_pasted_file_lies_under_the_chosen_place_and_the_case_shows_it(
    seat: PapersSeat, file: Write
) -> None:
    sheet = opened(seat)
    assert sheet.empty.isVisible()
    assert not sheet.look.isEnabled()
    seat.press(Key.Key_Down)  # requirement 2
    QGuiApplication.clipboard().setMimeData(copied(file("oficio.pdf", scan(ANY, ANY))))
    seat.press(Key.Key_V, Ctrl)
    seat.qtbot.waitUntil(lambda: sheet.current is not None)
    assert "Documento archivado." in sheet.told.words
    assert sheet.current is not None
    assert (sheet.requirement, sheet.current.document.pages) == (2, 2)
    assert [place.words for place in sheet._places._rows][:3] == ["—", "1", "—"]
    seat.press(Key.Key_Escape)
    assert seat.gone(CasePapersSheet)
    seat.qtbot.waitUntil(lambda: seat.view.way.papers.text() == "Documentos · 1")
    row = seat.view.checklist._made[1]
    assert row._under.isVisible()
    assert row._under._count.text() == "1 documento"


def test_files_are_dropped_and_chosen_and_nothing_is_filed_twice(
    seat: PapersSeat, file: Write
) -> None:
    sheet = opened(seat)
    mime = copied(file("uno.pdf", scan(ANY)))
    where, none = QPoint(200, 200), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    sheet.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        where.toPointF(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none
    )
    sheet.dropEvent(drop)
    seat.settle()
    seat.qtbot.waitUntil(lambda: len(seat.documents().at(1)) == 1)
    assert seat.documents().at(1)[0].file.source is Source.DROPPED
    sheet.dropEvent(drop)
    seat.settle()
    seat.qtbot.waitUntil(lambda: "ya se recibió" in sheet.told.words)
    seat.press(Key.Key_O, Ctrl)
    dialog = sheet.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) != Path.cwd()
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == "&Buscar en:"
    chosen = [
        str(file("mal.pdf", DAMAGED)),
        str(file("dos.pdf", scan(ANY, ANY))),
        str(file("tres.pdf", scan(ANY, ANY, ANY))),
    ]
    dialog.filesSelected.emit(chosen)
    dialog.close()
    seat.settle()
    seat.qtbot.waitUntil(lambda: len(seat.documents().at(1)) == 3)
    seat.qtbot.waitUntil(lambda: sheet.told.words.startswith("mal.pdf: "))
    assert "Lo demás se archivó." in sheet.told.words


def test_a_code_is_stronger_than_the_place_a_file_is_put_to(seat: PapersSeat, file: Write) -> None:
    sheet = opened(seat)
    case = parse_case_number(seat.case.number)
    other = CaseNumber("CUENCA", 26, 3)
    pages = (
        FormMark(case, 3, "ANEXO4", 1).qr,
        ANY,
        FormMark(other, 1, "ANEXO4", 1).qr,
    )
    QGuiApplication.clipboard().setMimeData(copied(file("tres.pdf", scan(*pages))))
    seat.press(Key.Key_V, Ctrl)
    seat.qtbot.waitUntil(lambda: "Por su código" in sheet.told.words)
    words = sheet.told.words
    assert f"se archivó en {seat.case.number}, requisito 3" in words
    assert "Aquí se archivó 1 documento." in words
    assert "Por archivar, en la bandeja: 1." in words
    assert "otra oficina" in words


def test_what_cannot_be_read_is_told_and_nothing_is_kept(
    seat: PapersSeat, file: Write, tmp_path: Path
) -> None:
    sheet = opened(seat)
    QGuiApplication.clipboard().clear()
    seat.press(Key.Key_V, Ctrl)
    assert "No hay un archivo ni una imagen para pegar." in sheet.told.words
    QGuiApplication.clipboard().setMimeData(copied(file("roto.pdf", DAMAGED)))
    seat.press(Key.Key_V, Ctrl)
    seat.qtbot.waitUntil(lambda: "No se puede leer el archivo." in sheet.told.words)
    QGuiApplication.clipboard().setMimeData(copied(tmp_path / "no está.pdf"))
    seat.press(Key.Key_V, Ctrl)
    seat.qtbot.waitUntil(lambda: "ya no está donde estaba" in sheet.told.words)
    assert not sheet.busy.isVisible() or not sheet.busy.accessibleName()
    assert seat.documents().documents == ()


def test_each_document_has_its_small_picture(seat: PapersSeat) -> None:
    for sheets in range(1, 4):
        filed(seat, 1, *[f"hoja {sheets}"] * sheets)
    kept = QImage(22, 31, QImage.Format.Format_RGB32)
    kept.fill(0)
    for one in seat.documents().at(1):
        page = PageKept(1, 22, 31, 0.0, as_png(kept))
        seat.shelf.pieces.keep_pages(one.file.sha256, [page])
    sheet = opened(seat)
    seat.qtbot.waitUntil(lambda: len(sheet._thumbs) == 3)
    seat.settle()
    assert not any(image.isNull() for image in sheet._thumbs.values())


def test_the_quipux_number_is_noted_and_a_wrong_one_is_not(seat: PapersSeat) -> None:
    filed(seat, 1)
    sheet = opened(seat)
    seat.press(Key.Key_F7)
    asked = seat.sheet(LetterSheet)
    seat.write("nada")
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: "no es un número de Quipux" in asked.error.words)
    asked.number.selectAll()
    seat.write(NEW)
    asked.day.setText("mañana")
    seat.press(Key.Key_Return)
    assert "04/12/2026" in asked._day_row.error
    asked.day.setText("01/12/2026")
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: seat.gone(LetterSheet))
    seat.qtbot.waitUntil(lambda: f"Quipux {NEW} del 01/12/2026" in sheet.details.words)


def test_a_look_is_told_and_stands_in_the_history(seat: PapersSeat) -> None:
    filed(seat, 1)
    sheet = opened(seat)
    seat.press(Key.Key_F2)
    viewer = seat.sheet(ViewerSheet)
    assert viewer.details.words[0].startswith("Carpeta del escáner")
    seat.press(Key.Key_Escape)
    assert seat.gone(ViewerSheet)
    seat.press(Key.Key_F4)
    history = seat.sheet(DocumentHistorySheet)
    model = history.table.model()
    what = [str(model.index(row, 1).data()) for row in range(model.rowCount())]
    assert what == ["Lo miró", "Se archivó a mano", "Se recibió"]
    seat.press(Key.Key_Escape)
    assert sheet.isVisible()


def test_a_stamped_copy_is_seen_printed_and_saved(seat: PapersSeat, reader: LineReader) -> None:
    filed(seat, 1, ANY, ANY)
    opened(seat)
    seat.press(Key.Key_F5)
    preview = seat.sheet(PreviewSheet)
    seat.qtbot.waitUntil(preview.print.isEnabled)
    assert [(first, last) for first, last, _ in reader.stamps] == [(1, 2)]
    seat.press(Key.Key_P, Ctrl)
    assert [(printer, data) for data, printer, _ in seat.printer.printed] == [
        ("Láser", b"%PDF stamped")
    ]
    assert "se imprimió en Láser" in preview.told.words
    seat.press(Key.Key_F6)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_2)
    seat.press(Key.Key_P, Ctrl)
    assert [printer for _, printer, _ in seat.printer.printed] == ["Láser", "Tickets"]
    seat.press(Key.Key_F10)
    [(name, data)] = seat.files.handed_out.items()
    assert name.startswith("Fiel copia · QUITO-")
    assert data == b"%PDF stamped"
    assert "Se guardó en" in preview.told.words
    seat.press(Key.Key_Escape)
    seat.press(Key.Key_F4)
    words = seat.sheet(DocumentHistorySheet).table.model().index(0, 1).data()
    assert words == "Sacó una copia con sello"
    seat.press(Key.Key_Escape)
    seat.press(Key.Key_F2)
    pages = seat.sheet(ViewerSheet).pages
    assert pages.minimumHeight() == 0  # the copy gave them a height, which is not the viewer's


def test_one_goes_back_to_the_tray_and_takes_the_place_of_another(seat: PapersSeat) -> None:
    filed(seat, 1)
    filed(seat, 2, "otra", "dos")
    sheet = opened(seat)
    seat.press(Key.Key_F9)
    seat.qtbot.waitUntil(lambda: "volvió a la bandeja" in sheet.told.words)
    assert seat.documents().at(1) == ()
    sheet.places.choose(2)
    sheet.table.setFocus()
    seat.press(Key.Key_F6)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_2)
    seat.sheet(ReasonSheet)
    seat.press(Key.Key_1)
    seat.qtbot.waitUntil(lambda: "Documento reemplazado." in sheet.told.words)
    states = [one.document.state for one in seat.documents().documents]
    assert states == [DocumentState.FILED, DocumentState.REPLACED]
    assert seat.documents().at(2)[0].document.pages == 1
    new = seat.documents().at(2)[0].document
    seat.qtbot.waitUntil(lambda: sheet.current is not None and sheet.current.document == new)
    assert sheet.replace.isEnabled()
    sheet.table.choose(seat.documents().documents[1].document.id)
    assert sheet.look.isEnabled()
    assert not sheet.back.isEnabled()
    assert "Reemplazado: Se leía mal" in sheet.details.words[0]


@pytest.mark.parametrize("coded", [False, True])
def test_a_file_takes_the_place_of_a_document(
    seat: PapersSeat, file: Write, *, coded: bool
) -> None:
    filed(seat, 1)
    sheet = opened(seat)
    seat.press(Key.Key_F6)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_1)
    dialog = sheet.findChild(QFileDialog)
    assert dialog is not None
    page = FormMark(parse_case_number(seat.case.number), 3, "ANEXO4", 1).qr if coded else "firmada"
    dialog.filesSelected.emit([str(file("nueva.pdf", scan(page, ANY)))])
    dialog.close()
    seat.sheet(ReasonSheet)
    seat.press(Key.Key_1)
    words = "se archivó según ellos" if coded else "Documento reemplazado."
    seat.qtbot.waitUntil(lambda: words in sheet.told.words)
    assert seat.documents().at(1)[0].document.pages == (1 if coded else 2)


def test_only_a_valid_signature_stands_as_signed(seat: PapersSeat, checks: Checks) -> None:
    checks.report = signed(SignatureState.ALTERED)
    filed(seat, 6)
    sheet = opened(seat)
    assert any("fue cambiado después" in words for words in sheet.details.words)
    row = seat.view.checklist._made[5]
    assert row._under._words.text() == "Firma electrónica no válida"
    checks.report = signed(SignatureState.VALID)
    seat.press(Key.Key_F8)
    seat.qtbot.waitUntil(lambda: "Firma comprobada" in sheet.told.words)
    seat.qtbot.waitUntil(
        lambda: any("Firmado electrónicamente" in words for words in sheet.details.words)
    )
    seat.qtbot.waitUntil(lambda: row._under._words.text() == "Firmado electrónicamente")


def test_a_bad_signature_is_said_where_it_is_accepted_and_never_blocks(
    seat: PapersSeat, checks: Checks
) -> None:
    checks.report = signed(SignatureState.EXPIRED)
    filed(seat, 1)
    seat.open()
    row = seat.view.checklist._made[0]
    assert "No cuenta como firmado." in row._under._words.text()
    seat.press(Key.Key_1)
    assert row._words.text() == "Aceptado"
    assert row._under._words.text() == "Firma electrónica no válida"


def test_a_scanned_form_opens_the_case_at_its_requirement(seat: PapersSeat) -> None:
    filed(seat, 0)
    seat.page.open_place(seat.case.id, 4)
    seat.settle()
    seat.qtbot.waitUntil(lambda: seat.view.checklist.current == 4)
    seat.page.open_place(seat.case.id, 0)
    sheet = seat.sheet(CasePapersSheet)
    seat.settle()
    seat.qtbot.waitUntil(lambda: sheet.current is not None)
    assert sheet.requirement == 0


def test_a_file_goes_on_being_read_when_the_sheet_is_closed(
    seat: PapersSeat, reader: LineReader, file: Write
) -> None:
    opened(seat)
    going = threading.Event()
    reader.meanwhile = lambda: going.wait(60)
    QGuiApplication.clipboard().setMimeData(copied(file("largo.pdf", scan(ANY))))
    focus = seat.window.focusWidget()
    assert focus is not None
    sheet = seat.sheet(CasePapersSheet)
    sheet.paste.click()
    assert "Leyendo el archivo" in sheet.told.words
    sheet.cancel()
    going.set()
    seat.settle()
    seat.qtbot.waitUntil(lambda: "Documento archivado." in seat.told)
    assert len(seat.documents().at(1)) == 1


def test_what_another_counter_does_is_shown(seat: PapersSeat) -> None:
    sheet = opened(seat)
    filed(seat, 1)
    seat.qtbot.waitUntil(lambda: sheet.table.model().rowCount() == 1)
    found = seat.documents().at(1)[0].document
    filing.put_back(seat.desk, seat.actor, found.id)
    seat.qtbot.waitUntil(sheet.empty.isVisible)


def test_a_server_of_an_earlier_program_has_no_documents(
    qtbot: QtBot, seat: PapersSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> object:
        raise NotOnThisData("Los documentos")

    monkeypatch.setattr(document_view, "of_case", refuse)
    seat.open()
    assert not seat.offered("Documentos ·")
    assert not seat.view.way.papers.isVisible()
    assert not seat.view.way.forms.isVisible()
    seat.page.open_place(seat.case.id, 0)
    seat.settle()
    assert seat.gone(CasePapersSheet)


def test_bytes_that_are_gone_are_told_and_the_rest_goes_on(seat: PapersSeat) -> None:
    filed(seat, 1)
    sheet = opened(seat)
    assert sheet.current is not None
    seat.shelf.pieces.drop(sheet.current.file.sha256)
    seat.press(Key.Key_F5)
    seat.qtbot.waitUntil(sheet.told.isVisible)
    seat.press(Key.Key_F2)
    viewer = seat.sheet(ViewerSheet)
    seat.qtbot.waitUntil(lambda: viewer.pages.words not in {NOTHING, READING})
    seat.press(Key.Key_Escape)
    seat.press(Key.Key_F9)
    seat.qtbot.waitUntil(lambda: "volvió a la bandeja" in sheet.told.words)


def test_every_word_of_a_long_or_hostile_name_stays_words(
    seat: PapersSeat, desk: Desk, office: SmallOffice
) -> None:
    name = "<b>" + "ñ" * 200 + "\N{RIGHT-TO-LEFT OVERRIDE}.pdf"
    target = Target(seat.case.id, 1)
    intake.receive(desk, seat.actor, seat.shelf, name, scan(ANY), Source.FILE, target=target)
    sheet = opened(seat)
    seat.press(Key.Key_F7)
    field = seat.sheet(LetterSheet).findChild(QLineEdit)
    assert field is not None
    field.setText("\0\ud800😀")
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: bool(seat.sheet(LetterSheet).error.words))
    seat.press(Key.Key_Escape)
    assert sheet.current is not None

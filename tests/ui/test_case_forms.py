"""What goes out of a case, by keys: its forms seen as they will be, filled, printed and saved."""

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.usecases import checklists
from domain.checklist import Verdict
from domain.errors import PrintFailed
from tests.documents.reading import words
from tests.ui.papers_seat import Checks, Ctrl, Key, PapersSeat, checks, reader, seat, shelf
from tests.usecases.casework import check
from ui.documents.case_papers import CasePapersSheet
from ui.documents.forms import FormsSheet
from ui.widgets import ChoiceSheet

__all__ = ["Checks", "checks", "reader", "seat", "shelf"]


def opened(seat: PapersSeat) -> FormsSheet:
    seat.open()
    seat.press(Key.Key_F12)
    sheet = seat.sheet(FormsSheet)
    seat.qtbot.waitUntil(lambda: sheet.pages.is_shown)
    return sheet


def titles(sheet: FormsSheet) -> list[str]:
    return [line.title for line in sheet.lines]


def test_a_form_is_seen_filled_printed_and_saved(seat: PapersSeat) -> None:
    sheet = opened(seat)
    line = sheet.table.current()
    assert line.offered.requirement == 1
    assert "Queda en blanco" in sheet.lacking.text()
    field = sheet._rows[0].findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    seat.write("Tesorera")
    seat.press(Key.Key_P, Ctrl)
    data, printer, title = seat.printer.printed[0]
    assert (printer, title) == ("Láser", f"{seat.case.number} {line.title}")
    assert "Tesorera" in words(data)
    assert sheet.told.words == f"{line.title}: se imprimió en Láser."
    before = sheet.pages._source
    seat.qtbot.waitUntil(lambda: sheet.pages._source is not before or not sheet._typing.isActive())
    seat.press(Key.Key_F10)
    assert list(seat.files.handed_out) == [f"{seat.case.number} {line.title}.pdf"]
    assert "Se guardó en" in sheet.told.words


def test_what_was_typed_stays_while_others_are_looked_at(seat: PapersSeat) -> None:
    sheet = opened(seat)
    first = sheet.table.current()
    field = sheet._rows[0].findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    seat.write("Jefa de compras")
    sheet.table.setFocus()
    seat.press(Key.Key_Down)
    assert sheet.table.current() != first
    seat.press(Key.Key_Up)
    again = sheet._rows[0].findChild(QLineEdit)
    assert again is not None
    assert again.text() == "Jefa de compras"


def test_all_the_forms_of_the_service_come_out_with_one_key(seat: PapersSeat) -> None:
    sheet = opened(seat)
    seat.press(Key.Key_F6)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_2)
    seat.press(Key.Key_F9)
    seat.qtbot.waitUntil(lambda: "Se imprimieron" in sheet.told.words)
    asked = [line for line in sheet.lines if line.is_of_service]
    assert len(asked) > 1
    assert [printer for _, printer, _ in seat.printer.printed] == ["Tickets"] * len(asked)
    assert not any("Carátula" in title for _, _, title in seat.printer.printed)


def test_no_printer_is_told_and_the_case_goes_on(
    seat: PapersSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise PrintFailed("La impresora «Láser» está detenida.")

    monkeypatch.setattr(seat.printer, "print_pdf", refuse)
    sheet = opened(seat)
    seat.press(Key.Key_P, Ctrl)
    assert "está detenida" in sheet.told.words
    seat.press(Key.Key_Escape)
    assert seat.gone(FormsSheet)
    seat.press(Key.Key_1)
    assert seat.view.checklist._made[0]._words.text() == "Aceptado"


def test_the_receipt_and_what_to_bring_back_are_among_them(seat: PapersSeat) -> None:
    check(seat.desk, seat.actor, seat.case, 5, skip=(6,))
    checklists.mark(
        seat.desk, seat.actor, seat.case.id, checklists.Mark(5, Verdict.REJECTED, "no-seal")
    )
    checklists.give_back(seat.desk, seat.actor, seat.case.id)
    sheet = opened(seat)
    assert {"Comprobante", "Lista de devolución"} <= set(titles(sheet))
    sheet.table.choose("Lista de devolución")
    seat.settle()
    seat.press(Key.Key_P, Ctrl)
    data, _, title = seat.printer.printed[0]
    assert title == f"Lista de devolución {seat.case.number}"
    assert "Falta el sello" in words(data)


def test_a_place_of_the_case_leads_to_its_forms(seat: PapersSeat) -> None:
    seat.open()
    seat.press(Key.Key_F11)
    papers = seat.sheet(CasePapersSheet)
    papers.places.choose(5)
    seat.press(Key.Key_F12)
    sheet = seat.sheet(FormsSheet)
    seat.qtbot.waitUntil(lambda: sheet.table.current() is not None)
    assert sheet.table.current().offered.requirement == 5
    seat.press(Key.Key_Escape)
    assert papers.isVisible()


def test_hostile_text_typed_into_a_form_is_refused_or_printed(seat: PapersSeat) -> None:
    sheet = opened(seat)
    field = sheet._rows[0].findChild(QLineEdit)
    assert field is not None
    for text in ("a\0b", "\ud800", "😀" * 50, "ñ" * 600):
        field.setText(text)
        sheet._draw_page()
        seat.settle()
    assert sheet.isVisible()

"""The page of documents, by the keyboard alone, over real use cases."""

import threading

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from db.repositories.base import NotThereYet
from desktop.usecases import document_view, filing
from desktop.usecases.desk import Desk
from desktop.usecases.shelf import Shelf
from domain.case_number import parse_case_number
from domain.errors import DatabaseDamaged, DiskFull
from domain.form_mark import FormMark
from domain.scanned import scanned
from tests.office import SmallOffice
from tests.ui.filing_seat import CLERK, Ctrl, Key, Seat, reader, seat, shelf
from tests.usecases.casework import a_person, by_email
from tests.usecases.papers import ANY
from ui.documents.asks import LetterSheet
from ui.documents.pages import StoredPages
from ui.documents.viewer import ViewerSheet
from ui.filing.intake import Intake
from ui.filing.page import FilingPage
from ui.filing.state import filed_words
from ui.shell import MainWindow, Section
from ui.widgets import ReasonSheet

__all__ = ["reader", "seat", "shelf"]


# ------------------------------------------------------------------------------- by hand


def test_two_keys_file_a_document_and_one_the_next(seat: Seat) -> None:
    first, second = seat.cases
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        seat.arrives(name, ANY)
    assert seat.chosen() == "a.pdf"
    seat.press(seat.digit(second), Key.Key_B)
    seat.until(lambda: seat.filed(second, 2) == ["a.pdf"])
    seat.until(lambda: seat.chosen() == "b.pdf")
    seat.until(lambda: second.number in seat.told)  # a poll may show what was filed before
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
    seat.until(lambda: seat.page.presenter.words == "")  # it was found
    assert seat.page.goes.where.text() == f"En {first.number}"
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
    qtbot.waitUntil(lambda: "actualizados" in page._nothing.accessibleName())
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


def test_a_look_is_told_once_where_pages_are_turned_while_it_is_told(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    asked: list[int] = []
    go_on = threading.Event()
    picture = StoredPages.picture

    def slow(*_: object) -> None:
        told.append(1)
        assert go_on.wait(60)

    def ask(pages: StoredPages, number: int, width: int) -> QImage:
        asked.append(number)
        return picture(pages, number, width)

    monkeypatch.setattr(filing, "look", slow)
    monkeypatch.setattr(StoredPages, "picture", ask)
    seat.arrives("a.pdf", ANY, ANY)
    seat.until(lambda: bool(told))
    seat.press(Key.Key_PageDown)
    seat.until(lambda: 2 in asked)
    go_on.set()
    seat.until(lambda: seat.page.pages.is_shown)
    seat.until(lambda: not seat.page.pages.runner.is_busy)
    assert told == [1]


def test_what_could_not_be_told_in_the_log_is_not_shown(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(filing, "look", full)
        seat.arrives("a.pdf", ANY, ANY)
        seat.until(lambda: DiskFull.what in seat.page.pages.words)
        seat.press(Key.Key_PageDown)
        seat.until(lambda: seat.page.pages.number == 2)
        seat.until(lambda: DiskFull.what in seat.page.pages.words)
    seat.press(Key.Key_PageUp)
    seat.until(lambda: seat.page.pages.number == 1)

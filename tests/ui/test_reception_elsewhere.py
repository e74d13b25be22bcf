"""Reception offers whom another office knows, and shows the full record on demand."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ports import RecordSeen, VisitSeen
from desktop.usecases import reception
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.exchange import KnownPerson
from domain.ids import new_id
from domain.people import DocumentType
from tests.office import SmallOffice
from tests.ui.reception_seat import Printer
from ui.reception.page import ReceptionPage
from ui.reception.records import NOBODY, RecordsSheet, visit_words
from ui.reception.state import Papers, Step
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

DOCUMENT = "1710034065"
RECORD = RecordSeen(
    "Guayaquil",
    "Rosa Quishpe",
    "0999",
    "",
    datetime(2026, 12, 1, tzinfo=UTC),
    (VisitSeen("2026-11-30", "A-018", "served"), VisitSeen("ayer", "A-001", "otro")),
)


class Centre:
    """A centre that answers, or does not."""

    def __init__(self) -> None:
        self.answer: Callable[[], Sequence[RecordSeen]] = lambda: (RECORD,)

    def records(self, document_type: str, document: str, staff_id: UUID) -> Sequence[RecordSeen]:
        return self.answer()


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, office: SmallOffice, centre: Centre) -> ReceptionPage:
    known = KnownPerson("cedula", DOCUMENT, "Rosa Quishpe", new_id(), "Guayaquil")
    with desk.units.write() as unit:
        unit.exchange.put_person(known)
    printer = Printer()
    window = MainWindow()
    qtbot.addWidget(window)
    made = ReceptionPage(
        desk,
        office.actor("recepcion-1"),
        Papers(printer.slip, printer.sheet),
        people=lambda: centre,
    )
    window.set_sections([Section("reception", "Recepción", "user-plus", lambda: made)])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return made


def test_one_key_takes_whom_another_office_knows(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage
) -> None:
    QTest.keyClicks(page.search, DOCUMENT)
    qtbot.waitUntil(lambda: any("Guayaquil" in one.detail for one in page.presenter.state.results))
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.presenter.state.step is Step.CHOOSE)
    person = page.presenter.state.person
    assert person is not None
    assert (person.name, person.document) == ("Rosa Quishpe", DOCUMENT)
    qtbot.waitUntil(page.person_card.elsewhere_button.isVisible)


def test_somebody_quicker_is_no_trouble(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage
) -> None:
    QTest.keyClicks(page.search, DOCUMENT)
    qtbot.waitUntil(lambda: any("Guayaquil" in one.detail for one in page.presenter.state.results))
    draft = reception.PersonDraft(DocumentType.CEDULA, DOCUMENT, "Rosa Q.")
    reception.register_person(desk, office.actor("asesor-1"), draft)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.presenter.state.person is not None)
    assert page.presenter.state.person.name == "Rosa Q."  # type: ignore[union-attr]


def known_here(desk: Desk, office: SmallOffice, qtbot: QtBot, page: ReceptionPage) -> None:
    draft = reception.PersonDraft(DocumentType.CEDULA, DOCUMENT, "Rosa Q.")
    page.take(reception.register_person(desk, office.actor("asesor-1"), draft))
    qtbot.waitUntil(page.person_card.elsewhere_button.isVisible)


def sheets(page: ReceptionPage) -> list[Sheet]:
    return [one for one in page.window().findChildren(Sheet) if not one.isHidden()]


def test_the_full_record_is_shown_on_demand(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage
) -> None:
    known_here(desk, office, qtbot, page)
    QTest.keyClick(page.window(), Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: bool(sheets(page)))
    (sheet,) = sheets(page)
    assert isinstance(sheet, RecordsSheet)
    assert sheet.words[:2] == ["Guayaquil", "Rosa Quishpe · 0999"]
    assert sheet.words[2:] == ["30/11/2026 · A-018 · Atendido", "ayer · A-001"]
    sheet.cancel()


def test_where_the_centre_knows_nobody_it_says_so(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage, centre: Centre
) -> None:
    centre.answer = lambda: ()
    known_here(desk, office, qtbot, page)
    page.person_card.elsewhere_button.click()
    qtbot.waitUntil(lambda: bool(sheets(page)))
    (sheet,) = sheets(page)
    assert isinstance(sheet, RecordsSheet)
    assert sheet.words == [NOBODY]
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_A):
        QTest.keyClick(sheet, key)
    sheet.cancel()


def test_without_link_it_says_so_and_reception_goes_on(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage, centre: Centre
) -> None:
    def nobody() -> Sequence[RecordSeen]:
        raise KnownError("No se pudo hablar con el centro.")

    centre.answer = nobody
    known_here(desk, office, qtbot, page)
    page.person_card.elsewhere_button.click()
    area = page.window().findChild(NoticeArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.current is not None and "centro" in area.current.what)
    assert not sheets(page)


def test_while_the_centre_takes_its_time_reception_goes_on(
    qtbot: QtBot, desk: Desk, office: SmallOffice, page: ReceptionPage, centre: Centre
) -> None:
    answers = threading.Event()

    def slowly() -> Sequence[RecordSeen]:
        assert answers.wait(60)
        return (RECORD,)

    centre.answer = slowly
    known_here(desk, office, qtbot, page)
    page.person_card.elsewhere_button.click()
    page.presenter.start_over()
    draft = reception.PersonDraft(DocumentType.NONE, "", "Luis Andrade")
    reception.register_person(desk, office.actor("asesor-1"), draft)
    page.presenter.search("luis")
    try:
        qtbot.waitUntil(lambda: page.presenter.state.query == "luis")
        assert page.presenter.state.results[0].title == "Luis Andrade"
    finally:
        answers.set()


def test_a_visit_that_says_little_is_one_line() -> None:
    assert visit_words(VisitSeen("", "", "")) == ""

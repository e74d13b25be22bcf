"""The page of solutions, worked with the keyboard over a real database."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import counters, solutions
from desktop.usecases.desk import Desk, begin
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.staff import Action
from tests.office import SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import at_the_counter, opened_case
from ui.counting import Count
from ui.shell import MainWindow, Section
from ui.solutions.page import SolutionsPage
from ui.solutions.sheet import SolutionSheet
from ui.widgets import NoticeArea, ReasonSheet, Sheet

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
NOTHING = Qt.KeyboardModifier.NoModifier
CONTENT = SolutionContent(
    SolutionType.CORRECTED, "Pago rechazado por el banco", "Envíelo otra vez", "payments", "eSIGEF"
)
REJECTED = replace(CONTENT, title="El reporte sale en blanco", type=SolutionType.REFUSED)


def propose(
    desk: Desk, office: SmallOffice, content: SolutionContent = CONTENT, who: str = "asesor-1"
) -> Solution:
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor(who), Action.FIND_SOLUTIONS)
        return solutions.propose_in(step, content)


class Seat:
    """The supervisor before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
        self.qtbot, self.desk, self.actor = qtbot, desk, office.actor("supervisor-1")
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = SolutionsPage(desk, self.actor, poll_ms=20)
        self.window.set_sections([Section("solutions", "Soluciones", "inbox", lambda: self.page)])
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def rows(self) -> list[str]:
        model = self.page.bank.table.model()
        return [str(model.index(row, 1).data()) for row in range(model.rowCount())]

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        return "" if notice is None or notice.current is None else notice.current.what

    @property
    def words(self) -> str:
        reading = self.page.reading
        shown = (reading.heading, reading.problem, reading.about, reading.words, reading.story)
        return " | ".join(label.text() for label in shown if label.isVisible())

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NOTHING) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def type(self, text: str) -> None:
        focus = self.window.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)

    def until_rows(self, *titles: str) -> None:
        self.qtbot.waitUntil(lambda: self.rows == list(titles))

    def until_words(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.words)

    def until_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.told)

    def asked(self) -> SolutionSheet:
        self.qtbot.waitUntil(lambda: isinstance(self.sheet, SolutionSheet))
        assert isinstance(self.sheet, SolutionSheet)
        return self.sheet


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seat:
    return Seat(qtbot, desk, office)


def found(desk: Desk, office: SmallOffice, text: str) -> list[str]:
    return [one.title for one in solutions.find(desk, office.actor("asesor-2"), text)]


def test_a_proposal_is_approved_with_other_words(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    assert "Aquí leerá la solución" in seat.words
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    ticket = at_the_counter(desk, office, clerk, 6)
    case = opened_case(desk, clerk, 6, ticket, topic="payments", problem="Pago rechazado")
    with desk.units.write() as unit:
        step = begin(desk, unit, clerk, Action.FIND_SOLUTIONS)
        solutions.propose_in(step, CONTENT, case.id)
    seat.until_rows(CONTENT.title)  # seen as it happens
    assert seat.page.chips[0][0] == "1 por revisar"
    seat.until_words("Envíelo otra vez")
    assert "Autorización de pagos · eSIGEF" in seat.words
    assert f"La propuso Ana Asesora el 04/12/2026, al resolver el trámite {case.number}." in (
        seat.words
    )
    seat.press(Key.Key_F2)
    sheet = seat.asked()
    assert sheet.content == CONTENT
    seat.press(Key.Key_A, Control)
    seat.type("Pago devuelto por el banco")
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_End, Control)
    seat.type(" y avise.")
    seat.press(Key.Key_Return, Control)
    seat.until_told("Solución S-0001 aprobada")
    assert seat.sheet is None
    seat.until_rows()
    assert found(desk, office, "devuelto avise") == ["Pago devuelto por el banco"]
    seat.press(Key.Key_PageDown, Control)
    seat.until_rows("Pago devuelto por el banco")
    seat.until_words("La revisó Sara Supervisora")


def test_a_proposal_is_rejected_with_its_reason(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    for content in (CONTENT, REJECTED):
        propose(desk, office, content)
    seat.until_rows(CONTENT.title, REJECTED.title)
    seat.page.bank.table.setFocus()
    seat.press(Key.Key_Down)
    seat.until_words("S-0002")
    seat.press(Key.Key_F8)
    seat.qtbot.waitUntil(lambda: isinstance(seat.sheet, ReasonSheet))
    seat.press(Key.Key_3)
    seat.until_told("Solución S-0002 rechazada.")
    seat.until_rows(CONTENT.title)
    seat.press(Key.Key_PageUp, Control)  # round to the last
    seat.until_rows(REJECTED.title)
    seat.until_words("Motivo: No es correcta.")
    assert not seat.page.reading.edit.isVisible()
    seat.press(Key.Key_Return)  # there is nothing to open
    assert seat.sheet is None


def test_what_is_typed_anywhere_is_searched_among_the_approved(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    propose(desk, office)
    for content in (CONTENT, REJECTED):
        solutions.add(desk, seat.actor, content)
    seat.until_rows(CONTENT.title)
    seat.page.bank.table.setFocus()
    seat.type("REPÓRTE")
    seat.until_rows(REJECTED.title)
    assert seat.page.bank.search.text() == "REPÓRTE"
    seat.type(" jubilado")
    seat.until_rows()
    assert seat.page.bank.search.hasFocus()
    seat.press(Key.Key_Escape)
    seat.until_rows(REJECTED.title, CONTENT.title)
    seat.press(Key.Key_Down)
    assert seat.page.bank.table.hasFocus()
    seat.press(Key.Key_F, Control)
    assert seat.page.bank.search.hasFocus()
    seat.type("s-2")
    seat.until_rows(CONTENT.title)
    seat.press(Key.Key_PageUp, Control)
    seat.until_rows(CONTENT.title)
    assert seat.page.bank.search.text() == ""
    assert seat.page.presenter.asked.state is SolutionState.PROPOSED


def test_a_solution_is_added_edited_and_retired(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    seat.press(Key.Key_F3)
    sheet = seat.asked()
    seat.press(Key.Key_Return, Control)
    seat.qtbot.waitUntil(lambda: "Falta «Problema»" in sheet.error.words)
    sheet.problem.setFocus()
    seat.type("No abre el programa")
    seat.press(Key.Key_Tab)
    seat.type("Reinicie el equipo")
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return, Control)
    seat.until_told("Solución S-0001 agregada")
    assert found(desk, office, "reinicie") == ["No abre el programa"]
    seat.press(Key.Key_PageDown, Control)
    seat.until_rows("No abre el programa")
    seat.page.bank.table.setFocus()
    seat.press(Key.Key_Return)
    sheet = seat.asked()
    assert sheet.content.type is SolutionType.CORRECTED
    seat.press(Key.Key_End)
    seat.type(" ODS")
    seat.press(Key.Key_Return, Control)
    seat.until_told("Solución S-0001 guardada")
    seat.until_rows("No abre el programa ODS")
    seat.press(Key.Key_F8)
    seat.qtbot.waitUntil(lambda: isinstance(seat.sheet, ReasonSheet))
    seat.press(Key.Key_1)
    seat.until_told("Solución S-0001 retirada")
    seat.until_rows()
    assert found(desk, office, "reinicie") == []


def test_what_another_changed_meanwhile_is_told_and_what_was_written_stays(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    added = solutions.add(desk, seat.actor, CONTENT)
    seat.press(Key.Key_PageDown, Control)
    seat.until_rows(CONTENT.title)
    seat.press(Key.Key_F2)
    sheet = seat.asked()
    solutions.edit(desk, office.actor("supervisor-2"), added.id, added.version, REJECTED)
    seat.press(Key.Key_Return, Control)
    seat.qtbot.waitUntil(lambda: "Otra persona cambió" in sheet.error.words)
    assert sheet.content == CONTENT
    assert sheet.save.isEnabled()
    seat.press(Key.Key_Escape)
    seat.until_rows(REJECTED.title)


def test_ones_own_proposal_waits_for_another(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    propose(desk, office, who="supervisor-1")
    seat.until_rows(CONTENT.title)
    seat.until_words("la aprueba otro supervisor")
    assert not seat.page.reading.edit.isEnabled()
    seat.page.bank.table.setFocus()
    for key in (Key.Key_F2, Key.Key_Return):
        seat.press(key)
        assert seat.sheet is None


def test_a_topic_that_left_the_catalogue_is_kept_and_too_long_a_text_is_counted(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    propose(desk, office, replace(CONTENT, topic="gone", system="Otro"))
    seat.until_words("gone · Otro")
    seat.press(Key.Key_F2)
    sheet = seat.asked()
    assert (sheet.content.topic, sheet.content.system) == ("gone", "Otro")
    sheet.text.setPlainText("x" * 603)
    assert sheet._text_row.error == "Le sobran 3 caracteres."
    sheet.text.setPlainText("x" * 599)
    assert sheet._text_row.error == ""
    seat.press(Key.Key_Escape)


def test_what_waits_is_counted_beside_any_page(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    counted: list[int] = []
    presenter = Count(desk, office.actor("supervisor-1"), solutions.count_pending, poll_ms=10)
    presenter.changed.connect(counted.append)
    presenter.start()
    qtbot.waitUntil(lambda: counted == [0])
    propose(desk, office)
    qtbot.waitUntil(lambda: counted == [0, 1])
    presenter.close()


def test_uses_are_told(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    added = solutions.add(desk, seat.actor, replace(CONTENT, topic="", system=""))
    for words in ("Resolvió 1 trámite.", "Resolvió 2 trámites."):
        with desk.units.write() as unit:
            step = begin(desk, unit, seat.actor, Action.FIND_SOLUTIONS)
            used = solutions.use_in(step, added.code)
            step.tell("case", used.id, 1, "case_resolved", {})
        if words.endswith("trámite."):
            seat.press(Key.Key_PageDown, Control)
        seat.until_words(words)
    assert "Para cualquier tema y sistema" in seat.words

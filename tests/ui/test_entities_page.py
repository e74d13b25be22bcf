"""The page of entities, by the keyboard alone, over real use cases."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.usecases import absences, kits, readiness
from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.authorisers import AuthoriserState, ChangeState
from domain.errors import PrintFailed
from tests.mail_out import Sent
from tests.office import FakeClock, SmallOffice
from tests.usecases.authorising import (
    A_WEEK,
    FOR_GOOD,
    NEXT_WEEK,
    Body,
    SmallCentre,
    a_body,
    absence_case,
    both,
    changes,
    states,
)
from tests.usecases.linked import linked
from tests.usecases.test_paper import Files, Printer
from ui.documents.preview import PreviewSheet
from ui.entities.page import EntitiesPage
from ui.entities.readiness import Papers
from ui.entities.sheets import AbsenceSheet, ContractSheet, ExtendSheet, KitSheet, PcSheet
from ui.mail.sheet import SendSheet
from ui.shell import MainWindow, Section
from ui.widgets import ChoiceSheet, ConfirmSheet, KeyButton, NoticeArea, ReasonSheet, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
ACTIVE, SUSPENDED = AuthoriserState.ACTIVE, AuthoriserState.SUSPENDED
INACTIVE = AuthoriserState.ENROLLED_INACTIVE
S = TypeVar("S", bound=Sheet)


class Seat:
    """Somebody before the page: presses keys, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str = "tecnico-1"
    ) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.printed: list[UUID] = []
        self.fails = False
        self.mail = Sent()
        actor = office.actor(username)
        self.printer = Printer()
        paper = Paper(PdfDocuments(), self.printer, lambda: "", lambda: "Láser", Files())
        papers = Papers(
            self._print,
            lambda _key: Path("Ficha.pdf"),
            self._print,
            partial(readiness.card_pdf, desk, actor, paper),
            paper,
            self.mail.out(),
        )
        self.page = EntitiesPage(desk, actor, papers, poll_ms=20)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("e", "Entidades", "contact", lambda: self.page)])
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.until(lambda: self.page.presenter.state is not None)

    def _print(self, key: UUID) -> PrintOutcome:
        if self.fails:
            raise PrintFailed()
        self.printed.append(key)
        return PrintOutcome(printer="HP")

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
            QTest.keyClick(
                self.focus,
                key,
                modifier or Qt.KeyboardModifier.NoModifier,
            )

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

    def view(self, place: int) -> None:
        keys = (Key.Key_P, Key.Key_A, Key.Key_K, Key.Key_H)
        self.press(keys[place - 1], modifier=Qt.KeyboardModifier.AltModifier)

    def find(self, text: str) -> None:
        """Look an entity up and open it."""
        self.press(Key.Key_F3)
        self.write(text)
        self.press(Key.Key_Return)
        self.until(self.shown)

    def today(self) -> date | None:
        """The day that is shown."""
        state = self.page.presenter.state
        return None if state is None else state.awaiting.today

    def shown(self) -> bool:
        state = self.page.presenter.state
        return state is not None and state.view is not None

    def offered(self) -> set[str]:
        """What the foot of the page offers now."""
        return {one.text() for one in self.page.card.findChildren(KeyButton) if one.isVisible()} - {
            "Preparación",
            "Autorizadores",
            "Kit",
            "Historia",
        }

    def absence_is(self, state: str) -> None:
        """Wait until the chosen absence says so."""

        def says() -> bool:
            line = self.page.authorisers.absence()
            return line is not None and line.words.startswith(state)

        self.until(says)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seat:
    return Seat(qtbot, desk, office)


@pytest.fixture
def body(desk: Desk, office: SmallOffice) -> Body:
    made = a_body(desk, office)
    both(desk, office, made)
    return made


def test_an_entity_is_registered_and_lent_what_it_lacks(seat: Seat) -> None:
    seat.press(Key.Key_F3)
    seat.write("1760013210001")
    seat.press(Key.Key_Return)
    seat.sheet(Sheet)
    seat.write("GAD Municipal de Cayambe")
    seat.press(Key.Key_F2)
    seat.until(seat.shown)
    page = seat.page
    assert page.card.heading.text() == "GAD Municipal de Cayambe"
    assert "todavía no conviene viajar" in page.readiness.verdict.text
    assert "Nadie autoriza pagos" in page._status.text

    seat.view(3)
    seat.until(lambda: seat.offered() == {"Registrar"})
    seat.press(Key.Key_F5)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_1)
    contract = seat.sheet(ContractSheet)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.until(lambda: "número" in contract.error.words.lower())
    contract.number.setFocus()
    seat.write("CC-2026-1")
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    seat.press(Key.Key_F5)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_2)
    kit = seat.sheet(KitSheet)
    for field, text in ((kit.model, "U.are.U 4500"), (kit.serial, "K-1"), (kit.record, "AE-1")):
        field.setFocus()
        seat.write(text)
    kit.delivered.box.setFocus()
    seat.press(Key.Key_Space)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    seat.press(Key.Key_F5)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_3)
    computer = seat.sheet(PcSheet)
    for field, text in ((computer.name, "PAGOS-1"), (computer.serial, "INV-1")):
        field.setFocus()
        seat.write(text)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    assert [row.state for row in page.lent._model._rows] == ["Vigente", "Entregado", "En uso"]

    # Another line corrected by Intro; the serial of another kit of the entity is refused.
    seat.view(3)
    seat.press(Key.Key_Home, Key.Key_Down, Key.Key_Return)
    again = seat.sheet(KitSheet)
    again.model.setFocus()
    again.model.selectAll()
    seat.write("U.are.U 5300")
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    assert page.lent._model._rows[1].name == "U.are.U 5300"

    seat.view(1)
    there = [line.state.value for line in page.readiness._model._rows][:3]
    assert there == ["there"] * 3
    seat.press(Key.Key_P, modifier=Ctrl)
    seat.until(lambda: "se imprimió" in seat.told)
    seat.press(Key.Key_F9)
    assert "GAD Municipal de Cayambe" in QGuiApplication.clipboard().text()
    seat.press(Key.Key_F10)
    seat.until(lambda: "Ficha.pdf" in seat.told)
    seat.press(Key.Key_E, modifier=Ctrl)
    shown = seat.sheet(SendSheet)
    assert "GAD Municipal de Cayambe" in shown.text.toPlainText()
    shown.save.setEnabled(True)  # nobody's address is on file
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    assert [again for _, again in seat.mail.asked] == [False]


def test_an_absence_goes_its_whole_way_by_keys(
    seat: Seat, desk: Desk, office: SmallOffice, body: Body, clock: FakeClock
) -> None:
    absence_case(desk, office.actor("tecnico-1"), body, NEXT_WEEK)
    seat.find(body.entity.ruc)
    seat.view(2)
    seat.until(lambda: "Registrar ausencia" in seat.offered())
    assert "ausencia temporal del 09/12/2026" in seat.page.authorisers.asked.text()
    seat.press(Key.Key_F5)
    seat.sheet(AbsenceSheet)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.absence_is("Programada")
    assert "Registrar ausencia" not in seat.offered()
    seat.until(lambda: "empieza el 09/12/2026" in seat.told)  # a poll may show it before
    seat.press(Key.Key_P, modifier=Ctrl)
    seat.until(lambda: len(seat.printed) == 1)
    # Its day comes: whichever program is running begins it (``DueChanges``).
    clock.set(clock.now() + timedelta(days=5))
    assert begin_due(desk) == 1
    seat.absence_is("En curso")
    assert states(desk, body.entity) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    seat.press(Key.Key_F6)
    seat.sheet(ExtendSheet)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.gone()
    seat.until(lambda: "hasta el 12/12/2026" in seat.told)
    # Before its end a reason is asked for; after it, only a confirmation.
    seat.press(Key.Key_F2)
    seat.sheet(ReasonSheet)
    seat.press(Key.Key_Escape)
    seat.gone()
    # The day that turns is the office's: at four in the morning, long after midnight of UTC.
    clock.set(clock.now() + timedelta(days=3, hours=13))
    seat.until(lambda: seat.today() == date(2026, 12, 12))
    clock.set(clock.now() + timedelta(hours=8))
    seat.absence_is("Reincorporación propuesta")
    assert "Ampliar ausencia" not in seat.offered()
    row = seat.page.finding._model._rows[0]
    assert row.words == "Reincorporar a Tatiana Titular: terminó ayer"
    # From what waits: down to the line, Intro, F2.
    seat.press(Key.Key_F3, Key.Key_Down, Key.Key_Return)
    seat.press(Key.Key_F2)
    seat.sheet(ConfirmSheet)
    seat.press(Key.Key_Return)
    seat.until(lambda: states(desk, body.entity) == {"Tatiana": ACTIVE, "Alberto": INACTIVE})
    seat.absence_is("Terminada")
    assert seat.page.finding._empty.isVisible()


def test_a_programmed_absence_is_called_off(
    seat: Seat, desk: Desk, office: SmallOffice, body: Body
) -> None:
    actor = office.actor("tecnico-1")
    case = absence_case(desk, actor, body, NEXT_WEEK)
    seat.find(body.entity.name)
    seat.page.register_absence(body.entity.id, case.id)  # as F2 of the case does
    sheet = seat.sheet(AbsenceSheet)
    assert sheet.absent.currentText().startswith("Tatiana Titular, titular")
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.absence_is("Programada")
    seat.press(Key.Key_F8)
    seat.sheet(ReasonSheet)
    seat.press(Key.Key_1)
    seat.press(Key.Key_Return)
    seat.absence_is("Anulada")
    assert changes(desk, body.entity)[-1] is ChangeState.CANCELLED
    # A second look at the case tells whether it can be registered now.
    with seat.qtbot.waitSignal(seat.page.case_wanted) as wanted:
        seat.press(Key.Key_F7)
    assert wanted.args == [case.id]


def test_the_plan_says_why_it_cannot_be(
    seat: Seat, desk: Desk, office: SmallOffice, body: Body
) -> None:
    actor = office.actor("tecnico-1")
    first = absence_case(desk, actor, body, A_WEEK)
    titular = body.titular
    with desk.units.read() as unit:
        people = {one.person_id: one.id for one in unit.authorisers.of_entity(body.entity.id)}
    absences.register(desk, actor, first.id, people[titular.id], people[body.alterno.id])
    longer = absence_case(desk, actor, body, {**A_WEEK, "absence-to": "18/12/2026"})
    other = absence_case(desk, actor, body, FOR_GOOD, served=body.alterno)
    seat.find(body.entity.ruc)
    seat.view(2)
    seat.until(lambda: "Registrar ausencia" in seat.offered())
    seat.press(Key.Key_F5)
    seat.sheet(ChoiceSheet)
    seat.press(Key.Key_Escape)
    seat.gone()
    # The extension that a case asks for names that case and its day.
    seat.press(Key.Key_F6)
    sheet = seat.sheet(ExtendSheet)
    assert longer.number in sheet.case.currentText()
    assert other.number not in sheet.case.currentText()
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.until(lambda: "hasta el 18/12/2026" in seat.told)


def test_the_centre_refuses(seat: Seat, desk: Desk, office: SmallOffice, body: Body) -> None:
    centre = SmallCentre()
    linked(desk)
    case = absence_case(desk, office.actor("tecnico-1"), body, A_WEEK)
    seat.find(body.entity.ruc)
    seat.page.register_absence(body.entity.id, case.id)
    seat.sheet(AbsenceSheet)
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.absence_is("Por confirmar")
    assert "por confirmar" in seat.page.authorisers.under_way.text()
    assert "Confirmar reincorporación" not in seat.offered()
    assert centre.stranger(desk, body.entity.ruc)
    centre.answer(desk)
    seat.absence_is("Rechazada")
    assert states(desk, body.entity)["Alberto"] is INACTIVE


def test_somebody_else_was_faster(seat: Seat, desk: Desk, office: SmallOffice, body: Body) -> None:
    actor = office.actor("tecnico-1")
    contract = kits.register_contract(
        desk, actor, body.entity.id, kits.ContractForm("CC-1", desk.clock.now().date())
    )
    seat.find(body.entity.ruc)
    seat.view(3)
    seat.until(lambda: "Corregir" in seat.offered())
    seat.press(Key.Key_F6)
    sheet = seat.sheet(ContractSheet)
    kits.change_contract(
        desk,
        office.actor("tecnico-1"),
        body.entity.id,
        contract.id,
        contract.version,
        kits.ContractForm("CC-2", desk.clock.now().date()),
    )
    seat.press(Key.Key_Return, modifier=Ctrl)
    seat.until(lambda: bool(sheet.error.words))
    seat.press(Key.Key_Escape)
    seat.until(lambda: seat.page.lent._model._rows[0].name == "CC-2")


def test_an_entity_is_corrected(seat: Seat, body: Body) -> None:
    seat.find(body.entity.ruc)
    seat.press(Key.Key_F4)
    seat.sheet(Sheet)
    seat.press(Key.Key_A, modifier=Ctrl)
    seat.write("GAD con otro nombre")
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.page.card.heading.text() == "GAD con otro nombre")


def test_who_only_sees_has_no_acting_keys(
    qtbot: QtBot, desk: Desk, office: SmallOffice, body: Body
) -> None:
    absence_case(desk, office.actor("tecnico-1"), body, A_WEEK)
    seat = Seat(qtbot, desk, office, "asesor-1")
    seat.find(body.entity.ruc)
    for place, offered in (
        (
            1,
            {
                "Imprimir la ficha",
                "Copiar el mensaje",
                "Enviar por correo",
                "Guardar en PDF",
                "Vista previa",
                "Corregir la entidad",
            },
        ),
        (2, set()),
        (3, set()),
        (4, set()),
    ):
        seat.view(place)
        assert seat.offered() == offered
    seat.page.lent.table.opened.emit(None)
    assert not [one for one in seat.window.findChildren(Sheet) if one.isVisible()]


def test_what_is_typed_is_searched_and_what_is_not_there_is_told(seat: Seat, body: Body) -> None:
    seat.find(body.entity.ruc)
    seat.fails = True
    seat.press(Key.Key_P, modifier=Ctrl)
    seat.until(lambda: "imprim" in seat.told.lower())
    seat.write("zz")
    assert seat.page.finding.search.text() == "zz"
    seat.until(seat.page.finding.results.isVisible)
    seat.press(Key.Key_Backspace, Key.Key_Backspace)
    seat.until(lambda: not seat.page.finding.results.isVisible())


def test_a_cedula_registers_no_entity(seat: Seat, body: Body) -> None:
    seat.press(Key.Key_F3)
    seat.write("1710034065")
    seat.press(Key.Key_Return)  # as a hand-held reader ends what it read
    seat.until(lambda: "Esa es una cédula" in seat.told)
    assert not [one for one in seat.window.findChildren(Sheet) if one.isVisible()]
    assert seat.page.finding.search.text() == "1710034065"


def test_a_server_of_an_earlier_program_is_told_in_words(
    seat: Seat, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "SqlAuthorisers", lambda *_: NotThereYet("La página"))
    seat.page.open_entity(body.entity.id)
    seat.until(lambda: seat.told.startswith("La página"))
    assert seat.offered() == set()
    monkeypatch.undo()  # it was updated
    seat.page.presenter.look(None)
    seat.find(body.entity.ruc)
    assert "Imprimir la ficha" in seat.offered()


def test_the_card_is_seen_before_it_is_printed(seat: Seat, body: Body) -> None:
    seat.find(body.entity.ruc)
    seat.press(Key.Key_F11)
    sheet = seat.sheet(PreviewSheet)
    seat.until(lambda: sheet.pages.is_shown)
    seat.press(Key.Key_P, modifier=Ctrl)
    seat.until(lambda: "se imprimió en Láser" in sheet.told.words)
    title = f"Ficha de preparación {body.entity.ruc}"
    assert [name for _, _, name in seat.printer.printed] == [title]

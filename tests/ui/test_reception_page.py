"""Reception by the keyboard alone, over a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ports import PrintOutcome
from desktop.usecases import approvals, calling, counters, day, reception
from desktop.usecases.desk import Desk
from desktop.usecases.reception import AFTER_HOURS, Issued, PersonDraft
from domain.approvals import ApprovalKind
from domain.errors import PrintFailed
from domain.people import DocumentType, Person
from domain.tickets import Ticket, TicketState
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from ui.reception import Papers, ReceptionPage
from ui.reception.state import State, Step
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, ReasonSheet, Sheet
from ui.widgets.results import Result, ResultsModel

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
CEDULA = "1710034065"
RUC = "1760001550001"


class Printer:
    """Keeps what it printed; out of order when told so."""

    def __init__(self) -> None:
        self.slips: list[str] = []
        self.sheets: list[tuple[int, ...]] = []
        self.broken = False
        self.quiet = False
        self.saved_to: Path | None = None

    def slip(self, issued: Issued) -> PrintOutcome:
        if self.broken:
            raise PrintFailed()
        self.slips.append(issued.ticket.code)
        if self.saved_to is not None:
            notice = "" if self.quiet else f"Está en {self.saved_to}."
            return PrintOutcome(saved_to=self.saved_to, notice=notice)
        return PrintOutcome(printer="Recepción")

    def sheet(self, services: tuple[int, ...]) -> PrintOutcome:
        if self.broken:
            raise PrintFailed()
        self.sheets.append(services)
        if self.quiet:
            return PrintOutcome(saved_to=self.saved_to)
        return PrintOutcome(printer="Recepción")


class Seat:
    """A receptionist before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.actor = office.actor("recepcion-1")
        self.printer = Printer()
        self.leave: list[tuple[ApprovalKind, str, str, Callable[[UUID], None]]] = []
        self.keys = 0
        self.page = ReceptionPage(
            desk,
            self.actor,
            Papers(self.printer.slip, self.printer.sheet),
            ask_leave=lambda *asked: self.leave.append(asked),
        )
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        section = Section("reception", "Recepción", "user-check", lambda: self.page)
        self.window.set_sections([section])
        self.window.show()
        self.until(lambda: self.state.hall is not None)

    @property
    def state(self) -> State:
        return self.page.presenter.state

    @property
    def told(self) -> str:
        notice = NoticeArea.of(self.page).current
        return "" if notice is None else f"{notice.what} {notice.kept} {notice.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def until_step(self, step: Step) -> None:
        self.until(lambda: self.state.step is step)

    def until_told(self, words: str) -> None:
        self.until(lambda: words in self.told)

    def until_quiet(self) -> None:
        self.until(lambda: not any(one.is_busy for one in self.page.presenter.runners))

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def type(self, text: str) -> None:
        self.keys += len(text)
        QTest.keyClicks(self.focused(), text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys += 1
            QTest.keyClick(self.focused(), key)

    def paste(self, text: str) -> None:
        field = self.focused()
        assert isinstance(field, QLineEdit)
        QApplication.clipboard().setText(text)
        field.paste()

    def register(
        self, name: str, document: str = "", kind: DocumentType = DocumentType.CEDULA
    ) -> Person:
        draft = PersonDraft(kind if document else DocumentType.NONE, document, name)
        return reception.register_person(self.desk, self.actor, draft)

    def issue(self, *services: int, person: UUID | None = None) -> Ticket:
        asked = reception.NewTicket(services or (6,), person)
        return reception.issue(self.desk, self.actor, asked).ticket

    def stored(self, code: str) -> Ticket:
        ticket = reception.find_ticket(self.desk, self.actor, code)
        assert ticket is not None
        return ticket

    def take(self, person: Person) -> None:
        self.page.take(person)
        self.until_step(Step.CHOOSE)
        self.until_quiet()


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Iterator[Seat]:
    made = Seat(qtbot, desk, office, clock)
    yield made
    made.window.close()


# ------------------------------------------------------------------------ the usual way
def test_a_known_person_has_a_printed_turno_in_sixteen_keys(seat: Seat) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    seat.press(Key.Key_6)
    assert seat.state.chosen == (6,)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.printer.slips == ["A-001"])
    assert seat.keys <= 16
    assert seat.stored("A-001").person_id == person.id
    seat.until(lambda: seat.focused() is seat.page.search)
    assert seat.page.last_card.isVisible()
    assert "A-001" in seat.page.last_card.accessibleName()
    assert seat.state.person is None


def test_a_scanner_types_and_enters_at_once(seat: Seat) -> None:
    seat.register("Rosa Chimborazo", CEDULA)
    seat.register("Rosa Chimborazo de Mora", "0962467429")
    QTest.keyClicks(seat.page.search, CEDULA)
    QTest.keyClick(seat.page.search, Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person is not None
    assert seat.state.person.document == CEDULA


def test_two_of_one_name_are_chosen_by_arrow_not_by_chance(seat: Seat) -> None:
    for document in (CEDULA, "0962467429"):
        seat.register("Juan Pérez", document)
    QTest.keyClicks(seat.page.search, "juan perez")
    QTest.keyClick(seat.page.search, Key.Key_Return)  # before anything was found: takes nobody
    seat.until(lambda: seat.state.query == "juan perez")
    assert seat.state.step is Step.FIND
    first = seat.page.results.current()
    seat.press(Key.Key_Down)
    second = seat.page.results.current()
    assert first is not None
    assert second is not None
    assert first != second
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person == second.value


def test_only_the_newest_search_is_shown(seat: Seat) -> None:
    seat.register("Ana Uno")
    seat.register("Berta Dos")
    for text in ("a", "an", "b", "be"):
        seat.page.presenter.search(text)
    seat.until(lambda: seat.state.query == "be")
    assert seat.state.results[0].title == "Berta Dos"


def test_a_turno_issued_a_moment_ago_elsewhere_is_gone_to(seat: Seat) -> None:
    seat.page.presenter.stop()  # the hall shown is of before
    ticket = seat.issue(6)
    seat.type("A-001")
    seat.press(Key.Key_Return)
    table = seat.page.hall_card.table
    seat.until(lambda: (row := table.current()) is not None and row.code == ticket.code)
    seat.until(table.hasFocus)
    assert seat.page.search.text() == ""


def test_several_services_and_priority(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_1, Key.Key_5, Key.Key_6, Key.Key_5)
    assert seat.state.chosen == (1, 6)
    seat.press(Key.Key_P)
    assert seat.page.priority_button.isChecked()
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.printer.slips == ["P-001"])
    ticket = seat.stored("P-001")
    assert (ticket.services, ticket.priority) == ((1, 6), True)
    assert not seat.state.priority  # the next person begins anew


def test_arrows_and_enter_choose_too(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_Up, Key.Key_Up, Key.Key_Down)
    seat.press(Key.Key_Return)
    assert seat.state.chosen == (10,)
    seat.press(Key.Key_Space)
    assert not seat.state.chosen


def test_twice_enter_gives_one_turno(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_6)
    seat.page.presenter.issue()
    seat.page.presenter.issue()
    seat.until(lambda: bool(seat.printer.slips))
    seat.until_quiet()
    assert reception.find_ticket(seat.desk, seat.actor, "A-002") is None


def test_what_to_bring_is_shown_and_printed_before_the_turno(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    assert not seat.page.sheet_button.isEnabled()
    seat.press(Key.Key_2)
    words = " ".join(
        label.text() for label in seat.page.checklist.findChildren(type(seat.page._for_entity))
    )
    assert "Registro Único de Contribuyentes" in words
    assert "LOETA" in words
    seat.press(Key.Key_F9)
    seat.until(lambda: seat.printer.sheets == [(2,)])
    seat.until_told("está impreso")
    assert not seat.printer.slips


def test_previous_visits_and_an_open_turno_are_told(seat: Seat) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    seat.issue(6, person=person.id)
    seat.clock.go(days=3)
    seat.issue(6, person=person.id)
    seat.take(person)
    assert [visit.code for visit in seat.state.open_today] == ["A-001"]
    assert len(seat.state.earlier) == 1
    assert not seat.page.person_card._warning.isHidden()


# ------------------------------------------------------------------ people and entities
def test_registering_somebody_who_is_not_found(seat: Seat) -> None:
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until_step(Step.PERSON_FORM)
    seat.type("Rosa Chimborazo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person is not None
    assert (seat.state.person.document, seat.state.person.name) == (CEDULA, "Rosa Chimborazo")


def test_the_number_is_checked_while_it_is_typed(seat: Seat) -> None:
    form = seat.page.person_form
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    seat.type("171003406")
    assert not form.document_row.error
    seat.type("6")
    assert "no es correcta" in form.document_row.error
    seat.press(Key.Key_Backspace)
    assert not form.document_row.error
    seat.press(Key.Key_F2)
    assert "se escribieron 9" in form.document_row.error
    assert "Falta" in form.name_row.error
    assert seat.state.step is Step.PERSON_FORM


def test_somebody_on_file_is_used_instead(seat: Seat) -> None:
    known = seat.register("Rosa Chimborazo", CEDULA)
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    seat.type(CEDULA)
    seat.until(lambda: seat.state.existing == known)
    assert "Usar" in seat.page.person_form.save_button.text()
    seat.press(Key.Key_Backspace)
    seat.until(lambda: seat.state.existing is None)
    seat.type("5")
    seat.until(lambda: seat.state.existing == known)
    seat.press(Key.Key_F2)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person == known


def test_somebody_registered_meanwhile_at_another_counter(seat: Seat) -> None:
    draft = PersonDraft(DocumentType.PASSPORT, "AB123456", "Otra")
    seat.page.presenter.new_person()
    known = seat.register("Rosa", "AB123456", DocumentType.PASSPORT)
    seat.page.presenter.save_person(draft)
    seat.until(lambda: seat.state.existing == known)


def test_only_a_name_is_enough_for_support_and_for_nothing_else(seat: Seat) -> None:
    seat.take(seat.register("Segundo Guamán"))
    seat.press(Key.Key_1, Key.Key_Return)
    seat.until_told("hace falta un documento")
    assert seat.state.chosen == (1,)
    seat.press(Key.Key_1, Key.Key_6, Key.Key_Return)
    seat.until(lambda: seat.printer.slips == ["A-001"])


def test_correcting_a_person(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimboraso", CEDULA))
    seat.press(Key.Key_6, Key.Key_F4)
    seat.until_step(Step.PERSON_FORM)
    field = seat.page.person_form.name_row.field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    seat.type("Rosa Chimborazo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person is not None
    assert (seat.state.person.name, seat.state.person.version) == ("Rosa Chimborazo", 2)
    assert seat.state.chosen == (6,)  # nothing chosen was lost


def test_an_entity_is_registered_with_a_doubtful_ruc(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.type("1793213150001")
    seat.press(Key.Key_Return)
    seat.until_step(Step.ENTITY_FORM)
    assert "no coincide" in seat.page.entity_form.warning.text()
    assert not seat.page.entity_form.ruc_row.error
    seat.type("Empresa Publica de Ejemplo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is not None
    assert seat.state.entity.ruc == "1793213150001"
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_F7)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is None


def test_an_entity_on_file_is_used_instead(seat: Seat) -> None:
    known = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.presenter.new_entity(RUC)
    seat.until(lambda: seat.state.existing == known)
    seat.press(Key.Key_F2)
    seat.until_step(Step.FIND)
    assert seat.state.entity == known
    seat.register("Rosa Chimborazo", CEDULA)
    seat.type("rosa")
    seat.until(lambda: seat.state.query == "rosa")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity == known


def test_an_entity_found_first_leaves_the_field_free_for_the_person(seat: Seat) -> None:
    reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.register("Rosa Chimborazo", CEDULA)
    seat.type("ejemplo")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.state.entity is not None)
    assert seat.page.search.text() == ""
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is not None


def test_an_entity_is_renamed_while_somebody_comes_for_it(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "Ministerio de Antes", "0042")
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.page.presenter.take_entity(entity)
    seat.press(Key.Key_6, Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_F4)
    seat.until_step(Step.ENTITY_FORM)
    form = seat.page.entity_form
    assert seat.focused() is form.name_row.field
    seat.until_quiet()
    assert seat.state.existing is None  # its own RUC is not somebody else's
    assert isinstance(form.name_row.field, QLineEdit)
    form.name_row.field.selectAll()
    seat.type("Ministerio de Ahora")
    seat.press(Key.Key_F2)
    seat.until_step(Step.CHOOSE)
    kept = seat.state.entity
    assert kept is not None
    assert (kept.id, kept.name, kept.version) == (entity.id, "Ministerio de Ahora", 2)
    assert (kept.ruc, kept.esigef_code) == (RUC, "0042")
    assert "Ministerio de Ahora" in seat.page.person_card.entity_words
    assert seat.state.chosen == (6,)  # nothing chosen was lost


def test_an_entity_found_first_is_corrected_before_the_person(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.take(entity)
    seat.until(seat.page.edit_entity_button.isVisible)
    seat.press(Key.Key_F4)
    seat.until_step(Step.ENTITY_FORM)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.FIND)
    assert seat.state.entity == entity  # Esc keeps what there was
    assert not seat.state.editing


def test_an_entity_cannot_take_the_ruc_of_another(seat: Seat) -> None:
    other = reception.register_entity(seat.desk, seat.actor, "1790011674001", "La otra")
    seat.page.take(reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo"))
    seat.page.presenter.edit_entity()
    seat.until_step(Step.ENTITY_FORM)
    field = seat.page.entity_form.ruc_row.field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    seat.type("1790011674001")
    seat.until(lambda: seat.state.existing == other)
    seat.press(Key.Key_F2)  # takes the one on file
    seat.until_step(Step.FIND)
    assert seat.state.entity == other


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, "\ud83d", "🙂" * 200])
def test_nothing_pasted_into_the_form_of_an_entity_is_more_than_refused(
    seat: Seat, text: str
) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.take(entity)
    seat.page.presenter.edit_entity()
    seat.until_step(Step.ENTITY_FORM)
    form = seat.page.entity_form
    for row in (form.ruc_row, form.name_row, form.code_row):
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
    seat.press(Key.Key_F2)
    seat.until_quiet()
    assert form.ruc_row.error
    assert seat.state.step is Step.ENTITY_FORM
    assert seat.state.entity == entity


def test_a_service_that_asks_for_papers_reminds_of_the_entity(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.presenter.take_person(seat.register("Rosa Chimborazo", CEDULA))
    seat.until_step(Step.CHOOSE)
    assert "el soporte no la necesita" in seat.page.person_card.entity_words
    seat.press(Key.Key_2)
    assert seat.page.person_card.entity_words == "Falta la entidad por la que viene."
    seat.page.presenter.take_entity(entity)
    assert "GAD de Ejemplo" in seat.page.person_card.entity_words


@pytest.mark.parametrize(
    ("ruc", "words"), [("179321315000", "13 dígitos"), ("2593213150001", "provincia")]
)
def test_what_cannot_be_a_ruc_is_refused(seat: Seat, ruc: str, words: str) -> None:
    seat.page.presenter.new_entity(ruc)
    seat.until_step(Step.ENTITY_FORM)
    seat.press(Key.Key_F2)
    assert words in seat.page.entity_form.ruc_row.error
    assert "Falta" in seat.page.entity_form.name_row.error


def test_escape_goes_back_without_losing_the_person(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.CHOOSE)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.FIND)
    assert seat.focused() is seat.page.search


# --------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    "text", ["\x00\x01", "🙂🙂", "a" * 10_000, "\u202eabc", "%_'\";--", "１２３", "A-99999999"]
)
def test_nothing_pasted_into_the_search_is_more_than_not_found(seat: Seat, text: str) -> None:
    seat.paste(text)
    seat.press(Key.Key_Return)
    seat.until_quiet()
    assert not [r for r in seat.state.results if isinstance(r.value, Person)]


def test_lone_surrogates_are_refused_in_words(seat: Seat) -> None:
    seat.page.presenter.search("a\ud800")
    seat.until(lambda: "no se pueden guardar" in seat.state.refusal)
    assert not seat.page._refusal.isHidden()


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, "\ud83d", "🙂" * 200])
def test_nothing_pasted_into_the_form_is_more_than_refused(seat: Seat, text: str) -> None:
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    form = seat.page.person_form
    for row in (form.document_row, form.name_row, form.phone_row, form.email_row):
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
    seat.press(Key.Key_F2)
    seat.until_quiet()
    assert form.document_row.error
    assert seat.state.step is Step.PERSON_FORM


# ----------------------------------------------------------------------------- trouble
def test_a_broken_printer_holds_nobody_up(seat: Seat) -> None:
    seat.printer.broken = True
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_6, Key.Key_Return)
    seat.until_told("No se pudo imprimir")
    assert seat.stored("A-001").state is TicketState.ISSUED
    assert seat.state.step is Step.FIND
    seat.printer.broken = False
    QTest.keyClick(seat.focused(), Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    seat.until(lambda: seat.printer.slips == ["A-001"])


def test_without_a_printer_it_says_where_the_slip_is(seat: Seat, tmp_path: Path) -> None:
    seat.printer.saved_to = tmp_path / "turno.pdf"
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_6, Key.Key_Return)
    seat.until_told("turno.pdf")
    assert seat.state.last is not None
    assert not seat.state.last.printed


def test_what_is_kept_by_choice_is_not_said_to_be_printed(seat: Seat, tmp_path: Path) -> None:
    seat.printer.saved_to = tmp_path / "Turno A-001.pdf"
    seat.printer.quiet = True
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_2, Key.Key_F9)
    seat.until_told(f"se guardó en {tmp_path}")
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.state.last is not None and seat.state.last.paper != "Imprimiendo…")
    assert seat.state.last is not None
    assert seat.state.last.paper == "Guardado como PDF"


def test_after_hours_a_supervisor_allows_one(seat: Seat) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    seat.clock.at("17:05")
    seat.until(lambda: "Fuera de horario" in [words for words, _ in seat.page.chips])
    seat.take(person)
    seat.press(Key.Key_6, Key.Key_Return)
    seat.until(lambda: bool(seat.leave))
    kind, subject, _, granted = seat.leave[0]
    assert (kind, subject) == (ApprovalKind.ISSUE_AFTER_HOURS, AFTER_HOURS)
    asked = approvals.ask(seat.desk, seat.actor, kind, subject, "Viene de lejos")
    approvals.answer(seat.desk, seat.office.actor("supervisor-1"), asked.id, granted=True)
    granted(asked.id)
    seat.until(lambda: seat.printer.slips == ["A-001"])


def test_a_closed_day_is_told(seat: Seat) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    seat.issue(6)
    day.close_day(seat.desk, seat.office.actor("supervisor-1"), "Fin")
    seat.until(lambda: "Jornada cerrada" in [words for words, _ in seat.page.chips])
    seat.take(person)
    seat.press(Key.Key_6, Key.Key_Return)
    seat.until_told("ya se cerró")
    assert seat.state.chosen == (6,)


def test_without_a_service_it_says_so(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_F2)
    seat.until_told("Falta elegir el servicio")


# ---------------------------------------------------------------------------- the hall
def test_somebody_who_was_away_comes_back(seat: Seat) -> None:
    absent = _absent(seat)
    seat.type("a1")
    seat.until(lambda: seat.state.query == "a1")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.focused() is seat.page.hall_card.table)
    seat.press(Key.Key_F7)
    seat.until_told("volvió a la fila")
    assert seat.stored(absent.code).state is TicketState.ISSUED


def test_who_was_away_comes_back_by_their_cedula(seat: Seat) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    absent = _absent(seat, person.id)
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until(seat.page.person_card.rejoin_button.isVisible)
    seat.press(Key.Key_F7)
    seat.until_told("volvió a la fila")
    assert seat.stored(absent.code).state is TicketState.ISSUED
    seat.until_step(Step.FIND)


def test_a_waiting_turno_is_cancelled_with_its_reason(seat: Seat) -> None:
    ticket = seat.issue(6)
    seat.until(lambda: seat.state.hall is not None and len(seat.state.hall.tickets) == 1)
    seat.press(Key.Key_F8)
    seat.press(Key.Key_Delete)
    seat.until(lambda: isinstance(seat.sheet, ReasonSheet))
    seat.press(Key.Key_1)
    seat.until_told("anulado")
    assert seat.stored(ticket.code).reason == "Se retira"
    seat.until_quiet()
    assert seat.page.hall_card.table.current() is None
    seat.press(Key.Key_F10)
    assert seat.page.hall_card.table.model().rowCount() == 1


def test_what_others_do_is_seen(seat: Seat) -> None:
    clerk = seat.office.actor("asesor-1")
    counters.open_counter(seat.desk, clerk, seat.office.counter_id(1), frozenset({6}))
    seat.issue(6)
    seat.until(lambda: seat.page.chips[0][0] == "1 en espera")
    calling.call_next(seat.desk, clerk)
    seat.until(lambda: seat.page.chips[0][0] == "0 en espera")


def test_while_hidden_nothing_is_read(seat: Seat) -> None:
    seat.page.hide()
    assert not seat.page.presenter.is_watching
    assert not seat.page._tick.isActive()


def test_closing_while_a_turno_is_issued_loses_nothing(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_6, Key.Key_Return)
    seat.window.close()
    assert seat.stored("A-001").state is TicketState.ISSUED
    assert seat.printer.slips == ["A-001"]


def test_the_results_model_holds_what_qt_asks_of_one() -> None:
    model = ResultsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [Result(group, title, "x", "user-round", None) for group in "ab" for title in "12"]
    for results in (rows, rows[:1], []):
        model.set_results(results)
    assert model.rowCount() == 0


def _absent(seat: Seat, person: UUID | None = None) -> Ticket:
    clerk = seat.office.actor("asesor-1")
    counters.open_counter(seat.desk, clerk, seat.office.counter_id(1), frozenset({6}))
    seat.issue(6, person=person)
    calling.call_next(seat.desk, clerk)
    for _ in range(2):
        seat.clock.go(minutes=1)
        calling.call_again(seat.desk, clerk)
    return calling.did_not_come(seat.desk, clerk)


@pytest.mark.parametrize("step", Step)
def test_every_control_has_a_name_and_can_be_reached(seat: Seat, step: Step) -> None:
    person = seat.register("Rosa Chimborazo", CEDULA)
    if step is not Step.FIND:
        seat.take(person)
    go: dict[Step, Callable[[], None]] = {
        Step.PERSON_FORM: seat.page.presenter.edit_person,
        Step.FIND_ENTITY: seat.page.presenter.seek_entity,
        Step.ENTITY_FORM: seat.page.presenter.new_entity,
    }
    go.get(step, lambda: None)()
    seat.until_step(step)
    shown = [
        widget
        for widget in seat.page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert shown
    nameless = [widget for widget in shown if not widget.accessibleName()]
    assert not nameless
    reached: set[QWidget] = set()
    for _ in range(60):
        reached.add(seat.focused())
        seat.press(Key.Key_Tab)
    lost = [w for w in shown if w.isEnabled() and w not in reached]
    assert not lost

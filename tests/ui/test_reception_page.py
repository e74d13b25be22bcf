"""Reception by the keyboard alone, over a real database."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from desktop.usecases import approvals, calling, counters, day, reception
from desktop.usecases.reception import AFTER_HOURS
from domain.approvals import ApprovalKind
from domain.tickets import Ticket, TicketState
from tests.ui.reception_seat import CEDULA, Key, Seat, seat
from ui.reception.state import Step
from ui.widgets import ReasonSheet
from ui.widgets.results import Result, ResultsModel

__all__ = ["seat"]


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

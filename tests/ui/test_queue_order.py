"""Who is called before others, who goes to another counter and who goes home; by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases.desk import Desk
from domain.tickets import TicketState
from tests.office import FakeClock, SmallOffice
from tests.ui.queue_seat import Ctrl, Key, Seat, issue, open_seat, opened, seat, stored
from ui.widgets import ReasonSheet

__all__ = ["open_seat", "seat"]


def test_out_of_turn_asks_why(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    second = issue(desk, office, 6)
    open_seat.until_waiting("A-001", "A-002")
    open_seat.qtbot.waitUntil(lambda: open_seat.chosen() == "A-001")
    assert open_seat.focused() is open_seat.page.waiting.table
    open_seat.press(Key.Key_Down)
    assert open_seat.chosen() == "A-002"
    open_seat.press(Key.Key_Return)
    open_seat.until_asked("¿Por qué llama a A-002 antes")
    open_seat.press(Key.Key_2)
    open_seat.until_next("A-002 está en ventanilla")
    open_seat.press(Key.Key_Return)
    open_seat.until_told("Hay un turno en su ventanilla.")
    with desk.units.read() as unit:
        call = unit.tickets.open_call(second.id)
    assert call is not None
    assert call.out_of_turn == "Viene de lejos"


def test_the_next_one_needs_no_reason(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_Return, Ctrl)
    open_seat.until_next("A-001 está en ventanilla")


def test_out_of_turn_with_leave(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    from dataclasses import replace

    from desktop.usecases import approvals

    with desk.units.write() as unit:
        kept = unit.offices.office()
        policy = replace(kept.policy, out_of_turn_needs_approval=True)
        changed = replace(kept, policy=policy, version=kept.version + 1)
        unit.log.append(
            "office", kept.id, changed.version, "office_changed", {}, actor_id=None, at=clock.now()
        )
        unit.offices.save_office(changed)
    opened(desk, office, "asesor-1", 1)
    issue(desk, office, 6)
    wanted = issue(desk, office, 6)
    seat = Seat(qtbot, desk, office, clock)
    seat.until_waiting("A-001", "A-002")
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    seat.press(Key.Key_1)
    qtbot.waitUntil(lambda: len(seat.leave) == 1)
    kind, subject, reason, granted = seat.leave[0]
    asked = approvals.ask(desk, seat.actor, kind, subject, reason)
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, granted=True)
    granted(asked.id)
    seat.until_next("A-002 está en ventanilla")
    assert stored(desk, wanted).state is TicketState.CALLED


def test_priority_first_and_greyed_for_others(
    open_seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    issue(desk, office, 6)
    issue(desk, office, 5)
    issue(desk, office, 6, priority=True)
    open_seat.until_waiting("P-001", "A-001", "A-002")
    open_seat.until_next("Llamar a P-001")
    model = open_seat.page.waiting.table.model()
    told = model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Sin nombre (Prioritario)"
    assert open_seat.page.waiting.note.text() == (
        "A-002 espera una ventanilla que atiende Enrolamiento (3)."
    )
    open_seat.press(Key.Key_End)
    open_seat.press(Key.Key_Down)
    open_seat.press(Key.Key_Down)
    assert open_seat.chosen() == "A-002"
    open_seat.press(Key.Key_Return)
    open_seat.until_asked("¿Por qué llama a A-002")
    open_seat.press(Key.Key_1)
    open_seat.until_told("Su ventanilla no atiende lo que pide A-002.")


def test_services_undone_go_to_another_counter(
    open_seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    opened(desk, office, "tecnico-1", 3)
    both, after = issue(desk, office, 1, 5), issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Finalizar y llamar a A-002")
    open_seat.press(Key.Key_F2)
    open_seat.until_asked("A-001 tiene servicios sin atender")
    open_seat.press(Key.Key_1)
    open_seat.until_asked("A-001 quedaría sin registrar")
    open_seat.press(Key.Key_1)
    open_seat.until_next("A-002 está en ventanilla")
    sent = stored(desk, both)
    assert sent.reason == "Consulta breve. Falta: Enrolamiento"
    assert (sent.state, sent.attended, sent.reserved_for) == (
        TicketState.ISSUED,
        (1,),
        office.counter_id(3),
    )
    assert sent.arrived_at == both.arrived_at
    assert open_seat.page.waiting.note.text() == "A-001 espera a la ventanilla 3."
    assert stored(desk, after).state is TicketState.CALLED


def test_services_undone_end_with_a_reason(
    open_seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    both = issue(desk, office, 1, 5)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Finalizar A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_asked("A-001 tiene servicios sin atender")
    open_seat.press(Key.Key_3)
    open_seat.until_asked("¿Por qué termina A-001 aquí?")
    open_seat.press(Key.Key_1)
    open_seat.until_next("Nadie espera para usted")
    ended = stored(desk, both)
    assert (ended.state, ended.reason) == (TicketState.SERVED, "Volverá otro día")


def test_reassigning_from_the_list_and_from_the_counter(
    open_seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    first = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F6)
    open_seat.until_asked("¿A dónde va A-001?")
    open_seat.press(Key.Key_1)
    open_seat.until_asked("¿Por qué reasigna A-001?")
    open_seat.press(Key.Key_1)
    open_seat.until_told("A-001 espera en la fila")
    assert stored(desk, first).reserved_for == office.counter_id(2)
    second = issue(desk, office, 1, 5)
    open_seat.until_next("Llamar a A-002")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-002 está en ventanilla")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Finalizar A-002")
    open_seat.press(Key.Key_F6)
    open_seat.until_asked("¿A dónde va A-002?")
    open_seat.press(Key.Key_3)
    open_seat.until_asked("¿Qué servicio agrega a A-002?")
    open_seat.press(Key.Key_1)
    open_seat.until_asked("A-002 quedaría sin registrar")
    open_seat.press(Key.Key_3)
    open_seat.until_asked("¿Por qué reasigna A-002?")
    open_seat.press(Key.Key_2)
    open_seat.qtbot.waitUntil(lambda: stored(desk, second).state is TicketState.ISSUED)
    sent = stored(desk, second)
    assert (sent.attended, sent.services) == ((1,), (1, 5, 2))


def test_cancelling_with_whatever_is_typed(
    open_seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    first = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    for typed in ("se retiró\x00", "\ud800", "x" * 10_000):
        open_seat.press(Key.Key_Delete)
        open_seat.until_asked("¿Por qué anula el turno A-001?")
        sheet = open_seat.sheet
        assert isinstance(sheet, ReasonSheet)
        field = sheet.findChild(QLineEdit)
        assert field is not None
        field.setText(typed)
        field.setFocus()
        open_seat.press(Key.Key_Return)
        open_seat.qtbot.waitUntil(lambda: not open_seat.page.presenter.is_acting)
        if open_seat.sheet is not None:
            open_seat.press(Key.Key_Escape)
    if stored(desk, first).state is TicketState.ISSUED:
        open_seat.press(Key.Key_Delete)
        open_seat.press(Key.Key_1)
    open_seat.until_next("Nadie espera para usted")
    assert stored(desk, first).state is TicketState.CANCELLED

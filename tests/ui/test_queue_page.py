"""The clerk's page, worked with the keyboard over a real database."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.usecases import calling, day, reception, serving
from desktop.usecases.desk import Desk
from domain.people import DocumentType
from domain.tickets import Ticket, TicketState
from tests.office import FakeClock, SmallOffice
from tests.ui.queue_seat import Ctrl, Key, Seat, issue, open_seat, opened, seat, stored

__all__ = ["open_seat", "seat"]


def test_f2_does_the_natural_next_thing(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    first, second = issue(desk, office, 6, name="Rosa Elvira"), issue(desk, office, 6)
    seat.until_next("Abrir la ventanilla")
    seat.press(Key.Key_F2)
    seat.until_next("Llamar a A-001")
    seat.press(Key.Key_F2)
    seat.until_next("A-001 está en ventanilla")
    assert stored(desk, first).state is TicketState.CALLED
    seat.press(Key.Key_F2)
    seat.until_next("Finalizar y llamar a A-002")
    assert stored(desk, first).state is TicketState.SERVING
    seat.press(Key.Key_F2)
    seat.until_asked("A-001 quedaría")
    seat.press(Key.Key_1)
    seat.until_next("A-002 está en ventanilla")
    assert stored(desk, first).state is TicketState.SERVED
    seat.press(Key.Key_F2)
    seat.until_next("Finalizar A-002")
    seat.press(Key.Key_F2)
    seat.until_asked("A-002 quedaría")
    seat.press(Key.Key_2)
    seat.until_next("Nadie espera para usted")
    assert stored(desk, second).reason == "Se retiró"
    assert stored(desk, second).state is TicketState.SERVED
    assert not seat.page.primary.isEnabled()


def test_a_key_pressed_twice_acts_once(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    target = open_seat.focused()
    open_seat.click(target, Key.Key_F2)
    open_seat.click(target, Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    open_seat.qtbot.waitUntil(lambda: not open_seat.page.presenter.is_acting)
    assert stored(desk, ticket).state is TicketState.CALLED
    assert open_seat.told == ""


def test_opening_with_some_services(seat: Seat, desk: Desk) -> None:
    seat.until_next("Abrir la ventanilla")
    assert seat.focused() is seat.page.opening.which
    boxes = seat.page.opening.boxes()
    assert [box.text() for box in boxes][-2:] == ["Soporte presencial", "Pedido de información"]
    for box in boxes:
        seat.click(box, Key.Key_Space)
    seat.press(Key.Key_F2)
    assert seat.page.opening.findChildren(QLineEdit) == []
    assert seat.next_says == "Abrir la ventanilla"
    seat.click(boxes[3], Key.Key_Space)
    seat.click(boxes[3], Key.Key_Return)
    seat.until_next("Nadie espera para usted")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(seat.actor.staff_id)
    assert session is not None
    assert session.services == {6}


def test_a_taken_counter_is_told(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    seat.until_next("Abrir la ventanilla")
    assert seat.page.opening.which.currentIndex() == 0
    seat.look_away()
    opened(desk, office, "asesor-2", 1)
    seat.press(Key.Key_F2)
    seat.until_told("Esa ventanilla ya está abierta.")
    assert "Andrés Asesor" in seat.page.opening.which.itemText(0)
    assert seat.page.opening.which.currentIndex() == 1  # the next F2 does not try it again


def test_break_and_closing(open_seat: Seat, desk: Desk) -> None:
    open_seat.until_next("Nadie espera para usted")
    open_seat.press(Key.Key_P, Ctrl)
    open_seat.until_asked("¿Por qué se ausenta")
    open_seat.press(Key.Key_2)
    open_seat.until_next("Volver de la pausa")
    assert open_seat.page.pause.isVisible()
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Nadie espera para usted")
    open_seat.press(Key.Key_F12)
    open_seat.until_next("Abrir la ventanilla")


def test_nothing_is_pressed_by_mistake_while_nobody_waits(open_seat: Seat) -> None:
    open_seat.until_next("Nadie espera para usted")
    open_seat.press(Key.Key_Return)
    open_seat.press(Key.Key_Space)
    assert open_seat.sheet is None
    assert open_seat.page.free.isVisible()


def test_call_again_waits_and_then_did_not_come(
    open_seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ticket = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    again = open_seat.page.attention.again

    def reads(words: str) -> bool:
        return again.text() == words

    open_seat.qtbot.waitUntil(lambda: again.text() == "Volver a llamar en 30 s")
    assert not again.isEnabled()
    open_seat.press(Key.Key_F8)
    open_seat.until_told("Vuelva a llamar 2 veces más con F4.")
    for ready, called in (
        ("Volver a llamar (1 de 2)", "Volver a llamar en 30 s"),
        ("Volver a llamar (2 de 2)", "Volvió a llamar 2 de 2"),
    ):
        clock.go(seconds=31)
        open_seat.qtbot.waitUntil(partial(reads, ready))
        open_seat.press(Key.Key_F4)
        open_seat.qtbot.waitUntil(partial(reads, called))
    open_seat.press(Key.Key_F8)
    open_seat.until_told("A-001 no se presentó.")
    assert stored(desk, ticket).state is TicketState.NO_SHOW
    open_seat.qtbot.waitUntil(open_seat.page.waiting.aside.isVisible)
    open_seat.page.waiting.aside.setFocus()
    open_seat.press(Key.Key_Return)
    open_seat.until_told("Si A-001 volvió, recepción lo devuelve a la fila")


def test_undo_the_call(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    open_seat.press(Key.Key_Z, Ctrl)
    open_seat.until_told("A-001 vuelve a su lugar en la fila.")
    open_seat.until_next("Llamar a A-001")
    assert stored(desk, ticket).state is TicketState.ISSUED


def test_hold_and_resume(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Finalizar A-001")
    open_seat.press(Key.Key_F7)
    open_seat.until_asked("¿Por qué queda en pausa")
    open_seat.press(Key.Key_1)
    open_seat.until_told("A-001 está en pausa.")
    assert stored(desk, ticket).reason == "Falta un documento"
    open_seat.press(Key.Key_F7)
    open_seat.until_next("Finalizar A-001")
    open_seat.press(Key.Key_F7)
    open_seat.press(Key.Key_2)
    open_seat.qtbot.waitUntil(open_seat.page.waiting.aside.isVisible)
    open_seat.page.waiting.aside.setFocus()
    open_seat.press(Key.Key_Return)
    open_seat.until_next("Finalizar A-001")


def test_what_others_do_appears_by_itself(
    open_seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    other = opened(desk, office, "asesor-2", 2)
    issue(desk, office, 6)
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    calling.call_next(desk, other)
    open_seat.until_next("Llamar a A-002")
    assert open_seat.chosen() == "A-002"
    clock.go(minutes=31)
    open_seat.qtbot.waitUntil(lambda: len(open_seat.page.chips) == 2)
    assert [words for words, _ in open_seat.page.chips] == ["1 en espera", "1 pasa de 30 min"]


def test_the_chosen_row_stays_chosen(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    issue(desk, office, 6)
    open_seat.until_waiting("A-001", "A-002")
    open_seat.press(Key.Key_Down)
    issue(desk, office, 6, priority=True)
    open_seat.until_waiting("P-001", "A-001", "A-002")
    assert open_seat.chosen() == "A-002"


def test_the_visits_of_who_is_there(
    open_seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    who = office.actor("recepcion-1")
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Elvira")
    person = reception.register_person(desk, who, draft).id
    entity = reception.register_entity(desk, who, "1760001550001", "GAD Municipal").id
    for _ in range(2):
        reception.issue(desk, who, reception.NewTicket((6,), person, entity))
    calling.call_next(desk, open_seat.actor)
    calling.arrived(desk, open_seat.actor)
    serving.finish_and_call(desk, open_seat.actor, "Consulta breve")
    open_seat.until_next("A-002 está en ventanilla")
    shown = open_seat.page.attention
    assert "Rosa Elvira" in shown.accessibleName()
    texts = {label.text() for label in shown.findChildren(type(shown.heading))}
    assert {
        "Cédula 1710034065",
        "GAD Municipal · RUC 1760001550001",
        "1 visita antes · la última el 04/12/2026",
    } <= texts


def test_a_closed_day(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    day.close_day(desk, office.actor("supervisor-1"), "Fin de la jornada")
    open_seat.until_next("Jornada cerrada")
    assert "Jornada cerrada" in [words for words, _ in open_seat.page.chips]


def test_who_does_not_serve_only_watches(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    actor = opened(desk, office, "asesor-1", 1)
    issue(desk, office, 6)
    calling.call_next(desk, actor)
    for _ in range(2):
        clock.go(minutes=1)
        calling.call_again(desk, actor)
    calling.did_not_come(desk, actor)
    seat = Seat(qtbot, desk, office, clock, "supervisor-1")
    qtbot.waitUntil(seat.page.watching.isVisible)
    assert not seat.page.primary.isVisible()
    seat.page.waiting.aside.setFocus()
    seat.press(Key.Key_Return)
    seat.until_told("A-001 está otra vez en la fila.")


def test_a_forgotten_day_is_told(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office, 6)
    clock.go(days=3)
    issue(desk, office, 6)
    seat = Seat(qtbot, desk, office, clock)
    seat.until_told("Quedó sin cerrar la jornada del 04/12/2026.")


def test_changed_rights_are_told_once(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    from dataclasses import replace

    with desk.units.write() as unit:
        kept = unit.staff.get(open_seat.actor.staff_id)
        unit.log.append(
            "staff",
            kept.id,
            kept.version + 1,
            "staff_changed",
            {},
            actor_id=None,
            at=open_seat.clock.now(),
        )
        unit.staff.save(replace(kept, version=kept.version + 1))
    open_seat.until_told("Sus permisos cambiaron.")


def test_f3_asks_for_a_new_ticket(open_seat: Seat) -> None:
    with open_seat.qtbot.waitSignal(open_seat.page.new_ticket_requested):
        open_seat.press(Key.Key_F3)


def test_attending_other_services(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.press(Key.Key_E, Ctrl)
    open_seat.until_asked("¿Qué servicios atiende su ventanilla?")
    sheet = open_seat.sheet
    assert sheet is not None
    boxes = sheet.findChildren(QCheckBox)
    for box in boxes:
        open_seat.click(box, Key.Key_Space)
    open_seat.press(Key.Key_Return)
    assert open_seat.sheet is sheet
    open_seat.click(boxes[0], Key.Key_Space)
    open_seat.press(Key.Key_Return)
    open_seat.until_next("Nadie espera para usted")
    assert open_seat.page.waiting.note.text() == (
        "A-001 espera una ventanilla que atiende Soporte presencial (2)."
    )


def test_everything_has_a_name(open_seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    for _ in range(2):
        open_seat.press(Key.Key_F2)
        open_seat.qtbot.waitUntil(lambda: not open_seat.page.presenter.is_acting)
        controls = [
            child
            for child in open_seat.page.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
        ]
        assert len(controls) >= 3
        assert not [child for child in controls if not child.accessibleName()]


def test_a_bug_in_one_action_does_not_end_the_page(
    open_seat: Seat, desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")

    def broken(*_: object) -> Ticket:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched, open_seat.qtbot.captureExceptions() as caught:
        patched.setattr(calling, "call_next", broken)
        open_seat.press(Key.Key_F2)
        open_seat.qtbot.waitUntil(lambda: bool(caught))
    caught.clear()
    open_seat.press(Key.Key_F2)
    open_seat.until_next("A-001 está en ventanilla")


def test_the_lists_keep_the_rules_of_models(
    open_seat: Seat, desk: Desk, office: SmallOffice, qtmodeltester: ModelTester
) -> None:
    for priority in (False, True):
        issue(desk, office, 6, priority=priority)
    open_seat.until_waiting("P-001", "A-001")
    check: Callable[[QAbstractItemModel], None] = qtmodeltester.check
    for table in (open_seat.page.waiting.table, open_seat.page.waiting.aside):
        check(table.model())

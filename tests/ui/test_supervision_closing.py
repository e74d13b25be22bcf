"""The supervisor closes the day, worked with the keyboard over a real database."""

from PySide6.QtWidgets import QLabel

from desktop.usecases import (
    calling,
    serving,
)
from desktop.usecases.desk import Desk
from domain.tickets import TicketState
from tests.office import FakeClock, SmallOffice
from tests.ui.supervisor import Key, Seat, called, issue, seat

__all__ = ["seat"]


def test_f12_closes_the_day_and_says_what_became_of_whom(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    for _ in range(3):
        issue(desk, office)
    called(desk, office, "asesor-1", 1)
    seat.until_tile("En espera: 2")
    seat.press(Key.Key_F12)
    words = seat.answer("¿Por qué cierra la jornada?", Key.Key_1)
    assert "Se está llamando a A-001" in words
    assert "A-002, A-003" in words
    seat.qtbot.waitUntil(lambda: "Espere a que la ventanilla lo atienda" in seat.told)
    calling.arrived(desk, office.actor("asesor-1"))
    seat.until_tile("En atención: 1")
    seat.press(Key.Key_F12)
    seat.answer("¿Por qué cierra la jornada?", Key.Key_1)
    seat.qtbot.waitUntil(
        lambda: seat.sheet is not None and "cerrada" in seat.sheet.accessibleName()
    )
    assert seat.sheet is not None
    shown = " ".join(label.text() for label in seat.sheet.findChildren(QLabel))
    assert "Vencieron sin ser atendidos (2) A-002, A-003" in shown
    assert "Siguen en atención hasta que terminen (1) A-001" in shown
    seat.press(Key.Key_Return)
    assert seat.page.chips[0][0] == "Jornada cerrada"
    serving.finish(desk, office.actor("asesor-1"), "Terminó")
    seat.until_tile("Atendidos: 1")
    seat.press(Key.Key_F12)
    seat.answer("¿Por qué reabre la jornada?", Key.Key_1)
    seat.qtbot.waitUntil(lambda: "abierta otra vez" in seat.told)
    seat.press(Key.Key_F12)
    assert "Todos los turnos de hoy tienen respuesta." in seat.answer(
        "¿Por qué cierra la jornada?", Key.Key_1
    )
    seat.qtbot.waitUntil(lambda: seat.told.startswith("La jornada está cerrada."))


def test_a_day_that_nobody_closed_is_closed_later(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ticket = issue(desk, office)
    clock.go(days=3)
    seat.qtbot.waitUntil(
        lambda: (
            [row[:44] for row in seat.rows("alerts")]
            == ["Q La jornada del 04/12/2026 quedó sin cerrar"]
        )
    )
    seat.page.alerts.table.setFocus()
    seat.press(Key.Key_Return)
    seat.answer("la jornada del 04/12/2026", Key.Key_1)
    seat.qtbot.waitUntil(
        lambda: seat.sheet is not None and "cerrada" in seat.sheet.accessibleName()
    )
    seat.press(Key.Key_Return)
    with desk.units.read() as unit:
        assert unit.tickets.get(ticket.id).state is TicketState.EXPIRED
    seat.qtbot.waitUntil(lambda: not seat.rows("alerts"))

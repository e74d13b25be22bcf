"""The page of the biometric kit, worked with the keyboard over a real database."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.usecases.desk import Desk
from domain.enrolment import EnrolmentState
from domain.seats import AuthoriserRole
from tests.office import FakeClock, SmallOffice
from tests.ui.biometrics_seat import Key, Kit, Seat, a_visit, named

Seated = Callable[[], Seat]


@pytest.fixture
def kit() -> Iterator[Kit]:
    """A reader whose fingers the test places, and a camera before which somebody sits."""
    made = Kit()
    made.script.willing = True
    yield made
    made.driver.close()


@pytest.fixture
def seated(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, kit: Kit
) -> Iterator[Seated]:
    """Give what seats the technician before the page."""
    yield lambda: Seat(qtbot, desk, office, clock, kit)


def test_a_good_run_takes_few_keys(desk: Desk, office: SmallOffice, seated: Seated) -> None:
    visit = a_visit(desk, office)
    titular = named(desk, office, visit)
    named(desk, office, visit, AuthoriserRole.ALTERNO)
    seat = seated()
    seat.press(Key.Key_F2)
    seat.until_f2("Validar documentos")
    seat.press(Key.Key_F2)
    seat.until_f2("Aviso dado: seguir")
    seat.press(Key.Key_F2)
    seat.until_f2("Capturar su dedo")
    seat.press(Key.Key_F2)
    for finger in ("Pulgar derecho", "Índice derecho", "Pulgar izquierdo", "Índice izquierdo"):
        for number in (1, 2, 3):
            seat.until_title(f"{finger} · captura {number} de 3")
            seat.until_f2(f"Capturar {number} de 3")
            seat.press(Key.Key_F2)
    seat.until_f2("Seguir a la fotografía")
    seat.press(Key.Key_F2)
    seat.until_f2("Tomar la fotografía")
    seat.press(Key.Key_F2)
    seat.until_f2("Usar esta fotografía")
    seat.press(Key.Key_F2)
    seat.until_f2("Confirmar y sellar")
    seat.press(Key.Key_F2)
    seat.until_f2("Seguir con el alterno")
    assert seat.keys == 20
    assert seat.printed == [titular.id]
    with desk.units.read() as unit:
        stored = unit.enrolments.get(titular.id)
        assert stored.state is EnrolmentState.CAPTURED
        assert unit.packets.get(stored.packet) is not None

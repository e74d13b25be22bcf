"""Every section, opened for the first time: the window keeps the keys and shows where they go."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.simulated_day.hands import until
from tests.journeys.seats import MadeOffice, Seats, door_to

pytestmark = pytest.mark.journey

MOST_SECTIONS = 9


@pytest.mark.parametrize("username", ["recepcion", "asesora", "supervisora", "admin"])
def test_a_section_opened_for_the_first_time_has_the_focus(
    seats: Seats, office: MadeOffice, username: str
) -> None:
    # Something shown before it has its place is a window of its own for a moment: it flashes, and
    # it takes the keys along.
    seat = seats.take(door_to(office.folder))
    seat.sign_in(username)
    assert QApplication.activeWindow() is seat.window
    for number in range(1, MOST_SECTIONS + 1):
        seat.hands.press(f"Alt+{number}")
        QApplication.processEvents()
        assert QApplication.activeWindow() is seat.window, seat.window.current
        until(
            lambda: (focus := QApplication.focusWidget()) is not None and focus.isVisible(),
            "keys go somewhere",
        )

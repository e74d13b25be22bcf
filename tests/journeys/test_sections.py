"""Every section of every function: the window keeps the keys, shows where they go, and no key is two.

A key that two things in sight wait for does neither.
"""

from collections import Counter

import pytest
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app.simulated_day.hands import until
from tests.journeys.seats import MadeOffice, Seat, Seats, door_to
from ui.admin.page import AdminPage

pytestmark = pytest.mark.journey

MOST_SECTIONS = 9


def keys_of_two(seat: Seat) -> list[str]:
    """Return the keys that more than one thing waits for now, those of the window included."""
    keys = Counter(
        shortcut.key().toString()
        for shortcut in seat.window.findChildren(QShortcut)
        if shortcut.isEnabled()
        and isinstance(owner := shortcut.parent(), QWidget)
        and owner.isVisible()
        and owner.isEnabled()
    )
    actions = (one for one in seat.window.findChildren(QAction) if one.isEnabled())
    keys.update(action.shortcut().toString() for action in actions)
    return [key for key, times in keys.items() if key and times > 1]


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
        assert keys_of_two(seat) == [], seat.window.current


def test_no_key_of_the_administration_is_one_of_the_window(
    seats: Seats, office: MadeOffice
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("admin")
    page = seat.page("admin", AdminPage)
    assert page.catalogue is not None
    catalogue = page.catalogue
    until(lambda: catalogue.state.draft is not None, "the catalogue is read")
    for tab in page.tabs:
        assert keys_of_two(seat) == [], tab.text()
        seat.hands.press("Ctrl+PgDown")

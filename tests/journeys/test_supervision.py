"""From a figure of the supervisor to the case behind it and back, in the real window."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.demo import PASSWORD
from desktop.app.simulated_day.hands import until
from desktop.usecases import access, calling, counters, reception
from desktop.usecases.case_opening import NewCase, open_case
from domain.people import DocumentType
from tests.journeys.seats import MadeOffice, Seat, Seats, door_to
from tests.journeys.test_sections import keys_of_two
from ui.casework.view import CaseworkView
from ui.supervision.page import SupervisionPage
from ui.supervision.views import View

pytestmark = pytest.mark.journey


def with_a_case(seat: Seat) -> None:
    """Have a clerk open a case of a turno."""
    desk = seat.station.desk
    clerk = access.sign_in(desk, "asesora", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Luz Ejemplo")
    person = reception.register_person(desk, clerk, draft)
    counter = next(one for one in counters.openings(desk, clerk) if not one.holder).counter
    counters.open_counter(desk, clerk, counter.id)
    service = min(s for s in counter.services if desk.catalogue.service(s).is_support)
    ticket = reception.issue(desk, clerk, reception.NewTicket((service,), person.id)).ticket
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    open_case(
        desk, clerk, NewCase(service, ticket_id=ticket.id, topic="access", problem="No entra")
    )


def shown(page: SupervisionPage, view: View) -> Callable[[], bool]:
    """Tell when a list has a row, with the focus in it."""
    return lambda: (
        page.behind.asked.view is view
        and page.behind.line is not None
        and page.behind.table.hasFocus()
    )


def test_a_case_is_one_key_and_intro_away_and_esc_leads_back(
    seats: Seats, office: MadeOffice
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("supervisora")
    page = seat.page("supervision", SupervisionPage)
    with_a_case(seat)
    until(lambda: page.tiles.buttons[9].tile.figure == "1", "the case is counted")
    seat.hands.press("0")
    until(shown(page, View.OPENED), "the case is listed")
    seat.hands.press("Return")
    seat.see(CaseworkView)
    assert seat.window.current == "cases"
    seat.hands.press("Escape")
    until(lambda: seat.window.current == "supervision", "back on the page")
    until(shown(page, View.OPENED), "back in the list")
    seat.hands.press("Escape")
    until(page.chart.isVisible, "back at the figures")
    assert QApplication.focusWidget() in page.tiles.buttons


def test_no_two_things_wait_for_one_key_whatever_is_listed(
    seats: Seats, office: MadeOffice
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("supervisora")
    page = seat.page("supervision", SupervisionPage)
    with_a_case(seat)
    until(lambda: page.tiles.buttons[1].tile.figure == "1", "the turno is counted")
    for size in ((1366, 768), (1920, 1080)):
        seat.window.resize(*size)
        for tile in page.tiles.buttons:
            seat.hands.press(tile.tile.key)
            QApplication.processEvents()
            assert page.behind.isVisible()
            assert page.behind.asked.view is tile.tile.view
            assert keys_of_two(seat) == [], tile.tile.name
        seat.hands.press("F11")
        assert page.behind.asked.view is View.DAYS
        assert keys_of_two(seat) == []
        seat.hands.press("Escape")
        seat.hands.press("N")
        assert keys_of_two(seat) == []
        seat.hands.press("N")

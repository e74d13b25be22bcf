"""A turno after hours: the supervisor's leave, from their own window or by their PIN."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.app.simulated_day.hands import until
from desktop.usecases import access, office_admin, reception
from domain.people import DocumentType
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from ui.approvals.card import ApprovalsCard
from ui.approvals.sheet import ApprovalSheet
from ui.reception.page import ReceptionPage
from ui.reception.state import Step
from ui.supervision.page import SupervisionPage

pytestmark = pytest.mark.journey

CEDULA = "1710034065"
PIN = "2580"


def reception_after_hours(seats: Seats, office: MadeOffice) -> tuple[Seat, ApprovalSheet]:
    """Sit down at reception on a day without attention, and ask for a turno."""
    door = door_to(office.folder)
    desk = door.open().desk
    admin = access.sign_in(desk, "admin", PASSWORD)
    view = office_admin.view(desk, admin)
    other_day = frozenset({(datetime.now(UTC).weekday() + 3) % 7})
    form = office_admin.OfficeForm(view.office.name, view.office.ministry, weekdays=other_day)
    office_admin.edit_office(desk, admin, view.office.version, form)
    boss = access.sign_in(desk, "supervisora", PASSWORD)
    access.set_pin(desk, boss, PASSWORD, PIN)
    host = access.sign_in(desk, "recepcion", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Pedro Pérez")
    reception.register_person(desk, host, draft)

    seat = seats.take(door)
    seat.sign_in("recepcion")
    page = seat.page("reception", ReceptionPage)
    until(lambda: page.presenter.state.hall is not None, "the services are shown")
    seat.hands.type(CEDULA)
    seat.hands.press("Return")
    until(lambda: page.presenter.state.step is Step.CHOOSE, "he is on the screen")
    seat.hands.press("6")
    until(lambda: page.presenter.state.chosen == (6,), "his service is chosen")
    seat.hands.press("F2")
    sheet = seat.see(ApprovalSheet)
    seat.hands.type("Llego a tiempo, hubo fila")
    seat.hands.press("Return")
    until(sheet.pin.isVisible, "the request is sent")
    return seat, sheet


def issued(seat: Seat) -> bool:
    last = seat.page("reception", ReceptionPage).presenter.state.last
    return last is not None and last.issued.ticket.code == "A-001"


def test_the_supervisor_answers_on_their_own_window(seats: Seats, office: MadeOffice) -> None:
    seat, _ = reception_after_hours(seats, office)
    boss = seats.take(door_to(office.folder))
    boss.sign_in("supervisora")
    boss.page("supervision", SupervisionPage)
    card = boss.see(ApprovalsCard)
    until(lambda: any(row.isVisible() for row in card._rows), "the request is there")
    boss.hands.press("Alt+A")
    until(lambda: issued(seat), "the turno is issued")


def test_a_supervisor_on_another_page_sees_that_somebody_asks(
    seats: Seats, office: MadeOffice
) -> None:
    reception_after_hours(seats, office)
    boss = seats.take(door_to(office.folder))
    boss.sign_in("supervisora")
    boss.window.open("reception")
    item = next(
        button
        for button in boss.window.rail.findChildren(QAbstractButton)
        if button.text() == "Supervisión"
    )
    until(lambda: "1 por atender" in item.accessibleName(), "the request is announced")
    boss.window.open("supervision")
    card = boss.see(ApprovalsCard)
    until(lambda: bool(card._rows), "the request is there")
    boss.hands.press("Alt+A")
    until(lambda: "por atender" not in item.accessibleName(), "it is answered")


def test_the_supervisor_comes_and_types_the_pin(seats: Seats, office: MadeOffice) -> None:
    seat, sheet = reception_after_hours(seats, office)
    seat.hands.type("0000")
    seat.hands.press("Return")
    until(lambda: "no es correcto" in sheet.error.words, "a wrong PIN is refused")
    assert not issued(seat)
    seat.hands.type(PIN)
    seat.hands.press("Return")
    until(lambda: issued(seat), "the turno is issued")


def test_the_supervisor_refuses_by_pin(seats: Seats, office: MadeOffice) -> None:
    seat, sheet = reception_after_hours(seats, office)
    seat.hands.type(PIN)
    seat.hands.press("F8")
    until(lambda: "no lo autorizó" in sheet._waiting.text(), "it is refused")
    seat.hands.press("Escape")
    until(lambda: not sheet.isVisible(), "the question is closed")
    assert not issued(seat)

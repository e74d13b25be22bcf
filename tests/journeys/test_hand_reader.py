"""A hand-held reader in the whole program: a turno, a case, a form and a cédula, on any page."""

from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app.simulated_day.hands import until
from desktop.usecases import case_view, reception
from desktop.usecases.reception import NewTicket, PersonDraft
from domain.case_number import parse_case_number
from domain.cases import Case
from domain.form_mark import FormMark
from domain.people import DocumentType, Entity, Person
from domain.staff import Actor
from domain.ticket_qr import ticket_qr
from tests.journeys.seats import MadeOffice, Seat, Seats, door_to
from tests.usecases.casework import RUC, by_email
from ui.cases.page import CasesPage
from ui.reception.page import ReceptionPage
from ui.shell.wedge import Wedge
from ui.signin.page import LockPage

pytestmark = pytest.mark.journey
CEDULA = "1710034065"


def scan(seat: Seat, text: str) -> None:
    """Read a code: its keys reach the window as the window system gives them."""
    wedge = seat.window.findChild(Wedge)
    assert wedge is not None
    wedge._when = lambda _event: 0.0  # however long this machine takes from one to the next
    wedge._timer.setInterval(60_000)
    seat.window.activateWindow()
    handle = seat.window.window().windowHandle()
    assert handle is not None
    for char in text:
        QTest.keyClick(handle, cast(Qt.Key, char))
    QTest.keyClick(handle, Qt.Key.Key_Return)


def who(seat: Seat) -> Actor:
    """Return who is signed in."""
    assert seat.place.actor is not None
    return seat.place.actor


def somebody(seat: Seat) -> tuple[Person, Entity]:
    """Register a person and a public body."""
    desk, actor = seat.station.desk, who(seat)
    draft = PersonDraft(DocumentType.CEDULA, CEDULA, "Luz Ejemplo", email="luz@ejemplo.ec")
    person = reception.register_person(desk, actor, draft)
    return person, reception.register_entity(desk, actor, RUC, "Municipio de Ejemplo", "1234")


def is_open(seat: Seat, case: Case) -> bool:
    page = seat.window.page("cases")
    return isinstance(page, CasesPage) and page._opened == case.id and not page._on_list


def test_whatever_is_read_is_opened_from_any_page(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    desk = seat.station.desk
    person, entity = somebody(seat)
    case = by_email(desk, who(seat), 4, person, entity, datetime.now(UTC))
    number = parse_case_number(case.number)

    scan(seat, number.qr)
    until(lambda: is_open(seat, case), "the case is open")
    seat.hands.press("Alt+1")
    assert seat.window.current != "cases"
    scan(seat, FormMark(number, 2, "ADMINISTRADOR", 1).qr)
    until(lambda: seat.window.current == "cases" and is_open(seat, case), "the case is open")
    view = seat.page("cases", CasesPage)._case_view()
    until(lambda: view.checklist.current == 2, "its requirement is looked at")

    # Of a case that is open, no digit of what is read marks anything.
    scan(seat, "7702004003508")
    until(lambda: "no es de Ventanilla" in seat.told, "it is told")
    scan(seat, CEDULA)
    page = seat.page("reception", ReceptionPage)
    until(lambda: page.presenter.state.person == person, "the person is there")
    checklist = case_view.view(desk, who(seat), case.id).checklist
    assert len(checklist.undecided) == len(checklist.requirements)

    ticket = reception.issue(desk, who(seat), NewTicket((6,), person.id)).ticket
    scan(seat, ticket_qr(seat.station.office().imprint, ticket.day, ticket.code))
    until(lambda: page._wanted is None and page.hall_card.isVisible(), "the turno is shown")

    seat.place.lock()
    seat.see(LockPage)
    scan(seat, number.qr)
    assert seat.window.current == "reception"  # nothing is opened behind a lock

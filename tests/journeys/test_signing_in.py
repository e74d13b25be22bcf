"""Signing in, locking, changing places: who is at the window, and what stays behind."""

from functools import partial

import pytest

from desktop.app.simulated_day.hands import until
from desktop.usecases import access, office_admin, reception, staff_admin
from domain.people import DocumentType
from domain.staff import Role, RoleGrant
from domain.tickets import TicketState
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from ui.admin.page import AdminPage
from ui.admin.sheets import StaffSheet
from ui.queue.page import QueuePage
from ui.queue.state import QueueState
from ui.signin.account import PasswordChangeSheet, PinSheet
from ui.signin.page import LockPage, SignInPage

pytestmark = pytest.mark.journey

CEDULA = "1710034065"
PIN = "2580"


def choose_in_menu(seat: Seat, text: str) -> None:
    """Do what the search for anything finds under this name."""
    seat.hands.press("Ctrl+K")
    seat.window.search.clear()
    seat.hands.type(text)
    seat.hands.press("Return")


def refused(seat: Seat, password: str, words: str) -> str:
    """Try to sign in and return the words of the refusal."""
    page = seat.see(SignInPage)
    page.error.set("")
    seat.type_name("recepcion", password)
    until(lambda: words in page.error.words, words)
    return page.error.words


def test_five_wrong_passwords_lock_the_account(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    for _ in range(4):
        refused(seat, "otra cosa", "no son correctos")
    assert "5 minutos" in refused(seat, "otra cosa", "está bloqueado")
    refused(seat, PASSWORD, "está bloqueado")
    seat.sign_in("asesora")


def test_a_temporary_password_is_replaced_on_the_way_in(seats: Seats, office: MadeOffice) -> None:
    door = door_to(office.folder)
    desk = door.open().desk
    admin = access.sign_in(desk, "admin", PASSWORD)
    added = staff_admin.add_staff(desk, admin, "nueva", "Nélida Nueva", [RoleGrant(Role.CLERK)])
    seat = seats.take(door)
    page = seat.type_name("nueva", added.temporary_password)
    until(page.new.isVisible, "a password of one's own is asked")
    seat.hands.type("corta")
    seat.hands.press("Tab")
    seat.hands.type("corta")
    seat.hands.press("Return")
    until(lambda: "10" in page.error.words, "too short a one is refused")
    for text, key in ((PASSWORD, "Tab"), (PASSWORD, "Return")):
        seat.hands.type(text)
        seat.hands.press(key)
    until(lambda: seat.window.current == "queue", "she is at her page")


def test_a_locked_screen_keeps_the_attention_under_way(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    choose_in_menu(seat, "Mi PIN")
    sheet = seat.see(PinSheet)
    for number, text in enumerate((PASSWORD, PIN, PIN)):
        seat.hands.press(*(["Tab"] if number else []))
        seat.hands.type(text)
    seat.hands.press("Return")
    until(lambda: "Guardado" in seat.told, f"the PIN is kept: {sheet.error.words}")

    page = seat.page("queue", QueuePage)
    until(lambda: page.opening.chosen() is not None, "a counter is offered")
    seat.hands.press("F2")
    until(lambda: _state_of(page).board.counter is not None, "it is open")
    _somebody_waits(seat)
    until(lambda: _state_of(page).next_row is not None and _takes_keys(page), "somebody waits")
    seat.hands.press("F2")
    until(lambda: _state(page) is TicketState.CALLED and _takes_keys(page), "they are called")
    seat.hands.press("F2")
    until(lambda: _state(page) is TicketState.SERVING and _takes_keys(page), "they are served")

    seat.hands.press("Ctrl+L")
    lock = seat.see(LockPage, lambda one: one.pin.isVisible())
    seat.hands.press("F2")
    assert _state(page) is TicketState.SERVING
    seat.hands.type("0000")
    seat.hands.press("Return")
    until(lambda: "no es correcto" in lock.error.words, "a wrong PIN is refused")
    seat.hands.type(PIN)
    seat.hands.press("Return")
    seat.unlocked()
    assert _state(page) is TicketState.SERVING
    seat.hands.press("F2")
    seat.sheet()
    seat.hands.press("1")
    until(lambda: _state_of(page).current is None, "the attention is finished")


def test_an_idle_screen_locks_by_itself(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    until(lambda: not seat.place._runner.is_busy, "the office's own minutes are set")
    seat.place._idle.set_minutes(0.2 / 60)
    seat.place._idle.touch()
    lock = seat.see(LockPage)
    assert lock.password.isVisible()
    seat.place._idle.set_minutes(10)
    seat.hands.type(PASSWORD)
    seat.hands.press("Return")
    seat.unlocked()
    assert seat.window.current == "queue"


def test_the_minutes_until_it_locks_hold_from_the_next_person_on(
    seats: Seats, office: MadeOffice
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    desk = seat.station.desk
    admin = access.sign_in(desk, "admin", PASSWORD)
    office_admin.edit_rules(desk, admin, 1, office_admin.RulesForm(idle_lock_minutes=3))
    seat.hands.press("Ctrl+Shift+L")
    seat.sign_in("recepcion")
    until(lambda: seat.place._idle.left_ms <= 3 * 60_000, "it locks after three minutes")


def test_somebody_else_takes_the_place(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    seat.hands.press("Ctrl+Shift+L")
    seat.see(SignInPage)
    seat.sign_in("recepcion")
    assert seat.window.current == "reception"
    seat.hands.press("Ctrl+L")
    seat.see(LockPage)
    seat.hands.press("F8")
    seat.sign_in("supervisora")
    assert seat.window.current == "supervision"


def test_a_password_of_ones_own(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("recepcion")
    choose_in_menu(seat, "Mi contra")
    sheet = seat.see(PasswordChangeSheet)
    other = "otra frase bien larga"
    for number, text in enumerate((PASSWORD, other, other)):
        seat.hands.press(*(["Tab"] if number else []))
        seat.hands.type(text)
    seat.hands.press("Return")
    until(lambda: "Guardado" in seat.told, f"it is kept: {sheet.error.words}")
    seat.hands.press("Ctrl+Shift+L")
    seat.sign_in("recepcion", other)


def test_an_administrator_changes_the_own_record_and_goes_on(
    seats: Seats, office: MadeOffice
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("admin")
    page = seat.page("admin", AdminPage)
    until(lambda: bool(page.presenter.state.staff), "the staff is shown")
    me = next(one for one in page.presenter.state.staff if one.username == "admin")
    page.staff.table.choose(me.id)
    for name in ("Adela B. Burbano", "Adela Burbano"):
        seat.hands.press("F2")
        sheet = seat.see(StaffSheet)
        sheet.full_name.setFocus()
        sheet.full_name.selectAll()
        seat.hands.type(name)
        seat.hands.press("Ctrl+Return")
        until(partial(_is_on_file, page, name), f"the name is {name}")


def _somebody_waits(seat: Seat) -> None:
    desk = seat.station.desk
    actor = access.sign_in(desk, "recepcion", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Pedro Pérez")
    person = reception.register_person(desk, actor, draft)
    reception.issue(desk, actor, reception.NewTicket((6,), person.id))


def _is_on_file(page: AdminPage, name: str) -> bool:
    return any(member.full_name == name for member in page.presenter.state.staff)


def _state_of(page: QueuePage) -> QueueState:
    until(lambda: page.presenter.state is not None, "the queue is read")
    assert page.presenter.state is not None
    return page.presenter.state


def _takes_keys(page: QueuePage) -> bool:
    """Tell whether what was done last is over: what came of it may be seen before that."""
    return not page.presenter.is_acting


def _state(page: QueuePage) -> TicketState | None:
    current = _state_of(page).current
    return None if current is None else current.state

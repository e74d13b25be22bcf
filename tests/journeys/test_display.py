"""The television of the hall: a program with a sign-in of its own, or a second window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app.hall import Hall
from desktop.app.session import Session
from desktop.app.simulated_day.hands import Hands, until
from desktop.usecases import access, calling, counters, reception
from desktop.usecases.boards import counters_board
from desktop.usecases.desk import Desk
from domain.people import DocumentType
from tests import memory_keyring
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from ui.admin.page import AdminPage
from ui.display.state import Phase
from ui.display.window import DisplayWindow
from ui.first import FirstWindow
from ui.opening.covers import AskCode, Trouble
from ui.signin.page import SignInPage

pytestmark = pytest.mark.journey


@pytest.fixture
def hall_of(seats: Seats) -> Iterator[Callable[[MadeOffice], Hall]]:
    made: list[tuple[Hall, Callable[[], None]]] = []

    def open_hall(office: MadeOffice) -> Hall:
        door = door_to(office.folder)
        hall = Hall(door, hold_ms=0)
        hall.signed_in.connect(hall.page.hide)
        made.append((hall, door.close))
        hall.page.show()
        hall.start()
        return hall

    yield open_hall
    for hall, leave in made:
        hall.close()
        leave()


def cover(hall: Hall, kind: type[QWidget]) -> QWidget:
    """Wait for what the hall's window asks."""
    found: list[QWidget] = []

    def seen() -> bool:
        found[:] = [one for one in hall.page.findChildren(kind) if one.isVisible()]
        return bool(found)

    until(seen, f"{kind.__name__} is in sight")
    return found[0]


def sign_in(hall: Hall, username: str) -> SignInPage:
    page = cover(hall, SignInPage)
    assert isinstance(page, SignInPage)
    until(page.enter.isEnabled, "the screen waits for somebody")
    page.username.clear()
    page.username.setFocus()
    hands = Hands(hall.page)
    hands.type(username)
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.press("Return")
    return page


def call_somebody(desk: Desk) -> str:
    """A clerk opens counter 1 and calls; return the turno's code."""
    clerk = access.sign_in(desk, "asesora", PASSWORD)
    host = access.sign_in(desk, "recepcion", PASSWORD)
    first = next(view.counter for view in counters_board(desk, clerk) if view.counter.number == 1)
    counters.open_counter(desk, clerk, first.id)
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Pedro Pérez")
    person = reception.register_person(desk, host, draft)
    reception.issue(desk, host, reception.NewTicket((6,), person.id))
    return calling.call_next(desk, clerk).code


def shows(window: DisplayWindow | None, code: str) -> bool:
    assert window is not None
    screen = window._screen
    return screen.phase is Phase.CALLS and screen.last is not None and screen.last.ticket == code


def test_only_its_own_account_turns_it_on(
    hall_of: Callable[[MadeOffice], Hall], seats: Seats, office: MadeOffice
) -> None:
    hall = hall_of(office)
    page = sign_in(hall, "supervisora")
    until(lambda: "no tiene funciones" in page.error.words, "another account is refused")
    sign_in(hall, "pantalla")
    until(lambda: hall.display is not None, "the television is on")
    clerk = seats.take(door_to(office.folder))
    until(lambda: clerk.door.station is not None, "the office is open")
    code = call_somebody(clerk.station.desk)
    until(lambda: shows(hall.display, code), f"the television shows {code}")


def test_on_an_account_of_its_own_it_asks_for_the_code(
    hall_of: Callable[[MadeOffice], Hall], office: MadeOffice
) -> None:
    memory_keyring.forget_all()
    hall = hall_of(office)
    cover(hall, AskCode)
    hands = Hands(hall.page)
    hands.type(office.code)
    hands.press("Return")
    sign_in(hall, "pantalla")
    until(lambda: hall.display is not None, "the television is on")


def test_what_holds_it_up_is_told_and_tried_again(
    hall_of: Callable[[MadeOffice], Hall], office: MadeOffice
) -> None:
    database = office.folder / "oficina.db"
    database.rename(office.folder / "en otro lugar")
    hall = hall_of(office)
    cover(hall, Trouble)
    (office.folder / "en otro lugar").rename(database)
    Hands(hall.page).press("F2")
    sign_in(hall, "pantalla")
    until(lambda: hall.display is not None, "the television is on")


def test_the_program_of_the_hall_from_its_first_frame_on(
    qapp: QApplication, office: MadeOffice
) -> None:
    door = door_to(office.folder)
    session = Session(qapp, door, door.places)
    frame = FirstWindow()
    frame.appear()
    try:
        session.open_display(frame)
        page = frame.findChildren(SignInPage)[0]
        until(page.enter.isEnabled, "the screen waits for somebody")
        hands = Hands(frame)
        hands.type("pantalla")
        hands.press("Tab")
        hands.type(PASSWORD)
        hands.press("Return")
        until(lambda: not frame.isVisible(), "the sign-in goes")
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, DisplayWindow)]
        assert [one.isVisible() for one in shown] == [True]
    finally:
        frame.close()
        session.close()
        frame.deleteLater()


def display_of(seat: Seat) -> DisplayWindow | None:
    television = seat.place.television
    return None if television is None else television.window


def open_from_menu(seat: Seat) -> None:
    seat.hands.press("Ctrl+K")
    seat.hands.type("Pantalla p")
    seat.hands.press("Return")
    until(lambda: display_of(seat) is not None, "the display is open")


def test_it_is_a_second_window_too(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("supervisora")
    open_from_menu(seat)
    first = display_of(seat)
    code = call_somebody(seat.station.desk)
    until(lambda: shows(first, code), f"it shows {code}")
    seat.place.open_display()
    assert display_of(seat) is first
    # Another PIN makes another version of the account; the hall does not notice.
    assert seat.place.actor is not None
    access.set_pin(seat.station.desk, seat.place.actor, PASSWORD, "2580")
    seat.hands.press("Ctrl+Shift+L")
    seat.sign_in("asesora")
    assert display_of(seat) is first
    assert first is not None
    assert first.isVisible()
    seat.window.close()
    until(lambda: not first.isVisible(), "it goes with the program")


def test_its_sound_is_chosen_at_once(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("admin")
    page = seat.page("admin", AdminPage)
    page.show_section("Impresora y pantalla")
    until(lambda: page.presenter.state.computer is not None, "the settings are read")
    seat.hands.press("F6")
    first = display_of(seat)
    assert page.devices is not None
    page.devices.speech.setFocus()
    seat.hands.press("Space")
    until(lambda: seat.station.settings.display_speech, "it is kept")
    until(lambda: display_of(seat) is not first, "the display speaks from now on")
    spoken = display_of(seat)
    assert spoken is not None
    assert spoken.isVisible()

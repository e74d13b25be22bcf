"""People at the windows of the program, over an office of their own, with the keyboard alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtWidgets import QApplication, QWidget

from desktop import keys
from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.door import Door
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.station import Station, begin_station
from desktop.app.workplace import Workplace
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places
from desktop.usecases.first_start import PersonForm
from domain.ports import Clock
from domain.staff import Role
from ui.shell.page import Page
from ui.shell.window import MainWindow
from ui.signin.page import LockPage, SignInPage
from ui.widgets.notices import NoticeArea
from ui.widgets.sheets import Sheet

W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=Page)

STAFF = (
    PersonForm("recepcion", "Rosa Paredes", frozenset({Role.RECEPTIONIST}), PASSWORD),
    PersonForm("asesora", "Ana Villacís", frozenset({Role.CLERK}), PASSWORD),
    PersonForm("supervisora", "Sara Moncayo", frozenset({Role.SUPERVISOR}), PASSWORD),
    PersonForm("pantalla", "Pantalla de la sala", frozenset({Role.DISPLAY}), PASSWORD),
)


@dataclass(frozen=True, slots=True)
class MadeOffice:
    """An office on disk, closed, and what only its first start knew."""

    folder: Path
    code: str
    key: keys.NewKey


def make_office(folder: Path) -> MadeOffice:
    """Make an office that attends all day, whose recovery code somebody holds."""
    places = Places(folder, folder / "registros")
    request = replace(first_start(), counters=COUNTERS[:2], staff=STAFF)
    station, _, new = begin_station(places, SystemKeyring(), request)
    station.change(display_chime=False)  # nobody is in the hall to hear it
    station.close()
    keys.confirm_code(places.database, new.code.text, station.desk.clock.now())
    return MadeOffice(folder, new.code.text, new)


class Seat:
    """Somebody at a window of the program.

    Args:
        application: the one application.
        door: the office, of this computer or of another account of it.
    """

    def __init__(self, application: QApplication, door: Door) -> None:
        self.door = door
        self.window = MainWindow()
        self.place = Workplace(self.window, door, application)
        self.hands = Hands(self.window)
        self.place.start()
        self.window.show()

    @property
    def station(self) -> Station:
        """The workstation, open."""
        assert self.door.station is not None
        return self.door.station

    @property
    def told(self) -> str:
        """The notice being shown, whole."""
        notice = NoticeArea.of(self.window).current
        return "" if notice is None else f"{notice.what} {notice.kept} {notice.todo}"

    def see(self, kind: type[W], when: Callable[[W], bool] = lambda _: True) -> W:
        """Wait until a widget of this kind is in sight, and return it."""
        found: list[W] = []

        def seen() -> bool:
            found[:] = [
                one for one in self.window.findChildren(kind) if one.isVisible() and when(one)
            ]
            return bool(found)

        until(seen, f"{kind.__name__} is in sight")
        return found[0]

    def page(self, key: str, kind: type[P]) -> P:
        """Wait until a page of the window is open, and return it."""
        until(lambda: isinstance(self.window.page(key), kind), f"the page {key} is open")
        return cast("P", self.window.page(key))

    def type_name(self, username: str, password: str = PASSWORD) -> SignInPage:
        """Type user name and password on the sign-in screen."""
        page = self.see(SignInPage)
        until(page.enter.isEnabled, "the screen waits for somebody")
        page.username.clear()
        page.username.setFocus()
        self.hands.type(username)
        self.hands.press("Tab")
        self.hands.type(password)
        self.hands.press("Return")
        return page

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in and wait for the pages."""
        self.type_name(username, password)
        until(lambda: bool(self.window.current), f"{username} is signed in")

    def sheet(self) -> Sheet:
        """Wait for a question."""
        return self.see(Sheet)

    def unlocked(self) -> None:
        """Wait until no lock lies over the pages."""
        until(
            lambda: not any(page.isVisible() for page in self.window.findChildren(LockPage)),
            "the screen is unlocked",
        )

    def leave(self) -> None:
        """Close the window."""
        self.window.close()
        self.window.deleteLater()


class Seats:
    """The seats of one test; all windows are closed and all offices left at its end."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._taken: list[Seat] = []

    def take(self, door: Door) -> Seat:
        """Sit down at a window."""
        seat = Seat(self._application, door)
        self._taken.append(seat)
        return seat

    def leave(self) -> None:
        """Close every window, then every office."""
        for seat in self._taken:
            seat.leave()
        for seat in self._taken:
            seat.door.close()
        self._taken.clear()


def seats_of(application: QApplication) -> Iterator[Seats]:
    """The body of a fixture."""
    seats = Seats(application)
    yield seats
    seats.leave()


def door_to(folder: Path, clock: Clock | None = None) -> Door:
    """Return the door of the office in a folder, with this account's keyring."""
    return Door(Places(folder, folder / "registros"), SystemKeyring(), clock)


__all__ = ["PASSWORD", "MadeOffice", "Seat", "Seats", "door_to", "make_office", "seats_of"]

"""The public display as a program of its own, with a sign-in that sees only numbers."""

from PySide6.QtCore import QObject, Signal

from desktop.app.door import Door
from desktop.app.station import Station
from desktop.app.television import display_window
from domain.errors import KnownError
from domain.offices import Office
from domain.staff import Actor
from ui.display.presenter import HOLD_MS
from ui.display.window import DisplayWindow
from ui.signin.page import SignInPage
from ui.signin.presenter import SignInPresenter
from ui.work import Runner


class Hall(QObject):
    """Leads the television: opens the office, signs in, shows the calls.

    Args:
        door: the way to the office's data.
        hold_ms: how long a call stays the large one while others wait.
    """

    signed_in = Signal()
    """The television is on; the sign-in may go."""

    def __init__(self, door: Door, *, hold_ms: int = HOLD_MS) -> None:
        super().__init__()
        self._door = door
        self._hold_ms = hold_ms
        self._runner = Runner(self._trouble, parent=self)
        self._signing = SignInPresenter(parent=self)
        self._signing.signed_in.connect(self._enter)
        self.page = SignInPage(self._signing)
        self.page.setWindowTitle("Ventanilla · Pantalla pública")
        if door.hint:
            self.page.set_hint(door.hint)
        self._opened: tuple[Station, Office] | None = None
        self.display: DisplayWindow | None = None

    def start(self) -> None:
        """Open the office behind the sign-in."""

        def work() -> tuple[Station, Office]:
            station = self._door.open()
            with station.desk.units.read() as unit:
                return station, unit.offices.office()

        self._runner.write(work, self._ready)

    def close(self) -> None:
        """Finish what is under way."""
        self._signing.close()
        self._runner.close()
        self.page.deleteLater()
        if self.display is not None:
            self.display.close()
            self.display.deleteLater()

    def _ready(self, opened: tuple[Station, Office]) -> None:
        from desktop.app.sections import access_to

        self._opened = opened
        station, _ = opened
        self._signing.ready(access_to(station.desk, display=True))

    def _trouble(self, error: KnownError) -> None:
        self._signing.cannot(error)

    def _enter(self, actor: Actor) -> None:
        assert self._opened is not None
        station, office = self._opened
        self.display = display_window(station, office, actor, hold_ms=self._hold_ms)
        self.display.show_on_television()
        self.signed_in.emit()

"""The public display as a program of its own, with a sign-in that sees only numbers."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.app.door import Door
from desktop.app.opening import Opening
from desktop.app.station import Station
from desktop.app.television import display_window
from domain.offices import Office
from domain.staff import Actor
from ui.display.presenter import HOLD_MS
from ui.display.window import DisplayWindow
from ui.help import Help
from ui.signin.page import SignInPage
from ui.signin.presenter import SignInPresenter
from ui.work import Runner


class _Stage(QWidget):
    """Holds one cover at a time: signing in, the code, what went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Ventanilla · Pantalla pública")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._cover: QWidget | None = None

    def set_cover(self, cover: QWidget) -> None:
        """Show ``cover`` and let go of the one before."""
        old, self._cover = self._cover, cover
        self._column.addWidget(cover)
        cover.show()  # the layout would do so later, and take the focus for nobody until then
        self.setFocusProxy(cover)
        cover.setFocus()
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()


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
        self._runner = Runner(parent=self)
        self._opening = Opening(door, self._runner, self._lay, self._try_again)
        self._signing: SignInPresenter | None = None
        self._opened: tuple[Station, Office] | None = None
        self.page = _Stage()
        self._help = Help(self.page)
        self.display: DisplayWindow | None = None
        self._ask_sign_in()

    def start(self) -> None:
        """Open the office behind the sign-in."""

        def work() -> tuple[Station, Office]:
            station = self._door.open()
            return station, station.office()

        self._runner.write(work, self._ready, self._opening.failed)

    def close(self) -> None:
        """Finish what is under way."""
        self._end_signing()
        self._help.close()
        self._runner.close()
        self.page.deleteLater()
        if self.display is not None:
            self.display.close()
            self.display.deleteLater()

    def _ask_sign_in(self) -> None:
        self._end_signing()
        self._signing = SignInPresenter(parent=self)
        self._signing.signed_in.connect(self._enter)
        page = SignInPage(self._signing)
        if self._door.hint:
            page.set_hint(self._door.hint)
        self.page.set_cover(page)

    def _end_signing(self) -> None:
        if self._signing is not None:
            self._signing.close()
            self._signing.deleteLater()
            self._signing = None

    def _ready(self, opened: tuple[Station, Office]) -> None:
        from desktop.app.sections import access_to

        self._opened = opened
        station, _ = opened
        if self._door.server is not None:
            self._door.server.follow(lambda _news: None)  # the display itself says that it waits
        assert self._signing is not None
        self._signing.ready(access_to(station, display=True))

    def _lay(self, cover: QWidget) -> None:
        self._end_signing()
        self.page.set_cover(cover)

    def _try_again(self) -> None:
        self._ask_sign_in()
        self.start()

    def _enter(self, actor: Actor) -> None:
        assert self._opened is not None
        station, office = self._opened
        self.display = display_window(station, office, actor, hold_ms=self._hold_ms)
        self.display.show_on_television()
        self.signed_in.emit()

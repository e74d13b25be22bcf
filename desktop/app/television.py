"""The window for the hall's television, over what the display may see."""

from collections.abc import Callable
from datetime import datetime

from desktop.app.station import Station
from desktop.usecases import access
from desktop.usecases.boards import display_board
from domain.offices import Office
from domain.staff import Actor
from ui.display.presenter import HOLD_MS, DisplayPresenter
from ui.display.sound import Sound
from ui.display.state import Called, DisplayState
from ui.display.window import DisplayWindow


def display_window(
    station: Station,
    office: Office,
    actor: Actor,
    *,
    hold_ms: int = HOLD_MS,
    problem: Callable[[str], None] | None = None,
) -> DisplayWindow:
    """Return the display; it watches the calls once it is shown and stops when closed.

    Args:
        actor: who opened it; it goes on while their account, as it then is, may see it.
        problem: told, in words, what cannot be heard.
    """
    desk, chosen = station.desk, station.settings
    hours = office.hours.words

    def fetch() -> DisplayState:
        # A new PIN makes another version of the account, and must not darken the hall.
        board = display_board(desk, access.refresh(desk, actor))
        calls = tuple(
            Called(
                str(call.id),
                call.code,
                call.counter_number,
                office.local(call.last_called_at),
                call.recalls + 1,
            )
            for call in board.calls
        )
        return DisplayState(board.office_name, calls, board.open, hours)

    def clock() -> datetime:
        return office.local(desk.clock.now())

    sound = Sound(chime=chosen.display_chime, voice=chosen.display_speech)
    if problem is not None:
        sound.problem.connect(problem)
    presenter = DisplayPresenter(fetch, sound, changes=desk.changes, hold_ms=hold_ms)
    sound.setParent(presenter)
    window = DisplayWindow(presenter, clock, training=station.training)
    presenter.setParent(window)
    presenter.start()
    return window


class Television:
    """The display of one window of the program: at most one, and it goes with that window.

    Args:
        tell: told, in words, what cannot be heard.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.window: DisplayWindow | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is in sight."""
        return self.window is not None and self.window.isVisible()

    def open(self, station: Station, office: Office, actor: Actor) -> None:
        """Show it on the second screen, or in a window; one that is open comes to the front."""
        if not self.is_on:
            self.close()
            self.window = display_window(station, office, actor, problem=self._tell)
            self.window.show_on_television()
        if self.window is not None:
            self.window.raise_()

    def close(self) -> None:
        """Turn it off."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

"""The window for the hall's television, over what the display may see."""

from datetime import datetime

from desktop.app.station import Station
from desktop.usecases.boards import display_board
from desktop.usecases.paper import hours_words
from domain.staff import Actor
from ui.display.presenter import HOLD_MS, DisplayPresenter
from ui.display.sound import Sound
from ui.display.state import Called, DisplayState
from ui.display.window import DisplayWindow


def display_window(station: Station, actor: Actor, *, hold_ms: int = HOLD_MS) -> DisplayWindow:
    """Return the display; it watches the calls once it is shown and stops when closed."""
    desk, chosen = station.desk, station.settings
    with desk.units.read() as unit:
        office = unit.offices.office()
    hours = hours_words(office)

    def fetch() -> DisplayState:
        board = display_board(desk, actor)
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
    presenter = DisplayPresenter(fetch, sound, hold_ms=hold_ms)
    sound.setParent(presenter)
    window = DisplayWindow(presenter, clock)
    presenter.setParent(window)
    presenter.start()
    return window

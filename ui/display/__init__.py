"""The public display on a television."""

from ui.display.presenter import Announcer, DisplayPresenter
from ui.display.sound import Sound
from ui.display.state import Called, DisplayState, Phase, Screen
from ui.display.window import DisplayWindow

__all__ = [
    "Announcer",
    "Called",
    "DisplayPresenter",
    "DisplayState",
    "DisplayWindow",
    "Phase",
    "Screen",
    "Sound",
]

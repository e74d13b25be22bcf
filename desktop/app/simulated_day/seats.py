"""Somebody at a window of the program, and what is asked there."""

from dataclasses import dataclass
from typing import TypeVar, cast

from PySide6.QtWidgets import QWidget

from desktop.app.simulated_day.hands import Hands, until
from desktop.app.workplace import Workplace
from ui.shell.page import Page
from ui.widgets.sheets import Sheet

P = TypeVar("P", bound=Page)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a window of the program."""

    place: Workplace
    hands: Hands

    def page(self, key: str, kind: type[P]) -> P:
        """Return a page of the window once it is open."""
        until(lambda: isinstance(self.place.window.page(key), kind), f"the page {key} is open")
        return cast("P", self.place.window.page(key))

    def question(self) -> Sheet:
        """Return the sheet that asks something in the window, once it is there."""
        window = self.place.window
        until(lambda: sheet_of(window) is not None, "a question")
        return cast("Sheet", sheet_of(window))


def sheet_of(window: QWidget) -> Sheet | None:
    """Return the sheet in front; those behind it are disabled."""
    shown = (sheet for sheet in window.findChildren(Sheet) if sheet.isVisible())
    return next((sheet for sheet in shown if sheet.isEnabled()), None)


def expect(seen: object, expected: object) -> None:
    """Insist that what is seen is what the script says. Raises AssertionError."""
    if seen != expected:
        raise AssertionError(f"{expected!r} was expected, and there is {seen!r}")

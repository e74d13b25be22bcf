"""The public display in each of its states, to be looked at."""

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from ui.display import Called, DisplayPresenter, DisplayState, DisplayWindow, Phase, Screen

NOW = datetime(2026, 3, 2, 10, 33, tzinfo=UTC)
OFFICE = "Centro de Servicios · Quito"
CODES = (("P-003", 3), ("A-017", 5), ("P-002", 1), ("A-016", 2), ("A-015", 4))
CALLS = tuple(
    Called(str(number), code, counter, NOW - timedelta(minutes=number))
    for number, (code, counter) in enumerate(CODES)
)


def _window(screen: Screen) -> QWidget:
    presenter = DisplayPresenter(lambda: DisplayState(OFFICE))
    window = DisplayWindow(presenter, lambda: NOW)
    presenter.setParent(window)
    window.show_screen(screen)
    return window


def calls() -> QWidget:
    """The last call and four before."""
    return _window(Screen(Phase.CALLS, OFFICE, "", CALLS[0], CALLS[1:], fresh=False))


def fresh() -> QWidget:
    """A call that has just come, lit."""
    return _window(Screen(Phase.CALLS, OFFICE, "", CALLS[0], CALLS[1:3], fresh=True))


def waiting() -> QWidget:
    """Nobody has been called yet."""
    return _window(Screen(Phase.WAITING, OFFICE))


def closed() -> QWidget:
    """The office is closed."""
    return _window(
        Screen(Phase.CLOSED, OFFICE, "Le esperamos de lunes a viernes, de 8:00 a 17:00.")
    )


def stale() -> QWidget:
    """No answer for some time."""
    return _window(Screen(Phase.STALE, OFFICE))

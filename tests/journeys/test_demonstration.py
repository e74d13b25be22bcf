"""The demonstration: several windows on one office."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.demo import PASSWORD
from desktop.app.door import DemoDoor
from desktop.app.session import Session
from desktop.app.simulated_day.hands import Hands, until
from desktop.paths import Places
from ui.first import FirstWindow
from ui.shell.window import MainWindow
from ui.signin.page import SignInPage

pytestmark = pytest.mark.journey


def windows() -> list[FirstWindow]:
    """The program's windows in sight."""
    return [
        window
        for window in QApplication.topLevelWidgets()
        if isinstance(window, FirstWindow) and window.isVisible()
    ]


def sign_in(frame: FirstWindow, username: str) -> MainWindow:
    """Sign in at a window and wait for the pages."""
    window = frame.content
    assert isinstance(window, MainWindow)
    (page,) = window.findChildren(SignInPage)
    until(page.enter.isEnabled, "the screen waits for somebody")
    hands = Hands(frame)
    hands.type(username)
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.press("Return")
    until(lambda: bool(window.current), f"{username} is signed in")
    return window


def test_several_people_work_in_windows_of_their_own(qapp: QApplication, tmp_path: Path) -> None:
    places = Places(tmp_path / "datos", tmp_path / "registros")
    session = Session(qapp, DemoDoor(places), places)
    frame = FirstWindow()
    frame.appear()
    session.open_in(frame, several=True)
    try:
        first = sign_in(frame, "recepcion")
        Hands(frame).press("Ctrl+N")
        until(lambda: len(windows()) == 2, "there is another window")
        (other,) = (window for window in windows() if window is not frame)
        second = sign_in(other, "asesor1")
        assert (first.current, second.current) == ("reception", "queue")
        other.close()
        Hands(frame).press("Ctrl+N")
        until(lambda: len(windows()) == 2, "there is another window again")  # closed at once
    finally:
        for window in windows():
            window.close()
        session.close()
        frame.deleteLater()

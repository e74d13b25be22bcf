"""Hands on the keyboard: plays what a person does in the program's windows, and counts the keys."""

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_MS = 60_000
LOOK_MS = 5


class TookTooLong(RuntimeError):
    """What was waited for did not happen."""


def until(holds: Callable[[], bool], what: str, patience_ms: int = PATIENCE_MS) -> None:
    """Let the program work until ``holds``.

    Raises:
        TookTooLong: it did not within ``patience_ms``; ``what`` is said.
    """
    if holds():
        return
    deadline = QDeadlineTimer(patience_ms)
    look = QTimer()  # or it would be looked at no more often than something happens
    look.start(LOOK_MS)
    try:
        while not holds():
            if deadline.hasExpired():
                raise TookTooLong(what)
            # Waiting, not asking again at once: the threads that do the work need the processor.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    finally:
        look.stop()


class Hands:
    """One person's hands on one window.

    Attributes:
        keys: how many keys were pressed so far, letters typed included.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.keys = 0

    def press(self, *keys: str) -> None:
        """Press keys as Qt writes them: ``"F2"``, ``"Ctrl+Return"``, ``"6"``."""
        for key in keys:
            QTest.keySequence(self._target(), QKeySequence(key))
            self.keys += 1

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        QTest.keyClicks(self._target(), text)
        self.keys += len(text)

    def scan(self, text: str) -> None:
        """Let a hand-held reader type a code and its Intro: nobody presses those keys."""
        QTest.keyClicks(self._target(), text)
        QTest.keySequence(self._target(), QKeySequence("Return"))

    def _target(self) -> QWidget:
        self._window.activateWindow()
        until(lambda: QApplication.activeWindow() is self._window, "the window is in front")
        return QApplication.focusWidget() or self._window

"""Every window of the program: the registry of the pictures, opened one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QWidget

from tools.screenshots import SCREENS, settle
from ui.widgets import Sheet

NAMES = sorted(SCREENS)
"""All of them: what another page adds to the registry is swept with the rest."""


@contextmanager
def opened(name: str, application: QApplication) -> Iterator[QWidget]:
    """Show a screen at the size of the smallest monitor, in front, and let it go again."""
    window = SCREENS[name]()
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    settle(application, window)
    try:
        yield window
        settle(application, window)
    finally:
        for sheet in window.findChildren(Sheet):
            sheet.cancel()  # it finishes what it works on
        window.close()
        window.deleteLater()

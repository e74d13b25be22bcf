"""From the command line to the end of the event loop.

Only what the first frame needs is imported here; everything else is, once it has been painted.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.first import FirstWindow

if TYPE_CHECKING:
    from desktop.app.door import Door
    from desktop.app.session import Session
    from desktop.paths import Places


class _OncePainted(QObject):
    """Calls back when a window has been painted for the first time.

    Args:
        window: its children are watched too: one that they cover whole is never painted itself.
    """

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        self._watched = (window, *window.findChildren(QWidget))
        for widget in self._watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first painting; what follows it runs from the event loop."""
        if event.type() == QEvent.Type.Paint and self._watched:
            for widget in self._watched:
                widget.removeEventFilter(self)
            self._watched = ()
            QTimer.singleShot(0, self._then)
        return False


def has_screen() -> bool:
    """Tell whether windows can be shown here: a display, or a platform chosen on purpose."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run() -> int:
    """Open the office of this computer and return the exit code."""
    return _run(_office_door, lambda session, frame: session.open_in(frame))


def run_demo() -> int:
    """Open the demonstration office and return the exit code."""
    return _run(_demo_door, lambda session, frame: session.open_in(frame, several=True))


def run_display() -> int:
    """Open the public display and return the exit code."""
    return _run(_office_door, lambda session, frame: session.open_display(frame))


def run_training(*, fresh: bool = False) -> int:
    """Open training, the invented office to practise in, and return the exit code.

    Args:
        fresh: with invented data made anew.
    """

    def door() -> "tuple[Door, Places]":
        from desktop.app.training import TrainingDoor
        from desktop.paths import places, training_places

        here = training_places()
        return TrainingDoor(here, places(), fresh=fresh), here

    return _run(door, lambda session, frame: session.open_in(frame, several=True), training=True)


def _run(
    door: "Callable[[], tuple[Door, Places]]",
    begin: "Callable[[Session, FirstWindow], None]",
    *,
    training: bool = False,
) -> int:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Ventanilla práctica" if training else "Ventanilla")
    application.setDesktopFileName("ventanilla")
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    frame = FirstWindow(dark=dark, training=training)
    sessions: list[Session] = []

    def go_on() -> None:
        from desktop.app.memory import give_back_large_blocks

        give_back_large_blocks()
        from desktop.app.session import Session

        session = Session(application, *door())
        sessions.append(session)
        begin(session, frame)

    _OncePainted(frame, go_on)
    frame.appear()
    try:
        left = application.exec()
    finally:
        for session in sessions:
            session.close()
    if any(session.begins_anew for session in sessions):
        from desktop.app.training import launch

        launch(fresh=True)
    return left


def _office_door() -> "tuple[Door, Places]":
    from desktop.app.door import Door
    from desktop.paths import places

    here = places()
    return Door(here), here


def _demo_door() -> "tuple[Door, Places]":
    from desktop.app.door import DemoDoor
    from desktop.paths import demo_places

    here = demo_places()
    return DemoDoor(here, past=True), here

"""The program's windows, from the command line to the end of the event loop."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop import __version__
from desktop.app.door import DemoDoor, Door
from desktop.app.workplace import Workplace
from desktop.logs import Crashes, start_log
from desktop.paths import Places, places
from domain.errors import KnownError
from ui import theme
from ui.shell.window import MainWindow
from ui.widgets.notices import tell

if TYPE_CHECKING:
    from desktop.settings import Settings


class _Teller(QObject):
    """Brings the words of an unexpected error to the window in front, from any thread."""

    told = Signal(object)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.told.connect(self._tell)

    def _tell(self, error: KnownError) -> None:
        window = QApplication.activeWindow()
        if window is None:
            shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            window = shown[0] if shown else None
        if isinstance(window, QWidget):
            tell(window, error)


def has_screen() -> bool:
    """Tell whether windows can be shown here: a display, or a platform chosen on purpose."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run() -> int:
    """Open the office of this computer and return the exit code."""
    here = places()
    return _run(Door(here), here)


def run_demo() -> int:
    """Open the demonstration office and return the exit code."""
    here = demo_places()
    return _run(DemoDoor(here), here, several=True)


def run_display() -> int:
    """Open the public display and return the exit code."""
    from desktop.app.hall import Hall

    here = places()
    with _application(here) as application:
        door = Door(here)
        hall = Hall(door)
        hall.show()
        code = application.exec()
        hall.close()
        door.close()
    return code


def demo_places() -> Places:
    """Return the folders of the demonstration: never those of an office."""
    here = places()
    if os.environ.get("VENTANILLA_HOME"):
        return here
    return Places(
        here.logs.parent / "ventanilla-demo", here.logs.parent / "ventanilla-demo" / "registros"
    )


def _run(door: Door, here: Places, *, several: bool = False) -> int:
    with _application(here) as application:
        workplaces: list[Workplace] = []

        def another() -> None:
            window = MainWindow()
            place = Workplace(window, door, application, another if several else None)
            workplaces.append(place)
            place.start()
            window.show()
            window.activateWindow()

        another()
        code = application.exec()
        for place in workplaces:
            place.close()
        door.close()
    return code


@contextmanager
def _application(here: Places) -> Iterator[QApplication]:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Ventanilla")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("ventanilla")
    chosen = _look_of(here)
    theme.start(application, scheme=chosen[0], scale=chosen[1])
    teller = _Teller(application)
    end_log = _start_log(here)
    try:
        with Crashes(here.logs, __version__, teller.told.emit).watching():
            yield application
    finally:
        end_log()


def _look_of(here: Places) -> tuple[str | None, float]:
    """Return scheme and scale from the settings; what is wrong in them is told later."""
    from datetime import UTC, datetime

    from desktop.settings import load

    chosen: Settings = load(here.settings, datetime.now(UTC)).settings
    return (None if chosen.theme == "system" else chosen.theme), chosen.scale / 100


def _start_log(here: Places) -> Callable[[], None]:
    try:
        here.logs.mkdir(parents=True, exist_ok=True)
    except OSError:
        pass
    return start_log(here.logs)

"""One run of the program: its look, its log, its one place for bugs, its windows."""

from collections.abc import Callable
from contextlib import ExitStack, suppress

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop import __version__, settings
from desktop.app.door import Door
from desktop.app.look import wear
from desktop.app.workplace import Workplace
from desktop.logs import Crashes, start_log
from desktop.paths import Places
from domain.errors import KnownError
from ui.first import FirstWindow
from ui.shell.window import MainWindow
from ui.widgets.notices import tell


class _Teller(QObject):
    """Brings words to the window in front, from any thread."""

    told = Signal(object)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.told.connect(self._tell)

    def _tell(self, error: KnownError) -> None:
        shown = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        window = QApplication.activeWindow() or next(iter(shown), None)
        if window is not None:
            tell(window, error)


class Session:
    """Holds what lasts from the first window to the last.

    Args:
        application: the one application.
        door: the way to the office's data.
        here: the program's folders.

    Attributes:
        begins_anew: training is to begin again with new data, once this run has ended.
    """

    def __init__(self, application: QApplication, door: Door, here: Places) -> None:
        self._application, self._door = application, door
        self._more: list[FirstWindow] = []  # nothing else keeps them
        application.setApplicationVersion(__version__)
        wear(application, settings.peek(here.settings).settings, training=door.training)
        self._ending = ExitStack()
        self._here = here
        # Once the person has something to look at: loading it takes as long as painting that.
        QTimer.singleShot(0, application, self._begin_log)
        teller = _Teller(application)
        self._ending.enter_context(Crashes(here.logs, __version__, teller.told.emit).watching())
        self._ending.callback(door.close)
        self.begins_anew = False
        if door.training:
            self._ask_about_paper(door)

    def open_in(self, frame: FirstWindow, *, several: bool = False) -> None:
        """Put the program into a frame.

        Args:
            several: the person may open more windows (a demonstration).
        """
        another: Callable[[], None] | None = None
        if several:

            def another() -> None:
                more = FirstWindow(training=self._door.training)
                self._more.append(more)
                more.appear()
                self.open_in(more, several=True)

        window = MainWindow()
        anew = self._begin_anew if self._door.training else None
        place = Workplace(window, self._door, self._application, another, anew)
        self._ending.callback(place.close)
        place.start()
        frame.fill(window)

    def _ask_about_paper(self, door: Door) -> None:
        from desktop.app.training_paper import PaperAsker
        from desktop.printing.system import SystemPrinter

        asker = PaperAsker(SystemPrinter(), parent=self._application)
        door.offer = asker.offer
        self._ending.callback(asker.close)

    def _begin_anew(self) -> None:
        """Close every window; who runs the program then begins training again."""
        self.begins_anew = True
        self._application.closeAllWindows()

    def _begin_log(self) -> None:
        with suppress(OSError):
            self._here.logs.mkdir(parents=True, exist_ok=True)
        self._ending.callback(start_log(self._here.logs))

    def open_display(self, frame: FirstWindow) -> None:
        """Put the sign-in of the public display into a frame."""
        from desktop.app.hall import Hall

        hall = Hall(self._door)
        self._ending.callback(hall.close)
        hall.signed_in.connect(frame.hide)
        frame.fill(hall.page)
        hall.start()

    def close(self) -> None:
        """Finish what is under way and let go of the office."""
        self._ending.close()
        for frame in self._more:
            frame.deleteLater()
        self._more.clear()

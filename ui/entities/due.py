"""What was programmed for a day begins on that day, whichever page is open, or none."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from ui.work import Runner

LOOK_MS = 60_000
"""How often it is looked whether a day has come."""


class DueChanges(QObject):
    """Asks for the programmed changes of authorisers whose day has come, while it runs.

    What fails is tried again at the next look; that the data cannot be reached is told by others.

    Args:
        desk: the workstation; nobody in particular acts.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begin = partial(begin_due, desk)
        self._runner = Runner(_unheard, parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and again and again."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Look now."""
        self._runner.read(self._begin)

    def close(self) -> None:
        """Look no more; what is under way is finished."""
        self._timer.stop()
        self._runner.close()


def _unheard(_: KnownError) -> None:
    """Leave it to the next look."""

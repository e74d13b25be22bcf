"""A presenter that has the days counted that are still to be, while its part is looked at."""

from PySide6.QtCore import QObject, Signal

from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import Upkeep, bring_up_to_date
from domain.errors import KnownError
from domain.staff import Actor
from ui.following import Following, S

POLL_MS = 5_000
"""How often it is asked whether anything changed, in milliseconds: nobody acts on a figure."""
CHUNK = 10
"""So many days are counted at once: each chunk holds the office's data for a moment."""


class KeepingPresenter(Following[S]):
    """Follows what is shown, and counts whatever days are still to be counted.

    Args:
        desk: the workstation.
        actor: who is signed in.
        poll_ms: how often it looks for changes.
    """

    counting = Signal(int)
    """So many days are still to be counted; 0 when all are."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk, self._actor = desk, actor
        self._keeping = False

    def start(self) -> None:
        """Read now, and count."""
        super().start()
        self._keep()

    def _keep(self) -> None:
        if self._keeping or self._closed:
            return
        self._keeping = True
        self.runner.write(
            lambda: bring_up_to_date(self.desk, self._actor, CHUNK), self._kept, self._not_kept
        )

    def _kept(self, done: Upkeep) -> None:
        self._keeping = False
        self.counting.emit(done.left)
        if done.counted:
            self.load()
        if done.left and done.counted and self.is_watching:
            self._keep()

    def _not_kept(self, error: KnownError) -> None:
        self._keeping = False
        self._not_read(error)

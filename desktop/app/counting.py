"""Counting the days beside the work: a little at a time, at whichever workstation is on."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases import access
from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import Upkeep, bring_up_to_date
from domain.errors import KnownError
from domain.staff import Action, Actor, Role, allowed
from ui.work import Runner

FIRST_MS = 60 * 1000
"""After signing in: who begins to work waits for nothing."""
AGAIN_MS = 10 * 60 * 1000
MORE_MS = 3 * 1000
"""Between two pieces, while there are days left."""
PIECE = 2
"""So many days at once: some tenths of a second of one core."""


def start_counting(desk: Desk, actor: Actor, roles: frozenset[Role]) -> list["DayCounting"]:
    """Count what is to be counted for as long as somebody is signed in who may have it done."""
    if not allowed(Action.KEEP_FIGURES, roles):
        return []
    started = DayCounting(desk, actor)
    started.start()
    return [started]


class DayCounting(QObject):
    """Has days counted now and then; goes with the pages.

    Args:
        first_ms, more_ms, again_ms: after how long it begins, goes on, and looks again.
    """

    kept = Signal(object)
    """What was counted (``Upkeep``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        first_ms: int = FIRST_MS,
        more_ms: int = MORE_MS,
        again_ms: int = AGAIN_MS,
    ) -> None:
        super().__init__()
        self._desk, self._actor = desk, actor
        self._first_ms, self._more_ms, self._again_ms = first_ms, more_ms, again_ms
        self._runner = Runner(self._later, parent=self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)

    def start(self) -> None:
        """Begin."""
        self._timer.start(self._first_ms)

    def close(self) -> None:
        """End; what is under way is finished."""
        self._timer.stop()
        self._runner.close()

    def _count(self) -> None:
        desk, actor = self._desk, self._actor
        self._runner.write(
            lambda: bring_up_to_date(desk, access.refresh(desk, actor), PIECE), self._counted
        )

    def _counted(self, done: Upkeep) -> None:
        self._timer.start(self._more_ms if done.left and done.counted else self._again_ms)
        self.kept.emit(done)

    def _later(self, _error: KnownError) -> None:
        """Nobody asked for it now: it is tried again in a while."""
        self._timer.start(self._again_ms)

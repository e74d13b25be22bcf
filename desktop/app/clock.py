"""Telling that the computer's clock is not to be trusted; the order of arrival does not need it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer

from desktop.doctor import CLOCK_TOLERANCE, ClockWatch, clock_trouble
from domain.offices import Office
from domain.ports import Clock
from ui.widgets.notices import Notice

LOOK_MS = 60_000
"""How often the clock is looked at."""
KEPT = "Los turnos conservan su orden de llegada."


class ClockTeller(QObject):
    """Tells once that the clock is behind the last record, and once each time it is moved.

    Args:
        watch: begun when the program was.
        clock: what the records are dated with.
        office: whose time is told.
        last_at: when the last record was made before the program began; None for no record.
        tell: where the words go.
    """

    def __init__(
        self,
        watch: ClockWatch,
        clock: Clock,
        office: Office,
        last_at: datetime | None,
        tell: Callable[[Notice], None],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._watch, self._clock, self._tell = watch, clock, tell
        self._zone = ZoneInfo(office.timezone)
        self._last_at = last_at
        self._told = timedelta(0)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and again and again."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Look now."""
        moved = self._watch.jump() - self._told
        if abs(moved) > CLOCK_TOLERANCE:
            self._told += moved
        last_at, self._last_at = self._last_at, None
        trouble = clock_trouble(self._clock.now(), last_at, moved, self._zone)
        if trouble is not None:
            self._tell(Notice(trouble.words, KEPT, trouble.todo))

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

"""When to look again at what others change too: at once where it is heard, else every so often."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.usecases.changes import Changes

HEARD_POLL_MS = 2000
"""How often it is asked all the same where changes are heard, in milliseconds."""
REST_MS = 150
"""How long after one reading the next may begin, however much happens meanwhile."""


class Hearing(QObject):
    """Says when to look again.

    Args:
        changes: the office's.
        poll_ms: how often to look where nothing is heard.
    """

    due = Signal()
    """It is time to look: nothing may have changed."""
    heard = Signal()
    """Something happened: look as soon as possible."""

    _told = Signal()

    def __init__(self, changes: Changes, poll_ms: int, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self._poll_ms = poll_ms
        self._end: Callable[[], None] | None = None
        self._again = False
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._polled)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        # Told from the thread that listens, heard on this object's own.
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_on(self) -> bool:
        """Whether it was begun."""
        return self._poll.isActive()

    def start(self) -> None:
        """Begin."""
        if self._end is None:
            self._end = self._changes.follow(self._told.emit)
        self._poll.start(self._interval())

    def stop(self) -> None:
        """End."""
        if self._end is not None:
            self._end()
            self._end = None
        self._again = False
        self._poll.stop()
        self._rest.stop()

    def _interval(self) -> int:
        return max(self._poll_ms, HEARD_POLL_MS) if self._changes.are_heard else self._poll_ms

    def _polled(self) -> None:
        if self._poll.interval() != self._interval():
            self._poll.setInterval(self._interval())
        self.due.emit()

    def _hear(self) -> None:
        if self._end is None:
            return  # ended while it was on its way
        if self._rest.isActive():
            self._again = True
        else:
            self._rest.start()
            self.heard.emit()

    def _rested(self) -> None:
        if self._again:
            self._again = False
            self._hear()

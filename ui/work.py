"""Work done off the UI thread, its results told on it.

A presenter owns one ``Runner``. Reads run side by side; writes run one at a time, in the order
they were asked for, and every one of them is carried out, also when the window closes meanwhile.
"""

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QRunnable,
    Qt,
    QThreadPool,
    QTimer,
    Signal,
    Slot,
)

from domain.errors import KnownError

T = TypeVar("T")

SLOW_MS = 300
"""After how long a person is shown that something is under way (ux rules: 300 ms)."""


class _Job(QRunnable, Generic[T]):
    """One piece of work and what to do with its end."""

    def __init__(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[KnownError], None] | None,
        tell: Callable[["_Job[Any]"], None],
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.work = work
        self.done = done
        self.failed = failed
        self.tell = tell
        self.key: str | None = None
        self.stale = False
        self.finished = False
        self.result: T | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Do the work in a thread of the pool and report back."""
        try:
            if not self.stale:
                self.result = self.work()
        except Exception as error:  # noqa: BLE001 - the boundary between threads: it is raised again on the UI thread
            self.error = error
        self.tell(self)

    def forget(self) -> None:
        """Let go of everything: the pool keeps what it ran where no collector looks.

        Through it whoever asked would stay, with the pool itself: a ring that nothing opens.
        """
        self.work = self.tell = _nothing
        self.done = self.failed = self.result = self.error = None


def _nothing(*_: object) -> Any:
    """Stand for work whose end was told."""


class Runner(QObject):
    """Runs callables off the UI thread and hands back their ends on it, in order.

    Ends arrive in the order in which the work was asked for, reads and writes each in their own
    order. A ``KnownError`` goes to ``failed`` (or to the runner's ``on_error``); anything else is
    a bug and reaches ``sys.excepthook`` on the UI thread.

    Args:
        on_error: where a known error goes when the call brought no ``failed`` of its own.
        slow_ms: after how many milliseconds ``slow`` is emitted.
        parent: the owning object; call ``close`` before it dies.
    """

    busy = Signal(bool)
    """True when the first piece of work starts, False when none is left."""
    slow = Signal(bool)
    """True when work has been under way for ``slow_ms``, False when it ended."""

    _finished = Signal(object)

    def __init__(
        self,
        on_error: Callable[[KnownError], None] | None = None,
        *,
        slow_ms: int = SLOW_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_error = on_error
        self._reads = QThreadPool(self)
        self._reads.setMaxThreadCount(3)
        self._writes = QThreadPool(self)
        self._writes.setMaxThreadCount(1)  # the pool's own queue is the serial lane
        self._pending: dict[QThreadPool, list[_Job[Any]]] = {self._reads: [], self._writes: []}
        self._closed = False
        self._slow = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(slow_ms)
        self._timer.timeout.connect(self._say_slow)
        self._finished.connect(self._collect, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to be done or delivered."""
        return any(self._pending.values())

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run ``work``, which changes nothing, beside other reads; not at all once it is closed."""
        self._start(self._reads, _Job(work, done, failed, self._finished.emit))

    def latest(
        self,
        key: str,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run a read that makes the earlier ones of the same ``key`` worthless.

        For search as you type: the end of an overtaken search is not delivered, and one that
        has not begun is not run.
        """
        job = _Job(work, done, failed, self._finished.emit)
        job.key = key
        for earlier in self._pending[self._reads]:
            if earlier.key == key:
                earlier.stale = True
        self._start(self._reads, job)

    def write(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run ``work``, which changes something, after the writes asked for before it.

        Raises:
            RuntimeError: the runner is closed.
        """
        self._start(self._writes, _Job(work, done, failed, self._finished.emit))

    def close(self) -> None:
        """Finish what was asked for, deliver it, and take nothing more. Blocks until done."""
        self._closed = True
        for job in self._pending[self._reads]:
            job.stale = True  # nobody is left to look at it
        self._reads.waitForDone()
        self._writes.waitForDone()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        self._timer.stop()

    def _start(self, pool: QThreadPool, job: _Job[Any]) -> None:
        if self._closed and pool is self._reads:
            return  # the last writes often ask to read anew, for nobody
        if self._closed:
            raise RuntimeError("this runner is closed")
        first = not self.is_busy
        self._pending[pool].append(job)
        if first:
            self._timer.start()
            self.busy.emit(True)
        pool.start(job)

    @Slot(object)
    def _collect(self, job: _Job[Any]) -> None:
        """Deliver, in order, every end that no earlier one is still holding back."""
        job.finished = True
        for pending in self._pending.values():
            while pending and pending[0].finished:
                self._deliver(pending.pop(0))
        if not self.is_busy:
            self._timer.stop()
            if self._slow:
                self._slow = False
                self.slow.emit(False)
            self.busy.emit(False)

    def _deliver(self, job: _Job[Any]) -> None:
        try:
            if job.stale:
                pass
            elif job.error is None:
                if job.done is not None:
                    job.done(job.result)
            elif isinstance(job.error, KnownError):
                failed = job.failed or self._on_error
                if failed is None:
                    raise job.error
                failed(job.error)
            else:
                raise job.error
        except Exception as error:  # noqa: BLE001 - one bad end must not hold back the ones behind it
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            job.forget()

    def _say_slow(self) -> None:
        self._slow = True
        self.slow.emit(True)

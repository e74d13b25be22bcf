"""What the pages of the queue share: they follow the day, act on it, and show what came of it."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.usecases.changes import Changes
from domain.errors import KnownError
from ui.hearing import Hearing
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

POLL_MS = 500
"""How often it is asked whether anything changed, in milliseconds."""

S = TypeVar("S")
T = TypeVar("T")


class Following(QObject, Generic[S]):
    """A presenter that follows what others change too; ``S`` is the frozen state it tells.

    Everything it does runs off the UI thread. One action at a time: while one is under way, and
    until its result is shown, further keys do nothing, so that a key pressed twice acts once.

    Args:
        changes: tells that something happened; None where only the poll finds out.
        poll_ms: how often it looks for changes where nobody tells it of them.
    """

    changed = Signal(object)
    """The state is another one (``S``)."""
    told = Signal(object)
    """Something to tell (``Notice``)."""

    def __init__(
        self,
        changes: Changes | None = None,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state: S | None = None
        self._reading = False
        self._acting = False
        self._closed = False
        self._troubled = False
        self._missed = False
        self.runner = Runner(on_error=self._failed, parent=self)
        self.runner.busy.connect(self._rest)
        self._hearing = Hearing(changes or Changes(), poll_ms, parent=self)
        self._hearing.due.connect(self.load)
        self._hearing.heard.connect(self._hear)

    @property
    def state(self) -> S | None:
        """What was last told; None before the first reading."""
        return self._state

    @property
    def is_acting(self) -> bool:
        """Whether an action is under way or its result not yet shown."""
        return self._acting

    @property
    def is_watching(self) -> bool:
        """Whether changes are looked for."""
        return self._hearing.is_on

    def start(self) -> None:
        """Read now and go on looking for changes."""
        if not self._closed and not self._hearing.is_on:
            self._hearing.start()
            self.load()

    def load(self) -> None:
        """Read once, unless a reading or an action is under way."""
        if self._reading or self._acting or self._closed:
            return
        self._reading = True
        self._missed = False
        known = self._state
        self.runner.read(lambda: self._read(known), self._polled, self._not_read)

    def stop(self) -> None:
        """Look no more until ``start``."""
        self._hearing.stop()

    def close(self) -> None:
        """Finish what is under way and take nothing more."""
        self._closed = True
        self._hearing.stop()
        self.runner.close()

    def _hear(self) -> None:
        """Read what is told of; what happens during a reading may not be in it."""
        if self._reading or self._acting:
            self._missed = True
        else:
            self.load()

    def _read(self, known: S | None) -> S | None:
        """Read the state, off the UI thread; None where nothing moved since ``known``."""
        raise NotImplementedError

    def _show(self, state: S) -> None:
        self._state = state
        self.changed.emit(state)

    def _act(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Do ``work`` unless something is being done; what came of it is shown, then told."""
        if self._acting or self._closed:
            return
        self._acting = True

        def succeeded(result: T) -> None:
            self._reread(None if done is None else partial(done, result))

        def refused(error: KnownError) -> None:
            self._reread(partial(failed or self._failed, error))

        self.runner.write(work, succeeded, refused)

    def _reread(self, then: Callable[[], None] | None) -> None:
        """Show what an action left behind, take keys again, and ``then`` say what came of it."""
        if self._closed:
            return

        def shown(state: S | None) -> None:
            self._acting = False
            self._polled(state)
            if then is not None:
                then()

        def unread(error: KnownError) -> None:
            self._not_read(error)
            if then is not None:
                then()

        self.runner.read(lambda: self._read(None), shown, unread)

    def _polled(self, state: S | None) -> None:
        self._reading = self._troubled = False
        if state is not None and state != self._state and not self._closed:
            self._show(state)

    def _not_read(self, error: KnownError) -> None:
        """Tell once that the day cannot be read; what is shown stays."""
        self._reading = self._acting = False
        if not self._troubled:
            self._troubled = True
            self.told.emit(Notice.of(error))

    def _rest(self, busy: bool) -> None:
        """Take keys again whatever happened: a bug in one action must not end the page."""
        if busy:
            return
        self._acting = self._reading = False
        if self._missed:
            self._missed = False
            self.load()

    def _tell(self, what: str, todo: str = "") -> None:
        self.told.emit(Notice(what, todo=todo, kind=Kind.OK))

    def _failed(self, error: KnownError) -> None:
        self.told.emit(Notice.of(error))

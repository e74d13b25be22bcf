"""The office's server as this program sees it: pages are woken, and windows are told how it stands."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Engine

from db.listening import Listening, ServerState
from db.postgres import authority_of, doubts_of
from desktop.usecases.changes import Changes
from domain.errors import KnownError
from domain.operations import Operation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action whose connection was cut while it was being kept."""

    operation: Operation
    kept: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What this program did of late, and the server that took the other's place does not have."""

    operations: tuple[Operation, ...]


News = ServerState | Outcome | Missing


class ServerWatch:
    """Watches the server of one open office, for as many windows as there are.

    Args:
        engine: from ``db.postgres.open_engine``.
        changes: the desk's: told whenever something happens at the server.
        missing: returns what this program did and the server does not have.
    """

    def __init__(
        self,
        engine: Engine,
        changes: Changes,
        missing: Callable[[], Sequence[Operation]] = tuple,
    ) -> None:
        self._engine, self._changes = engine, changes
        self._missing, self._epoch = missing, authority_of(engine).epoch
        self._listening: Listening | None = None
        self._state: ServerState | None = None
        self._followers: list[Callable[[News], None]] = []
        self._lock = Lock()
        doubts_of(engine).known = self._known

    def follow(self, told: Callable[[News], None]) -> Callable[[], None]:
        """Have ``told`` called with each news, from any thread; return what ends that.

        The first who follows begins the watch.
        """
        with self._lock:
            self._followers.append(told)
            state, begins = self._state, self._listening is None
            if begins:
                self._listening = Listening(self._engine, self._changes.tell, self._seen)
                self._listening.start()
        if state is not None:
            told(state)

        def end() -> None:
            with self._lock:
                if told in self._followers:
                    self._followers.remove(told)

        return end

    def close(self) -> None:
        """End the watch."""
        with self._lock:
            listening, self._listening = self._listening, None
            self._followers.clear()
        if listening is not None:
            listening.stop()

    def _seen(self, state: ServerState) -> None:
        self._state = state
        self._changes.are_heard = state.trouble is None
        self._tell(state)
        if state.trouble is None:
            self._look_for_missing()

    def _look_for_missing(self) -> None:
        """Where another server is met than before, tell what did not get to it."""
        before, now = self._epoch, authority_of(self._engine).epoch
        if before and now > before:
            with suppress(KnownError):  # away again: the next time tells it
                if lost := tuple(self._missing()):
                    self._tell(Missing(lost))
                self._epoch = now
        else:
            self._epoch = now

    def _known(self, operation: Operation, kept: bool) -> None:
        self._tell(Outcome(operation, kept))

    def _tell(self, news: News) -> None:
        with self._lock:
            followers = list(self._followers)
        for told in followers:
            told(news)

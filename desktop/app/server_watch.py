"""The office's server as this program sees it: pages are woken, and windows are told how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Engine

from db.listening import Listening, ServerState
from db.postgres import doubts_of
from desktop.usecases.changes import Changes
from domain.operations import Operation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action whose connection was cut while it was being kept."""

    operation: Operation
    kept: bool


News = ServerState | Outcome


class ServerWatch:
    """Watches the server of one open office, for as many windows as there are.

    Args:
        engine: from ``db.postgres.open_engine``.
        changes: the desk's: told whenever something happens at the server.
    """

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine, self._changes = engine, changes
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

    def _known(self, operation: Operation, kept: bool) -> None:
        self._tell(Outcome(operation, kept))

    def _tell(self, news: News) -> None:
        with self._lock:
            followers = list(self._followers)
        for told in followers:
            told(news)

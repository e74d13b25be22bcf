"""The same transactions by hand on bare psycopg: the limit of what the use cases reach on a server."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.bare import Bare
from db import postgres

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_LOCKED = f"{_BEGIN}; SELECT epoch FROM authority WHERE id = 1 FOR UPDATE"


class BareServer(Bare):
    """One process on its own connection to a server: the same lock, reads, hashes and writes.

    Args: as ``Bare``'s; the database is named by what it is connected with.
    """

    @staticmethod
    def _connect(path: Any, key: bytes) -> Any:
        return postgres.connect(path)

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self.connection.execute(_WORDS[statement], values)

    def _lock(self) -> None:
        self.connection.execute(_LOCKED, prepare=False)

    def _begin_without_lock(self) -> None:
        self.connection.execute(_BEGIN)

    @staticmethod
    def _moment(microseconds: int) -> Any:
        return _EPOCH + timedelta(microseconds=microseconds)


class _Words(dict[str, str]):
    """The statements with the places of values as psycopg writes them."""

    def __missing__(self, statement: str) -> str:
        self[statement] = statement.replace("?", "%s")
        return self[statement]


_WORDS = _Words()

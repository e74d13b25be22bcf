"""Finding the server that counts among those the settings name.

An office may name its server and the one that would take its place. Each is asked for the epoch of
its database: the highest one that takes work is the office's. A server that was replaced comes back
with a lower one, and nobody who has met the higher works on it again.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from db import versions
from domain.errors import DatabaseNewer, KnownError, OldAuthority


class Versioned(psycopg.Connection[Any]):
    """A connection that knows the schema of its database.

    Attributes:
        schema: as far as this program knows it: a newer one is worked on as this program's own.
        epoch: of the database when it was connected to; 0 for one that holds nothing yet.
    """

    schema: str = versions.HEAD
    epoch: int = 0


_HOLD = "SELECT pg_advisory_lock_shared(%s, %s)"
_GREET = """
SELECT epoch, usable_from,
       NOT (pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool)
FROM authority WHERE id = 1
"""
_SCHEMA = "SELECT version_num FROM alembic_version"
_EACH = ("host", "hostaddr", "port")
_HEAD_NUMBER = int(versions.HEAD)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server says of itself.

    Attributes:
        epoch: of its database; 0 for one that holds nothing yet.
        takes_work: it is neither a copy that follows another, nor one that was put aside.
    """

    epoch: int
    takes_work: bool


def greet(connection: Versioned) -> Greeting:
    """Ask a server what it is, and tell it by a lock which version works on it.

    The connection learns the schema of its database, and its epoch.

    Args:
        connection: a new one, in autocommit.

    Raises:
        DatabaseNewer: its database was changed so that this program may not work on it.
        psycopg.Error: see ``db.postgres.translate``.
    """
    # The lock first: whoever changes the database for a newer version waits for it.
    connection.execute(_HOLD, (versions.RUNNING, _HEAD_NUMBER))
    try:
        row = connection.execute(_GREET).fetchone()
    except (errors.UndefinedTable, errors.UndefinedColumn):
        return Greeting(0, takes_work=True)  # it is being made
    if row is None:
        return Greeting(0, takes_work=True)  # the first transaction tells that it is not ready
    epoch, usable_from, takes_work = row
    if usable_from > versions.HEAD:
        raise DatabaseNewer
    with suppress(errors.UndefinedTable):
        schema = connection.execute(_SCHEMA).fetchone()
        if schema is not None:
            connection.schema = min(schema[0], versions.HEAD)
    connection.epoch = epoch
    return Greeting(epoch, takes_work=takes_work)


def ways(conninfo: str) -> tuple[str, ...]:
    """Return what to connect with to each of the servers that ``conninfo`` names."""
    words = conninfo_to_dict(conninfo)
    lists = {key: str(words.pop(key)).split(",") for key in _EACH if words.get(key)}
    count = max((len(values) for values in lists.values()), default=1)
    if count == 1:
        return (conninfo,)
    words.pop("target_session_attrs", None)  # that is what is found out here
    return tuple(
        make_conninfo(
            "",
            **words,
            **{key: values[place % len(values)] for key, values in lists.items()},
        )
        for place in range(count)
    )


class Hosts:
    """Connects to the server that counts.

    Args:
        conninfo: libpq's words; host, hostaddr and port may be lists.
        connect: opens a connection in autocommit.
        known: returns the highest epoch this computer has met.
        check: told of each epoch met; raises OldAuthority for a lower one.
    """

    def __init__(
        self,
        conninfo: str,
        connect: Callable[[str], Versioned],
        known: Callable[[], int],
        check: Callable[[int], None],
    ) -> None:
        self._ways = ways(conninfo)
        self._connect, self._known, self._check = connect, known, check
        self._last = ""
        self._lock = Lock()

    def connect(self) -> Versioned:
        """Return a connection to the server that counts.

        Raises:
            OldAuthority: only servers that were replaced answer.
        """
        if len(self._ways) == 1:
            return self._alone()
        with self._lock:
            last = self._last
        if last and (connection := self._again(last)) is not None:
            return connection
        with ThreadPoolExecutor(len(self._ways)) as asking:
            answers = list(asking.map(self._asked, self._ways))
        return self._chosen(answers)

    def _alone(self) -> Versioned:
        connection, greeting = self._greeted(self._ways[0])
        try:
            if greeting.epoch:
                self._check(greeting.epoch)
        except OldAuthority:
            connection.close()
            raise
        return connection

    def _again(self, way: str) -> Versioned | None:
        """Return a connection to the server used last, or None where it no longer counts."""
        answer = self._asked(way)
        if isinstance(answer, Exception):
            return None
        connection, greeting = answer
        if greeting.takes_work and greeting.epoch >= self._known():
            self._check(greeting.epoch)
            return connection
        connection.close()
        return None

    def _greeted(self, way: str) -> tuple[Versioned, Greeting]:
        connection = self._connect(way)
        try:
            return connection, greet(connection)
        except BaseException:
            connection.close()
            raise

    def _asked(self, way: str) -> tuple[Versioned, Greeting] | Exception:
        try:
            return self._greeted(way)
        except (psycopg.Error, KnownError) as exc:
            return exc

    def _chosen(self, answers: list[tuple[Versioned, Greeting] | Exception]) -> Versioned:
        """Keep the connection to the highest epoch that takes work, and close the others."""
        found = [
            (answer[1].takes_work, answer[1].epoch, place)
            for place, answer in enumerate(answers)
            if not isinstance(answer, Exception)
        ]
        best = max(found, default=(False, 0, 0))
        chosen: Versioned | None = None
        try:
            if not found:
                failed = [answer for answer in answers if isinstance(answer, Exception)]
                raise next((exc for exc in failed if isinstance(exc, KnownError)), failed[0])
            # Also one that takes no work tells how far the office has come.
            self._check(max(*(epoch for _, epoch, _ in found), self._known()))
            takes_work, epoch, place = best
            if not takes_work or not epoch:
                raise psycopg.OperationalError("none of the servers takes work")
            self._check(epoch)
            answer = answers[place]
            assert not isinstance(answer, Exception)
            chosen = answer[0]
            with self._lock:
                self._last = self._ways[place]
            return chosen
        finally:
            for answer in answers:
                if not isinstance(answer, Exception) and answer[0] is not chosen:
                    answer[0].close()

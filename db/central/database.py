"""How the centre reaches its database: a pool of connections, each with limits of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

Link = psycopg.Connection[DictRow]
"""A connection inside its transaction; its rows are dicts."""

UNREACHABLE = (psycopg.OperationalError, PoolTimeout)
"""What the driver raises when the server is away, full, or took too long: to be tried again."""

UNSTORABLE_ERRORS = (psycopg.DataError, psycopg.IntegrityError)
"""What the driver raises for data that the database cannot hold: never to be tried again."""

_LIMITS = (
    "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    " -c timezone=UTC"
)
_WAIT_SECONDS = 5.0


class CentralDatabase:
    """The database of the centre.

    Args:
        connected: what to connect with, as libpq has it.
        size: connections at most.
    """

    def __init__(self, connected: str, size: int = 8) -> None:
        self._pool = ConnectionPool(
            make_conninfo(connected, options=_LIMITS, connect_timeout=5),
            connection_class=psycopg.Connection[DictRow],
            kwargs={"row_factory": dict_row},
            min_size=1,
            max_size=size,
            max_waiting=4 * size,
            timeout=_WAIT_SECONDS,
            # One question before each use: a server that was started anew breaks none of them.
            check=ConnectionPool[Any].check_connection,
            open=False,
            name="centre",
        )

    def open(self) -> None:
        """Begin to connect, in threads of the pool; what cannot be reached yet is tried again."""
        self._pool.open()

    def close(self) -> None:
        """End the connections and the threads."""
        self._pool.close()

    @contextmanager
    def write(self) -> Iterator[Link]:
        """Begin a transaction: committed when the block ends, taken back when it raises.

        Raises:
            UNREACHABLE: see there.
        """
        with self._pool.connection() as link:
            yield link

    @contextmanager
    def read(self) -> Iterator[Link]:
        """Begin a transaction that reads one state of everything.

        Raises:
            UNREACHABLE: see there.
        """
        with self._pool.connection() as link:
            link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield link


def without_password(connected: str) -> tuple[str, str]:
    """Return what to connect with, without its password, and the password."""
    told = conninfo_to_dict(connected)
    secret = str(told.pop("password", None) or "")
    return make_conninfo("", **told), secret


def one(link: Link, statement: LiteralString, **values: object) -> DictRow | None:
    """Return the first row of what ``statement`` gives, or None."""
    return link.execute(statement, values).fetchone()


def rows(link: Link, statement: LiteralString, **values: object) -> list[DictRow]:
    """Return every row that ``statement`` gives."""
    return link.execute(statement, values).fetchall()


def run(link: Link, statement: LiteralString, **values: object) -> int:
    """Run a change and return how many rows it met."""
    return link.execute(statement, values).rowcount

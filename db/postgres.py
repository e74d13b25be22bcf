"""The office's database on a server: how it is reached, begun, and how its failures are told.

Rules kept here, from the architecture: every write locks the one row of ``authority`` first, so that
one order per office holds, as BEGIN IMMEDIATE does on SQLite; its epoch tells a server that was
replaced. A read is one consistent picture and waits for nobody. A connection that goes silent is
found out within seconds, on both sides: a counter whose power fails in the middle of an action must
not hold the others (docs/decisions/0086).
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, TypeVar, cast
from uuid import UUID

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from db.errors import FailureHidden, WriteInReadUnit
from db.hosts import Hosts, Versioned
from db.server_faults import is_gone, translate
from domain.errors import (
    KnownError,
    OldAuthority,
    OutcomeNowKnown,
    OutcomeUnknown,
    ServerLost,
    ServerNotReady,
)
from domain.operations import Operation

__all__ = ["translate"]

LOCK_MS = 10_000
"""How long a write waits for its turn."""
IDLE_MS = 5_000
"""How long a counter may hold its turn without a word before the server takes it back: less than
the others wait, so that one that froze costs them a pause and no action."""
STATEMENT_MS = 30_000
WRITE_SECONDS = LOCK_MS / 1000 + 3
READ_SECONDS = STATEMENT_MS / 1000 + 3
"""How long an answer is waited for; only a server that froze takes longer than its own limits."""
SETTLE_SECONDS = 5.0
"""How long the outcome of a cut action is asked for before the screen says it is not known."""

_REACH = {
    "connect_timeout": 4,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 6_000,
    "application_name": "ventanilla",
    "options": f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}",
}
_LOCK = "SELECT epoch FROM authority WHERE id = 1 FOR UPDATE"
# Of the transaction: a read holds nobody, and may think over what it read.
_IDLE = f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_MS}"
_BEGIN_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED; {_IDLE}; {_LOCK}"
_BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_IS_THERE = "SELECT 1 FROM operation WHERE id = %s"

T = TypeVar("T")


class Reached(Versioned):
    """A connection that waits for no answer for ever.

    Attributes:
        limit: seconds that an answer is waited for; None for as long as it takes.
    """

    limit: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the driver's next answer; without one in time the connection is given up."""
        if timeout is not None or self.limit is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.limit)
        except psycopg.OperationalError as exc:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            raise errors.ConnectionTimeout("the server does not answer") from exc


def connect(conninfo: str, password: str = "") -> Reached:
    """Open one bare connection, in autocommit.

    Args:
        conninfo: libpq's words (postgresql.org/docs/current/libpq-connect.html), no password.
        password: of this workstation's login; empty where the server asks for none.

    Raises:
        psycopg.Error: see ``translate``.
    """
    secret = {"password": password} if password else {}
    # What the words themselves say wins: a test server may want other times.
    asked = {**_REACH, **psycopg.conninfo.conninfo_to_dict(conninfo), **secret}
    return Reached.connect(autocommit=True, **cast(Any, asked))


class Authority:
    """Which copy of the office's database this program knows to count.

    Args:
        epoch: the highest one this computer has met.
        met: told of a higher one, to be remembered.
    """

    def __init__(self, epoch: int = 0, met: Callable[[int], None] | None = None) -> None:
        self.epoch = epoch
        self._met = met

    def check(self, epoch: int) -> None:
        """Insist that a server is not one that was replaced.

        Raises:
            OldAuthority: it is.
        """
        if epoch < self.epoch:
            raise OldAuthority
        if epoch > self.epoch:
            self.epoch = epoch
            if self._met is not None:
                self._met(epoch)


class Doubts:
    """What this program wrote without learning whether it was kept, until it is known.

    Attributes:
        known: told of each, and whether it was kept; from any thread.
    """

    def __init__(self) -> None:
        self.known: Callable[[Operation, bool], None] | None = None
        self._open: dict[UUID, Operation] = {}
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._open)

    def add(self, operation: Operation) -> None:
        """Enter what is not known."""
        with self._lock:
            self._open[operation.id] = operation

    def open(self) -> list[Operation]:
        """Return what is not known yet, the oldest first."""
        with self._lock:
            return list(self._open.values())

    def close(self, operation: Operation, *, kept: bool) -> None:
        """Tell what became known, once."""
        with self._lock:
            first = self._open.pop(operation.id, None) is not None
        if first and self.known is not None:
            self.known(operation, kept)


class _Lives:
    """Knows which connections are of no use: those made before one was found dead died with it.

    Those to a server that is known to be replaced are not even read from.
    """

    def __init__(self, authority: Authority) -> None:
        self._now = 0
        self._authority = authority

    def begin(self, _connection: object, record: Any) -> None:
        record.info["life"] = self._now

    def check(self, connection: Any, record: Any, _fairy: object) -> None:
        replaced = 0 < connection.epoch < self._authority.epoch
        if replaced or record.info["life"] != self._now:
            raise DisconnectionError  # the pool makes another one in its place

    def end(self) -> None:
        self._now += 1


def open_engine(
    conninfo: str,
    password: str = "",
    authority: Authority | None = None,
    *,
    pool: int = 2,
) -> Engine:
    """Return an engine over an office's database on a server; connects when it is first used.

    Args:
        authority: which server counts; one that knows nothing yet unless given.
        pool: how many connections are kept open.
    """
    authority = authority or Authority()

    def reach(way: str) -> Reached:
        connection = connect(way, password)
        connection.limit = READ_SECONDS  # a server may let one in and then say nothing
        return connection

    hosts = Hosts(conninfo, reach, lambda: authority.epoch, authority.check)
    engine = create_engine(
        "postgresql+psycopg://",
        creator=hosts.connect,
        paramstyle="format",
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=6,  # while pages are read; twenty counters must fit into a usual server
        pool_timeout=LOCK_MS / 1000,
        # An idle program keeps the few it needs warm, and lets the others rest.
        pool_use_lifo=True,
        # Every transaction is ended by who began it.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    lives = _Lives(authority)
    event.listen(engine, "connect", lives.begin)
    event.listen(engine, "checkout", lives.check)
    return engine.execution_options(
        ventanilla_authority=authority,
        ventanilla_doubts=Doubts(),
        ventanilla_lives=lives,
    )


def doubts_of(engine: Engine) -> Doubts:
    """Return what was written through ``engine`` without learning whether it was kept."""
    return _of(engine, "ventanilla_doubts", Doubts)


def authority_of(engine: Engine) -> Authority:
    """Return which copy of the office's database counts, as far as it is known here."""
    return _of(engine, "ventanilla_authority", Authority)


def _of(engine: Engine, name: str, kind: type[T]) -> T:
    options: Mapping[str, Any] = engine.get_execution_options()
    return cast(T, options[name])


def check_epoch(engine: Engine, connection: psycopg.Connection[Any]) -> None:
    """Read which authority a server is. Raises OldAuthority, ServerNotReady."""
    row = connection.execute("SELECT epoch FROM authority WHERE id = 1").fetchone()
    _check(engine, row)


def _check(engine: Engine, row: tuple[Any, ...] | None) -> None:
    if row is None:
        raise ServerNotReady  # without it nothing would make writes take turns
    authority_of(engine).check(row[0])


@contextmanager
def transaction(
    engine: Engine, *, reading: bool, witness: Callable[[], Operation | None] | None = None
) -> Iterator[Any]:
    """Yield the driver's connection inside a transaction: committed at the end, or taken back.

    Args:
        witness: gives an operation written in it. Where the connection is lost while it is being
            committed, that one tells, on a new connection, whether it was.

    Raises:
        WriteInReadUnit: the block wrote though it only reads: a bug.
        FailureHidden: a statement failed, and the block went on: a bug.
        ServerLost: the connection was lost; nothing was done.
        OutcomeUnknown: it was lost at the very end, and the server cannot be asked yet; or that is
            so of an earlier one.
        OutcomeNowKnown: an earlier outcome was found out; this block was not begun.
        OldAuthority: the server was replaced by another one.
        KnownError: see ``translate``.
    """
    try:
        if not reading and doubts_of(engine):
            settle_doubts(engine)
            raise OutcomeNowKnown
        pooled, driver = _begun(engine, reading=reading)
        try:
            try:
                yield driver
            except BaseException:
                with suppress(psycopg.Error):
                    driver.execute("ROLLBACK")
                raise
            try:
                ended = driver.execute("COMMIT", prepare=False).statusmessage
            except psycopg.Error as exc:
                # The server says no and stays: it took everything back.
                if not (driver.closed or is_gone(exc)):
                    raise
                if not reading:
                    _settle(engine, witness, exc)
            else:
                if ended != "COMMIT":
                    raise FailureHidden("a statement failed and its unit of work went on")
        finally:
            _give_back(engine, pooled, driver)
    except errors.ReadOnlySqlTransaction as exc:
        if reading:
            raise WriteInReadUnit("a read unit of work cannot write") from exc
        raise OldAuthority from exc  # a standby, or one that was put aside
    except Exception as exc:
        known = translate(exc)
        if known is None or known is exc:
            raise
        raise known from exc


def _give_back(engine: Engine, pooled: Any, driver: Any) -> None:
    """Return a connection to the pool, unless it is dead or in the middle of something."""
    if driver.closed:
        _of(engine, "ventanilla_lives", _Lives).end()
        pooled.invalidate()
    elif driver.info.transaction_status != TransactionStatus.IDLE:
        pooled.invalidate()
    else:
        driver.limit = None
    pooled.close()


def _begun(engine: Engine, *, reading: bool) -> tuple[Any, Any]:
    """Take a connection and begin; one that died while it lay in the pool is not the fault."""
    for last in (False, True):
        pooled = engine.raw_connection()
        driver: Any = pooled.dbapi_connection
        began = time.monotonic()
        try:
            if reading:
                driver.limit = READ_SECONDS
                driver.execute(_BEGIN_READ, prepare=False)
            else:
                driver.limit = WRITE_SECONDS
                cursor = driver.execute(_BEGIN_WRITE, prepare=False)
                while cursor.nextset():
                    pass
                _check(engine, cursor.fetchone())
        except BaseException as exc:
            with suppress(psycopg.Error):
                driver.execute("ROLLBACK")
            found_dead = driver.closed and isinstance(exc, psycopg.Error)
            if isinstance(exc, (OldAuthority, errors.ReadOnlySqlTransaction)):
                # It was put aside or replaced, and so for every connection: another may be found.
                found_dead = True
                driver.close()
            _give_back(engine, pooled, driver)
            # One that stayed silent tells that the server is away: another would wait as long.
            silent = isinstance(exc, errors.ConnectionTimeout) or time.monotonic() - began > 1
            if found_dead and not last and not silent:
                continue
            raise
        return pooled, driver
    raise AssertionError  # the loop returns or raises


def _settle(
    engine: Engine, witness: Callable[[], Operation | None] | None, exc: psycopg.Error
) -> None:
    """Find out whether what was being committed when the connection was lost is there.

    Raises:
        ServerLost: it is not.
        OutcomeUnknown: the server cannot be asked.
    """
    written = witness() if witness is not None else None
    if written is None:
        raise ServerLost from exc
    _of(engine, "ventanilla_lives", _Lives).end()
    deadline = time.monotonic() + SETTLE_SECONDS
    pause = 0.1
    while True:
        kept: bool | None = None
        with suppress(psycopg.Error, SQLAlchemyError, KnownError):
            kept = is_written(engine, written.id)
        if kept:
            return
        if kept is False:
            raise ServerLost from exc
        if time.monotonic() > deadline:
            doubts_of(engine).add(written)
            raise OutcomeUnknown(written.id) from exc
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 2, 1.0)


def settle_doubts(engine: Engine) -> None:
    """Find out what became of everything in doubt.

    Raises:
        OutcomeUnknown: the server cannot be asked yet.
    """
    doubts = doubts_of(engine)
    for operation in doubts.open():
        try:
            kept = is_written(engine, operation.id)
        except (psycopg.Error, SQLAlchemyError, KnownError) as exc:
            raise OutcomeUnknown(operation.id) from exc
        doubts.close(operation, kept=kept)


def is_written(engine: Engine, operation_id: UUID) -> bool:
    """Tell whether an operation is in the log, once whoever was writing has ended.

    Raises:
        psycopg.Error: the server cannot be asked.
        OldAuthority: it was replaced.
    """
    pooled, driver = _begun(engine, reading=False)  # waits for the row: the lost writer has ended
    try:
        found = driver.execute(_IS_THERE, (operation_id,)).fetchone() is not None
        driver.execute("ROLLBACK")
        return found
    finally:
        _give_back(engine, pooled, driver)

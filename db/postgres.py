"""The office's database on a server: how it is reached, begun, and how its failures are told.

Rules kept here, from the architecture: every write locks the one row of ``authority`` first, so that
one order per office holds, as BEGIN IMMEDIATE does on SQLite; its epoch tells a server that was
replaced. A read is one consistent picture and waits for nobody. A connection that goes silent is
found out within seconds, on both sides: a counter whose power fails in the middle of an action must
not hold the others.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg import errors
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

from db.errors import WriteInReadUnit
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    KnownError,
    OldAuthority,
    OutcomeUnknown,
    ServerLost,
    ServerNotReady,
    ServerRefused,
    ServerUntrusted,
)

LOCK_MS = 10_000
"""How long a write waits for its turn."""
STATEMENT_MS = 60_000
IDLE_MS = 15_000
"""How long a counter may hold its turn without a word before the server ends it."""
SETTLE_SECONDS = 12.0
"""How long the outcome of a cut action is asked for before the screen says it is not known."""

_REACH = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "ventanilla",
    "options": (
        f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_MS}"
    ),
}
_LOCK = "SELECT epoch FROM authority WHERE id = 1 FOR UPDATE"
_BEGIN_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED; {_LOCK}"
_BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_IS_THERE = "SELECT 1 FROM operation WHERE id = %s"

_KNOWN: tuple[tuple[type[psycopg.Error], type[KnownError]], ...] = (
    (errors.LockNotAvailable, DatabaseBusy),
    (errors.QueryCanceled, DatabaseBusy),
    (errors.DeadlockDetected, DatabaseBusy),
    (errors.TooManyConnections, DatabaseBusy),
    (errors.DiskFull, DiskFull),
    (errors.InsufficientPrivilege, ServerRefused),
    (errors.InvalidAuthorizationSpecification, ServerRefused),
    (errors.InvalidCatalogName, ServerRefused),
    (errors.UndefinedTable, DatabaseDamaged),
    (errors.UndefinedColumn, DatabaseDamaged),
    (errors.DataCorrupted, DatabaseDamaged),
    (errors.IndexCorrupted, DatabaseDamaged),
    (errors.IdleInTransactionSessionTimeout, ServerLost),
    (errors.OperatorIntervention, ServerLost),  # 57P01 … 57P05: stopping, starting, dropped
)


def translate(exc: BaseException | None) -> KnownError | None:
    """Return the words for a failure of the server or of the way to it; None when it is a bug.

    Args:
        exc: what the driver raised; causes are looked at too.
    """
    while exc is not None:
        if isinstance(exc, KnownError):
            return exc
        if isinstance(exc, psycopg.Error):
            return _known(exc)
        exc = getattr(exc, "orig", None) or exc.__cause__
    return None


def _known(exc: psycopg.Error) -> KnownError | None:
    for kind, known in _KNOWN:
        if isinstance(exc, kind):
            return known()
    if isinstance(exc, psycopg.OperationalError):
        said = str(exc)
        if "certificate" in said or "SSL" in said:
            return ServerUntrusted()
        if "authentication failed" in said or "no pg_hba.conf entry" in said:
            return ServerRefused()
        if exc.sqlstate is None or exc.sqlstate.startswith("08"):
            return ServerLost()
    return None


def connect(conninfo: str, password: str = "") -> psycopg.Connection[Any]:
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
    return psycopg.connect(autocommit=True, **cast(Any, asked))


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


def open_engine(
    conninfo: str,
    password: str = "",
    authority: Authority | None = None,
    *,
    pool: int = 5,
) -> Engine:
    """Return an engine over an office's database on a server; connects when it is first used.

    Args:
        authority: which server counts; one that knows nothing yet unless given.
        pool: how many connections are kept open.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(conninfo, password),
        paramstyle="format",
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=10,
        # Every transaction is ended by who began it.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    return engine.execution_options(ventanilla_authority=authority or Authority())


def check_epoch(engine: Engine, connection: psycopg.Connection[Any]) -> None:
    """Read which authority a server is. Raises OldAuthority, ServerNotReady."""
    row = connection.execute("SELECT epoch FROM authority WHERE id = 1").fetchone()
    _check(engine, row)


def _check(engine: Engine, row: tuple[Any, ...] | None) -> None:
    if row is None:
        raise ServerNotReady  # without it nothing would make writes take turns
    authority: Authority = engine.get_execution_options()["ventanilla_authority"]
    authority.check(row[0])


@contextmanager
def transaction(
    engine: Engine, *, reading: bool, witness: Callable[[], UUID | None] | None = None
) -> Iterator[Any]:
    """Yield the driver's connection inside a transaction: committed at the end, or taken back.

    Args:
        witness: gives the id of an operation written in it. Where the connection is lost while it
            is being committed, that one tells, on a new connection, whether it was.

    Raises:
        WriteInReadUnit: the block wrote though it only reads: a bug.
        ServerLost: the connection was lost; nothing was done.
        OutcomeUnknown: it was lost at the very end, and the server cannot be asked yet.
        OldAuthority: the server was replaced by another one.
        KnownError: see ``translate``.
    """
    try:
        pooled, driver = _begun(engine, reading=reading)
        try:
            try:
                yield driver
            except BaseException:
                with suppress(psycopg.Error):
                    driver.execute("ROLLBACK")
                raise
            try:
                driver.execute("COMMIT")
            except psycopg.Error as exc:
                if not driver.broken and not driver.closed:
                    raise
                if not reading:
                    _settle(engine, witness, exc)
        finally:
            if driver.broken or driver.closed:
                pooled.invalidate()
            pooled.close()
    except errors.ReadOnlySqlTransaction as exc:
        if reading:
            raise WriteInReadUnit("a read unit of work cannot write") from exc
        raise OldAuthority from exc  # a standby, or one that was put aside
    except Exception as exc:
        known = translate(exc)
        if known is None or known is exc:
            raise
        raise known from exc


def _begun(engine: Engine, *, reading: bool) -> tuple[Any, Any]:
    """Take a connection and begin; one that died while it lay in the pool is not the fault."""
    for last in (False, True):
        pooled = engine.raw_connection()
        driver: Any = pooled.dbapi_connection
        try:
            if reading:
                driver.execute(_BEGIN_READ)
            else:
                cursor = driver.execute(_BEGIN_WRITE, prepare=False)
                cursor.nextset()
                _check(engine, cursor.fetchone())
        except BaseException as exc:
            dead = driver.broken or driver.closed
            if dead:
                pooled.invalidate()
            else:
                driver.execute("ROLLBACK")
            pooled.close()
            if dead and not last and isinstance(exc, psycopg.Error):
                engine.pool.dispose()  # the others died with it
                continue
            raise
        return pooled, driver
    raise AssertionError  # the loop returns or raises


def _settle(engine: Engine, witness: Callable[[], UUID | None] | None, exc: psycopg.Error) -> None:
    """Find out whether what was being committed when the connection was lost is there.

    Raises:
        ServerLost: it is not.
        OutcomeUnknown: the server cannot be asked.
    """
    written = witness() if witness is not None else None
    if written is None:
        raise ServerLost from exc
    deadline = time.monotonic() + SETTLE_SECONDS
    pause = 0.1
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            if is_written(engine, written):
                return
            raise ServerLost from exc
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 2, 2.0)
    raise OutcomeUnknown(written) from exc


def is_written(engine: Engine, operation_id: UUID) -> bool:
    """Tell whether an operation is in the log, once whoever was writing has ended.

    Raises:
        psycopg.OperationalError: the server cannot be reached.
        OldAuthority: it was replaced.
    """
    engine.pool.dispose()
    pooled, driver = _begun(engine, reading=False)  # waits for the row: the lost writer has ended
    try:
        return driver.execute(_IS_THERE, (operation_id,)).fetchone() is not None
    finally:
        with suppress(psycopg.Error):
            driver.execute("ROLLBACK")
        pooled.close()

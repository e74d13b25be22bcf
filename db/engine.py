"""The encrypted embedded database: how it is opened, begun, and how its failures are told.

Rules kept here, from the architecture: every write transaction begins with BEGIN IMMEDIATE, so
that one order per office holds; a read unit uses a plain BEGIN and ``query_only``, so that a long
report never makes a counter wait; ``synchronous=FULL``, so that an acknowledged action survives a
power cut. The key goes to the engine by its C function, never inside an SQL text that a trace or
an error message could repeat.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from db.errors import WriteInReadUnit
from db.lock import being_restored
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseReserved,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    WrongKey,
)
from domain.files import mode_in

KEY_BYTES = 32
BUSY_SECONDS = 10.0
SQLITE_VERSION: tuple[int, ...] = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
READ_UNIT = {"ventanilla_mode": "read"}
WRITE_UNIT = {"ventanilla_mode": "write"}

_PLAIN_HEADER = b"SQLite format 3\x00"
_PAGE = 4096
_QUERY_ONLY = "ventanilla_query_only"
_BUSY_MS = "ventanilla_busy_ms"
_BEGIN_WRITE = "BEGIN IMMEDIATE"
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0003, 0.003

# Primary result codes of SQLite (sqlite.org/rescode.html); the extended ones keep the low byte.
_READONLY, _CORRUPT, _NOTADB = 8, 11, 26
_KNOWN: dict[int, type[KnownError]] = {
    3: DatabaseReadOnly,  # SQLITE_PERM
    5: DatabaseBusy,  # SQLITE_BUSY
    6: DatabaseBusy,  # SQLITE_LOCKED
    _READONLY: DatabaseReadOnly,
    10: DatabaseUnreachable,  # SQLITE_IOERR
    _CORRUPT: DatabaseDamaged,
    13: DiskFull,  # SQLITE_FULL
    14: DatabaseUnreachable,  # SQLITE_CANTOPEN
    _NOTADB: DatabaseDamaged,
}
#: After these SQLCipher refuses whatever the connection is asked, also when the disk is well again.
_SPOILS = (DatabaseDamaged, DatabaseUnreachable, DatabaseReadOnly)
_CODES = {
    "database is locked": 5,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": 10,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": _NOTADB,
}


def translate(exc: BaseException | None) -> KnownError | None:
    """Return the words for a failure of the database, or None when it is a bug.

    Args:
        exc: what SQLAlchemy or the driver raised; causes are looked at too.
    """
    while exc is not None:
        if isinstance(exc, KnownError):
            return exc
        if isinstance(exc, sqlcipher.Error):
            # The backup interface of the driver gives the engine's text without its code.
            code = getattr(exc, "sqlite_errorcode", None) or _CODES.get(str(exc), 0)
            known = _KNOWN.get(code & 0xFF)
            return known() if known else None
        exc = getattr(exc, "orig", None) or exc.__cause__
    return None


def connect(path: Path, key: bytes, *, busy_seconds: float = BUSY_SECONDS) -> sqlcipher.Connection:
    """Open one bare connection to the encrypted file, in autocommit.

    Args:
        path: the database file; made when missing.
        key: the raw 32-byte key.
        busy_seconds: how long to wait for another program's transaction.

    Raises:
        ValueError: the key is not 32 bytes (a bug).
        sqlcipher3.dbapi2.Error: see ``translate``.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the database key is 32 bytes")
    connection = sqlcipher.connect(
        str(path), timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    try:
        # SQLCipher writes to stderr each page that fails its check; we tell it in words instead.
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A raw key (x'…') skips the derivation, which costs 130-300 ms at each open.
        connection.set_key(f"x'{key.hex()}'")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def open_engine(
    path: Path,
    key: bytes,
    *,
    must_exist: bool = False,
    key_checked: bool = False,
    busy_seconds: float = BUSY_SECONDS,
) -> Engine:
    """Open the encrypted database and read its first page, so that a wrong key shows here.

    A connection begins for writing unless it carries ``READ_UNIT`` as execution options.

    Args:
        path: the database file; made when missing.
        key: the raw 32-byte key.
        must_exist: refuse to make a new database: an office that had one never gets an empty one.
        key_checked: the key is known to be this database's, so a file that does not open with
            it is damaged.
        busy_seconds: how long to wait for another program's transaction.

    Raises:
        WrongKey: another key's database.
        DatabaseMissing: there is no file, though there must be one.
        DatabaseReserved: a restore was cut half-way; ``db.restore.use`` finishes it.
        DatabaseDamaged, DatabaseBusy, DatabaseReadOnly, DatabaseUnreachable, DiskFull: see each.
    """
    if being_restored(path):
        raise DatabaseReserved
    size = _size(path)
    if must_exist and not size:
        raise DatabaseMissing
    if 0 < size < _PAGE:
        # SQLite takes a file cut below one page for an empty one, and would begin it anew.
        raise DatabaseDamaged
    if not size:
        _begin_file(path)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=_creator(path, key, busy_seconds),
        poolclass=QueuePool,
        # Every transaction is ended by who began it; a second rollback would cost as much as a read.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _refuse_write_in_read_unit)
    try:
        with engine.connect().execution_options(**READ_UNIT) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    except Exception as exc:
        engine.dispose()
        known = translate(exc)
        if known is None:
            raise
        if isinstance(known, DatabaseDamaged) and not key_checked and _looks_encrypted(path):
            raise WrongKey from None
        raise known from None
    return engine


def check_pages(engine: Engine) -> None:
    """Read every page and table of the database, without comparing indexes: seconds a gigabyte.

    Raises:
        DatabaseDamaged: something does not hold.
        KnownError: as ``translate`` tells it.
    """
    try:
        with engine.connect().execution_options(**READ_UNIT) as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    except DBAPIError as exc:
        raise translate(exc) or exc from exc
    if found != ["ok"]:
        raise DatabaseDamaged


def _creator(path: Path, key: bytes, busy_seconds: float) -> Callable[[], sqlcipher.Connection]:
    return lambda: connect(path, key, busy_seconds=busy_seconds)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("ventanilla_mode", "write") == "read"
    for words in _beginning(connection.connection, reading=reading):
        connection.exec_driver_sql(words)


def _beginning(pooled: PoolProxiedConnection, *, reading: bool) -> Iterator[str]:
    # The pragma stays with the pooled connection, so it is sent only when the mode changes.
    if pooled.info.get(_QUERY_ONLY, False) is not reading:
        yield f"PRAGMA query_only = {int(reading)}"
        pooled.info[_QUERY_ONLY] = reading
    yield "BEGIN" if reading else _BEGIN_WRITE


def _take_turn(pooled: PoolProxiedConnection, driver: Any) -> None:
    """Begin a write, waiting for another's to end as long as the connection would.

    SQLite's own waiting soon sleeps 25 ms and more between two looks; a counter's write takes
    one or two, so with four counters nobody would write for much of the time.
    """
    if _BUSY_MS not in pooled.info:
        (pooled.info[_BUSY_MS],) = driver.execute("PRAGMA busy_timeout").fetchone()
    busy_ms = pooled.info[_BUSY_MS]
    deadline = time.monotonic() + busy_ms / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        pause = _SHORTEST_PAUSE
        while not _begun(driver, deadline):
            time.sleep(pause * random.uniform(0.5, 1.5))  # so that two do not look in step
            pause = min(pause * 1.5, _LONGEST_PAUSE)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {busy_ms}")


def _begun(driver: Any, deadline: float) -> bool:
    try:
        driver.execute(_BEGIN_WRITE)
    except sqlcipher.OperationalError as exc:
        if isinstance(translate(exc), DatabaseBusy) and time.monotonic() < deadline:
            return False
        raise
    return True


@contextmanager
def transaction(engine: Engine, *, reading: bool, witness: object = None) -> Iterator[Any]:
    """Yield the driver's connection inside a transaction: committed at the end, or taken back.

    A file's commit is done or not, so nobody needs a ``witness``. What a hot unit of work uses: SQLAlchemy's own connection costs as much as the statements.

    Raises:
        WriteInReadUnit: the block wrote though it only reads: a bug.
        KnownError: see ``translate``.
    """
    try:
        with closing(engine.raw_connection()) as pooled:
            driver: Any = pooled.dbapi_connection
            try:
                for words in _beginning(pooled, reading=reading):
                    if words == _BEGIN_WRITE:
                        _take_turn(pooled, driver)
                    else:
                        driver.execute(words)
                try:
                    yield driver
                    driver.commit()
                except BaseException:
                    driver.rollback()
                    raise
            except sqlcipher.Error as exc:
                if isinstance(translate(exc), _SPOILS):
                    pooled.invalidate()
                raise
    except Exception as exc:
        if reading and getattr(exc, "sqlite_errorcode", None) == _READONLY:
            raise WriteInReadUnit("a read unit of work cannot write") from exc
        known = translate(exc)
        if known is None or known is exc:
            raise
        raise known from exc


def _refuse_write_in_read_unit(context: ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlite_errorcode", None)
    if context.connection is None or code != _READONLY:
        return
    if context.connection.connection.info.get(_QUERY_ONLY, False):
        raise WriteInReadUnit("a read unit of work cannot write") from context.original_exception


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as exc:
        raise DatabaseUnreachable from exc


def _begin_file(path: Path) -> None:
    """Make the empty file, shared as its folder is; SQLite gives -wal and -shm the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(mode_in(path.parent))
    except PermissionError as exc:
        raise DatabaseReadOnly from exc
    except OSError as exc:
        raise DatabaseUnreachable from exc


def _looks_encrypted(path: Path) -> bool:
    """Tell an encrypted file from a plain database and from junk, by its shape."""
    try:
        with path.open("rb") as file:
            return _size(path) % _PAGE == 0 and file.read(16) != _PLAIN_HEADER
    except OSError:
        return False

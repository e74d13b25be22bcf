"""A prepared database is given an office: from an embedded one, or from an archive.

While it is, nobody can write there: the one row that every write locks first is put under another
number (2), in the transaction that brings the data, and comes back when the office is to
work there. So an office never works in two places, wherever a move is cut.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Dialect, Engine

from db import postgres
from db.copying import Content, Side, copy
from db.tables import metadata
from domain.errors import KnownError, ServerRefused

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7303016)"  # any number
_LOCK = "SELECT id, epoch FROM authority ORDER BY id FOR UPDATE"
_OFFICE = "SELECT id FROM office"
_PUT_AWAY = "UPDATE authority SET id = 2"
_PUT_BACK = "UPDATE authority SET id = 1 WHERE id = 2"
_SET_EPOCH = "UPDATE authority SET epoch = greatest(epoch, %s), since = now()"
_KEEP = "INSERT INTO kept_slots (id, content) VALUES (1, %s)"


class ServerHasOffice(KnownError):
    """The server's database holds an office already."""

    what = "El servidor ya tiene los datos de una oficina."
    kept = "No se ha cambiado nada."
    todo = "Para pasar otra oficina, prepare otra base de datos con «--database»."


class NotKeeper(ServerRefused):
    """This computer's login may not act as the owner of the office's database."""

    what = "Este equipo no puede cambiar toda la base de datos de la oficina."
    todo = "Hágalo en el equipo principal, o agregue este con «--main»."


def is_ready(engine: Engine) -> bool:
    """Tell whether a server's database is one to work in. Raises KnownError."""
    with postgres.transaction(engine, reading=True) as driver:
        return driver.execute("SELECT 1 FROM authority WHERE id = 1").fetchone() is not None


def office_of(engine: Engine) -> UUID | None:
    """Return which office a server's database holds; None before the first start. Raises KnownError."""
    with postgres.transaction(engine, reading=True) as driver:
        row = driver.execute(_OFFICE).fetchone()
    return None if row is None else row[0]


def fill(owner: str, password: str, source: Side, slots: bytes) -> Mapping[str, Content]:
    """Bring an office into a prepared database that has none; nobody writes there until ``begin_work``.

    Args:
        owner: connects as the owner of the database.
        source: the office, at the schema of this program.
        slots: what opens its archives by the recovery code.

    Returns:
        What arrived, table by table: compared before it counts.

    Raises:
        ServerHasOffice: nothing was changed.
        CopyDiffers, NotKeeper, ServerLost: nothing was changed.
    """
    with _owning(owner, password) as (driver, dialect):
        ready = [row[0] for row in driver.execute(_LOCK).fetchall()] == [1]
        if ready and driver.execute(_OFFICE).fetchone() is not None:
            raise ServerHasOffice
        arrived = _replace(Side(driver, dialect), source, slots)
        driver.execute(_PUT_AWAY)
    return arrived


def begin_work(owner: str, password: str) -> None:
    """Let the office work in a database that was filled; repeat it at will. Raises KnownError."""
    with _owning(owner, password) as (driver, _):
        driver.execute(_PUT_BACK)


def replace(owner: str, password: str, source: Side, slots: bytes) -> Mapping[str, Content]:
    """Put an office in the place of what a database holds, as another authority than before.

    Every counter waits meanwhile, and then goes on with what is there: the epoch rises, so that
    who knew the other one can tell.

    Raises:
        CopyDiffers, NotKeeper, ServerLost: nothing was changed.
    """
    with _owning(owner, password) as (driver, dialect):
        epoch = max((row[1] for row in driver.execute(_LOCK).fetchall()), default=0)
        arrived = _replace(Side(driver, dialect), source, slots)
        driver.execute(_SET_EPOCH, (epoch + 1,))
    return arrived


def _replace(target: Side, source: Side, slots: bytes) -> Mapping[str, Content]:
    names = [*(table.name for table in metadata.sorted_tables), "solution_fts"]
    target.driver.execute(
        sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    )
    arrived = copy(source, target)
    target.driver.execute("DELETE FROM kept_slots")
    target.driver.execute(_KEEP, (slots.decode(),))
    return arrived


@contextmanager
def _owning(owner: str, password: str) -> Iterator[tuple[Any, Dialect]]:
    """Begin a transaction as the owner, one program at a time; it waits as long as it takes."""
    engine = postgres.open_engine(owner, password, pool=1)
    try:
        with closing(engine.raw_connection()) as pooled:
            driver: Any = pooled.dbapi_connection
            driver.limit = None
            with driver.transaction():
                driver.execute(_ONE_AT_A_TIME)
                yield driver, engine.dialect
    except psycopg.Error as exc:
        if "permission denied to set role" in str(exc) or "must be member" in str(exc):
            raise NotKeeper from exc
        raise postgres.translate(exc) or exc from exc
    finally:
        engine.dispose()

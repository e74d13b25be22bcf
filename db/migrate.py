"""Bringing a database to the schema of this program: whole or not at all.

Alembic costs 0.7 s to import, so it is only loaded when there is something to change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, inspect

from db import versions
from db.engine import READ_UNIT, WRITE_UNIT
from db.engine import translate as translate_embedded
from domain.errors import DatabaseDamaged, DatabaseNewer, KnownError

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, slots=True)
class History:
    """A line of schemas: where its revisions are and the last of them, for this program.

    Attributes:
        tables: gives what the last of them makes.
        finish: makes what a revision may have dropped with a table.
        begin: called first of all in the transaction that changes a server's database.
    """

    folder: Path
    head: str
    tables: Callable[[], MetaData]
    finish: Callable[[Connection], None]
    begin: Callable[[Connection], None] = lambda _: None


_ONE_AT_A_TIME = Lock()  # Alembic keeps what it works on in one place for the whole program
_MIGRATING = "SELECT pg_advisory_xact_lock(7303014)"  # any number: one program at a time


def _office_tables() -> MetaData:
    from db.tables import metadata

    return metadata


def _office_marks(connection: Connection) -> None:
    from db.tables import SYNCHRONISED, make_marks

    there = frozenset(inspect(connection).get_table_names())  # an older schema lacks the newer
    make_marks(connection, SYNCHRONISED & there)


OFFICE = History(
    Path(__file__).parent / "migrations" / "office", versions.HEAD, _office_tables, _office_marks
)


def schema_of(engine: Engine) -> str:
    """Return the revision of the database's schema, empty for one that holds nothing.

    Raises:
        DatabaseDamaged: it holds tables, but not ours.
        KnownError: as ``db.engine.translate`` tells it.
    """
    try:
        with engine.connect().execution_options(**READ_UNIT) as connection:
            return _schema(connection)
    except Exception as exc:
        raise translate(exc) or exc from exc


def prepare(
    engine: Engine,
    before_change: Callable[[], object] | None = None,
    history: History = OFFICE,
) -> bool:
    """Bring a new or older database to this program's schema; tell whether it was changed.

    All of it happens in one transaction: killed in the middle, the database is as it was. Other
    programs must not have an older database open (``db.lock.exclusive``).

    Args:
        before_change: makes a backup; called before a database that holds data is changed.
            What it raises leaves the database as it is.

    Raises:
        DatabaseNewer: a later version of the program made it.
        DatabaseDamaged: it holds tables, but not ours.
        KnownError: as ``db.engine.translate`` tells it.
    """
    schema = schema_of(engine)
    if schema == history.head:
        return False
    if schema:
        require_known(schema, history)
        if before_change:
            before_change()
    try:
        with _ONE_AT_A_TIME, engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                _upgrade_server(connection, history)
            else:
                _upgrade_file(connection, history)
    except Exception as exc:
        raise translate(exc) or exc from exc
    return True


def translate(exc: BaseException) -> KnownError | None:
    """Return the words for a failure of either database, or None when it is a bug."""
    known = translate_embedded(exc)
    if known is None:
        from db.server_faults import translate as translate_server  # seldom, and slow to load

        known = translate_server(exc)
    return known


def _upgrade_server(connection: Connection, history: History) -> None:
    """Change a server's database; an empty one is given the tables as they are now."""
    from alembic import command

    driver = connection.connection.driver_connection
    assert driver is not None
    driver.autocommit = False  # so that all of it is one transaction
    try:
        with connection.begin():
            history.begin(connection)
            connection.exec_driver_sql(_MIGRATING)
            if not _schema(connection):
                history.tables().create_all(connection)
                command.stamp(configured(history, connection), "head")
            else:
                command.upgrade(configured(history, connection), "head")
                history.finish(connection)
    finally:
        driver.autocommit = True


def _upgrade_file(connection: Connection, history: History) -> None:
    # SQLite changes a table by making it anew, which foreign keys would forbid. The pragma does
    # nothing inside a transaction.
    connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.execution_options(**WRITE_UNIT).begin():
            _upgrade(connection, history)
    finally:
        connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


def _upgrade(connection: Connection, history: History) -> None:
    from alembic import command

    command.upgrade(configured(history, connection), "head")
    history.finish(connection)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise DatabaseDamaged(kept="No se ha cambiado nada en él.")


def configured(history: History, connection: Connection | None = None) -> "Config":
    """Return Alembic's configuration for ``history``, working on ``connection``."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def require_known(schema: str, history: History = OFFICE) -> None:
    """Refuse a schema that this program has not heard of.

    Raises:
        DatabaseNewer: a later version of the program made it.
    """
    if schema == history.head:
        return
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(configured(history))
    if schema not in {revision.revision for revision in script.walk_revisions()}:
        raise DatabaseNewer


def compared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell whether Alembic is to compare a table of the database with ours.

    What solutions are searched in is made by statements of its own (``db.tables.solutions``),
    and SQLite keeps it in tables of FTS5's.
    """
    return kind != "table" or name is None or not name.startswith("solution_fts")


def _schema(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        tables = set(inspect(connection).get_table_names())
    else:
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    if not tables:
        return ""
    if "alembic_version" not in tables:
        raise DatabaseDamaged
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    # No version: every revision was taken back.
    return next((str(version) for version in found), "")

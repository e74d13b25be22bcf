"""Bringing an office's database on a server to a newer schema while its programs work.

It is done as the owner, in one transaction, once the day is closed and a backup made. Programs of
the version before go on working on what it makes, for what it adds is empty to them; one that may
not is asked for first, by the lock that every running program holds (``db.versions``).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Engine

from db import migrate, versions
from db.office_server.rights import Roles, grant
from domain.errors import KnownError, ServerRefused

_USABLE_FROM = "SELECT usable_from FROM authority WHERE id = 1"
_TAKE = "SELECT pg_try_advisory_xact_lock(%s, %s)"
_WHO = (
    "SELECT DISTINCT coalesce(shobj_description(a.usesysid, 'pg_authid'), a.usename)"
    " FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objid < %s ORDER BY 1"
)


class OlderProgramsOpen(KnownError):
    """Programs are open that could not work on what the update makes."""

    def __init__(self, workstations: list[str]) -> None:
        names = ", ".join(workstations)
        super().__init__(
            f"Hay equipos abiertos con una versión anterior de Ventanilla: {names}.",
            kept="Los datos siguen como estaban y se puede trabajar con ellos.",
            todo="Actualice esos equipos: los datos se actualizan en el próximo cierre.",
        )


class NotKeeper(ServerRefused):
    """This computer may not change the office's database."""

    what = (
        "Los datos de la oficina son de la versión anterior, y este equipo no puede actualizarlos."
    )
    kept = "Se puede seguir trabajando con ellos."
    todo = "Cierre la jornada desde un equipo principal, o use allí «ventanilla office update»."


def is_due(engine: Engine) -> bool:
    """Tell whether a server's database is of the version before.

    Raises:
        KnownError: the server cannot be asked.
    """
    return migrate.schema_of(engine) < versions.HEAD


def update(engine: Engine, before_change: Callable[[], object] = lambda: None) -> bool:
    """Bring the database to this program's schema; tell whether it was changed.

    Args:
        engine: of a computer that may act as the owner.
        before_change: makes a backup.

    Raises:
        OlderProgramsOpen, NotKeeper: nothing was changed.
        KnownError: it could not be done; nothing was changed.
    """
    if not is_due(engine):
        return False
    with engine.connect() as connection:
        roles = Roles(connection.exec_driver_sql("SELECT current_database()").scalar_one())
        connection.rollback()

    def begin(connection: Connection) -> None:
        driver = _driver(connection)
        driver.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles.owner)))
        driver.execute("SET LOCAL statement_timeout = 0")
        driver.limit = None

    def finish(connection: Connection) -> None:
        migrate.OFFICE.finish(connection)
        grant(_driver(connection), roles)
        _require_nobody_older(_driver(connection))

    try:
        return migrate.prepare(
            engine, before_change, replace(migrate.OFFICE, begin=begin, finish=finish)
        )
    except ServerRefused as exc:
        raise NotKeeper from exc


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _require_nobody_older(driver: Any) -> None:
    oldest = int(driver.execute(_USABLE_FROM).fetchone()[0])
    for number in range(1, oldest):
        if not driver.execute(_TAKE, (versions.RUNNING, number)).fetchone()[0]:
            names = [str(name) for (name,) in driver.execute(_WHO, (versions.RUNNING, oldest))]
            raise OlderProgramsOpen(names)

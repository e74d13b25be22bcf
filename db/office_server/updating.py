"""Bringing an office's database on a server to a newer schema while its programs work.

It is done as the owner, in one transaction, once the day is closed and a backup made. Programs of
the version before go on working on what it makes, for what it adds is empty to them; one that may
not is asked for first, by the lock that every running program holds (``db.versions``).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from db import migrate, postgres, versions
from db.office_server.rights import Roles, grant
from domain.errors import KnownError

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


def update(conninfo: str, password: str, roles: Roles, before_change: Callable[[], object]) -> bool:
    """Bring the database to this program's schema; tell whether it was changed.

    Args:
        conninfo: with the rights of the owner (``db.office_server.reach.acting_as``).
        before_change: makes a backup.

    Raises:
        OlderProgramsOpen: nothing was changed.
        KnownError: it could not be done; nothing was changed.
    """

    def finish(connection: Connection) -> None:
        migrate.OFFICE.finish(connection)
        driver: Any = connection.connection.driver_connection
        grant(driver, roles)
        _require_nobody_older(driver)

    engine = postgres.open_engine(conninfo, password, pool=1)
    try:
        return migrate.prepare(engine, before_change, replace(migrate.OFFICE, finish=finish))
    finally:
        engine.dispose()


def _require_nobody_older(driver: Any) -> None:
    oldest = int(driver.execute(_USABLE_FROM).fetchone()[0])
    for number in range(1, oldest):
        if not driver.execute(_TAKE, (versions.RUNNING, number)).fetchone()[0]:
            names = [str(name) for (name,) in driver.execute(_WHO, (versions.RUNNING, oldest))]
            raise OlderProgramsOpen(names)

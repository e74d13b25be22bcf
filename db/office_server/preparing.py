"""Preparing an office's database on a server: roles, database, tables, rights. It can be repeated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, sql

from db import migrate, postgres
from db.office_server import reach
from db.office_server.rights import Roles, grant
from domain.errors import InvalidInput, KnownError, ServerRefused

MAINTENANCE = "postgres"
"""The database one connects to where there is none of one's own yet."""
_LONGEST_NAME = 30
_IS_SUPERUSER = "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"


class AdminRefused(ServerRefused):
    """The administrator's login is not let in, or may not prepare a database."""

    what = "El servidor no admite a este administrador, o no le permite hacerlo."
    todo = "Entre con un usuario de PostgreSQL que pueda crear roles y bases de datos."


class PasswordNeeded(KnownError):
    """The server asks the administrator for a password."""

    what = "El servidor pide la contraseña del administrador."
    kept = "No se ha cambiado nada."
    todo = "Escríbala cuando se le pida."


@dataclass(frozen=True, slots=True)
class Administrator:
    """How who administers a server gets into it.

    Attributes:
        host: empty for the socket of this computer.
        user: may create roles and databases.
        ca: the certificate of who vouches for the server; None on this computer.
    """

    host: str = ""
    port: int = 0
    user: str = "postgres"
    ca: Path | None = None

    def conninfo(self, database: str = MAINTENANCE) -> str:
        """Return what to connect to ``database`` with.

        Raises:
            ServerUntrusted: it is another computer, and there is no certificate to know it by.
        """
        asked = reach.words(host=self.host, port=self.port, dbname=database, user=self.user)
        return reach.secured(asked, self.ca or Path("/nonexistent"))


def check_name(database: str) -> str:
    """Return the name of a database as it can be used in the names of its roles.

    Raises:
        InvalidInput: it cannot.
    """
    plain = database.isascii() and database.replace("_", "a").isalnum() and database.islower()
    if not plain or database[0].isdigit() or len(database) > _LONGEST_NAME:
        raise InvalidInput(
            "El nombre de la base de datos lleva letras minúsculas sin tilde, cifras y «_».",
            todo="Corríjalo.",
        )
    return database


@contextmanager
def administering(
    administrator: Administrator, password: str = "", database: str = MAINTENANCE
) -> Iterator[Connection[Any]]:
    """Connect as who administers the server.

    Raises:
        PasswordNeeded: try again with one.
        AdminRefused, ServerLost, ServerUntrusted: see each.
    """
    try:
        with postgres.connect(administrator.conninfo(database), password) as connection:
            yield connection
    except psycopg.Error as exc:
        if not password and "no password supplied" in str(exc):
            raise PasswordNeeded from exc
        known = postgres.translate(exc)
        if type(known) is ServerRefused:
            raise AdminRefused from exc
        raise known or exc from exc


def prepare(
    administrator: Administrator,
    password: str,
    database: str,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Make what is missing of roles, database, tables and rights.

    Args:
        say: told each thing that was done, in words.

    Raises:
        DatabaseNewer, DatabaseDamaged: the database is of a later program, or not ours.
        AdminRefused, PasswordNeeded, ServerLost, ServerUntrusted: see each.
    """
    roles = Roles(check_name(database))
    with administering(administrator, password) as connection:
        _make_roles(connection, roles, say)
        _make_database(connection, roles, say)
    conninfo = reach.acting_as(administrator.conninfo(database), roles.owner)
    engine = postgres.open_engine(conninfo, password, pool=1)
    try:
        if migrate.prepare(engine):
            say("Se crearon las tablas de la oficina.")
        with postgres.connect(conninfo, password) as connection:
            connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            grant(connection, roles)
    except psycopg.Error as exc:
        raise postgres.translate(exc) or exc from exc
    finally:
        engine.dispose()
    say("Los equipos tienen los permisos justos para trabajar, y ninguno más.")


def _make_roles(connection: Connection[Any], roles: Roles, say: Callable[[str], None]) -> None:
    for role, more in ((roles.owner, ""), (roles.counters, ""), (roles.keepers, " NOINHERIT")):
        if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            continue
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN" + more).format(sql.Identifier(role)))
        say(f"Se creó el rol «{role}».")
    # Keepers do not inherit it: they have to ask for it each time (SET ROLE).
    members: list[sql.Composable] = [sql.Identifier(roles.keepers)]
    if not connection.execute(_IS_SUPERUSER).fetchone():
        members.append(sql.SQL("CURRENT_USER"))
    for member in members:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(roles.owner), member))


def _make_database(connection: Connection[Any], roles: Roles, say: Callable[[str], None]) -> None:
    name = sql.Identifier(roles.database)
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", roles.database):
        # Keys are compared letter by letter, as SQLite does; words are put in order by our own.
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C'"
            ).format(name, sql.Identifier(roles.owner))
        )
        say(f"Se creó la base de datos «{roles.database}».")
    for statement in (
        "ALTER DATABASE {name} SET timezone TO 'UTC'",
        "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {name} TO {group}",
    ):
        connection.execute(
            sql.SQL(statement).format(name=name, group=sql.Identifier(roles.counters))
        )


def _exists(connection: Connection[Any], question: str, name: str) -> bool:
    return connection.execute(question, (name,)).fetchone() is not None

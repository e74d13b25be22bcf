"""The logins of an office's workstations: one each, so that one can be taken away."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection, sql

from db.office_server.rights import Roles
from domain.errors import InvalidInput, KnownError, NotFound
from domain.text import clean_text

PASSWORD_BYTES = 32
_PREPARED = "SELECT 1 FROM pg_roles WHERE rolname = %s"
MOST_CONNECTIONS = 30
"""Of one workstation: several accounts of one computer may have the program open."""


class NotPrepared(KnownError):
    """The server has no such database of an office."""

    what = "Ese servidor no tiene preparada la base de datos de la oficina."
    kept = "No se cambió nada."
    todo = "Prepárela con «ventanilla office init», o indique otra con «--database»."


@dataclass(frozen=True, slots=True)
class Login:
    """A workstation's own way in, known whole only when it is made."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A workstation that may come in.

    Attributes:
        name: as it was given.
        keeper: it may act as the owner: move, restore, migrate.
        connections: how many it has open now.
    """

    name: str
    user: str
    keeper: bool
    connections: int


def add(connection: Connection[Any], roles: Roles, workstation: str, *, keeper: bool) -> Login:
    """Make a workstation's login; the server never sees its password, only SCRAM's verifier.

    Args:
        connection: of who administers the server.
        workstation: its name.
        keeper: it is to move, restore and migrate the office's database.

    Raises:
        InvalidInput: the name cannot be used, or is in use.
    """
    name = clean_text(workstation, label="Nombre del equipo", limit=40, required=True)
    user = roles.login(name)
    if not user.removeprefix(roles.login("")):
        raise InvalidInput("El nombre del equipo lleva letras o cifras.", todo="Corríjalo.")
    if any(known.user == user for known in known_logins(connection, roles)):
        raise InvalidInput(
            f"Ya hay un equipo «{name}».", todo="Use otro nombre, o quítelo primero."
        )
    login = Login(user, secrets.token_bytes(PASSWORD_BYTES).hex())
    verifier = connection.pgconn.encrypt_password(
        login.password.encode(), user.encode(), b"scram-sha-256"
    )
    with connection.transaction():
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT {}").format(
                sql.Identifier(user), sql.Literal(verifier.decode()), sql.Literal(MOST_CONNECTIONS)
            )
        )
        connection.execute(
            sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(user), sql.Literal(name))
        )
        groups = (roles.counters, roles.keepers) if keeper else (roles.counters,)
        for group in groups:
            connection.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(user))
            )
    return login


def remove(connection: Connection[Any], roles: Roles, workstation: str) -> None:
    """Take a workstation's login away and end what it has open.

    Raises:
        NotFound: there is none of that name.
    """
    user = roles.login(workstation)
    if not any(known.user == user for known in known_logins(connection, roles)):
        raise NotFound(f"No hay ningún equipo «{workstation}».")
    role = sql.Identifier(user)
    connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(role))
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (user,)
    )
    connection.execute(sql.SQL("DROP ROLE {}").format(role))


def known_logins(connection: Connection[Any], roles: Roles) -> list[Known]:
    """Return the workstations that may come in, by name.

    Raises:
        NotPrepared: there is no database of an office.
    """
    if connection.execute(_PREPARED, (roles.counters,)).fetchone() is None:
        raise NotPrepared
    rows = connection.execute(
        """SELECT coalesce(shobj_description(r.oid, 'pg_authid'), r.rolname), r.rolname,
  EXISTS (SELECT 1 FROM pg_auth_members k JOIN pg_roles g ON g.oid = k.roleid
          WHERE k.member = r.oid AND g.rolname = %s),
  (SELECT count(*) FROM pg_stat_activity a WHERE a.usename = r.rolname)
FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles c ON c.oid = m.roleid
WHERE c.rolname = %s ORDER BY 1, 2""",
        (roles.keepers, roles.counters),
    )
    return [Known(*row) for row in rows]

"""Making the centre's database: its owner, who serves from it, and what that one may do."""

from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from db.central import schema
from db.central.tables import metadata

DATABASE = "ventanilla_centro"
OWNER = "ventanilla_centro_owner"
SERVER = "ventanilla_centro"

#: What the server may do besides reading. Operations are only added: nobody who took the server
#: over could rewrite what offices told.
_MAY: dict[str, tuple[str, ...]] = {
    "office": ("INSERT", "UPDATE"),
    "workstation": ("INSERT", "UPDATE"),
    "pairing_code": ("INSERT", "UPDATE"),
    "operation": ("INSERT", "UPDATE (state, reason)"),
    "row_image": ("INSERT", "UPDATE"),
    "feed": ("INSERT",),
    "feed_state": ("UPDATE",),
    "task": ("INSERT", "UPDATE"),
    "catalogue_version": ("INSERT",),
    "identity": ("INSERT", "UPDATE", "DELETE"),
    "identity_member": ("INSERT", "UPDATE", "DELETE"),
    "seat": ("INSERT", "UPDATE"),
    "file": ("INSERT", "UPDATE", "DELETE"),
    "file_piece": ("INSERT", "DELETE"),
    "access_log": ("INSERT",),
    "backup_mark": ("INSERT",),
    "signing_key": ("INSERT",),
    "enrolment_packet": ("INSERT", "UPDATE"),
    "biometric_template": ("INSERT", "UPDATE", "DELETE"),
    "biometric_hit": ("INSERT",),
    "biometric_look": ("INSERT",),
}


def make_database(connected: str, name: str = DATABASE) -> str:
    """Make the database and its two roles, or bring an older one up to date.

    Args:
        connected: what to connect with as a role that may make databases and roles.

    Returns:
        what its administrator connects with.

    Raises:
        psycopg.Error: the server refused.
    """
    with psycopg.connect(connected, autocommit=True) as link:
        for role, login in ((OWNER, "NOLOGIN"), (SERVER, "LOGIN")):
            if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                link.execute(
                    sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(login))
                )
        link.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            link.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(OWNER)
                )
            )
        for statement in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {} TO {}",
        ):
            names = (sql.Identifier(name), sql.Identifier(SERVER))
            link.execute(sql.SQL(statement).format(*names))
    administered = make_conninfo(connected, dbname=name)
    prepare(administered)
    return administered


def prepare(administered: str) -> None:
    """Bring the tables to this program's schema, and the server's rights with them.

    Args:
        administered: what to connect with to the centre's database, as its administrator.
    """
    schema.prepare(make_conninfo(administered, options=f"-c role={OWNER}"))
    with psycopg.connect(administered) as link:
        link.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        server = sql.Identifier(SERVER)
        link.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
        link.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(server))
        for table in metadata.sorted_tables:
            name = sql.Identifier(table.name)
            link.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, server))
            may = ", ".join(("SELECT", *_MAY[table.name]))
            # The words come from the constant above, never from outside.
            link.execute(sql.SQL(f"GRANT {may} ON {{}} TO {{}}").format(name, server))
        # So that a backup can be made by the server's own role.
        link.execute(sql.SQL("GRANT SELECT ON alembic_version TO {}").format(server))
        link.execute(
            "INSERT INTO feed_state (id, epoch, last) VALUES (1, %s, 0) ON CONFLICT DO NOTHING",
            [uuid4().hex],
        )

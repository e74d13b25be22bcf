"""Offices on a real server for tests: their own databases in one PostgreSQL, their own logins."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from db.office_server import logins, preparing, reach
from db.office_server.preparing import Administrator
from db.office_server.rights import Roles
from db.postgres import connect, open_engine
from db.tables import ON_SERVER, authority, metadata
from db.unit_of_work import SqlUnits
from desktop.app.connection_file import ConnectionFile

_NAMES = count(1)


@dataclass(frozen=True, slots=True)
class OfficeServer:
    """A prepared database of an office, with nobody in it yet.

    Attributes:
        conninfo: as the server's administrator, to its maintenance database.
    """

    conninfo: str
    database: str

    @property
    def roles(self) -> Roles:
        """Who may do what in it."""
        return Roles(self.database)

    @property
    def administrator(self) -> Administrator:
        """How its administrator gets in."""
        parts = reach.parts_of(self.conninfo)
        return Administrator(parts["host"], int(parts.get("port", "0")), parts["user"])

    def as_admin(self) -> str:
        """Return what its administrator connects to the office's database with."""
        return self.administrator.conninfo(self.database)

    def workstation(self, name: str, *, keeper: bool = False) -> ConnectionFile:
        """Return the connection file of a new workstation."""
        with connect(self.conninfo) as connection:
            login = logins.add(connection, self.roles, name, keeper=keeper)
        parts = reach.parts_of(self.conninfo)
        server = reach.words(
            host=parts["host"], port=parts.get("port"), dbname=self.database, user=login.user
        )
        return ConnectionFile(name, server, login.password, "")

    def empty(self) -> None:
        """Take everything out of it again, and every workstation's login."""
        names = [table.name for table in metadata.sorted_tables if table is not authority]
        with connect(self.as_admin()) as connection, connection.transaction():
            # Without triggers, rows of small tables go thirty times faster than by TRUNCATE.
            connection.execute("SET LOCAL session_replication_role = replica")
            pieces = [str(table) for table in ON_SERVER.metadata.sorted_tables]
            for name in (*names, "solution_fts", *pieces):
                connection.execute(f"DELETE FROM {name}")
            connection.execute("UPDATE authority SET id = 1, epoch = 1")
            for known in logins.known_logins(connection, self.roles):
                connection.execute(f"DROP ROLE {known.user}")


@contextmanager
def counter_units(server: OfficeServer) -> Iterator[SqlUnits]:
    """Give units of work over empty tables with a counter's rights, and empty them again."""
    file = server.workstation("PC-PRUEBA")
    engine = open_engine(file.server, file.password)
    try:
        yield SqlUnits(engine, "PC-PRUEBA")
    finally:
        engine.dispose()
        server.empty()


@contextmanager
def prepared(conninfo: str) -> Iterator[OfficeServer]:
    """Give a prepared database of its own, and remove it with its roles."""
    made = OfficeServer(conninfo, f"oficina{next(_NAMES)}")
    preparing.prepare(made.administrator, "", made.database)
    try:
        yield made
    finally:
        remove(made)


def remove(made: OfficeServer) -> None:
    """Remove a prepared database with its roles."""
    with connect(made.conninfo) as connection:
        known = [login.user for login in logins.known_logins(connection, made.roles)]
        connection.execute(f"DROP DATABASE {made.database} WITH (FORCE)")
        for role in (*known, made.roles.keepers, made.roles.counters, made.roles.owner):
            connection.execute(f"DROP ROLE {role}")

"""A real centre for tests: a server in a process of its own over a database of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from central.pairing import make_code
from db.central.administration import DATABASE, SERVER, make_database
from db.central.database import CentralDatabase

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre that runs.

    Attributes:
        address: ``http://127.0.0.1:port``.
        connected: what to look into its database with, as its administrator.
    """

    address: str
    connected: str
    process: subprocess.Popen[str]

    def code(
        self, office_id: UUID | None = None, *, scope: str = "office", minutes: float = 60
    ) -> str:
        """Make a pairing code for an office, or for one that the centre does not know yet."""
        now = datetime.now(UTC)
        with self.link() as link:
            return make_code(
                link, office_id, "", scope=scope, validity=timedelta(minutes=minutes), now=now
            )

    def known_office(self, name: str = "Oficina") -> UUID:
        """Add an office, as if it had been paired before; return its id."""
        office_id = uuid4()
        self.run(
            "INSERT INTO office (id, code, name, since) VALUES (%s, %s, %s, now())",
            office_id, office_id.hex[:12], name,
        )  # fmt: skip
        return office_id

    @contextmanager
    def link(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """Begin a transaction on its database."""
        with psycopg.connect(self.connected, row_factory=dict_row) as link:
            yield link

    def rows(self, statement: LiteralString, *values: object) -> list[dict[str, Any]]:
        """Look into its database."""
        with self.link() as link:
            return link.execute(statement, values).fetchall()

    def run(self, statement: LiteralString, *values: object) -> None:
        """Change something in its database, behind its back."""
        with self.link() as link:
            link.execute(statement, values)

    def kill(self) -> None:
        """End the server at once, as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Databases:
    """Fresh databases of the centre on one server, copied from one that is made once.

    Args:
        connected: what to connect with as its superuser.
    """

    def __init__(self, connected: str) -> None:
        self._connected = connected
        make_database(connected, DATABASE)

    def fresh(self) -> str:
        """Return the name of a new database."""
        name = f"centre_{uuid4().hex[:12]}"  # others may stand on the same server
        with psycopg.connect(self._connected, autocommit=True) as link:
            link.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(DATABASE)
                )
            )
        return name

    def connected(self, name: str, user: str = "postgres") -> str:
        """Return what to connect with to one of them."""
        return make_conninfo(self._connected, dbname=name, user=user)

    @contextmanager
    def centre(self, *options: str, database: str = "", port: int = 0) -> Iterator[Centre]:
        """Run a centre over a fresh database, or over one that was made before.

        Args:
            options: of ``python -m central serve``.
        """
        name = database or self.fresh()
        with serving(self.connected(name, SERVER), *options, port=port) as (
            told,
            process,
        ):
            yield Centre(told, self.connected(name), process)


@contextmanager
def serving(
    connected: str, *options: str, port: int = 0
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run ``python -m central serve``; give its address and its process."""
    command: Sequence[str] = (
        sys.executable, "-m", "central", "serve", "--port", str(port), *options,
    )  # fmt: skip
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "VENTANILLA_CENTRO_BASE": connected},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http"), "the centre did not start"
            yield address, process
        finally:
            process.terminate()
            process.wait()


def open_database(connected: str) -> CentralDatabase:
    """Return an opened pool of connections, to be closed by whoever asked."""
    database = CentralDatabase(connected)
    database.open()
    return database

"""An office whose database is on a server: begun, entered, and broken from outside."""

import os
import random
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from db import migrate
from db.postgres import open_engine
from db.unit_of_work import SqlUnits
from desktop.app.station import saved_documents
from desktop.catalogue_file import catalogues
from desktop.documents import PdfDocuments
from desktop.printing.fallback import FallbackPrinter
from desktop.printing.files import DocumentFolders
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import set_up
from desktop.usecases.paper import Paper
from domain.errors import KnownError
from tests.office import CHEAP
from tests.torture.book import ServerBook
from tests.torture.control import STAFF, WORKERS, Control, OfficeClock
from tests.torture.crew import wait_for
from tests.torture.office import (
    PREPARED_BY,
    PRINTER,
    Ground,
    SlipPrinter,
    Still,
    begin,
    first_start,
)
from tools.postgres import Postgres, running

CREW = STAFF[:-1]
"""Everybody but who makes copies: a server is copied by its own means."""
DATABASE = "oficina"
#: Shorter than the program's, so that many are met in one run.
_TIMES = "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=1500"


@dataclass(slots=True)
class ServerStation:
    """A counter of an office with a server, opened."""

    desk: Desk
    paper: Paper
    engine: Engine

    def close(self) -> None:
        """Let go of the server."""
        self.engine.dispose()


class OfficeServer:
    """The server of an office, which is killed and comes back.

    Args:
        postgres: it, running.
        options: what it was started with.
    """

    def __init__(self, postgres: Postgres, options: str) -> None:
        self.postgres, self._options = postgres, options
        self._stopped: list[int] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.postgres.port

    def book(self, database: str = DATABASE) -> ServerBook:
        """Open its database for the checker."""
        return ServerBook(self.connected(self.port, database))

    @staticmethod
    def connected(port: int, database: str = DATABASE) -> str:
        """Return what to connect with, through ``port``."""
        return (
            f"host=127.0.0.1 port={port} user=postgres dbname={database} connect_timeout=2"
            f" sslmode=disable gssencmode=disable options='{_TIMES}'"
        )

    def kill(self) -> None:
        """Kill it with everything it does for anybody; it stays away until ``start``."""
        with self._caught() as pids:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not any(map(_lives, pids)), "the server dies")

    def start(self) -> None:
        """Let it come back and mend itself."""
        # Its number may be another's by now, or be kept by whoever has not asked how it ended.
        folder = self.postgres.folder
        for name in ("data/postmaster.pid", f".s.PGSQL.{self.port}.lock"):
            (folder / name).unlink(missing_ok=True)
        for left in (5, 4, 3, 2, 1, 0):
            try:
                self.postgres.control("-o", self._options, "start")
            except subprocess.CalledProcessError:
                if not left:
                    raise
            else:
                return

    def suspend(self) -> None:
        """Stop all of it where it is."""
        with self._caught() as pids:
            self._stopped = pids

    def go_on(self) -> None:
        """End the suspension."""
        for pid in self._stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def kill_one(self, chance: random.Random) -> bool:
        """Kill one of its processes, after which it mends itself; tell whether there was one."""
        pids = _children(self._postmaster())
        if not pids:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(pids), signal.SIGKILL)
        return True

    @contextmanager
    def _caught(self) -> Iterator[list[int]]:
        """Stop the server and all of its processes, and give their ids."""
        first = self._postmaster()
        os.kill(first, signal.SIGSTOP)
        pids = [first, *_children(first)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        yield pids

    def _postmaster(self) -> int:
        path = self.postgres.folder / "data" / "postmaster.pid"
        return int(path.read_text("ascii").split("\n", 1)[0])


@contextmanager
def office_server(*, durable: bool) -> Iterator[OfficeServer]:
    """Run a server on a port of 127.0.0.1, its data thrown away at the end.

    Args:
        durable: it waits for the disk, as in an office.
    """
    settings = ["max_connections=60", f"fsync={'on' if durable else 'off'}"]
    with running(port=free_port(), settings=settings) as postgres:
        # As it was first started, so it is started again.
        begun = (postgres.folder / "data" / "postmaster.opts").read_text("utf-8")
        options = shlex.join(shlex.split(begun)[3:])
        yield OfficeServer(postgres, options)


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def make_server_office(ground: Ground, port: int) -> None:
    """Make the database and the office in it."""
    ground.shown.mkdir(parents=True, exist_ok=True)
    outside = open_engine(OfficeServer.connected(port, "postgres"))
    with outside.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {DATABASE}")
    outside.dispose()
    engine = open_engine(OfficeServer.connected(port))
    migrate.prepare(engine)
    desk = Desk(SqlUnits(engine, PREPARED_BY), catalogues(), Still(), CHEAP)
    begin(desk, set_up(desk, first_start()))
    engine.dispose()


def entering(
    ports: tuple[int, ...], ground: Ground, control: Control, worker: str
) -> tuple[ServerStation, str]:
    """Open the office through the worker's own way to the server.

    Raises:
        KnownError: the server is away.
    """
    place = WORKERS.index(worker)
    clock, places = OfficeClock(control, place), ground.places(worker)
    places.prepare()
    engine = open_engine(OfficeServer.connected(ports[place]))
    desk = Desk(SqlUnits(engine, worker), catalogues(), clock, CHEAP)
    try:
        keep_shipped(desk)
    except KnownError:
        engine.dispose()
        raise
    documents = saved_documents(places)
    folder = PdfFolderPrinter(documents, lambda: clock.now().date())
    printer = FallbackPrinter(SlipPrinter(control), folder)
    files = DocumentFolders(documents, lambda: documents)
    paper = Paper(PdfDocuments(training=False), printer, _named, _named, files)
    return ServerStation(desk, paper, engine), "server"


def _named() -> str:
    return PRINTER


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = path.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(after_name[1]) == pid and after_name[0] != "Z":
                found.append(int(path.parent.name))
    return found


def _lives(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"

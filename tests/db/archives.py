"""A small database with a rule that only its inspection can check, for the tests of backups."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from db.archive import Contents
from db.backup import backup
from db.engine import READ_UNIT, open_engine
from db.pieces.embedded import PieceFile, pieces_path
from db.restore import finish_interrupted, restore, use
from desktop.keys.slots import copies
from domain.operations import LogBroken

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
SLOTS = b"cajas de claves"
ROOT = Path(__file__).parents[2]


def inspect(engine: Engine) -> Contents:
    """Insist that both tables hold the same, as two tables changed in one transaction do."""
    with engine.connect().execution_options(**READ_UNIT) as connection:
        sums = [
            connection.exec_driver_sql(f"SELECT coalesce(sum(n), 0) FROM {table}").scalar_one()
            for table in ("debit", "credit")
        ]
        count = connection.exec_driver_sql("SELECT count(*) FROM debit").scalar_one()
    if sums[0] != sums[1]:
        raise LogBroken(1, "las dos tablas no coinciden")
    return Contents("0001", {"debit": count})


def create(path: Path, rows: int) -> None:
    """Make a database of so many rows, and close it."""
    engine = open_engine(path, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE debit (n INTEGER, filler BLOB)")
        connection.exec_driver_sql("CREATE TABLE credit (n INTEGER)")
    add(engine, rows)
    engine.dispose()


def add(engine: Engine, rows: int) -> None:
    """Add rows, in one transaction."""
    with engine.begin() as connection:
        for n in range(rows):
            connection.exec_driver_sql("INSERT INTO debit VALUES (?, zeroblob(2000))", (n,))
            connection.exec_driver_sql("INSERT INTO credit VALUES (?)", (n,))


def keep(path: Path, *contents: bytes) -> None:
    """Keep pieces in the second database beside one, and close it."""
    file = PieceFile(pieces_path(path), KEY, lambda: True)
    for content in contents:
        file.pieces().put(content, "text/plain", NOW)
    file.close()


def pieces_in(path: Path) -> set[bytes]:
    """Return what the second database beside one holds, each whole."""
    file = PieceFile(pieces_path(path), KEY, lambda: False)
    try:
        kept = file.pieces()
        return {kept.get(name) for name in kept.names()}
    finally:
        file.close()


def rows_in(path: Path) -> int:
    """Return how many rows a whole database holds; the inspection must pass."""
    with use(path):
        engine = open_engine(path, KEY, must_exist=True)
        try:
            return inspect(engine).counts["debit"]
        finally:
            engine.dispose()


def make_backup(database: Path, folder: Path, now: datetime = NOW) -> Path:
    """Write an archive, of the second database too where there is one."""
    pieces = pieces_path(database)
    return backup(
        database,
        KEY,
        SLOTS,
        folder,
        office="UIO-1",
        program="1.0",
        now=now,
        inspect=inspect,
        pieces=pieces if pieces.exists() else None,
    )


def put_back(archive: Path, database: Path) -> None:
    """Restore an archive."""
    restore(archive, database, copies(database), lambda _: KEY, now=NOW, inspect=inspect)


def die_at(step: int) -> None:
    """Kill this process, as a power cut would, at that step of the disk or database, from 0."""
    done = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            return function(*args, **kwargs)

        return call

    for owner, name in (
        (os, "fsync"),
        (Path, "replace"),
        (Path, "unlink"),
        (Path, "mkdir"),
        (Path, "rmdir"),
        (Path, "chmod"),
        (shutil, "rmtree"),
        (SQLiteDialect_pysqlite, "do_commit"),
        (SQLiteDialect_pysqlite, "do_begin"),
    ):
        setattr(owner, name, counted(getattr(owner, name)))


def kill_at_each_step(action: str, source: Path, targets: Path, steps: int) -> list[int]:
    """Run ``action`` once for each step, in processes of their own that die there.

    Args:
        action: ``backup`` of ``source``, ``restore`` of it, or ``finish`` (no source).
        targets: holds a folder for each step, named by its number.

    Returns:
        How each ended: -9 where it was killed, 0 for the last, which came to its end.
    """
    # Importing takes longer than the work: one program imports, and forks itself for each step.
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.archives", action, source, targets, str(steps)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    endings = [int(line) for line in done.stdout.split()]
    assert endings[-1] == 0, done.stderr
    assert set(endings[:-1]) == {-9}, done.stderr
    return endings


def _run(action: str, source: Path, folder: Path) -> None:
    if action == "backup":
        make_backup(source, folder)
    elif action == "restore":
        put_back(source, folder / "oficina.db")
    else:
        finish_interrupted(folder / "oficina.db")


def _main() -> None:
    action, source, targets, steps = sys.argv[1:]
    for step in range(int(steps)):
        child = os.fork()
        if not child:
            die_at(step)
            _run(action, Path(source), Path(targets, str(step)))
            os._exit(0)
        ending = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{ending}\n")
        if ending == 0:
            return


if __name__ == "__main__":
    _main()

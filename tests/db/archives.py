"""A small database with a rule that only its inspection can check, for the tests of backups."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db.backup import Contents, backup
from db.engine import READ_UNIT, open_engine
from db.restore import restore, use
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


def rows_in(path: Path) -> int:
    """Return how many rows a whole database holds; the inspection must pass."""
    with use(path):
        engine = open_engine(path, KEY, must_exist=True)
        try:
            return inspect(engine).counts["debit"]
        finally:
            engine.dispose()


def make_backup(database: Path, folder: Path, now: datetime = NOW) -> Path:
    """Write an archive."""
    return backup(
        database, KEY, SLOTS, folder, office="UIO-1", program="1.0", now=now, inspect=inspect
    )


def put_back(archive: Path, database: Path) -> None:
    """Restore an archive."""
    restore(archive, database, copies(database), lambda _: KEY, now=NOW, inspect=inspect)


def die_at(step: int) -> None:
    """Kill this process, as a power cut would, at that change of the disk, counted from 0."""
    import os
    import shutil
    import signal
    from collections.abc import Callable
    from typing import Any

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
    ):
        setattr(owner, name, counted(getattr(owner, name)))


if __name__ == "__main__":
    what, first, second, at = sys.argv[1:]
    die_at(int(at))
    if what == "backup":
        make_backup(Path(first), Path(second))
    else:
        put_back(Path(first), Path(second))

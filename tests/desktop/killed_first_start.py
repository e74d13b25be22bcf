"""Kills a first start at each change of the disk; the next start opens or begins, and loses nothing.

Run as a program of its own, ``python -m tests.desktop.killed_first_start FOLDER``: it forks, and
the process that forks may have no other threads.
"""

import os
import signal
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import alembic.command  # noqa: F401 - once here, not in each of the processes

from desktop.app.demo import ADMINISTRATOR, COUNTERS, first_start
from desktop.app.station import Station, begin_station, open_station
from desktop.app.whereabouts import exists
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places
from domain.errors import KnownError
from tests.db.archives import die_at

REQUEST = replace(first_start(), counters=COUNTERS[:1], staff=())
MOST_STEPS = 200
LEAST_STEPS = 20


class FileKeyring(SystemKeyring):
    """A keyring whose secrets outlive the process that is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, database_id: object) -> bytes | None:
        """Return what was kept."""
        path = self._folder / f"{database_id}.secreto"
        return path.read_bytes() if path.exists() else None

    def save(self, database_id: object, key: bytes) -> None:
        """Keep it."""
        (self._folder / f"{database_id}.secreto").write_bytes(key)


def main(folder: Path) -> None:
    """Kill it at each step in turn, until it comes to its end alive."""
    folder.mkdir(parents=True, exist_ok=True)
    store = FileKeyring(folder)
    for step in range(MOST_STEPS):
        home = folder / str(step)
        trial = Places(home, home / "registros")
        ending = _killed(trial, store, step)
        whole = _opens(trial, store)
        if not whole:
            station, _, _ = begin_station(trial, store, REQUEST)
            assert ADMINISTRATOR.username in _names(station)
            station.close()
        if ending == 0:
            assert whole
            assert step > LEAST_STEPS
            return
        assert ending == -signal.SIGKILL
    raise AssertionError("the first start never came to its end")


def _killed(trial: Places, store: FileKeyring, step: int) -> int:
    assert threading.active_count() == 1
    child = os.fork()
    if not child:
        try:
            die_at(step)
            begin_station(trial, store, REQUEST)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _opens(trial: Places, store: FileKeyring) -> bool:
    if not exists(trial):
        return False
    try:
        with closing(open_station(trial, store)) as station:
            return ADMINISTRATOR.username in _names(station)
    except KnownError:
        return False


def _names(station: Station) -> set[str]:
    with station.desk.units.read() as unit:
        return {member.username for member in unit.staff.all()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))

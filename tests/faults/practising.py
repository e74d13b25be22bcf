"""Waiting for training that runs as a process of its own, and ending it."""

import os
import signal
from pathlib import Path

from desktop.app.simulated_day.hands import until
from desktop.paths import Places

PATIENCE_MS = 60_000
"""A process begins, makes its data and fills it on a machine that is busy with other tests."""


def holders(path: Path) -> set[int]:
    """Return the processes that hold a lock on a file, as Linux lists them."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return set()
    name = f"{os.major(seen.st_dev):02x}:{os.minor(seen.st_dev):02x}:{seen.st_ino}"
    lines = (line.split() for line in Path("/proc/locks").read_text("ascii").splitlines())
    return {int(words[4]) for words in lines if "->" not in words and words[5] == name}


def practising(here: Places) -> set[int]:
    """Return the processes of training that have it open and filled."""
    # Looked at without a lock of our own, which would stand in the way of who begins.
    if holders(here.data.with_name("preparando.uso")):
        return set()
    found = holders(here.database.with_name(f"{here.database.name}.uso"))
    # The number of a file just erased may already be that of another test's: its process is not
    # one of training, and must never be ended.
    return {process for process in found if b"practica" in _command(process)}


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # gone meanwhile
        return b""


def until_practised(here: Places, *, without: frozenset[int] = frozenset()) -> set[int]:
    """Wait until another process than these practises, and return all that do."""
    found: set[int] = set()

    def seen() -> bool:
        found.clear()
        found.update(practising(here))
        return bool(found - without)

    until(seen, "training is open in a process of its own", PATIENCE_MS)
    return found


def end(processes: set[int], here: Places) -> None:
    """End processes that practise, which nobody else waits for."""
    for process in processes:
        os.kill(process, signal.SIGKILL)
    until(lambda: not practising(here) & processes, "they have ended", PATIENCE_MS)

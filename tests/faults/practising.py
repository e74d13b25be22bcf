"""Waiting for training that runs as a process of its own, and ending it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from desktop.app.simulated_day.hands import until
from desktop.paths import Places

PATIENCE_MS = 120_000
"""A process begins, makes its data and fills it on a machine that is busy with other tests."""


def begun(here: Places) -> set[int]:
    """Return the processes of training that were started for these folders, and no other one."""
    home = f"VENTANILLA_HOME={here.data.parents[1]}".encode()
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another account's
            words = (process / "cmdline").read_bytes().split(b"\0")
            given = (process / "environ").read_bytes().split(b"\0")
            if b"practica" in words and home in given:
                found.add(int(process.name))
    return found


def practising(here: Places) -> set[int]:
    """Return those that have training open and filled."""
    # Looked at without a lock of our own, which would stand in the way of who begins.
    open_in = _holders(_in_use(here))
    # Only then: whoever opens it prepares it first, and goes on preparing with it open.
    if _holders(_preparing(here)):
        return set()
    # The number of a file just erased may already be that of another test's.
    return open_in & begun(here)


def until_practised(here: Places, *, without: frozenset[int] = frozenset()) -> set[int]:
    """Wait until another process than these practises, and return all that do."""
    found: set[int] = set()

    def seen() -> bool:
        found.clear()
        found.update(practising(here))
        return bool(found - without)

    until(seen, "training is open in a process of its own", PATIENCE_MS)
    return found


def end(here: Places) -> None:
    """End the processes of training of these folders, which nobody else waits for."""
    for process in begun(here):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    # One that was killed loses its name before its locks.
    until(lambda: not begun(here) and not _locked(here), "they have ended", PATIENCE_MS)


def _preparing(here: Places) -> Path:
    return here.data.with_name("preparando.uso")


def _in_use(here: Places) -> Path:
    return here.database.with_name(f"{here.database.name}.uso")


def _locked(here: Places) -> bool:
    """Tell whether any process but this one holds training's data."""
    return bool((_holders(_preparing(here)) | _holders(_in_use(here))) - {os.getpid()})


def _holders(path: Path) -> set[int]:
    """Return the processes that hold a lock on a file, as Linux lists them."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return set()
    name = f"{os.major(seen.st_dev):02x}:{os.minor(seen.st_dev):02x}:{seen.st_ino}"
    lines = (line.split() for line in Path("/proc/locks").read_text("ascii").splitlines())
    return {int(words[4]) for words in lines if "->" not in words and words[5] == name}

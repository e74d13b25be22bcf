"""A file that one program holds at a time; the system lets go of it with the process."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from domain.errors import DatabaseBusy
from domain.files import in_words

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_LOOK_EVERY = 0.02


class HeldFile:
    """A file to hold.

    Args:
        path: made where it is missing, beside the data it stands for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take it, or tell that another program has it; safe to call again.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: its folder cannot be written.
        """
        if self._handle is None:
            try:
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as exc:
                raise in_words(exc) from exc
            if not _take(handle):
                os.close(handle)
                return False
            self._handle = handle
        return True

    def release(self) -> None:
        """Let go of it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def turn(path: Path, patience: float) -> Iterator[None]:
    """Hold a file, waiting for another program to let go of it.

    Args:
        path: see ``HeldFile``.
        patience: in seconds.

    Raises:
        DatabaseBusy: it did not.
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: its folder cannot be written.
    """
    held, never, until = HeldFile(path), Event(), monotonic() + patience
    while not held.take():
        if monotonic() >= until:
            raise DatabaseBusy
        never.wait(_LOOK_EVERY)
    try:
        yield
    finally:
        held.release()

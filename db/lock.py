"""Who may use the database file: many programs together, or one alone.

Every running program holds a shared lock; a restore or a migration takes the exclusive one. The
operating system drops a lock with its process, so a killed program never leaves one behind. The
lock is on a file of its own: SQLite puts its own locks on the database.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import DatabaseInUse, DatabaseReadOnly, DatabaseReserved, DatabaseUnreachable
from domain.files import mode_in

if sys.platform == "win32":
    import msvcrt

    _PLACES = 256  # Windows has no shared lock here: each program locks one byte of these

    def _lock(handle: int, *, exclusive: bool) -> bool:
        for place in (0,) if exclusive else range(_PLACES):
            os.lseek(handle, place, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, _PLACES if exclusive else 1)
            except OSError:
                continue
            return True
        return False
else:
    import fcntl

    def _lock(handle: int, *, exclusive: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def restore_mark(database: Path) -> Path:
    """Return the file that stands beside ``database`` while a restore is being put in place."""
    return database.with_name(database.name + ".restaurando")


def being_restored(database: Path) -> bool:
    """Tell whether a restore was begun and is not finished.

    Raises:
        DatabaseUnreachable: this account may not even look.
    """
    try:
        return restore_mark(database).exists()
    except OSError as exc:
        raise DatabaseUnreachable from exc


@contextmanager
def shared(database: Path) -> Iterator[None]:
    """Use ``database`` beside other programs.

    Raises:
        DatabaseReserved: another program holds it alone.
        DatabaseReadOnly, DatabaseUnreachable: its folder cannot be written.
    """
    with _held(database, exclusive=False) as held:
        if not held:
            raise DatabaseReserved
        yield


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Use ``database`` alone.

    Raises:
        DatabaseInUse: another program has it open.
        DatabaseReadOnly, DatabaseUnreachable: its folder cannot be written.
    """
    with _held(database, exclusive=True) as held:
        if not held:
            raise DatabaseInUse
        yield


@contextmanager
def _held(database: Path, *, exclusive: bool) -> Iterator[bool]:
    path = database.with_name(database.name + ".uso")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as exc:
        raise DatabaseReadOnly from exc
    except OSError as exc:
        raise DatabaseUnreachable from exc
    try:
        # The account that made the file opens it to the group of the folder; others may not.
        if (getuid := getattr(os, "getuid", None)) and os.fstat(handle).st_uid == getuid():
            path.chmod(mode_in(path.parent))
        yield _lock(handle, exclusive=exclusive)
    finally:
        os.close(handle)  # also drops the lock

"""Files that are either the old one or the new one, whatever happens in between."""

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from domain.errors import DatabaseReadOnly, DatabaseUnreachable, DiskFull, KnownError

_WORDS: dict[int | None, type[KnownError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,  # what a limit of the account gives
    errno.EACCES: DatabaseReadOnly,
    errno.EPERM: DatabaseReadOnly,
    errno.EROFS: DatabaseReadOnly,
}


def in_words(exc: OSError) -> KnownError:
    """Return the words for what the operating system refused in the folder of the data."""
    return _WORDS.get(exc.errno, DatabaseUnreachable)()


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write ``content`` to ``path`` so that a crash or power cut leaves the old or the new whole.

    The file can be read and written by the owner, and by the group where its folder can be: the
    operating-system accounts of one PC share an office's folder by its group.

    Args:
        private: by the owner only, from the first byte on.

    Raises:
        OSError: the disk refused; what was there before is untouched.
    """

    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_file_by(path, write, private=private)


def replace_file_by(
    path: Path, write: Callable[[BinaryIO], None], *, private: bool = False
) -> None:
    """Have ``write`` fill a file that then takes the place of ``path``; else as ``replace_file``.

    Raises:
        OSError: as ``replace_file``.
        Exception: what ``write`` raises; what was there before is untouched.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600 if private else mode_in(path.parent))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable: a rename is only in memory until this."""
    # Windows has no handle on a folder; NTFS journals its renames by itself.
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_file(path: Path) -> None:
    """Make the content of ``path`` durable."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def mode_in(folder: Path) -> int:
    """Return the mode of a file kept in ``folder``: shared with the group where the folder is."""
    return 0o660 if folder.stat().st_mode & 0o020 else 0o600

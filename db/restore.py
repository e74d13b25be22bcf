"""Restoring an archive: everything is verified aside, then put in place; never a mixture.

Putting it in place takes several renames, so what is to be done is written down first
(``restore_mark``). A restore that is killed before that leaves the old database untouched; after
it, the next program to enter finishes the renames, which can be repeated without harm. The
database that was there is kept whole in a folder beside.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from db.archive import DATABASE_MEMBER, PIECES_MEMBER, SLOTS_MEMBER, Manifest, told, unpack
from db.backup import Inspect, check_pieces, check_whole
from db.engine import open_engine
from db.lock import being_restored, exclusive, restore_mark, shared
from db.pieces.embedded import begin, pieces_key, pieces_path
from domain.errors import (
    BackupDamaged,
    DatabaseDamaged,
    DatabaseReserved,
    KnownError,
    RestoreFailed,
)
from domain.files import mode_in, replace_file, sync_folder

_STAGING = ".restaurar-"


@contextmanager
def use(database: Path) -> Iterator[None]:
    """Use ``database`` beside other programs, having finished a restore that was cut.

    Every program holds this for as long as it has the database open.

    Raises:
        DatabaseReserved: another program is restoring or updating it.
        DatabaseReadOnly, DatabaseUnreachable: its folder cannot be written.
    """
    if being_restored(database):
        with exclusive(database):
            finish_interrupted(database)
    with shared(database):
        if being_restored(database):
            raise DatabaseReserved
        yield


def restore(
    archive: Path,
    database: Path,
    slots: Sequence[Path],
    key_for: Callable[[bytes], bytes],
    *,
    now: datetime,
    inspect: Inspect,
) -> Manifest:
    """Put what ``archive`` holds in the place of ``database``, and of the second one beside it.

    An archive without documents (of a program before 0.6, or an older one) leaves the second
    database of the same office as it is: what a document was never changes. Where there is none,
    an empty one is begun; the centre, or ``ventanilla documents repair``, gives back what it had.

    Args:
        archive: what ``db.backup.backup`` wrote.
        database: need not exist.
        slots: where its key-slots file and the copies of it belong, in the same folder.
        key_for: given the archive's key-slots file, returns the key or raises.
        now: names the folder that keeps what was there before.
        inspect: run on the unpacked database.

    Raises:
        BackupDamaged: the archive does not hold its own checks; nothing was changed.
        NewerVersion: a later program made it; nothing was changed.
        DatabaseInUse: another program has the database open; nothing was changed.
        DiskFull, RestoreFailed: the disk refused; nothing was changed.
        KnownError: what ``key_for`` and ``inspect`` raise; nothing was changed.
    """
    with told(RestoreFailed), _alone(database):
        finish_interrupted(database)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=database.parent))
        try:
            manifest = unpack(archive, staging)
            stored = (staging / SLOTS_MEMBER).read_bytes()
            key = key_for(stored)
            _verified(staging / DATABASE_MEMBER, key, inspect)
            (staging / SLOTS_MEMBER).unlink()
            pieces = pieces_path(database)
            kinds = {DATABASE_MEMBER: database.name}
            mentioned = manifest.contents.counts.get("received_file", 0)
            if manifest.has_pieces:
                _verified_pieces(staging / PIECES_MEMBER, key)
                kinds[PIECES_MEMBER] = pieces.name
            elif (mentioned or pieces.exists()) and not _opens(pieces, key):
                begin(staging / PIECES_MEMBER, key)
                kinds[PIECES_MEMBER] = pieces.name
            for member, name in kinds.items():
                (staging / member).replace(staging / name)
                (staging / name).chmod(mode_in(database.parent))
            for path in slots:
                replace_file(staging / path.name, stored)
                (staging / path.name).chmod(mode_in(database.parent))
            sync_folder(staging)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        intent = {
            "staging": staging.name,
            "aside": _free_folder(database, now).name,
            "files": [*kinds.values(), *(path.name for path in slots)],
        }
        replace_file(restore_mark(database), json.dumps(intent).encode())
        finish_interrupted(database)
    return manifest


def finish_interrupted(database: Path) -> None:
    """Finish a restore that was being put in place, and clear what an earlier one left.

    Call it alone with the database (``db.lock.exclusive``). It can be repeated at any point.

    Raises:
        OSError: the disk refused; it can be tried again.
    """
    mark, folder = restore_mark(database), database.parent
    if mark.exists():
        intent = json.loads(mark.read_bytes())
        staging, aside = folder / intent["staging"], folder / intent["aside"]
        aside.mkdir(exist_ok=True)
        for name in intent["files"]:
            if (staging / name).exists():
                # The old log goes first: it must never be read together with the new database.
                for old in (f"{name}-wal", f"{name}-shm", name):
                    _move(folder / old, aside)
                _move(staging / name, folder)
        for changed in (aside, folder):
            sync_folder(changed)
        if not any(aside.iterdir()):
            aside.rmdir()
        mark.unlink()
        sync_folder(folder)
    for left in folder.glob(_STAGING + "*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    database.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(database):
        yield


def _verified(database: Path, key: bytes, inspect: Inspect) -> None:
    try:
        check_whole(database, key, inspect)
    except DatabaseDamaged as exc:
        raise BackupDamaged from exc


def _verified_pieces(pieces: Path, key: bytes) -> None:
    try:
        check_pieces(pieces, key, whole=True)
    except DatabaseDamaged as exc:
        raise BackupDamaged from exc


def _opens(pieces: Path, key: bytes) -> bool:
    """Tell whether a second database is of the office of that key."""
    try:
        open_engine(pieces, pieces_key(key), must_exist=True, key_checked=True).dispose()
    except KnownError:
        return False
    return True


def _move(path: Path, folder: Path) -> None:
    if path.exists():
        path.replace(folder / path.name)


def _free_folder(database: Path, now: datetime) -> Path:
    stem = f"{database.stem}-anterior-{now:%Y%m%d-%H%M%S}"
    folder, again = database.with_name(stem), 1
    while folder.exists():
        again += 1
        folder = database.with_name(f"{stem}-{again}")
    return folder

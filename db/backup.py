"""Backups: consistent while the office works, verified before they count, whole or not there."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.archive import (
    DATABASE_MEMBER,
    PIECES_MEMBER,
    SLOTS_MEMBER,
    SUFFIX,
    Contents,
    Manifest,
    measured,
    office_code,
    pack,
    put_in_place,
    told,
)
from db.engine import READ_UNIT, connect, open_engine, translate
from db.lock import exclusive
from db.pieces.embedded import PiecesDamaged, pieces_key, pieces_of, version_of
from domain.errors import BackupFailed, DatabaseDamaged, DatabaseInUse, KnownError

_PAGES_A_STEP = 2048  # 8 MB: some 20 ms between two calls of `progress`
Progress = Callable[[int, int], None]
Inspect = Callable[[Engine], Contents]
"""Checks what only the rules can (the chain of the log, the schema's version) or raises."""


class PiecesLeftOut(KnownError):
    """There is room for an archive, but not for the documents in it."""

    what = "En la carpeta de copias no hay espacio para los documentos."
    kept = "La copia se guardó, pero sin los documentos."
    todo = "Libere espacio o elija otra carpeta para las copias."


def backup(
    database: Path,
    key: bytes,
    slots: bytes,
    folder: Path,
    *,
    office: str,
    program: str,
    now: datetime,
    inspect: Inspect,
    progress: Progress | None = None,
    pieces: Path | None = None,
) -> Path:
    """Write a verified archive of ``database`` into ``folder`` and return its path.

    Args:
        database: the database file; other programs may be reading and writing it.
        key: its raw key.
        slots: the content of its key-slots file.
        folder: where archives are kept; made when missing.
        office: the office's code, part of the name.
        program: the version of the program, for the manifest.
        now: aware, in the office's time zone; part of the name.
        inspect: run on the copy.
        progress: called with the pages copied and the pages in all; what it raises cancels.
        pieces: the file of the second database, where there is one. It is copied after the first,
            so that what that one mentions is in it.

    Raises:
        PiecesDamaged: the second database does not pass its own checks: the archive is there, but
            without it.
        PiecesLeftOut: there is no room for it: the same.
        DatabaseDamaged: the database does not pass its own checks; no archive is left.
        DiskFull, BackupFailed: the folder cannot take it; no archive is left.
        KnownError: what ``inspect`` or opening the database raises.
    """
    with told(BackupFailed), _one_at_a_time(database):
        folder.mkdir(parents=True, exist_ok=True)
        for litter in folder.glob(f".ventanilla-{office_code(office)}-*.tmp"):
            shutil.rmtree(litter, ignore_errors=True)  # of a backup that was killed
        prefix = f".ventanilla-{office_code(office)}-"
        work = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=folder))
        try:
            copy = work / DATABASE_MEMBER
            _copy(database, copy, key, progress)
            contents = check_whole(copy, key, inspect)
            (work / SLOTS_MEMBER).write_bytes(slots)
            members = [DATABASE_MEMBER, SLOTS_MEMBER]
            left_out: KnownError | None = None
            if pieces is not None and shutil.disk_usage(folder).free < 2 * _size(pieces):
                left_out = PiecesLeftOut()
            elif pieces is not None:
                try:
                    _copy(pieces, work / PIECES_MEMBER, pieces_key(key), progress)
                    check_pieces(work / PIECES_MEMBER, key)
                    members.append(PIECES_MEMBER)
                except (sqlcipher.Error, DatabaseDamaged) as exc:
                    if not isinstance(translate(exc), DatabaseDamaged):
                        raise
                    left_out = PiecesDamaged(kept=PiecesLeftOut.kept)
            files = {name: measured(work / name) for name in members}
            whole = work / "copia"
            pack(whole, work, Manifest(office_code(office), now, program, contents, files))
            target = _free_name(folder, office, now)
            put_in_place(whole, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    if left_out is not None:
        raise left_out
    return target


def check_pieces(pieces: Path, key: bytes, *, whole: bool = False) -> int:
    """Check each page of a second database that nobody else uses; return how many pieces it has.

    Leaves it as one file, without a write-ahead log beside it.

    Args:
        key: of the first database.
        whole: also that each piece is what its name says. A page that the disk changed is found
            without: this finds what went wrong before it was written.

    Raises:
        DatabaseDamaged: a check failed.
        DatabaseNewer: a later version of the program made it.
    """

    def inspect(engine: Engine) -> Contents:
        if not version_of(engine):
            raise DatabaseDamaged
        kept = pieces_of(engine)
        names = list(kept.names())
        for name in names if whole else ():
            kept.check(name)
        return Contents("", {"piece": len(names)})

    return check_whole(pieces, pieces_key(key), inspect).counts["piece"]


def check_whole(database: Path, key: bytes, inspect: Inspect) -> Contents:
    """Check each page and each index of a database that nobody else uses, then inspect it.

    Leaves it as one file, without a write-ahead log beside it.

    Raises:
        DatabaseDamaged: a check failed.
        KnownError: what ``inspect`` raises.
    """
    engine = open_engine(database, key, must_exist=True, key_checked=True)
    try:
        with engine.connect().execution_options(**READ_UNIT) as connection:
            for check, sound in _CHECKS:
                if [tuple(row) for row in connection.exec_driver_sql(check)] != sound:
                    raise DatabaseDamaged
        contents = inspect(engine)
    except DBAPIError as exc:
        raise translate(exc) or exc from exc
    finally:
        engine.dispose()
    with closing(connect(database, key)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return contents


_CHECKS: tuple[tuple[str, list[tuple[str, ...]]], ...] = (
    ("PRAGMA cipher_integrity_check", []),
    ("PRAGMA integrity_check", [("ok",)]),
    ("PRAGMA foreign_key_check", []),
)


def _size(database: Path) -> int:
    log = database.with_name(f"{database.name}-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _copy(source: Path, target: Path, key: bytes, progress: Progress | None) -> None:
    with closing(connect(source, key)) as reader, closing(connect(target, key)) as writer:
        # One snapshot for the whole copy: without it, each commit of a counter would begin the
        # copy anew. Writers are never made to wait: the write-ahead log keeps both.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def report(_status: int, remaining: int, total: int) -> None:
            if progress:
                progress(total - remaining, total)

        reader.backup(writer, pages=_PAGES_A_STEP, progress=report)
        reader.execute("ROLLBACK")


@contextmanager
def _one_at_a_time(database: Path) -> Iterator[None]:
    try:
        with exclusive(database.with_name(database.name + ".copia")):
            yield
    except DatabaseInUse as exc:
        raise BackupFailed(
            "Ya se está guardando otra copia de seguridad.", todo="Espere a que termine."
        ) from exc


def _free_name(folder: Path, office: str, now: datetime) -> Path:
    stem = f"ventanilla-{office_code(office)}-{now:%Y%m%d-%H%M%S}"
    target, again = folder / f"{stem}{SUFFIX}", 1
    while target.exists():
        again += 1
        target = folder / f"{stem}-{again}{SUFFIX}"
    return target

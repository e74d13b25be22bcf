"""Archives of an office whose data are on a server: the same files as those of any other office.

What the server holds is copied into an encrypted database of this computer's, in one picture, and
that is what is archived. So an archive restores an office wherever it is to work.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from db import backup, migrate, postgres
from db import engine as embedded
from db.archive import Manifest, told
from db.copying import Side, copy
from db.office_server import filling
from db.pieces.bringing import bring, drop_others
from db.pieces.embedded import PieceFile, PiecesDamaged, PiecesMissing, pieces_path
from db.pieces.server import pieces as server_pieces
from db.pieces.store import PieceDamaged
from desktop.app import backups, office_server
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import BackupFailed, NotOnThisData, RecoveryCodeNeeded, RestoreFailed

_PREFIX = ".ventanilla-servidor-"
_NAME = "oficina.db"
_BEFORE = "anterior"


def make(
    places: Places,
    chosen: Settings,
    database: Path,
    key: bytes,
    engine: Engine,
    progress: backup.Progress | None = None,
) -> Path:
    """Write a verified archive of what the server holds and let go of those that are too old.

    Args:
        database: names this computer's copy of the office's key slots.
        key: of the office's archives.
        engine: over the server's database.

    Raises:
        RecoveryCodeNeeded: this account does not have the key.
        KnownError: it could not be made; no half archive is left.
    """
    if not key:
        raise RecoveryCodeNeeded(
            "Este usuario del equipo no tiene la clave de las copias de la oficina.",
            kept="No se hizo ninguna copia.",
            todo="Haga la copia en el equipo principal, o con «ventanilla backup» y el código.",
        )
    kept = slots.read(database)
    with _working(backups.folder_of(places, chosen), BackupFailed) as work:
        copied = work / _NAME
        _take(engine, copied, key)
        slots.write(copied, kept)
        mirror = pieces_path(database)

        def finished() -> tuple[Path, Sequence[str]]:
            with told(BackupFailed):
                damaged = _follow(engine, mirror, key)
            return backups.make(places, chosen, copied, key, progress, mirror), damaged

        try:
            made, damaged = finished()
        except PiecesDamaged:  # this computer's copy of them: it is made anew
            _erase(mirror)
            made, damaged = finished()
    if damaged:
        raise PieceDamaged(kept="La copia se guardó, con los demás documentos.")
    return made


def put_back(
    archive: Path,
    places: Places,
    chosen: Settings,
    database: Path,
    store: KeyStore,
    ask_code: Callable[[], str],
) -> Manifest:
    """Put an archive in the place of what the office's server holds, having archived that first.

    Args:
        ask_code: returns the code as typed; called when this account does not have the key.

    Raises:
        TrainingData: the archive is training's.
        NotKeeper: this computer may not.
        KnownError: nothing was changed; each says why.
    """
    ask_code = cache(ask_code)  # once is enough
    with _working(places.data, RestoreFailed) as work:
        manifest = backups.put_back(archive, work / _NAME, store, ask_code)
        kept = slots.read(work / _NAME)
        key = backups.key_or_code(kept, store, ask_code)
        before = office_server.open_engine(places, chosen, store)
        source = embedded.open_engine(work / _NAME, key, must_exist=True, key_checked=True)
        try:
            migrate.prepare(source)
            if filling.is_ready(before) and filling.office_of(before) is not None:
                office_server.follow_slots(before, database)
                old = backups.key_or_code(slots.read(database), store, ask_code)
                # Apart: among the others it would let go of the day's, maybe of this very archive.
                apart = backups.folder_of(places, chosen) / _BEFORE
                make(places, replace(chosen, backup_folder=str(apart)), database, old, before)
            if pieces_path(work / _NAME).exists():
                # First, for what is there already is left as it is: nothing is lost by it.
                bring_to(before, pieces_path(work / _NAME), key)
            with embedded.transaction(source, reading=True) as driver:
                filling.replace(
                    office_server.owner_conninfo(office_server.conninfo(places, chosen)),
                    office_server.password(places, chosen, store),
                    Side(driver, source.dialect),
                    slots.to_bytes(kept),
                )
        finally:
            source.dispose()
            before.dispose()
        slots.write(database, kept)
    return manifest


def bring_to(engine: Engine, pieces: Path, key: bytes) -> Sequence[str]:
    """Bring what a second database in a file holds to that of a server.

    Args:
        key: of the first database beside it.

    Returns:
        The names of those that are damaged, which are not brought.

    Raises:
        KnownError: it can be done again; what was brought stays.
    """
    file = PieceFile(pieces, key, lambda: False)
    try:
        return bring(file.pieces(), server_pieces(engine, ready=False))
    finally:
        file.close()


def _follow(engine: Engine, mirror: Path, key: bytes) -> Sequence[str]:
    """Bring this computer's copy of the server's documents up to date; only what is new comes.

    Returns:
        The names of those that are damaged at the server.
    """
    theirs = server_pieces(engine)
    file = PieceFile(mirror, key, lambda: True)
    try:
        try:
            file.open()
        except (PiecesDamaged, PiecesMissing):  # a copy only, or of the office that was here before
            _erase(mirror)
        with suppress(NotOnThisData):  # the server's data are of the version before
            damaged = bring(theirs, file.pieces())
            drop_others(theirs, file.pieces())
            return damaged
        return ()
    finally:
        file.close()


def _erase(mirror: Path) -> None:
    for end in ("", "-wal", "-shm"):
        mirror.with_name(mirror.name + end).unlink(missing_ok=True)


def _take(engine: Engine, target: Path, key: bytes) -> None:
    """Copy what the server holds into a new encrypted database."""
    made = embedded.open_engine(target, key)
    try:
        migrate.prepare(made)
    finally:
        made.dispose()
    with told(BackupFailed), closing(embedded.connect(target, key)) as driver:
        # One row of a table may point to a later one; the archive is checked whole afterwards.
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA synchronous = OFF")  # it is written again, safely, into the archive
        driver.execute("BEGIN IMMEDIATE")
        with postgres.transaction(engine, reading=True) as server:
            copy(Side(server, engine.dialect), Side(driver, made.dialect))
        driver.execute("COMMIT")


@contextmanager
def _working(folder: Path, failure: type[BackupFailed] | type[RestoreFailed]) -> Iterator[Path]:
    """Give a folder for what is only needed meanwhile; one that a kill left is cleared first."""
    with told(failure):
        folder.mkdir(parents=True, exist_ok=True)
        for litter in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(litter, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

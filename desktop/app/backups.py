"""Backing up and restoring an office's database, with what the rules check in each copy."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy
from sqlalchemy import Engine, func, select

from db import archive as archives
from db import backup, migrate, restore, retention
from db.engine import open_engine
from db.pieces.embedded import PiecesDamaged, pieces_path
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop import __version__, keys
from desktop.keys import slots
from desktop.keys.recovery import RecoveryCode
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import (
    KeyFileDamaged,
    KeyStoreUnavailable,
    NotSetUp,
    NotTraining,
    RecoveryCodeNeeded,
    TrainingData,
)
from domain.offices import Office
from domain.operations import LogHead, verify


def folder_of(places: Places, chosen: Settings) -> Path:
    """Return where the archives go."""
    return Path(chosen.backup_folder) if chosen.backup_folder else places.backups


def inspect(engine: Engine) -> archives.Contents:
    """Check what only the rules can: a known schema and a whole chain.

    Raises:
        DatabaseNewer, DatabaseDamaged, LogBroken: it does not hold.
    """
    schema = migrate.schema_of(engine)
    migrate.require_known(schema)
    verify_log(engine)
    with engine.connect() as connection:
        # An earlier program's database has fewer tables: it is backed up before it is migrated.
        there = set(sqlalchemy.inspect(connection).get_table_names())
        counts = {
            table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
            if table.name in there
        }
    return archives.Contents(schema, counts)


def inspect_real(engine: Engine) -> archives.Contents:
    """Check as ``inspect`` does, and that it is no training. Raises TrainingData as well."""
    found = inspect(engine)
    require_mark(engine, training=False)
    return found


def require_real(kept: slots.KeySlots) -> None:
    """Insist that a slots file belongs to a real office. Raises TrainingData."""
    if kept.training:
        raise TrainingData


def require_mark(engine: Engine, *, training: bool) -> None:
    """Insist that the office inside a database is one of training, or a real one.

    A database without an office in it holds nobody's data yet, and passes.

    Raises:
        TrainingData: it is training's, and a real one was wanted.
        NotTraining: it is real, and training was wanted.
    """
    if not migrate.schema_of(engine):
        return  # a first start that was cut
    try:
        marked = _office(engine).training
    except NotSetUp:
        return
    if marked != training:
        raise TrainingData if marked else NotTraining


def verify_log(engine: Engine) -> LogHead:
    """Check the whole chain of the log and return its head.

    Raises:
        LogBroken: with the first operation that does not hold.
    """
    with SqlUnits(engine, "").read() as unit:
        return verify(unit.log.all())


def make(
    places: Places,
    chosen: Settings,
    database: Path,
    key: bytes,
    progress: backup.Progress | None = None,
    pieces: Path | None = None,
) -> Path:
    """Write a verified archive of both databases and let go of those that are too old.

    Args:
        pieces: where the second database is, unless beside the first.

    Raises:
        PiecesDamaged, PiecesLeftOut: the archive is there, without the documents.
        KnownError: it could not be made; no half archive is left.
    """
    engine = open_engine(database, key, must_exist=True, key_checked=True)
    try:
        office = _office(engine)
    finally:
        engine.dispose()
    now = office.local(datetime.now(UTC))
    folder = folder_of(places, chosen)
    second = pieces or pieces_path(database)
    try:
        made = backup.backup(
            database,
            key,
            slots.to_bytes(slots.read(database)),
            folder,
            office=office.imprint,
            program=__version__,
            now=now,
            inspect=inspect,
            progress=progress,
            pieces=second if second.exists() else None,
        )
    except (PiecesDamaged, backup.PiecesLeftOut):  # the archive is there
        _let_go(folder, office, chosen)
        raise
    _let_go(folder, office, chosen)
    return made


def _let_go(folder: Path, office: Office, chosen: Settings) -> None:
    retention.prune(folder, office.imprint, daily=chosen.backup_days, monthly=chosen.backup_months)
    retention.thin(folder, office.imprint)


def due(places: Places, chosen: Settings, office: Office, now: datetime) -> bool:
    """Tell whether today's archive is still missing."""
    return retention.backup_due(office.local(now), folder_of(places, chosen), office.imprint)


def put_back(
    archive: Path, database: Path, store: KeyStore, ask_code: Callable[[], str]
) -> archives.Manifest:
    """Restore an archive: by this account's key, or by the recovery code.

    Args:
        ask_code: returns the code as typed; called when this account does not have the key.

    Raises:
        TrainingData: the archive, or what it would replace, is training's.
        KnownError: nothing was changed; each says why.
    """
    with suppress(KeyFileDamaged):
        require_real(slots.read(database))
    database.parent.mkdir(parents=True, exist_ok=True)
    found: list[tuple[slots.KeySlots, bytes]] = []

    def key_for(content: bytes) -> bytes:
        kept = slots.from_bytes(content)
        require_real(kept)
        key = key_or_code(kept, store, ask_code)
        found.append((kept, key))
        return key

    manifest = restore.restore(
        archive,
        database,
        slots.copies(database),
        key_for,
        now=datetime.now(UTC),
        inspect=inspect_real,
    )
    for kept, key in found:
        keys.remember(store, kept.database_id, key)
    return manifest


def key_or_code(kept: slots.KeySlots, store: KeyStore, ask_code: Callable[[], str]) -> bytes:
    """Return the key of an archive: this account's, or by the recovery code.

    Raises:
        RecoveryCodeMistyped, RecoveryCodeRefused: the code is not right.
    """
    try:
        return keys.key_from(kept, store)
    except (RecoveryCodeNeeded, KeyStoreUnavailable):
        return kept.unwrap(RecoveryCode.parse(ask_code()))


def _office(engine: Engine) -> Office:
    with SqlUnits(engine, "").read() as unit:
        return unit.offices.office()

"""The data of an office, opened: from its file, or at its server."""

from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db import engine as engines
from db import lock, migrate, restore
from db.backup import PiecesLeftOut
from db.pieces.embedded import PiecesDamaged
from desktop import keys
from desktop.app import backups
from desktop.app.whereabouts import require_kind
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import DatabaseMissing


def embedded(
    places: Places,
    chosen: Settings,
    database: Path,
    store: KeyStore,
    code: str,
    held: ExitStack,
    *,
    training: bool,
) -> tuple[Engine, bytes]:
    """Open an office in a file, at this program's schema; return its engine and key.

    Args:
        code: the recovery code, where the keyring does not have the key.
        held: lets go of it at the end.

    Raises:
        KnownError: as ``desktop.app.station.open_station``.
    """
    held.enter_context(restore.use(database))
    if not database.exists():
        raise DatabaseMissing
    require_kind(database, training=training)
    if code:
        key = keys.recover(database, code, store, datetime.now(UTC)).key
    else:
        key = keys.open_key(database, store)
    engine = engines.open_engine(database, key, must_exist=True, key_checked=True)
    held.callback(engine.dispose)
    backups.require_mark(engine, training=training)
    if migrate.schema_of(engine) != migrate.OFFICE.head:
        engine.dispose()
        held.close()
        _update(places, chosen, database, key)
        held.enter_context(restore.use(database))
        engine = engines.open_engine(database, key, must_exist=True, key_checked=True)
    return engine, key


def on_server(
    places: Places, chosen: Settings, database: Path, store: KeyStore, code: str, held: ExitStack
) -> tuple[Engine, bytes]:
    """Reach an office on its server; return its engine, and the key of its archives if it is here.

    Raises:
        KnownError: as ``desktop.app.station.open_station``.
    """
    # What knows of servers takes a fifth of a second to load, which an office in a file need not wait.
    from desktop.app import moving, office_server

    moving.finish(places, chosen, store)
    engine = office_server.open_engine(places, chosen, store)
    held.callback(engine.dispose)
    office_server.require_schema(engine)
    backups.require_mark(engine, training=False)
    office_server.follow_slots(engine, database)
    if not code:
        return engine, office_server.archive_key(database, store)
    key = keys.recover(database, code, store, datetime.now(UTC)).key
    office_server.share_slots(engine, database)
    return engine, key


def _update(places: Places, chosen: Settings, database: Path, key: bytes) -> None:
    """Bring an older database to this program's schema, alone with it and after a backup."""

    def archived() -> None:
        with suppress(
            PiecesDamaged, PiecesLeftOut
        ):  # only the documents: it is told where they are wanted
            backups.make(places, chosen, database, key)

    with lock.exclusive(database):
        engine = engines.open_engine(database, key, must_exist=True, key_checked=True)
        try:
            migrate.prepare(engine, archived)
        finally:
            engine.dispose()

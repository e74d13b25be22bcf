"""An embedded office goes to its server: never two places to work in, wherever it is cut.

1. This computer's data are taken alone, archived, copied to the server and compared there; nobody
   can write there yet (``db.office_server.filling``). Cut until here, the office works as before.
2. The settings name the server: from here on this computer works there or not at all.
3. The server may be worked in, and the old file is put aside. Cut in between, the next opening
   does it (``finish``): the old file in its place is what tells.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from db import engine as embedded
from db import lock, migrate, restore
from db.copying import Side
from db.office_server import filling
from db.pieces.embedded import pieces_path
from desktop import keys, settings
from desktop.app import backups, office_server, server_backups
from desktop.app.connection_file import ConnectionFile
from desktop.app.whereabouts import database_of, files_of, put_aside, require_kind
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import DatabaseMissing, KnownError, ServerNotReady


class AlreadyOnServer(KnownError):
    """This computer works on the office's server already."""

    what = "Este equipo ya trabaja con el servidor de la oficina."
    kept = "No se cambió nada."


class OtherOffice(KnownError):
    """The server holds another office than this computer's."""

    what = "El servidor tiene los datos de otra oficina."
    kept = "No se cambió nada."
    todo = "Avise al administrador: este equipo está unido al servidor equivocado."


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did.

    Attributes:
        archive: the backup made before.
        rows: how many rows arrived, by table.
        operations: how many the log holds, its chain whole.
    """

    archive: Path
    rows: dict[str, int]
    operations: int


def move(
    places: Places,
    store: KeyStore,
    connection: ConnectionFile,
    *,
    code: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Moved:
    """Bring this computer's office to a prepared server, and this computer with it.

    Args:
        connection: the login of this computer, which may act as the database's owner.
        code: the recovery code, where the keyring does not have the key.
        say: told each step, in words.

    Raises:
        DatabaseInUse: the program is open; nothing was changed.
        AlreadyOnServer, ServerHasOffice, NotKeeper, CopyDiffers: nothing was changed.
        KnownError: nothing was changed; each says why.
    """
    chosen = settings.load(places.settings, datetime.now(UTC)).settings
    if chosen.server:
        raise AlreadyOnServer
    database = database_of(places, chosen)
    if not database.exists() and not lock.being_restored(database):
        raise DatabaseMissing
    with lock.exclusive(database):
        restore.finish_interrupted(database)
        require_kind(database, training=False)
        key = _key(database, store, code)
        archive, operations = _archived(places, chosen, database, key)
        say(f"Copia verificada: {archive}")
        connection.keep(places, store)
        chosen = replace(chosen, server=connection.server)
        owner = office_server.owner_conninfo(office_server.conninfo(places, chosen))
        damaged = _bring_documents(places, chosen, store, database, key)
        if damaged:
            say(f"{damaged} documentos dañados quedaron solo en la copia anterior de este equipo.")
        rows = _fill(owner, connection.password, database, key)
        say(f"Copiadas y comparadas {sum(rows.values())} filas de {len(rows)} tablas.")
        _check(places, chosen, store, operations)
        say(f"El registro llegó íntegro: {operations} operaciones.")
        now = datetime.now(UTC)
        settings.change(places.settings, now, server=connection.server)
        filling.begin_work(owner, connection.password)
        put_aside(files_of(database), now)
    return Moved(archive, rows, operations)


def finish(places: Places, chosen: Settings, store: KeyStore) -> None:
    """Finish a move that was cut after the settings named the server.

    Raises:
        OtherOffice: the server is another office's; nothing was changed.
        ServerNotReady: it is being given its data by another computer.
        KnownError: it can be tried again.
    """
    database = database_of(places, chosen)
    # Nothing is remembered of a server that is not ready yet.
    engine = office_server.try_out(
        office_server.conninfo(places, chosen), office_server.password(places, chosen, store)
    )
    try:
        office_server.require_schema(engine)
        there = filling.office_of(engine)
        if there is not None and chosen.office_id and there != UUID(chosen.office_id):
            raise OtherOffice
        if not database.exists():
            if not filling.is_ready(engine):
                raise ServerNotReady
            return
        with lock.exclusive(database):
            if not filling.is_ready(engine):
                filling.begin_work(
                    office_server.owner_conninfo(office_server.conninfo(places, chosen)),
                    office_server.password(places, chosen, store),
                )
            put_aside(files_of(database), datetime.now(UTC))
    finally:
        engine.dispose()


def _key(database: Path, store: KeyStore, code: str) -> bytes:
    if code:
        return keys.recover(database, code, store, datetime.now(UTC)).key
    return keys.open_key(database, store)


def _archived(places: Places, chosen: Settings, database: Path, key: bytes) -> tuple[Path, int]:
    """Archive the office, bring it to this program's schema, and count its log."""
    archive = backups.make(places, chosen, database, key)
    engine = embedded.open_engine(database, key, must_exist=True, key_checked=True)
    try:
        backups.require_mark(engine, training=False)
        migrate.prepare(engine)
        return archive, backups.verify_log(engine).sequence
    finally:
        engine.dispose()


def _bring_documents(
    places: Places, chosen: Settings, store: KeyStore, database: Path, key: bytes
) -> int:
    """Bring the documents before the rows that mention them; tell how many are damaged here.

    Raises:
        ServerHasOffice: nothing was brought.
    """
    if not pieces_path(database).exists():
        return 0
    engine = office_server.try_out(
        office_server.conninfo(places, chosen), office_server.password(places, chosen, store)
    )
    try:
        if filling.is_ready(engine) and filling.office_of(engine) is not None:
            raise filling.ServerHasOffice
        return len(server_backups.bring_to(engine, pieces_path(database), key))
    finally:
        engine.dispose()


def _fill(owner: str, password: str, database: Path, key: bytes) -> dict[str, int]:
    engine = embedded.open_engine(database, key, must_exist=True, key_checked=True)
    try:
        with embedded.transaction(engine, reading=True) as driver:
            arrived = filling.fill(
                owner,
                password,
                Side(driver, engine.dialect),
                slots.to_bytes(slots.read(database)),
            )
    finally:
        engine.dispose()
    return {name: content.rows for name, content in arrived.items()}


def _check(places: Places, chosen: Settings, store: KeyStore, operations: int) -> None:
    """Insist that this computer's own login reads the whole log there. Raises LogBroken."""
    engine = office_server.try_out(
        office_server.conninfo(places, chosen), office_server.password(places, chosen, store)
    )
    try:
        office_server.require_schema(engine)
        if backups.verify_log(engine).sequence != operations:
            raise OtherOffice
    finally:
        engine.dispose()

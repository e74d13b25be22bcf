"""Where this computer's office is, and whether it was ever begun; what was left half-way is put aside."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from db import engine as engines
from db import lock, migrate
from db.pieces.embedded import pieces_path
from db.unit_of_work import SqlUnits
from desktop import keys, settings
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from desktop.usecases.first_start import AlreadySetUp, is_set_up
from domain.errors import KeyFileDamaged, NotTraining, TrainingData
from domain.files import in_words


def database_of(places: Places, chosen: Settings) -> Path:
    """Return where the database is."""
    return Path(chosen.database) if chosen.database else places.database


def exists(places: Places) -> bool:
    """Tell whether this computer has an office's database, or its keys, already."""
    chosen = settings.load(places.settings, datetime.now(UTC)).settings
    return bool(chosen.server) or is_there(database_of(places, chosen))


def is_there(database: Path) -> bool:
    """Tell whether an office has, or had, its data in ``database``."""
    if database.exists() or lock.being_restored(database):
        return True
    try:
        return slots.read(database).code_confirmed
    except KeyFileDamaged:
        return False


def require_kind(database: Path, *, training: bool) -> None:
    """Insist that the keys beside a database are of the kind wanted, before they are used.

    Raises:
        TrainingData, NotTraining: they are of the other kind.
        KeyFileDamaged, NewerVersion, DatabaseUnreachable: see ``desktop.keys.slots.read``.
    """
    marked = slots.read(database).training
    if marked != training:
        raise TrainingData if marked else NotTraining


def nobody_enters(places: Places) -> bool:
    """Tell whether nothing and nobody ever held what opens this computer's database.

    So it is after a first start that was cut before its code was confirmed, where no keyring
    kept the key.

    Raises:
        KeyFileDamaged, NewerVersion, DatabaseUnreachable: see ``desktop.keys.slots.read``.
    """
    database = database_of(places, settings.peek(places.settings).settings)
    return slots.read(database).nobody_enters


def put_aside_what_nobody_enters(places: Places, now: datetime) -> None:
    """Put aside, erasing nothing, a database that ``nobody_enters``; no other one.

    Raises:
        DatabaseInUse: its first start is under way in another program.
        DatabaseReadOnly, DatabaseUnreachable, DiskFull: the folder refused.
    """
    database = database_of(places, settings.peek(places.settings).settings)
    with lock.exclusive(database):
        if not nobody_enters(places):
            return  # somebody typed the code meanwhile
        try:
            # The keys last: cut between, what is left is a first start that never was.
            put_aside((*files_of(database), *slots.copies(database)), now)
        except OSError as exc:
            raise in_words(exc) from exc


def files_of(database: Path) -> tuple[Path, ...]:
    """Return the files of an office's database, and then those of the second one beside it."""
    return tuple(
        one.with_name(one.name + end)
        for one in (database, pieces_path(database))
        for end in ("", "-wal", "-shm")
    )


def put_aside_unfinished(database: Path, store: KeyStore, now: datetime) -> None:
    """Put aside the database of a first start that was cut before there was an office in it."""
    if not database.exists():
        put_aside(files_of(database), now)  # of one that was taken back
        return
    engine = engines.open_engine(database, keys.open_key(database, store), key_checked=True)
    try:
        if migrate.schema_of(engine) and is_set_up(SqlUnits(engine, "")):
            raise AlreadySetUp
    finally:
        engine.dispose()
    put_aside(files_of(database), now)


def put_aside(paths: Iterable[Path], now: datetime) -> None:
    for path in paths:
        if path.exists():
            path.replace(path.with_name(f"{path.name}.anterior-{now:%Y%m%d-%H%M%S}"))

"""The second database looked at, and put together again from what holds a part of it.

What a file was is known by its SHA-256, so a piece is taken from wherever it is whole: from the
damaged file itself, from any archive, from the centre. Nothing is erased; nothing is believed.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db import archive, lock, restore, retention
from db.engine import check_pages, open_engine
from db.pieces.embedded import PieceFile, PiecesMissing, begin, pieces_path
from db.pieces.store import SqlPieces
from db.unit_of_work import SqlUnits
from desktop import keys, settings
from desktop.app import backups
from desktop.app.station import Station
from desktop.app.whereabouts import database_of, files_of, put_aside
from desktop.doctor import PieceFacts
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from desktop.sync.troubles import NotThere
from domain.errors import DatabaseDamaged, DatabaseMissing, KnownError, NotFound
from domain.ports import Units
from domain.ports.pieces import Pieces


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair came to.

    Attributes:
        whole: how many of the mentioned are whole now.
        brought: how many of them were brought.
        missing: the names of those that nobody has.
    """

    whole: int
    brought: int
    missing: tuple[str, ...]


def look(units: Units, pieces: Pieces) -> PieceFacts:
    """Return how many of the mentioned pieces are kept. Raises KnownError."""
    with units.read() as unit:
        mentioned = unit.documents.mentioned()
    kept = frozenset(pieces.names())
    return PieceFacts(len(mentioned & kept), len(mentioned - kept))


def look_at_file(database: Path, key: bytes, units: Units) -> PieceFacts:
    """Check the pages of an office's second database in a file, and what is kept in it.

    Raises:
        PiecesMissing, PiecesDamaged: it cannot be used.
        KnownError: as ``db.engine.open_engine``.
    """
    with units.read() as unit:
        mentioned = unit.documents.mentioned()
    path = pieces_path(database)
    if not path.exists() and not mentioned:
        return PieceFacts(0, 0)  # made when it is first used
    file = PieceFile(path, key, lambda: False)
    try:
        check_pages(file.open())
        return look(units, file.pieces())
    finally:
        file.close()


def examine(places: Places, chosen: Settings, store: KeyStore) -> PieceFacts:
    """Look at the second database of this computer's office, wherever it is. Raises KnownError."""
    database = database_of(places, chosen)
    if chosen.server:
        from db.pieces.server import pieces
        from desktop.app import office_server

        engine = office_server.open_engine(places, chosen, store)
        try:
            return look(SqlUnits(engine, ""), pieces(engine))
        finally:
            engine.dispose()
    with restore.use(database):
        key = keys.open_key(database, store)
        engine = open_engine(database, key, must_exist=True, key_checked=True)
        try:
            return look_at_file(database, key, SqlUnits(engine, ""))
        finally:
            engine.dispose()


def make_usable(places: Places, key: bytes) -> Path | None:
    """Put a second database that does not open, or has damaged pages, aside; begin another.

    Args:
        key: of the office's first database.

    Returns:
        where the damaged one is; None where there is none.

    Raises:
        DatabaseInUse: the program is open; nothing was changed.
        KnownError: nothing was changed.
    """
    chosen = settings.peek(places.settings).settings
    database = database_of(places, chosen)
    if chosen.server:
        return None
    if not database.exists() and not lock.being_restored(database):
        raise DatabaseMissing
    path = pieces_path(database)
    with lock.exclusive(database):
        restore.finish_interrupted(database)
        file = PieceFile(path, key, lambda: False)
        try:
            check_pages(file.open())
        except PiecesMissing:
            pass
        except DatabaseDamaged:
            file.close()
            now = datetime.now(UTC)
            put_aside([one for one in files_of(database) if one.name.startswith(path.name)], now)
        else:
            return None
        finally:
            file.close()
        begin(path, key)
    found = sorted(path.parent.glob(f"{path.name}.anterior-*"))
    return found[-1] if found else None


def repair(
    station: Station, aside: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> Repaired:
    """Bring every mentioned piece that is not whole here from wherever it is.

    Args:
        aside: a damaged second database that was put aside.
        say: told each place where something was found, in words.

    Raises:
        KnownError: this office's second database cannot be used.
    """
    with station.desk.units.read() as unit:
        mentioned = unit.documents.mentioned()
    found = [name for name in sorted(mentioned) if not _is_whole(station.pieces, name)]
    missing: Sequence[str] = found

    def told(words: str, left: Sequence[str]) -> Sequence[str]:
        if len(left) < len(missing):
            say(f"{words}: {len(missing) - len(left)}.")
        return left

    for words, opened in _places(station, aside):
        if not missing:
            break
        with opened as there:
            left = [name for name in missing if not _brought(there, station.pieces, name)]
        missing = told(words, left)
    missing = told("Del centro", _not_at_centre(station.pieces, missing))
    whole = len(mentioned) - len(missing)
    return Repaired(whole, len(found) - len(missing), tuple(missing))


def _places(
    station: Station, aside: Path | None
) -> Iterator[tuple[str, AbstractContextManager[SqlPieces]]]:
    if aside is not None:
        yield "Del archivo dañado", _opened(aside, station.key)
    folder = backups.folder_of(station.places, station.settings)
    for one in retention.archives(folder, station.office().imprint):
        yield f"De la copia {one.path.name}", _from_archive(one.path, station.key)


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[SqlPieces]:
    file = PieceFile(path, key, lambda: False)
    try:
        yield file.pieces()
    finally:
        file.close()


@contextmanager
def _from_archive(path: Path, key: bytes) -> Iterator[SqlPieces]:
    work = Path(tempfile.mkdtemp(prefix=".documentos-", dir=path.parent))
    try:
        with suppress(KnownError, OSError):  # damaged, or without documents: nothing is found there
            archive.unpack_pieces(path, work)
        with _opened(work / archive.PIECES_MEMBER, key) as pieces:
            yield pieces
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_whole(pieces: Pieces, name: str) -> bool:
    try:
        pieces.check(name)
    except (NotFound, DatabaseDamaged):
        return False
    return True


def _brought(source: SqlPieces, target: Pieces, name: str) -> bool:
    try:
        data, kept = source.get(name), source.entry(name)
    except KnownError:
        return False
    target.put(data, kept.media, kept.added_at)
    return True


def _not_at_centre(pieces: Pieces, names: Sequence[str]) -> Sequence[str]:
    """Bring what the centre has (``desktop.app.pieces.bring_from_centre``); return what it has not."""
    left = []
    for place, name in enumerate(names):
        try:
            pieces.get(name)
        except (NotFound, DatabaseDamaged) as exc:
            left.append(name)
            if exc.__cause__ is not None and not isinstance(exc.__cause__, NotThere):
                return [*left, *names[place + 1 :]]  # nobody answers
    return left

"""The second database of an office in a file: another encrypted file beside the first.

Its key is drawn from that of the first (HKDF-SHA256, RFC 5869), so that what opens one opens both.
It is opened when it is first used: where it cannot be, the queue and the cases go on without it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from db.engine import READ_UNIT, open_engine, transaction, translate
from db.pieces.store import WORDS_IN_FILE, Elsewhere, PieceDamaged, SqlPieces
from db.statements import Statements
from db.tables.pieces import IN_FILE, VERSION
from domain.errors import DatabaseDamaged, DatabaseMissing, DatabaseNewer, WrongKey

_LABEL = b"ventanilla-documentos-1"
_ASK_VERSION = "PRAGMA user_version"


class PiecesMissing(DatabaseMissing):
    """There is no second database, though files are mentioned that were kept in it."""

    what = "No se encuentra el archivo con los documentos de la oficina."
    kept = "La cola y los trámites están completos y siguen. No se creó otro en su lugar."
    todo = "Avise al administrador: se recuperan con «ventanilla documents repair»."


class PiecesDamaged(DatabaseDamaged):
    """The second database does not open, or not with this office's key."""

    what = "El archivo con los documentos de la oficina está dañado o es de otra oficina."
    kept = "La cola y los trámites están completos y siguen. No se cambió nada en él."
    todo = "Avise al administrador: se recuperan con «ventanilla documents repair»."


def pieces_path(database: Path) -> Path:
    """Return where the second database of an office is."""
    return database.with_name(f"{database.stem}-documentos.db")


def pieces_key(key: bytes) -> bytes:
    """Return the key of the second database, from that of the first."""
    # Loaded when it is needed: the first window does without.
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), len(key), None, _LABEL).derive(key)


class PieceFile:
    """The file of the second database, opened when it is first used.

    Args:
        path: of the file.
        key: of the office's first database.
        may_begin: tells whether a new one may be made where there is none: nothing is mentioned
            that would have been in it.
    """

    def __init__(self, path: Path, key: bytes, may_begin: Callable[[], bool]) -> None:
        self._path, self._key, self._may_begin = path, key, may_begin
        self._engine: Engine | None = None
        self._opened: tuple[int, int] | None = None
        self._opening = Lock()

    def pieces(self, elsewhere: Elsewhere | None = None) -> SqlPieces:
        """Return what is kept in it; each use raises what keeps it from being opened."""
        return SqlPieces(self.begin, WORDS_IN_FILE, elsewhere)

    @contextmanager
    def begin(self, reading: bool) -> Iterator[Statements]:
        """Begin a transaction. Raises KnownError."""
        with _told():
            engine = self.open()
            with transaction(engine, reading=reading) as driver:
                yield Statements(driver, engine.dialect)

    def open(self) -> Engine:
        """Return an engine over it, the same each time.

        Raises:
            PiecesMissing, PiecesDamaged, DatabaseNewer: see each.
            KnownError: as ``db.engine.open_engine``.
        """
        with self._opening, _told():
            if self._engine is not None and self._identity() != self._opened:
                # Deleted or replaced meanwhile: what is written now would go with it, untold.
                self._engine.dispose()
                self._engine = None
            if self._engine is None:
                known = self._path.exists() or not self._may_begin()
                engine = open_engine(
                    self._path, pieces_key(self._key), must_exist=known, key_checked=True
                )
                try:
                    _prepare(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine, self._opened = engine, self._identity()
            return self._engine

    def _identity(self) -> tuple[int, int] | None:
        """Return which file lies there now; None where none does."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def close(self) -> None:
        """Let go of the file."""
        with self._opening:
            engine, self._engine = self._engine, None
            if engine is not None:
                engine.dispose()


def begin(path: Path, key: bytes) -> None:
    """Make a second database where there is none, and close it.

    Args:
        key: of the first.

    Raises:
        KnownError: as ``db.engine.open_engine``.
    """
    file = PieceFile(path, key, lambda: True)
    file.open()
    file.close()


def pieces_of(engine: Engine) -> SqlPieces:
    """Return what is kept in a second database that is open."""

    @contextmanager
    def begin(reading: bool) -> Iterator[Statements]:
        with transaction(engine, reading=reading) as driver:
            yield Statements(driver, engine.dialect)

    return SqlPieces(begin, WORDS_IN_FILE)


def version_of(engine: Engine) -> int:
    """Return the version of a second database's tables; 0 where there are none yet.

    Raises:
        DatabaseNewer: a later version of the program made it.
    """
    with engine.connect().execution_options(**READ_UNIT) as connection:
        version = int(connection.exec_driver_sql(_ASK_VERSION).scalar_one())
    if version > VERSION:
        raise DatabaseNewer
    return version


def _prepare(engine: Engine) -> None:
    try:
        if version_of(engine) == VERSION:
            return
        with engine.begin() as connection:
            IN_FILE.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    except Exception as exc:
        raise translate(exc) or exc from exc


@contextmanager
def _told() -> Iterator[None]:
    """Say of which file it is that it is missing or damaged."""
    try:
        yield
    except (PiecesMissing, PiecesDamaged, PieceDamaged):
        raise
    except DatabaseMissing as exc:
        raise PiecesMissing from exc
    except (DatabaseDamaged, WrongKey) as exc:
        raise PiecesDamaged from exc

"""Backups: consistent while the office works, verified before they count, whole or not there.

An archive is one file, ``ventanilla-OFICINA-AAAAMMDD-HHMMSS.vbak``: a ZIP without compression
(its database is encrypted, so nothing in it compresses) of the database, its key-slots file and a
manifest with the SHA-256 of both. It opens on any computer with the recovery code of its day.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.engine import READ_UNIT, connect, open_engine, translate
from db.lock import exclusive
from domain.errors import (
    BackupDamaged,
    BackupFailed,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    NewerVersion,
)
from domain.files import in_words, mode_in, sync_file, sync_folder

FORMAT = "ventanilla-copia"
VERSION = 1
SUFFIX = ".vbak"
DATABASE_MEMBER = "ventanilla.db"
SLOTS_MEMBER = "ventanilla.claves"
_MANIFEST_MEMBER = "manifiesto.json"

_PAGES_A_STEP = 2048  # 8 MB: some 20 ms between two calls of `progress`
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an inspection of a database found: its schema and how much it holds."""

    schema: str
    counts: Mapping[str, int] = field(default_factory=dict)


Inspect = Callable[[Engine], Contents]
"""Checks what only the rules can (the chain of the log, the schema's version) or raises."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        office: the office's code.
        made_at: when, aware.
        program: the version that made it.
        files: SHA-256 and size in bytes of each member.
    """

    office: str
    made_at: datetime
    program: str
    contents: Contents
    files: Mapping[str, tuple[str, int]]


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

    Raises:
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
            manifest = Manifest(
                office_code(office),
                now,
                program,
                contents,
                {name: _measured(work / name) for name in (DATABASE_MEMBER, SLOTS_MEMBER)},
            )
            whole = work / "copia"
            _pack(whole, work, manifest)
            _read_back(whole)
            with suppress(PermissionError):  # a memory stick keeps no modes
                whole.chmod(mode_in(folder))
            sync_file(whole)
            target = _free_name(folder, office, now)
            whole.replace(target)
            sync_folder(folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return target


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


def read_manifest(archive: Path) -> Manifest:
    """Return what ``archive`` says of itself, without checking the rest.

    Raises:
        BackupDamaged: it is no archive, or cut.
        NewerVersion: a later program made it.
    """
    with _opened(archive) as members:
        return _manifest(members)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write the members of ``archive`` into ``folder``, each against its size and SHA-256.

    Raises:
        BackupDamaged: something is missing, cut or changed.
        NewerVersion: a later program made it.
        OSError: ``folder`` cannot take it.
    """
    with _opened(archive) as members:
        manifest = _manifest(members)
        for name in (DATABASE_MEMBER, SLOTS_MEMBER):
            target = folder / name
            with _member(members, name) as stored, target.open("wb") as file:
                if _copied(stored, file, manifest.files[name][1]) != manifest.files[name]:
                    raise BackupDamaged
            sync_file(target)
    return manifest


def office_code(office: str) -> str:
    """Return the office's code as archives are named by it: capitals and digits only."""
    kept = "".join(char for char in office.upper() if char.isascii() and char.isalnum())
    return kept[:20] or "OFICINA"


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


def _pack(archive: Path, work: Path, manifest: Manifest) -> None:
    body = {
        "format": FORMAT,
        "version": VERSION,
        "office": manifest.office,
        "made_at": manifest.made_at.isoformat(),
        "program": manifest.program,
        "sqlite": sqlcipher.sqlite_version,
        "schema": manifest.contents.schema,
        "counts": dict(manifest.contents.counts),
        "files": {name: {"sha256": sha, "size": n} for name, (sha, n) in manifest.files.items()},
    }
    with zipfile.ZipFile(archive, "w", strict_timestamps=False) as members:
        members.writestr(_MANIFEST_MEMBER, json.dumps(body, indent=1, ensure_ascii=False))
        for name in manifest.files:
            members.write(work / name, name)


def _read_back(archive: Path) -> None:
    """Insist that what the disk gives back is what was meant."""
    with _opened(archive) as members:
        manifest = _manifest(members)
        for name, expected in manifest.files.items():
            with _member(members, name) as stored:
                if _copied(stored, None, expected[1]) != expected:
                    raise BackupFailed


def _manifest(members: zipfile.ZipFile) -> Manifest:
    try:
        with _member(members, _MANIFEST_MEMBER) as stored:
            body: dict[str, Any] = json.loads(stored.read(_LARGEST_MANIFEST))
        if body["format"] != FORMAT:
            raise BackupDamaged
        if body["version"] > VERSION:
            raise NewerVersion(todo="Actualice Ventanilla antes de restaurar esta copia.")
        return Manifest(
            str(body["office"]),
            datetime.fromisoformat(body["made_at"]),
            str(body["program"]),
            Contents(str(body["schema"]), {str(k): int(v) for k, v in body["counts"].items()}),
            {
                name: (str(body["files"][name]["sha256"]), int(body["files"][name]["size"]))
                for name in (DATABASE_MEMBER, SLOTS_MEMBER)
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise BackupDamaged from exc


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        file = archive.open("rb")
    except OSError as exc:
        raise BackupDamaged("No se puede leer la copia de seguridad.") from exc
    with file:
        try:
            with zipfile.ZipFile(file) as members:
                yield members
        # A damaged directory of the ZIP can claim anything: other compressions, encryption.
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as exc:
            raise BackupDamaged from exc


@contextmanager
def _member(members: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    try:
        stored = members.open(name)
    except (KeyError, OSError) as exc:  # not there, or said to be at an impossible place
        raise BackupDamaged from exc
    with stored:
        yield stored


def _measured(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return _copied(file, None, path.stat().st_size)


def _copied(source: IO[bytes], target: IO[bytes] | None, limit: int) -> tuple[str, int]:
    """Copy no more than ``limit`` bytes and a little; return their SHA-256 and number."""
    digest, size = hashlib.sha256(), 0
    while size <= limit and (chunk := source.read(_CHUNK)):
        digest.update(chunk)
        size += len(chunk)
        if target:
            target.write(chunk)
    return digest.hexdigest(), size


def _free_name(folder: Path, office: str, now: datetime) -> Path:
    stem = f"ventanilla-{office_code(office)}-{now:%Y%m%d-%H%M%S}"
    target, again = folder / f"{stem}{SUFFIX}", 1
    while target.exists():
        again += 1
        target = folder / f"{stem}-{again}{SUFFIX}"
    return target


@contextmanager
def _one_at_a_time(database: Path) -> Iterator[None]:
    try:
        with exclusive(database.with_name(database.name + ".copia")):
            yield
    except DatabaseInUse as exc:
        raise BackupFailed(
            "Ya se está guardando otra copia de seguridad.", todo="Espere a que termine."
        ) from exc


@contextmanager
def told(failure: type[KnownError]) -> Iterator[None]:
    """Turn what the disk and the database raise into words.

    Args:
        failure: said of what is not more exactly known; its ``kept`` is said of a full disk.
    """
    try:
        yield
    except OSError as exc:
        if isinstance(in_words(exc), DiskFull):
            raise DiskFull(kept=failure.kept) from exc
        raise failure from exc
    except sqlcipher.Error as exc:
        known = translate(exc)
        if known is None:
            raise
        if isinstance(known, DiskFull):
            raise DiskFull(kept=failure.kept) from exc
        raise (failure() if isinstance(known, DatabaseUnreachable) else known) from exc

"""The file of a backup: what it says of itself, what it holds, and how it is read and written.

An archive is one file, ``ventanilla-OFICINA-AAAAMMDD-HHMMSS.vbak``: a ZIP without compression
(its databases are encrypted, so nothing in it compresses) of the database, its key-slots file, the
second database with the documents, and a manifest with the SHA-256 of each. It opens on any
computer with the recovery code of its day. Older ones keep no documents: they are in every newer
one (``without_pieces``).
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import sqlcipher3.dbapi2 as sqlcipher

from db.engine import translate
from domain.errors import (
    BackupDamaged,
    BackupFailed,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    NewerVersion,
)
from domain.files import in_words, mode_in, sync_file, sync_folder

FORMAT = "ventanilla-copia"
VERSION = 2
SUFFIX = ".vbak"
DATABASE_MEMBER = "ventanilla.db"
SLOTS_MEMBER = "ventanilla.claves"
PIECES_MEMBER = "documentos.db"
_MANIFEST_MEMBER = "manifiesto.json"


_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What an inspection of a database found: its schema and how much it holds."""

    schema: str
    counts: Mapping[str, int] = field(default_factory=dict)


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

    @property
    def has_pieces(self) -> bool:
        """Whether the second database is in it."""
        return PIECES_MEMBER in self.files


def without_pieces(archive: Path) -> None:
    """Take the second database out of an archive, in whose place every newer one has it.

    What a document was never changes, so the newest archive holds all that the older ones held.

    Raises:
        BackupDamaged, BackupFailed, DiskFull: it is as it was.
        NewerVersion: a later program made it.
    """
    folder = archive.parent
    with told(BackupFailed):
        manifest = read_manifest(archive)
        if not manifest.has_pieces:
            return
        prefix = f".ventanilla-{manifest.office}-"
        work = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=folder))
        try:
            files = {name: manifest.files[name] for name in (DATABASE_MEMBER, SLOTS_MEMBER)}
            _unpack(archive, work, files)
            pack(work / "copia", work, replace(manifest, files=files))
            put_in_place(work / "copia", archive)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def put_in_place(whole: Path, target: Path) -> None:
    """Give an archive that was written its name, once the disk gives back what was meant."""
    _read_back(whole)
    with suppress(PermissionError):  # a memory stick keeps no modes
        whole.chmod(mode_in(target.parent))
    sync_file(whole)
    whole.replace(target)
    sync_folder(target.parent)


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
    manifest = read_manifest(archive)
    _unpack(archive, folder, manifest.files)
    return manifest


def unpack_pieces(archive: Path, folder: Path) -> bool:
    """Write the second database of ``archive`` into ``folder``; tell whether it has one.

    Raises as ``unpack``.
    """
    files = read_manifest(archive).files
    if PIECES_MEMBER in files:
        _unpack(archive, folder, {PIECES_MEMBER: files[PIECES_MEMBER]})
    return PIECES_MEMBER in files


def office_code(office: str) -> str:
    """Return the office's code as archives are named by it: capitals and digits only."""
    kept = "".join(char for char in office.upper() if char.isascii() and char.isalnum())
    return kept[:20] or "OFICINA"


def _unpack(archive: Path, folder: Path, files: Mapping[str, tuple[str, int]]) -> None:
    with _opened(archive) as members:
        for name, expected in files.items():
            target = folder / name
            with _member(members, name) as stored, target.open("wb") as file:
                if _copied(stored, file, expected[1]) != expected:
                    raise BackupDamaged
            sync_file(target)


def pack(archive: Path, work: Path, manifest: Manifest) -> None:
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
                for name in (DATABASE_MEMBER, SLOTS_MEMBER, PIECES_MEMBER)
                if name in body["files"] or name != PIECES_MEMBER
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


def measured(path: Path) -> tuple[str, int]:
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

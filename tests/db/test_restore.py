"""Restoring: the old database or the new one, whole, whatever happens in between."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.archive import Contents, read_manifest, without_pieces
from db.backup import backup
from db.engine import open_engine
from db.lock import exclusive, restore_mark, shared
from db.pieces.embedded import PieceFile, pieces_path
from db.restore import finish_interrupted, restore, use
from desktop import keys
from desktop.keys import slots as files
from desktop.keys.recovery import RecoveryCode
from desktop.keys.stores import SystemKeyring
from domain.errors import (
    BackupDamaged,
    DatabaseInUse,
    DatabaseReserved,
    KnownError,
    NewerVersion,
    RecoveryCodeRefused,
)
from tests import memory_keyring
from tests.db.archives import (
    KEY,
    NOW,
    ROOT,
    SLOTS,
    add,
    create,
    inspect,
    keep,
    kill_at_each_step,
    make_backup,
    pieces_in,
    put_back,
    rows_in,
)

OLD, NEW = b"un documento de antes", b"un documento de la copia"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of 80 rows, 30 of them only in its write-ahead log, as after a crash."""
    path = tmp_path / "datos" / "oficina.db"
    path.parent.mkdir()
    create(path, 50)
    keep(path, OLD)
    engine = open_engine(path, KEY)
    add(engine, 30)
    crashed = tmp_path / "crashed"
    shutil.copytree(path.parent, crashed)
    engine.dispose()
    shutil.rmtree(path.parent)
    crashed.rename(path.parent)
    assert path.with_name("oficina.db-wal").stat().st_size
    for copy in files.copies(path):
        copy.write_bytes(b"claves anteriores")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of 20 rows and a document."""
    create(tmp_path / "otra.db", 20)
    keep(tmp_path / "otra.db", NEW)
    return make_backup(tmp_path / "otra.db", tmp_path / "copias")


def picture(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".uso", "-shm"))
    }


def copies_of(folder: Path, targets: Path, steps: int) -> Path:
    for step in range(steps):
        shutil.copytree(folder, targets / str(step))
    return targets


def test_the_archive_takes_the_place_and_the_old_one_is_kept(database: Path, archive: Path) -> None:
    before = picture(database.parent)
    put_back(archive, database)
    assert rows_in(database) == 20
    assert [path.read_bytes() for path in files.copies(database)] == [SLOTS, SLOTS]
    aside = database.with_name("oficina-anterior-20260302-130000")
    assert picture(aside) == before
    assert rows_in(aside / "oficina.db") == 80
    assert (pieces_in(database), pieces_in(aside / "oficina.db")) == ({NEW}, {OLD})
    put_back(archive, database)
    assert database.with_name("oficina-anterior-20260302-130000-2").is_dir()


def test_it_needs_no_database_before(tmp_path: Path, archive: Path) -> None:
    database = tmp_path / "nueva" / "oficina.db"
    put_back(archive, database)
    assert rows_in(database) == 20
    assert not list(database.parent.glob("*anterior*"))


def test_killed_at_any_step_it_is_the_old_or_the_new(
    database: Path, archive: Path, tmp_path: Path
) -> None:
    trials = copies_of(database.parent, tmp_path / "trials", 90)
    seen = []
    for step in range(len(kill_at_each_step("restore", archive, trials, 90))):
        target = trials / str(step) / "oficina.db"
        count = rows_in(target)
        slots = {path.read_bytes() for path in files.copies(target)}
        state = (count, slots, pieces_in(target))
        assert state in [(80, {b"claves anteriores"}, {OLD}), (20, {SLOTS}, {NEW})]
        seen.append(count)
        with exclusive(target):
            finish_interrupted(target)
        assert not list(target.parent.glob(".restaur*"))
    assert set(seen) == {80, 20}
    assert seen == sorted(seen, reverse=True)  # once new, never old again


def test_the_finishing_itself_may_be_killed_at_any_step(
    database: Path, archive: Path, tmp_path: Path
) -> None:
    put_back(archive, database)
    aside = database.with_name("oficina-anterior-20260302-130000")
    names = [
        "oficina.db",
        pieces_path(database).name,
        *(path.name for path in files.copies(database)),
    ]
    staging = database.parent / ".restaurar-x"
    staging.mkdir()
    for name in names:
        (database.parent / name).rename(staging / name)
    for path in aside.iterdir():
        path.rename(database.parent / path.name)
    aside.rmdir()
    intent = '{"staging": ".restaurar-x", "aside": "antes", "files": ["%s"]}'
    restore_mark(database).write_text(intent % '", "'.join(names))
    trials = copies_of(database.parent, tmp_path / "trials", 40)
    for step in range(len(kill_at_each_step("finish", archive, trials, 40))):
        new, old = (trials / str(step) / place / "oficina.db" for place in ("", "antes"))
        assert (rows_in(new), pieces_in(new)) == (20, {NEW})
        assert (rows_in(old), pieces_in(old)) == (80, {OLD})


def test_an_archive_without_documents_leaves_those_of_the_same_office(
    database: Path, archive: Path
) -> None:
    without_pieces(archive)
    assert not read_manifest(archive).has_pieces
    put_back(archive, database)
    assert (rows_in(database), pieces_in(database)) == (20, {OLD})
    # Of another office they cannot be: they are put aside, and none are there.
    pieces_path(database).unlink()
    PieceFile(pieces_path(database), bytes(32), lambda: True).open().dispose()
    put_back(archive, database)
    assert pieces_in(database) == set()
    assert not list(database.parent.glob(".restaur*"))


def test_documents_that_are_not_what_they_were_are_not_put_back(
    database: Path, tmp_path: Path
) -> None:
    create(tmp_path / "otra.db", 20)
    keep(tmp_path / "otra.db", NEW)
    file = PieceFile(pieces_path(tmp_path / "otra.db"), KEY, lambda: False)
    with file.open().begin() as connection:
        connection.exec_driver_sql("UPDATE part SET content = X'00'")
    file.close()
    before = picture(database.parent)
    with pytest.raises(BackupDamaged):
        put_back(make_backup(tmp_path / "otra.db", tmp_path / "copias"), database)
    assert picture(database.parent) == before


def test_nobody_opens_the_database_between(database: Path, archive: Path) -> None:
    restore_mark(database).write_text("{}")
    with pytest.raises(DatabaseReserved):
        open_engine(database, KEY)
    with shared(database), pytest.raises(DatabaseInUse), use(database):
        pytest.fail("entered beside a restore")


def test_it_waits_for_nobody_and_changes_nothing_while_in_use(
    database: Path, archive: Path
) -> None:
    before = picture(database.parent)
    with use(database):
        with pytest.raises(DatabaseInUse):
            put_back(archive, database)
    assert picture(database.parent) == before
    with exclusive(database), pytest.raises(DatabaseReserved), use(database):
        pytest.fail("entered beside a restore")


@pytest.mark.parametrize("at", [0, 300, 5000, 30_000, -60])
def test_a_damaged_archive_changes_nothing(database: Path, archive: Path, at: int) -> None:
    before = picture(database.parent)
    damaged = bytearray(archive.read_bytes())
    for near in range(20):
        damaged[at + near] ^= 0xFF
    archive.write_bytes(damaged)
    with pytest.raises(BackupDamaged):
        put_back(archive, database)
    assert picture(database.parent) == before


def test_an_archive_with_another_key_changes_nothing(database: Path, archive: Path) -> None:
    before = picture(database.parent)

    def refuse(_: bytes) -> bytes:
        raise RecoveryCodeRefused

    for key_for, error in ((refuse, RecoveryCodeRefused), (lambda _: bytes(32), BackupDamaged)):
        with pytest.raises(error):
            restore(archive, database, files.copies(database), key_for, now=NOW, inspect=inspect)
        assert picture(database.parent) == before


def test_an_archive_of_a_newer_schema_changes_nothing(database: Path, archive: Path) -> None:
    before = picture(database.parent)

    def newer(_: Engine) -> Contents:
        raise NewerVersion

    with pytest.raises(NewerVersion):
        restore(archive, database, files.copies(database), lambda _: KEY, now=NOW, inspect=newer)
    assert picture(database.parent) == before


_LIMITED = """
import resource, sys
from pathlib import Path
from tests.db.archives import put_back
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    put_back(Path(sys.argv[1]), Path(sys.argv[2]))
except Exception as exc:
    print(type(exc).__name__)
"""


def test_a_full_disk_changes_nothing(database: Path, archive: Path) -> None:
    before = picture(database.parent)
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, archive, database],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "DiskFull", done.stderr
    assert picture(database.parent) == before


def test_a_blank_computer_needs_the_archive_and_the_code_only(tmp_path: Path) -> None:
    office = tmp_path / "oficina.db"
    made = keys.begin(office, SystemKeyring(), NOW)
    engine = open_engine(office, made.key)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (text TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('de la oficina')")
    engine.dispose()
    archive = backup(
        office,
        made.key,
        files.to_bytes(files.read(office)),
        tmp_path / "usb",
        office="UIO",
        program="1.0",
        now=datetime.now(UTC),
        inspect=lambda _: Contents("0001"),
    )

    memory_keyring.forget_all()
    blank = tmp_path / "otro equipo" / "oficina.db"
    with pytest.raises(KnownError):
        keys.open_key(blank, SystemKeyring())
    restore(
        archive,
        blank,
        files.copies(blank),
        lambda stored: files.from_bytes(stored).unwrap(RecoveryCode.parse(made.code.text)),
        now=NOW,
        inspect=lambda _: Contents("0001"),
    )
    opened = keys.recover(blank, made.code.text, SystemKeyring(), NOW)
    engine = open_engine(blank, opened.key, must_exist=True, key_checked=True)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT text FROM note").scalar_one() == "de la oficina"
    engine.dispose()
    assert keys.open_key(blank, SystemKeyring()) == made.key

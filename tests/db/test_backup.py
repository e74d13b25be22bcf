"""Backups of a database at work, on real disks that fill up, with real processes killed."""

import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from db.archive import (
    DATABASE_MEMBER,
    PIECES_MEMBER,
    VERSION,
    office_code,
    read_manifest,
    unpack,
)
from db.backup import PiecesLeftOut, backup, check_pieces, check_whole
from db.engine import open_engine, translate
from db.lock import exclusive
from db.pieces.embedded import PiecesDamaged, pieces_path
from db.retention import archives, backup_due, prune, thin
from domain.errors import (
    BackupDamaged,
    BackupFailed,
    DatabaseDamaged,
    DiskFull,
    NewerVersion,
    WrongKey,
)
from domain.operations import LogBroken
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
    rows_in,
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "datos" / "oficina.db"
    path.parent.mkdir()
    create(path, 50)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copias"


def test_an_archive_holds_the_whole_and_says_what(database: Path, folder: Path) -> None:
    archive = make_backup(database, folder)
    assert archive.name == "ventanilla-UIO1-20260302-130000.vbak"
    assert list(folder.iterdir()) == [archive]
    manifest = read_manifest(archive)
    assert (manifest.office, manifest.made_at, manifest.program) == ("UIO1", NOW, "1.0")
    assert manifest.contents.counts == {"debit": 50}
    target = folder / "unpacked"
    target.mkdir()
    assert unpack(archive, target) == manifest
    assert (target / "ventanilla.claves").read_bytes() == SLOTS
    assert check_whole(target / DATABASE_MEMBER, KEY, inspect).counts == {"debit": 50}
    assert b"CREATE TABLE" not in archive.read_bytes()


def test_documents_are_in_it_and_in_the_newest_ones_only(database: Path, folder: Path) -> None:
    keep(database, b"un documento", bytes(3_000_000))
    made = [make_backup(database, folder, NOW + timedelta(days=day)) for day in range(5)]
    assert all(read_manifest(archive).has_pieces for archive in made)
    target = folder / "unpacked"
    target.mkdir()
    unpack(made[0], target)
    assert check_pieces(target / PIECES_MEMBER, KEY, whole=True) == 2
    before = [read_manifest(archive) for archive in made]
    thin(folder, "UIO-1")
    after = [read_manifest(archive) for archive in made]
    assert [manifest.has_pieces for manifest in after] == [False, False, True, True, True]
    assert after[0].contents == before[0].contents
    assert made[0].stat().st_size < made[2].stat().st_size - 3_000_000
    thin(folder, "UIO-1")
    assert [read_manifest(archive) for archive in made] == after
    assert sorted(folder.glob("*")) == sorted([*made, target])


def test_damaged_documents_are_told_and_the_rest_is_kept(database: Path, folder: Path) -> None:
    keep(database, bytes(300_000))
    pieces = pieces_path(database)
    content = bytearray(pieces.read_bytes())
    for place in (0, 100_000):
        content[place] ^= 0xFF
        pieces.write_bytes(content)
        with pytest.raises(PiecesDamaged, match="pero sin los documentos"):
            make_backup(database, folder)
    first, second = archives(folder, "UIO-1")
    assert not read_manifest(first.path).has_pieces
    assert read_manifest(second.path).contents.counts == {"debit": 50}


def test_two_in_one_second_are_two(database: Path, folder: Path) -> None:
    assert make_backup(database, folder) != make_backup(database, folder)
    assert len(archives(folder, "UIO-1")) == 2


def test_it_is_consistent_while_counters_write(database: Path, folder: Path) -> None:
    engine = open_engine(database, KEY)
    stop = threading.Event()
    written = threading.Event()

    def write() -> None:
        while not stop.is_set():
            add(engine, 3)
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for _ in range(5):
            written.clear()
            assert written.wait(60)
            counts.append(read_manifest(make_backup(database, folder)).contents.counts["debit"])
    finally:
        stop.set()
        writer.join()
        engine.dispose()
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert all((count - 50) % 3 == 0 for count in counts)


def test_a_writer_is_not_made_to_wait(database: Path, folder: Path) -> None:
    engine = open_engine(database, KEY, busy_seconds=0)
    steps = []

    def progress(done: int, total: int) -> None:
        steps.append((done, total))
        add(engine, 1)

    archive = backup(
        database,
        KEY,
        SLOTS,
        folder,
        office="UIO",
        program="1",
        now=NOW,
        inspect=inspect,
        progress=progress,
    )
    engine.dispose()
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert read_manifest(archive).contents.counts == {"debit": 50}
    assert rows_in(database) == 50 + len(steps)


def test_it_can_be_cancelled(database: Path, folder: Path) -> None:
    def cancel(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(BackupFailed):
        backup(
            database,
            KEY,
            SLOTS,
            folder,
            office="UIO",
            program="1",
            now=NOW,
            inspect=inspect,
            progress=cancel,
        )
    assert not list(folder.iterdir())


def test_one_at_a_time(database: Path, folder: Path) -> None:
    with exclusive(database.with_name("oficina.db.copia")):
        with pytest.raises(BackupFailed, match="otra copia"):
            make_backup(database, folder)


def test_a_database_that_breaks_its_rules_is_not_backed_up(database: Path, folder: Path) -> None:
    engine = open_engine(database, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO credit VALUES (7)")
    engine.dispose()
    with pytest.raises(LogBroken):
        make_backup(database, folder)
    assert not list(folder.iterdir())


def test_a_damaged_database_is_told_and_older_archives_stay(database: Path, folder: Path) -> None:
    before = make_backup(database, folder)
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 64)
    with pytest.raises(DatabaseDamaged):
        make_backup(database, folder)
    assert list(folder.iterdir()) == [before]


def test_another_key_makes_no_archive(database: Path, folder: Path) -> None:
    with pytest.raises((WrongKey, DatabaseDamaged)):
        backup(
            database,
            bytes(32),
            SLOTS,
            folder,
            office="UIO",
            program="1",
            now=NOW,
            inspect=inspect,
        )
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be(database: Path, folder: Path) -> None:
    folder.write_bytes(b"un archivo, no una carpeta")
    with pytest.raises(BackupFailed):
        make_backup(database, folder)


# ------------------------------------------------------------------ a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of half a megabyte."""
    path = tmp_path / "llena"
    path.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(path)], capture_output=True
    )
    if not done or done.returncode:
        pytest.skip("only the administrator can mount a small disk")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def test_a_full_disk_takes_no_archive_and_keeps_the_others(
    database: Path, small_disk: Path
) -> None:
    first = make_backup(database, small_disk)
    engine = open_engine(database, KEY)
    add(engine, 100)
    engine.dispose()
    with pytest.raises(DiskFull, match="copias anteriores están intact"):
        make_backup(database, small_disk)
    assert list(small_disk.iterdir()) == [first]
    assert read_manifest(first).contents.counts == {"debit": 50}


def test_documents_for_which_there_is_no_room_keep_nothing_else_out(
    database: Path, small_disk: Path
) -> None:
    keep(database, bytes(400_000))
    with pytest.raises(PiecesLeftOut):
        make_backup(database, small_disk)
    (kept,) = small_disk.iterdir()
    manifest = read_manifest(kept)
    assert (manifest.contents.counts, manifest.has_pieces) == ({"debit": 50}, False)


def test_the_database_on_a_full_disk_keeps_what_was_acknowledged(small_disk: Path) -> None:
    path = small_disk / "oficina.db"
    create(path, 20)
    engine = open_engine(path, KEY)
    kept = 20
    error: BaseException | None = None
    while error is None:
        try:
            add(engine, 1)
        except DBAPIError as exc:
            error = exc
        else:
            kept += 1
    assert isinstance(translate(error), DiskFull)
    engine.dispose()
    assert rows_in(path) == kept


_LIMITED = """
import resource, sys
from pathlib import Path
from domain.errors import DiskFull
from domain.operations import LogBroken
from tests.db.archives import make_backup
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    make_backup(Path(sys.argv[1]), Path(sys.argv[2]))
except Exception as exc:
    print(type(exc).__name__)
"""


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.99, 1.001])
def test_a_quota_is_told(database: Path, folder: Path, share: float) -> None:
    limit = int(database.stat().st_size * share)
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(database), str(folder), str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() in {"DiskFull", "BackupFailed", "DatabaseUnreachable"}, done.stderr
    assert not list(folder.iterdir())


# --------------------------------------------------------------------- killed


def test_killed_at_any_step_there_is_a_whole_archive_or_none(
    database: Path, tmp_path: Path
) -> None:
    trials = tmp_path / "trials"
    keep(database, b"un documento")
    outcomes = []
    endings = kill_at_each_step("backup", database, trials, 60)
    for step in range(len(endings)):
        folder = trials / str(step)
        found = archives(folder, "UIO-1")
        for archive in found:
            manifest = read_manifest(archive.path)
            assert (manifest.contents.counts, manifest.has_pieces) == ({"debit": 50}, True)
            archive.path.unlink()
        outcomes.append(len(found))
        make_backup(database, folder)
        assert len(list(folder.iterdir())) == 1  # the litter of the one killed is gone
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {0, 1}
    assert rows_in(database) == 50


# ------------------------------------------------------------ damaged archives


def test_a_damaged_archive_is_refused_wherever_it_is_damaged(
    database: Path, folder: Path, tmp_path: Path
) -> None:
    archive = make_backup(database, folder)
    whole = archive.read_bytes()
    target = tmp_path / "aside"
    target.mkdir()
    for at in [*range(0, len(whole), 7919), *range(0, 900, 13), *range(-400, 0, 3)]:
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        archive.write_bytes(damaged)
        try:
            manifest = unpack(archive, target)
        except BackupDamaged:
            continue
        # What a ZIP does not check (a date, an attribute) harms nothing.
        assert check_whole(target / DATABASE_MEMBER, KEY, inspect) == manifest.contents
    for cut in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        archive.write_bytes(whole[:cut])
        with pytest.raises(BackupDamaged):
            unpack(archive, target)
    archive.unlink()
    with pytest.raises(BackupDamaged):
        read_manifest(archive)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"version": VERSION + 1}, NewerVersion),
        ({"format": "otra cosa"}, BackupDamaged),
        ({"files": {}}, BackupDamaged),
        ({"made_at": "ayer"}, BackupDamaged),
        ({"counts": [1]}, BackupDamaged),
    ],
)
def test_a_strange_manifest_is_refused(
    database: Path, folder: Path, change: dict[str, object], error: type[Exception]
) -> None:
    archive = make_backup(database, folder)
    with zipfile.ZipFile(archive) as members:
        body = json.loads(members.read("manifiesto.json"))
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("manifiesto.json", json.dumps(body | change))
    with pytest.raises(error):
        read_manifest(archive)


def test_another_zip_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.vbak"
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("foto.txt", "hola")
    with pytest.raises(BackupDamaged):
        read_manifest(path)


# ------------------------------------------------------------------- retention


def test_what_is_kept(tmp_path: Path) -> None:
    first = datetime(2024, 1, 1, 8, 0)
    for day in range(800):
        for hour in (0, 10):
            moment = first + timedelta(days=day, hours=hour)
            (tmp_path / f"ventanilla-UIO-{moment:%Y%m%d-%H%M%S}.vbak").touch()
    strangers = ["ventanilla-GYE-20240101-080000.vbak", "notas.txt", "ventanilla-UIO-x.vbak"]
    strangers.append("ventanilla-UIO-20249901-080000.vbak")
    for name in strangers:
        (tmp_path / name).touch()
    gone = prune(tmp_path, "UIO")
    kept = archives(tmp_path, "UIO")
    assert len(gone) + len(kept) == 1600
    last = first + timedelta(days=799, hours=10)
    days = [last - timedelta(days=day) for day in range(14)]
    assert [one.made_at for one in kept[:14]] == days
    assert all(one.made_at.hour == 18 for one in kept)
    months = {(one.made_at.year, one.made_at.month) for one in kept}
    assert len(months) == 12
    assert not prune(tmp_path, "UIO")
    assert {path.name for path in tmp_path.iterdir()} >= set(strangers)


def test_of_the_same_second_the_later_is_kept(tmp_path: Path) -> None:
    for place in ("", "-2", "-10"):
        (tmp_path / f"ventanilla-UIO-20260302-080000{place}.vbak").touch()
    prune(tmp_path, "UIO")
    (kept,) = archives(tmp_path, "UIO")
    assert kept.path.name == "ventanilla-UIO-20260302-080000-10.vbak"


def test_the_newest_is_always_kept(tmp_path: Path) -> None:
    (tmp_path / "ventanilla-UIO-19700101-000000.vbak").touch()
    assert not prune(tmp_path, "UIO", daily=0, monthly=0)


def test_when_a_backup_is_due(tmp_path: Path) -> None:
    assert backup_due(NOW, tmp_path / "no hay", "UIO")
    assert backup_due(NOW, tmp_path, "UIO")
    (tmp_path / "ventanilla-UIO-20270101-000000.vbak").touch()  # the clock once ran ahead
    assert backup_due(NOW, tmp_path, "UIO")
    (tmp_path / "ventanilla-UIO-20260302-070000.vbak").touch()
    assert not backup_due(NOW, tmp_path, "UIO")
    assert backup_due(NOW + timedelta(days=1), tmp_path, "UIO")


@pytest.mark.parametrize("code", ["", "../../etc", "Ñandú 🗝", "\x00", "x" * 10_000])
def test_any_office_code_makes_a_plain_name(code: str) -> None:
    assert office_code(code).isalnum()
    assert len(office_code(code)) <= 20

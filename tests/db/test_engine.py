"""The encrypted engine on real files, threads and processes."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from db.engine import (
    READ_UNIT,
    SQLITE_VERSION,
    WRITE_UNIT,
    check_pages,
    open_engine,
    transaction,
    translate,
)
from db.errors import WriteInReadUnit
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseUnreachable,
    DiskFull,
    WrongKey,
)

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ventanilla.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(path, KEY, busy_seconds=0.05)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        connection.exec_driver_sql("INSERT INTO note (text) VALUES ('palabra secreta')")
    yield engine
    engine.dispose()


def one(engine: Engine, sql: str) -> object:
    with engine.connect().execution_options(**READ_UNIT) as connection:
        return connection.exec_driver_sql(sql).scalar_one()


def test_the_connection_is_durable_checked_and_encrypted(engine: Engine, path: Path) -> None:
    assert one(engine, "PRAGMA journal_mode") == "wal"
    assert one(engine, "PRAGMA synchronous") == 2
    assert one(engine, "PRAGMA foreign_keys") == 1
    assert one(engine, "PRAGMA temp_store") == 2
    engine.dispose()
    stored = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"palabra secreta" not in stored
    assert b"CREATE TABLE" not in stored


def test_a_write_unit_takes_the_lock_when_it_begins(engine: Engine) -> None:
    with engine.begin(), pytest.raises(OperationalError) as caught, engine.begin():
        pytest.fail("two write units began at once")
    assert isinstance(translate(caught.value), DatabaseBusy)


def test_a_read_unit_neither_waits_nor_makes_wait(engine: Engine) -> None:
    with engine.connect().execution_options(**READ_UNIT) as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM note").scalar_one() == 1
        with engine.connect().execution_options(**WRITE_UNIT) as writer:
            writer.exec_driver_sql("INSERT INTO note (text) VALUES ('dos')")
            writer.commit()
        assert reader.exec_driver_sql("SELECT count(*) FROM note").scalar_one() == 1
    assert one(engine, "SELECT count(*) FROM note") == 2


def test_a_write_in_a_read_unit_is_a_bug_not_a_read_only_disk(engine: Engine) -> None:
    with (
        engine.connect().execution_options(**READ_UNIT) as reader,
        pytest.raises(WriteInReadUnit),
    ):
        reader.exec_driver_sql("DELETE FROM note")
    with engine.begin() as writer:
        writer.exec_driver_sql("DELETE FROM note")
    assert one(engine, "SELECT count(*) FROM note") == 0


def test_four_threads_never_share_a_number(engine: Engine, path: Path) -> None:
    patient = open_engine(path, KEY, busy_seconds=60)
    numbers: list[int] = []

    def take() -> None:
        for _ in range(25):
            with patient.begin() as connection:
                last = connection.exec_driver_sql("SELECT max(id) FROM note").scalar_one()
                connection.exec_driver_sql("INSERT INTO note (id) VALUES (?)", (last + 1,))
                numbers.append(last + 1)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.dispose()
    assert sorted(numbers) == list(range(2, 102))


def test_another_key_is_told_from_damage(engine: Engine, path: Path) -> None:
    engine.dispose()
    with pytest.raises(WrongKey):
        open_engine(path, bytes(32))
    with pytest.raises(DatabaseDamaged):
        open_engine(path, bytes(32), key_checked=True)


def test_a_plain_database_a_cut_one_and_junk_are_damaged(path: Path) -> None:
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE note (id INTEGER)")
    plain.close()
    with pytest.raises(DatabaseDamaged):
        open_engine(path, KEY)
    for junk in (b"x", os.urandom(5000), b"no soy una base" * 50):
        path.write_bytes(junk)
        with pytest.raises(DatabaseDamaged):
            open_engine(path, KEY)


def test_an_office_that_had_a_database_never_gets_an_empty_one(path: Path) -> None:
    for _ in range(2):
        with pytest.raises(DatabaseMissing):
            open_engine(path, KEY, must_exist=True)
        path.touch()


def test_the_accounts_of_the_folder_s_group_share_its_files(tmp_path: Path) -> None:
    for folder_mode, file_mode in ((0o2770, 0o660), (0o700, 0o600)):
        folder = tmp_path / str(folder_mode)
        folder.mkdir()
        folder.chmod(folder_mode)
        engine = open_engine(folder / "oficina.db", KEY)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE note (id INTEGER)")
            modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        engine.dispose()
        assert modes == dict.fromkeys(("oficina.db", "oficina.db-wal", "oficina.db-shm"), file_mode)


def test_a_missing_folder_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        open_engine(tmp_path / "no" / "such.db", KEY)


def test_a_full_database_says_so_and_keeps_the_rest(engine: Engine) -> None:
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OperationalError) as caught:
            connection.exec_driver_sql("INSERT INTO note (text) VALUES (?)", ("x" * 100_000,))
        connection.rollback()
    assert isinstance(translate(caught.value), DiskFull)
    assert one(engine, "SELECT count(*) FROM note") == 1


def test_the_key_is_in_no_text(engine: Engine, path: Path) -> None:
    engine.dispose()
    with pytest.raises(WrongKey) as caught:
        open_engine(path, b"\xab" * 32)
    told = "".join((repr(engine), repr(engine.url), repr(caught.value), str(caught.value)))
    assert KEY.hex() not in told
    assert "abab" not in told


def test_a_key_of_another_length_is_a_bug(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(path, b"short")


def test_what_is_not_the_database_is_not_translated() -> None:
    assert translate(RuntimeError("bug")) is None
    assert translate(None) is None


def test_a_damaged_page_is_found(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO note (text) VALUES (?)", ("x" * 50_000,))
    check_pages(engine)
    engine.dispose()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 6000)
        file.write(b"\xff" * 100)
    again = open_engine(path, KEY)
    with pytest.raises(DatabaseDamaged):
        check_pages(again)
    again.dispose()


def test_a_disk_that_is_well_again_is_read_again(engine: Engine, path: Path) -> None:
    """SQLCipher keeps a connection that met one bad page from reading ever again."""
    with transaction(engine, reading=False) as driver:
        for _ in range(500):
            driver.execute("INSERT INTO note (text) VALUES ('una línea de palabras')")
    engine.dispose()
    whole = path.read_bytes()
    failing = bytearray(whole)
    for page in range(8192, len(failing), 4096):
        failing[page + 100] ^= 1
    path.write_bytes(failing)
    for reading in (True, False):
        with pytest.raises(DatabaseDamaged), transaction(engine, reading=reading) as driver:
            driver.execute("SELECT count(text) FROM note").fetchone()
    path.write_bytes(whole)
    with transaction(engine, reading=True) as driver:
        assert driver.execute("SELECT count(text) FROM note").fetchone() == (501,)
    with transaction(engine, reading=False) as driver:
        driver.execute("INSERT INTO note (text) VALUES ('otra')")


def test_the_engine_is_new_enough() -> None:
    assert SQLITE_VERSION >= (3, 51, 3)

"""What the second database must do, in a file and on a server."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Engine

from db import postgres
from db.pieces import server
from db.pieces.embedded import PieceFile, pieces_path
from db.pieces.store import SqlPieces
from db.tables.pieces import PART
from db.unit_of_work import SqlUnits
from domain.errors import DatabaseDamaged, NotFound, NotOnThisData, OldAuthority
from domain.ports.pieces import PageKept
from tests.office import KEY

NOW = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
PDF = "application/pdf"


@dataclass(frozen=True)
class Kept:
    """A second database, and a way to spoil it behind its back."""

    pieces: SqlPieces
    engine: Engine
    spoil: Engine

    def run(self, statement: str) -> None:
        """Run a statement on the table of parts."""
        server = self.engine.dialect.name == "postgresql"
        part, nothing = ("documentos.part", "'\\x00'") if server else ("part", "X'00'")
        with self.spoil.begin() as connection:
            connection.exec_driver_sql(statement.format(part=part, nothing=nothing))


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "sqlite":
        file = PieceFile(pieces_path(tmp_path / "ventanilla.db"), KEY, lambda: True)
        yield Kept(file.pieces(), file.open(), file.open())
        file.close()
        return
    office = request.getfixturevalue("office_database")
    login = office.workstation("PC-PRUEBA")
    engine = postgres.open_engine(login.server, login.password)
    admin = postgres.open_engine(office.as_admin())
    yield Kept(server.pieces(engine), engine, admin)
    engine.dispose()
    admin.dispose()
    office.empty()


def test_what_is_put_is_given_back(kept: Kept) -> None:
    for size in (0, 1, PART, PART + 1, 3 * PART):
        data = os.urandom(size)
        name = kept.pieces.put(data, PDF, NOW)
        assert name == hashlib.sha256(data).hexdigest()
        assert (kept.pieces.get(name), kept.pieces.size(name)) == (data, size)
        kept.pieces.check(name)


def test_some_of_it_is_read_wherever_it_stands(kept: Kept) -> None:
    data = os.urandom(2 * PART + 100)
    name = kept.pieces.put(data, PDF, NOW)
    for offset, most in (
        (0, 10), (PART - 3, 6), (PART, PART), (7, 2 * PART), (2 * PART, PART),
        (len(data) - 1, 1), (len(data), 5), (len(data) + PART, 5), (5, 0),
    ):  # fmt: skip
        assert kept.pieces.read(name, offset, most) == data[offset : offset + most]


def test_it_is_kept_once_and_as_it_was_first(kept: Kept) -> None:
    first = kept.pieces.put(b"una hoja", PDF, NOW)
    kept.pieces.sent(first, "centro")
    later = NOW + timedelta(days=1)
    assert kept.pieces.put(b"una hoja", "image/png", later) == first
    assert list(kept.pieces.names()) == [first]
    assert kept.pieces.entry(first).media == PDF
    kept.pieces.drop(first, before=later)  # it came again meanwhile
    assert kept.pieces.get(first) == b"una hoja"
    assert kept.pieces.unsent("centro") == []


def test_there_is_no_other(kept: Kept) -> None:
    for asked in ("0" * 64, "", "\N{GRINNING FACE}", "x" * 10_000):
        assert kept.pieces.size(asked) == 0
        assert kept.pieces.page(asked, 1) is None
        for ask in (
            lambda: kept.pieces.get(asked),  # noqa: B023
            lambda: kept.pieces.read(asked, 0, 1),  # noqa: B023
            lambda: kept.pieces.keep_pages(asked, []),  # noqa: B023
            lambda: kept.pieces.check(asked),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                ask()
        kept.pieces.drop(asked)
        kept.pieces.sent(asked, "centro")


def test_what_the_disk_spoiled_is_told_and_made_good_by_the_same_file(kept: Kept) -> None:
    data = os.urandom(PART + 10)
    name = kept.pieces.put(data, PDF, NOW)
    for fault in (
        "UPDATE {part} SET content = {nothing} WHERE number = 1",
        "DELETE FROM {part} WHERE number = 0",
    ):
        kept.run(fault)
        with pytest.raises(DatabaseDamaged):
            kept.pieces.get(name)
        with pytest.raises(DatabaseDamaged):
            kept.pieces.check(name)
        assert kept.pieces.put(data, PDF, NOW) == name
        assert kept.pieces.get(name) == data


def test_pages_are_kept_in_the_place_of_what_was(kept: Kept) -> None:
    name = kept.pieces.put(b"dos hojas", PDF, NOW)
    first = PageKept(1, 1654, 2339, -1.25, b"\xff\xd8 uno")
    kept.pieces.keep_pages(name, [first, PageKept(2, 10, 20, 0.0, b"")])
    assert kept.pieces.page(name, 1) == first
    kept.pieces.keep_pages(name, [PageKept(1, 1, 1, 90.0, b"otra")])
    assert kept.pieces.page(name, 1) == PageKept(1, 1, 1, 90.0, b"otra")
    assert kept.pieces.page(name, 2) is None


def test_what_a_centre_has_waits_no_more_for_that_one(kept: Kept) -> None:
    names = [kept.pieces.put(bytes([n]), PDF, NOW + timedelta(seconds=n)) for n in (2, 0, 1)]
    assert kept.pieces.unsent("b") == [names[1], names[2], names[0]]
    kept.pieces.sent(names[2], "b")
    assert kept.pieces.unsent("b") == [names[1], names[0]]
    assert len(kept.pieces.unsent("a")) == len(kept.pieces.unsent("c")) == 3


def test_what_is_dropped_is_gone_with_its_pages(kept: Kept) -> None:
    name = kept.pieces.put(b"nadie lo nombra", PDF, NOW)
    other = kept.pieces.put(b"otro", PDF, NOW)
    kept.pieces.keep_pages(name, [PageKept(1, 1, 1, 0.0, b"x")])
    kept.pieces.drop(name)
    assert list(kept.pieces.names()) == [other]
    assert kept.pieces.page(name, 1) is None
    assert kept.pieces.get(other) == b"otro"


def test_names_are_asked_for_by_when_they_came(kept: Kept) -> None:
    days = [kept.pieces.put(bytes([n]), PDF, NOW + timedelta(days=n)) for n in range(3)]
    assert list(kept.pieces.names(before=NOW + timedelta(days=1))) == days[:1]
    assert list(kept.pieces.names(since=NOW + timedelta(days=1))) == days[1:]


def test_many_keep_the_same_file_at_once(kept: Kept) -> None:
    data, found = os.urandom(PART + 1), []
    threads = [
        Thread(target=lambda: found.append(kept.pieces.put(data, PDF, NOW))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert kept.pieces.get(found[0]) == data


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_on_a_server_keeping_one_waits_for_no_turn_and_takes_none(kept: Kept) -> None:
    with SqlUnits(kept.engine, "PC-PRUEBA").write():
        name = kept.pieces.put(b"mientras otro guarda", PDF, NOW)
    assert kept.pieces.get(name)


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_a_server_that_was_replaced_keeps_no_more(kept: Kept) -> None:
    kept.pieces.put(b"antes", PDF, NOW)
    postgres.authority_of(kept.engine).check(2)
    with pytest.raises(OldAuthority):
        kept.pieces.put(b"no debe quedar", PDF, NOW)


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_a_counter_changes_nothing_that_is_kept(kept: Kept) -> None:
    kept.pieces.put(b"una hoja", PDF, NOW)
    for statement in (
        "UPDATE documentos.part SET content = ''",
        "UPDATE documentos.piece SET size = 0",
        "TRUNCATE documentos.part CASCADE",
        "DROP SCHEMA documentos CASCADE",
        "CREATE TABLE documentos.otra (n integer)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            with kept.engine.connect() as connection:
                connection.connection.cursor().execute(statement)


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_on_data_of_the_version_before_it_says_so(kept: Kept) -> None:
    with kept.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.schema = "0005"
        connection.rollback()
    with pytest.raises(NotOnThisData):
        kept.pieces.unsent("centro")
    with pytest.raises(NotOnThisData):
        kept.pieces.put(b"todavia no", PDF, NOW)

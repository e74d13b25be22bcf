"""What a workstation's login may do on the office's server, and what nobody but the owner may."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from db.office_server import checks, logins, preparing, reach
from db.office_server.rights import Roles
from db.postgres import connect, open_engine
from db.unit_of_work import SqlUnits
from domain.errors import InvalidInput, NotFound, ServerUntrusted, SettingsProblem
from domain.operations import verify
from tests.office import open_small_office
from tests.office_server import OfficeServer

_FORBIDDEN = (
    "DROP TABLE ticket",
    "TRUNCATE ticket",
    "ALTER TABLE ticket ADD COLUMN x integer",
    "CREATE TABLE x (y integer)",
    "CREATE TEMP TABLE x (y integer)",
    "CREATE SCHEMA x",
    "DROP TRIGGER announce_operation ON operation",
    "CREATE OR REPLACE FUNCTION mark_changed_row() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "DELETE FROM operation",
    "UPDATE operation SET hash = ''",
    "UPDATE operation SET sequence = 1",
    "UPDATE operation SET payload_hash = ''",
    "UPDATE authority SET epoch = 9",
    "UPDATE authority SET id = 2",
    "DELETE FROM authority",
    "INSERT INTO authority (id, epoch, since, usable_from) VALUES (3, 3, now(), '')",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE ROLE x",
    "SELECT * FROM pg_authid",
    "COPY ticket TO PROGRAM 'true'",
    "COPY ticket TO '/tmp/x'",
    "SELECT pg_read_file('/etc/passwd')",
    "ALTER SYSTEM SET fsync = off",
)


@pytest.fixture
def server(office_database: OfficeServer) -> Iterator[OfficeServer]:
    yield office_database
    office_database.empty()


def refused(conninfo: str, password: str, statement: str) -> bool:
    """Tell whether a statement is refused for lack of rights, in a session of its own."""
    with connect(conninfo, password) as connection:
        try:
            connection.execute(statement)
        except errors.InsufficientPrivilege:
            return True
    return False


def test_a_counter_may_work_and_nothing_else(server: OfficeServer) -> None:
    one, other = server.workstation("Caja 1"), server.workstation("Caja 2")
    forbidden = (
        *_FORBIDDEN,
        f"SET ROLE {server.roles.owner}",
        f"SET ROLE {server.roles.login('Caja 2')}",
        f"ALTER ROLE {server.roles.login('Caja 2')} PASSWORD 'x'",
        f"GRANT {server.roles.owner} TO {server.roles.login('Caja 1')}",
    )
    allowed = [sql for sql in forbidden if not refused(one.server, one.password, sql)]
    assert allowed == []
    with connect(other.server, other.password) as connection, connection.transaction():
        assert connection.execute("SELECT epoch FROM authority WHERE id = 1 FOR UPDATE").fetchone()
        connection.execute("UPDATE operation SET payload = NULL WHERE sequence = 0")
        connection.execute("LISTEN ventanilla")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE operation SET payload = '{}' WHERE sequence = 1",
        "UPDATE operation SET payload = payload WHERE sequence = 1",
        "UPDATE operation SET payload = ''",
        "UPDATE operation SET payload = NULL, hash = 'x' WHERE sequence = 1",
        "UPDATE operation SET payload = NULL, workstation = 'x'",
        "DELETE FROM operation WHERE sequence = 1",
    ],
)
def test_not_even_the_owner_rewrites_the_log(server: OfficeServer, change: str) -> None:
    file = server.workstation("Principal", keeper=True)
    engine = open_engine(file.server, file.password)
    units = SqlUnits(engine, "Principal")
    open_small_office(units)
    with units.read() as unit:
        before = list(unit.log.all())
    owner = reach.acting_as(file.server, server.roles.owner)
    for way in (file.server, owner):
        assert refused(way, file.password, change)
    with units.read() as unit:
        assert list(unit.log.all()) == before
    engine.dispose()


def test_a_payload_can_be_taken_out_and_the_chain_still_holds(server: OfficeServer) -> None:
    file = server.workstation("Caja 1")
    engine = open_engine(file.server, file.password)
    units = SqlUnits(engine, "Caja 1")
    open_small_office(units)
    with connect(file.server, file.password) as connection:
        connection.execute("UPDATE operation SET payload = NULL WHERE sequence = 1")
    with units.read() as unit:
        entry = unit.log.at(1)
        assert entry is not None
        assert entry.payload is None
        assert verify(unit.log.all()).sequence == 1
    engine.dispose()


def test_a_keeper_acts_as_the_owner_only_when_asked_to(server: OfficeServer) -> None:
    keeper = server.workstation("Principal", keeper=True)
    assert refused(keeper.server, keeper.password, "TRUNCATE ticket CASCADE")
    owner = reach.acting_as(keeper.server, server.roles.owner)
    assert not refused(owner, keeper.password, "TRUNCATE ticket CASCADE")
    assert refused(owner, keeper.password, "CREATE ROLE x")


def test_a_workstation_that_was_removed_is_out_at_once(server: OfficeServer) -> None:
    file = server.workstation("Caja 1")
    with connect(server.conninfo) as admin, connect(file.server, file.password) as connection:
        (known,) = logins.known_logins(admin, server.roles)
        assert (known.name, known.keeper, known.connections) == ("Caja 1", False, 1)
        with pytest.raises(InvalidInput):
            logins.add(admin, server.roles, "caja 1", keeper=False)
        logins.remove(admin, server.roles, "Caja 1")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        with pytest.raises(NotFound):
            logins.remove(admin, server.roles, "Caja 1")
        assert logins.known_logins(admin, server.roles) == []


def test_a_removal_that_was_cut_is_finished_by_repeating_it(server: OfficeServer) -> None:
    """Its login is shut first: it must still be seen, or its name could never be used again."""
    server.workstation("Caja 1")
    with connect(server.conninfo) as admin:
        admin.execute(f"ALTER ROLE {server.roles.login('Caja 1')} NOLOGIN")
        assert [known.name for known in logins.known_logins(admin, server.roles)] == ["Caja 1"]
        logins.remove(admin, server.roles, "Caja 1")
        logins.add(admin, server.roles, "Caja 1", keeper=False)


@pytest.mark.parametrize("name", ["", " ", "¡!", "\x00", "x" * 50, "\ud800"])
def test_a_name_that_cannot_be_used_is_refused(name: str, server: OfficeServer) -> None:
    with connect(server.conninfo) as admin, pytest.raises(InvalidInput):
        logins.add(admin, server.roles, name, keeper=False)


@pytest.mark.parametrize("name", ["", "Oficina", "1x", "a b", "a;b", "x" * 31, "ñandú", '"'])
def test_a_database_has_a_plain_name(name: str) -> None:
    with pytest.raises(InvalidInput):
        preparing.check_name(name)


def test_preparing_can_be_repeated(server: OfficeServer) -> None:
    said: list[str] = []
    preparing.prepare(server.administrator, "", server.database, said.append)
    assert len(said) == 1
    with connect(server.conninfo) as admin, pytest.raises(logins.NotPrepared):
        logins.known_logins(admin, Roles("nadie"))


def test_an_administrator_who_may_not_is_told(server: OfficeServer) -> None:
    file = server.workstation("Caja 1")
    parts = reach.parts_of(file.server)
    as_counter = preparing.Administrator(parts["host"], int(parts["port"]), parts["user"])
    with pytest.raises(preparing.AdminRefused):
        preparing.prepare(as_counter, file.password, "otra")
    nobody = preparing.Administrator(parts["host"], int(parts["port"]), "nadie")
    with pytest.raises(preparing.AdminRefused), preparing.administering(nobody):
        pass


# ---------------------------------------------------------------------------------- the way there
@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("", True),
        ("/var/run/postgresql", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("127.0.0.1,10.0.0.1", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
        ("oficina", False),
    ],
)
def test_only_this_computer_needs_no_certificate(host: str, here: bool, tmp_path: Path) -> None:
    asked = reach.words(host=host, dbname="x", user="y")
    assert reach.is_here(asked) is here
    if here:
        assert reach.secured(asked, tmp_path / "no") == asked
        return
    with pytest.raises(ServerUntrusted):
        reach.secured(asked, tmp_path / "no")
    (tmp_path / "ca.pem").write_text("x")
    parts = reach.parts_of(reach.secured(asked + " sslmode=disable", tmp_path / "ca.pem"))
    assert (parts["sslmode"], parts["sslrootcert"]) == ("verify-full", str(tmp_path / "ca.pem"))


def test_what_are_no_words_of_libpq_is_told() -> None:
    with pytest.raises(SettingsProblem):
        reach.parts_of("x=y z")


def test_a_server_is_looked_at(server: OfficeServer) -> None:
    """The server of the tests keeps nothing over a power cut, which is what must stop it."""
    with connect(server.conninfo) as admin:
        found = checks.look(admin, lambda: datetime.now(UTC) + timedelta(minutes=5))
    stops = [finding for finding in found if finding.stops]
    assert [finding.todo for finding in stops] == [
        "Ponga fsync = on en postgresql.conf y reinicie PostgreSQL."
    ]
    assert any("5 min" in finding.words for finding in found)
    old = checks._version(140_011)
    assert old.stops
    assert "14" in old.words
    few = checks._places({"max_connections": "20", "superuser_reserved_connections": "3"})
    assert few.todo
    local = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "local"}
    assert checks._durable(local).todo
    assert not checks._durable(local).stops

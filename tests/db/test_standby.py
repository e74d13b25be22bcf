"""The office's server dies, and its copy takes its place: real servers, real processes."""

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest

from db import hosts, migrate, standby
from db.pieces.server import pieces
from db.postgres import Authority, open_engine
from db.unit_of_work import SqlUnits
from desktop.app import authority as authorities
from desktop.app.server_line import missing_notice
from desktop.app.server_watch import Missing, ServerWatch
from desktop.catalogue_file import catalogues
from desktop.cli import main
from desktop.paths import Places
from desktop.usecases import reception
from desktop.usecases.desk import Desk
from domain.errors import OldAuthority, ServerLost
from domain.operations import verify
from tests.office import CHEAP, MORNING, FakeClock, SmallOffice, open_small_office
from tools import postgres
from tools.postgres import Postgres

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A server and the copy that follows it."""

    first: Postgres
    second: Postgres
    office: SmallOffice

    @property
    def both(self) -> str:
        """What a program's settings name."""
        return (
            f"host={self.first.folder},{self.second.folder}"
            f" port={self.first.port},{self.second.port} user=postgres dbname=postgres"
        )


@contextmanager
def pair(*, in_step: bool) -> Iterator[Pair]:
    """Run a server with a small office in it, and a copy that follows it."""
    with ExitStack() as stack:
        first = stack.enter_context(postgres.running())
        engine = open_engine(first.connected(), pool=1)
        migrate.prepare(engine)
        office = open_small_office(SqlUnits(engine, "PC-PRUEBA"))
        engine.dispose()
        folder = Path(tempfile.mkdtemp(prefix="ventanilla-pg-"))
        stack.callback(shutil.rmtree, folder)
        postgres.follow(first, folder)
        second = stack.enter_context(postgres.running(folder, settings=["fsync=off"]))
        if in_step:
            ask(first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
            ask(first, "SELECT pg_reload_conf()")
            until(lambda: any(one.in_step for one in standby.followers(first.connected())))
        yield Pair(first, second, office)


def ask(server: Postgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.connected(), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        Event().wait(0.02)


def kill(server: Postgres) -> None:
    """End a server as a power cut does."""
    first = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGSTOP)  # it must start no more of them
    listed = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    everyone = [first, *map(int, listed)]
    for process in everyone:
        os.kill(process, signal.SIGKILL)
    until(lambda: not any(lives(process) for process in everyone))
    # After a power cut nobody has these numbers; here what died may not be gone yet.
    for lock in (server.folder / "data" / "postmaster.pid", *server.folder.glob(".s.PGSQL.*.lock")):
        lock.unlink()


def lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def start(server: Postgres) -> None:
    server.control("-o", f"-h '' -k '{server.folder}' -c fsync=off", "start")


def promote(server: Postgres) -> standby.Promoted:
    return standby.promote(server.connected(), "", workstation="PC-2", now=NOW, why={"by": "x"})


@contextmanager
def working(conninfo: str, authority: Authority) -> Iterator[tuple[Desk, SqlUnits]]:
    engine = open_engine(conninfo, authority=authority, pool=1)
    units = SqlUnits(engine, "PC-3")
    try:
        yield Desk(units, catalogues(), FakeClock(MORNING), CHEAP), units
    finally:
        engine.dispose()


def test_nothing_that_was_told_as_done_is_lost_with_a_copy_in_step(tmp_path: Path) -> None:
    with pair(in_step=True) as two, ExitStack() as stack:
        engine = open_engine(two.first.connected(), pool=1)
        paper = pieces(engine).put(bytes(3_000_000), "text/plain", NOW)
        engine.dispose()
        clients = []
        for name in ("PC-A", "PC-B"):
            command = [sys.executable, "-m", "tests.db.office_client", two.both]
            (tmp_path / name).mkdir()
            client = subprocess.Popen(
                [*command, str(tmp_path / name), "30", "2"], stdout=subprocess.PIPE, text=True
            )
            stack.enter_context(client)
            stack.callback(client.kill)
            clients.append(client)
        seen: list[list[str]] = [[], []]
        for client, lines in zip(clients, seen, strict=True):
            assert client.stdout is not None
            lines.extend(client.stdout.readline() for _ in range(10))
        kill(two.first)
        # It finds out by itself that nobody sends any more.
        until(lambda: not standby.look(two.second.connected()).receiving)
        found = standby.look(two.second.connected())
        assert (found.follows, found.receiving, found.epoch) == (True, False, 1)
        assert promote(two.second).epoch == 2
        for client, lines in zip(clients, seen, strict=True):
            assert client.stdout is not None
            lines.extend(client.stdout)
            assert client.wait() == 0
        told = [line.split() for lines in seen for line in lines]
        issued = [(UUID(line[1]), line[2]) for line in told if line[0] == "issued"]
        assert len(issued) == len(set(issued)) >= 60
        assert not [line for line in told if line[0] == "missing"]
        assert {line[3] for line in told if line[0] == "issued"} == {"1", "2"}
        assert (tmp_path / "PC-A" / "autoridad").read_text() == "2\n"
        engine = open_engine(two.second.connected(), pool=1)
        with SqlUnits(engine, "").read() as unit:
            kept = {
                ticket.ticket.id: ticket.ticket.code
                for ticket in unit.tickets.views(MORNING.date())
            }
            verify(unit.log.all())
            [promotion] = unit.log.between(0, unit.log.head().sequence, {"authority_promoted"})
            assert promotion.payload is not None
        assert pieces(engine).get(paper) == bytes(3_000_000)
        engine.dispose()
        assert {key: kept.get(key) for key, _ in issued} == dict(issued)
        assert len(set(kept.values())) == len(kept)
        assert sorted(int(code[2:]) for code in kept.values()) == list(range(1, len(kept) + 1))

        start(two.first)
        actor = two.office.actor("recepcion-1")
        asked = reception.NewTicket((6,))
        # Who has met the new one never works on the old one, nor anybody who asks them both.
        with working(two.first.connected(), Authority(2)) as (desk, _), pytest.raises(OldAuthority):
            reception.issue(desk, actor, asked)
        with working(two.both, met := Authority()) as (desk, _):
            reception.issue(desk, actor, asked)
        assert met.epoch == 2
        lost = standby.lost_operations(two.first.connected(), two.second.connected())
        acknowledged = {key.hex for key, _ in issued}
        assert not [one for one in lost if one.aggregate_id.hex in acknowledged]


def test_what_a_copy_that_lags_did_not_get_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pair(in_step=False) as two:
        actor, asked = two.office.actor("recepcion-1"), reception.NewTicket((6,))
        with working(two.both, Authority()) as (desk, units):
            reception.issue(desk, actor, asked)
            first = standby.look(two.first.connected())
            until(lambda: standby.look(two.second.connected()).last == first.last)
            ask(two.second, "ALTER SYSTEM SET primary_conninfo = ''")
            ask(two.second, "SELECT pg_reload_conf()")
            until(lambda: not standby.look(two.second.connected()).receiving)
            tickets = [reception.issue(desk, actor, asked).ticket for _ in range(3)]
            kill(two.first)
            with pytest.raises(ServerLost):
                reception.issue(desk, actor, asked)
            news: list[object] = []
            watch = ServerWatch(units._engine, desk.changes, units.missing)
            watch.follow(news.append)
            promote(two.second)
            until(lambda: any(isinstance(one, Missing) for one in news))
            watch.close()
            [missing] = [one for one in news if isinstance(one, Missing)]
            assert missing_notice(missing.operations).what == (
                "El nuevo servidor de la oficina no tiene lo último que se hizo aquí:"
                " La emisión del turno A-002. La emisión del turno A-003."
                " La emisión del turno A-004."
            )
            again = reception.issue(desk, actor, asked).ticket
            assert again.code == tickets[0].code
            assert [one.aggregate_id for one in units.missing()] == [one.id for one in tickets]
        start(two.first)
        lost = standby.lost_operations(two.first.connected(), two.second.connected())
        assert [one.aggregate_id for one in lost] == [one.id for one in tickets]
        at_second = ["--host", str(two.second.folder), "--database", "postgres"]
        compare = ["office", "standby", *at_second, "--compare", str(two.first.folder)]
        assert main(compare) == 0
        assert f"La emisión del turno {tickets[0].code}" in capsys.readouterr().out
        with pytest.raises(standby.NotACopy):
            promote(two.second)


def test_a_server_that_answers_is_set_aside_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pair(in_step=False) as two:
        actor, asked = two.office.actor("recepcion-1"), reception.NewTicket((6,))
        at_first, at_second = (
            ["--host", str(server.folder), "--database", "postgres"]
            for server in (two.first, two.second)
        )
        with working(two.both, authority := Authority()) as (desk, units):
            tickets = [reception.issue(desk, actor, asked).ticket for _ in range(20)]
            until(lambda: standby.look(two.second.connected()).receiving)
            assert main(["office", "promote", *at_first]) == 1
            assert "ya recibe el trabajo" in capsys.readouterr().err
            assert main(["office", "promote", *at_second, "--yes"]) == 1
            assert "Nómbrelo con --old" in capsys.readouterr().err
            monkeypatch.setattr("sys.stdin", io.StringIO("Centro de Servicios Cuenca"))
            assert main(["office", "promote", *at_second, "--old", str(two.first.folder)]) == 1
            assert "no es el de la oficina" in capsys.readouterr().err
            assert main(["office", "standby", *at_first, "--wait", "si"]) == 0
            assert "pg_basebackup --host" in capsys.readouterr().out
            until(lambda: standby.followers(two.first.connected())[0].in_step)
            assert main(["office", "standby", *at_first, "--wait", "no"]) == 0
            assert "Copia en este equipo" in capsys.readouterr().out
            assert main(["office", "standby", *at_second]) == 0
            assert "Recibe del servidor ahora." in capsys.readouterr().out
            reception.issue(desk, actor, asked)
            monkeypatch.setattr("sys.stdin", io.StringIO("centro de servicios quito\n"))
            assert main(["office", "promote", *at_second, "--old", str(two.first.folder)]) == 0
            said = capsys.readouterr().out
            assert "quedó apartado" in said
            assert "No falta ninguna operación." in said
            assert reception.issue(desk, actor, asked).ticket.number == len(tickets) + 2
            assert (units.missing(), authority.epoch) == ([], 2)
        two.first.control("stop", "-m", "fast")
        start(two.first)
        with working(two.first.connected(), Authority()) as (desk, _), pytest.raises(OldAuthority):
            reception.issue(desk, actor, asked)
        assert standby.lost_operations(two.first.connected(), two.second.connected()) == []


def test_a_promotion_that_was_cut_is_done_by_doing_it_again() -> None:
    with pair(in_step=True) as two:
        kill(two.first)
        ask(two.second, "SELECT pg_promote(true, 60)")
        found = standby.look(two.second.connected())
        assert (found.follows, found.begun, found.epoch) == (False, True, 1)
        assert promote(two.second).epoch == 2
        found = standby.look(two.second.connected())
        assert (found.begun, found.epoch, found.office) == (False, 2, "Centro de Servicios Quito")


def test_what_a_computer_has_met_is_kept(tmp_path: Path) -> None:
    places = Places(tmp_path / "datos", tmp_path)
    authorities.remembered(places).check(3)
    assert authorities.remembered(places).epoch == 3
    for damaged in (b"", b"\0\0", b"x" * 100, "á".encode(), b"-4"):
        authorities.file_of(places).write_bytes(damaged)
        assert authorities.remembered(places).epoch == 0
    authorities.forget(places)
    assert authorities.remembered(places).epoch == 0


@pytest.mark.parametrize(
    ("conninfo", "expected"),
    [
        ("host=a dbname=x", ["host=a dbname=x"]),
        ("host=a,b dbname=x", ["dbname=x host=a", "dbname=x host=b"]),
        (
            "host=a,b port=1,2 target_session_attrs=read-write",
            ["host=a port=1", "host=b port=2"],
        ),
        ("hostaddr=::1,::2 port=7", ["hostaddr=::1 port=7", "hostaddr=::2 port=7"]),
    ],
)
def test_each_server_that_is_named_is_asked(conninfo: str, expected: list[str]) -> None:
    assert list(hosts.ways(conninfo)) == expected

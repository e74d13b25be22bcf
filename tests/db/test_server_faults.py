"""Every way the office's server fails: told in words, in time, and over without a new start."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text

from db import postgres
from db.election import ServerElection
from db.errors import FailureHidden
from db.listening import Listening, ServerState
from db.office_server import kept
from db.postgres import authority_of, doubts_of, open_engine, settle_doubts
from db.server_faults import translate
from db.tables import metadata
from db.unit_of_work import SqlUnits
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    OldAuthority,
    OutcomeUnknown,
    ServerLost,
    ServerRefused,
    ServerUntrusted,
)
from domain.ids import new_id
from domain.operations import verify
from domain.ports import Units
from tests.office import MORNING, open_small_office
from tests.processes import process_of
from tests.way import way_to
from tools.postgres import Postgres, running

AT_ONCE = postgres.LOCK_MS / 1000
"""Seconds within which a fault is told that would otherwise be waited for."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is tried on Linux")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of these tests' own: they stop it."""
    with running(settings=("max_connections=20",)) as started:
        made = open_engine(started.connected())
        metadata.create_all(made)
        open_small_office(SqlUnits(made, "PC-PRUEBA"))
        made.dispose()
        yield started


@pytest.fixture
def engine(server: Postgres) -> Iterator[Engine]:
    """An engine over it."""
    made = open_engine(server.connected())
    yield made
    made.dispose()


@pytest.fixture
def units(engine: Engine) -> Units:
    """Units of work over it."""
    return SqlUnits(engine, "PC-1")


def write(units: Units, meanwhile: Callable[[], object] = lambda: None) -> int:
    """Write something; ``meanwhile`` happens before it is kept."""
    with units.write() as unit:
        unit.log.append("test", new_id(), 1, "told", {}, actor_id=None, at=MORNING)
        meanwhile()
        return unit.log.head().sequence


def last(units: Units) -> int:
    """The last place of the log, whose chain is checked."""
    with units.read() as unit:
        return verify(unit.log.all()).sequence


@contextmanager
def looking(server: Postgres) -> Iterator[psycopg.Connection[object]]:
    """A connection of the administrator's."""
    with psycopg.connect(server.connected(), autocommit=True) as connection:
        yield connection


def backend(engine: Engine) -> int:
    """The server's process for the next unit of work."""
    with engine.connect() as connection:
        found: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return found


@contextmanager
def impatient(seconds: float = 0.5) -> Iterator[None]:
    """Wait only so long for answers; of a server that is well, the machine may be busy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postgres, "WRITE_SECONDS", seconds)
        patched.setattr(postgres, "READ_SECONDS", seconds)
        yield


@contextmanager
def frozen(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_connection_ended_between_two_actions_is_not_noticed(
    server: Postgres, engine: Engine, units: Units
) -> None:
    for _ in range(3):
        write(units)
        with looking(server) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'ventanilla'"
            )
        before = last(units)
        assert write(units) == before + 1


def test_a_connection_ended_in_the_middle_undoes_the_action(
    server: Postgres, engine: Engine, units: Units
) -> None:
    before = last(units)
    process = backend(engine)

    def end() -> None:
        with looking(server) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 60000)", (process,))

    with pytest.raises(ServerLost):
        write(units, end)
    assert last(units) == before
    assert write(units) == before + 1


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_server_started_again_is_worked_on_without_a_new_start_of_the_program(
    server: Postgres, units: Units, how: str
) -> None:
    before = write(units)
    server.control("-m", how, "restart")
    assert last(units) == before
    assert write(units) == before + 1
    with pytest.raises(ServerLost):
        write(units, lambda: server.control("-m", how, "restart"))
    assert last(units) == before + 1


def test_a_stopped_server_is_told_at_once(server: Postgres, units: Units) -> None:
    write(units)
    server.control("-m", "immediate", "stop")
    try:
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises(ServerLost):
                write(units)
            with pytest.raises(ServerLost):
                last(units)
        assert time.monotonic() - began < AT_ONCE
    finally:
        server.control("-o", f"-h '' -k '{server.folder}' -c fsync=off", "start")
    write(units)


def test_a_server_that_froze_is_given_up_and_taken_again(engine: Engine, units: Units) -> None:
    before = write(units)
    with frozen(backend(engine)):
        began = time.monotonic()
        with impatient(), pytest.raises(ServerLost):
            write(units)
        assert time.monotonic() - began < AT_ONCE
        assert write(units) == before + 1  # on another connection
    with frozen(backend(engine)), impatient(), pytest.raises(ServerLost):
        last(units)
    assert last(units) == before + 1


def test_what_stands_beside_the_units_waits_no_longer_for_a_frozen_server(
    engine: Engine, units: Units
) -> None:
    write(units)
    with frozen(backend(engine)), impatient(), pytest.raises(ServerLost):
        kept.keep_slots(engine, b"x")
    write(units)
    election = ServerElection(engine)
    with impatient(2):  # from now on, on the connection that has the place
        assert election.take()
    assert election._held is not None
    with frozen(election._held.info.backend_pid):
        assert not election.take()  # asked on another connection: that one still has it
    election.release()


def test_who_talks_to_the_centre_gives_the_place_at_a_replaced_server_back(
    engine: Engine, units: Units
) -> None:
    election = ServerElection(engine)
    last(units)
    assert election.take()
    authority_of(engine).check(2)
    with pytest.raises(OldAuthority):
        election.take()
    assert election._held is None


def test_what_a_frozen_server_was_given_to_keep_is_not_said_to_be_lost(
    engine: Engine, units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than a busy machine takes to begin the action, which is not frozen yet.
    monkeypatch.setattr(postgres, "WRITE_SECONDS", 2)
    monkeypatch.setattr(postgres, "SETTLE_SECONDS", 0.2)
    before = last(units)
    process = backend(engine)
    with ExitStack() as held:
        with pytest.raises(OutcomeUnknown):
            write(units, lambda: held.enter_context(frozen(process)))
        # Asked now the log would not have it: it lies with the server, which will do it yet.
        assert last(units) == before
    monkeypatch.setattr(postgres, "WRITE_SECONDS", 60)
    known: list[bool] = []
    doubts_of(engine).known = lambda _operation, kept: known.append(kept)
    settle_doubts(engine)
    assert known == [True]
    assert last(units) == before + 1


def test_silence_on_the_way_is_found_out(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.listening.KEEPALIVE_SECONDS", 0.2)
    states: list[ServerState] = []
    seen = threading.Semaphore(0)
    with way_to(server.connected()) as (way, through):
        engine = open_engine(through + " connect_timeout=2")
        units = SqlUnits(engine, "PC-1")

        def note(state: ServerState) -> None:
            states.append(state)
            seen.release()

        listening = Listening(engine, lambda: None, note)
        listening.start()
        assert seen.acquire(timeout=60)
        before = write(units)
        way.silence()
        began = time.monotonic()
        with impatient(), pytest.raises(ServerLost):
            write(units)
        assert time.monotonic() - began < AT_ONCE
        assert seen.acquire(timeout=60)
        way.open()
        assert seen.acquire(timeout=60)
        assert write(units) == before + 1
        listening.stop()
        engine.dispose()
    assert [type(state.trouble) for state in states] == [type(None), ServerLost, type(None)]


def test_a_counter_that_froze_in_an_action_costs_the_others_a_pause(
    server: Postgres, units: Units
) -> None:
    before = last(units)
    program = (
        "import os, signal, sys\n"
        "from db.postgres import open_engine\n"
        "from db.unit_of_work import SqlUnits\n"
        "from domain.errors import ServerLost\n"
        "from domain.ids import new_id\n"
        "from tests.office import MORNING\n"
        "units = SqlUnits(open_engine(sys.argv[1]), 'PC-2')\n"
        "try:\n"
        "    with units.write() as unit:\n"
        "        unit.log.append('test', new_id(), 1, 'told', {}, actor_id=None, at=MORNING)\n"
        "        print('holds', flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGSTOP)\n"
        "except ServerLost:\n"
        "    print('not done', flush=True)\n"
    )
    with process_of([sys.executable, "-c", program, server.connected()]) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holds\n"
        began = time.monotonic()
        assert write(units) == before + 1
        waited = time.monotonic() - began
        other.send_signal(signal.SIGCONT)
        assert other.stdout.readline() == "not done\n"
    assert waited < postgres.LOCK_MS / 1000
    assert postgres.IDLE_MS + 2000 < postgres.LOCK_MS


def test_whoever_waits_too_long_for_their_turn_is_told(server: Postgres, units: Units) -> None:
    impatient = open_engine(f"{server.connected()} options='-c lock_timeout=100'")
    with units.write() as unit:
        unit.log.append("test", new_id(), 1, "told", {}, actor_id=None, at=MORNING)
        with pytest.raises(DatabaseBusy):
            write(SqlUnits(impatient, "PC-2"))
    impatient.dispose()


def test_a_full_pool_is_told_as_busy(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    small = open_engine(server.connected(), pool=1)
    monkeypatch.setattr(small.pool, "_max_overflow", 0)
    monkeypatch.setattr(small.pool, "_timeout", 0.1)
    units = SqlUnits(small, "PC-2")
    with units.read(), pytest.raises(DatabaseBusy):
        write(units)
    small.dispose()


def ask(engine: Engine, question: sql.Composable) -> None:
    with postgres.transaction(engine, reading=False) as driver:
        driver.execute(question)


def swallow(engine: Engine) -> None:
    with postgres.transaction(engine, reading=False) as driver, suppress(psycopg.Error):
        driver.execute("UPDATE authority SET epoch = 9")
        driver.execute("SELECT 1 / 0")


def test_a_failure_that_was_swallowed_is_no_success(engine: Engine, units: Units) -> None:
    before = last(units)
    with pytest.raises(FailureHidden):
        swallow(engine)
    assert last(units) == before
    write(units)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("53100", DiskFull),
        ("53200", DatabaseBusy),  # no memory
        ("53300", DatabaseBusy),
        ("58030", DatabaseUnreachable),
        ("XX001", DatabaseDamaged),
        ("42501", ServerRefused),
        ("25006", OldAuthority),
        ("57014", DatabaseBusy),
    ],
)
def test_what_the_server_says_is_told_in_words(
    engine: Engine, units: Units, code: str, known: type[KnownError]
) -> None:
    before = last(units)
    question = sql.SQL("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = {}; END $$")
    with pytest.raises(known):
        ask(engine, question.format(code))
    assert last(units) == before
    write(units)


def test_a_server_put_aside_takes_no_work(server: Postgres, units: Units) -> None:
    aside = open_engine(f"{server.connected()} options='-c default_transaction_read_only=on'")
    with pytest.raises(OldAuthority):
        write(SqlUnits(aside, "PC-2"))
    aside.dispose()


def test_a_replaced_server_is_not_read_either_once_that_is_known(
    engine: Engine, units: Units
) -> None:
    """A television only reads: it would show the old server's queue until somebody wrote."""
    with units.read() as unit:
        assert unit.authority.standing().epoch == 1
    authority_of(engine).check(2)  # another way told it: the centre, or the one that listens
    with pytest.raises(OldAuthority), units.read():
        pass


def test_who_listens_finds_out_that_its_server_was_put_aside(
    server: Postgres, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.listening.KEEPALIVE_SECONDS", 0.1)
    troubles: list[type] = []
    seen = threading.Semaphore(0)

    def note(state: ServerState) -> None:
        troubles.append(type(state.trouble))
        seen.release()

    def set_aside(word: str) -> None:
        with looking(server) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(
                sql.SQL("ALTER SYSTEM SET default_transaction_read_only = {}").format(word)
            )
            connection.execute("SELECT pg_reload_conf()")

    listening = Listening(engine, lambda: None, note)
    listening.start()
    try:
        assert seen.acquire(timeout=60)
        set_aside("on")
        assert seen.acquire(timeout=60)
        set_aside("off")
        assert seen.acquire(timeout=60)
    finally:
        listening.stop()
        set_aside("off")
    assert troubles == [type(None), OldAuthority, type(None)]


def test_who_is_not_let_in_is_told_so(server: Postgres, units: Units) -> None:
    rules = server.folder / "data" / "pg_hba.conf"
    kept = rules.read_text()
    with looking(server) as connection:
        connection.execute("CREATE ROLE con_clave LOGIN PASSWORD 'una'")
        connection.execute("CREATE ROLE sin_entrada NOLOGIN")
        connection.execute("CREATE ROLE uno LOGIN CONNECTION LIMIT 0")
    rules.write_text(f"local all con_clave scram-sha-256\nlocal all nadie reject\n{kept}")
    try:
        server.control("reload")
        tried = {
            (server.connected(user="con_clave"), "otra"): ServerRefused,
            (server.connected(user="con_clave"), ""): ServerRefused,
            (server.connected(user="nadie"), ""): ServerRefused,
            (server.connected(user="no_existe"), ""): ServerRefused,
            (server.connected(user="sin_entrada"), ""): ServerRefused,
            (server.connected("no_existe"), ""): ServerRefused,
            (server.connected(user="uno"), ""): DatabaseBusy,
        }
        for (conninfo, password), known in tried.items():
            refused = open_engine(conninfo, password)
            with pytest.raises(known):
                last(SqlUnits(refused, "PC-2"))
            refused.dispose()
    finally:
        rules.write_text(kept)
        server.control("reload")
        with looking(server) as connection:
            for role in ("con_clave", "sin_entrada", "uno"):
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def alone(server: Postgres) -> None:
    """Wait until the server has let go of everybody but one: a place is free a little later."""
    others = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + 60
    while True:
        with suppress(psycopg.OperationalError), looking(server) as connection:
            if connection.execute(others).fetchone() == (1,):
                return
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def test_a_server_with_no_place_left_is_busy(server: Postgres, units: Units) -> None:
    last(units)
    alone(server)
    another = open_engine(server.connected())
    with ExitStack() as others:
        with suppress(psycopg.OperationalError):
            while True:
                others.enter_context(psycopg.connect(server.connected()))
        with pytest.raises(DatabaseBusy) as busy:
            last(SqlUnits(another, "PC-2"))
    another.dispose()
    assert "demasiados equipos" in busy.value.what
    last(units)
    alone(server)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("SSL error: certificate verify failed", ServerUntrusted),
        ("SSL error: certificate has expired", ServerUntrusted),
        ('server certificate for "a" does not match host name "b"', ServerUntrusted),
        ('root certificate file "/x" does not exist', ServerUntrusted),
        ("server does not support SSL, but SSL was required", ServerUntrusted),
        ("el certificado de servidor para «a» no coincide con el nombre «b»", ServerUntrusted),
        # What a cut sounds like where the connection is encrypted.
        ("SSL SYSCALL error: EOF detected", ServerLost),
        ("SSL connection has been closed unexpectedly", ServerLost),
        ("SSL error: unexpected eof while reading", ServerLost),
        ("server closed the connection unexpectedly", ServerLost),
        ("FATAL:  the database system is starting up", ServerLost),
        ("FATAL:  el sistema de base de datos está iniciándose", ServerLost),
        ("FATAL:  lo siento, ya tenemos demasiados clientes", DatabaseBusy),
        ("FATAL:  demasiadas conexiones para el rol «x»", DatabaseBusy),
        ("FATAL:  la autentificación password falló para el usuario «x»", ServerRefused),
        ("FATAL:  no existe el rol «x»", ServerRefused),
        ("FATAL:  no existe la base de datos «x»", ServerRefused),
        ("FATAL:  al rol «x» no se le permite conectarse", ServerRefused),
        ("FATAL:  no hay una línea en pg_hba.conf para «x»", ServerRefused),
    ],
)
def test_a_refused_connection_is_told_by_its_words(said: str, known: type[KnownError]) -> None:
    assert type(translate(psycopg.OperationalError(f"connection failed: {said}"))) is known


def test_a_bug_is_no_failure_of_the_server() -> None:
    assert translate(psycopg.errors.SyntaxError("x")) is None
    assert translate(ValueError()) is None
    assert isinstance(translate(ServerLost()), ServerLost)

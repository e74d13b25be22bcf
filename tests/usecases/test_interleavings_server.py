"""Two counters and reception on an office's server: what may call one person twice, in every order.

The same as ``test_interleavings.py`` tries of everything on an embedded database, of calling and
issuing on a real PostgreSQL. Each of the three has a login's connections of its own; whoever wants
to begin a write while another's is open is let try it, and must be refused.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import groupby

import pytest
from psycopg import sql
from sqlalchemy import Engine

from db.office_server import reach
from db.postgres import connect, open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from domain.operations import LogBroken
from domain.ports import Units
from tests.office_server import OfficeServer
from tests.usecases.crossing import HALL, MINE, STATES, THEIRS, Do, Scene, check, furnish
from tests.usecases.interleaving import Player, Trace, TwoWriters, every_order, play
from tests.usecases.test_interleavings import stale_call

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is tried on Linux")
WHO = ("first", "second", "third")
_CALLS = {
    "free": ("next", "chosen", "resume"),
    "called": ("again", "undo", "absent"),
    "serving": ("finish and call", "hold", "send"),
}
_TABLES = [*(table.name for table in metadata.sorted_tables), "solution_fts"]


class ServerHall:
    """The hall in one state, in a prepared database: every order begins with it as it was."""

    def __init__(self, server: OfficeServer, state: str) -> None:
        self._engines = [_engine(server, f"PC-{number}") for number in range(len(WHO) + 1)]
        self.checker, *self.units = [
            SqlUnits(engine, f"PC-{number}") for number, engine in enumerate(self._engines)
        ]
        self.scene: Scene = furnish(self.checker, state)
        self._admin = connect(server.as_admin())
        self._admin.execute("CREATE SCHEMA kept")
        for name in _TABLES:
            self._admin.execute(
                sql.SQL("CREATE TABLE kept.{0} AS SELECT * FROM public.{0}").format(
                    sql.Identifier(name)
                )
            )
        self._full = [name for name in _TABLES if self._count(name)]
        with self.checker.read() as unit:
            self._before = unit.log.head().sequence
        self.orders = self.done = self.waits = 0

    def _count(self, name: str) -> int:
        row = self._admin.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        ).fetchone()
        assert row is not None
        return int(row[0])

    def close(self) -> None:
        """Let go of it."""
        for engine in self._engines:
            engine.dispose()
        self._admin.execute("DROP SCHEMA kept CASCADE")
        self._admin.close()

    def renew(self) -> None:
        """Let everything be as at the beginning."""
        put = [
            sql.SQL("INSERT INTO public.{0} SELECT * FROM kept.{0}").format(sql.Identifier(name))
            for name in self._full
        ]
        empty = [sql.SQL("DELETE FROM public.{}").format(sql.Identifier(name)) for name in _TABLES]
        with self._admin.transaction():
            self._admin.execute("SET LOCAL session_replication_role = replica")
            self._admin.execute(sql.SQL("; ").join([*empty, *put]))

    def every_order(self, *acts: Do) -> None:
        """Try every order of these actions, and check what comes of each."""
        with ThreadPoolExecutor(len(acts)) as crew:
            for trace in every_order(partial(self._played, crew, acts)):
                self.orders += 1
                self.waits += trace.refused

    def _played(self, crew: Executor, acts: Sequence[Do], prefix: Sequence[int]) -> Trace:
        self.renew()
        players = [
            Player(crew, WHO[n], self.units[n], partial(self._do, act))
            for n, act in enumerate(acts)
        ]
        trace = play(players, prefix)
        self.done += sum(player.error is None for player in players)
        check(self.checker)
        with self.checker.read() as unit:
            told = [op.workstation for op in unit.log.all() if op.sequence > self._before]
        left = iter([f"PC-{who + 1}" for who in trace.commits])
        assert all(who in left for who, _ in groupby(told)), (told, trace.commits)
        for number, player in enumerate(players, start=1):
            done = player.error is None
            assert (f"PC-{number}" in told) == done, (player.name, player.error)
        return trace

    def _do(self, act: Do, units: Units) -> object:
        return act(replace(self.scene, desk=replace(self.scene.desk, units=units)))


def _engine(server: OfficeServer, name: str) -> Engine:
    """Open connections with which who cannot begin a write at once is refused."""
    file = server.workstation(name)
    asked = {**reach.parts_of(file.server), "options": "-c lock_timeout=5"}
    return open_engine(reach.words(**asked), file.password)


@pytest.fixture(params=STATES)
def hall(request: pytest.FixtureRequest, office_database: OfficeServer) -> Iterator[ServerHall]:
    """The hall in each state."""
    made = ServerHall(office_database, request.param)
    yield made
    made.close()
    office_database.empty()


def test_two_counters_and_reception_in_every_order(
    hall: ServerHall, request: pytest.FixtureRequest
) -> None:
    state = request.node.callspec.params["hall"]
    for mine in _CALLS[state]:
        for theirs in _CALLS[state]:
            hall.every_order(MINE[mine], THEIRS[theirs])
        for other in HALL.values():
            hall.every_order(MINE[mine], other)
    hall.every_order(HALL["issue"], HALL["issue"])
    first = _CALLS[state][0]
    hall.every_order(MINE[first], THEIRS[first], HALL["issue"])
    assert hall.orders >= 2 * 25
    assert hall.waits > 0
    assert hall.done > hall.orders


@pytest.mark.parametrize("hall", ["free"], indirect=True)
def test_the_check_flags_a_decision_from_what_was_seen_before(hall: ServerHall) -> None:
    with pytest.raises((AssertionError, LogBroken)):
        hall.every_order(stale_call("asesor-1"), stale_call("asesor-2"))


@pytest.mark.parametrize("hall", ["free"], indirect=True)
def test_the_check_flags_writes_that_do_not_wait(
    hall: ServerHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a write that takes no lock."""
    monkeypatch.setattr(
        "db.postgres._BEGIN_WRITE",
        "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT epoch FROM authority WHERE id = 1",
    )
    with pytest.raises(TwoWriters):
        hall.every_order(MINE["next"], THEIRS["next"])

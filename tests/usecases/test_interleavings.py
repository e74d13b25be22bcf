"""Two counters and reception at the same moment: every pair of actions, in every order.

Each of the three has a connection of its own to one encrypted file. What one decides from what was
there before has to hold, or be refused in words with nothing changed; what was acknowledged is in
the log, in the order in which it was acknowledged. Three at once are tried with the actions that
can be done in the state.
"""

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations_with_replacement, groupby
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from db.engine import connect, open_engine
from db.unit_of_work import SqlUnits
from domain.operations import LogBroken
from domain.ports import Units
from domain.tickets import TicketState
from tests.office import KEY, MORNING
from tests.usecases.crossing import HALL, MINE, STATES, THEIRS, Do, Scene, build, check
from tests.usecases.interleaving import Player, Trace, TwoWriters, every_order, play

WHO = ("first", "second", "third")
POSSIBLE = {
    "free": ["next", "chosen", "resume", "send", "break", "close"],
    "called": ["again", "undo", "arrived", "absent", "send"],
    "serving": ["finish", "finish and call", "hold", "send"],
}
"""What a clerk can do in each state; the rest is refused, which the pairs try."""


@dataclass(slots=True)
class Tried:
    """What was tried.

    Attributes:
        orders: how many, each another one.
        done: how many actions were done, not refused.
        waits: how often a write was refused to begin because another was open.
    """

    orders: int = 0
    done: int = 0
    waits: int = 0

    def add(self, other: "Tried") -> None:
        """Count another's too."""
        self.orders += other.orders
        self.done += other.done
        self.waits += other.waits


class Hall:
    """The hall in one state, and a copy of it at which people act.

    Args:
        folder: where the two databases lie.
        state: one of ``STATES``.
    """

    def __init__(self, folder: Path, state: str) -> None:
        self.state = state
        self.scene = build(folder / "template.db", state)
        shutil.copy(folder / "template.db", folder / "oficina.db")
        self._template = connect(folder / "template.db", KEY)
        self._copy = connect(folder / "oficina.db", KEY)
        self._copy.execute("PRAGMA synchronous = OFF")
        self._engines = [_engine(folder / "oficina.db") for _ in range(len(WHO) + 1)]
        self.checker, *self.units = [
            SqlUnits(engine, f"PC-{number}") for number, engine in enumerate(self._engines)
        ]
        self._is_new = True
        with self.checker.read() as unit:
            self._before = unit.log.head().sequence

    def close(self) -> None:
        """Let the files go."""
        for engine in self._engines:
            engine.dispose()
        self._template.close()
        self._copy.close()

    def renew(self) -> None:
        """Let everything be as at the beginning, where something was done."""
        if not self._is_new:
            self._template.backup(self._copy)
            self._is_new = True

    def every_order(self, *acts: Do) -> Tried:
        """Try every order of these actions, and check what comes of each."""
        tried = Tried()
        with ThreadPoolExecutor(len(acts)) as crew:
            for trace in every_order(partial(self._played, crew, acts, tried)):
                tried.orders += 1
                tried.waits += trace.refused
        return tried

    def _played(
        self, crew: Executor, acts: Sequence[Do], tried: Tried, prefix: Sequence[int]
    ) -> Trace:
        self.renew()
        players = [
            Player(crew, WHO[n], self.units[n], partial(self._do, act))
            for n, act in enumerate(acts)
        ]
        self._is_new = False
        trace = play(players, prefix)
        done = sum(player.error is None for player in players)
        tried.done += done
        with self.checker.read() as unit:
            self._is_new = unit.log.head().sequence == self._before
        assert self._is_new == (not done)
        if done:
            check(self.checker)
            self._check_acknowledged(players, trace)
        return trace

    def _check_acknowledged(self, players: Sequence[Player], trace: Trace) -> None:
        """What was done is in the log, in the order of its commits; what was refused is not."""
        with self.checker.read() as unit:
            told = [op.workstation for op in unit.log.all() if op.sequence > self._before]
        order = [f"PC-{who + 1}" for who in trace.commits]
        left = iter(order)
        assert all(who in left for who, _ in groupby(told)), (told, order)
        for number, player in enumerate(players, start=1):
            done = player.error is None
            assert (f"PC-{number}" in told) == done, (player.name, player.error)

    def _do(self, act: Do, units: Units) -> object:
        return act(replace(self.scene, desk=replace(self.scene.desk, units=units)))


def _engine(path: Path) -> Engine:
    """Open connections that wait neither for the disk, nobody pulls the plug, nor for others."""
    engine = open_engine(path, KEY, busy_seconds=0)
    engine.dispose()
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    return engine


@pytest.fixture(scope="module", params=STATES)
def hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """The hall in each state."""
    hall = Hall(tmp_path_factory.mktemp("hall"), request.param)
    yield hall
    hall.close()


@pytest.mark.parametrize("first", [*MINE, *HALL])
def test_every_pair_in_every_order(hall: Hall, first: str) -> None:
    mine = first in MINE
    others = [*THEIRS.values(), *HALL.values()] if mine else [*HALL.values()]
    total = Tried()
    for other in others:
        total.add(hall.every_order(MINE[first] if mine else HALL[first], other))
    assert total.orders >= 2 * len(others)
    assert (total.waits > 0) == (total.done > 0)


@pytest.mark.parametrize("third", HALL)
def test_every_three_that_can_be_done_in_every_order(hall: Hall, third: str) -> None:
    possible = POSSIBLE[hall.state]
    alike = [*combinations_with_replacement(possible, 2)]  # as the two counters are
    total = Tried()
    for mine, theirs in alike:
        total.add(hall.every_order(MINE[mine], THEIRS[theirs], HALL[third]))
    assert total.orders >= 6 * len(alike)
    assert total.done > total.orders


def stale_call(who: str) -> Do:
    """The negative control: call whom the screen showed, without asking again."""

    def do(scene: Scene) -> object:
        desk, clerk = scene.desk, scene.office.actor(who)
        number = 1 if who == "asesor-1" else 2
        with desk.units.read() as unit:
            waiting = unit.tickets.in_states(MORNING.date(), [TicketState.ISSUED])
            first = min(waiting, key=lambda ticket: ticket.position)
        called = first.call(scene.office.counter_id(number), desk.clock.now())
        with desk.units.write() as unit:
            unit.log.append(
                *("ticket", called.id, called.version, "ticket_called", {"code": called.code}),
                actor_id=clerk.staff_id,
                at=desk.clock.now(),
            )
            if unit.tickets.get(called.id).version < called.version:
                unit.tickets.save(called)
        return called

    return do


@pytest.mark.parametrize("hall", ["free"], indirect=True)
def test_the_check_flags_a_decision_from_what_was_seen_before(hall: Hall) -> None:
    with pytest.raises((AssertionError, LogBroken)):
        hall.every_order(stale_call("asesor-1"), stale_call("asesor-2"))


@pytest.mark.parametrize("hall", ["free"], indirect=True)
def test_the_check_flags_writes_that_do_not_wait(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a write that begins as a read does, and so sees an old picture."""
    monkeypatch.setattr("db.engine._BEGIN_WRITE", "BEGIN")
    with pytest.raises(TwoWriters):
        hall.every_order(MINE["next"], THEIRS["next"])

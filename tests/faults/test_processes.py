"""Several real processes on one database: killed at any moment, or racing for the same turno."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from domain.operations import Operation, verify
from domain.tickets import AT_COUNTER, TicketState
from tests.office import KEY, open_small_office

ROOT = Path(__file__).parents[2]
Shown = tuple[str, UUID, str]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small office in a file that several processes open."""
    path = tmp_path / "ventanilla.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    open_small_office(SqlUnits(engine, "PC-PRUEBA"))
    engine.dispose()
    return path


@contextmanager
def worker(
    database: Path, username: str, counter: int, actions: int
) -> Iterator[subprocess.Popen[str]]:
    """Start a reception (counter 0) or a counter; killed at the end if it still runs."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.worker",
            str(database),
            username,
            str(counter),
            str(actions),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def read(process: subprocess.Popen[str], most: int | None = None) -> list[Shown]:
    """Return what the process showed: all of it, or its first lines."""
    assert process.stdout is not None
    shown: list[Shown] = []
    for line in process.stdout:
        if line.startswith("ready"):
            continue
        action, ticket, code = line.split()
        shown.append((action, UUID(ticket), code))
        if most is not None and len(shown) == most:
            break
    return shown


def check(database: Path, shown: list[Shown]) -> list[Operation]:
    """Check that everything shown is kept, nothing is half done and the chain is whole."""
    engine = open_engine(database, KEY)
    try:
        with SqlUnits(engine, "").read() as unit:
            operations = list(unit.log.all())
            verify(operations)
            told = {(op.type, op.aggregate_id) for op in operations}
            assert [item for item in shown if item[:2] not in told] == []
            by_ticket = Counter(op.aggregate_id for op in operations if op.aggregate == "ticket")
            day = unit.days.unclosed()[0].day
            tickets = unit.tickets.in_states(day, TicketState)
            assert {ticket.id: ticket.version for ticket in tickets} == by_ticket
            for series in {ticket.series for ticket in tickets}:
                numbers = sorted(t.number for t in tickets if t.series == series)
                assert numbers == list(range(1, len(numbers) + 1))
            at = [ticket.counter_id for ticket in tickets if ticket.state in AT_COUNTER]
            assert len(at) == len(set(at))
            calls = Counter(op.aggregate_id for op in operations if op.type == "ticket_called")
            assert [ticket for ticket, times in calls.items() if times > 1] == []
            return operations
    finally:
        engine.dispose()


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_nothing_shown_is_lost(database: Path, seed: int) -> None:
    chance = random.Random(seed)
    shown: list[Shown] = []
    for _ in range(2):
        with (
            worker(database, "recepcion-1", 0, 100_000) as reception,
            worker(database, "asesor-2", 2, 100_000) as counter,
        ):
            for process, most in ((reception, 40), (counter, 30)):
                shown += read(process, chance.randrange(1, most))
                process.send_signal(signal.SIGKILL)
                shown += read(process)  # what it still had shown when it died
        check(database, shown)
        _free_counter(database)


def test_two_counters_never_call_the_same_person(database: Path) -> None:
    with worker(database, "recepcion-1", 0, 30) as early:  # or a slow machine finds nobody
        shown = read(early)
    with (
        worker(database, "recepcion-1", 0, 30) as reception,
        worker(database, "asesor-1", 1, 90) as first,
        worker(database, "asesor-2", 2, 90) as second,
    ):
        shown += read(reception) + read(first) + read(second)
        assert [process.wait() for process in (reception, first, second)] == [0, 0, 0]
    operations = check(database, shown)
    called = [item[1] for item in shown if item[0] == "ticket_called"]
    assert len(called) == len(set(called)) > 0
    issued = [json.loads(op.payload or "") for op in operations if op.type == "ticket_issued"]
    assert len(issued) == 60


def test_the_checker_flags_an_action_that_was_shown_and_is_not_kept(database: Path) -> None:
    with worker(database, "recepcion-1", 0, 2) as reception:
        shown = read(reception)
    invented: Shown = ("ticket_called", shown[0][1], shown[0][2])
    with pytest.raises(AssertionError):
        check(database, [*shown, invented])


def _free_counter(database: Path) -> None:
    """The clerk starts again after the crash and finishes what was under way."""
    from desktop.catalogue_file import catalogues
    from desktop.usecases import access, calling, serving
    from desktop.usecases.desk import Desk
    from tests.office import CHEAP, PASSWORD, FakeClock

    engine = open_engine(database, KEY)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    actor = access.sign_in(desk, "asesor-2", PASSWORD)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(actor.staff_id)
        current = None if session is None else unit.tickets.at_counter(session.counter_id)
    if current is not None and current.state is TicketState.CALLED:
        calling.arrived(desk, actor)
    if current is not None:
        serving.finish(desk, actor, "Consulta breve")
    engine.dispose()

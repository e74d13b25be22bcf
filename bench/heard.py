"""A call seen on another counter: from its answer there to the page here, each a process of its own.

Beside it what listening costs while nobody does anything: transactions a second at the server and
the processor it takes, with twenty counters.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import IO

from bench.figures import Figure, at_most, recorded
from bench.office import SERVICE, BenchOffice, make_office, open_desk
from bench.server import new_database, server
from db import postgres
from desktop.usecases import calling, counters, reception, serving
from tools.postgres import Postgres

CALLS = 40
COUNTERS = 20
IDLE_SECONDS = 10.0
_ENDED = 0.05
"""Between two calls, so that each is seen by itself."""


def measure(folder: Path) -> Sequence[Figure]:
    """Measure by hearing and by the poll alone, then what twenty idle counters ask."""
    with server(folder, ("max_connections=100",)) as there:
        figures: list[Figure] = []
        for how, bound in (("heard", 1.0), ("polled", 1.0)):
            seen = _calls(new_database(there, how), how)
            cuts = quantiles(seen, n=20)
            name = f"a call seen on another counter, {how}"
            figures.append(recorded(f"{name}: p50", cuts[9] * 1000, "ms"))
            figures.append(at_most(f"{name}: p95", cuts[18] * 1000, "ms", bound * 1000))
        return figures + _idle(there)


def _calls(conninfo: str, how: str) -> list[float]:
    office = make_office(conninfo, 2)
    engine, desk = open_desk(conninfo)
    clerk = office.actors[0]
    counters.open_counter(desk, clerk, office.counters[0], frozenset({SERVICE}))
    asked = reception.NewTicket((SERVICE,))
    for _ in range(CALLS + 1):
        reception.issue(desk, clerk, asked)
    seen = []
    with _looking(conninfo, office, 1, how) as shown:
        shown.readline()
        for _ in range(CALLS):
            ticket = calling.call_next(desk, clerk)
            called = time.monotonic()
            at, waiting = json.loads(shown.readline())
            while ticket.code in waiting:
                at, waiting = json.loads(shown.readline())
            seen.append(max(at - called, 0.0))
            calling.arrived(desk, clerk)
            serving.finish(desk, clerk, "Consulta breve")
            time.sleep(_ENDED)
    engine.dispose()
    return seen


@contextmanager
def _looking(conninfo: str, office: BenchOffice, place: int, how: str) -> Iterator[IO[str]]:
    person = str(office.actors[place].staff_id)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.heard_counter", conninfo, person, how],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _idle(there: Postgres) -> list[Figure]:
    conninfo = new_database(there, "idle")
    office = make_office(conninfo, COUNTERS)
    with _all_looking(conninfo, office):
        before, used = _asked(there), _processor(there)
        time.sleep(IDLE_SECONDS)
        asked = (_asked(there) - before) / IDLE_SECONDS
        share = (_processor(there) - used) / IDLE_SECONDS * 100
    name = f"{COUNTERS} idle counters"
    return [
        recorded(f"{name}: transactions at the server", asked, "1/s"),
        at_most(f"{name}: processor of the server", share, "% of a core", 10.0),
    ]


@contextmanager
def _all_looking(conninfo: str, office: BenchOffice) -> Iterator[None]:
    with ExitStack() as looking:
        all_shown = [
            looking.enter_context(_looking(conninfo, office, place, "heard"))
            for place in range(COUNTERS)
        ]
        for shown in all_shown:
            shown.readline()
        yield


def _asked(there: Postgres) -> int:
    with postgres.connect(there.connected()) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        row = connection.execute(
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'idle'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def _processor(there: Postgres) -> float:
    """Return the seconds of processor that the server and its children took until now."""
    postmaster = (there.folder / "data" / "postmaster.pid").read_text().split()[0]
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if postmaster in (fields[1], stat.parent.name):
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")

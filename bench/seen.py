"""How soon a call is seen at another counter of the same office, and what marking costs one.

From the key to the other counter's new board: the call itself, the announcement of PostgreSQL, and
the reading that it sets off.
"""

import statistics
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from uuid import UUID

from bench.figures import Figure, at_most, recorded, times
from bench.office import SERVICE, open_desk
from bench.rates import opened_office
from bench.server import new_database, server
from db.listening import Listening
from desktop.usecases import boards, calling, reception, serving
from domain.exchange import CentreLink

CALLS = 100
SECOND = 1_000.0
TURNOS, ROUNDS = 160, 4


def measure(folder: Path) -> Sequence[Figure]:
    """Measure on a server of its own, then the marks in an embedded office."""
    with server(folder) as there:
        seen = sorted(_seen(new_database(there, "office")))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        without, marked = _marked(Path(place))
    return [
        recorded("seen: a call at another counter, usual", statistics.median(seen), "ms"),
        at_most(
            "seen: a call at another counter, 95 of 100",
            seen[int(CALLS * 0.95)],
            "ms",
            SECOND,
        ),
        times("marks: issue in an embedded office that is linked", marked, "ms", without, 2.0),
    ]


def _seen(place: str) -> list[float]:
    office = opened_office(place, 2)
    engine, desk = open_desk(place)
    other_engine, other = open_desk(place)
    clerk, colleague = office.actors
    for _ in range(CALLS + 1):
        reception.issue(desk, clerk, reception.NewTicket((SERVICE,)))
    shown: SimpleQueue[tuple[UUID, float]] = SimpleQueue()

    def look() -> None:
        for view in boards.counters_board(other, colleague):
            if view.current is not None:
                shown.put((view.current.ticket.id, perf_counter()))

    listening = Listening(other_engine, look, lambda _state: None)
    listening.start()
    found = []
    try:
        for _ in range(CALLS):
            began = perf_counter()
            called = calling.call_next(desk, clerk)
            while True:
                ticket_id, at = shown.get(timeout=30)
                if ticket_id == called.id:
                    break
            found.append(1000 * (at - began))
            calling.arrived(desk, clerk)
            serving.finish(desk, clerk, "Consulta breve")
    finally:
        listening.stop()
        engine.dispose()
        other_engine.dispose()
    return found


def _marked(folder: Path) -> tuple[float, float]:
    """Return the milliseconds of an issue without and with a link, in turns."""
    desks = []
    for name in ("alone", "linked"):
        path = folder / f"{name}.db"
        office = opened_office(path, 1)
        engine, desk = open_desk(path)
        if name == "linked":
            with desk.units.write() as unit:
                unit.exchange.set_link(
                    CentreLink("https://x", "", "", "", "", 0, 0, 30, datetime.now(UTC))
                )
        desks.append((engine, desk, office.actors[0]))
    spent = [0.0, 0.0]
    for _ in range(ROUNDS):
        for which, (_, desk, actor) in enumerate(desks):
            began = perf_counter()
            for _ in range(TURNOS):
                reception.issue(desk, actor, reception.NewTicket((SERVICE,)))
            spent[which] += perf_counter() - began
    for engine, _, _ in desks:
        engine.dispose()
    without, marked = (1000 * seconds / (ROUNDS * TURNOS) for seconds in spent)
    return without, marked

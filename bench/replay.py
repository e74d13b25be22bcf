"""A day shown again: how long it takes to be read, and a step from one minute to another."""

import statistics
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import UUID

from bench.figures import Figure, at_most, recorded
from domain.figures.replay import Replay
from domain.figures.replay_seen import Happening
from domain.offices import QueuePolicy

STEP_MS = 50.0
DAYS = (600, 2_000)
STEPS = 500
COUNTERS = 12
OPENS = datetime(2026, 12, 4, 13, tzinfo=UTC)
HOURS = 9


def measure(_folder: Path) -> Sequence[Figure]:
    """Measure a busy day and one that no office has yet."""
    return [figure for turnos in DAYS for figure in _of_day(turnos)]


def _of_day(turnos: int) -> Sequence[Figure]:
    happenings = busy_day(turnos)
    bounds = OPENS - timedelta(hours=4), OPENS + timedelta(hours=20)

    def read() -> Replay:
        return Replay(happenings, bounds, QueuePolicy())

    built = statistics.median(_ms(read) for _ in range(3))
    tracemalloc.start()
    replay = read()
    kept = tracemalloc.get_traced_memory()[0] / 1024 / 1024
    tracemalloc.stop()
    chance = Random(7)
    minutes = [chance.randrange(replay.minutes) for _ in range(STEPS)]
    steps = [_ms(partial(replay.at, minute)) for minute in minutes]
    name = f"replay: a day of {turnos} turnos, {len(replay)} operations"
    return [
        recorded(f"{name}, put together", built, "ms"),
        recorded(f"{name}, kept", kept, "MB"),
        recorded(f"{name}, a step, median", statistics.median(steps), "ms"),
        at_most(f"{name}, the slowest of {STEPS} steps", max(steps), "ms", STEP_MS),
    ]


def busy_day(turnos: int) -> list[Happening]:
    """Return a day on which more come than are attended until the afternoon."""
    chance = Random(turnos)
    moments: list[tuple[float, int, str, UUID, dict[str, object] | None, UUID | None]] = []
    office, staff = UUID(int=1), UUID(int=2)
    counters = [UUID(int=100 + number) for number in range(COUNTERS)]
    moments.append((0, 0, "day_opened", office, {"day": "2026-12-04"}, None))
    for counter in counters:
        told: dict[str, object] = {"services": [6]}
        moments.append((0, 1, "counter_opened", UUID(int=counter.int + 1000), told, counter))
    free = [0.0] * COUNTERS
    day = HOURS * 60.0
    comes = sorted(chance.triangular(0, day, day / 4) for _ in range(turnos))
    takes = COUNTERS * day / turnos * 0.9
    for number, minute in enumerate(comes, 1):
        ticket = UUID(int=10_000 + number)
        came: dict[str, object] = {
            "series": "A",
            "number": number,
            "services": [6],
            "priority": chance.random() < 0.1,
        }
        moments.append((minute, 2, "ticket_issued", ticket, came, None))
        place = min(range(COUNTERS), key=lambda one: free[one])
        begins = max(minute, free[place])
        ends = begins + chance.expovariate(1 / takes)
        free[place] = ends
        code: dict[str, object] = {"code": f"A-{number:03d}"}
        where: dict[str, object] = {**code, "counter": str(counters[place])}
        moments.append((begins, 3, "ticket_called", ticket, where, None))
        moments.append((begins, 4, "ticket_called_again", ticket, dict(code), None))
        moments.append((begins, 5, "ticket_arrived", ticket, dict(code), None))
        moments.append((ends, 6, "ticket_served", ticket, {**code, "attended": [6]}, None))
    moments.sort(key=lambda one: (one[0], one[1]))
    return [
        Happening(
            place, OPENS + timedelta(minutes=min(minute, 15 * 60)), type_, of, staff, told, counter
        )
        for place, (minute, _, type_, of, told, counter) in enumerate(moments, 1)
    ]


def _ms(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000

"""Statistics over five years of an office: 1,000,000 turnos and 327,500 cases, every day counted.

A reading is one thread's work: it is held to its goal in processor time, which a busy computer
lengthens less; what it took by the clock stands beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.figures import Figure, at_most, recorded
from bench.office import StillClock, open_desk
from bench.statistics_office import FIRST, NOW, memory, statistics_office
from desktop.usecases.desk import Desk
from desktop.usecases.figures.behind import Behind, behind
from desktop.usecases.figures.ranking import rank
from desktop.usecases.figures.reading import read
from desktop.usecases.figures.upkeep import bring_up_to_date
from domain.figures.counting import LATE, WAIT
from domain.figures.facts import RankedKind
from domain.figures.periods import Period, month_of
from domain.figures.rankings import RankBy, RankQuestion
from domain.figures.statistics import By, Filter, Question
from domain.staff import Actor

RUNS = 3
STATISTIC_S = 1.0
_TWO_SERVICES = Filter(services=frozenset({6, 7}))


def measure(folder: Path) -> Sequence[Figure]:
    """Read every statistic over five years, a year, a month and odd days, and lists behind them."""
    path, a_day, counting_memory = statistics_office(folder)
    before = memory()
    engine, desk = open_desk(path, StillClock(NOW))
    with desk.units.read() as unit:
        actor = min(unit.staff.all(), key=lambda member: member.username).actor
    asked = [*_statistics(desk, actor), *_lists(desk, actor)]
    found = {words: _timed(act) for words, act in asked}
    upkeep, _ = _timed(lambda: bring_up_to_date(desk, actor))
    engine.dispose()
    told = []
    for words, (spent, passed) in found.items():
        told.append(recorded(f"statistics: {words}", 1000 * spent, "ms of processor"))
        told.append(recorded(f"statistics: {words}, by the clock", 1000 * passed, "ms"))
    worst = max(found, key=lambda words: found[words][0])
    return [
        *told,
        at_most(f"statistics: slowest ({worst})", found[worst][0], "s", STATISTIC_S),
        recorded("statistics: upkeep with nothing to count", 1000 * upkeep, "ms of processor"),
        recorded("statistics: days counted in a second of processor", 1 / a_day, "/s"),
        recorded("statistics: memory that counting took", counting_memory, "MB"),
        recorded("statistics: memory that all readings took", memory() - before, "MB"),
    ]


def _statistics(desk: Desk, actor: Actor) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every statistic, with what reads it."""
    today = NOW.date()
    for words, period in (
        ("5 years", Period(FIRST, today)),
        ("a year", Period(date(2025, 1, 1), date(2025, 12, 31))),
        ("a month", month_of(date(2026, 10, 1))),
        ("odd days", Period(date(2024, 3, 17), date(2026, 10, 11))),
    ):
        for by in By:
            yield f"{words} by {by.value}", partial(read, desk, actor, Question(period, by))
        services = Question(period, By.MONTH, only=_TWO_SERVICES)
        yield f"{words}, two services", partial(read, desk, actor, services)
        for what in RankBy:
            ranking = RankQuestion(period, what)
            yield f"{words} ranked by {what.value}", partial(rank, desk, actor, ranking)


def _lists(desk: Desk, actor: Actor) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield first pages of lists behind figures of five years, with what reads them."""
    period = Period(FIRST, NOW.date())
    for what in ("served", "closed", "lost", "reopened", WAIT, LATE):
        yield f"list of {what}", partial(behind, desk, actor, Behind(what, period, Filter()))
    services = Behind("returned", period, _TWO_SERVICES)
    yield "list of returned, two services", partial(behind, desk, actor, services)
    rare = Behind(RankedKind.SOLUTION, period, Filter(), frozenset({"S-0003"}))
    yield "list of a seldom solution", partial(behind, desk, actor, rare)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the processor's and the clock's seconds, medians of some runs."""
    spent, passed = [], []
    for _ in range(RUNS):
        began, clock = process_time(), perf_counter()
        act()
        spent.append(process_time() - began)
        passed.append(perf_counter() - clock)
    return median(spent), median(passed)

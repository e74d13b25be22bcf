"""Each paper of the program, from its request to its PDF: the median of many, warm.

The first paper of a process also imports the library that makes them; it is made in a fresh
process and only recorded.
"""

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from bench.figures import Figure, at_most, recorded
from tests.documents.samples import papers

EVERYDAY = ("slip", "checklist", "receipt", "return", "recovery")
LONGEST = ("checklist-long", "receipt-long", "return-long")
RUNS = 41
FIRSTS = 5
MOST_MS = 100.0


def measure(folder: Path) -> Sequence[Figure]:
    """Make each paper again and again; ``folder`` is not used, they are made in memory."""
    made = papers()
    return [
        *(at_most(f"documents: {name}", _warm(made[name]), "ms", MOST_MS) for name in EVERYDAY),
        *(recorded(f"documents: {name}", _warm(made[name]), "ms") for name in LONGEST),
        recorded("documents: first of a process", statistics.median(_firsts()), "ms"),
    ]


def _warm(make: Callable[[], bytes]) -> float:
    """Return the median time of a paper in milliseconds, after one that does not count."""
    make()
    return statistics.median(_timed(make) for _ in range(RUNS))


def _firsts() -> list[float]:
    command = [sys.executable, "-m", "bench.documents"]
    return [
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(FIRSTS)
    ]


def _timed(make: Callable[[], bytes]) -> float:
    began = perf_counter()
    make()
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    print(_timed(papers()["slip"]))

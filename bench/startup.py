"""First painting and usable window of the program, beside an empty window with a table.

Fresh processes, in turns, so that a slower moment of the machine meets both.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, times

RUNS = 9
MOST_TO_PAINT = 1.2
MOST_TO_USE = 2.0


def measure(folder: Path) -> Sequence[Figure]:
    """Start both again and again and compare their medians."""
    runs: dict[str, list[dict[str, float]]] = {"program": [], "empty": []}
    with tempfile.TemporaryDirectory(dir=folder) as home:
        _start("program", home)  # makes the demonstration office; files are warm from here on
        _start("empty", home)
        for _ in range(RUNS):
            for what, kept in runs.items():
                kept.append(_start(what, home))
    middle = {
        (what, mark): statistics.median(run[mark] for run in kept)
        for what, kept in runs.items()
        for mark in ("paint", "usable", "memory")
    }

    def beside_empty(name: str, mark: str, unit: str, scale: float, most: float) -> Figure:
        ours, empty = middle["program", mark] * scale, middle["empty", mark] * scale
        return times(f"start: {name}", ours, unit, empty, most)

    program, empty = middle["program", "memory"], middle["empty", "memory"]
    return [
        beside_empty("first painting", "paint", "ms", 1000, MOST_TO_PAINT),
        beside_empty("usable window", "usable", "ms", 1000, MOST_TO_USE),
        Figure("start: peak memory", program, "MB", empty, program / empty),
    ]


def _start(what: str, home: str) -> dict[str, float]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "VENTANILLA_HOME": home,
        "BENCH_BEGAN": str(time.monotonic_ns()),
    }
    # As installed: with bytecode kept.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "bench.started", what],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found

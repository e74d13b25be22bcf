"""``python -m bench [subject …]``: prints a table and writes ``out/bench.json``.

A later issue adds a module with a ``measure(folder)`` and names it in ``SUBJECTS``.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from bench.figures import Figure, Subject

SUBJECTS = {
    "disk": "bench.disk",
    "rates": "bench.rates",
    "server": "bench.server",
    "heard": "bench.heard",
    "centre": "bench.centre",
    "offices": "bench.thousand",
    "seen": "bench.seen",
    "drain": "bench.drain",
    "start": "bench.startup",
    "history": "bench.pages",
    "supervision": "bench.supervision",
    "tables": "bench.tables",
    "statistics": "bench.statistics",
    "replay": "bench.replay",
    "cases": "bench.cases",
    "stall": "bench.stall",
    "solutions": "bench.solutions",
    "documents": "bench.documents",
    "paper": "bench.paper",
    "biometrics": "bench.biometrics",
    "year": "bench.year",
    "open-export": "bench.open_export",
    "week": "bench.week",
}
OUT = Path(__file__).resolve().parents[1] / "out"


def main(arguments: list[str] | None = None) -> int:
    """Measure and report; 1 when a goal does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="subject", help=", ".join(SUBJECTS))
    chosen = parser.parse_args(arguments).subjects or list(SUBJECTS)
    if unknown := set(chosen) - set(SUBJECTS):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    cache = OUT / "bench-cache"
    cache.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    for name in chosen:
        began = time.perf_counter()
        measure: Subject = import_module(SUBJECTS[name]).measure
        found = measure(cache)
        figures += found
        print(f"{name} ({time.perf_counter() - began:.0f} s)")
        print(table(found), flush=True)
    (OUT / "bench.json").write_text(
        json.dumps([figure.as_json() for figure in figures], indent=1, ensure_ascii=False) + "\n",
        "utf-8",
    )
    missed = [figure.name for figure in figures if figure.holds is False]
    print(f"{len(figures)} figures, {len(missed)} goals missed{': ' if missed else ''}", end="")
    print("; ".join(missed))
    return 1 if missed else 0


def table(figures: Iterable[Figure]) -> str:
    """Return the figures in columns."""
    rows = [
        (
            f"  {figure.name}",
            f"{figure.value:,.6g} {figure.unit}",
            "" if figure.limit is None else f"{figure.limit:,.6g}",
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.goal,
            {True: "holds", False: "MISSED", None: ""}[figure.holds],
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    aligned = "<>>><<"
    return "\n".join(
        "  ".join(
            f"{text:{side}{width}}" for text, side, width in zip(row, aligned, widths, strict=True)
        ).rstrip()
        for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())

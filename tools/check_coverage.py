"""Fails when a rule of the office is not tested in every branch.

``python -m tools.check_coverage report.json`` reads the JSON report of ``make test`` and looks at
the files of ``WHOLE``; each must be covered line by line and branch by branch.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

WHOLE = (
    "domain/**/*.py",
    "desktop/usecases/**/*.py",
    *(f"biometrics/{name}.py" for name in ("agreement", "gate", "held", "session", "verdicts")),
)
"""The files that stay at 100 %: what the office promises is decided there."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What the tests never reached in one file."""

    path: str
    lines: tuple[int, ...]
    branches: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        parts = []
        if self.lines:
            parts.append(f"lines {_ranges(self.lines)}")
        if self.branches:
            jumps = ", ".join(
                f"{start} to {'the exit' if end < 0 else end}" for start, end in self.branches
            )
            parts.append(f"branches {jumps}")
        return f"{self.path}: " + ("; ".join(parts) or "no test imports it")


def gaps(report: dict[str, Any], paths: Iterable[str]) -> Iterator[Gap]:
    """Yield the files of ``paths`` that the report does not show as covered whole.

    Args:
        report: the JSON report of coverage.py, taken with branches.
        paths: files, relative to the repository, with slashes.
    """
    files = {name.replace("\\", "/"): data for name, data in report["files"].items()}
    for path in paths:
        data = files.get(path)
        if data is None:
            yield Gap(path, (), ())
            continue
        lines = tuple(data["missing_lines"])
        branches = tuple((start, end) for start, end in data["missing_branches"])
        if lines or branches:
            # A line nobody reached says enough about the branches that leave it.
            yield Gap(path, lines, tuple(b for b in branches if not {*b} & {*lines}))


def _ranges(lines: Iterable[int]) -> str:
    runs = groupby(enumerate(sorted(lines)), key=lambda pair: pair[1] - pair[0])
    spans = [[line for _, line in run] for _, run in runs]
    return ", ".join(f"{s[0]}-{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)


def main(report: Path) -> int:
    """Print the gaps; return the exit status."""
    root = Path()
    paths = sorted(path.as_posix() for glob in WHOLE for path in root.glob(glob))
    found = list(gaps(json.loads(report.read_text(encoding="utf-8")), paths))
    for gap in found:
        print(f"not covered: {gap}")
    if found:
        print(
            f"{len(found)} of {len(paths)} files that decide for the office are not covered"
            " whole. Test what is missing, or remove what nothing needs."
        )
        return 1
    print(f"coverage: the {len(paths)} files that decide for the office are covered whole")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

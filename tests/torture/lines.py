"""What a worker writes: what it is about to do, and what the person was shown after.

One line of JSON each, appended by one write: ``[mark, worker, number, moment, ...]``, the moment
by the clock that all processes share (ns). A line that was cut by a kill is no line.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.torture.control import WORKERS, Control, Slot

Shown = list[list[str | int]]
"""What a person was shown: the type of each thing, and what names it."""

BIRTH, INTENT, SHOWN, REFUSED, FAILED, LOOK, BUG = "birth", "i", "a", "r", "f", "l", "bug"


class Teller:
    """Writes the lines of one worker.

    Args:
        folder: where the lines of all are kept.
        worker: whose.
        control: counts its actions through all its lives.
    """

    def __init__(self, folder: Path, worker: str, control: Control) -> None:
        self._file = os.open(
            folder / f"{worker}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        self._worker, self._control = worker, control
        self._place = WORKERS.index(worker)
        os.write(self._file, b"\n")  # ends a line that an earlier life left half

    def born(self, how: str) -> None:
        """Begin a life."""
        self._write(BIRTH, how)

    def intend(self, kind: str, about: str = "") -> None:
        """Tell what is about to be done."""
        self._control.set(Slot.NUMBER, self._number + 1, self._place)
        self._write(INTENT, kind, about)

    def showed(self, shown: Shown) -> None:
        """Tell what the person was shown: it is done."""
        self._write(SHOWN, shown)
        done = self._control.get(Slot.PROGRESS, self._place)
        self._control.set(Slot.PROGRESS, done + 1, self._place)

    def refused(self, error: str) -> None:
        """Tell that it was refused in words: nothing was changed."""
        self._write(REFUSED, error)

    def failed(self, error: str) -> None:
        """Tell that the disk refused: it may turn out done, or not."""
        self._write(FAILED, error)

    def looked(self, seen: dict[str, object]) -> None:
        """Tell what a screen showed."""
        self._write(LOOK, seen)

    def broke(self, trace: str) -> None:
        """Tell of a bug."""
        self._write(BUG, trace)

    @property
    def _number(self) -> int:
        return self._control.get(Slot.NUMBER, self._place)

    def _write(self, mark: str, *rest: object) -> None:
        line = [mark, self._worker, self._number, self._control.moment(), *rest]
        os.write(self._file, json.dumps(line, separators=(",", ":")).encode() + b"\n")


@dataclass(slots=True)
class Deed:
    """An action of a worker, as its lines tell it.

    Attributes:
        about: what it was done to, where the intent says so.
        outcome: SHOWN, REFUSED, FAILED, or empty: it was cut.
        shown: what the person was shown.
        begun, ended: by the shared clock, ns; 0 for one that never ended.
    """

    worker: str
    number: int
    kind: str
    about: str
    begun: int
    outcome: str = ""
    shown: tuple[tuple[str | int, ...], ...] = ()
    error: str = ""
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that the workers told.

    Attributes:
        deeds: of each worker, in their order.
        looks: what screens showed.
        births: how each life opened the office.
        bugs: traces of what was no known error.
    """

    deeds: dict[str, list[Deed]]
    looks: list[dict[str, object]]
    births: list[str]
    bugs: list[str]

    @property
    def acknowledged(self) -> int:
        """How many actions were shown as done."""
        return sum(deed.outcome == SHOWN for deeds in self.deeds.values() for deed in deeds)


def read_folder(folder: Path) -> Told:
    """Return what all workers told."""
    return understood(line for path in sorted(folder.glob("*.log")) for line in lines_of(path))


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; what was cut by a kill is not whole JSON and is left out."""
    with path.open("rb") as file:
        yield from file


def understood(lines: Iterable[bytes]) -> Told:
    """Return what lines tell, those of each worker in their order."""
    told = Told({}, [], [], [])
    for raw in lines:
        try:
            mark, worker, number, moment, *rest = json.loads(raw)
        except ValueError:
            continue
        deeds = told.deeds.setdefault(worker, [])
        if mark == INTENT:
            deeds.append(Deed(worker, number, rest[0], rest[1], moment))
        elif mark in (SHOWN, REFUSED, FAILED):
            deed = deeds[-1]
            deed.outcome, deed.ended = mark, moment
            if mark == SHOWN:
                deed.shown = tuple(tuple(item) for item in rest[0])
            else:
                deed.error = rest[0]
        elif mark == BIRTH:
            told.births.append(rest[0])
        elif mark == LOOK:
            told.looks.append(rest[0])
        else:
            told.bugs.append(rest[0])
    return told


def counted(told: Told) -> dict[str, object]:
    """Count what was told: actions, refusals, births, and the longest waits."""
    deeds = [deed for deeds in told.deeds.values() for deed in deeds]
    done = [deed for deed in deeds if deed.outcome == SHOWN]
    waits: dict[str, float] = {}
    for deed in done:
        waits[deed.kind] = max(waits.get(deed.kind, 0.0), (deed.ended - deed.begun) / 1e9)
    lengths = sorted(deed.ended - deed.begun for deed in done)
    slips = Counter(item[1] for deed in done for item in deed.shown if item[0] == "slip")
    return {
        "actions": dict(Counter(deed.kind for deed in done).most_common()),
        "refused": dict(Counter(d.error for d in deeds if d.error).most_common()),
        "cut": sum(not deed.outcome for deed in deeds),
        "looks": dict(Counter(next(iter(look)) for look in told.looks)),
        "links": dict(Counter(str(look["link"]) for look in told.looks if "link" in look)),
        "births": dict(Counter(told.births).most_common()),
        "slips": dict(slips),
        "bugs": told.bugs[:5],
        "milliseconds": {
            "middle": round(lengths[len(lengths) // 2] / 1e6, 1),
            "99 of 100 up to": round(lengths[len(lengths) * 99 // 100] / 1e6, 1),
            "longest": round(lengths[-1] / 1e6, 1),
        },
        "longest_seconds": {kind: round(wait, 2) for kind, wait in sorted(waits.items())},
    }

"""All who are enrolled, in memory, and the search for somebody among them.

First the cylinders of every finger are looked at, which costs microseconds; the most alike of them
are then compared properly, all impressions with all, and only that decides. Both happen in processes
of their own (``biometrics.crew``), which begin with the first search and hold what they need; nothing
is on any disk. What was measured: docs/decisions/0103-already-enrolled.md.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import cast
from uuid import UUID

from biometrics import template
from biometrics.crew import Crew, Job, SearchCancelled, SearchFailed
from biometrics.record import Record
from biometrics.searcher import Answer, Compare, Question, Scan, Templates
from domain.fingers import Finger
from domain.labels import Labelled

__all__ = [
    "BLOCK",
    "DOUBT",
    "Alike",
    "Enrolled",
    "Key",
    "Likeness",
    "SearchCancelled",
    "SearchFailed",
]

DOUBT = 25
"""Score of the best of 3x3 from which a person decides; 40 and more is nearly sure.

Source: design notes of the biometric kit, "Rules that measured well"."""

BLOCK = 40
"""Score of the best of 3x3 that two different fingers have never reached."""

PROCESSES = 2

PENETRATION = 0.02
"""Share of the fingers that are compared properly, after the cylinders."""

LEAST_COMPARED = 100
"""So many fingers are compared properly however few there are: an office's own are all."""

BACKED = 0.60
"""How alike the cylinders must be for a doubtful score to count, where not all are compared.

Of 22,800 pairs of different fingers (three impressions each) 1.6 % are doubtful and 0.04 % are so
with this; of 1,200 pairs of one finger none more is missed. Without it a search among 20,000 fingers
would ask a person about dozens of strangers."""

_CHUNK = 100
"""Fingers of a scan: what is compared at once stays in the processor's cache, progress shows, and
calling off is quick."""
_BATCH = 8
"""Pairs of fingers of a comparison: some hundredths of a second."""
_BATCH_SECONDS = 30.0
"""Drawings of regular lines can keep the matcher for minutes (docs/decisions/0101-prints.md)."""

Key = tuple[UUID, UUID]
"""Office and enrolment."""

Progress = Callable[[float], None]
"""Takes how much is done, 0 to 1, never less than before."""


class Likeness(Labelled):
    """What a score means. A person decides on each; none of them says that it is the same person."""

    BLOCK = "block", "muy parecida"
    DOUBT = "doubt", "dudosa"
    UNCOMPARED = "uncompared", "no se pudo comparar"


@dataclass(frozen=True, slots=True)
class Alike:
    """A finger that is like one of somebody enrolled.

    Attributes:
        key: of the enrolment that was found.
        score: Bozorth3, the best of all their impressions; 0 where the matcher ended twice on them.
    """

    key: Key
    finger: Finger
    other_finger: Finger
    score: int
    likeness: Likeness = Likeness.DOUBT


class Enrolled:
    """All who are enrolled, opened, in memory only. For one thread at a time; others wait.

    Args:
        processes: how many search side by side; each holds its share.
        doubt, block: scores, see ``DOUBT`` and ``BLOCK``.
    """

    def __init__(
        self, processes: int = PROCESSES, *, doubt: int = DOUBT, block: int = BLOCK
    ) -> None:
        self._doubt, self._block = doubt, block
        self._numbers: dict[Key, dict[Finger, int]] = {}
        self._fingers: dict[int, tuple[Key, Finger, Templates]] = {}
        self._next = 0
        self._crew = Crew(processes)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that search, once they have begun."""
        return self._crew.pids

    def put(self, key: Key, record: Record) -> None:
        """Add an enrolment, in place of an earlier capture of it.

        Raises:
            BadTemplate: nothing was changed.
        """
        for templates in record.fingers.values():
            for one in templates:
                template.unpack(one)
        with self._lock:
            self._drop(key)
            numbers = self._numbers[key] = {}
            for finger, templates in record.fingers.items():
                if templates:
                    numbers[finger] = self._next
                    self._fingers[self._next] = (key, finger, tuple(templates))
                    self._next += 1

    def drop(self, key: Key) -> None:
        """Take an enrolment out."""
        with self._lock:
            self._drop(key)

    def prepare(self) -> None:
        """Hand all fingers to the processes now, so that the first search is as quick as any.

        Raises:
            SearchFailed: see ``search``.
        """
        with self._lock:
            self._crew.run(self._scans(list(self._fingers), [], lambda *_: None), lambda: False)

    def search(
        self,
        record: Record,
        among: Collection[Key] | None = None,
        *,
        same_finger: bool = False,
        progress: Progress = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Alike]:
        """Return which fingers are like one of ``record``, the most alike first.

        Every finger is looked for among all fingers, since one may have been given for another. Of
        two fingers, one of ``record`` and one that is enrolled, there is at most one answer. What
        the matcher ends on twice is an answer too (``UNCOMPARED``): it was not found to be unlike.
        Among very many, a doubtful score counts only where the cylinders back it (``BACKED``).

        Args:
            among: only these; None for all.
            same_finger: look for the right thumb among right thumbs only, and so on.
            progress: called on this thread, many times.
            cancelled: asked on this thread, ten times a second.

        Raises:
            BadTemplate: of ``record``.
            SearchCancelled: it was called off.
            SearchFailed: the processes that search end again and again; nothing is known.
        """
        asked = [(finger, tuple(each)) for finger, each in record.fingers.items() if each]
        for _, templates in asked:
            for one in templates:
                template.unpack(one)
        with self._lock:
            candidates = [self._candidates(finger, among, same_finger) for finger, _ in asked]
            scanned = self._to_scan(candidates)
            compared = sum(_compared(len(numbers)) for numbers in candidates)
            jobs = len(self._shares(scanned)) + math.ceil(compared / _BATCH)
            steps = _Steps(jobs, progress)
            unbacked: set[tuple[int, int]] = set()
            if scanned:
                unbacked = self._narrow(asked, scanned, candidates, steps, cancelled)
            pairs = [
                (place, number) for place, numbers in enumerate(candidates) for number in numbers
            ]
            found = self._compare(asked, pairs, unbacked, steps, cancelled)
            progress(1.0)
            return found

    def close(self) -> None:
        """End the processes; another search begins them again. May be called twice."""
        with self._lock:
            self._crew.close()

    # ------------------------------------------------------------------------- the pieces
    def _drop(self, key: Key) -> None:
        gone = list(self._numbers.pop(key, {}).values())
        for number in gone:
            del self._fingers[number]
        for home in range(self._crew.size):
            self._crew.forget(home, [one for one in gone if self._home(one) == home])

    def _home(self, number: int) -> int:
        """Which process holds a finger."""
        return number % self._crew.size

    def _candidates(
        self, finger: Finger, among: Collection[Key] | None, same_finger: bool
    ) -> list[int]:
        keys = self._numbers if among is None else [key for key in among if key in self._numbers]
        return [
            number
            for key in keys
            for of, number in self._numbers[key].items()
            if of is finger or not same_finger
        ]

    @staticmethod
    def _to_scan(candidates: Sequence[Sequence[int]]) -> list[int]:
        """Return whose cylinders are to be looked at; none where all are compared anyway."""
        if all(len(numbers) <= _compared(len(numbers)) for numbers in candidates):
            return []
        return list(dict.fromkeys(number for numbers in candidates for number in numbers))

    def _narrow(
        self,
        asked: Sequence[tuple[Finger, Templates]],
        scanned: Sequence[int],
        candidates: list[list[int]],
        steps: "_Steps",
        cancelled: Callable[[], bool],
    ) -> set[tuple[int, int]]:
        """Leave of each asked finger's candidates those whose cylinders are most alike.

        Returns:
            Those of them (the asked finger's place, the other one's number) whose cylinders do not
            back a doubtful score.
        """
        scores: list[dict[int, float]] = [{} for _ in asked]

        def take(fingers: Sequence[int], answer: Answer) -> None:
            for scored, column in zip(scores, cast("list[list[float]]", answer), strict=True):
                scored.update(zip(fingers, column, strict=True))
            steps.one_more()

        jobs = self._scans(scanned, [templates for _, templates in asked], take)
        self._crew.run(jobs, cancelled)
        for place, numbers in enumerate(candidates):
            best = sorted(numbers, key=lambda number: (-scores[place][number], number))
            candidates[place] = best[: _compared(len(numbers))]
        return {
            (place, number)
            for place, numbers in enumerate(candidates)
            for number in numbers
            if scores[place][number] < BACKED
        }

    def _scans(
        self,
        fingers: Sequence[int],
        asked: Sequence[Templates],
        take: Callable[[Sequence[int], Answer], None],
    ) -> list[Job]:
        """Return what looks at the cylinders of ``fingers``, each where it is held."""
        return [
            Job(partial(self._question, asked, share), partial(take, share), home)
            for home, share in self._shares(fingers)
        ]

    def _shares(self, fingers: Sequence[int]) -> list[tuple[int, list[int]]]:
        """Return fingers in handy numbers, each with the process that holds them."""
        shares: list[tuple[int, list[int]]] = []
        for home in range(self._crew.size):
            held = [number for number in fingers if self._home(number) == home]
            shares += [(home, held[at : at + _CHUNK]) for at in range(0, len(held), _CHUNK)]
        return shares

    def _question(
        self, asked: Sequence[Templates], chunk: Sequence[int], held: set[int]
    ) -> Question:
        new = {number: self._fingers[number][2] for number in chunk if number not in held}
        held.update(new)
        return Scan(asked, chunk, new)

    def _compare(
        self,
        asked: Sequence[tuple[Finger, Templates]],
        pairs: Sequence[tuple[int, int]],
        unbacked: Collection[tuple[int, int]],
        steps: "_Steps",
        cancelled: Callable[[], bool],
    ) -> list[Alike]:
        """Return which pairs of an asked finger (its place) and a finger (its number) are alike."""
        found: list[Alike] = []

        def add(pair: tuple[int, int], score: int, likeness: Likeness) -> None:
            key, other_finger, _ = self._fingers[pair[1]]
            found.append(Alike(key, asked[pair[0]][0], other_finger, score, likeness))

        def take(batch: Sequence[tuple[int, int]], answer: Answer) -> None:
            for pair, score in zip(batch, cast("list[int]", answer), strict=True):
                if score >= self._block:
                    add(pair, score, Likeness.BLOCK)
                elif score >= self._doubt and pair not in unbacked:
                    add(pair, score, Likeness.DOUBT)
            steps.one_more()

        def job(batch: Sequence[tuple[int, int]]) -> Job:
            question = Compare(
                [(asked[place][1], self._fingers[number][2]) for place, number in batch]
            )
            return Job(
                lambda _: question,
                partial(take, batch),
                seconds=_BATCH_SECONDS,
                lost=partial(lost, batch),
            )

        def lost(batch: Sequence[tuple[int, int]]) -> list[Job]:
            if len(batch) > 1:
                return [job([pair]) for pair in batch]
            add(batch[0], 0, Likeness.UNCOMPARED)
            return []

        batches = [pairs[at : at + _BATCH] for at in range(0, len(pairs), _BATCH)]
        self._crew.run(map(job, batches), cancelled)
        return sorted(
            found,
            key=lambda one: (-one.score, one.likeness.value, one.key, one.finger, one.other_finger),
        )


class _Steps:
    """How much of a search is done."""

    def __init__(self, jobs: int, progress: Progress) -> None:
        self._jobs, self._done = jobs, 0
        self._progress = progress

    def one_more(self) -> None:
        """A job is done; those that stand for a lost one count no more than it."""
        self._done += 1
        self._progress(min(1.0, self._done / self._jobs))


def _compared(fingers: int) -> int:
    """Return how many of so many fingers are compared properly."""
    return min(fingers, max(LEAST_COMPARED, math.ceil(fingers * PENETRATION)))

"""The search for somebody already enrolled: how long, how many candidates, how many are missed."""

import os
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from bench.filler import fingers
from biometrics.cylinders import cylinders, likeness, score
from biometrics.enrolled import Enrolled, Key, Likeness, SearchCancelled
from biometrics.record import Record
from biometrics.searcher import Templates
from domain.fingers import IMPRESSIONS, Finger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from biometrics.cylinders import Floats

_SEED = 1
_SHARE = 500
_SAMPLE = 2_000
"""Filler fingers among which the place of a mate is looked at, to a twentieth of a percent."""
_TURNS = 6
PENETRATIONS = (0.001, 0.005, 0.01, 0.02, 0.05)

Impressions = Mapping[str, Sequence[bytes]]
"""Templates of each finger of a folder."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Searches of one finger among very many.

    Attributes:
        prepare: seconds until the processes held all fingers.
        seconds: of each search.
        found: searches that found the mate; ``wrong`` answers were somebody else.
        before, after: resident memory of all processes, in MB, when half of the searches were done,
            and at the end.
        cancel: seconds from calling a search off to its end.
        worked: processor time of a search, all processes together: the seconds on a busy machine
            are not the search's.
    """

    fingers: int
    prepare: float
    seconds: tuple[float, ...]
    found: int
    wrong: int
    before: float
    after: float
    cancel: float
    worked: float


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Where the mates stand after the cylinders.

    Attributes:
        looks: how many mates were looked for among the filler.
        missed: of each penetration, the percent of mates that did not come through.
        outranked: percent of the folder's other fingers that came before the mate.
        others: percent of the folder's other fingers among the first hundredth of the filler.
        stricter: as ``missed``, where the folder's own other fingers say which score so many reach.
    """

    looks: int
    missed: dict[float, float]
    outranked: float
    others: float
    stricter: dict[float, float]


def fill(pool: Executor, count: int) -> list[Templates]:
    """Return so many fingers of nobody."""
    shares = [min(_SHARE, count - at) for at in range(0, count, _SHARE)]
    return list(chain.from_iterable(pool.map(_share, range(len(shares)), shares)))


def _share(seed: int, count: int) -> list[Templates]:
    return list(fingers(seed, count))


def search(filler: Sequence[Templates], mates: Impressions) -> Searched:
    """Search each finger of ``mates`` by three impressions, three others of it among the filler."""
    with_both = {name: own for name, own in mates.items() if len(own) >= 2 * IMPRESSIONS}
    enrolled = Enrolled()
    try:
        for number, templates in enumerate(filler):
            enrolled.put(_key(number), Record({Finger.RIGHT_THUMB: templates}))
        whose = {}
        for number, (name, own) in enumerate(with_both.items()):
            whose[name] = _key(len(filler) + number)
            enrolled.put(whose[name], Record({Finger.LEFT_INDEX: tuple(own[:IMPRESSIONS])}))
        began = time.perf_counter()
        enrolled.prepare()
        prepared = time.perf_counter() - began
        seconds, found, wrong, memory = [], 0, 0, []
        worked = _worked(enrolled.processes)
        for name, own in (*with_both.items(), *with_both.items()):
            asked = Record({Finger.RIGHT_THUMB: tuple(own[IMPRESSIONS : 2 * IMPRESSIONS])})
            began = time.perf_counter()
            hits = enrolled.search(asked)
            seconds.append(time.perf_counter() - began)
            memory.append(_resident([os.getpid(), *enrolled.processes]))
            found += any(hit.key == whose[name] for hit in hits)
            wrong += sum(hit.key != whose[name] and hit.likeness is Likeness.BLOCK for hit in hits)
        worked = (_worked(enrolled.processes) - worked) / max(1, len(seconds))
        cancel = _called_off(enrolled, filler[0])
    finally:
        enrolled.close()
    return Searched(
        len(filler) + len(whose),
        prepared,
        tuple(seconds),
        found,
        wrong,
        memory[len(memory) // 2 - 1],
        memory[-1],
        cancel,
        worked,
    )


def _called_off(enrolled: Enrolled, asked: Templates) -> float:
    began = 0.0

    def progress(done: float) -> None:
        nonlocal began
        began = began or time.perf_counter()

    try:
        enrolled.search(
            Record({Finger.RIGHT_THUMB: asked}), progress=progress, cancelled=lambda: began > 0
        )
    except SearchCancelled:
        return time.perf_counter() - began
    return 0.0


def narrow(pool: Executor, filler: Sequence[Templates], mates: Impressions) -> Narrowed:
    """Look where the mates come after the cylinders alone, by different threes of each finger."""
    looks = _looks(mates)
    halves = [looks[half::2] for half in range(2)]
    sample = filler[:_SAMPLE]
    answers = list(chain.from_iterable(pool.map(_ranks, [sample] * 2, [mates] * 2, halves)))
    before = np.stack([answer[0] for answer in answers])
    scores = np.stack([answer[1] for answer in answers])
    mate, others = scores[:, :1], scores[:, 1:]
    return Narrowed(
        len(answers),
        {most: 100 * float((before[:, 0] >= most).mean()) for most in PENETRATIONS},
        100 * float((others >= mate).mean()),
        100 * float((before[:, 1:] < 0.01).mean()),
        {
            most: 100 * float((mate < np.quantile(others, 1 - most)).mean())
            for most in PENETRATIONS
            if most >= 0.01
        },
    )


_Look = tuple[str, tuple[int, ...]]
"""A finger and six of its impressions: three ask, three are enrolled."""


def _looks(mates: Impressions) -> list[_Look]:
    rng = random.Random(_SEED)
    return [
        (name, tuple(rng.sample(range(len(own)), 2 * IMPRESSIONS)))
        for name, own in mates.items()
        if len(own) >= 2 * IMPRESSIONS
        for _ in range(_TURNS)
    ]


def _ranks(
    sample: Sequence[Templates], mates: Impressions, looks: Sequence[_Look]
) -> "list[tuple[NDArray[np.float64], Floats]]":
    """Return of each look, first of the mate and then of each other finger of the folder: what share
    of the filler comes before it, and its score.
    """
    filler = [np.concatenate([cylinders(one) for one in templates]) for templates in sample]
    filler = [rows for rows in filler if len(rows)]
    rows, starts = np.concatenate(filler), np.cumsum([0, *map(len, filler[:-1])])
    own = {name: [cylinders(one) for one in each] for name, each in mates.items()}
    answers = []
    for name, places in looks:
        asked = np.concatenate([own[name][place] for place in places[:IMPRESSIONS]])
        candidates = [np.concatenate([own[name][place] for place in places[IMPRESSIONS:]])]
        candidates += [
            np.concatenate(each[:IMPRESSIONS]) for other, each in own.items() if other != name
        ]
        among = score(likeness(asked, rows, starts))
        begins = np.cumsum([0, *map(len, candidates[:-1])])
        scores = score(likeness(asked, np.concatenate(candidates), begins))
        answers.append((np.array([(among >= one).mean() for one in scores]), scores))
    return answers


def _key(number: int) -> Key:
    return UUID(int=0), UUID(int=number)


def _worked(processes: Sequence[int]) -> float:
    """Return the processor time that processes have used, in seconds."""
    fields = [
        Path(f"/proc/{one}/stat").read_text("ascii").rpartition(")")[2].split() for one in processes
    ]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _resident(processes: Sequence[int]) -> float:
    """Return the memory that processes hold together, in MB."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1]) for one in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

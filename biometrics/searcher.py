"""The process that searches: it holds the cylinders of its share of the fingers, and compares.

It reads and answers over one pipe and ends when that closes. What it knows is in its memory only.
"""

import contextlib
import ctypes
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import numpy as np

from biometrics.cylinders import cylinders, likeness, score
from biometrics.prints import forget, match_templates

if TYPE_CHECKING:
    from biometrics.cylinders import Words

_PR_SET_DUMPABLE = 4

Templates = tuple[bytes, ...]
"""The impressions of one finger."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget these fingers."""

    fingers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Scan:
    """How alike are these fingers to the asked ones, by their cylinders?

    Attributes:
        asked: finger by finger; none only loads.
        fingers: numbers of those to compare with.
        new: templates of those that this process has not yet.
    """

    asked: Sequence[Templates]
    fingers: Sequence[int]
    new: dict[int, Templates]


@dataclass(frozen=True, slots=True)
class Compare:
    """How alike are these, really? The best of all their impressions, for each pair."""

    pairs: Sequence[tuple[Templates, Templates]]


Question = Drop | Scan | Compare
Answer = list[list[float]] | list[int] | None
"""Of ``Scan`` a list for each asked finger; of ``Compare`` the scores."""


class Searcher:
    """A share of the fingers, as the process holds them."""

    def __init__(self) -> None:
        self._fingers: dict[int, Words] = {}

    def answer(self, question: Question) -> Answer:
        """Return what was asked. Raises BadTemplate."""
        match question:
            case Drop():
                for number in question.fingers:
                    self._fingers.pop(number, None)
                return None
            case Scan():
                for number, templates in question.new.items():
                    self._fingers[number] = _all_cylinders(templates)
                return self._scan(question)
            case Compare():
                try:
                    return [
                        max((match_templates(one, two) for one in a for two in b), default=0)
                        for a, b in question.pairs
                    ]
                finally:
                    forget()

    def _scan(self, question: Scan) -> list[list[float]]:
        kept = [self._fingers[number] for number in question.fingers]
        filled = [place for place, rows in enumerate(kept) if len(rows)]
        found = [np.zeros(len(kept), np.float32) for _ in question.asked]
        if filled and question.asked:
            starts = np.cumsum([0, *(len(kept[place]) for place in filled[:-1])])
            rows = np.concatenate([kept[place] for place in filled])
            for scores, templates in zip(found, question.asked, strict=True):
                asked = _all_cylinders(templates)
                scores[filled] = score(likeness(asked, rows, starts))
        return [scores.tolist() for scores in found]


def _all_cylinders(templates: Templates) -> "Words":
    return np.concatenate([cylinders(one) for one in templates])


def main(pipe: Connection) -> None:
    """Answer until the other end closes; the first message says that it is ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked decides
    if sys.platform == "linux":
        # Templates stay out of any core file.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    searcher = Searcher()
    with contextlib.suppress(EOFError, BrokenPipeError):
        pipe.send(None)
        while True:
            pipe.send(searcher.answer(pipe.recv()))

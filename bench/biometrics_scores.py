"""What a table of scores says: errors of single impressions, of threes, and of three against three.

Protocol of the Fingerprint Verification Competition: genuine pairs are all pairs of impressions of
one finger, impostor pairs all pairs of impressions of different fingers. What could not be read is
like nothing: its scores are 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from biometrics.agreement import agreeing
from biometrics.prints import Print
from domain.fingers import IMPRESSIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Singles:
    """Pairs of single impressions.

    Attributes:
        eer: equal error rate, percent.
        missed: percent of genuine pairs under each threshold.
        highest: of two different fingers.
    """

    genuine: int
    impostor: int
    eer: float
    missed: dict[int, float]
    highest: int


@dataclass(frozen=True, slots=True)
class Threes:
    """Three impressions that are to agree: how many, and what percent does.

    Attributes:
        foreign: threes with one of another finger among them.
    """

    own: int
    own_accepted: float
    foreign: int
    foreign_accepted: float


@dataclass(frozen=True, slots=True)
class Against:
    """The best of three against three.

    Attributes:
        others: pairs of threes of different fingers; ``blocked`` and ``doubted`` of them.
        mates: pairs of threes of one finger, none in both; ``under_block`` and ``missed`` of them.
    """

    others: int
    blocked: int
    doubted: int
    mates: int
    under_block: int
    missed: int


class Scores:
    """The scores of all impressions with all.

    Args:
        fingers: whose finger each impression is.
        table: symmetric; a score for each two impressions.
    """

    def __init__(self, fingers: Sequence[str], table: "NDArray[np.int64]") -> None:
        self._table = table
        self._of = {
            finger: [place for place, one in enumerate(fingers) if one == finger]
            for finger in dict.fromkeys(fingers)
        }

    def singles(self, thresholds: Sequence[int]) -> Singles:
        """Return what single impressions give."""
        owner = np.empty(len(self._table), np.int64)
        for number, places in enumerate(self._of.values()):
            owner[places] = number
        one, other = np.triu_indices(len(self._table), 1)
        same = owner[one] == owner[other]
        scores = self._table[one, other]
        genuine, impostor = scores[same], scores[~same]
        return Singles(
            len(genuine),
            len(impostor),
            _equal_errors(genuine, impostor),
            {least: 100 * float(np.mean(genuine < least)) for least in thresholds},
            int(impostor.max(initial=0)),
        )

    def threes(self, agreement: int) -> Threes:
        """Return how often three impressions agree (``biometrics.agreement``)."""
        own = [
            self._agree(three, agreement)
            for places in self._of.values()
            for three in combinations(places, IMPRESSIONS)
        ]
        foreign = [
            self._agree((*pair, stranger), agreement)
            for finger, places in self._of.items()
            for pair in combinations(places, IMPRESSIONS - 1)
            for other, strangers in self._of.items()
            for stranger in strangers
            if other != finger
        ]
        return Threes(len(own), _percent(own), len(foreign), _percent(foreign))

    def against(self, doubt: int, block: int, agreement: int | None) -> Against:
        """Return what the best of three against three gives.

        Args:
            agreement: only threes that agree by it, as they are enrolled; None for all.
        """
        threes = {
            finger: [
                three
                for three in combinations(places, IMPRESSIONS)
                if agreement is None or self._agree(three, agreement)
            ]
            for finger, places in self._of.items()
        }
        others = blocked = doubted = mates = under = missed = 0
        for one, other in combinations(threes, 2):
            best = self._best(threes[one], threes[other])
            others += best.size
            blocked += int((best >= block).sum())
            doubted += int(((best >= doubt) & (best < block)).sum())
        for own in threes.values():
            apart = np.array([[not set(a) & set(b) for b in own] for a in own], bool)
            if apart.any():
                best = self._best(own, own)[np.triu(apart)]
                mates += best.size
                under += int((best < block).sum())
                missed += int((best < doubt).sum())
        return Against(others, blocked, doubted, mates, under, missed)

    def _best(
        self, some: Sequence[tuple[int, ...]], others: Sequence[tuple[int, ...]]
    ) -> "NDArray[np.int64]":
        if not some or not others:
            return np.zeros((len(some), len(others)), np.int64)
        rows = np.stack([self._table[list(three)].max(0) for three in some])
        return np.stack([rows[:, list(three)].max(1) for three in others], 1)

    def _agree(self, places: Sequence[int], agreement: int) -> bool:
        stand_ins = [Print(0, 0, str(place).encode()) for place in places]

        def match(one: Print, other: Print) -> int:
            return int(self._table[int(one.template), int(other.template)])

        return agreeing(stand_ins, agreement, match) is not None


def _equal_errors(genuine: "NDArray[np.int64]", impostor: "NDArray[np.int64]") -> float:
    """Return where both errors are equal, in percent; between two scores, their mean."""
    if not len(genuine) or not len(impostor):
        return 0.0
    every = np.arange(int(max(genuine.max(), impostor.max())) + 2)
    missed = np.array([np.mean(genuine < score) for score in every])
    taken = np.array([np.mean(impostor >= score) for score in every])
    nearest = int(np.argmin(np.abs(missed - taken)))
    return float(missed[nearest] + taken[nearest]) * 50


def _percent(held: Sequence[bool]) -> float:
    return 100 * sum(held) / len(held) if held else 0.0

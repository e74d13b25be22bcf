"""Whether the impressions of one finger are of one finger.

Three impressions, each of which matches another of them: 86.6 % of genuine triplets pass, and 0.55 %
of those with a foreign finger among them. Failing that, a fourth is taken and the best three that
agree are kept. Source: design notes of the biometric kit, measured on FVC2002 and FVC2004.
"""

from collections.abc import Callable, Sequence
from itertools import combinations

from biometrics.prints import Print
from domain.fingers import IMPRESSIONS

MOST_IMPRESSIONS = IMPRESSIONS + 1
"""Impressions of a finger that are taken before it counts as not agreeing."""

Match = Callable[[Print, Print], int]


def agreeing(prints: Sequence[Print], threshold: int, match: Match) -> tuple[int, ...] | None:
    """Return which three agree, in the order they were taken; None where none do.

    Of several threes the one with the highest sum of scores is the answer.

    Args:
        threshold: score by which two are of one finger.
    """
    places = range(len(prints))
    scores = {pair: match(prints[pair[0]], prints[pair[1]]) for pair in combinations(places, 2)}
    found: list[tuple[int, tuple[int, ...]]] = []
    for three in combinations(places, IMPRESSIONS):
        pairs = list(combinations(three, 2))
        joined = {place for pair in pairs if scores[pair] >= threshold for place in pair}
        if len(joined) == IMPRESSIONS:
            found.append((sum(scores[pair] for pair in pairs), three))
    return max(found)[1] if found else None

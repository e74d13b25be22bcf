"""Minutia cylinder codes: what surrounds each minutia, as bits that compare in nanoseconds.

Around each minutia stands a cylinder, turned to the minutia's own direction, so that how the finger
lay does not matter. Its floor is cut into cells and its height into directions; a bit tells whether
another minutia of about that direction lies about there. Two impressions of one finger share such
surroundings even where a part of the finger is missing. A cheap look for who may be alike at all:
what it finds is compared properly (``prints.match``) before anybody is told anything.

Source: Cappelli, Ferrara, Maltoni, "Minutia Cylinder-Code: A New Representation and Matching
Technique for Fingerprint Recognition", IEEE TPAMI 32 (2010), the bit-based form without the convex
hull (MCC8b), whose figures these are. What was tried and measured: docs/decisions/0103.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from biometrics.template import HEADER, MINUTIA, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Floats = NDArray[np.float32]

RADIUS = 70.0
"""Of a cylinder, in pixels at 500 ppi: 3.6 mm."""

ACROSS = 8
"""Cells along the diameter."""

LEVELS = 6
"""Directions told apart."""

SIGMA = 28 / 3
"""How far a minutia reaches, in pixels: its place is never exact."""

SIGMA_ANGLE = 2 * math.pi / 9
"""How far its direction reaches, in radians."""

ENOUGH = 0.01
"""What a cell must have received for its bit to be set."""

WORDS = 5
"""64-bit words of a cylinder: 52 cells of 6 directions are 312 bits."""

LEAST_NEIGHBOURS = 2
"""A minutia with fewer around it has no cylinder: it would be like any other lonely one."""

BEST = 20
"""The best so many cylinders of the asked impressions decide how alike a finger is."""

_BLOCK = 512
"""Cylinders compared at once: what comes of them stays in the processor's cache."""


def _near(along: "Floats") -> "Floats":
    """What a minutia gives to each cell of an axis, by where it lies on it."""
    apart = (along[:, :, None] - _CELLS) / SIGMA
    answer: Floats = np.exp(apart * apart * np.float32(-0.5))
    return answer


def _turns() -> "Floats":
    """What a minutia gives to each level, by the difference of directions in 1/256 of a turn."""
    half = math.pi / LEVELS
    answer = np.empty((256, LEVELS), np.float32)
    for turn in range(256):
        for level in range(LEVELS):
            apart = -math.pi + (2 * level + 1) * half - turn * 2 * math.pi / 256
            apart = (apart + math.pi) % (2 * math.pi) - math.pi
            answer[turn, level] = _normal(apart + half) - _normal(apart - half)
    return answer


def _normal(value: float) -> float:
    return 0.5 * (1 + math.erf(value / (SIGMA_ANGLE * math.sqrt(2))))


_CELLS = ((np.arange(ACROSS) - (ACROSS - 1) / 2) * (2 * RADIUS / ACROSS)).astype(np.float32)
_INSIDE = np.hypot(*np.meshgrid(_CELLS, _CELLS)).ravel() <= RADIUS
_TURNS = _turns()
_BITS = int(_INSIDE.sum()) * LEVELS
_FIELDS = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1"), ("kind", "u1"), ("quality", "u1")])
assert _FIELDS.itemsize == MINUTIA.size


def cylinders(template: bytes) -> "Words":
    """Return the cylinders of an impression, a row of ``WORDS`` each; half a millisecond.

    Args:
        template: ``biometrics.template``.

    Raises:
        BadTemplate: it is none.
    """
    unpack(template)  # refuses what is none
    points = np.frombuffer(template, _FIELDS, offset=HEADER.size)
    x, y = points["x"].astype(np.float32), -points["y"].astype(np.float32)
    angle = points["angle"].astype(np.int64)
    turn = (angle * (2 * math.pi / 256)).astype(np.float32)
    east, north = x[None] - x[:, None], y[None] - y[:, None]
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    ahead = _near(east * cos + north * sin)
    aside = _near(north * cos - east * sin)
    count = len(points)
    ahead[np.arange(count), np.arange(count)] = 0
    levels = _TURNS[(angle[:, None] - angle[None]) % 256]
    columns = (ahead[:, :, :, None] * levels[:, :, None, :]).reshape(count, count, ACROSS * LEVELS)
    cells = np.matmul(aside.transpose(0, 2, 1), columns) / (SIGMA * math.sqrt(2 * math.pi))
    cells = cells.reshape(count, ACROSS * ACROSS, LEVELS)[:, _INSIDE].reshape(count, _BITS)
    around = (east**2 + north**2 <= (RADIUS + 3 * SIGMA) ** 2).sum(1) - 1
    bits = np.packbits(cells[around >= LEAST_NEIGHBOURS] >= ENOUGH, axis=1)
    whole = np.zeros((len(bits), WORDS * 8), np.uint8)
    whole[:, : bits.shape[1]] = bits
    words: Words = whole.view(np.uint64)
    return _usable(words)


def likeness(asked: "Words", kept: "Words", starts: "NDArray[np.intp]") -> "Floats":
    """Return how like each asked cylinder is to the most alike one of each finger, 0 to 1.

    The likeness of two is the cosine of their bits.

    Args:
        kept: the cylinders of some fingers, one finger after the other.
        starts: where each finger begins in ``kept``; none of them is empty.

    Returns:
        A row for each finger, a column for each asked cylinder.
    """
    alike = np.empty((len(kept), len(asked)), np.float32)
    columns = [np.ascontiguousarray(asked[:, word]) for word in range(WORDS)]
    for at in range(0, len(kept), _BLOCK):
        block = kept[at : at + _BLOCK]
        shared = np.bitwise_count(block[:, 0, None] & columns[0])
        for word in range(1, WORDS):
            shared += np.bitwise_count(block[:, word, None] & columns[word])
        np.multiply(shared, _inverse(block)[:, None], out=alike[at : at + _BLOCK])
    best = np.maximum.reduceat(alike, starts, axis=0)
    answer: Floats = best * _inverse(asked)
    return answer


def score(likenesses: "Floats") -> "Floats":
    """Return how alike each finger is: the mean of its ``BEST`` likenesses."""
    count = min(BEST, likenesses.shape[1])
    if not count:
        return np.zeros(len(likenesses), np.float32)
    best = np.partition(likenesses, -count, axis=1)[:, -count:]
    answer: Floats = best.mean(axis=1, dtype=np.float32)
    return answer


def _inverse(rows: "Words") -> "Floats":
    bits = np.bitwise_count(rows).sum(1, dtype=np.float32)
    answer: Floats = (1 / np.sqrt(np.maximum(bits, 1))).astype(np.float32)
    return answer


def _usable(rows: "Words") -> "Words":
    """Return those with some bits, and few enough for what two share to fit a byte."""
    bits = np.bitwise_count(rows).sum(1, dtype=np.int64)
    usable: Words = rows[(bits > 0) & (bits <= 255)]
    return usable

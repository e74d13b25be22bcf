"""Fingers to fill a gallery with, made at the level of minutiae: nobody's, and never an image.

A finger is a pattern (arch, tented arch, loop, whorl, as often as people have them), whose ridges
flow as the zero-pole model says (Sherlock and Monro 1993), and minutiae on it: so many to the area,
never closer than some pixels, some in pairs as broken ridges give them, each along the ridge there,
neighbours rather pointing the same way. An impression turns, shifts and bends that, shows a part of
it, misses some, adds false ones and those of the edge, and rounds directions as MINDTCT does.

What it is for: the time of a search, its memory, and how many candidates a prefilter leaves. What it
is not: its figures were set by hand beside two public sets of prints until counts, distances and how
alike two different fingers' cylinders are came out alike; the most alike real fingers are still more
alike than any of these. So false alarms and accuracy are never measured with it.
"""

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from biometrics.template import Minutia, pack
from domain.fingers import IMPRESSIONS

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_PATTERNS = ("arch", "tented", "left", "right", "whorl")
_SHARES = (0.037, 0.029, 0.338, 0.317, 0.279)  # Wilson, Candela, Watson 1994
_HALF_WIDTH, _HALF_HEIGHT = 210.0, 260.0  # of a whole fingertip, in pixels at 500 ppi
_DENSITY = 6.3e-4 * 1.35  # minutiae to the pixel, before those too close are taken out
_MIDDLE_X, _MIDDLE_Y, _WIDTH, _HEIGHT = 194, 187, 388, 374
_QUALITY = 40

Flow = Callable[["Array"], "Array"]
"""Directions of the ridges, in radians, at places."""


def fingers(seed: int, count: int, impressions: int = IMPRESSIONS) -> Iterator[tuple[bytes, ...]]:
    """Return templates of so many fingers; the same for the same seed."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        finger = _Finger(rng)
        yield tuple(finger.impression(rng) for _ in range(impressions))


class _Finger:
    """The minutiae of a whole fingertip."""

    def __init__(self, rng: "Generator") -> None:
        flow = _flow(rng)
        density = rng.gamma(12, 1 / 12) * _DENSITY
        size = rng.poisson(4 * _HALF_WIDTH * _HALF_HEIGHT * density)
        places = rng.uniform((-_HALF_WIDTH, -_HALF_HEIGHT), (_HALF_WIDTH, _HALF_HEIGHT), (size, 2))
        places = places[_inside(places, _HALF_WIDTH, _HALF_HEIGHT)]
        places = _apart(places, rng.uniform(7, 11, len(places)))
        broken = places[rng.random(len(places)) < 0.1]
        across = flow(broken) + rng.choice([0, math.pi / 2], len(broken))
        beside = _unit(across) * rng.uniform(5, 12, len(broken))[:, None]
        self._places = np.concatenate([places, broken + beside])
        along = flow(self._places) + rng.normal(0, 0.08, len(self._places))
        leaning = 3 * _waves(rng, 3, 300)(self._places)
        turned = rng.random(len(along)) < 1 / (1 + np.exp(-leaning))
        self._directions = along + math.pi * turned
        self._faint = rng.beta(1.2, 4, len(along))

    def impression(self, rng: "Generator") -> bytes:
        """Return the template of one impression."""
        turn = math.radians(np.clip(rng.normal(0, 8), -30, 30))
        bent = self._places + np.stack(
            [2.2 * rng.normal() * _waves(rng, 3, 350)(self._places) for _ in range(2)], 1
        )
        rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        places = bent @ rotation + rng.normal(0, (22, 28)) + rng.normal(0, 1.6, bent.shape)
        directions = self._directions + turn + rng.normal(0, 0.08, len(places))
        width, height = rng.uniform(125, 165), rng.uniform(145, 180)
        seen = _inside(places, width, height) & (rng.random(len(places)) > self._faint)
        places, directions = places[seen], directions[seen]
        if len(places):
            false = rng.uniform(
                (-width, -height), (width, height), (rng.poisson(0.2 * len(places)), 2)
            )
            edge = rng.uniform(0, 2 * math.pi, rng.poisson(0.1 * len(places)))
            reach = np.array([width, height]) * rng.uniform(0.9, 1, (len(edge), 1))
            more = np.concatenate([false[_inside(false, width, height)], _unit(edge) * reach])
            nearest = _distances(more, places).argmin(1)
            flipped = math.pi * rng.integers(0, 2, len(more))
            directions = np.concatenate(
                [directions, directions[nearest] + rng.normal(0, 0.2, len(more)) + flipped]
            )
            places = np.concatenate([places, more])
        return _template(places, directions)


def _flow(rng: "Generator") -> Flow:
    pattern = rng.choice(_PATTERNS, p=_SHARES)
    if pattern == "arch":
        height, width, middle = rng.uniform(0.5, 1.1), rng.uniform(220, 300), rng.uniform(-40, 40)

        def arch(places: "Array") -> "Array":
            steep = height * np.clip(1 - np.abs(places[:, 1] - middle) / 320, 0.1, 1)
            across = np.clip(places[:, 0] / width * math.pi, -math.pi, math.pi)
            rising: Array = np.arctan(-steep * np.sin(across))
            return rising

        return arch
    core = np.array([rng.normal(0, 12), rng.normal(20, 15)])
    if pattern == "tented":
        cores, deltas = [core], [core + _place(rng.normal(0, 6), -rng.uniform(60, 130))]
    elif pattern == "whorl":
        lean = rng.normal(0, 0.25)
        half = _place(math.sin(lean), math.cos(lean)) * rng.uniform(5, 35)
        cores = [core + half, core - half]
        deltas = [
            core + _place(side * rng.uniform(90, 160), -rng.uniform(70, 160)) for side in (-1, 1)
        ]
    else:
        side = 1 if pattern == "left" else -1
        cores = [core]
        deltas = [core + _place(side * rng.uniform(70, 150), -rng.uniform(70, 160))]
    tilt, waves = rng.normal(0, 0.06), _waves(rng, 4, 260)

    def flow(places: "Array") -> "Array":
        answer = tilt + 0.06 * waves(places)
        for signs, points in ((0.5, cores), (-0.5, deltas)):
            for point in points:
                answer += signs * np.arctan2(places[:, 1] - point[1], places[:, 0] - point[0])
        return answer

    return flow


def _waves(rng: "Generator", count: int, length: float) -> Flow:
    """Return something that varies slowly from place to place, around 0."""
    waves, begins = rng.normal(0, 1 / length, (count, 2)), rng.uniform(0, 2 * math.pi, count)
    return lambda places: np.sin(places @ waves.T * 2 * math.pi + begins).sum(1)


def _apart(places: "Array", distances: "Array") -> "Array":
    """Return the places without those that are too close to an earlier one."""
    away = _distances(places, places)
    kept = np.ones(len(places), bool)
    for place in range(len(places)):
        if kept[place]:
            kept[place + 1 :] &= away[place, place + 1 :] >= distances[place]
    return places[kept]


def _distances(some: "Array", others: "Array") -> "Array":
    answer: Array = np.hypot(
        some[:, None, 0] - others[None, :, 0], some[:, None, 1] - others[None, :, 1]
    )
    return answer


def _inside(places: "Array", width: float, height: float) -> "NDArray[np.bool_]":
    answer: NDArray[np.bool_] = (places[:, 0] / width) ** 2 + (places[:, 1] / height) ** 2 < 1
    return answer


def _unit(directions: "Array") -> "Array":
    return np.stack([np.cos(directions), np.sin(directions)], 1)


def _place(across: float, up: float) -> "Array":
    return np.array([across, up])


def _template(places: "Array", directions: "Array") -> bytes:
    across = np.clip(np.round(places[:, 0] + _MIDDLE_X), 0, _WIDTH - 1)
    down = np.clip(np.round(_MIDDLE_Y - places[:, 1]), 0, _HEIGHT - 1)
    sixteenths = np.round(directions / (2 * math.pi) * 32) % 32 * 8
    rows = sorted(zip(across.tolist(), down.tolist(), sixteenths.tolist(), strict=True))
    return pack(Minutia(int(x), int(y), int(angle), 1, _QUALITY) for x, y, angle in rows)

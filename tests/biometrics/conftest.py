"""Prints that are read once for all these tests: reading one takes some 150 ms."""

from dataclasses import dataclass

import pytest

from biometrics.gate import Judged, Thresholds, judge
from biometrics.images import GreyImage
from biometrics.prints import Print
from biometrics.synthetic import finger_image

FINGERS, IMPRESSIONS = 4, 4


@dataclass(frozen=True, slots=True)
class Placed:
    """An impression of a finger that nobody has, and what was read of it."""

    image: GreyImage
    judged: Judged

    @property
    def print(self) -> Print:
        assert self.judged.print is not None
        return self.judged.print


Pool = dict[tuple[int, int], Placed]


@pytest.fixture(scope="session")
def pool() -> Pool:
    """Some impressions of some fingers, by finger and impression."""
    images = {
        (seed, turn): finger_image(seed, turn)
        for seed in range(FINGERS)
        for turn in range(IMPRESSIONS)
    }
    return {place: Placed(image, judge(image, Thresholds())) for place, image in images.items()}

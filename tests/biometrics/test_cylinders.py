"""Cylinders: what turns and shifts with the finger, and what a few or very many minutiae give."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.filler import fingers
from biometrics.cylinders import WORDS, cylinders, likeness, score
from biometrics.template import MOST, BadTemplate, Minutia, pack, unpack

minutiae = st.lists(
    st.builds(
        Minutia,
        x=st.integers(0, 400),
        y=st.integers(0, 400),
        angle=st.integers(0, 255),
        kind=st.sampled_from([1, 2]),
        quality=st.integers(0, 63),
    ),
    max_size=40,
)


@given(minutiae, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_minutiae_does_not_matter(
    points: list[Minutia], rng: random.Random
) -> None:
    shuffled = points[:]
    rng.shuffle(shuffled)
    one, other = cylinders(pack(points)), cylinders(pack(shuffled))
    assert one.shape[1] == WORDS
    assert sorted(one.tolist()) == sorted(other.tolist())


def test_a_finger_is_like_itself_turned_and_shifted_and_unlike_another() -> None:
    (own, *_), (foreign, *_) = fingers(3, 2)
    turned = cylinders(pack([_turned(point, 40, 30, 50) for point in unpack(own)]))
    kept = [cylinders(foreign), turned]
    starts = np.cumsum([0, len(kept[0])])
    other, same = score(likeness(cylinders(own), np.concatenate(kept), starts))
    assert same > 0.9
    assert other < 0.75


def _turned(point: Minutia, turn: int, right: int, down: int) -> Minutia:
    """Return a minutia turned by ``turn`` (1/256) about the middle of the picture, and shifted."""
    angle = turn * 2 * math.pi / 256
    x, y = point.x - 194, 187 - point.y
    return point._replace(
        x=round(x * math.cos(angle) - y * math.sin(angle)) + 194 + right,
        y=187 - round(x * math.sin(angle) + y * math.cos(angle)) + down,
        angle=(point.angle + turn) % 256,
    )


def test_few_minutiae_have_no_cylinders_and_are_like_nothing() -> None:
    some = cylinders(next(fingers(3, 1))[0])
    for points in ([], [Minutia(10, 10, 0, 1, 0)], [Minutia(x, 10, 0, 1, 0) for x in (10, 900)]):
        lonely = cylinders(pack(points))
        assert lonely.shape == (0, WORDS)
        assert score(likeness(lonely, some, np.array([0]))).tolist() == [0.0]


def test_very_many_minutiae_in_one_place_stay_within_bounds() -> None:
    rng = random.Random(1)
    crowd = cylinders(
        pack(
            [
                Minutia(rng.randrange(150), rng.randrange(150), rng.randrange(256), 1, 1)
                for _ in range(MOST)
            ]
        )
    )
    assert int(np.bitwise_count(crowd).sum(1, dtype=np.int64).max(initial=0)) <= 255
    if len(crowd):
        assert float(likeness(crowd, crowd, np.array([0])).max()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("hostile", [b"", b"VTP\x01\0\x05", b"\xff" * 500])
def test_what_is_no_template_is_refused(hostile: bytes) -> None:
    with pytest.raises(BadTemplate):
        cylinders(hostile)

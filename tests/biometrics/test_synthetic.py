"""Made-up fingers behave like people's, and made-up faces as the check of photographs wants them."""

from itertools import combinations
from typing import Any

import pytest

from biometrics.faces import PhotoAdvice, check_photo
from biometrics.gate import Thresholds, judge
from biometrics.prints import Print, match
from biometrics.synthetic import finger_image
from biometrics.synthetic_faces import FaceVariant, face_image
from domain.fingers import Guidance

FINGERS = (1, 2, 3, 4)
USUAL = Thresholds()


@pytest.fixture(scope="module")
def read() -> dict[tuple[int, int], Print]:
    prints = {}
    for finger in FINGERS:
        for impression in (0, 1):
            judged = judge(finger_image(finger, impression), USUAL)
            assert judged.accepted
            assert judged.print is not None
            prints[finger, impression] = judged.print
    return prints


def test_the_same_arguments_give_the_same_picture() -> None:
    assert finger_image(7, 2) == finger_image(7, 2)
    assert finger_image(7, 2) != finger_image(7, 3)
    assert face_image(7) == face_image(7)
    assert face_image(7) != face_image(8)


def test_impressions_of_a_finger_match_and_others_do_not(
    read: dict[tuple[int, int], Print],
) -> None:
    for (one, first), (other, second) in combinations(read.items(), 2):
        if one[0] == other[0]:
            assert match(first, second) > USUAL.block
        else:
            assert match(first, second) < USUAL.doubt


@pytest.mark.parametrize(
    ("options", "guidance"),
    [
        ({"noise": 0.8}, Guidance.CLEAN),
        ({"partial": 0.7}, Guidance.MORE_CENTRED),
        ({"pressure": -1.0, "noise": 0.6}, Guidance.MORE_PRESSURE),
        ({"pressure": 1.0}, Guidance.LESS_PRESSURE),
    ],
)
def test_a_finger_placed_badly_is_told_how_to_do_better(options: Any, guidance: Guidance) -> None:
    judged = judge(finger_image(2, **options), USUAL)
    assert not judged.accepted
    assert judged.guidance is guidance


@pytest.mark.parametrize(
    ("variant", "advice"),
    [
        (FaceVariant.GOOD, None),
        (FaceVariant.NONE, PhotoAdvice.NO_FACE),
        (FaceVariant.TWO, PhotoAdvice.SEVERAL),
        (FaceVariant.TURNED, PhotoAdvice.FRONT),
        (FaceVariant.TILTED, PhotoAdvice.UPRIGHT),
        (FaceVariant.DARK, PhotoAdvice.DARK),
        (FaceVariant.BRIGHT, PhotoAdvice.BRIGHT),
        (FaceVariant.SIDE_LIGHT, PhotoAdvice.UNEVEN),
        (FaceVariant.BLURRED, PhotoAdvice.STILL),
        (FaceVariant.SMALL, PhotoAdvice.CLOSER),
    ],
)
def test_each_face_has_the_fault_it_is_asked_for(
    variant: FaceVariant, advice: PhotoAdvice | None
) -> None:
    found = check_photo(face_image(4, variant))
    assert found.findings[:1] == (() if advice is None else (advice,))

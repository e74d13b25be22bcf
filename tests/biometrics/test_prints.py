"""Prints are read and matched; whatever is none is told as such."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from biometrics import prints, template, texture
from biometrics.gate import Thresholds, judge
from biometrics.images import GreyImage
from biometrics.prints import MOST_SIDE, NotAPrint, at_500, match, read_print
from biometrics.synthetic import finger_image
from domain.fingers import Guidance
from tests.biometrics import pictures
from tests.biometrics.conftest import Pool

NOTHING = {
    "white": pictures.plain(255),
    "black": pictures.plain(0),
    "grey": pictures.plain(128),
    "noise": pictures.noise(),
    "cloth": pictures.cloth(),
    "ramp": pictures.ramp(),
    "stripes": pictures.stripes(),
    "speck": pictures.speck(),
    "a pixel": GreyImage(1, 1, b"\0"),
    "nothing": GreyImage(0, 0, b""),
    "narrow": GreyImage(149, 300, bytes(149 * 300)),
    "huge": GreyImage(MOST_SIDE + 1, 200, bytes((MOST_SIDE + 1) * 200)),
    "less bytes": GreyImage(300, 300, bytes(300 * 299)),
    "more bytes": GreyImage(300, 300, bytes(300 * 301)),
    "negative": GreyImage(-300, -300, bytes(90_000)),
    "no resolution": GreyImage(300, 300, bytes(90_000), 0),
    "small at its resolution": GreyImage(280, 280, bytes(280 * 280), 1000),
}


@pytest.mark.parametrize("image", NOTHING.values(), ids=NOTHING.keys())
def test_what_is_no_print_is_told_as_such(image: GreyImage) -> None:
    with pytest.raises(NotAPrint):
        read_print(image)
    judged = judge(image, Thresholds())
    assert (judged.print, judged.accepted) == (None, False)
    assert judged.guidance is not None


def test_a_face_on_the_reader_is_no_print() -> None:
    assert judge(pictures.face(), Thresholds()).print is None


def test_impressions_of_one_finger_match_and_of_two_do_not(pool: Pool) -> None:
    same = [match(pool[seed, 0].print, pool[seed, 1].print) for seed in range(4)]
    other = [match(pool[0, 0].print, pool[seed, 1].print) for seed in range(1, 4)]
    assert min(same) >= 40
    assert max(other) < 25


def test_good_prints_pass_the_gate(pool: Pool) -> None:
    assert all(each.judged.accepted and each.judged.guidance is None for each in pool.values())


def test_a_template_matches_alike_in_another_process(pool: Pool) -> None:
    one, other = pool[0, 0].print, pool[0, 1].print
    script = (
        "from biometrics.prints import match_templates as m\n"
        f"print(m(bytes.fromhex('{one.template.hex()}'), bytes.fromhex('{other.template.hex()}')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == match(one, other)


def test_the_matcher_lets_go_of_what_it_loaded(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    prints.forget()
    monkeypatch.setattr(prints, "_LOADED", 2)
    for seed in range(3):
        match(pool[seed, 0].print, pool[seed, 1].print)
    assert len(prints._cache) == 2
    prints.forget()
    assert not prints._cache


def test_a_template_from_elsewhere_is_refused_by_the_matcher(pool: Pool) -> None:
    with pytest.raises(template.BadTemplate):
        prints.match_templates(pool[0, 0].print.template, b"FMR\x00 20\x00")


def test_an_impression_at_another_resolution_is_brought_to_500(pool: Pool) -> None:
    image = pool[1, 0].image
    pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width)
    double = np.kron(pixels, np.ones((2, 2), np.uint8))
    fine = GreyImage(image.width * 2, image.height * 2, double.tobytes(), 1000)
    assert (at_500(fine).width, at_500(fine).ppi) == (image.width, 500)
    assert match(read_print(fine), pool[1, 1].print) >= 40
    assert at_500(image) is image


def test_a_print_without_a_quality_has_quality_zero(pool: Pool) -> None:
    """NFIQ 2 gives up on too little ridge; the minutiae are there all the same."""
    little = finger_image(1, partial=0.76)
    judged = judge(little, Thresholds())
    assert judged.print is not None
    assert judged.print.quality == 0
    assert 0 < judged.print.minutiae < 20
    assert not judged.accepted


def _pressed(image: GreyImage, *, hard: bool) -> GreyImage:
    """Make ridges wider, or thinner, by two pixels each way."""
    pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width)
    for _ in range(2):
        moved = [np.roll(pixels, step, axis) for step in (-1, 0, 1) for axis in (0, 1)]
        pixels = np.min(moved, axis=0) if hard else np.max(moved, axis=0)
    return pictures.grey(pixels)


PLACED: dict[str, tuple[Callable[[], GreyImage], Guidance]] = {
    "aside": (lambda: finger_image(3, shift=(95.0, 0.0)), Guidance.MORE_CENTRED),
    "too high": (lambda: finger_image(3, shift=(0.0, -125.0)), Guidance.MORE_CENTRED),
    "a part": (lambda: finger_image(3, partial=0.5, shift=(0.0, 0.0)), Guidance.WHOLE_FINGER),
    "lightly": (lambda: _pressed(finger_image(3), hard=False), Guidance.MORE_PRESSURE),
    "hard": (lambda: _pressed(finger_image(3), hard=True), Guidance.LESS_PRESSURE),
    "well": (lambda: finger_image(3), Guidance.CLEAN),
}


@pytest.mark.parametrize("way", PLACED)
def test_what_would_help_is_seen_in_the_picture(way: str) -> None:
    image, guidance = PLACED[way]
    assert texture.look(image()).guidance is guidance


def test_what_a_reader_asks_for_decides(pool: Pool) -> None:
    placed = pool[2, 2]
    at = placed.print.quality
    assert judge(placed.image, Thresholds(min_quality=at)).accepted
    strict = judge(placed.image, Thresholds(min_quality=at + 1))
    assert not strict.accepted
    assert strict.guidance is not None
    assert not judge(placed.image, Thresholds(min_minutiae=placed.print.minutiae + 1)).accepted

"""Impressions as WSQ and photographs as JPEG, and whatever else comes in their place."""

import io
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from biometrics.images import ColourImage, GreyImage
from biometrics.interchange import (
    MOST_BYTES,
    MOST_PHOTO_SIDE,
    PictureDamaged,
    from_jpeg,
    from_wsq,
    to_jpeg,
    to_wsq,
)
from biometrics.prints import NotAPrint, match, read_print
from biometrics.synthetic_faces import face_image
from tests.biometrics.conftest import Pool


def test_an_impression_survives_wsq(pool: Pool) -> None:
    placed = pool[0, 0]
    data = to_wsq(placed.image)
    assert len(data) < len(placed.image.pixels) / 8
    back = from_wsq(data)
    assert (back.width, back.height, back.ppi) == (placed.image.width, placed.image.height, 500)
    assert match(read_print(back), placed.print) > 100
    assert from_wsq(data, 1000).ppi == 1000


def test_what_is_no_impression_is_not_written() -> None:
    with pytest.raises(NotAPrint):
        to_wsq(GreyImage(10, 10, bytes(100)))


def _size(data: bytes, height: int, width: int) -> bytes:
    at = data.index(b"\xff\xa2") + 6
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "another kind": lambda data: b"\x89PNG" + data,
    "only its beginning": lambda data: data[:2],
    "cut in the header": lambda data: data[: data.index(b"\xff\xa2") + 5],
    "cut in the picture": lambda data: data[: len(data) // 2],
    "without a frame": lambda data: data.replace(b"\xff\xa2", b"\xff\xa8"),
    "with two frames": lambda data: data + b"\xff\xa2",
    "another segment": lambda data: data[:2] + b"\xff\xc0" + data[4:],
    "gigantic": lambda data: _size(data, 65_535, 65_535),
    "without height": lambda data: _size(data, 0, 300),
    "too long": lambda data: data + bytes(MOST_BYTES),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_broken_wsq_is_told_as_such(pool: Pool, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(PictureDamaged):
        from_wsq(change(to_wsq(pool[0, 0].image)))


def test_changed_bytes_never_bring_another_error(pool: Pool) -> None:
    data, chance = to_wsq(pool[0, 0].image), random.Random(1)
    for _ in range(60):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            back = from_wsq(bytes(changed))
        except PictureDamaged:
            continue
        assert len(back.pixels) == back.width * back.height


@given(st.binary(max_size=200))
def test_any_bytes_are_no_picture(data: bytes) -> None:
    for read in (from_wsq, from_jpeg):
        with pytest.raises(PictureDamaged):
            read(data)


def test_a_photograph_survives_jpeg_with_nothing_beside_it() -> None:
    photo = face_image(1)
    data = to_jpeg(photo)
    back = from_jpeg(data)
    assert (back.width, back.height, len(back.pixels)) == (640, 480, 640 * 480 * 3)
    with Image.open(io.BytesIO(data)) as picture:
        assert not picture.getexif()


@pytest.mark.parametrize(
    "photo",
    [
        ColourImage(0, 0, b""),
        ColourImage(10, 10, bytes(299)),
        ColourImage(MOST_PHOTO_SIDE + 1, 1, bytes(3 * (MOST_PHOTO_SIDE + 1))),
    ],
)
def test_what_is_no_photograph_is_not_written(photo: ColourImage) -> None:
    with pytest.raises(PictureDamaged):
        to_jpeg(photo)


def test_a_broken_photograph_is_told_as_such() -> None:
    data = to_jpeg(face_image(1))
    kept = io.BytesIO()
    Image.new("L", (MOST_PHOTO_SIDE + 1, 2)).save(kept, "JPEG")
    other = io.BytesIO()
    Image.new("RGB", (20, 20)).save(other, "PNG")
    broken = (data[: len(data) // 2], kept.getvalue(), other.getvalue(), data + bytes(MOST_BYTES))
    for each in broken:
        with pytest.raises(PictureDamaged):
            from_jpeg(each)

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


def _segment(data: bytes, marker: bytes, change: Callable[[bytearray], None]) -> bytes:
    """Change a segment in place; ``change`` is given what follows its marker."""
    at = data.index(marker) + 2
    rest = bytearray(data[at:])
    change(rest)
    return data[:at] + bytes(rest)


def _put(place: int, *values: int) -> Callable[[bytearray], None]:
    def change(rest: bytearray) -> None:
        rest[place : place + len(values)] = bytes(values)

    return change


def _table_again(data: bytes) -> bytes:
    """Put the first table of codes twice into its segment."""
    at = data.index(b"\xff\xa6")
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    table = data[at + 4 : at + 2 + length]
    twice = (2 + 2 * len(table)).to_bytes(2, "big") + table * 2
    return data[: at + 2] + twice + data[at + 2 + length :]


FILTERS, WIDTHS, CODES, BLOCK, NOTE = (
    b"\xff\xa4",
    b"\xff\xa5",
    b"\xff\xa6",
    b"\xff\xa3",
    b"\xff\xa8",
)

BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "another kind": lambda data: b"\x89PNG" + data,
    "only its beginning": lambda data: data[:2],
    "only two segments": lambda data: data[:2] + b"\xff\xa1",
    "cut in the header": lambda data: data[: data.index(b"\xff\xa2") + 5],
    "cut in the picture": lambda data: data[: len(data) // 2],
    "cut after a segment": lambda data: data[: data.index(b"\xff\xa2") + 19],
    "without a frame": lambda data: data.replace(b"\xff\xa2", b"\xff\xa8"),
    "with two frames": lambda data: data[: data.index(BLOCK)] + data[data.index(b"\xff\xa2") :],
    "another segment": lambda data: data[:2] + b"\xff\xc0" + data[4:],
    "a segment of no length": lambda data: _segment(data, NOTE, _put(0, 0, 0)),
    "filters of another length": lambda data: _segment(data, FILTERS, _put(2, 200, 200)),
    "a longer table of widths": lambda data: _segment(data, WIDTHS, _put(0, 9, 9)),
    "a note that is no text": lambda data: _segment(data, NOTE, _put(4, 0)),
    "a note too long": lambda data: data[:2] + b"\xff\xa8\x02\x58" + b" " * 598 + data[2:],
    "a table of another number": lambda data: _segment(data, CODES, _put(2, 99)),
    "a table twice": _table_again,
    "more codes than there are": lambda data: _segment(data, CODES, _put(3, 9)),
    "a code of no meaning": lambda data: _segment(data, CODES, _put(19, *[0] * 8)),
    "runs for ever": lambda data: _segment(data, CODES, _put(19, *[100] * 8)),
    "a block without its table": lambda data: _segment(data, BLOCK, _put(2, 7)),
    "a block before its tables": lambda data: data[:2] + data[data.index(b"\xff\xa2") :],
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

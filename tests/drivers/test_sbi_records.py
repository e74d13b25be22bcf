"""Finger image records (ISO/IEC 19794-4): as readers write them, and as nobody should."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biometrics.images import GreyImage
from biometrics.synthetic import finger_image
from desktop.drivers.sbi.record import read_record
from desktop.ports.kit import ReaderProtocol
from tests.drivers.sbi_records import record_2005, record_2011

IMAGE = finger_image(3)


@pytest.mark.parametrize("made", [record_2005, record_2011])
@pytest.mark.parametrize("form", ["RAW", "WSQ", "JPEG2000", "PNG"])
def test_an_image_comes_as_it_was_written(made: Callable[..., bytes], form: str) -> None:
    read = read_record(made(IMAGE, 7, form))
    assert read.position == 7
    assert (read.image.width, read.image.height, read.image.ppi) == (320, 384, 500)
    if form != "WSQ":  # which loses a little
        assert read.image == IMAGE


def test_blocks_of_certification_are_passed_over() -> None:
    assert read_record(record_2011(IMAGE, certified=True)).image == IMAGE


def test_dots_by_the_centimetre() -> None:
    made = bytearray(record_2005(GreyImage(20, 20, bytes(400), 197), form="RAW"))
    made[19] = 2
    assert read_record(bytes(made)).image.ppi == 500


def changed(made: bytes, at: int, form: str, *values: int) -> bytes:
    """Return a record with something else at a place."""
    altered = bytearray(made)
    struct.pack_into(form, altered, at, *values)
    return bytes(altered)


OLD, NEW = record_2005(IMAGE, form="RAW"), record_2011(IMAGE, form="RAW")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"FIR\0",
        b"FIR\x00099\x00" + OLD[8:],
        OLD[:40],
        NEW[:30],
        OLD + b"x",
        NEW + b"x",
        changed(OLD, 18, ">B", 4),  # four fingers
        changed(OLD, 19, ">B", 9),  # no scale
        changed(OLD, 24, ">H", 1000),  # other dots across than down
        changed(OLD, 24, ">HH", 9, 9),  # a picture of nothing
        changed(OLD, 28, ">B", 16),  # bits
        changed(OLD, 29, ">B", 3),  # lossy JPEG
        changed(OLD, 29, ">B", 4),  # it is no JPEG 2000
        changed(OLD, 29, ">B", 2),  # it is no WSQ
        changed(OLD, 36, ">B", 11),  # a finger more than there are
        changed(OLD, 41, ">HH", 0, 0),
        changed(OLD, 41, ">HH", 60_000, 60_000),
        changed(OLD, 41, ">HH", 320, 383),
        changed(NEW, 12, ">H", 2),  # two images
        changed(NEW, 34, ">B", 255),  # blocks of quality beyond the end
    ],
)
def test_what_is_no_record_is_refused(raw: bytes) -> None:
    with pytest.raises(ReaderProtocol):
        read_record(raw)


@given(
    st.sampled_from([record_2005(IMAGE, form="WSQ"), record_2011(IMAGE, form="PNG")]),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 200_000),
)
def test_damage_is_refused_or_read_and_nothing_else(
    made: bytes, damage: list[tuple[int, int]], cut: int
) -> None:
    altered = bytearray(made)
    for at, value in damage:
        altered[at % len(altered)] = value
    try:
        image = read_record(bytes(altered[:cut] if cut < len(altered) else altered)).image
    except ReaderProtocol:
        return
    assert len(image.pixels) == image.width * image.height

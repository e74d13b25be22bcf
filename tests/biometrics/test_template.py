"""Minutiae as bytes: what goes in comes out, and what is none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biometrics.template import (
    BEST,
    HEADER,
    MAGIC,
    MINUTIA,
    MOST,
    SIDE,
    BadTemplate,
    Minutia,
    pack,
    unpack,
)

MINUTIAE = st.builds(
    Minutia,
    st.integers(0, SIDE),
    st.integers(0, SIDE),
    st.integers(0, 255),
    st.integers(1, 2),
    st.integers(0, BEST),
)
ONE = Minutia(10, 20, 30, 1, 40)


@given(st.lists(MINUTIAE, max_size=MOST))
def test_what_is_packed_comes_back(points: list[Minutia]) -> None:
    assert list(unpack(pack(points))) == points


def test_of_too_many_the_best_stay_in_their_order() -> None:
    points = [Minutia(at, at, 0, 1, at % (BEST + 1)) for at in range(MOST + 64)]
    kept = unpack(pack(points))
    assert len(kept) == MOST
    assert list(kept) == sorted(kept)
    assert min(each.quality for each in kept) >= 14


@given(st.binary(max_size=80))
def test_bytes_from_elsewhere_are_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(BadTemplate):
        unpack(data)


@given(st.lists(MINUTIAE, min_size=1, max_size=5), st.integers(0, 60), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_leaves_values_in_range(
    points: list[Minutia], place: int, value: int
) -> None:
    data = bytearray(pack(points))
    data[place % len(data)] = value
    try:
        found = unpack(bytes(data))
    except BadTemplate:
        return
    assert all(each.x <= SIDE and each.kind in {1, 2} and each.quality <= BEST for each in found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        pack([ONE])[:-1],
        pack([ONE]) + b"x",
        b"VTP\x02" + pack([ONE])[4:],
        HEADER.pack(MAGIC, MOST + 1) + MINUTIA.pack(*ONE) * (MOST + 1),
    ],
    ids=["nothing", "cut", "more", "another version", "too many"],
)
def test_what_is_no_template(data: bytes) -> None:
    with pytest.raises(BadTemplate):
        unpack(data)


def test_a_value_out_of_range_is_not_packed() -> None:
    with pytest.raises(BadTemplate):
        pack([ONE._replace(x=SIDE + 1)])

"""Identity documents: known vectors, and words for every slip."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.identifiers import cedula, checked_ruc, is_cedula, passport
from tests.domain.test_text import HOSTILE


@pytest.mark.parametrize("number", ["1710034065", "0962467429"])
def test_good_cedulas(number: str) -> None:
    assert cedula(number) == number
    assert cedula(f" {number[:9]}-{number[9]} ") == number
    assert is_cedula(number)
    assert not is_cedula(f"{number}001")


@given(st.integers(1, 24) | st.just(30), st.integers(0, 9_999_999))
def test_one_check_digit_fits_each_cedula(province: int, rest: int) -> None:
    stem = f"{province:02d}{rest:07d}"
    assert sum(_accepted(f"{stem}{digit}") for digit in range(10)) <= 1


@given(st.sampled_from(["1710034065", "0962467429"]), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    digit = (int(number[place]) + shift) % 10
    assert not _accepted(f"{number[:place]}{digit}{number[place + 1 :]}")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("171003406", "se escribieron 9"),
        ("17100340655", "se escribieron 11"),
        ("", "se escribieron 0"),
        ("171003406A", "se escribieron otros caracteres"),
        ("１７１００３４０６５", "se escribieron otros caracteres"),
        ("1710034066", "no es correcta"),
        ("2510034065", "no es correcta"),
    ],
)
def test_bad_cedulas(raw: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        cedula(raw)


@pytest.mark.parametrize("number", ["1760001550001", "1790011674001", "1710034065001"])
def test_good_rucs(number: str) -> None:
    assert (checked_ruc(number).number, checked_ruc(number).warning) == (number, "")


def test_an_active_company_whose_check_digit_is_wrong_only_warns() -> None:
    checked = checked_ruc("1793213150001")
    assert checked.number == "1793213150001"
    assert "no coincide" in checked.warning


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("179321315000", "13 dígitos; se escribieron 12"),
        ("RUC", "otros caracteres"),
        ("2590011674001", "provincia que no existe"),
        ("0090011674001", "provincia que no existe"),
        ("1790011674000", "terminar en 000"),
    ],
)
def test_what_cannot_be_a_ruc(raw: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        checked_ruc(raw)


def test_galapagos_and_people_abroad() -> None:
    assert checked_ruc("3090011674001").number == "3090011674001"


def test_passports() -> None:
    assert passport(" ab-123 456 ") == "AB123456"
    for raw in ("AB12", "A" * 21, "AB 12ñ", "\x00" * 6):
        with pytest.raises(InvalidInput, match="5 a 20"):
            passport(raw)


@given(HOSTILE | st.just("9" * 10_000))
def test_nothing_typed_is_more_than_refused(raw: str) -> None:
    for check in (cedula, checked_ruc, passport):
        with contextlib.suppress(InvalidInput):
            check(raw)


def _accepted(number: str) -> bool:
    try:
        return cedula(number) == number
    except InvalidInput:
        return False

"""The code of a printed form says what was put in, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case_number import CaseNumber
from domain.form_mark import COVER, FormMark, NotAForm, _check, _parts, means_form, parse_form_mark

CASE = CaseNumber("QUITO", 26, 12)
GOOD = FormMark(CASE, 1, "ADMINISTRADOR", 2).qr


def with_check(body: str) -> str:
    """Return a code whose check is right, whatever it says."""
    return f"{body}/{_check(_parts(body))}"


@given(
    st.integers(0, 999),
    st.from_regex(r"[A-Z][A-Z0-9]{1,23}", fullmatch=True),
    st.integers(1, 999),
)
def test_it_says_what_was_put_in(requirement: int, form: str, page: int) -> None:
    made = FormMark(CASE, requirement, form, 3, page, 999)
    assert parse_form_mark(made.qr) == made
    # A reader set to another keyboard.
    assert parse_form_mark(made.qr.lower().replace("/", "-")) == made
    assert means_form(made.qr)
    assert made.is_cover is (form == COVER)


@given(st.text(max_size=200))
def test_what_is_typed_at_random_is_none(text: str) -> None:
    with pytest.raises(NotAForm):
        parse_form_mark(text)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("ABCXYZ0189"))
def test_a_sign_read_wrong_is_noticed(place: int, sign: str) -> None:
    changed = GOOD[:place] + sign + GOOD[place + 1 :]
    if changed != GOOD:
        with pytest.raises(NotAForm):
            parse_form_mark(changed)


CASE_PARTS = str(CASE).replace("-", "/")


@pytest.mark.parametrize(
    "body",
    [
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/P2-1",
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/P0-1",
        f"VF1/{CASE_PARTS}/X1/ADMINISTRADOR/V2/P1-1",
        f"VF1/{CASE_PARTS}/R1/1DMIN/V2/P1-1",
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/2/P1-1",
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/1-1",
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/P1-X",
        "VF1/QUITO/26/00012/Z/R1/ADMINISTRADOR/V2/P1-1",
        f"VX1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/P1-1",
        f"VF1/{CASE_PARTS}/R1/ADMINISTRADOR/V2/P1-1/1",
    ],
    ids=[
        "page-beyond",
        "page-0",
        "requirement",
        "form",
        "version",
        "page",
        "pages",
        "case",
        "mark",
        "longer",
    ],
)
def test_a_right_check_does_not_make_it_one(body: str) -> None:
    with pytest.raises(NotAForm):
        parse_form_mark(with_check(body))

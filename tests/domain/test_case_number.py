"""The number of a case: read however it was typed or scanned, never another one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.case_number import CaseNumber, NotACase, OtherOffice, means_case, parse_case_number

NUMBERS = st.builds(
    CaseNumber,
    st.from_regex(r"[A-Z0-9]{2,20}", fullmatch=True),
    st.integers(0, 99),
    st.integers(1, 999_999_999),
)
SAMPLE = CaseNumber("QUITO", 26, 12)


def test_as_printed() -> None:
    assert str(SAMPLE)[:-1] == "QUITO-26-00012-"
    assert SAMPLE.qr == f"VC1/{SAMPLE}"


@given(NUMBERS)
@example(CaseNumber("VC1", 26, 12))
def test_what_is_printed_is_read_again(number: CaseNumber) -> None:
    assert parse_case_number(str(number)) == number
    assert parse_case_number(number.qr) == number
    assert parse_case_number(f" {str(number).lower().replace('-', ' ')} ") == number
    assert parse_case_number(number.qr.replace("/", "&").replace("-", "'")) == number


@given(NUMBERS, st.data())
def test_one_wrong_character_is_noticed(number: CaseNumber, data: st.DataObject) -> None:
    text = str(number)
    place = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] != "-"))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    wrong = text[:place] + other + text[place + 1 :]
    if wrong != text:
        with pytest.raises(NotACase):
            parse_case_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A-007",
        "QUITO-26-12",
        "QUITO-2026-00012-7",
        "QUITO-26-x-7",
        "\x00",
        "9" * 10_000,
        "VT1/QUITO/2026-12-04/A-007/ABCDEF",
        "VC1",
        "Q-26-00012-7",
        "QUITO-26-00012-ÑÑ",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotACase):
        parse_case_number(text)
    assert not means_case(text)


def test_a_misread_number_is_seen_to_be_meant() -> None:
    right, wrong = str(SAMPLE), f"{str(SAMPLE)[:-1]}{'A' if str(SAMPLE)[-1] != 'A' else 'B'}"
    assert means_case(right)
    assert means_case(f"VC1/{wrong}")
    with pytest.raises(NotACase):
        parse_case_number(wrong)


def test_another_office_is_named() -> None:
    assert f"El trámite {SAMPLE} es de la oficina QUITO." in OtherOffice(SAMPLE).words
    assert "de la oficina Quito, Av. Amazonas." in OtherOffice(SAMPLE, "Quito, Av. Amazonas").words

"""The QR code of a turno: read back whole, refused when it is not ours."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ticket_qr import NotATicket, TicketMark, parse_ticket_qr, ticket_qr
from domain.tickets import ticket_code

DAY = date(2026, 12, 4)
GOOD = ticket_qr("QUITO", DAY, "A-007")


def test_it_is_read_back() -> None:
    mark = parse_ticket_qr(GOOD)

    assert mark == TicketMark("QUITO", DAY, "A", 7)
    assert mark.code == "A-007"
    assert mark.is_of("QUITO")
    assert not mark.is_of("CUENCA")


def test_its_characters_are_those_of_the_small_qr_alphabet() -> None:
    assert set(GOOD) <= set(string.digits + string.ascii_uppercase + " $%*+-./:")


def test_a_scanner_of_another_keyboard_layout_is_understood() -> None:
    assert parse_ticket_qr(GOOD.replace("-", "'").replace("/", "-").lower()).code == "A-007"


@given(
    office=st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20),
    day=st.dates(),
    series=st.text(string.ascii_uppercase, min_size=1, max_size=3),
    number=st.integers(1, 999_999),
)
def test_any_turno_is_read_back(office: str, day: date, series: str, number: int) -> None:
    mark = parse_ticket_qr(ticket_qr(office, day, ticket_code(series, number)))

    assert mark == TicketMark(office, day, series, number)


@given(at=st.integers(0, len(GOOD) - 1), symbol=st.sampled_from(string.ascii_uppercase + "0189"))
def test_a_misread_symbol_is_refused(at: int, symbol: str) -> None:
    misread = GOOD[:at] + symbol + GOOD[at + 1 :]

    if misread != GOOD:
        with pytest.raises(NotATicket):
            parse_ticket_qr(misread)


@given(st.text(st.characters(exclude_categories=[])))
def test_foreign_and_hostile_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotATicket, match="no es de un turno"):
        parse_ticket_qr(text)


@pytest.mark.parametrize(
    "body",
    [
        "VT2/QUITO/2026-12-04/A-007",
        "VT1/QUITO/2026-13-04/A-007",
        "VT1/QUITO/2026-12-04/7-007",
        "VT1/QUITO/2026-12-04/A-B",
    ],
)
def test_a_right_check_does_not_save_a_wrong_body(body: str) -> None:
    from domain import ticket_qr as module

    check = module._check(module._parts(body))
    with pytest.raises(NotATicket):
        parse_ticket_qr(f"{body}/{check}")

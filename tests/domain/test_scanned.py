"""What a reader typed is told by its check, whatever the keyboard made of its separators."""

from datetime import date

import pytest

from domain.case_number import CaseNumber
from domain.form_mark import FormMark
from domain.scanned import ScanKind, scanned
from domain.ticket_qr import ticket_qr

CASE = CaseNumber("QUITO", 26, 12)
TICKET = ticket_qr("QUITO", date(2026, 12, 4), "A-007")
FORM = FormMark(CASE, 3, "ADMINISTRADOR", 1).qr


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TICKET, ScanKind.TICKET),
        (TICKET.lower().replace("-", "'").replace("/", "-"), ScanKind.TICKET),
        (CASE.qr, ScanKind.CASE),
        (str(CASE), ScanKind.CASE),
        (FORM, ScanKind.FORM),
        (FORM.swapcase().replace("/", "-"), ScanKind.FORM),
        ("1710034065", ScanKind.DOCUMENT),
        (" 1710034065 ", ScanKind.DOCUMENT),
        ("1760001550001", ScanKind.DOCUMENT),
    ],
)
def test_what_was_read(text: str, kind: ScanKind) -> None:
    found = scanned(text)
    assert found is not None
    assert (found.kind, found.text) == (kind, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        TICKET[:-1] + "1",
        CASE.qr[:-1] + "A",
        FORM[:-1] + "1",
        "1710034066",
        "1760001550000",
        "1760001540001",
        "9999999999999",
        "7702004003508",
        "12345678",
        "171003406٥",
        "https://example.org/VT1",
        "\x00\ud800😀",
        TICKET + "x" * 10_000,
    ],
)
def test_what_is_none_of_ours(text: str) -> None:
    assert scanned(text) is None

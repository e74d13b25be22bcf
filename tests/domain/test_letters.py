"""Quipux numbers as people write them, and what is none."""

from datetime import date

import pytest

from domain.errors import InvalidInput
from domain.letters import check_letter_date, clean_letter_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MEF-DNCS-2026-0123-O", "MEF-DNCS-2026-0123-O"),
        (" mef - dncs-2026-0123-o\n", "MEF-DNCS-2026-0123-O"),
        ("GADMC-A-2026-7", "GADMC-A-2026-7"),
        ("MINEDUC-CZ6-01D01-2026-00345-OF", "MINEDUC-CZ6-01D01-2026-00345-OF"),
    ],
    ids=["plain", "blanks", "no-kind", "zones"],
)
def test_numbers_are_kept_in_capitals(typed: str, kept: str) -> None:
    assert clean_letter_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "123", "MEF-123", "MEF-1826-1-O", "MEF-2026-1-O; --", "MEF\x00-2026-1", "A" * 500],
    ids=["empty", "number", "no-year", "old", "more", "nul", "long"],
)
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        clean_letter_number(typed)


def test_a_letter_is_of_today_or_before() -> None:
    today = date(2026, 12, 4)
    assert check_letter_date(today, today) == today
    for day in (date(2026, 12, 5), date(1999, 12, 31)):
        with pytest.raises(InvalidInput):
            check_letter_date(day, today)

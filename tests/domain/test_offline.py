"""How long an office goes on without its centre."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.exchange import CentreLink
from domain.offline import OfflineStanding, TooLongOffline, offline_standing

NOW = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
LINK = CentreLink("https://c", "", "k", "", "e", 0, 0, 30, NOW - timedelta(days=90), None, NOW)


def after(days: float, opened: datetime | None = None) -> OfflineStanding:
    found = offline_standing(LINK, NOW + timedelta(days=days), opened)
    assert found is not None
    return found


def test_an_office_linked_to_nothing_never_ends() -> None:
    assert offline_standing(None, NOW) is None


def test_it_ends_after_the_days_the_centre_says() -> None:
    assert not after(29.9).expired
    assert after(30).expired
    assert after(30).days == 30


def test_the_days_count_from_the_link_where_nothing_was_heard_yet() -> None:
    found = offline_standing(replace(LINK, last_pull_at=None), NOW)
    assert found is not None
    assert found.days == 90


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, ""),
        (24.9, ""),
        (25.5, "Sin noticias del centro: el ingreso termina en 4 días."),
        (28.5, "Sin noticias del centro: el ingreso termina mañana."),
        (29.5, "Sin noticias del centro: el ingreso termina hoy."),
        (31, "Sin el centro desde hace 31 días: ingrese con el código."),
    ],
)
def test_it_is_told_from_five_days_before(days: float, words: str) -> None:
    assert after(days).warning == words


def test_the_code_opens_for_a_day() -> None:
    opened = NOW + timedelta(days=31)
    assert not after(31.5, opened).expired
    assert after(31.5, opened).warning == "Abierta por un día con el código de recuperación."
    assert after(32, opened).expired
    assert after(3, opened - timedelta(days=28)).warning == ""


def test_a_clock_set_back_neither_locks_nor_counts() -> None:
    assert not after(-400).expired
    assert after(-400).days == 0
    # What a clock that ran ahead wrote opens nothing.
    assert after(31, NOW + timedelta(days=4000)).expired


def test_what_happened_what_is_kept_what_to_do() -> None:
    error = TooLongOffline(31)
    assert "31 días" in error.what
    assert error.kept
    assert "código" in error.todo

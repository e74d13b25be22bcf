"""Hours, days of the queue, series, and the words of known errors."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from domain.errors import InvalidInput, KnownError, RecoveryCodeMistyped
from domain.ids import new_id
from domain.offices import Office, OpeningHours, SeriesRule


@pytest.mark.parametrize(
    ("local", "inside"),
    [
        ("2026-12-04T07:59:59", False),
        ("2026-12-04T08:00:00", True),
        ("2026-12-04T16:59:59", True),
        ("2026-12-04T17:00:00", False),
        ("2026-12-05T10:00:00", False),
    ],
)
def test_turnos_are_issued_in_hours(local: str, inside: bool) -> None:
    assert OpeningHours().include(datetime.fromisoformat(local)) is inside


def test_equal_hours_mean_all_day() -> None:
    around = OpeningHours(time(0), time(0), frozenset(range(7)))
    assert around.include(datetime(2026, 12, 5, 3))


def test_the_day_ends_after_midnight() -> None:
    office = Office(new_id(), "QUITO", "Centro", "Ministerio")
    before_four = datetime(2026, 12, 5, 8, 59, tzinfo=UTC)
    assert office.day_of(before_four) == date(2026, 12, 4)
    assert office.day_of(datetime(2026, 12, 5, 9, 0, tzinfo=UTC)) == date(2026, 12, 5)
    assert f"{office.local(before_four):%H:%M}" == "03:59"


def test_series_by_kind_of_attention() -> None:
    rule = SeriesRule(by_service=((6, "S"),))
    assert rule.letter((6, 1), priority=False) == "S"
    assert rule.letter((1, 6), priority=False) == "A"
    assert rule.letter((6,), priority=True) == "P"


def test_a_known_error_says_what_was_kept_and_what_to_do() -> None:
    error = KnownError("Algo pasó.", kept="", todo="Repita.")
    assert (error.words, str(error)) == ("Algo pasó. Repita.", "Algo pasó. Repita.")
    assert InvalidInput().words.endswith("intente de nuevo.")
    assert RecoveryCodeMistyped("No.", groups=(2,)).groups == (2,)


def test_ids_are_in_order_of_time() -> None:
    ids = [new_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert ids == sorted(ids)
    assert ids[0].version == 7


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (OpeningHours(), "lunes a viernes, de 08:00 a 17:00"),
        (OpeningHours(weekdays=frozenset()), "sin horario de atención"),
        (OpeningHours(weekdays=frozenset({0, 2})), "lunes, miércoles, de 08:00 a 17:00"),
        (
            OpeningHours(time(0), time(0), frozenset(range(7))),
            "lunes a domingo, todo el día",
        ),
    ],
)
def test_hours_in_words(hours: OpeningHours, words: str) -> None:
    assert hours.words == words


def test_training_bears_another_code_than_the_office() -> None:
    office = Office(new_id(), "QUITO", "Centro de Servicios", "Ministerio")
    assert (office.training, office.imprint) == (False, "QUITO")
    assert replace(office, training=True).imprint == "PRACTICA"

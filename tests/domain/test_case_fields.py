"""What a case must tell, checked as typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case_fields import (
    FieldsMissing,
    checked_fields,
    missing_fields,
    period,
    shown_value,
)
from domain.case_parts import Matter
from domain.errors import InvalidInput
from tests.domain.services import a_service

SERVICE = a_service()


def test_what_is_typed_is_kept_in_the_services_order() -> None:
    typed = {"kind": "A", "from": "9/12/2026", "user": " ana  v ", "to": "2026-12-11", "mail": ""}
    kept = checked_fields(SERVICE, typed)
    assert kept == (
        ("user", "ana v"),
        ("from", "2026-12-09"),
        ("to", "2026-12-11"),
        ("kind", "A"),
    )
    matter = Matter(fields=kept)
    assert missing_fields(SERVICE, matter) == ()
    assert period(SERVICE, matter) == (date(2026, 12, 9), date(2026, 12, 11))
    assert [shown_value(f, matter.value(f.key)) for f in SERVICE.fields[:3]] == [
        "ana v",
        "09/12/2026",
        "11/12/2026",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {"from": "31/02/2026"},
        {"from": "mañana"},
        {"mail": "sin arroba"},
        {"mail": "@a"},
        {"mail": "a b@c.ec"},
        {"amount": "1.234"},
        {"amount": "-1"},
        {"kind": "C"},
        {"other": "x"},
        {"user": "x" * 201},
        {"user": "\x00"},
        {"from": "11/12/2026", "to": "09/12/2026"},
    ],
)
def test_what_does_not_fit_is_refused(typed: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        checked_fields(SERVICE, typed)


def test_a_day_is_a_period() -> None:
    same = checked_fields(SERVICE, {"from": "09/12/2026", "to": "09-12-2026"})
    assert period(SERVICE, Matter(fields=same)) == (date(2026, 12, 9), date(2026, 12, 9))
    assert period(SERVICE, Matter()) == (None, None)


def test_good_values_of_every_kind() -> None:
    typed = {"mail": "a@b.ec", "amount": "1234,50", "phone": "02 399 8300"}
    assert dict(checked_fields(SERVICE, typed)) == typed


def test_what_is_missing_is_named() -> None:
    missing = missing_fields(SERVICE, Matter())
    assert FieldsMissing(missing).keys == ("user", "from")
    assert "Falta: Usuario, Desde." in FieldsMissing(missing).words


@given(st.dictionaries(st.sampled_from([f.key for f in SERVICE.fields]), st.text(max_size=300)))
def test_hostile_text_is_kept_clean_or_refused(typed: dict[str, str]) -> None:
    try:
        kept = checked_fields(SERVICE, typed)
    except InvalidInput:
        return
    assert checked_fields(SERVICE, dict(kept)) == kept

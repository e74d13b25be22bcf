"""What is accepted as a password or PIN, and how it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.usecases.passwords import Passwords, WeakPassword, WeakPin, check_password, check_pin
from domain.errors import InvalidInput
from tests.office import CHEAP

HOSTILE = ["", "\0", "\ud800", "🔑" * 3, "x" * 10_000, "<b>", "ñandú"]


def test_owasp_parameters_are_the_default() -> None:
    kept = Passwords().hash("una frase larga")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert Passwords().matches(kept, "una frase larga")
    assert not Passwords().outdated(kept)
    assert CHEAP.outdated(kept)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_raises_or_matches(typed: str) -> None:
    kept = CHEAP.hash("una frase larga")
    assert not CHEAP.matches(kept, typed)
    assert not CHEAP.matches("", typed)
    assert not CHEAP.matches("not a hash", typed)


def test_one_text_however_the_keyboard_composed_it() -> None:
    assert CHEAP.matches(CHEAP.hash("contraseña segura"), "contrasen\u0303a segura")


@given(st.text(max_size=40))
def test_every_text_is_either_accepted_or_refused_in_words(text: str) -> None:
    try:
        check_password(text, "asesor-1")
    except InvalidInput:
        return
    assert CHEAP.matches(CHEAP.hash(text), text)


@pytest.mark.parametrize(
    "weak", ["corta", "asesor-ventas", "ASESOR-VENTAS", "aaaaaaaaaaaa", "1234567890", "9876543210"]
)
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        check_password(weak, "asesor-ventas")


@pytest.mark.parametrize("bad", ["x" * 201, "una frase\0 larga", "una frase \ud800larga"])
def test_unusable_passwords_are_refused(bad: str) -> None:
    with pytest.raises(InvalidInput):
        check_password(bad, "asesor-1")


def test_length_is_enough() -> None:
    check_password("solo letras", "asesor-1")


@pytest.mark.parametrize(
    "weak", ["", "123", "123456789", "12a4", "٢٥٨٠", "0000", "1234", "8765", "7890", "\ud800"]
)
def test_weak_pins_are_refused(weak: str) -> None:
    with pytest.raises(WeakPin):
        check_pin(weak)


@pytest.mark.parametrize("good", ["2580", "19472638"])
def test_pins_of_four_to_eight_digits_are_accepted(good: str) -> None:
    check_pin(good)

"""Text from outside: made safe, or refused in words; never a traceback."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.text import TERM_LIMIT, clean_text, search_key, search_terms, typed_day

#: Anything a keyboard, a clipboard or a scanner may deliver, lone surrogates included.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"]),
        st.sampled_from("\x00\t\n\x85\u200b\u202e🙂é"),
    )
)


@given(HOSTILE)
def test_what_is_accepted_can_be_kept_and_found(raw: str) -> None:
    text = accepted(raw)
    if text is None:
        return
    text.encode()
    assert len(text) <= 50
    assert text == " ".join(text.split()) == unicodedata.normalize("NFC", text)
    assert "\x00" not in text
    assert accepted(text) == text


@given(HOSTILE)
@example("a" * 10_000)
def test_search_keys_are_plain_words(raw: str) -> None:
    key = search_key(raw)
    assert key.isascii()
    assert key == search_key(key)
    assert set(search_terms(raw)) == {word[:TERM_LIMIT] for word in key.split()}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Ana\x00", "caracteres que no se pueden guardar"),
        ("Ana \ud83d", "caracteres que no se pueden guardar"),
        ("\x1b[2J", "caracteres que no se pueden guardar"),
        ("\ue000", "caracteres que no se pueden guardar"),
        ("a" * 10_000, "demasiado largo: 10000 caracteres"),
        (" \t\n ", "Falta «Nombre»"),
    ],
)
def test_refused_in_words(raw: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        clean_text(raw, label="Nombre", required=True)


def test_kept_as_meant() -> None:
    assert clean_text("  Jose\u0301   Ñ 🙂 ", label="Nombre") == "José Ñ 🙂"
    assert clean_text("", label="Teléfono") == ""


def test_what_cannot_be_seen_is_left_out() -> None:
    pasted = "\N{RIGHT-TO-LEFT OVERRIDE}Ana\N{ZERO WIDTH SPACE} Ru\N{SOFT HYPHEN}iz\ufeff"
    assert clean_text(pasted, label="Nombre") == "Ana Ruiz"
    with pytest.raises(InvalidInput, match="Falta"):
        clean_text("\N{ZERO WIDTH SPACE}", label="Nombre", required=True)


def test_accents_and_punctuation_do_not_hide_anybody() -> None:
    assert search_key("  MUÑOZ-Álvarez, José ") == "munoz alvarez jose"
    assert search_terms("de la Torre de") == ("torre", "de", "la")
    assert search_terms("¿?") == ()


def accepted(raw: str) -> str | None:
    """Return the text as kept, or None when it was refused, which must name the field."""
    try:
        return clean_text(raw, label="Nombre", limit=50)
    except InvalidInput as refused:
        if "«Nombre»" not in refused.what or not refused.todo:
            raise
    return None


@pytest.mark.parametrize("typed", ["4/12/2026", "04-12-2026", " 04.12.2026 "])
def test_a_day_as_people_write_it(typed: str) -> None:
    assert typed_day(typed) == date(2026, 12, 4)


@pytest.mark.parametrize(
    "typed", ["", "31/02/2026", "2026-12-04", "4/12/26", "04/12/2026\x00", "mañana"]
)
def test_what_is_no_day(typed: str) -> None:
    assert typed_day(typed) is None

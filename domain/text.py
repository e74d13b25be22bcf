"""Text that comes from outside, made safe, and keys to search it by."""

import re
import unicodedata
from datetime import date

from domain.errors import InvalidInput

REASON_LIMIT = 200
"""Longest reason that is kept for an action, in characters."""
TERM_LIMIT = 120
"""As far as a word is kept to be searched by, in characters."""

_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def typed_day(raw: str) -> date | None:
    """Return a day typed as ``dd/mm/aaaa`` (also with points or hyphens); None where it is none."""
    found = _DAY.fullmatch(raw.strip())
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def clean_text(raw: str, *, label: str, limit: int = 200, required: bool = False) -> str:
    """Return ``raw`` normalised (NFC, single spaces, trimmed), or refuse it in words.

    Invisible characters (soft hyphens, zero-width ones, changes of direction) are left out: they
    come with what is pasted, and would make two names that look the same, or one read backwards.

    Args:
        raw: what was typed, pasted or scanned.
        label: the field's name as the person sees it.
        limit: longest text accepted, in characters.
        required: refuse an empty text.

    Raises:
        InvalidInput: it is too long, empty though required, or holds NUL, lone surrogates or
            other control characters, which neither database nor printed paper can hold.
    """
    seen = "".join(char for char in raw if unicodedata.category(char) != "Cf")
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip()
    if any(unicodedata.category(char) in {"Cc", "Cs", "Cn", "Co"} for char in text):
        raise InvalidInput(
            f"«{label}» tiene caracteres que no se pueden guardar.",
            todo="Escríbalo a mano, sin copiar y pegar.",
        )
    if len(text) > limit:
        raise InvalidInput(
            f"«{label}» es demasiado largo: {len(text)} caracteres.",
            todo=f"Redúzcalo a {limit} o menos.",
        )
    if required and not text:
        raise InvalidInput(f"Falta «{label}».", todo="Complételo para continuar.")
    return text


def search_key(text: str) -> str:
    """Return ``text`` in lower case without accents, punctuation turned to single spaces.

    The same key is used for storing and for searching, on every database, because neither
    SQLite nor a bare PostgreSQL folds Spanish accents by itself.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain).strip()


def search_terms(text: str) -> tuple[str, ...]:
    """Return the distinct words of ``search_key(text)``, longest first, none over ``TERM_LIMIT``.

    A word can be longer in its key than it was written: ``ß`` is searched as ``ss``.
    """
    words = {word[:TERM_LIMIT] for word in search_key(text).split()}
    return tuple(sorted(words, key=lambda term: (-len(term), term)))

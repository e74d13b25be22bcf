"""The number of an *oficio* in the document system Quipux: ``MEF-DNCS-2026-0123-O``.

The unit's letters, the year, a number counted in the year, and the kind of document
(O oficio, M memorando, E externo …). Read from Quipux's own documents; inferred, so loose.
"""

import re
from datetime import date

from domain.errors import InvalidInput

LETTER_LIMIT = 60
_NUMBER = re.compile(
    r"[A-Z0-9]{1,15}(?:-[A-Z0-9]{1,15}){0,4}-(?:19|20)[0-9]{2}-[0-9]{1,6}(?:-[A-Z]{1,4})?"
)


def clean_letter_number(raw: str) -> str:
    """Return a Quipux number as it is kept: capitals, no blanks.

    Raises:
        InvalidInput: it is not written like one.
    """
    text = "".join(raw[: 4 * LETTER_LIMIT].split()).upper()
    if len(text) > LETTER_LIMIT or not _NUMBER.fullmatch(text):
        raise InvalidInput(
            "Ese no es un número de Quipux.",
            kept="No se cambió nada.",
            todo="Escríbalo como está en el oficio, por ejemplo MEF-DNCS-2026-0123-O.",
        )
    return text


def check_letter_date(day: date, today: date) -> date:
    """Return the date of an *oficio*. Raises InvalidInput for one that is still to come."""
    if day > today or day.year < 2000:
        raise InvalidInput(
            "La fecha del oficio no puede ser futura.",
            kept="No se cambió nada.",
            todo="Escriba la fecha que consta en el oficio.",
        )
    return day

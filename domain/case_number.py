"""The number of a case: said on the telephone, typed, or read from its printed code.

``QUITO-26-00012-7``: the office that opened it, the year, a number counted without gaps, and a
check character (ISO 7064, MOD 37,36) that finds every single wrong character, and two
exchanged ones but for one pair in some 400.
"""

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from domain.errors import InvalidInput

_MARK = "VC1"
_LONGEST = 100
# A scanner that types as a keyboard of another layout changes / and -, never letters or digits.
_BETWEEN = re.compile(r"[^0-9A-Z]+")
_OFFICE = re.compile(r"[A-Z0-9]{2,20}")
_YEAR = re.compile(r"[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{5,9}")
_CHECK = re.compile(r"[0-9A-Z]")


class NotACase(InvalidInput):
    """What was typed or scanned is not the number of a case."""

    what = "Eso no es un número de trámite, o le falta una parte."
    todo = "Léalo del comprobante completo: oficina, año, número y el último signo, cifra o letra."


class OtherOffice(InvalidInput):
    """The case was opened in another office, whose data is not here.

    Args:
        where: name and address of that office; its code alone, when empty.
    """

    def __init__(self, number: "CaseNumber", where: str = "") -> None:
        self.number = number
        super().__init__(
            f"El trámite {number} es de la oficina {where or number.office}.",
            kept="Aquí no se cambió nada.",
            todo="Indique a la persona que continúe en esa oficina, o llame a ella.",
        )


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """Which case a number names: the office's code, the year's last two digits, the count."""

    office: str
    year: int
    count: int

    def __str__(self) -> str:
        body = f"{self.office}-{self.year % 100:02}-{self.count:05}"
        return f"{body}-{mod_37_36.calc_check_digit(_BETWEEN.sub('', body))}"

    @property
    def qr(self) -> str:
        """The content of its printed code, in the QR's small alphanumeric character set."""
        return f"{_MARK}/{self}"


def parse_case_number(text: str) -> CaseNumber:
    """Return the case that a typed or scanned text names.

    Raises:
        NotACase: it is none, or was misread.
    """
    office, year, count, check = _parts(text)
    if not mod_37_36.is_valid(f"{office}{year}{count}{check}"):
        raise NotACase()
    return CaseNumber(office, int(year), int(count))


def means_case(text: str) -> bool:
    """Tell whether a text is written like the number of a case, misread or not."""
    try:
        _parts(text)
    except NotACase:
        return False
    return True


def _parts(text: str) -> tuple[str, str, str, str]:
    parts = [part for part in _BETWEEN.split(text[:_LONGEST].upper()) if part]
    if len(parts) == 5 and parts[0] == _MARK:  # and not an office of that name
        parts = parts[1:]
    if len(parts) != 4:
        raise NotACase()
    office, year, count, check = parts
    forms = (_OFFICE, office), (_YEAR, year), (_NUMBER, count), (_CHECK, check)
    if not all(form.fullmatch(part) for form, part in forms):
        raise NotACase()
    return office, year, count, check

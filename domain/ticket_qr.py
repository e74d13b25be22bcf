"""The QR code of a printed turno: what it says, and how a foreign one is told apart.

It holds no personal data. The check is no secret: it keeps out misread codes (a reader gave
another text on ten test images) and the many other QR codes that people carry.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date

from domain.errors import InvalidInput
from domain.tickets import ticket_code

_MARK = "VT1"
_CHECK_SYMBOLS = 6
_LONGEST = 100
# A scanner that types as a keyboard of another layout changes / and -, never letters or digits.
_BETWEEN = re.compile(r"[^0-9A-Z]+")
_SERIES = re.compile(r"[A-Z]{1,3}")
_NUMBER = re.compile(r"[0-9]{1,6}")


class NotATicket(InvalidInput):
    """A scanned code that is not one of our turnos."""

    what = "El código leído no es de un turno."
    todo = "Lea el código del turno impreso o escriba su número."


@dataclass(frozen=True, slots=True)
class TicketMark:
    """Which turno a code names; ``office`` in capitals and digits only."""

    office: str
    day: date
    series: str
    number: int

    @property
    def code(self) -> str:
        """The number as printed, shown and spoken."""
        return ticket_code(self.series, self.number)

    def is_of(self, office_code: str) -> bool:
        """Tell whether the turno was issued by that office."""
        return self.office == _office(office_code)


def ticket_qr(office_code: str, day: date, code: str) -> str:
    """Return the content of a turno's QR code, in its small alphanumeric character set.

    Args:
        office_code: the office that issued it.
        day: its day of the queue.
        code: the number as printed, ``A-007``.
    """
    body = f"{_MARK}/{_office(office_code)}/{day.isoformat()}/{code.upper()}"
    return f"{body}/{_check(_parts(body))}"


def parse_ticket_qr(text: str) -> TicketMark:
    """Return the turno that a scanned code names.

    Raises:
        NotATicket: it is no code of a turno, or was misread.
    """
    parts = _parts(text[:_LONGEST])
    if len(parts) != 8 or parts[0] != _MARK or _check(parts[:-1]) != parts[-1]:
        raise NotATicket()
    _, office, year, month, day, series, number, _ = parts
    if not _SERIES.fullmatch(series) or not _NUMBER.fullmatch(number):
        raise NotATicket()
    try:
        when = date.fromisoformat(f"{year}-{month}-{day}")
    except ValueError as error:
        raise NotATicket() from error
    return TicketMark(office, when, series, int(number))


def _office(code: str) -> str:
    return "".join(_parts(code))


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text.upper()) if part]


def _check(parts: list[str]) -> str:
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return base64.b32encode(digest).decode()[:_CHECK_SYMBOLS]

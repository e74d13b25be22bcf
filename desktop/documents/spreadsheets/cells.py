"""What a cell of a table may hold, in every kind of file."""

import math
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from desktop.ports.tables import Cell, OutColumn, Row

LONGEST_TEXT = 32_767
"""Longest text of a cell of a spreadsheet, in UTF-16 units (Excel; LibreOffice holds as much)."""
_FILLED = 0.85
"""How much of a line is filled where words are not broken."""
_EXACT = 10**15
"""From here on a spreadsheet, which counts in floating point, rounds whole numbers."""
FORMULA = frozenset("=+-@＝＋－＠")
"""What a cell begins with that a spreadsheet would work out (OWASP, CSV injection)."""


def settled(value: Cell) -> str | int | float | date | datetime | None:
    """Return what is written for ``value``: a text that any file can hold, a number, or a date."""
    match value:
        case bool():
            return "Sí" if value else "No"
        case int() if abs(value) >= _EXACT:
            return str(value)
        case float() if not math.isfinite(value):
            return None
        case str():
            return printable(value)
        case _:
            return value


def printable(text: str) -> str:
    """Return ``text`` without what no file can hold; its lines stay."""
    if text.isprintable():  # nothing odd is
        kept = text
    else:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        kept = "\n".join("".join(" " if is_odd(c) else c for c in line) for line in lines)
    return fitted(kept, LONGEST_TEXT)


def fitted(text: str, units: int) -> str:
    """Return as much of ``text`` as fits into so many UTF-16 units, which is how sheets count."""
    if len(text) * 2 <= units:  # a character takes up to two
        return text
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def harmless(text: str) -> str:
    """Return ``text`` in one line, never to be worked out as a formula: for text files."""
    seen = text if text.isprintable() else "".join(" " if is_odd(c) else c for c in text)
    line = " ".join(seen.split())
    return f"'{line}" if line[:1] in FORMULA and line else line


def is_odd(char: str) -> bool:
    """Tell what no spreadsheet should get: control characters, halves of a character, marks."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or char in "\ufffe\uffff"


def beside(columns: Sequence[OutColumn], rows: Sequence[Row]) -> int:
    """Return in which column the second cell of lines above or below a table stands.

    Where the first columns are narrow it stands further right, so that no label is cut.
    """
    longest = max((len(str(row[0])) for row in rows if len(row) > 1), default=0)
    across = 0.0
    for place, column in enumerate(columns[:-1]):
        across += column.width
        if across >= longest:
            return place + 1
    return max(len(columns) - 1, 1)


def lines_of(row: Row, columns: Sequence[OutColumn]) -> int:
    """Return over how many lines the longest of the wrapped texts of a row goes."""
    most = 1
    for value, column in zip(row, columns, strict=True):
        if column.wrap and isinstance(value, str) and (len(value) > column.width or "\n" in value):
            room = max(column.width * _FILLED, 1)
            lines = sum(max(1, math.ceil(len(line) / room)) for line in value.split("\n"))
            most = max(most, lines)
    return most


def clock_free(at: datetime) -> datetime:
    """Return a moment without a zone and without fractions of a second: sheets know neither."""
    return at.replace(tzinfo=None, microsecond=0)

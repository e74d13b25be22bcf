"""The paper of a turno in the language of 80 mm thermal printers (ESC/POS), by python-escpos.

One code page for all: CP850, whose number (2) and whose Spanish letters every maker shares. What
it lacks loses its marks (``ő`` → ``o``) or becomes a question mark. Choosing another page for each
letter, as python-escpos would, prints nonsense on printers that number their pages differently.
"""

import textwrap
import unicodedata
from typing import Any

from desktop.ports import TicketSlip
from desktop.printing.escpos_library import escpos
from desktop.usecases import slip_words
from domain.ticket_qr import ticket_qr

Paper = Any
"""python-escpos's printer that keeps what it is told."""
COLUMNS = 42
"""Letters in a line of the narrowest 80 mm printers; wider ones centre it."""
_PAGE = "cp850"
# The narrowest of 80 mm, with the page above under its usual number and a partial cut.
_PROFILE = "TM-T88III"
# ESC @ forgets what was set before; FS . ends the Chinese letters that many printers begin with.
BEGIN = b"\x1b@\x1c."
_LONGEST = 400
_LONGEST_CODE = 12
_LARGEST = 6
_DOT = 8
"""Dots of the print head for one of the QR code: 203 dots an inch, so about 30 mm for the whole."""
_MEDIUM = 1  # what of the code may be unreadable: 15 %
_ELLIPSIS = "..."
_STAND_IN = "?"
_ALIKE = str.maketrans({"–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'"})


def slip_stream(slip: TicketSlip, *, training: bool, pictured: bool = False) -> bytes:
    """Return what a thermal printer is sent for a turno; any text in it will do.

    Args:
        training: head and foot say so.
        pictured: the QR code goes as a picture, for printers that draw none by themselves.

    Raises:
        PrintFailed: the library cannot be loaded from a full disk.
    """
    paper = escpos().Dummy(profile=_PROFILE)
    paper.charcode("CP850")
    code = letters(slip.code, _LONGEST_CODE)
    large = max(1, min(_LARGEST, COLUMNS // max(1, len(code))))
    rule, mark = "-" * COLUMNS, f" {letters(slip_words.TRAINING)} "
    if training:
        _say(paper, mark, bold=True, invert=True)
    _lines(paper, slip.ministry, 2, bold=True)
    _lines(paper, slip.office, 2)
    _say(paper, rule)
    _say(paper, slip_words.YOURS)
    _say(paper, code, bold=True, size=large)
    if slip.priority:
        _say(paper, f" {slip_words.PRIORITY} ", bold=True, invert=True)
    _say(paper, f"{slip.issued_at:%d/%m/%Y}      {slip.issued_at:%H:%M}")
    _say(paper, rule)
    for name in slip.services[: slip_words.MOST_SERVICES]:
        _lines(paper, name, 1, bold=True)
    _lines(paper, slip_words.more(slip.services), 1)
    _lines(paper, slip.person, 2)
    _say(paper, "")
    _say(paper, slip_words.ahead(slip.ahead), bold=True, tall=True)
    paper.qr(
        ticket_qr(slip.office_code, slip.day, code),
        ec=_MEDIUM,
        size=_DOT,
        native=not pictured,
    )
    _say(paper, "")
    _lines(paper, slip_words.WAIT, 3)
    _lines(paper, slip_words.VALID, 3)
    if training:
        _say(paper, mark, bold=True, invert=True)
    paper.cut(mode="PART")
    return BEGIN + bytes(paper.output)


def letters(text: str, limit: int = _LONGEST) -> str:
    """Return ``text`` in one line of at most ``limit`` letters, with only what the page has.

    No control character is left: what somebody is called is never an order to the printer.
    """
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", text[: 4 * limit]).translate(_ALIKE):
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char) not in {"Cc", "Cf", "Mn", "Me"}:
            kept.append(_letter(char))
    line = " ".join("".join(kept).split())
    while _STAND_IN * 2 in line:
        line = line.replace(_STAND_IN * 2, _STAND_IN)
    return line if len(line) <= limit else line[: limit - len(_ELLIPSIS)] + _ELLIPSIS


def _letter(char: str) -> str:
    if _has(char):
        return char
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if bare and _has(bare) and bare.isprintable() else _STAND_IN


def _has(text: str) -> bool:
    try:
        text.encode(_PAGE)
    except UnicodeEncodeError:
        return False
    return True


def _lines(paper: Paper, text: str, most: int, *, bold: bool = False) -> None:
    for line in textwrap.wrap(letters(text), COLUMNS, max_lines=most, placeholder=_ELLIPSIS):
        _say(paper, line, bold=bold)


def _say(
    paper: Paper,
    line: str,
    *,
    bold: bool = False,
    invert: bool = False,
    size: int = 1,
    tall: bool = False,
) -> None:
    paper.set_with_default(
        align="center",
        bold=bold,
        invert=invert,
        custom_size=True,
        width=size,
        height=2 if tall else size,
    )
    paper.textln(line)

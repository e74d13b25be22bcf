"""The head of the log's chain as it is printed on the report of a day, and read back from it.

``57 1a2b 3c4d … K``: the place of the operation that closed the day, its hash in groups of four,
and a check character (ISO 7064, MOD 37,36) that finds every single wrong sign, and two
exchanged ones but for one pair in some 280, so that what was mistyped is not taken for a log that
was changed.
"""

import re

from stdnum.iso7064 import mod_37_36

from domain.errors import InvalidInput
from domain.operations import LogHead

_MARK = "VR1"
_LONGEST = 400
_BETWEEN = re.compile(r"[^0-9A-Z]+")
_WHOLE = re.compile(r"([0-9]{1,18})([0-9A-F]{64})([0-9A-Z])")
GROUP = 4


class NotAHead(InvalidInput):
    """What was typed or scanned is not the mark of a report, or was miscopied."""

    what = "La huella del informe no está completa o tiene un error al copiarla."
    kept = "El registro no se ha tocado."
    todo = (
        "Cópiela entera, como está impresa: el número de la operación, los dieciséis grupos y el"
        " último signo."
    )


def hash_groups(head: LogHead) -> tuple[str, ...]:
    """Return the hash in groups of four signs, to be compared by eye."""
    return tuple(head.hash[at : at + GROUP] for at in range(0, len(head.hash), GROUP))


def check_sign(head: LogHead) -> str:
    """Return the check character over place and hash."""
    sign: str = mod_37_36.calc_check_digit(f"{head.sequence}{head.hash}".upper())
    return sign


def head_text(head: LogHead) -> str:
    """Return what one types to hold a report against the log."""
    return " ".join((str(head.sequence), *hash_groups(head), check_sign(head)))


def head_qr(head: LogHead) -> str:
    """Return the content of its printed code, in the QR's small alphanumeric character set."""
    return f"{_MARK}/{head.sequence}/{head.hash.upper()}/{check_sign(head)}"


def parse_head(text: str) -> LogHead:
    """Return the head that was copied from a report, typed in any grouping or scanned.

    Raises:
        NotAHead: a part is missing, or it was miscopied.
    """
    signs = _BETWEEN.sub("", text[:_LONGEST].upper()).removeprefix(_MARK)
    found = _WHOLE.fullmatch(signs)
    if found is None or not mod_37_36.is_valid(signs):
        raise NotAHead()
    return LogHead(int(found[1]), found[2].lower())

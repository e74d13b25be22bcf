"""What a hand-held reader has typed: one of our codes, or an identity document."""

from dataclasses import dataclass
from enum import StrEnum

from domain.case_number import CaseNumber, NotACase, parse_case_number
from domain.errors import InvalidInput
from domain.form_mark import FormMark, NotAForm, parse_form_mark
from domain.identifiers import CEDULA_LENGTH, RUC_LENGTH, cedula, checked_ruc
from domain.ticket_qr import NotATicket, TicketMark, parse_ticket_qr

_LONGEST = 200


class ScanKind(StrEnum):
    """What was read."""

    TICKET = "ticket"
    CASE = "case"
    FORM = "form"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was read, with its check found good.

    Attributes:
        text: as it was read; of a document, its digits.
        mark: what it names; its digits where it is a document.
    """

    kind: ScanKind
    text: str
    mark: TicketMark | CaseNumber | FormMark | str


def scanned(text: str) -> Scanned | None:
    """Return what a text names, None where it is none of these or was misread."""
    typed = text.strip()
    if not typed or len(typed) > _LONGEST:
        return None
    for kind, parse in (
        (ScanKind.TICKET, parse_ticket_qr),
        (ScanKind.FORM, parse_form_mark),
        (ScanKind.CASE, parse_case_number),
    ):
        try:
            return Scanned(kind, typed, parse(typed))
        except (NotATicket, NotAForm, NotACase):
            continue
    if not (typed.isascii() and typed.isdecimal()):
        return None
    try:
        if len(typed) == CEDULA_LENGTH:
            return Scanned(ScanKind.DOCUMENT, typed, cedula(typed))
        if len(typed) == RUC_LENGTH and not checked_ruc(typed).warning:
            return Scanned(ScanKind.DOCUMENT, typed, typed)
    except InvalidInput:
        return None
    return None

"""The QR code of a printed form: which case and requirement it belongs to, page by page.

``VF1/QUITO/26/00012/7/R1/ADMINISTRADOR/V2/P1-2/K3ZQ7A``. It names nobody. The check is no secret:
it keeps out misread codes (a reader gave another text on ten test images) and other people's codes.
Whether the case is one of this office is looked up, never believed.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from domain.case_number import CaseNumber, NotACase, parse_case_number
from domain.errors import InvalidInput

_MARK = "VF1"
_LONGEST = 160
_CHECK_SYMBOLS = 6
# A scanner that types as a keyboard of another layout changes / and -, never letters or digits.
_BETWEEN = re.compile(r"[^0-9A-Z]+")
_FORM = re.compile(r"[A-Z][A-Z0-9]{1,23}")
_REQUIREMENT = re.compile(r"R([0-9]{1,3})")
_VERSION = re.compile(r"V([0-9]{1,4})")
_PAGE = re.compile(r"P([0-9]{1,3})")
_NUMBER = re.compile(r"[0-9]{1,3}")
COVER = "CARATULA"
"""The form that is no document itself: what follows it belongs to its requirement."""


class NotAForm(InvalidInput):
    """A scanned code that is not one of our forms."""

    what = "El código leído no es de un formulario de Ventanilla."
    todo = "Archive el documento a mano."


@dataclass(frozen=True, slots=True)
class FormMark:
    """What a code says.

    Attributes:
        requirement: its number in the case's service, 0 for the case as a whole.
        form: key of the template, capitals and digits.
        version: of the template.
        page, pages: which of how many, from 1.
    """

    case: CaseNumber
    requirement: int
    form: str
    version: int
    page: int = 1
    pages: int = 1

    @property
    def is_cover(self) -> bool:
        """Whether what follows it is the document."""
        return self.form == COVER

    @property
    def qr(self) -> str:
        """The content of the printed code, in the QR's small alphanumeric character set."""
        place = f"R{self.requirement}/{self.form}/V{self.version}/P{self.page}-{self.pages}"
        body = f"{_MARK}/{str(self.case).replace('-', '/')}/{place}"
        return f"{body}/{_check(_parts(body))}"


def parse_form_mark(text: str) -> FormMark:
    """Return what a scanned code says.

    Raises:
        NotAForm: it is no code of a form, or was misread.
    """
    parts = _parts(text[:_LONGEST])
    if len(parts) != 11 or parts[0] != _MARK or _check(parts[:-1]) != parts[-1]:
        raise NotAForm()
    requirement = _REQUIREMENT.fullmatch(parts[5])
    version, page = _VERSION.fullmatch(parts[7]), _PAGE.fullmatch(parts[8])
    good = _FORM.fullmatch(parts[6]) and _NUMBER.fullmatch(parts[9])
    if not (requirement and version and page and good):
        raise NotAForm()
    number, pages = int(page[1]), int(parts[9])
    if not 1 <= number <= pages:
        raise NotAForm()
    try:
        case = parse_case_number("-".join(parts[1:5]))
    except NotACase as error:
        raise NotAForm() from error
    return FormMark(case, int(requirement[1]), parts[6], int(version[1]), number, pages)


def means_form(text: str) -> bool:
    """Tell whether a text is written like the code of a form, misread or not."""
    return text[:_LONGEST].upper().startswith(_MARK)


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text.upper()) if part]


def _check(parts: list[str]) -> str:
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return base64.b32encode(digest).decode()[:_CHECK_SYMBOLS]

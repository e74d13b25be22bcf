"""Identity documents of Ecuador: cédula, RUC, passport."""

import re
from dataclasses import dataclass

from stdnum.ec import ci, ruc

from domain.errors import InvalidInput

CEDULA_LENGTH = 10
RUC_LENGTH = 13
_SEPARATORS = re.compile(r"[\s.\-]")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
_ASCII_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class CheckedRuc:
    """A RUC that may be used, and what is odd about it (empty when nothing is)."""

    number: str
    warning: str


def cedula(raw: str) -> str:
    """Return the ten digits of a cédula.

    The check digit is modulo 10 over weights 2,1,2,…; provinces are 01-24 and 30.

    Raises:
        InvalidInput: wrong length, province or check digit.
    """
    digits = _digits(raw)
    if len(digits) != CEDULA_LENGTH:
        raise InvalidInput(f"La cédula tiene 10 dígitos; se escribieron {_counted(raw, digits)}.")
    if not ci.is_valid(digits):
        raise InvalidInput(
            f"La cédula {digits} no es correcta.",
            todo="Compárela con el documento: suele ser un dígito cambiado.",
        )
    return digits


def is_cedula(raw: str) -> bool:
    """Tell whether ``cedula`` takes it."""
    try:
        return bool(cedula(raw))
    except InvalidInput:
        return False


def checked_ruc(raw: str) -> CheckedRuc:
    """Return the thirteen digits of a RUC, with a warning when its check digit is wrong.

    Companies exist whose RUC follows no check digit, so that one warns and never blocks; a
    wrong length, province or establishment blocks.

    Raises:
        InvalidInput: it cannot be a RUC.
    """
    digits = _digits(raw)
    if len(digits) != RUC_LENGTH:
        raise InvalidInput(f"El RUC tiene 13 dígitos; se escribieron {_counted(raw, digits)}.")
    province = int(digits[:2])
    if not (1 <= province <= 24 or province == 30):
        raise InvalidInput(f"El RUC {digits} empieza con una provincia que no existe.")
    if digits.endswith("000"):
        raise InvalidInput(f"El RUC {digits} no puede terminar en 000.")
    fits = ruc.is_valid(digits) or ci.is_valid(digits[:CEDULA_LENGTH])
    warning = "" if fits else "El dígito verificador del RUC no coincide; revíselo."
    return CheckedRuc(digits, warning)


def is_of_a_person(ruc_digits: str) -> bool:
    """Tell whether a RUC is of a natural person: it then begins with their cédula.

    Source: SRI; the third digit is 9 for companies, 6 for public bodies, and below 6 for people.
    """
    return ruc_digits[2:3] < "6"


def passport(raw: str) -> str:
    """Return a passport number: 5 to 20 letters and digits, in capitals.

    Raises:
        InvalidInput: other characters or another length.
    """
    number = _SEPARATORS.sub("", raw).upper()
    if not _PASSPORT.fullmatch(number):
        raise InvalidInput("El pasaporte tiene de 5 a 20 letras y números.")
    return number


def _digits(raw: str) -> str:
    text = _SEPARATORS.sub("", raw[:100])
    return text if _ASCII_DIGITS.fullmatch(text) else ""


def _counted(raw: str, digits: str) -> str:
    return str(len(digits)) if digits or not raw.strip() else "otros caracteres"

"""Who a certificate says its holder is: cédula, RUC, name, as each authority of Ecuador writes it.

Source: FirmaEC's own library (``rubrica`` and ``firmadigital-libreria``, ec.gob.firmadigital), one
class for each authority accredited by ARCOTEL: all of them keep the same numbered data under an
object identifier of their own, some as extensions of the certificate, some among the alternative
names. Certificates under ARCOTEL's newer norm say it in the name itself, by ETSI EN 319 412-1
(``IDCEC-`` a cédula, ``PASEC-`` a passport, ``TINEC-`` and ``VATEC-`` a RUC).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asn1crypto import core, x509

from domain.errors import InvalidInput
from domain.identifiers import cedula
from domain.text import clean_text

TEXT_LIMIT = 200

_ARCS = (
    "1.3.6.1.4.1.37947.3",  # Banco Central del Ecuador
    "1.3.6.1.4.1.37746.3",  # Security Data
    "1.3.6.1.4.1.43745.1.3",  # Consejo de la Judicatura
    "1.3.6.1.4.1.18332.3",  # ANF AC, until 2019
    "1.3.6.1.4.1.37442.3",  # ANF AC
    "1.3.6.1.4.1.47286.102.3",  # UANATACA
    "1.3.6.1.4.1.52643.3",  # Datilmedia
    "1.3.6.1.4.1.57153.102.3",  # Eclipsoft
    "1.3.6.1.4.1.59382.3",  # Argosdata, Lazzate
    "1.3.6.1.4.1.56105.3",  # Alpha Technologies
    "1.3.6.1.4.1.61305.3",  # Firmasegura
    "1.3.6.1.4.1.34380.3",  # CorpNewBest
)
"""Where each authority keeps the data of ``_FIELDS``."""
_FIELDS = {
    "1": "document",
    "2": "names",
    "3": "surname",
    "4": "second_surname",
    "6": "institution",
    "10": "company",
    "11": "ruc",
}
_OTHERS = {
    # Registro Civil numbers them otherwise.
    "1.3.6.1.4.1.55519.1.1.1.5.2.1": "document",
    "1.3.6.1.4.1.55519.1.1.1.5.2.2": "document",
    "1.3.6.1.4.1.55519.1.1.1.5.2.4": "ruc",
    # Security Data's first certificates.
    "1.3.6.1.4.1.37746.224": "document",
    "1.3.6.1.4.1.37746.222": "ruc",
    "1.3.6.1.4.1.37746.221": "company",
}
_KNOWN = {f"{arc}.{number}": name for arc in _ARCS for number, name in _FIELDS.items()} | _OTHERS
_COMMON_NAME, _SURNAME, _GIVEN = "2.5.4.3", "2.5.4.4", "2.5.4.42"
_SERIAL, _ORGANISATION, _ORGANISATION_ID = "2.5.4.5", "2.5.4.10", "2.5.4.97"
_PERSON, _RUC = ("IDCEC-", "PASEC-"), ("TINEC-", "VATEC-")
_CEDULA_DIGITS, _RUC_DIGITS = 10, 13


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate was given to; empty where it does not say.

    Attributes:
        document: cédula or passport.
        ruc: the holder's own, or the organisation's.
    """

    name: str = ""
    document: str = ""
    ruc: str = ""
    organisation: str = ""


def holder_of(certificate: x509.Certificate) -> Holder:
    """Return whom a certificate was given to.

    Raises:
        ValueError: the certificate is not written as it should.
    """
    told: dict[str, str] = {}
    for oid, text in (*_extensions(certificate), *_alternatives(certificate)):
        told.setdefault(_KNOWN.get(oid, ""), shown(text))
    subject = _attributes(certificate.subject)
    document, ruc = told.get("document", ""), told.get("ruc", "")
    for text in (subject.get(_SERIAL, ""), subject.get(_ORGANISATION_ID, "")):
        person, own = _identifier(text)
        document, ruc = document or person, ruc or own
    given = (told.get("names"), told.get("surname"), told.get("second_surname"))
    written = " ".join(part for part in given if part)
    formal = f"{subject.get(_GIVEN, '')} {subject.get(_SURNAME, '')}".strip()
    return Holder(
        subject.get(_COMMON_NAME, "") or written or formal,
        document,
        ruc,
        told.get("company", "") or told.get("institution", "") or subject.get(_ORGANISATION, ""),
    )


def name_of(name: x509.Name) -> str:
    """Return how an authority is called: its common name, else its organisation."""
    attributes = _attributes(name)
    return attributes.get(_COMMON_NAME, "") or attributes.get(_ORGANISATION, "")


def shown(text: str) -> str:
    """Return a text of a certificate as it can be kept and shown; empty where it cannot be."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 10 * TEXT_LIMIT])
    try:
        return clean_text(printable.strip()[:TEXT_LIMIT], label="Certificado", limit=TEXT_LIMIT)
    except InvalidInput:
        return ""


def _identifier(text: str) -> tuple[str, str]:
    """Return the cédula or passport, and the RUC, that a part of a name is."""
    if text.startswith(_PERSON):
        return text[6:], ""
    if text.startswith(_RUC):
        return "", text[6:]
    if text.isdecimal() and len(text) == _CEDULA_DIGITS:
        return _cedula(text), ""
    if text.isdecimal() and len(text) == _RUC_DIGITS:
        return "", text
    return "", ""  # some authorities number their certificates there


def _cedula(digits: str) -> str:
    try:
        return cedula(digits)
    except InvalidInput:
        return ""


def _attributes(name: x509.Name) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in name.chosen:
        for attribute in part:
            value = attribute["value"].native
            if isinstance(value, str):
                found.setdefault(attribute["type"].dotted, shown(value))
    return found


def _extensions(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    for extension in certificate["tbs_certificate"]["extensions"]:
        oid = extension["extn_id"].dotted
        if oid in _KNOWN:
            yield oid, _text(extension["extn_value"].native)


def _alternatives(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    names = certificate.subject_alt_name_value
    for name in () if names is None else names:
        if name.name == "other_name" and name.chosen["type_id"].dotted in _KNOWN:
            yield name.chosen["type_id"].dotted, _text(name.chosen["value"].untag().contents)


def _text(raw: bytes) -> str:
    """Return what an authority wrote: a string of ASN.1, or its plain characters."""
    try:
        value = core.load(raw).native
    except ValueError:
        value = None
    return value if isinstance(value, str) else raw.decode("utf-8", "replace")

"""What was found of the electronic signatures of a file.

Source: Ley de Comercio Electrónico, Firmas y Mensajes de Datos: an electronic signature counts as
a handwritten one while its certificate holds; signer, issuer and validity are recorded.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from domain.labels import Labelled


class SignatureState(Labelled):
    """What a signature, or a file by its worst signature, comes to.

    Only ``VALID`` passes as signed. ``REVOCATION_UNKNOWN`` is shown and left to a person.
    """

    NOT_CHECKED = "not_checked", "Firma sin comprobar"
    UNSIGNED = "unsigned", "Sin firma electrónica"
    VALID = "valid", "Firma electrónica válida"
    REVOCATION_UNKNOWN = "revocation_unknown", "No consta si el certificado fue revocado"
    EXPIRED = "expired", "Certificado vencido al firmar"
    NOT_YET_VALID = "not_yet_valid", "Certificado aún no vigente al firmar"
    REVOKED = "revoked", "Certificado revocado"
    UNSUITABLE = "unsuitable", "El certificado no es para firmar"
    UNKNOWN_ISSUER = "unknown_issuer", "Emisor desconocido"
    WEAK = "weak", "Firma con un método que ya no es seguro"
    ALTERED = "altered", "El archivo fue cambiado después de firmarse"
    UNREADABLE = "unreadable", "Firma dañada: no se puede leer"


#: From the best to the worst: a file is worth its worst signature.
_ORDER = (
    SignatureState.VALID,
    SignatureState.REVOCATION_UNKNOWN,
    SignatureState.EXPIRED,
    SignatureState.NOT_YET_VALID,
    SignatureState.REVOKED,
    SignatureState.UNSUITABLE,
    SignatureState.UNKNOWN_ISSUER,
    SignatureState.WEAK,
    SignatureState.ALTERED,
    SignatureState.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a file; moments are aware, texts as the certificate has them.

    Attributes:
        document: cédula or passport in the certificate; empty where it has none.
        ruc: in the certificate, the signer's own or the organisation's; empty where it has none.
        signed_at: as the signature says; ``time_proven`` whether a timestamp proves it.
        valid_from, valid_to: of the certificate.
        valid_now: whether the certificate holds at the moment of checking too.
        revoked_at: when the certificate was revoked, if it was.
        covers_all: whether it covers the whole file, nothing was added afterwards.
        detail: more words for who wants to know; Spanish.
    """

    state: SignatureState
    signer: str = ""
    document: str = ""
    ruc: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    time_proven: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    valid_now: bool = False
    revoked_at: datetime | None = None
    covers_all: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """All signatures of a file, and when they were looked at."""

    signatures: tuple[Signature, ...] = field(default=())
    checked_at: datetime | None = None

    @property
    def state(self) -> SignatureState:
        """What the file is worth: its worst signature."""
        if self.checked_at is None:
            return SignatureState.NOT_CHECKED
        if not self.signatures:
            return SignatureState.UNSIGNED
        return max((one.state for one in self.signatures), key=_ORDER.index)

    @property
    def counts_as_signed(self) -> bool:
        """Whether it may stand for a handwritten signature."""
        return self.state is SignatureState.VALID

    def to_text(self) -> str:
        """Return it as it is kept."""
        at = None if self.checked_at is None else self.checked_at.isoformat()
        signatures = [
            {
                key: value.isoformat() if isinstance(value, datetime) else value
                for key, value in asdict(one).items()
            }
            for one in self.signatures
        ]
        return json.dumps({"checked_at": at, "signatures": signatures}, ensure_ascii=False)


_MOMENTS = ("signed_at", "valid_from", "valid_to", "revoked_at")


def may_be_signed(data: bytes) -> bool:
    """Tell whether a file may hold an electronic signature: else nobody need look for one.

    A signature says in clear which bytes it covers (ISO 32000-1, 12.8.1, ``/ByteRange``), so that
    a file without that word has none that counts.
    """
    return b"/ByteRange" in data


def report_from(text: str) -> SignatureReport:
    """Return what ``to_text`` kept; empty text is what nobody checked.

    Raises:
        ValueError, TypeError, KeyError: it is damaged.
    """
    if not text:
        return SignatureReport()
    told = json.loads(text)
    return SignatureReport(
        tuple(_signature(one) for one in told["signatures"]), _moment(told["checked_at"])
    )


def _signature(told: Mapping[str, Any]) -> Signature:
    moments = {name: _moment(told[name]) for name in _MOMENTS}
    return Signature(**{**told, **moments, "state": SignatureState(told["state"])})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

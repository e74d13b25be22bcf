"""What the electronic signatures of a document mean for the requirement that it meets, in words.

Source: Ley de Comercio Electrónico, Firmas y Mensajes de Datos, arts. 14 and 15: an electronic
signature has the effect of a handwritten one. Where the law asks for a signature recognised
before a notary, it is not enough by itself.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.labels import Labelled
from domain.requirements import Requirement
from domain.requirements import Signature as Asked
from domain.signatures import Signature, SignatureReport, SignatureState

_SHOWN = 3
_NOTARY = "Se pide firma reconocida ante notario: la electrónica no la reemplaza."


class Signed(Labelled):
    """How a requirement stands by the electronic signatures of its document.

    Only ``SIGNED`` passes by itself; ``ASK`` is left to a person.
    """

    SIGNED = "signed", "Firmado electrónicamente"
    ASK = "ask", "Firma electrónica por confirmar"
    REFUSED = "refused", "Firma electrónica no válida"
    NOTHING = "nothing", "Sin firma electrónica"


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """How a requirement stands, and why; the words are empty where nothing is worth telling."""

    kind: Signed
    words: str = ""


def signature_words(
    requirement: Requirement | None, report: SignatureReport, zone: tzinfo, signer: str = ""
) -> SignatureWords:
    """Return how a requirement stands by the signatures of the document that lies under it.

    Args:
        requirement: None for what belongs to the case as a whole.
        report: of the document's file.
        zone: of the office, for dates.
        signer: cédula or passport of who has to sign; empty where it does not matter.
    """
    asked = None if requirement is None else requirement.signature
    if report.state in (SignatureState.NOT_CHECKED, SignatureState.UNSIGNED):
        return SignatureWords(Signed.NOTHING, _unsigned(report.state, asked))
    told = report_sentence(report, zone)
    if report.counts_as_signed:
        doubt = _NOTARY if asked is Asked.NOTARISED else _another(report, signer)
        if not doubt:
            return SignatureWords(Signed.SIGNED, told)
        return SignatureWords(Signed.ASK, f"{told} {doubt}")
    unknown = report.state is SignatureState.REVOCATION_UNKNOWN
    return SignatureWords(Signed.ASK if unknown else Signed.REFUSED, told)


def report_sentence(report: SignatureReport, zone: tzinfo) -> str:
    """Return what a file's signatures come to: who signed, or what is wrong with the worst."""
    if not report.signatures:
        return f"{report.state.label}."
    if report.state is not SignatureState.VALID:
        worst = next(one for one in report.signatures if one.state is report.state)
        return sentence(worst, zone)
    told = [sentence(one, zone) for one in report.signatures[:_SHOWN]]
    left = len(report.signatures) - len(told)
    return " ".join([*told, f"Y {left} más."] if left else told)


def sentence(signature: Signature, zone: tzinfo) -> str:
    """Return what one signature comes to, in one sentence with the exact reason.

    Args:
        zone: of the office, for dates.
    """
    who = _who(signature)
    signed = f"Firmado por {who}{_on(' el ', signature.signed_at, zone)}"
    match signature.state:
        case SignatureState.VALID:
            held = _held(signature, zone)
            return (
                f"Firmado electrónicamente por {who}, certificado de {_issuer(signature)}, {held}."
            )
        case SignatureState.REVOCATION_UNKNOWN:
            return f"{signed}, certificado de {_issuer(signature)}: no consta si fue revocado."
        case SignatureState.EXPIRED:
            ended, at = signature.valid_to, signature.signed_at
            if ended is not None and at is not None and at <= ended:
                return f"{signed}: la autoridad que emitió su certificado ya estaba vencida."
            return f"{signed}: su certificado había vencido{_on(' el ', ended, zone)}."
        case SignatureState.NOT_YET_VALID:
            begun = _on(" hasta el ", signature.valid_from, zone)
            return f"{signed}: su certificado no estaba vigente{begun}."
        case SignatureState.REVOKED:
            return (
                f"{signed}: su certificado fue revocado{_on(' el ', signature.revoked_at, zone)}."
            )
        case SignatureState.UNSUITABLE:
            return f"{signed}: su certificado no es para firmar documentos."
        case SignatureState.UNKNOWN_ISSUER:
            issuer = _issuer(signature)
            return f"Dice firmarlo {who}, pero {issuer} no está entre las autoridades aceptadas."
        case SignatureState.WEAK:
            return f"{signed} con un método que ya no es seguro."
        case SignatureState.ALTERED:
            return f"El archivo fue cambiado después de que lo firmó {who}."
        case _:
            return "La firma electrónica está dañada y no se puede comprobar."


def is_of(signature: Signature, document: str) -> bool:
    """Tell whether a certificate is of the person with that cédula or passport.

    A RUC of a natural person begins with her cédula (SRI).
    """
    return signature.document == document or (
        not signature.document and len(document) == 10 and signature.ruc[:10] == document
    )


def _unsigned(state: SignatureState, asked: Asked | None) -> str:
    if asked is None:
        return ""
    if state is SignatureState.NOT_CHECKED:
        return "La firma electrónica está sin comprobar."
    if asked is Asked.NOTARISED:
        return "Sin firma electrónica: compruebe la firma reconocida ante notario."
    return "Sin firma electrónica: compruebe la firma de puño y letra."


def _another(report: SignatureReport, signer: str) -> str:
    """Return what makes one doubt that the right person signed; empty where nothing does."""
    if not signer or any(is_of(one, signer) for one in report.signatures):
        return ""
    if any(one.document or one.ruc for one in report.signatures):
        return f"Quien debe firmar es otra persona: {_kind(signer)} {signer}."
    return "El certificado no dice la cédula: compruebe que sea quien debe firmar."


def _who(signature: Signature) -> str:
    number = signature.document or signature.ruc
    name = signature.signer or "alguien sin nombre en su certificado"
    return f"{name} ({_kind(number)} {number})" if number else name


def _kind(number: str) -> str:
    if number.isdecimal() and len(number) in (10, 13):
        return "cédula" if len(number) == 10 else "RUC"
    return "documento"


def _issuer(signature: Signature) -> str:
    return signature.issuer or "una autoridad sin nombre"


def _held(signature: Signature, zone: tzinfo) -> str:
    if signature.valid_now:
        return "válido"
    if signature.revoked_at is not None:
        return f"válido al firmar y revocado{_on(' el ', signature.revoked_at, zone)}"
    return f"válido al firmar y vencido{_on(' el ', signature.valid_to, zone)}"


def _on(before: str, moment: datetime | None, zone: tzinfo) -> str:
    return "" if moment is None else f"{before}{moment.astimezone(zone):%d/%m/%Y}"

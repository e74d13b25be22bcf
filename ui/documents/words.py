"""The words and colours of documents and their electronic signatures, one for all screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.usecases.document_view import Shown
from domain.documents import WHOLE_CASE, DocumentState
from domain.offices import Office
from domain.people import Person
from domain.requirements import Requirement
from domain.signature_words import Signed, sentence, signature_words
from domain.signatures import Signature, SignatureState
from ui.theme import Kind, Tone

_QUIET = frozenset({SignatureState.NOT_CHECKED, SignatureState.UNSIGNED})
"""Says nothing against a paper: it may be signed by hand."""
_KINDS = {
    Signed.SIGNED: Kind.OK,
    Signed.ASK: Kind.WARN,
    Signed.REFUSED: Kind.ERROR,
    Signed.NOTHING: Kind.NEUTRAL,
}
_TONES = {Kind.OK: Tone.OK, Kind.WARN: Tone.WARN, Kind.ERROR: Tone.ERROR}
_ICONS = {Kind.OK: "shield-check", Kind.WARN: "triangle-alert", Kind.ERROR: "circle-x"}


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """What electronic signatures come to: in words, with a colour and an icon.

    Attributes:
        short: the same in few words, where there is little room.
    """

    words: str
    kind: Kind
    short: str = ""

    @property
    def icon(self) -> str:
        """A file of ``resources/icons``."""
        return _ICONS.get(self.kind, "info")

    @property
    def tone(self) -> Tone:
        """The colour of its words."""
        return _TONES.get(self.kind, Tone.MUTED)


def kind_of(state: SignatureState) -> Kind:
    """Return the colour of what a signature comes to: only a valid one is green."""
    if state is SignatureState.VALID:
        return Kind.OK
    if state in _QUIET:
        return Kind.NEUTRAL
    return Kind.WARN if state is SignatureState.REVOCATION_UNKNOWN else Kind.ERROR


def tone_of(shown: Shown) -> Tone:
    """Return the colour of what is said of a document: of its signatures, where it has any."""
    report = shown.report
    return _TONES.get(kind_of(report.state), Tone.WARN) if report.signatures else Tone.WARN


def count_words(count: int) -> str:
    """Return how many documents, in words."""
    return "1 documento" if count == 1 else f"{count} documentos"


def pages_words(count: int) -> str:
    """Return how many pages, in words."""
    return "1 página" if count == 1 else f"{count} páginas"


def signature_mark(
    item: Requirement | None, papers: Sequence[Shown], office: Office, signer: Person | None = None
) -> SignatureMark | None:
    """Return what the signatures of what lies under a requirement come to, the worst first.

    Args:
        item: the requirement; None for the case as a whole.
        papers: what lies there.
        office: whose clock the dates are told by.
        signer: the authority that signs, whose document the certificate should have.

    Returns:
        None where nothing is to be said: no paper, or none is signed and none has to be.
    """
    document = "" if signer is None or item is None else signer.document
    zone = ZoneInfo(office.timezone)
    found = [signature_words(item, one.report, zone, document) for one in papers]
    for kind in (Signed.REFUSED, Signed.ASK):
        told = next((one for one in found if one.kind is kind), None)
        if told is not None:
            against = "" if kind is Signed.ASK else " No cuenta como firmado."
            return SignatureMark(f"{told.words}{against}", _KINDS[kind], kind.label)
    signed = [one for one in found if one.kind is Signed.SIGNED]
    if signed and len(signed) < len(found):
        words = f"{signed[0].words} Otro documento no tiene firma electrónica."
        return SignatureMark(words, Kind.WARN, "Firmado en parte")
    told = next((one for one in found if one.words), None)
    if told is None:
        return None
    return SignatureMark(told.words, _KINDS[told.kind], told.kind.label)


def title_of(shown: Shown, forms: dict[str, str]) -> str:
    """Return what a document is called: its form, else its place, else its file."""
    document = shown.document
    if document.form and document.form in forms:
        return forms[document.form]
    if document.requirement != WHOLE_CASE and shown.place:
        return shown.place
    return shown.file.name


def moment_of(moment: datetime, office: Office) -> str:
    """Return a moment on the office's clock."""
    return f"{office.local(moment):%d/%m/%Y %H:%M}"


def how_words(shown: Shown, office: Office) -> str:
    """Return how and when a document came and was filed."""
    document, file = shown.document, shown.file
    parts = [f"{file.source.label}, {shown.added:%d/%m/%Y %H:%M}, {shown.by}".rstrip(", ")]
    if document.state is DocumentState.REPLACED:
        parts.append(f"Reemplazado: {document.reason}")
    elif document.by_code:
        parts.append("archivado por su código")
    elif document.filed_at is not None:
        parts.append(f"archivado a mano el {moment_of(document.filed_at, office)}")
    return " · ".join(parts)


def letter_words(shown: Shown) -> str:
    """Return the Quipux number and date of an *oficio*; empty where there is none."""
    document = shown.document
    if not document.letter:
        return ""
    day = "" if document.letter_on is None else f" del {document.letter_on:%d/%m/%Y}"
    return f"Quipux {document.letter}{day}"


def signature_lines(shown: Shown, office: Office) -> tuple[tuple[str, Kind], ...]:
    """Return everything that is known of a document's electronic signatures, a line each."""
    report = shown.report
    if report.checked_at is None or not report.signatures:
        return ((f"{report.state.label}.", Kind.NEUTRAL),)
    zone = ZoneInfo(office.timezone)
    lines: list[tuple[str, Kind]] = []
    for one in report.signatures:
        lines.append((sentence(one, zone), kind_of(one.state)))
        lines += [(words, Kind.NEUTRAL) for words in _facts(one, office) if words]
    lines.append((f"Comprobada el {moment_of(report.checked_at, office)}", Kind.NEUTRAL))
    return tuple(lines)


def _facts(one: Signature, office: Office) -> tuple[str, ...]:
    signed = ""
    if one.signed_at is not None:
        proven = "hora comprobada" if one.time_proven else "hora según quien firmó"
        signed = f"Firmó el {moment_of(one.signed_at, office)} ({proven})"
    valid = ""
    if one.valid_from is not None and one.valid_to is not None:
        now = "vigente hoy" if one.valid_now else "ya no vigente hoy"
        begins, ends = office.local(one.valid_from), office.local(one.valid_to)
        valid = f"Certificado del {begins:%d/%m/%Y} al {ends:%d/%m/%Y}, {now}"
    issuer = f"Emitido por {one.issuer}" if one.issuer else ""
    ruc = f"RUC {one.ruc}" if one.ruc else ""
    return one.organisation, ruc, issuer, valid, signed, one.detail

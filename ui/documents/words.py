"""The words and colours of documents and their electronic signatures, one for all screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.usecases.document_view import Shown
from domain.documents import WHOLE_CASE, DocumentState
from domain.offices import Office
from domain.people import Person
from domain.requirements import Requirement
from domain.signatures import Signature, SignatureState
from ui.theme import Kind, Tone

_QUIET = frozenset({SignatureState.NOT_CHECKED, SignatureState.UNSIGNED})
"""Says nothing against a paper: it may be signed by hand."""
_TONES = {Kind.OK: Tone.OK, Kind.WARN: Tone.WARN, Kind.ERROR: Tone.ERROR}
_ICONS = {Kind.OK: "shield-check", Kind.WARN: "triangle-alert", Kind.ERROR: "circle-x"}


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """What electronic signatures come to: in words, with a colour and an icon."""

    words: str
    kind: Kind

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


def count_words(count: int) -> str:
    """Return how many documents, in words."""
    return "1 documento" if count == 1 else f"{count} documentos"


def pages_words(count: int) -> str:
    """Return how many pages, in words."""
    return "1 página" if count == 1 else f"{count} páginas"


def signature_mark(
    item: Requirement | None, papers: Sequence[Shown], signer: Person | None = None
) -> SignatureMark | None:
    """Return what the signatures of what lies under a requirement come to, the worst first.

    Args:
        item: the requirement; None for the case as a whole.
        papers: what lies there.
        signer: the authority that signs, whose document the certificate should have.

    Returns:
        None where nothing is to be said: no paper, or none is signed and none has to be.
    """
    if not papers:
        return None
    states = [one.report.state for one in papers]
    wrong = [state for state in states if state is not SignatureState.VALID and state not in _QUIET]
    if wrong:
        worst = max(wrong, key=lambda state: kind_of(state) is Kind.ERROR)
        return SignatureMark(f"{worst.label}. No cuenta como firmado.", kind_of(worst))
    valid = [one for one in papers if one.report.state is SignatureState.VALID]
    if valid:
        return _valid(valid, signer, whole=len(valid) == len(papers))
    if item is None or item.signature is None:
        return None
    if SignatureState.NOT_CHECKED in states:
        return SignatureMark("Firma electrónica sin comprobar", Kind.NEUTRAL)
    return SignatureMark("Sin firma electrónica: mire la firma en el papel", Kind.NEUTRAL)


def _valid(papers: Sequence[Shown], signer: Person | None, *, whole: bool) -> SignatureMark:
    signed = [one for paper in papers for one in paper.report.signatures]
    names = ", ".join(dict.fromkeys(one.signer for one in signed if one.signer))
    words = f"Firma electrónica válida de {names}" if names else "Firma electrónica válida"
    if signer is not None and not any(_is_of(one, signer) for one in signed):
        return SignatureMark(f"{words}, que no es {signer.name}", Kind.WARN)
    if not whole:
        return SignatureMark(f"{words}; otro documento no tiene firma", Kind.WARN)
    return SignatureMark(words, Kind.OK)


def _is_of(signature: Signature, person: Person) -> bool:
    """Whether a signature is a person's: by cédula, or by RUC, which begins with it."""
    return bool(person.document) and signature.document[: len(person.document)] == person.document


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
    if report.checked_at is None:
        return (("La firma electrónica no se ha comprobado.", Kind.NEUTRAL),)
    if not report.signatures:
        return (("Sin firma electrónica.", Kind.NEUTRAL),)
    lines: list[tuple[str, Kind]] = []
    for one in report.signatures:
        lines.append((one.state.label, kind_of(one.state)))
        lines += [(words, Kind.NEUTRAL) for words in _facts(one, office) if words]
    lines.append((f"Comprobada el {moment_of(report.checked_at, office)}", Kind.NEUTRAL))
    return tuple(lines)


def _facts(one: Signature, office: Office) -> tuple[str, ...]:
    who = f"{one.signer} · {_document_words(one.document)}" if one.document else one.signer
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
    return who, one.organisation, issuer, valid, signed, one.detail


def _document_words(number: str) -> str:
    return f"{'RUC' if len(number) == 13 else 'cédula'} {number}"

"""What is said of documents and of their electronic signatures, without a window."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desktop.usecases.document_view import Shown
from desktop.usecases.intake import Received, Taken, Target
from domain.documents import Document, DocumentState, ReceivedFile, Source
from domain.ids import new_id
from domain.offices import Office
from domain.people import DocumentType, Person
from domain.requirements import Requirement
from domain.requirements import Signature as Asked
from domain.signatures import Signature, SignatureReport, SignatureState
from ui.documents.presenter import taken_words, together
from ui.documents.words import (
    count_words,
    how_words,
    kind_of,
    letter_words,
    pages_words,
    signature_lines,
    signature_mark,
    title_of,
)
from ui.theme import Kind, Tone
from ui.widgets import Notice

AT = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
OFFICE = Office(new_id(), "QUITO", "Centro de Servicios Quito", "Ministerio de Finanzas")
SIGNED = Requirement(1, "Oficio firmado", "Oficio", signature=Asked.HANDWRITTEN)
PLAIN = Requirement(2, "Copia", "Copia")
LUZ = Person(new_id(), DocumentType.CEDULA, "0962467429", "Luz Ejemplo", "", "")
CASE = new_id()


def shown(*states: SignatureState, checked: bool = True, **more: object) -> Shown:
    """A document whose file has these signatures."""
    signatures = tuple(
        Signature(
            state,
            signer="Luz Ejemplo",
            document="0962467429",
            ruc="0962467429001",
            organisation="Municipio",
            issuer="Autoridad",
            signed_at=AT,
            valid_from=AT - timedelta(days=9),
            valid_to=AT + timedelta(days=9),
        )
        for state in states
    )
    report = SignatureReport(signatures, AT if checked else None)
    file = ReceivedFile(
        "0" * 64, OFFICE.id, "carta.pdf", "application/pdf", 9, 1, Source.FILE, new_id(), AT,
        report.state, report.to_text() if checked else "",
    )  # fmt: skip
    document = Document(new_id(), OFFICE.id, file.sha256, 1, 1, **more)  # type: ignore[arg-type]
    return Shown(document, file, "QUITO-26-00001-I", "Oficio", OFFICE.local(AT), "Ana Asesora")


def test_only_a_valid_signature_is_green() -> None:
    kinds = {state: kind_of(state) for state in SignatureState}
    assert [state for state, kind in kinds.items() if kind is Kind.OK] == [SignatureState.VALID]
    assert kinds[SignatureState.UNSIGNED] is Kind.NEUTRAL
    assert kinds[SignatureState.ALTERED] is Kind.ERROR


def test_the_worst_of_what_lies_there_is_told() -> None:
    valid, altered = shown(SignatureState.VALID), shown(SignatureState.ALTERED)
    unknown, unsigned = shown(SignatureState.REVOCATION_UNKNOWN), shown()
    mark = signature_mark(SIGNED, [valid], OFFICE, LUZ)
    assert mark is not None
    assert (mark.kind, mark.short, mark.icon, mark.tone) == (
        Kind.OK,
        "Firmado electrónicamente",
        "shield-check",
        Tone.OK,
    )
    mark = signature_mark(SIGNED, [valid, unknown, altered], OFFICE, LUZ)
    assert mark is not None
    assert mark.kind is Kind.ERROR
    assert mark.words.endswith("No cuenta como firmado.")
    mark = signature_mark(SIGNED, [valid, unknown], OFFICE, LUZ)
    assert mark is not None
    assert mark.kind is Kind.WARN
    mark = signature_mark(SIGNED, [valid, unsigned], OFFICE, LUZ)
    assert mark is not None
    assert (mark.kind, mark.short) == (Kind.WARN, "Firmado en parte")


def test_who_signs_is_somebody_else() -> None:
    other = replace(LUZ, document="1710034065")
    mark = signature_mark(SIGNED, [shown(SignatureState.VALID)], OFFICE, other)
    assert mark is not None
    assert mark.kind is Kind.WARN


def test_nothing_is_said_where_no_signature_is_asked_for() -> None:
    assert signature_mark(PLAIN, [], OFFICE) is None
    assert signature_mark(PLAIN, [shown()], OFFICE) is None
    assert signature_mark(None, [shown(checked=False)], OFFICE) is None
    mark = signature_mark(SIGNED, [shown()], OFFICE)
    assert mark is not None
    assert (mark.kind, mark.icon, mark.tone) == (Kind.NEUTRAL, "info", Tone.MUTED)


def test_all_that_is_known_of_a_signature() -> None:
    lines = [words for words, _ in signature_lines(shown(SignatureState.VALID), OFFICE)]
    assert lines[1:] == [
        "Municipio",
        "RUC 0962467429001",
        "Emitido por Autoridad",
        "Certificado del 25/11/2026 al 13/12/2026, ya no vigente hoy",
        "Firmó el 04/12/2026 08:00 (hora según quien firmó)",
        "Comprobada el 04/12/2026 08:00",
    ]
    assert signature_lines(shown(), OFFICE) == (("Sin firma electrónica.", Kind.NEUTRAL),)
    unchecked = signature_lines(shown(checked=False), OFFICE)
    assert unchecked == (("Firma sin comprobar.", Kind.NEUTRAL),)


def test_what_a_document_is_called_and_how_it_came() -> None:
    coded = shown(form="ADMINISTRADOR", state=DocumentState.FILED, requirement=1, by_code=True)
    assert title_of(coded, {"ADMINISTRADOR": "Formulario"}) == "Formulario"
    assert title_of(coded, {}) == "Oficio"
    assert title_of(shown(), {}) == "carta.pdf"
    assert how_words(coded, OFFICE).endswith("archivado por su código")
    by_hand = shown(state=DocumentState.FILED, filed_at=AT)
    assert how_words(by_hand, OFFICE).endswith("archivado a mano el 04/12/2026 08:00")
    assert how_words(shown(), OFFICE) == "Archivo, 04/12/2026 08:00, Ana Asesora"
    assert letter_words(shown()) == ""
    lettered = shown(letter="MEF-DNCS-2026-0123-O", letter_on=date(2026, 12, 1))
    assert letter_words(lettered) == "Quipux MEF-DNCS-2026-0123-O del 01/12/2026"
    assert (count_words(1), count_words(2)) == ("1 documento", "2 documentos")
    assert (pages_words(1), pages_words(2)) == ("1 página", "2 páginas")


def test_where_a_file_went_is_told() -> None:
    def taken(state: DocumentState, requirement: int = 0) -> Taken:
        case = CASE if state is DocumentState.FILED else None
        one = shown(state=state, case_id=case, requirement=requirement)
        return Taken(one.document, "QUITO-26-00001-I" if case else "")

    file, target = shown().file, Target(CASE, 1)
    filed, tray = DocumentState.FILED, DocumentState.TRAY
    one = Received(file, (taken(filed, 1),))
    assert taken_words(target, one) == ("Documento archivado.", True)
    two = Received(file, (taken(filed, 1), taken(filed, 1)))
    assert taken_words(target, two) == ("2 documentos archivados.", True)
    away = Received(file, (taken(filed, 0), taken(filed, 3), taken(tray)))
    words, plain = taken_words(target, away)
    assert "se archivó en QUITO-26-00001-I; QUITO-26-00001-I, requisito 3." in words
    assert words.endswith("Por archivar, en la bandeja: 1.")
    assert not plain


def test_of_files_added_together_none_hides_what_became_of_another() -> None:
    good = Notice("Documento archivado.", kind=Kind.OK)
    away = Notice("Por su código se archivó en otro.", kind=Kind.INFO)
    bad = Notice("No se puede leer el archivo.", todo="Escanéelo otra vez.")
    assert together([("a.pdf", bad)]) is bad
    assert together([("a.pdf", good), ("b.pdf", good)]) == Notice(
        "2 archivos, archivados.", kind=Kind.OK
    )
    told = together([("a.pdf", away), ("b.pdf", good)])
    assert told == Notice(
        "a.pdf: Por su código se archivó en otro. Lo demás se archivó.", kind=Kind.INFO
    )
    told = together([("a.pdf", bad), ("b.pdf", bad), ("c.pdf", good)])
    assert told.kind is Kind.WARN
    assert told.what.startswith("a.pdf: No se puede leer el archivo. b.pdf: No se puede")
    assert told.todo == "Escanéelo otra vez."

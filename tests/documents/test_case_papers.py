"""The papers of a case: what they say, what they stand, and how they fall onto pages."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.documents import PdfDocuments
from desktop.ports import CasePaper, CaseReceipt, ReceivedLine, ReturnLine, ReturnSheet
from tests.documents.reading import is_kept_within, page_words, qr_codes, sizes, words
from tests.documents.samples import (
    ADDRESS,
    CASE,
    COMPLETE,
    HOSTILE,
    HOURS,
    INCOMPLETE,
    LONG_RECEIPT,
    LONG_RETURN,
    MINISTRY,
    OFFICE,
    RETURN,
    SHORT_RETURN,
    SUPPORT,
)

MARGIN_MM = 17
A4_MM = (210, 297)
documents = PdfDocuments()


def both(head: CasePaper) -> list[bytes]:
    """Return the two papers of a case with that head."""
    return [
        documents.case_receipt(replace(INCOMPLETE, head=head)),
        documents.return_sheet(replace(RETURN, head=head)),
    ]


@pytest.mark.parametrize("pdf", both(CASE), ids=["receipt", "return"])
def test_a_paper_tells_whose_case_it_is(pdf: bytes) -> None:
    text = words(pdf)

    for part in (
        MINISTRY,
        OFFICE,
        ADDRESS,
        HOURS,
        "QUITO-26-00012-7",
        "Creación de usuarios administradores",
        "Entidad Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
        "Presentado por María Ñacato Chimborazo",
        "Beneficiario Luis Andrade Ponce",
        "Recibido viernes 4 de diciembre de 2026, 08:31",
        "Recibido por Carmen Tituaña Guamán",
        "Cómo llegó En ventanilla",
    ):
        assert part in text
    assert "entrega Rec" not in text
    assert len(sizes(pdf)) == 1


def test_a_paper_leaves_out_what_nobody_said() -> None:
    for pdf in both(replace(CASE, entity="", beneficiary="", channel="")):
        text = words(pdf)
        for label in ("Entidad", "Beneficiario", "Cómo llegó"):
            assert label not in text


def test_a_submission_after_the_first_is_told() -> None:
    assert "En ventanilla, 2.ª entrega" in words(documents.case_receipt(COMPLETE))


def test_the_receipt_of_complete_papers_promises_an_hour() -> None:
    text = words(documents.case_receipt(COMPLETE))

    for part in (
        "Razón de recepción",
        "Código Orgánico Administrativo, art. 138",
        "Completa No falta ningún documento.",
        "Le responderemos hasta el miércoles 9 de diciembre de 2026 a las 17:00",
        "2 días laborables desde que la documentación está completa",
        "Formulario de creación de usuarios administradores (F.SI.AS.02)",
        "Verificado en registro",
        "Ministerio del Trabajo",
        "No aplica",
        "Cómo seguir su trámite Llame al 1800",
        "Firma de quien recibe y sello de la oficina",
    ):
        assert part in text
    assert "Incompleta" not in text


def test_the_receipt_of_incomplete_papers_promises_no_hour() -> None:
    text = words(documents.case_receipt(INCOMPLETE))

    assert "Incompleta Por completar: 2 de 5. La hoja de devolución dice qué traer" in text
    assert "Tiempo de respuesta 2 días laborables" in text
    assert "Falta el sello de la entidad" in text
    assert "Le responderemos" not in text


def test_papers_that_nobody_looked_at_are_not_counted() -> None:
    lines = tuple(replace(line, in_order=None) for line in INCOMPLETE.lines)
    text = words(documents.case_receipt(replace(INCOMPLETE, lines=lines)))

    assert "Incompleta La hoja de devolución" in text


def test_a_receipt_for_support_is_short() -> None:
    pdf = documents.case_receipt(SUPPORT)
    text = words(pdf)

    assert "Le responderemos hasta el viernes 4 de diciembre de 2026 a las 11:20" in text
    assert "Por teléfono" in text
    assert "Document" not in text
    assert len(sizes(pdf)) == 1


def test_a_receipt_may_promise_and_advise_nothing() -> None:
    pdf = documents.case_receipt(
        replace(SUPPORT, head=replace(CASE, address="", hours=""), due=None, promise="", follow="")
    )
    text = words(pdf)

    for part in ("responderemos", "Tiempo de respuesta", "Cómo seguir", "Dónde le atendemos"):
        assert part not in text


def test_the_return_sheet_says_what_to_bring_why_and_until_when() -> None:
    text = words(documents.return_sheet(RETURN))

    for part in (
        "Devolución de documentos",
        "Al volver, solo muestre este código",
        "Último día para completar su trámite Lunes 21 de diciembre de 2026",
        "Tiene 10 días laborables, contados desde el siguiente día laborable.",
        "el trámite caduca y deberá empezar de nuevo (Código Orgánico Administrativo, art. 140)",
        "Lo que debe traer (2)",
        "4. Acción de personal o contrato de la máxima autoridad o su delegado Copia",
        "Motivo: No se presentó.",
        "5. Acta de entrega-recepción de la identificación de usuarios administradores",
        "usuarios administradores Original, sello de la entidad Motivo: Falta el sello",
        "Revise que lleve el sello antes de venir.",
        "Base legal: Tabla de servicios publicada (LOTAIP, art. 7), servicio 1",
        "No vuelva a traer: ya está en orden Formulario de creación",
    ):
        assert part in text


def test_a_return_sheet_with_nothing_accepted_does_not_speak_of_it() -> None:
    text = words(documents.return_sheet(SHORT_RETURN))

    assert "No vuelva a traer" not in text
    assert "Tiene 1 día laborable, contado desde" in text


@pytest.mark.parametrize("dpi", [150, 203, 300])
@pytest.mark.parametrize("grey", [False, True], ids=["black", "grey"])
def test_the_code_of_a_printed_paper_scans(dpi: int, grey: bool) -> None:
    longest = replace(CASE, qr="VC1/ABCDEFGHIJKLMNOPQRST-26-123456789-7")
    for head in (CASE, longest):
        for pdf in both(head):
            assert qr_codes(pdf, dpi=dpi, grey=grey) == [head.qr]


@pytest.mark.parametrize("qr", ["", "VC1/😀", "VC1/QUITO  26", "X" * 300])
def test_a_code_that_cannot_be_printed_as_it_is_is_not_printed(qr: str) -> None:
    for pdf in both(replace(CASE, qr=qr)):
        assert qr_codes(pdf, dpi=300) == []
        assert CASE.number in words(pdf)


def all_of(text: str, count: int = 3) -> list[bytes]:
    """Return both papers with ``text`` in every field and ``count`` of every line."""
    head = replace(
        CASE, ministry=text, office=text, address=text, hours=text, number=text, qr=text,
        service=text, entity=text, bearer=text, beneficiary=text, by=text, channel=text,
        submission=10**30,
    )  # fmt: skip
    received = tuple(
        ReceivedLine(10**30, text, text, in_order, text) for in_order in (True, False, None)
    )
    returned = (ReturnLine(10**30, text, text, text, text, text),)
    many = CaseReceipt(head, received * count, False, datetime(9999, 12, 31, 23, 59), text, text)
    return [
        documents.case_receipt(many),
        documents.case_receipt(replace(many, lines=(), due=None)),
        documents.return_sheet(
            ReturnSheet(head, returned * count, (text,) * count, date.min, 10**30)
        ),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_paper_and_stays_within_its_margins(text: str) -> None:
    for pdf in all_of(text):
        assert {(round(across), round(along)) for across, along in sizes(pdf)} == {A4_MM}
        assert is_kept_within(pdf, MARGIN_MM)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=[]), max_size=300), st.integers(0, 60))
def test_any_text_breaks_no_paper(text: str, count: int) -> None:
    for pdf in all_of(text, count):
        assert sizes(pdf)


@pytest.mark.parametrize("text", ["palabra " * 2_000, "‱" * 10_000, " " * 9_000 + "fin"])
def test_what_is_cut_shows_it(text: str) -> None:
    line = ReturnLine(1, text, text, text, text, text)
    sheet = replace(SHORT_RETURN, lines=(line,))
    received = replace(SUPPORT, lines=(ReceivedLine(1, text, text, True, text),))

    assert words(documents.return_sheet(sheet)).count("…") == 5
    assert words(documents.case_receipt(received)).count("…") == 3


def test_a_long_text_of_an_office_is_not_cut() -> None:
    text = "Falta la firma de la máxima autoridad en todas las hojas; " * 6
    line = ReturnLine(1, text, text[:200], text, text, text[:250])
    sheet = replace(SHORT_RETURN, lines=(line,))
    received = replace(SUPPORT, lines=(ReceivedLine(1, text, "Rechazado", False, text),))

    assert "…" not in words(documents.return_sheet(sheet))
    assert "…" not in words(documents.case_receipt(received))


def test_a_requirement_stays_on_one_page_under_its_heads() -> None:
    lines = tuple(
        replace(line, number=n, document=f"Papel {n}", legal_base=f"Norma {n}.")
        for n, line in enumerate(LONG_RETURN.lines, start=1)
    )
    pages = page_words(documents.return_sheet(replace(LONG_RETURN, lines=lines)))

    assert len(pages) > 5
    for n in range(1, 61):
        (page,) = (page for page in pages if f"{n}. Papel {n} " in page)
        assert f"Base legal: Norma {n}." in page
    for page in pages:
        assert ("Base legal" in page) == ("Lo que debe traer (60)" in page)
    assert sum("No vuelva a traer" in page for page in pages) > 1


def test_a_long_receipt_repeats_its_heads_and_leaves_nothing_out() -> None:
    lines = tuple(
        replace(line, document=f"Papel {line.number}.", detail=f"Detalle {line.number}.")
        for line in LONG_RECEIPT.lines
    )
    pages = page_words(documents.case_receipt(replace(LONG_RECEIPT, lines=lines)))

    assert len(pages) > 2
    for n in range(1, 61):
        (page,) = (page for page in pages if f"Papel {n}." in page)
        assert f"Detalle {n}." in page
    for page in pages:
        assert ("Papel" in page) == ("Cómo se recibió" in page)
    assert all("Trámite QUITO-26-00012-7" in page for page in pages)

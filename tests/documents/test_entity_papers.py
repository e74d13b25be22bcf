"""The papers of an entity: what they say, and that nothing typed breaks them."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import PdfDocuments
from desktop.ports.entity_papers import ReadinessPaper
from domain.readiness import Readiness, ReadyLine
from tests.documents.entity_samples import (
    CONFIRMED,
    ENTITY,
    FOR_GOOD,
    LACKING,
    LONG,
    NO_CASE,
    READY,
    WAITING,
)
from tests.documents.reading import is_kept_within, page_words, sizes, words
from tests.documents.samples import HOSTILE

MARGIN_MM = 17
A4_MM = (210, 297)
documents = PdfDocuments()


def test_the_readiness_card_tells_what_is_missing_and_what_to_do_on_one_page() -> None:
    (text,) = page_words(documents.readiness(LACKING))
    for part in (
        "Gobierno Autónomo Descentralizado Municipal del Cantón Otavalo",
        "RUC 1060000420001",
        "Trámite QUITO-26-00012-7",
        "Titular María Ñacato Chimborazo (solicitado)",
        "Faltan 4 cosas",
        "Contrato de comodato Vencido, el 30/09/2026 · N.º CC-2023-118",
        "Renueve el contrato con el Ministerio.",
        "Anexo 5 · Oficio de delegación Falta, desde el 03/12/2026 · No nombra al alterno",
        "Por revisar",
        "Lo que está listo (3)",
        "Listo, desde el 02/10/2023 · U.are.U 4500, serie UA-118234, acta AE-2023-77",
        "Horario Lunes a viernes, de 08:00 a 17:00",
    ):
        assert part in text


def test_who_has_everything_may_travel_and_one_thing_is_one() -> None:
    text = words(documents.readiness(READY))
    assert "Todo listo" in text
    assert "falta" not in text.casefold()
    one = replace(READY, lines=(*READY.lines, replace(LACKING.lines[0])), ready=False)
    assert "Falta 1 cosa" in words(documents.readiness(one))
    bare = words(documents.readiness(NO_CASE))
    assert "Todavía no consta a quién se enrola." in bare
    assert "QUITO-26" not in bare


def test_an_absence_says_how_it_stands_and_what_that_means() -> None:
    (text,) = page_words(documents.absence(WAITING))
    for part in (
        "Ausencia temporal",
        "Por confirmar",
        "espera la confirmación del centro",
        "Ausente María Ñacato Chimborazo",
        "Suplente Luis Andrade Ponce",
        "Autoriza hoy María Ñacato Chimborazo",
        "Desde Miércoles 9 de diciembre de 2026",
        "Hasta Viernes 11 de diciembre de 2026, ese día incluido",
    ):
        assert part in text
    assert "Por confirmar" not in words(documents.absence(CONFIRMED))
    gone = words(documents.absence(FOR_GOOD))
    assert "Confirmada el 09/12/2026" in gone
    assert "Autoriza hoy Nadie: la entidad no tiene autorizador activo." in gone
    assert "Suplente" not in gone
    assert "Hasta" not in gone


def test_many_lines_go_over_pages_and_stay_whole() -> None:
    pages = page_words(documents.readiness(LONG))
    assert len(pages) > 2
    assert sum(page.count("Contrato de comodato") for page in pages) == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_paper_and_stays_within_its_margins(text: str) -> None:
    head = replace(
        ENTITY,
        ministry=text,
        office=text,
        address=text,
        hours=text,
        entity=text,
        ruc=text,
        by=text,
    )
    lines = tuple(ReadyLine(text, state, text, date.min, text, text) for state in Readiness)
    made = (
        documents.readiness(
            ReadinessPaper(head, text, (("Titular", text, text),) * 3, lines * 3, ready=False)
        ),
        documents.absence(
            replace(
                WAITING,
                head=head,
                case_number=text,
                absent=text,
                stand_in=text,
                active=text,
                last=date.max,
                changed_on=date.max,
            )
        ),
    )
    for pdf in made:
        assert {(round(across), round(along)) for across, along in sizes(pdf)} == {A4_MM}
        assert is_kept_within(pdf, MARGIN_MM)

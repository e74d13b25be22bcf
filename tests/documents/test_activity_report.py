"""The activity report on paper: what is signed is one page, and it says how it stands."""

import pytest

from desktop.documents import PdfDocuments
from domain.activity import ActivityPaper
from tests.documents.activity_samples import EMPTY, HOSTILE_REPORT, LONG, RETURNED, SEAL, USUAL
from tests.documents.reading import page_words, words

documents = PdfDocuments()


def test_the_first_page_tells_the_month_and_is_what_is_signed() -> None:
    first = page_words(documents.activity_report(USUAL))[0]
    for part in (
        "Informe mensual de actividades",
        "Noviembre de 2026",
        "Especialista Carmen Tituaña Guamán",
        "Enviado Martes 1 de diciembre de 2026, 08:40",
        "Conformidad Sara Moncayo, miércoles 2 de diciembre de 2026, 15:05",
        "291 Atenciones",
        "48 de 51 Respondidos a tiempo",
        "Soporte presencial 238 7 min 23 min",
        "Conformidad de quien coordina: Sara Moncayo Firma Fecha",
    ):
        assert part in first, part
    assert SEAL in first.replace(" ", "")
    assert "PROVISIONAL" not in words(documents.activity_report(USUAL))


@pytest.mark.parametrize("paper", [EMPTY, RETURNED, HOSTILE_REPORT])
def test_it_is_provisional_on_every_page_until_conformity(paper: ActivityPaper) -> None:
    assert all("PROVISIONAL" in page for page in page_words(documents.activity_report(paper)))


def test_what_it_tells_besides_follows() -> None:
    pages = page_words(documents.activity_report(LONG))
    assert "Firma Fecha" in pages[0]
    rest = " ".join(pages[1:])
    for part in ("Temas de soporte", "Reemplazos de colegas", "lecciones", "Capacitación"):
        assert part in rest, part
    assert "Soporte presencial: atenciones del caso 3 120 131" in rest


def test_what_is_not_whole_says_so() -> None:
    text = words(documents.activity_report(RETURNED))
    assert "Falta contar 3 días de este mes" in text
    assert "Observaciones: Agregue el taller de Cayambe" in text
    assert "Ese mes no se registró ninguna atención." in words(documents.activity_report(EMPTY))


def test_training_says_so() -> None:
    made = PdfDocuments(training=True).activity_report(USUAL)
    assert all("PRÁCTICA" in page.upper() for page in page_words(made))

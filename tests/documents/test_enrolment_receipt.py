"""The receipt of an enrolment tells what was captured and excepted, and shows no image."""

import re

import pytest

from desktop.documents import PdfDocuments
from desktop.documents.canvas import TRAINING_WORDS
from desktop.ports.enrolment_paper import EnrolmentReceipt
from domain.form_mark import parse_form_mark
from tests.documents.enrolment_samples import ACTIVE, LONG, WAITING, hostile
from tests.documents.reading import is_kept_within, page_codes, page_words, sizes, words
from tests.documents.samples import HOSTILE

documents = PdfDocuments()


def test_it_says_what_the_person_takes_home() -> None:
    pages = page_words(documents.enrolment_receipt(WAITING))
    assert len(pages) == 1, "the usual one is one sheet"
    for part in (
        "Constancia de enrolamiento",
        "En espera de comprobación",
        "todavía no puede autorizar pagos",
        "María Ñacato Chimborazo, Cédula 1710034065",
        "3 impresiones, calidad 62, 58, 71",
        "Exceptuado: vendado, temporal",
        "Lo autorizó Sara Guerrero Endara",
        "arts. 7 y 26",
        "5 años después",
        "15 días",
        "Firma del funcionario",
        WAITING.case_number,
    ):
        assert part in pages[0]


def test_its_signed_copy_comes_back_to_its_case() -> None:
    codes = page_codes(documents.enrolment_receipt(LONG))
    marks = [parse_form_mark(code) for (code,) in codes]
    assert [str(mark.case) for mark in marks] == [LONG.case_number] * 2
    assert [(mark.form, mark.requirement, mark.page, mark.pages) for mark in marks] == [
        ("CONSTANCIA", 0, 1, 2),
        ("CONSTANCIA", 0, 2, 2),
    ]


@pytest.mark.parametrize("receipt", [WAITING, ACTIVE, LONG])
def test_there_is_no_image_on_it(receipt: EnrolmentReceipt) -> None:
    assert re.search(rb"/Image\b", documents.enrolment_receipt(receipt)) is None


def test_what_is_not_known_leaves_no_empty_line() -> None:
    text = words(documents.enrolment_receipt(ACTIVE))
    assert "Lector" not in text
    assert "Aviso de privacidad" not in text
    assert "Alterno" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_it_not_and_stays_within_its_margins(text: str) -> None:
    made = documents.enrolment_receipt(hostile(text))
    assert sizes(made)
    assert is_kept_within(made, 17)


def test_one_of_training_says_so_on_every_page() -> None:
    pages = page_words(PdfDocuments(training=True).enrolment_receipt(LONG))
    assert len(pages) == 2
    assert all(TRAINING_WORDS in page for page in pages)

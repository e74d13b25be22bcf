"""The forms: what they say, that nothing leaves its place, and that each page comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import combinations

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.catalogue_file import load_catalogue
from desktop.documents import PdfDocuments
from desktop.documents.forms import templates
from desktop.documents.forms.template import Choices, Signatures, Template
from desktop.ports.forms import ANY_CASE, FormKind, FormPaper
from domain.case_number import CaseNumber
from domain.documents import WHOLE_CASE
from domain.form_mark import COVER, FormMark, parse_form_mark
from domain.requirements import RequirementKind
from tests.documents.form_samples import AT, CASE, MINISTRY, OFFICE, USUAL, filled, names_of
from tests.documents.reading import (
    is_kept_within,
    metadata,
    page_codes,
    page_words,
    sizes,
    words,
)
from tests.documents.samples import HOSTILE

MARGIN_MM = 17
documents = PdfDocuments()
ALL = templates()
each_form = pytest.mark.parametrize("key", ALL)


def drawn(key: str, kind: str = "usual", **more: str) -> bytes:
    """Return a form as PDF."""
    return documents.form(filled(ALL[key], kind, **more))


def lines_of(pdf: bytes) -> Iterator[list[tuple[float, float, float, float]]]:
    """Give the lines of text of each page: left, bottom, right, top, in points."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        yield [text.get_rect(index) for index in range(text.count_rects())]
        text.close()
        page.close()
    document.close()


def test_every_form_of_the_catalogue_has_its_template_and_bears_its_code() -> None:
    places = {place: form.about for form in ALL.values() for place in form.about.places}
    services = {service.code: service for service in load_catalogue().services}
    for service in services.values():
        for item in service.requirements:
            if item.form_code:
                assert places[service.code, item.number].code == item.form_code
    for (code, number), about in places.items():
        if number != WHOLE_CASE:
            met = services[code].requirement(number)
            assert met is not None
            assert met.kind is not RequirementKind.COMMITMENT
            assert about.code == met.form_code
        else:
            assert code == ANY_CASE or code in services


def test_a_form_asks_for_no_field_that_its_services_have_not() -> None:
    services = {service.code: service for service in load_catalogue().services}
    for form in ALL.values():
        for code, _ in form.about.places:
            if code != ANY_CASE:
                known = {f"field.{field.key}" for field in services[code].fields}
                asked = {name for name in form.about.names if name.startswith("field.")}
                assert asked <= known, form.about.key


def test_there_is_one_cover_and_it_is_known_as_such() -> None:
    covers = [key for key, form in ALL.items() if form.about.kind is FormKind.COVER]
    assert covers == [COVER]


def test_a_letter_has_the_places_of_its_quipux_number_and_date() -> None:
    letters = [form for form in ALL.values() if form.about.kind is FormKind.LETTER]
    assert len(letters) == 4
    for form in letters:
        assert {"asked.letter-number", "asked.letter-date"} <= set(form.about.names)
        assert "Quipux" in words(drawn(form.about.key))


@each_form
def test_it_is_filled_with_what_is_known_and_every_page_comes_back(key: str) -> None:
    form, pdf = ALL[key], drawn(key)
    pages = page_words(pdf)
    text = " ".join(pages)
    about, paper = form.about, filled(form)

    assert len(pages) == 1
    for name in names_of(form) - {"requirement.number"}:
        assert " ".join(USUAL[name].split()) in text, name
    assert metadata(pdf)["Title"] == f"{about.title} {CASE}"
    assert "____" not in text
    for part in (MINISTRY, OFFICE, about.title, about.code, f"Trámite {CASE}", "Página 1 de 1"):
        assert part in text
    mark = FormMark(CaseNumber("QUITO", 26, 12), paper.requirement, key, about.version)
    [codes] = page_codes(pdf)
    assert [parse_form_mark(code) for code in codes] == [mark]


@each_form
@pytest.mark.parametrize("kind", ["shortest", "longest"])
def test_nothing_leaves_its_place(key: str, kind: str) -> None:
    pdf = drawn(key, kind)

    assert len(sizes(pdf)) <= 3
    assert is_kept_within(pdf, MARGIN_MM)
    for lines in lines_of(pdf):
        for one, other in combinations(lines, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            along = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 0.5 or along <= 0.5, (one, other)
    assert pdf == drawn(key, kind)


@each_form
def test_nobody_signs_an_empty_page(key: str) -> None:
    if not any(isinstance(block, Signatures) for block in ALL[key].body):
        return
    for page in page_words(drawn(key, "longest")):
        before, signed, _ = page.partition("Firma ")
        said_before = before.split(CASE, 1)[1].split("Página")[-1].split()[3:]
        assert not signed or said_before, page


def test_what_was_typed_is_not_cut() -> None:
    text = "Presupuesto, deuda y anticipos de todas las entidades de la provincia; " * 8
    assert text[:560].rstrip() in words(drawn("OFINFO", **{"field.request": text[:560]}))
    assert "…" not in words(drawn("OFINFO", **{"field.request": text}))
    half = "Director nacional de administración financiera; " * 12
    assert "…" not in words(drawn("ANEXO4", **{"asked.system": half[:600]}))
    assert "Maternidad" in words(drawn("ANEXO7T", **{"asked.reason": "Maternidad"}))


def test_a_long_form_tells_each_page_of_how_many() -> None:
    pdf = drawn("ACCESOSOL", "longest")
    marks = [parse_form_mark(code) for (code,) in page_codes(pdf)]
    assert [(mark.page, mark.pages) for mark in marks] == [(1, 3), (2, 3), (3, 3)]


def test_what_the_case_says_is_ticked_and_nothing_else() -> None:
    options = [b for b in ALL["ADMINISTRADOR"].body if isinstance(b, Choices)]
    assert [block.value for block in options] == ["{field.administrator-kind}", ""]
    one = drawn("ADMINISTRADOR", **{"field.administrator-kind": "Financiero"})
    other = drawn("ADMINISTRADOR", **{"field.administrator-kind": "Informático"})
    assert words(one) == words(other)
    assert one != other


def test_a_number_that_is_none_gets_no_code_and_the_form_all_the_same() -> None:
    paper = replace(filled(ALL["RESETEO"]), case="QUITO-26-00012-7")
    assert page_codes(documents.form(paper)) == [[]]


def all_of(form: Template, text: str) -> FormPaper:
    """Return a form with ``text`` as every value."""
    values = dict.fromkeys(names_of(form), text)
    return FormPaper(form.about.key, text, text, text, 1, AT, values)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("key", ["ANEXO7P", "CARATULA", "ACTAIDENT"])
def test_hostile_text_breaks_no_form_and_stays_within_its_margins(key: str, text: str) -> None:
    assert is_kept_within(documents.form(all_of(ALL[key], text)), MARGIN_MM)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(ALL)), st.text(st.characters(exclude_categories=[]), max_size=300))
def test_any_text_breaks_no_form(key: str, text: str) -> None:
    assert sizes(documents.form(all_of(ALL[key], text)))


def test_a_form_of_the_last_year_is_made() -> None:
    paper = replace(filled(ALL["RESETEO"]), made_at=datetime(9999, 12, 31, 23, 59))
    assert "31/12/9999" in words(documents.form(paper))

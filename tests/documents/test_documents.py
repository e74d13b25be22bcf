"""The PDFs hold what they must, are read by a scanner, and bear whatever is put into them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.documents import PdfDocuments
from desktop.documents.lettering import SEMIBOLD, elided, plain, width, wrapped
from desktop.ports import ChecklistSheet, RecoverySheet
from domain.catalogue import Service
from domain.requirements import Requirement
from domain.ticket_qr import parse_ticket_qr
from tests.documents.reading import metadata, page_words, qr_codes, sizes, words
from tests.documents.samples import (
    AT,
    HOSTILE,
    MINISTRY,
    OFFICE,
    RECOVERY,
    SLIP,
    a_checklist,
    papers,
)

documents = PdfDocuments()


def test_the_slip_says_what_one_needs_and_nothing_personal() -> None:
    text = words(documents.ticket_slip(SLIP))

    for part in (MINISTRY, OFFICE, "A-007", "04/12/2026", "08:40", "Soporte presencial"):
        assert part in text
    assert "Antes que usted: 3 personas" in text
    assert "prioritaria" not in text
    assert "Ana" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ahead": 0}, "Usted es el siguiente turno"),
        ({"ahead": 1}, "Antes que usted: 1 persona"),
        ({"priority": True}, "Atención prioritaria"),
        ({"person": "Ana Peña"}, "Ana Peña"),
        ({"services": tuple(f"Servicio {n}" for n in range(9))}, "y 3 más"),
    ],
)
def test_the_slip_tells_its_case(change: dict[str, object], said: str) -> None:
    assert said in words(documents.ticket_slip(replace(SLIP, **change)))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["A-001", "P-999", "ABC-12345"])
def test_a_thermal_print_of_the_slip_scans_to_its_turno(code: str) -> None:
    slip = replace(SLIP, code=code, office="W" * 80, priority=True)
    (content,) = qr_codes(documents.ticket_slip(slip))
    mark = parse_ticket_qr(content)

    assert (mark.code, mark.day) == (code, SLIP.day)
    assert mark.is_of("QUITO")


def test_the_slip_is_80_mm_wide_and_as_long_as_it_needs() -> None:
    ((across, short),) = sizes(documents.ticket_slip(SLIP))
    ((_, long),) = sizes(documents.ticket_slip(replace(SLIP, services=("a", "b", "c"))))

    assert across == pytest.approx(80, abs=0.1)
    assert 100 < short < long < 200


def test_the_checklist_says_all_of_each_requirement() -> None:
    text = words(documents.checklist(a_checklist(1, 2)))

    for part in (
        "Qué debe traer",
        "Creación de usuarios administradores",
        "F.SI.AS.02",
        "Original, firma reconocida ante notario, sello institucional",
        "Solo si reemplaza al administrador",
        "LOETA, art. 23",
        "2 días laborables desde que la documentación está completa",
        "Gratuito",
        "Av. Amazonas entre Pereira",
        "Lunes a viernes, de 08:00 a 17:00",
        "Catálogo de servicios, versión 1",
        "Página 2 de 2",
    ):
        assert part in text


def test_the_checklist_of_every_service_is_made() -> None:
    text = words(documents.checklist(a_checklist(*range(1, 11))))

    assert "No necesita traer documentos." in text
    assert "En el oficio indique: Nombre completo" in text
    assert "Compromiso de la entidad" in text
    assert "Requisito previo: original" in text


def test_a_legal_base_is_named() -> None:
    sheet = a_checklist(2)
    service = sheet.services[0]
    cited = replace(service.requirements[0], legal_base="Código, art. 5")
    sheet = replace(sheet, services=(replace(service, requirements=(cited,)),))

    assert "Base legal: Código, art. 5" in words(documents.checklist(sheet))


def test_the_recovery_sheet_shows_the_code_twice() -> None:
    pdf = documents.recovery_sheet(RECOVERY)
    text = words(pdf)

    for group in RECOVERY.groups:
        assert group in text
    assert OFFICE in text
    assert "04/12/2026" in text
    assert qr_codes(pdf, dpi=150) == ["-".join(RECOVERY.groups)]
    assert len(sizes(pdf)) == 1


def all_of(text: str) -> list[bytes]:
    """Return every document with ``text`` in every field."""
    service = a_checklist(1).services[0]
    paper = Requirement(
        1, text, text, form_code=text, condition=text, note=text, legal_base=text, warning=text
    )
    filled: Service = replace(
        service,
        name=text,
        description=text,
        requirements=(paper,) * 3,
        contact=text + "@",
        beneficiaries=(text,),
        how_to=(text,) * 3,
        requested_data=(text,),
        form_link=text,
        note=text,
    )
    return [
        documents.ticket_slip(
            replace(SLIP, ministry=text, office=text, office_code=text, code=text,
                    services=(text,) * 9, person=text, ahead=10**30)
        ),
        documents.checklist(ChecklistSheet(text, text, text, text, (filled,), AT, 1)),
        documents.recovery_sheet(RecoverySheet(text, text, (text,) * 40, AT)),
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_document(text: str) -> None:
    for pdf in all_of(text):
        assert sizes(pdf)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=[]), max_size=80))
def test_any_text_breaks_no_document(text: str) -> None:
    for pdf in all_of(text):
        assert sizes(pdf)


def test_a_request_without_anything_breaks_no_document() -> None:
    nothing = ChecklistSheet("", "", "", "", (), AT, 1)

    assert sizes(documents.checklist(nothing))
    assert sizes(documents.recovery_sheet(RecoverySheet("", "", (), AT)))
    assert sizes(documents.ticket_slip(replace(SLIP, services=())))


def test_markup_is_printed_and_not_obeyed() -> None:
    text = words(documents.recovery_sheet(replace(RECOVERY, office="<b>Quito</b> & <i>Cía</i>")))

    assert "<b>Quito</b> & <i>Cía</i>" in text


@pytest.mark.parametrize("make", papers().values(), ids=papers())
def test_a_document_carries_its_fonts_title_and_language(make: Callable[[], bytes]) -> None:
    pdf = make()
    known = metadata(pdf)

    assert known["Title"]
    assert known["Author"] == MINISTRY
    assert known["Creator"] == "Ventanilla"
    assert b"/Lang (es-EC)" in pdf
    assert pdf.count(b"/FontFile2 ") == pdf.count(b"/Type /FontDescriptor") > 0
    assert pdf.count(b"/Subtype /TrueType") == pdf.count(b"/Type /Font\n") + pdf.count(
        b"/Type /Font "
    )
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize("make", papers().values(), ids=papers())
def test_the_same_request_gives_the_same_bytes(make: Callable[[], bytes]) -> None:
    assert make() == make()


@pytest.mark.parametrize("make", papers().values(), ids=papers())
def test_every_page_of_a_sheet_tells_its_number(make: Callable[[], bytes]) -> None:
    pdf = make()
    pages = page_words(pdf)
    if sizes(pdf)[0][0] > 200:
        for number, page in enumerate(pages, start=1):
            assert f"Página {number} de {len(pages)}" in page


def test_text_is_made_fit_for_the_font() -> None:
    assert plain(" Ñandú\t\n😀😀 \u202eok\x00") == "Ñandú · ok·"
    assert plain("abcdef", 4) == "abc…"
    assert plain(" " * 100 + "abc", 4) == "…"
    assert plain("abc" + " " * 100, 4) == "abc"
    assert elided("abc", SEMIBOLD, 10, 100) == "abc"
    cut = elided("W" * 100, SEMIBOLD, 10, 100)
    assert cut.endswith("W…")
    assert width(cut, SEMIBOLD, 10) <= 100


def test_lines_are_broken_at_spaces_and_words_where_they_must() -> None:
    lines = wrapped("uno dos tres cuatro cinco", SEMIBOLD, 10, 60, 5)
    long = wrapped("W" * 60, SEMIBOLD, 10, 100, 3)

    assert " ".join(lines) == "uno dos tres cuatro cinco"
    assert len(lines) > 1
    assert len(long) == 3
    assert all(width(line, SEMIBOLD, 10) <= 100 for line in [*lines, *long])
    assert wrapped("", SEMIBOLD, 10, 60, 2) == []


@pytest.mark.parametrize("name", papers())
def test_every_page_of_training_says_so_and_none_of_an_office(name: str) -> None:
    for page in page_words(papers(training=True)[name]()):
        assert "PRÁCTICA · nada de esto es real" in page
        assert page.count("PRÁCTICA") == 2
    assert "PRÁCTICA" not in words(papers()[name]())

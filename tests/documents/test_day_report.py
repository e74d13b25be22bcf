"""The report of a day on paper and as a table: what it says, what it stands, how it is held."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.documents import PdfDocuments
from domain.day_report import Act, DayReport, HalfHour
from domain.head_code import hash_groups, parse_head
from tests.documents.day_samples import (
    CLOSED,
    DAY,
    EMPTY,
    FULL,
    HEAD,
    LATER,
    MORNING,
    PROVISIONAL,
    USUAL,
    hostile,
)
from tests.documents.reading import is_kept_within, page_words, qr_codes, sizes, words
from tests.documents.samples import HOSTILE, MINISTRY, OFFICE

MARGIN_MM = 17
documents = PdfDocuments()


def table(report: DayReport) -> list[list[str]]:
    """Return the rows of the report as a spreadsheet reads them."""
    text = documents.day_table(report).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_first_page_tells_the_day_and_is_what_is_signed() -> None:
    first = page_words(documents.day_report(USUAL))[0]
    for part in (
        MINISTRY,
        OFFICE,
        "Informe de la jornada",
        "Viernes 4 de diciembre de 2026",
        "Cerrada viernes 4 de diciembre de 2026, 17:15",
        "Por Sara Moncayo",
        "Motivo Fin de la jornada",
        "48 Turnos emitidos",
        "7,5 min Espera habitual 95 de cada 100: hasta 21 min",
        "9 min Atención habitual 95 de cada 100: hasta 18,5 min",
        "4 No se presentaron 1 volvió",
        "9 En trámite o resueltos",
        "5 de 6 Respondidos a tiempo",
        "Llegaron",
        "Operación 1284",
        " ".join(hash_groups(HEAD)),
        'ventanilla audit verify --report "1284 6299 7906 … W"',
        "Supervisor: Sara Moncayo Firma Fecha",
    ):
        assert part in first
    assert "PROVISIONAL" not in first


def test_its_code_is_read_and_names_the_head() -> None:
    (code,) = qr_codes(documents.day_report(USUAL), dpi=300, grey=True)
    assert parse_head(code) == HEAD


def test_an_open_day_says_so_on_every_page_and_has_nothing_to_hold_it_to() -> None:
    pages = page_words(documents.day_report(PROVISIONAL))
    assert all("PROVISIONAL" in page for page in pages)
    assert "estas cifras pueden cambiar" in pages[0]
    assert "Huella" not in " ".join(pages)
    assert [row[0] for row in table(PROVISIONAL) if row[:1] == ["PROVISIONAL"]] == ["PROVISIONAL"]
    assert not any(row[:1] == ["Huella del registro"] for row in table(PROVISIONAL))


def test_the_lists_tell_each_turno_decision_and_case() -> None:
    text = words(documents.day_report(USUAL))
    for part in (
        "A-004 Pedido de información… 08:03 08:07 4 4 min 2 6,5 min 08:07 Atendido",
        "P-005 prior. Soporte presencial",
        "Turnos con motivo anotado (2)",
        "08:00 Ana Villacís A-021 a la ventanilla 1 Viene de lejos",
        "08:00 Sara Moncayo Reasignó A-014 a la ventanilla 2 Falta otro servicio",
        "Trámites devueltos (1)",
        "Acta de entrega-recepción de la identificación de usuarios administradores: falta el sello",
        "Respondidos fuera de plazo (1)",
        "Trámites abiertos en el día (12)",
        "Trámites que siguen abiertos (25)",
        "QUITO-26-00021-7",
    ):
        assert part in text


def test_an_empty_day_says_what_is_not_there() -> None:
    pages = page_words(documents.day_report(EMPTY))
    text = " ".join(pages)
    for part in ("Ese día no hubo turnos.", "Ninguno: todos en su orden.", "Ninguna.", "Ninguno."):
        assert part in text
    assert "Por media hora" not in text
    assert "Respondidos fuera de plazo" not in text


def test_a_report_made_later_does_not_tell_the_cases_of_another_day() -> None:
    assert "siguen abiertos" not in words(documents.day_report(LATER))
    assert not any(row[:1] == ["Trámites que siguen abiertos"] for row in table(LATER))


def test_six_hundred_turnos_over_many_pages() -> None:
    pdf = documents.day_report(FULL)
    pages = page_words(pdf)
    with_turnos = [page for page in pages if "1.er llamado" in page]
    assert len(with_turnos) > 12
    assert all("Turno Servicio Llegó 1.er llamado Orden" in page for page in with_turnos)
    text = " ".join(pages)
    assert all(ticket.code in text for ticket in FULL.tickets)
    assert "Trámites que siguen abiertos (427)" in text
    assert "… y 27 más" in text
    assert {(round(width), round(height)) for width, height in sizes(pdf)} == {(210, 297)}
    assert is_kept_within(pdf, MARGIN_MM)
    assert ["… y 27 más"] in table(FULL)


@pytest.mark.parametrize("slots", [1, 2, 8, 48])
def test_a_chart_of_any_length(slots: int) -> None:
    some = tuple(HalfHour(n, (n * 7) % 90, n % 3) for n in range(slots))
    report = replace(EMPTY, half_hours=(replace(some[0], arrivals=1), *some[1:]))
    assert is_kept_within(documents.day_report(report), MARGIN_MM)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_neither(text: str) -> None:
    report = hostile(text)
    pdf = documents.day_report(report)
    assert "Operación 1284" in words(pdf)
    assert is_kept_within(pdf, MARGIN_MM)
    assert len(table(report)) == len(table(hostile("x")))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), max_size=300))
def test_any_text_breaks_neither(text: str) -> None:
    report = hostile(text)
    assert documents.day_report(report).startswith(b"%PDF")
    assert len(table(report)) == len(table(hostile("x")))


def test_the_table_is_as_a_spreadsheet_here_expects_it() -> None:
    data = documents.day_table(USUAL)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    rows = table(USUAL)
    assert rows[0] == ["Informe de la jornada", "04/12/2026"]
    assert ["Cerrada", "04/12/2026 17:15"] in rows
    assert ["Espera habitual (min)", "7,5"] in rows
    assert ["Huella del registro", f"1284 {' '.join(hash_groups(HEAD))} W"] in rows
    begin = rows.index(["Turnos"])
    assert rows[begin + 1][:3] == ["Día", "Turno", "Prioritario"]
    assert rows[begin + 5] == [
        "04/12/2026", "A-004", "No", "Pedido de información, Enrolamiento, Soporte presencial",
        "08:03", "08:07", "4", "4", "2", "6,5", "08:07", "Atendido", "",
    ]  # fmt: skip
    turnos = rows[begin + 2 : begin + 2 + len(USUAL.tickets)]
    assert {len(row) for row in turnos} == {13}
    assert rows[begin + 2 + len(USUAL.tickets)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        '=HYPERLINK("http://ejemplo";"Vea")',
        "+593",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=cmd|' /C calc'!A0",
        "  =1",
        "\u200b=1+1",
        "＝1+1",
        "\x00=1",
    ],
)
def test_nothing_typed_is_worked_out_by_a_spreadsheet(typed: str) -> None:
    rows = table(replace(EMPTY, acts=(Act(MORNING, typed, typed, f"Normal {typed}"),)))
    (row,) = [row for row in rows if row[:1] == ["08:00"]]
    for cell in row[1:3]:
        assert cell.startswith("'")
        assert cell[1] in "=+-@＝"
    assert row[3].startswith("Normal ")


@given(st.text(max_size=50))
def test_no_cell_begins_as_a_formula(typed: str) -> None:
    act = Act(MORNING, typed, typed, typed)
    for row in table(replace(EMPTY, acts=(act,), closed=replace(CLOSED, reason=typed))):
        assert not any(cell[:1] in set("=+-@＝＋－＠\t\r\n") for cell in row if cell)


def test_training_marks_both() -> None:
    marked = PdfDocuments(training=True)
    assert all("PRÁCTICA" in page for page in page_words(marked.day_report(USUAL)))
    assert "PRÁCTICA · nada de esto es real" in marked.day_table(USUAL).decode("utf-8-sig")


def test_the_same_day_gives_the_same_bytes() -> None:
    later = replace(USUAL, made_at=datetime(2026, 12, 4, 18, 0))
    for make in (documents.day_report, documents.day_table):
        assert make(USUAL) == make(replace(USUAL, day=DAY))
        assert make(USUAL) != make(later)

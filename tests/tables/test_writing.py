"""Every kind of file holds what was given: numbers as numbers, dates as dates, text as text."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.parsers import expat

import pypdfium2
import pytest
import python_calamine

from desktop.documents.spreadsheets import SheetWriter, counted
from desktop.ports.tables import (
    PDF_ROWS,
    OutColumn,
    OutTable,
    Row,
    TableFormat,
    TableStopped,
    TableTooLong,
)
from desktop.printing.files import DocumentFolders
from desktop.usecases.slip_words import TRAINING
from desktop.usecases.table_files import TableFiles, save_tables
from domain.errors import PrintFailed
from tests.tables.reading import cells, write

COLUMNS = (
    OutColumn("Servicio", 30, wrap=True),
    OutColumn("Casos"),
    OutColumn("Espera (min)", decimals=1),
    OutColumn("Satisfacción", percent=True),
    OutColumn("Día"),
    OutColumn("Momento", 18),
)
ODD = '=HYPERLINK("http://x";"1")'
ROWS: tuple[Row, ...] = (
    ("Enrolamiento", 1045, 12.5, 70, date(2026, 10, 31), datetime(2026, 10, 31, 17, 4)),
    (ODD, 0, 0.0, None, None, None),
    ("+593 2 123", -3, -1234.56, 100, date(1999, 12, 31), datetime(2026, 1, 1)),
    ("áéñ 🙂 <b>&amp; 'x'\nsegunda   línea ", 10**14, 1e-9, 0, None, None),
)
TABLE = OutTable(
    "Cifras",
    COLUMNS,
    ROWS,
    head=(("Servicios atendidos",), ("Período", date(2026, 10, 1), date(2026, 10, 31))),
    foot=(("Responsable", "Ana Pérez"),),
)
SHEETS = (TableFormat.XLSX, TableFormat.ODS)


@pytest.fixture(scope="module", params=SHEETS, ids=str)
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sheet") / f"cifras.{request.param.value}", TABLE)


def test_numbers_dates_and_texts_stay_what_they_are(sheet: Path) -> None:
    found = cells(sheet)
    assert found[0][0] == "Servicios atendidos"
    assert found[1][:3] == ["Período", date(2026, 10, 1), date(2026, 10, 31)]
    assert found[3] == [column.title for column in COLUMNS]
    first = found[4]
    assert first[:3] == ["Enrolamiento", 1045, 12.5]
    assert first[3] == pytest.approx(0.7)
    assert first[4:] == [date(2026, 10, 31), datetime(2026, 10, 31, 17, 4)]
    assert found[5] == [ODD, 0, 0, "", "", ""]
    assert found[6][:3] == ["+593 2 123", -3, -1234.56]
    assert found[7][0].split("\n") == ["áéñ 🙂 <b>&amp; 'x'", "segunda   línea "]
    assert found[7][1] == 10**14
    assert found[9][:2] == ["Responsable", "Ana Pérez"]


def test_no_text_becomes_a_formula_or_a_link(sheet: Path) -> None:
    with zipfile.ZipFile(sheet) as archive:
        name = "content.xml" if sheet.suffix == ".ods" else "xl/worksheets/sheet1.xml"
        text = archive.read(name).decode()
        assert all(
            "<f>" not in archive.read(one).decode("utf-8", "replace") for one in archive.namelist()
        )
    assert "table:formula" not in text
    assert "<hyperlink" not in text


def test_csv_is_as_a_spreadsheet_of_ecuador_reads_it(tmp_path: Path) -> None:
    raw = write(tmp_path / "cifras.csv", TABLE, TABLE).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[4] == ["Enrolamiento", "1045", "12,5", "70%", "31/10/2026", "31/10/2026 17:04"]
    assert rows[5][0] == f"'{ODD}"
    assert rows[6][:3] == ["'+593 2 123", "-3", "-1234,6"]
    assert rows[7][0] == "áéñ 🙂 <b>&amp; 'x' segunda línea"
    assert rows.count(["Servicios atendidos"]) == 2, "one table below the other"


def test_pdf_repeats_its_headings_and_numbers_its_pages(tmp_path: Path) -> None:
    rows = [(f"Servicio {n}", n, 1.5, 50, None, None) for n in range(150)]
    path = write(tmp_path / "c.pdf", OutTable("Cifras", COLUMNS, rows, TABLE.head, stamp="AVISO"))
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) > 2
    assert all("Satisfacción" in page for page in pages)
    assert f"Página 2 de {len(pages)}" in pages[1]
    assert "AVISO" in pages[0]
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)


def test_a_cell_longer_than_a_page_goes_on(tmp_path: Path) -> None:
    rows = [("palabra " * 3_000, 1, None, None, None, None)]
    path = write(tmp_path / "c.pdf", OutTable("Cifras", COLUMNS, rows, a3=True))
    assert len(pypdfium2.PdfDocument(path)) >= 1


@pytest.mark.parametrize("form", TableFormat, ids=str)
def test_hostile_text_makes_no_file_unreadable(form: TableFormat, tmp_path: Path) -> None:
    odd = "a\0b\ud800c\x1b\ufffe\u202ed_x0041_" + "🙂" * 20_000
    hostile = OutTable(odd, (OutColumn(odd), OutColumn("n")), ((odd, 10**18), (odd, float("nan"))))
    path = write(tmp_path / f"x.{form.value}", hostile, hostile)
    if form in SHEETS:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    expat.ParserCreate().Parse(archive.read(name), True)
        found = cells(path, 1)
        assert found[1][0].startswith("a b c")
        assert "_x0041_" in found[1][0]
        assert found[1][1] == str(10**18), "as text: a sheet would round it"
        names = python_calamine.CalamineWorkbook.from_path(path).sheet_names
        assert len(set(names)) == 2
        assert all(len(name) <= 31 for name in names)


def test_training_is_said_in_every_kind() -> None:
    for form in TableFormat:
        buffer = io.BytesIO()
        SheetWriter(training=True).write(buffer, form, [TABLE])
        data = buffer.getvalue()
        assert data
        if form is TableFormat.CSV:
            assert TRAINING in data.decode("utf-8-sig")


@pytest.mark.parametrize("form", TableFormat, ids=str)
def test_a_stopped_file_leaves_nothing(form: TableFormat, tmp_path: Path) -> None:
    told: list[int] = []

    def progress(rows: int) -> None:
        told.append(rows)
        if rows >= 1_000:
            raise TableStopped()

    def rows() -> Iterator[Row]:
        for number in range(4_000):
            yield f"fila {number}", number

    table = OutTable("Filas", (OutColumn("Qué"), OutColumn("N")), rows())
    out = TableFiles(SheetWriter(), DocumentFolders(tmp_path, lambda: tmp_path, repr))
    with pytest.raises(TableStopped):
        save_tables(out, "filas", form, [table], progress)
    assert told == [500, 1_000]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", TableFormat, ids=str)
def test_a_saved_file_is_never_over_another(form: TableFormat, tmp_path: Path) -> None:
    out = TableFiles(SheetWriter(), DocumentFolders(tmp_path, lambda: tmp_path, repr))
    first = save_tables(out, "cifras", form, [TABLE])
    second = save_tables(out, "cifras", form, [TABLE])
    assert (first.name, second.name) == (f"cifras.{form.value}", f"cifras (2).{form.value}")
    assert first.stat().st_size > 0


def test_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = OutTable("x", (OutColumn("n"),), ((n,) for n in range(PDF_ROWS + 1)))
    with pytest.raises(TableTooLong, match=r"5\.000"):
        SheetWriter().write(io.BytesIO(), TableFormat.PDF, [table])
    for form in SHEETS:
        kind = "xlsx" if form is TableFormat.XLSX else "ods"
        monkeypatch.setattr(f"desktop.documents.spreadsheets.{kind}.MOST_ROWS", 10)
        table = OutTable("x", (OutColumn("n"),), ((n,) for n in range(20)))
        with pytest.raises(TableTooLong):
            SheetWriter().write(io.BytesIO(), form, [table])
    assert counted.MOST_ROWS == 1_048_576


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    file = tmp_path / "no es una carpeta"
    file.write_bytes(b"")
    out = TableFiles(SheetWriter(), DocumentFolders(tmp_path, lambda: file, repr))
    with pytest.raises(PrintFailed):
        save_tables(out, "cifras", TableFormat.CSV, [TABLE])


def test_a_row_of_an_ods_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    """Its own height would be the screen's: on paper the text would run into the next row."""
    columns = [OutColumn("Qué", 10), OutColumn("Requisitos", 20, wrap=True)]
    rows = [("corto", "uno"), ("largo", "palabras " * 40), ("sin fin", "palabras " * 4000)]
    path = write(tmp_path / "alto.ods", OutTable("Filas", columns, rows))
    content = zipfile.ZipFile(path).read("content.xml").decode()
    used = re.findall(r'<table:table-row table:style-name="(row[-0-9]*)"', content)
    assert used[:2] == ["row", "row"]
    assert int(used[2].partition("-")[2]) >= 360 // 20
    assert used[3] == "row-50"
    assert all(f'style:name="{name}"' in content for name in used)


def test_libreoffice_reads_what_was_written(tmp_path: Path) -> None:
    """One run for all files: what LibreOffice reads of XLSX and ODS is the same, and what was given."""
    program = shutil.which("soffice")
    assert program, "apt-get install libreoffice-calc-nogui (requirements/debian-dev.txt)"
    paths = [write(tmp_path / f"{name}.{name}", TABLE) for name in ("xlsx", "ods")]
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path / 'perfil'}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033",
            "--outdir",
            str(tmp_path / "leido"),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    found = [(tmp_path / "leido" / f"{path.stem}.csv").read_text("utf-8") for path in paths]
    assert found[0] == found[1]
    rows = list(csv.reader(io.StringIO(found[0], newline=""), delimiter=";"))
    assert rows[4] == ["Enrolamiento", "1,045", "12.5", "70%", "31/10/2026", "31/10/2026 17:04"]
    assert rows[5][:2] == [ODD, "0"]
    assert rows[7][0].split("\n") == ["áéñ 🙂 <b>&amp; 'x'", "segunda   línea "]

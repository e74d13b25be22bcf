"""Old tables read in a process of their own: every kind, and whatever else somebody brings."""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.scanning import UnreadableFile
from desktop.ports.tables import OutColumn, OutTable, TableFormat
from desktop.scanning.faults import (
    DamagedTable,
    EmptyTable,
    LockedTable,
    NotATable,
    TableTooHeavy,
)
from desktop.scanning.old_tables import MOST_COLUMNS, MOST_ROWS, read_table
from desktop.scanning.process import Limits, ProcessReader
from domain.documents import LARGEST_FILE
from tests.scanning.test_processes import _READY

COLUMNS = tuple(OutColumn(title, percent=title == "Share") for title in ("A", "B", "Share"))


def made(form: TableFormat, *rows: tuple[Any, ...]) -> bytes:
    out = io.BytesIO()
    SheetWriter().write(out, form, [OutTable("Hoja", COLUMNS, rows)])
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def rows_of(data: bytes) -> list[list[Any]]:
    [[_name, rows]] = json.loads(read_table(data))
    return list(rows)


@pytest.fixture(scope="module")
def reader() -> Iterator[ProcessReader]:
    """One reader for all: its process is begun here, and lives until the last test."""
    one = ProcessReader()
    one.table(b"a;b")
    yield one
    one.close()


@pytest.mark.parametrize("form", [TableFormat.XLSX, TableFormat.ODS, TableFormat.CSV], ids=str)
def test_every_kind_is_read(reader: ProcessReader, form: TableFormat) -> None:
    [sheet] = reader.table(made(form, ("Niñez «á»", 1045, 70), (None, 10.832, None)))
    assert sheet.rows[1][0] == "Niñez «á»"
    if form is TableFormat.CSV:
        assert sheet.rows[1][1:] == ["1045", "70%"]
    else:
        assert sheet.rows[1][1:] == [1045, pytest.approx(0.7)]
        assert sheet.rows[2] == [None, pytest.approx(10.832)]
        assert sheet.name == "Hoja"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a\tb\r\n1\t2".encode("utf-16"), [["a", "b"], ["1", "2"]]),
        ("ñ;2\n".encode("cp1252"), [["ñ", "2"]]),
        ("\ufeffñ;2\n".encode(), [["ñ", "2"]]),
        (b'"a;b";c\n;;\n', [["a;b", "c"]]),
        (b"a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        (b"a|b\n", [["a", "b"]]),
        (b'"abierta\n1\t2', [["abierta 1\t2".replace("\t", " ")]]),
        (b"solo", [["solo"]]),
    ],
)
def test_text_is_read_in_whatever_letters(data: bytes, expected: list[list[str]]) -> None:
    assert rows_of(data) == expected


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\n\n;;\n", EmptyTable),
        (b"%PDF-1.7\0\0", NotATable),
        (bytes(range(256)) * 8, NotATable),
        (b"\x81\x01\x02\x03" * 40, NotATable),
        (packed(hola=b"x"), NotATable),
        (b"PK\x03\x04" + bytes(40), DamagedTable),
        (made(TableFormat.XLSX, ("a", 1, 1))[:900], DamagedTable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), DamagedTable),
        (packed(xl__workbook__xml=b"<x/>"), NotATable),
        (
            packed(
                **{
                    "content.xml": b"<x/>",
                    "META-INF__manifest.xml": b"<manifest:encryption-data/>",
                }
            ),
            LockedTable,
        ),
        (packed(**{"xl/workbook.xml": bytes(130 << 20)}), TableTooHeavy),
        (packed(**{"xl/workbook.xml": b"<workbook"}), DamagedTable),
    ],
    ids=(
        "empty",
        "pdf",
        "bytes",
        "noise",
        "other-zip",
        "no-zip",
        "cut",
        "no-xls",
        "no-rows",
        "locked",
        "heavy",
        "half",
    ),
)
def test_what_cannot_be_read_says_why(data: bytes, fault: type[UnreadableFile]) -> None:
    with pytest.raises(fault):
        read_table(data)


def test_so_much_is_looked_at_and_no_more() -> None:
    wide = b";".join(b"x" for _ in range(16_384))
    [row] = rows_of(wide)
    assert len(row) == MOST_COLUMNS
    assert len(rows_of(b"a;b\n" * 10_000)) == MOST_ROWS
    assert len(rows_of((b"y" * 3_000 + b"\n") * 2_900)) < MOST_ROWS
    assert rows_of(b"z" * 5_000) == [["z" * 2_000]]


def test_a_field_without_end_is_text_all_the_same() -> None:
    assert rows_of(b'a;b\n"' + b"x" * (2 << 20))[0] == ["a", "b"]


def test_faults_come_through_the_wire(reader: ProcessReader) -> None:
    for data, fault in (
        (b"", EmptyTable),
        (b"PK\x03\x04", DamagedTable),
        (bytes(LARGEST_FILE + 1), TableTooHeavy),
    ):
        with pytest.raises(fault):
            reader.table(data)


def test_a_sheet_as_large_as_can_be_is_refused_and_the_next_is_read() -> None:
    data = made(TableFormat.XLSX, ("a", 1, 1))
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w") as copy,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", far)
            copy.writestr(name, part)
    own = ProcessReader()
    try:
        with pytest.raises(TableTooHeavy):
            own.table(out.getvalue())
        assert own.table(data)
    finally:
        own.close()


@pytest.mark.parametrize(
    "told", [b"{", b"[1]", b'[["a",1]]', b'[["a",[[{}]]]]', b'[["a",[[true]]]]', b'{"a":1}']
)
def test_garbage_of_the_process_is_no_table(told: bytes) -> None:
    answer = f"say({{'is':'table'}},{told!r})\nsay({{'is':'done','spent':False}})\nsignal.pause()\n"
    reader = ProcessReader((sys.executable, "-S", "-c", _READY + answer), Limits())
    try:
        with pytest.raises(TableTooHeavy):
            reader.table(b"a;b")
    finally:
        reader.close()

"""Old tables of the office, as rows of cells: spreadsheets and text, whatever their name says."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from desktop.scanning.faults import (
    DamagedTable,
    EmptyTable,
    LockedTable,
    NotATable,
    TableTooHeavy,
)

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 12, 3_000, 256
"""So much of a file is looked at: a table of services has some twenty rows and columns."""
LONGEST_CELL = 2_000
LONGEST_TABLE = 4_000_000
"""Characters of all cells together."""
_UNPACKED = 128 << 20
"""Bytes that a packed spreadsheet may come to: more is no table of services."""
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How spreadsheets begin: packed (XLSX, ODS) and compound (XLS)."""
_DELIMITERS = "\t;,|"

Cell = str | float | None


def read_table(data: bytes) -> bytes:
    """Return the sheets of a file as JSON: ``[[name, [[cell, …], …]], …]``.

    Cells are texts, numbers, or nothing; dates are written ``31/12/2026``.

    Raises:
        NotATable, LockedTable, DamagedTable, EmptyTable, TableTooHeavy: it cannot be read.
    """
    sheets = _book(data) if data.startswith(_SHEETS) else [("", _text(data))]
    found = [(name, rows) for name, rows in sheets if rows]
    if not found:
        raise EmptyTable
    return json.dumps(found).encode("ascii")


def _book(data: bytes) -> list[tuple[str, list[list[Cell]]]]:
    import python_calamine as calamine

    if data.startswith(_SHEETS[0]):
        _weigh(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names[:MOST_SHEETS]
        return [(name[:60], _kept(book.get_sheet_by_name(name).iter_rows())) for name in names]
    except calamine.PasswordError:
        raise LockedTable from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).casefold():
            raise LockedTable from None
        raise DamagedTable from None


def _weigh(data: bytes) -> None:
    """Insist on what can be unpacked, and is a spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > _UNPACKED:
                raise TableTooHeavy
            if "META-INF/manifest.xml" in names:
                with suppress(KeyError, RuntimeError, zipfile.BadZipFile):
                    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                        raise LockedTable
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise DamagedTable from None
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise NotATable


def _text(data: bytes) -> list[list[Cell]]:
    text = _decoded(data)
    lines = text.splitlines()[: MOST_ROWS + 50]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(min(line.count(sign), 40) for line in lines))
    csv.field_size_limit(1 << 20)
    try:
        return _kept(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return _kept(line.split(delimiter) for line in lines)


def _decoded(data: bytes) -> str:
    """Return a text file's text, by its mark, else as UTF-8, else as Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    head = data[:4096]
    if b"\0" in head:
        raise NotATable
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if sum(char < 32 and char not in b"\t\r\n\x0c" for char in head) > len(head) // 50:
        raise NotATable
    return text


def _kept(rows: Iterator[Sequence[Any]]) -> list[list[Cell]]:
    """Return as much of the rows as is looked at, without empty ends."""
    found: list[list[Cell]] = []
    room = LONGEST_TABLE
    for row in rows:
        cells = [_cell(value) for value in row[:MOST_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        found.append(cells)
        room -= sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(found) == MOST_ROWS or room < 0:
            break
    while found and not found[-1]:
        found.pop()
    return found


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return "SI" if value else "NO"
        case int() | float():
            return value
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case time() | timedelta() | None:
            return None
        case _:
            text = "".join(c for c in str(value)[:LONGEST_CELL] if not "\ud800" <= c <= "\udfff")
            return " ".join(text.replace("\0", " ").split()) or None

"""The open export as one ZIP: text for machines, spreadsheets for people, and its dictionary."""

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, BinaryIO

from desktop.documents.spreadsheets.cells import FORMULA
from desktop.documents.spreadsheets.counted import MOST_ROWS
from desktop.ports.open_export import OpenArchive, OpenCell, OpenSheet
from desktop.ports.tables import OutColumn, OutTable, TableFormat, TableWriter

_GUARDED = FORMULA | frozenset("'\t\r\n")
_NAME = 31
"""Longest name of a sheet (Excel)."""


class ZipArchives:
    """Makes the archives; implements ``OpenArchives``.

    Args:
        writer: writes the spreadsheets.
    """

    def __init__(self, writer: TableWriter) -> None:
        self._writer = writer

    @contextmanager
    def begun(self, out: BinaryIO) -> Iterator[OpenArchive]:
        """Begin one in an open file. Raises OSError: the disk refuses."""
        # Level 1: rows of a log compress as well at a quarter of the time.
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            yield _ZipArchive(archive, self._writer)


class _ZipArchive:
    def __init__(self, archive: zipfile.ZipFile, writer: TableWriter) -> None:
        self._archive, self._writer = archive, writer

    def table(self, sheet: OpenSheet) -> None:
        with (
            self._archive.open(f"{sheet.file}.csv", "w", force_zip64=True) as raw,
            io.TextIOWrapper(raw, "utf-8", errors="replace", newline="") as text,
        ):
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(sheet.headings)
            writer.writerows(map(_texts, sheet.rows()))

    def spreadsheet(self, sheet: OpenSheet) -> bool:
        if sheet.many >= MOST_ROWS:
            return False
        columns = [OutColumn(heading) for heading in sheet.headings]
        table = OutTable(sheet.file[:_NAME], columns, sheet.rows())
        with tempfile.TemporaryFile() as kept:
            self._writer.write(kept, TableFormat.XLSX, [table])
            kept.seek(0)
            with self._archive.open(f"hojas/{sheet.file}.xlsx", "w", force_zip64=True) as raw:
                shutil.copyfileobj(kept, raw)
        return True

    def file(self, name: str, parts: Iterable[bytes]) -> None:
        with self._archive.open(name, "w", force_zip64=True) as raw:
            for part in parts:
                raw.write(part)


def _texts(row: Sequence[OpenCell]) -> list[object]:
    """Return cells for machines (ISO 8601, decimal dot); numbers and nothing as ``csv`` has them."""
    return [value if (text := _TEXTS[value.__class__]) is None else text(value) for value in row]


def _guarded(value: str) -> str:
    return f"'{value}" if value[:1] in _GUARDED else value


_TEXTS: dict[type, Callable[[Any], str] | None] = {
    type(None): None,
    int: None,
    float: None,
    str: _guarded,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    datetime: datetime.isoformat,
}

"""Reads tables back, as another program does."""

from pathlib import Path
from typing import Any

import python_calamine

from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.tables import OutTable, TableFormat


def write(path: Path, *tables: OutTable) -> Path:
    """Write a file of the kind that its name ends with."""
    with path.open("wb") as out:
        SheetWriter().write(out, TableFormat(path.suffix[1:]), tables)
    return path


def cells(path: Path, sheet: int = 0) -> list[list[Any]]:
    """Return every cell of a sheet."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)

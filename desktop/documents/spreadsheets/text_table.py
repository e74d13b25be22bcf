"""Tables as text (CSV), as a spreadsheet set to Spanish of Ecuador reads it without asking."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

from desktop.documents.spreadsheets.cells import harmless, settled
from desktop.documents.spreadsheets.counted import Counted
from desktop.ports.tables import Cell, OutColumn, OutTable, Row


def write_csv(out: BinaryIO, tables: Sequence[OutTable], count: Counted) -> None:
    """Write tables below each other, an empty line between their parts (docs/decisions/0068)."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    try:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        first = True
        for table in tables:
            if not first:
                writer.writerow(())
            first = False
            writer.writerows(plain_row(row) for row in table.head)
            if table.head:
                writer.writerow(())
            writer.writerow([harmless(column.title) for column in table.columns])
            for row in count.rows(table.rows):
                writer.writerow(_row(row, table.columns))
            if table.foot:
                writer.writerow(())
                writer.writerows(plain_row(row) for row in table.foot)
        text.flush()
    finally:
        text.detach()


def plain_row(row: Row) -> list[str]:
    """Return cells that belong to no column, as text."""
    return [csv_cell(value) for value in row]


def csv_cell(value: Cell, decimals: int = 2) -> str:
    """Return a cell as text: decimal comma, dd/mm/aaaa."""
    match settled(value):
        case None:
            return ""
        case datetime() as at:
            return f"{at:%d/%m/%Y %H:%M}"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case float() as number:
            shown = f"{number:.{decimals}f}"
            return (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace(".", ",")
        case int() as whole:
            return str(whole)
        case str() as text:
            return harmless(text)


def _row(row: Row, columns: Sequence[OutColumn]) -> list[str]:
    return [
        f"{value}%"
        if column.percent and isinstance(value, int)
        else csv_cell(value, column.decimals)
        for value, column in zip(row, columns, strict=True)
    ]

"""Tables as files: XLSX, ODS, CSV and PDF (docs/decisions/0128-tables-as-files.md)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from desktop.documents.spreadsheets.counted import Counted
from desktop.ports.tables import OutTable, Progress, TableFormat
from desktop.usecases.slip_words import TRAINING


def _nobody(_rows: int) -> None:
    """Nobody wants to know how far it is."""


class SheetWriter:
    """Writes tables; keeps no state, so threads may share one. Implements ``TableWriter``.

    Args:
        training: each table says first that it is of training.
    """

    def __init__(self, *, training: bool = False) -> None:
        self._training = training

    def write(
        self,
        out: BinaryIO,
        form: TableFormat,
        tables: Sequence[OutTable],
        progress: Progress = _nobody,
    ) -> None:
        """Write ``tables`` as one file. Raises as ``TableWriter.write``."""
        count = Counted(progress)
        tables = [self._headed(table) for table in tables]
        match form:
            case TableFormat.XLSX:
                from desktop.documents.spreadsheets.xlsx import write_xlsx

                write_xlsx(out, tables, count)
            case TableFormat.ODS:
                from desktop.documents.spreadsheets.ods import write_ods

                write_ods(out, tables, count)
            case TableFormat.CSV:
                from desktop.documents.spreadsheets.text_table import write_csv

                write_csv(out, tables, count)
            case TableFormat.PDF:
                from desktop.documents.spreadsheets.pdf import write_pdf

                write_pdf(out, tables, count, training=self._training)
        count.finished()

    def _headed(self, table: OutTable) -> OutTable:
        """Return a table that says first what must be said of it, in whatever file."""
        said = [TRAINING] if self._training else []
        if table.stamp:
            said.append(table.stamp)
        return replace(
            table, head=(*table.head[:1], *((words,) for words in said), *table.head[1:])
        )

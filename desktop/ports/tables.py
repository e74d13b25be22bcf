"""Tables written as files that people take away: one way for every page that saves one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from domain.errors import KnownError
from domain.labels import Labelled

Cell = str | int | float | bool | date | datetime | None
"""What a cell holds; moments are local and without a zone."""
Row = Sequence[Cell]

Progress = Callable[[int], None]
"""Called with how many rows are written, every so many; raises ``TableStopped`` to stop."""


PDF_ROWS = 5_000
"""So many rows a PDF may have: nobody reads more on paper."""


class TableFormat(Labelled):
    """The kinds of files; the value is the ending of the file's name."""

    XLSX = "xlsx", "Excel (XLSX)"
    ODS = "ods", "LibreOffice (ODS)"
    CSV = "csv", "Texto (CSV)"
    PDF = "pdf", "PDF"


class TableStopped(KnownError):
    """A person stopped the writing of a file."""

    what = "Se detuvo la escritura del archivo."
    kept = "No quedó ningún archivo a medias."


class TableTooLong(KnownError):
    """A file of that kind cannot hold so many rows."""

    def __init__(self, most: int) -> None:
        shown = f"{most:,}".replace(",", ".")
        super().__init__(
            f"La tabla tiene más de {shown} filas, y un archivo de ese tipo no admite más.",
            kept="No se guardó ningún archivo.",
            todo="Guárdela como texto (CSV), o elija un período más corto.",
        )


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a table.

    Attributes:
        title: its heading.
        width: as many characters as are seen.
        percent: its numbers are whole per cents: 70 is written as 70 %.
        decimals: of its numbers that are not whole.
        wrap: long texts go on below instead of being cut.
    """

    title: str
    width: float = 14
    percent: bool = False
    decimals: int = 2
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class OutTable:
    """A table: a sheet of its own, or the next part of a text file.

    Attributes:
        name: of the sheet.
        rows: read once, while they are written; they may be a generator.
        head: rows above the headings: what it is, of whom, which period, what it lacks. The
            first cell of the first row is the title.
        foot: rows below, after an empty one.
        a3: printed on A3 instead of A4; always across.
        stamp: one large word above it, such as PROVISIONAL; none where empty.
    """

    name: str
    columns: Sequence[OutColumn]
    rows: Iterable[Row]
    head: Sequence[Row] = ()
    foot: Sequence[Row] = ()
    a3: bool = False
    stamp: str = ""


class TableWriter(Protocol):
    """Writes tables.

    Numbers stay numbers and dates dates. A text stays a text, whatever it begins with: no
    spreadsheet ever works one out. What no file can hold (control characters, halves of
    characters) is left out. Rows go to the file as they come, so memory does not grow with them;
    but a PDF is laid out whole, and holds ``PDF_ROWS`` at most.
    """

    def write(
        self,
        out: BinaryIO,
        form: TableFormat,
        tables: Sequence[OutTable],
        progress: Progress = ...,
    ) -> None:
        """Write ``tables`` as one file.

        Args:
            out: an open file or buffer, at its beginning; it stays open.
            form: the kind of file.
            tables: at least one.
            progress: told of the rows of all tables together.

        Raises:
            TableTooLong: such a file cannot hold so many rows.
            TableStopped: ``progress`` raised it.
            OSError: the disk refuses.
        """
        ...

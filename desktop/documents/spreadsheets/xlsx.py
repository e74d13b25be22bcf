"""Tables as XLSX, row by row: memory does not grow with the table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from desktop.documents.spreadsheets.cells import beside, clock_free, lines_of, printable, settled
from desktop.documents.spreadsheets.counted import MOST_ROWS, Counted
from desktop.documents.spreadsheets.sheet_names import sheet_names
from desktop.ports.tables import Cell, OutColumn, OutTable

_A3, _A4 = 8, 9
_WIDEST = 255
_LINE, _HIGHEST = 14, 409
"""Height of a line of text, and the greatest of a row (Excel), in points."""


def write_xlsx(out: BinaryIO, tables: Sequence[OutTable], count: Counted) -> None:
    """Write each table as a sheet."""
    from xlsxwriter import Workbook

    # What is not yet in the file lies in a folder of its own, which goes whatever happens.
    with TemporaryDirectory(prefix="ventanilla-") as aside:
        book = Workbook(
            out,
            {
                "constant_memory": True,
                "tmpdir": aside,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "use_zip64": True,
            },
        )
        formats = _Formats(book)
        try:
            for table, name in zip(tables, sheet_names([t.name for t in tables]), strict=True):
                _sheet(book.add_worksheet(name), table, formats, count)
            book.close()
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Formats:
    """How cells look, each made once."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 13, **top})
        self.plain = book.add_format(top)
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EDF5", **top}
        )
        self.wrapped = book.add_format({"text_wrap": True, **top})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", **top})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left", **top})
        self.whole = book.add_format({"num_format": "#,##0", **top})
        self.percent = book.add_format({"num_format": "0%", **top})
        self._book = book
        self._decimals: dict[int, Any] = {}

    def decimal(self, places: int) -> Any:
        """Return the format of numbers with so many decimals."""
        if places not in self._decimals:
            shown = "#,##0." + "0" * places if places else "#,##0"
            self._decimals[places] = self._book.add_format({"num_format": shown, "valign": "top"})
        return self._decimals[places]


def _sheet(sheet: Any, table: OutTable, formats: _Formats, count: Counted) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, min(column.width, _WIDEST))
    head, foot = beside(table.columns, table.head), beside(table.columns, table.foot)
    line = 0
    for row in table.head:
        for place, value in enumerate(row):
            look = formats.title if line == place == 0 else None
            _put(sheet, line, place and place + head - 1, value, _LOOSE, formats, look)
        line += 1
    if table.head:
        line += 1
    headings = line
    titles = [column.title for column in table.columns]
    _heighten(sheet, line, lines_of(titles, [replace(c, wrap=True) for c in table.columns]))
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, printable(column.title), formats.heading)
    line += 1
    wraps = any(column.wrap for column in table.columns)
    room = MOST_ROWS - line - (len(table.foot) + 1 if table.foot else 0)
    for row in count.rows(table.rows, room):
        if wraps:
            _heighten(sheet, line, lines_of(row, table.columns))
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _put(sheet, line, place, value, column, formats)
        line += 1
    line += 1
    for row in table.foot:
        for place, value in enumerate(row):
            _put(sheet, line, place and place + foot - 1, value, _LOOSE, formats)
        line += 1
    sheet.freeze_panes(headings + 1, 0)
    sheet.repeat_rows(headings)
    sheet.set_landscape()
    sheet.set_paper(_A3 if table.a3 else _A4)
    sheet.fit_to_pages(1, 0)


def _heighten(sheet: Any, line: int, lines: int) -> None:
    """Give a row the height of its texts: not every program finds it out by itself."""
    if lines > 1:
        sheet.set_row(line, min(lines * _LINE + 2, _HIGHEST))


_FIRST = datetime.fromisoformat("1899-12-30")
"""Day 0 of a spreadsheet: days are numbers, which is several times quicker than to have them made."""
_DAY = timedelta(days=1)
_LOOSE = OutColumn("")
"""Of cells that belong to no column."""


def _put(
    sheet: Any,
    line: int,
    place: int,
    value: Cell,
    column: OutColumn,
    formats: _Formats,
    look: Any = None,
) -> None:
    match settled(value):
        case None:
            pass
        case str() as text:
            how = look or (formats.wrapped if column.wrap else formats.plain)
            sheet.write_string(line, place, text, how)
        case datetime() as at:
            passed = clock_free(at) - _FIRST
            sheet.write_number(line, place, passed / _DAY, formats.moment)
        case date() as day:
            sheet.write_number(line, place, day.toordinal() - _FIRST.toordinal(), formats.day)
        case number if column.percent:
            sheet.write_number(line, place, number / 100, formats.percent)
        case int() as whole:
            sheet.write_number(line, place, whole, formats.whole)
        case float() as number:
            sheet.write_number(line, place, number, formats.decimal(column.decimals))

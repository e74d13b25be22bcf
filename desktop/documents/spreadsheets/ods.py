"""Tables as ODS (OpenDocument 1.3), row by row: memory does not grow with the table.

Written here and not by a library: those hold the whole document as a tree (odfdo took 22 s for
5,000 rows of ten cells; see docs/decisions/0128-tables-as-files.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from desktop.documents.spreadsheets.cells import beside, clock_free, lines_of, printable, settled
from desktop.documents.spreadsheets.counted import MOST_ROWS, Counted
from desktop.documents.spreadsheets.sheet_names import sheet_names
from desktop.documents.spreadsheets.text_table import csv_cell
from desktop.ports.tables import Cell, OutColumn, OutTable, Row

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f'xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" '
    f'xmlns:text="{_URN}:text:1.0" xmlns:style="{_URN}:style:1.0" '
    f'xmlns:fo="{_URN}:xsl-fo-compatible:1.0" xmlns:number="{_URN}:datastyle:1.0" '
    'office:version="1.3"'
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_CM_OF_CHARACTER = 0.2
_LINE_CM, _MOST_LINES = 0.49, 50
"""Height of a line of text, and the lines of the highest row: more would not go on a page."""
_A4, _A3 = ("29.7cm", "21cm"), ("42cm", "29.7cm")
_DAY = (
    '<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/>'
)
_CLOCK = (
    '<number:text> </number:text><number:hours number:style="long"/>'
    '<number:text>:</number:text><number:minutes number:style="long"/>'
)
_BATCH = 64 * 1024


def write_ods(out: BinaryIO, tables: Sequence[OutTable], count: Counted) -> None:
    """Write each table as a sheet."""
    a3 = any(table.a3 for table in tables)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        # First and not packed, so that the kind of file can be told from its first bytes.
        archive.writestr("mimetype", _MIME, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("styles.xml", _styles(*(_A3 if a3 else _A4)))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            waiting: list[str] = []
            size = 0
            for piece in _content(tables, count):
                waiting.append(piece)
                size += len(piece)
                if size > _BATCH:
                    content.write("".join(waiting).encode("utf-8"))
                    waiting, size = [], 0
            content.write("".join(waiting).encode("utf-8"))


def _styles(width: str, height: str) -> str:
    return (
        f"{_XML}<office:document-styles {_SPACES}><office:automatic-styles>"
        '<style:page-layout style:name="across"><style:page-layout-properties '
        f'fo:page-width="{width}" fo:page-height="{height}" style:print-orientation="landscape" '
        'fo:margin="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Default" style:page-layout-name="across"/>'
        "</office:master-styles></office:document-styles>"
    )


def _content(tables: Sequence[OutTable], count: Counted) -> Iterator[str]:
    yield f"{_XML}<office:document-content {_SPACES}><office:automatic-styles>"
    yield from _looks(tables)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for place, (table, name) in enumerate(
        zip(tables, sheet_names([table.name for table in tables]), strict=True)
    ):
        yield from _table(place, name, table, count)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _looks(tables: Sequence[OutTable]) -> Iterator[str]:
    yield '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>'
    yield (
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
    )
    for lines in range(2, _MOST_LINES + 1):
        yield (
            f'<style:style style:name="row-{lines}" style:family="table-row">'
            f'<style:table-row-properties style:row-height="{lines * _LINE_CM:.2f}cm" '
            'style:use-optimal-row-height="false"/></style:style>'
        )
    yield f'<number:date-style style:name="n-day">{_DAY}</number:date-style>'
    yield f'<number:date-style style:name="n-moment">{_DAY}{_CLOCK}</number:date-style>'
    yield (
        '<number:percentage-style style:name="n-percent"><number:number '
        'number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text>'
        "</number:percentage-style>"
    )
    places = {column.decimals for table in tables for column in table.columns} | {0, 2}
    for decimals in sorted(places):
        yield (
            f'<number:number-style style:name="n-{decimals}"><number:number '
            f'number:decimal-places="{decimals}" number:min-integer-digits="1" '
            'number:grouping="true"/></number:number-style>'
        )
    for name in ("day", "moment", "percent", *(str(decimals) for decimals in sorted(places))):
        yield (
            f'<style:style style:name="c-{name}" style:family="table-cell" '
            f'style:data-style-name="n-{name}"><style:table-cell-properties '
            'style:vertical-align="top"/></style:style>'
        )
    for name, cell, letters in (
        ("text", "", ""),
        ("wrapped", ' fo:wrap-option="wrap"', ""),
        ("title", "", ' fo:font-weight="bold" fo:font-size="13pt"'),
        (
            "heading",
            ' fo:wrap-option="wrap" fo:background-color="#e8edf5"',
            ' fo:font-weight="bold"',
        ),
    ):
        yield (
            f'<style:style style:name="c-{name}" style:family="table-cell">'
            f'<style:table-cell-properties style:vertical-align="top"{cell}/>'
            f"<style:text-properties{letters}/></style:style>"
        )
    for place, table in enumerate(tables):
        for number, column in enumerate(table.columns):
            width = max(column.width, 1) * _CM_OF_CHARACTER
            yield (
                f'<style:style style:name="w-{place}-{number}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
            )


def _table(place: int, name: str, table: OutTable, count: Counted) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(name)} table:style-name="sheet">'
    for number in range(len(table.columns)):
        yield f'<table:table-column table:style-name="w-{place}-{number}"/>'
    for line, row in enumerate(table.head):
        yield _loose(row, "title" if line == 0 else "text", beside(table.columns, table.head))
    if table.head:
        yield _EMPTY
    names = [printable(column.title) for column in table.columns]
    titles = "".join(_text(name, "heading") for name in names)
    begun = _begun(lines_of(names, [replace(column, wrap=True) for column in table.columns]))
    yield f"<table:table-header-rows>{begun}{titles}</table:table-row>"
    yield "</table:table-header-rows>"
    wraps = any(column.wrap for column in table.columns)
    room = MOST_ROWS - len(table.head) - len(table.foot) - 3
    for row in count.rows(table.rows, room):
        cells = (_cell(value, column) for value, column in zip(row, table.columns, strict=True))
        begun = _begun(lines_of(row, table.columns)) if wraps else _ROW
        yield f"{begun}{''.join(cells)}</table:table-row>"
    if table.foot:
        yield _EMPTY
    for row in table.foot:
        yield _loose(row, "text", beside(table.columns, table.foot))
    yield "</table:table>"


_ROW = '<table:table-row table:style-name="row">'
_EMPTY = "<table:table-row><table:table-cell/></table:table-row>"
_LOOSE = OutColumn("")


def _begun(lines: int) -> str:
    """Return the beginning of a row that is so many lines high.

    Left to LibreOffice, it is the height of the screen: on paper, scaled to the width of a page,
    words break elsewhere, and a text would run into the next row.
    """
    if lines < 2:
        return _ROW
    return f'<table:table-row table:style-name="row-{min(lines, _MOST_LINES)}">'


def _loose(row: Row, first: str, second: int) -> str:
    """Return a line above or below the table; ``second`` is the column of its second cell."""
    made = [
        _text(printable(value), first if place == 0 else "text")
        if isinstance(value, str)
        else _cell(value, _LOOSE)
        for place, value in enumerate(row)
    ]
    if len(made) > 1:
        made[1:1] = ["<table:table-cell/>"] * (second - 1)
    cells = "".join(made)
    return f"{_ROW}{cells or '<table:table-cell/>'}</table:table-row>"


def _cell(value: Cell, column: OutColumn) -> str:
    match settled(value):
        case None:
            return "<table:table-cell/>"
        case str() as text:
            return _text(text, "wrapped" if column.wrap else "text")
        case datetime() as at:
            moment = clock_free(at).isoformat()
            return _value("date", f'date-value="{moment}"', "moment", csv_cell(at))
        case date() as day:
            return _value("date", f'date-value="{day.isoformat()}"', "day", csv_cell(day))
        case number if column.percent:
            shown = f'value="{number / 100!r}"'
            return _value("percentage", shown, "percent", f"{number:.0f}%")
        case int() as whole:
            return _value("float", f'value="{whole}"', "0", str(whole))
        case float() as number:
            decimals = column.decimals
            shown = csv_cell(number, decimals)
            return _value("float", f'value="{number!r}"', str(decimals), shown)


def _value(kind: str, value: str, look: str, shown: str) -> str:
    return (
        f'<table:table-cell table:style-name="c-{look}" office:value-type="{kind}" '
        f"office:{value}><text:p>{escape(shown)}</text:p></table:table-cell>"
    )


def _text(text: str, look: str) -> str:
    if not text:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="c-{look}" office:value-type="string">'
        f"{lines}</table:table-cell>"
    )


def _spaced(line: str) -> str:
    """Return a line whose several spaces stay several: XML would make one of them."""
    found = escape(line)
    if "  " in found or found[:1] == " " or found[-1:] == " ":
        found = found.replace("  ", " <text:s/>")
        if found[:1] == " ":
            found = f"<text:s/>{found[1:]}"
        if found[-1:] == " ":
            found = f"{found[:-1]}<text:s/>"
    return found

"""Tables as PDF, across: the headings stand on every page, and each page has its number."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import BinaryIO

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from desktop.documents.a4 import CountingCanvas, page_place
from desktop.documents.canvas import (
    BLUE,
    CREATOR,
    INK,
    LANGUAGE,
    LINE,
    PALE_BLUE,
    SOFT,
    VIOLET,
    Paper,
)
from desktop.documents.flowables import said, style, table_style
from desktop.documents.lettering import BOLD, REGULAR, SEMIBOLD, elided, load_fonts, markup, plain
from desktop.documents.spreadsheets.cells import settled
from desktop.documents.spreadsheets.counted import Counted
from desktop.ports.tables import PDF_ROWS, Cell, OutColumn, OutTable, Row
from desktop.usecases.slip_words import TRAINING

_MARGIN = 10 * mm
_TOP, _BOTTOM = 11 * mm, 15 * mm
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
"""Sizes of letters, in points: the largest with which the columns find room; never below."""
_CHARACTER = 0.53
"""A character's mean width, in sizes of its letters."""
_LONGEST_CELL = 4_000
_TITLE_ROOM = 120


def write_pdf(
    out: BinaryIO, tables: Sequence[OutTable], count: Counted, *, training: bool = False
) -> None:
    """Write each table from a page of its own on."""
    load_fonts()
    title = plain(_title(tables[0]), _TITLE_ROOM)
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        title=title,
        subject=title,
        creator=CREATOR,
        lang=LANGUAGE,
        invariant=1,
        initialFontName=REGULAR,
    )
    for a3, size in ((False, landscape(A4)), (True, landscape(A3))):
        frame = Frame(
            _MARGIN,
            _BOTTOM,
            size[0] - 2 * _MARGIN,
            size[1] - _TOP - _BOTTOM,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )

        dress = partial(_dress, size=size, title=title, training=training)
        document.addPageTemplates(PageTemplate(_page(a3), [frame], onPage=dress, pagesize=size))
    story: list[Flowable] = []
    for place, table in enumerate(tables):
        story.append(NextPageTemplate(_page(table.a3)))
        if place:
            story.append(PageBreak())
        story += _table(table, count)
    document.pageTemplates.sort(key=lambda one: one.id != _page(tables[0].a3))
    document.build(story, canvasmaker=CountingCanvas)
    out.write(buffer.getvalue())


def _page(a3: bool) -> str:
    return "A3" if a3 else "A4"


def _title(table: OutTable) -> str:
    return str(table.head[0][0]) if table.head and table.head[0] else table.name


def _dress(
    canvas: Canvas,
    _document: BaseDocTemplate,
    *,
    size: tuple[float, float],
    title: str,
    training: bool,
) -> None:
    """Draw the edge of the page that begins, and its foot."""
    across, high = size
    paper, right = Paper(canvas), across - _MARGIN
    canvas.setFillColor(VIOLET if training else BLUE)
    canvas.rect(0, high - 2 * mm, across, 2 * mm, stroke=0, fill=1)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.75)
    foot = 8 * mm
    canvas.line(_MARGIN, foot + 12, right, foot + 12)
    words = elided(title, REGULAR, 8, right - _MARGIN - _TITLE_ROOM)
    paper.text(_MARGIN, foot, words, size=8, color=SOFT)
    canvas.saveState()
    canvas.translate(right, foot)
    canvas.doForm(page_place(canvas.getPageNumber()))
    canvas.restoreState()


def _table(table: OutTable, count: Counted) -> list[Flowable]:
    """Return a table with what is said above and below it."""
    room = landscape(A3 if table.a3 else A4)[0] - 2 * _MARGIN
    size, widths = _laid_out(table.columns, room)
    shown: list[Flowable] = []
    for place, row in enumerate(table.head):
        look = style(BOLD, 15, after=3) if place == 0 else style(size=9, after=1)
        if place and row and row[0] in {table.stamp, TRAINING} and row[0]:
            look = style(BOLD, 14, VIOLET, after=2)
        shown.append(said(_line(row), look, _LONGEST_CELL))
    shown.append(Spacer(0, 6))
    text, heading = style(size=size, leading=1.25), style(SEMIBOLD, size, leading=1.2)
    number = ParagraphStyle("number", text, alignment=TA_RIGHT)

    def cell(value: Cell, column: OutColumn) -> Flowable:
        how = number if isinstance(value, int | float) else text
        lines = _shown(value, column)[:_LONGEST_CELL].split("\n")
        return Paragraph("<br/>".join(markup(line, _LONGEST_CELL) for line in lines), how)

    cells: list[list[Flowable]] = [[said(column.title, heading) for column in table.columns]]
    cells += [
        [cell(value, column) for value, column in zip(row, table.columns, strict=True)]
        for row in count.rows(table.rows, PDF_ROWS)
    ]
    made = LongTable(
        cells,
        widths,
        repeatRows=1,
        splitInRow=1,
        style=table_style(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), PALE_BLUE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEAFTER", (0, 0), (-2, -1), 0.3, LINE),
                ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        ),
    )
    shown.append(made)
    if table.foot:
        shown.append(Spacer(0, 8))
    shown += [said(_line(row), style(size=9, after=1), _LONGEST_CELL) for row in table.foot]
    return shown


def _laid_out(columns: Sequence[OutColumn], room: float) -> tuple[float, list[float]]:
    """Return the size of the letters and the widths of the columns, in points."""
    wanted = sum(column.width for column in columns)
    size = next((s for s in _SIZES if wanted * s * _CHARACTER <= room), _SIZES[-1])
    return size, [room * column.width / wanted for column in columns]


def _line(row: Row) -> str:
    """Return a row that belongs to no column as one line: ``Oficina: Quito``."""
    words = [_shown(value, _LOOSE) for value in row]
    return ": ".join(word for word in words if word)


_LOOSE = OutColumn("")


def _shown(value: Cell, column: OutColumn) -> str:
    match settled(value):
        case None:
            return ""
        case str() as text:
            return text
        case datetime() as at:
            return f"{at:%d/%m/%Y %H:%M}"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case number if column.percent:
            return f"{number:.0f}%"
        case int() as whole:
            return f"{whole:,}".replace(",", ".")
        case float() as number:
            shown = f"{number:,.{column.decimals}f}"
            return shown.translate(str.maketrans(",.", ".,"))

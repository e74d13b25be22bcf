"""A template and its values as flowing pages: what is known is filled in, the rest is a line."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table

from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import BLUE, INK, LINE, PALE_BLUE, SOFT
from desktop.documents.coded import Coded
from desktop.documents.flowables import (
    CheckBox,
    Command,
    notice,
    said,
    style,
    table_style,
    within,
)
from desktop.documents.forms.template import (
    NAME,
    Block,
    Cell,
    Cells,
    Choices,
    Grid,
    Heading,
    Place,
    Points,
    Signatures,
    Template,
    Words,
)
from desktop.documents.lettering import MEDIUM, SEMIBOLD, load_fonts, plain
from desktop.ports.forms import FormPaper

_PAD = 6
_HALF = CONTENT / 2
_BY_HAND = 13.0
"""Of a line that somebody writes on, in points; a hand needs 7 mm for the first, with its name."""
_CELL = 30.0
_MOST_LINES = {True: 14, False: 10}
_LONGEST = 1200
_IN_A_TEXT = 300
_SIGNING = 58.0
_SEAL = 84.0
_LINE = "_" * 30
_SHORT_LINE = "_" * 15
_SHORT = ("document", "ruc", "code", "phone", "number", "serial", "first", "last", "signed")
_TEXT = style(size=10, after=6)
_FILLED_SIZE = 10

Values = Mapping[str, str]


def form_pdf(template: Template, paper: FormPaper, *, training: bool) -> bytes:
    """Return the PDF of a form."""
    load_fonts()
    about, values = template.about, paper.values
    story: list[Flowable] = []
    if template.lead:
        lead = _filled(template.lead, values)
        story.append(Paragraph(lead, style(size=9.5, color=SOFT, after=4)))
    for block in template.body:
        story += _drawn(block, values)
    return a4_document(
        Frame4(
            title=f"{about.title} {paper.case}",
            ministry=paper.ministry,
            office=paper.office,
            foot=f"Impreso el {paper.made_at:%d/%m/%Y, %H:%M}. No doble ni cubra el código.",
            printed_at=paper.made_at,
            training=training,
            coded=Coded(
                about.key, about.version, about.code, about.title, paper.case, paper.requirement
            ),
        ),
        story,
    )


def _drawn(block: Block, values: Values) -> list[Flowable]:
    match block:
        case Heading(text):
            shown = style(SEMIBOLD, 11.5, BLUE, before=8, after=4, keep=True)
            return [CondPageBreak(70), Paragraph(_filled(text, values), shown)]
        case Words(text, "note"):
            words = NAME.sub(lambda found: values.get(found[1], ""), text)
            ground = notice(words, ink=INK, ground=PALE_BLUE)
            return [Spacer(0, 3), ground, Spacer(0, 6)]
        case Words(text, "legal"):
            words = f"Base legal: {_filled(text, values)}"
            return [Paragraph(words, style(size=8.5, color=SOFT, before=4, after=4))]
        case Words(text):
            return [Paragraph(_filled(text, values), _TEXT)]
        case Points(items):
            return [_points(items, values), Spacer(0, 6)]
        case Cells(cells):
            return [_cells(cells, values), Spacer(0, 7)]
        case Choices():
            return [_choices(block, values), Spacer(0, 6)]
        case Grid():
            return [*_grid(block), Spacer(0, 7)]
        case Signatures(places):
            return [Spacer(0, 6), _signatures(places, values), Spacer(0, 4)]


def _filled(text: str, values: Values) -> str:
    """Return ``text`` as harmless markup: values stand out, what is missing is a line."""
    parts: list[str] = []
    at = 0
    for found in NAME.finditer(text):
        parts.append(escape(text[at : found.start()]))
        value = plain(values.get(found[1], ""), _IN_A_TEXT)
        if value:
            parts.append(f"<b>{escape(value)}</b>")
        else:
            parts.append(_SHORT_LINE if found[1].endswith(_SHORT) else _LINE)
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def _value(text: str, values: Values) -> str:
    """Return what stands in a box: empty, to be written in, where any of its values is missing."""
    names = NAME.findall(text)
    if not all(values.get(name, "").strip() for name in names):
        return ""
    return plain(NAME.sub(lambda found: values[found[1]], text), _LONGEST)


def _points(items: tuple[str, ...], values: Values) -> Table:
    rows = [
        [said(f"{number}.", _TEXT), Paragraph(_filled(item, values), style(size=10, after=3))]
        for number, item in enumerate(items, start=1)
    ]
    table = Table(rows, colWidths=[20, CONTENT - 20])
    table.setStyle(table_style([], bare=True))
    return table


def _cells(cells: tuple[Cell, ...], values: Values) -> Table:
    """Return boxes, two in a line; an odd one takes its whole line."""
    lines: list[list[Cell]] = []
    for cell in cells:
        if cell.wide or not lines or len(lines[-1]) == 2 or lines[-1][0].wide:
            lines.append([cell])
        else:
            lines[-1].append(cell)
    rows: list[list[object]] = []
    heights: list[float] = []
    spans: list[Command] = []
    for number, line in enumerate(lines):
        alone = len(line) == 1
        rows.append([_box(cell, values, wide=alone) for cell in line] + ([""] if alone else []))
        heights.append(_CELL + _BY_HAND * (max(cell.lines for cell in line) - 1))
        if alone:
            spans.append(("SPAN", (0, number), (1, number)))
    table = Table(rows, colWidths=[_HALF, _HALF], minRowHeights=heights)
    table.setStyle(
        table_style(
            [
                ("GRID", (0, 0), (-1, -1), 0.6, SOFT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                *spans,
            ]
        )
    )
    return table


def _box(cell: Cell, values: Values, *, wide: bool) -> list[Flowable]:
    across = (CONTENT if wide else _HALF) - 2 * _PAD
    parts: list[Flowable] = [within(cell.label, style(size=8, color=SOFT), 2, across)]
    if value := _value(cell.value, values):
        parts.append(within(value, style(MEDIUM, _FILLED_SIZE), _MOST_LINES[wide], across))
    return parts


def _choices(block: Choices, values: Values) -> Flowable:
    """Return squares to tick, as many in a line as their words leave room for."""
    chosen = _value(block.value, values).casefold()
    longest = max((len(option) for option in block.options), default=0)
    in_a_line = 1 if longest > 40 else 2 if longest > 22 else 3
    across = CONTENT / in_a_line
    squares: list[list[object]] = []
    for place, option in enumerate(block.options):
        cell = Table(
            [
                [
                    CheckBox(ticked=bool(chosen) and option.casefold() == chosen),
                    within(option, style(size=10), 3, across - 22),
                ]
            ],
            colWidths=[18, across - 22],
            hAlign="LEFT",
        )
        cell.setStyle(table_style([("BOTTOMPADDING", (0, 0), (-1, -1), 3)], bare=True))
        if place % in_a_line == 0:
            squares.append([])
        squares[-1].append(cell)
    for line in squares:
        line += [""] * (in_a_line - len(line))
    table = Table(squares, colWidths=[across] * in_a_line)
    table.setStyle(table_style([], bare=True))
    if not block.label:
        return table
    return KeepTogether([said(block.label, style(MEDIUM, 10, after=3)), table])


def _grid(block: Grid) -> list[Flowable]:
    whole = sum(column.share for column in block.columns)
    widths = [CONTENT * column.share / whole for column in block.columns]
    heads = [
        within(column.title, style(SEMIBOLD, 8.5), 2, width - 2 * _PAD)
        for column, width in zip(block.columns, widths, strict=True)
    ]
    rows: list[list[object]] = [[*heads], *([""] * len(heads) for _ in range(block.rows))]
    table = Table(rows, colWidths=widths, rowHeights=[None] + [24] * block.rows, repeatRows=1)
    table.setStyle(
        table_style(
            [
                ("GRID", (0, 0), (-1, -1), 0.6, SOFT),
                ("BACKGROUND", (0, 0), (-1, 0), PALE_BLUE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
            ]
        )
    )
    return [CondPageBreak(70), table]


def _signatures(places: tuple[Place, ...], values: Values) -> Flowable:
    """Return the places, two in a line, on one page: what is signed must not stand alone."""
    between = 12.0
    across = CONTENT if len(places) == 1 else (CONTENT - between) / 2
    rows: list[Flowable] = []
    for start in range(0, len(places), 2):
        pair = [_signature(place, values, across) for place in places[start : start + 2]]
        if len(places) == 1:
            rows.append(pair[0])
            continue
        cells = [*pair, ""] if len(pair) == 1 else pair
        line = Table([cells], colWidths=[across + between, across])
        line.setStyle(table_style([("BOTTOMPADDING", (0, 0), (-1, -1), 10)], bare=True))
        rows.append(line)
    return KeepTogether(rows)


def _signature(place: Place, values: Values, across: float) -> Table:
    """Return one place: room to sign over a line, whose it is, and room for the seal."""
    seal = _SEAL if place.seal else 0.0
    room = across - seal - 2 * _PAD
    whose: list[Flowable] = [within(place.who, style(SEMIBOLD, 9.5), 2, room)]
    for label, text in (
        ("Nombres", place.name),
        ("Documento", place.document),
        ("Cargo", place.position),
    ):
        if text or label == "Nombres":
            known = _value(text, values) if text else ""
            words = f"{label}: {known}" if known else f"{label}:"
            whose.append(within(words, style(size=9), 3, room))
    sign = [said("Firma", style(size=8, color=SOFT))]
    rows: list[list[object]] = [[sign], [whose]]
    widths = [across - seal]
    commands: list[Command] = [
        ("BOX", (0, 0), (-1, -1), 0.6, SOFT),
        ("LINEBELOW", (0, 0), (0, 0), 0.6, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
    ]
    if place.seal:
        rows = [
            [sign, within(place.seal, style(size=8, color=SOFT), 3, seal - 2 * _PAD)],
            [whose, ""],
        ]
        widths.append(seal)
        commands += [
            ("SPAN", (1, 0), (1, 1)),
            ("LINEBEFORE", (1, 0), (1, 1), 0.6, LINE),
        ]
    table = Table(rows, colWidths=widths, rowHeights=[_SIGNING, None], hAlign="LEFT")
    table.setStyle(table_style(commands))
    return table

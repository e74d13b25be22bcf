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
from desktop.documents.lettering import BOLD, MEDIUM, REGULAR, SEMIBOLD, load_fonts, plain, width
from desktop.ports.forms import FormPaper

_PAD = 6
_HALF = CONTENT / 2
_BY_HAND = 13.0
"""Of a line that somebody writes on, in points; a hand needs 7 mm for the first, with its name."""
_CELL = 27.0
_MOST_LINES = {True: 14, False: 18}
_LONGEST = 1200
_IN_A_TEXT = 300
_SIGNING = 50.0
_SEAL = 84.0
_TICK = 18.0
_LINE = "_" * 30
_SHORT_LINE = "_" * 15
_SHORT = ("document", "ruc", "code", "phone", "number", "serial", "first", "last", "signed")
_TEXT = style(size=10, after=6, leading=1.35)
_ITEM = style(size=10, after=2, leading=1.3)
_NAME = style(size=8, color=SOFT, leading=1.15)
_FILLED = style(MEDIUM, 10, leading=1.25)

Values = Mapping[str, str]


def form_pdf(template: Template, paper: FormPaper, *, training: bool) -> bytes:
    """Return the PDF of a form."""
    load_fonts()
    about, values = template.about, paper.values
    story: list[Flowable] = []
    if template.lead:
        lead = _filled(template.lead, values)
        story.append(Paragraph(lead, style(size=9.5, color=SOFT, after=4)))
    story += _body(template, values)
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


def _body(template: Template, values: Values) -> list[Flowable]:
    """Return the blocks; what comes last before signatures stays on their page.

    Nobody signs an empty page, and no heading stands without what it names.
    """
    story: list[Flowable] = []
    closing: list[Flowable] = []
    before: Block | None = None
    for block in template.body:
        drawn = _drawn(block, values)
        match before, block:
            case (Words(), Words(_, "text")) | (Heading(), Cells()):
                closing += drawn
            case _, Words(_, "text") | Cells() | Heading():
                story += closing
                closing = drawn
            case _, Signatures():
                story.append(KeepTogether([*closing, *drawn]))
                closing = []
            case _:
                story += [*closing, *drawn]
                closing = []
        before = block
    return [*story, *closing]


def _drawn(block: Block, values: Values) -> list[Flowable]:
    match block:
        case Heading(text):
            shown = style(SEMIBOLD, 11, BLUE, before=5, after=2, keep=True)
            return [Paragraph(_filled(text, values), shown)]
        case Words(text, "large"):
            return [Paragraph(_filled(text, values), style(BOLD, 22, before=6, after=8))]
        case Words(text, "legal"):
            words = f"Base legal: {_filled(text, values)}"
            return [Paragraph(words, style(size=8.5, color=SOFT, before=4, after=4))]
        case Words(text):
            return [Paragraph(_filled(text, values), _TEXT)]
        case Points(items):
            return [_points(items, values), Spacer(0, 6)]
        case Cells(cells):
            return [_cells(cells, values), Spacer(0, 6)]
        case Choices():
            return [_choices(block, values), Spacer(0, 6)]
        case Grid():
            return [*_grid(block), Spacer(0, 7)]
        case Signatures(places):
            return [Spacer(0, 6), *_signatures(places, values)]


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
        [said(f"{number}.", _ITEM), Paragraph(_filled(item, values), _ITEM)]
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
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                *spans,
            ]
        )
    )
    return table


def _box(cell: Cell, values: Values, *, wide: bool) -> list[Flowable]:
    across = (CONTENT if wide else _HALF) - 2 * _PAD
    parts: list[Flowable] = [within(cell.label, _NAME, 2, across)]
    if value := _value(cell.value, values):
        parts.append(within(value, _FILLED, _MOST_LINES[wide], across))
    return parts


def _choices(block: Choices, values: Values) -> Flowable:
    """Return squares to tick, as many in a line as their words leave room for.

    What was chosen and is none of the options is added to them: nothing typed gets lost.
    """
    chosen = _value(block.value, values)
    ticked = [option.casefold() == chosen.casefold() for option in block.options]
    options = list(block.options)
    if chosen and not any(ticked):
        options.append(chosen)
        ticked.append(True)
    in_a_line = _in_a_line(options)
    across = CONTENT / in_a_line
    words = style(size=10)
    cells: list[object] = []
    for option, tick in zip(options, ticked, strict=True):
        cells += [CheckBox(ticked=tick, drop=0), within(option, words, 7, across - _TICK - 6)]
    cells += [""] * (-len(cells) % (2 * in_a_line))
    rows = [cells[at : at + 2 * in_a_line] for at in range(0, len(cells), 2 * in_a_line)]
    table = Table(rows, colWidths=[_TICK, across - _TICK] * in_a_line)
    table.setStyle(table_style([("BOTTOMPADDING", (0, 0), (-1, -1), 3)], bare=True))
    if not block.label:
        return table
    return KeepTogether([said(block.label, style(MEDIUM, 10, after=3)), table])


def _in_a_line(options: list[str]) -> int:
    """Return in how many columns options stand: the fewest lines, then the fewest gaps."""
    longest = max(width(plain(option), REGULAR, 10) for option in options)
    fitting = [n for n in (4, 3, 2) if CONTENT / n - _TICK - 8 >= longest]
    return min([*fitting, 1], key=lambda n: (-(-len(options) // n), -len(options) % n))


def _grid(block: Grid) -> list[Flowable]:
    whole = sum(column.share for column in block.columns)
    blank: list[object] = [""] * len(block.columns)
    widths = [CONTENT * column.share / whole for column in block.columns]
    heads = [
        within(column.title, style(SEMIBOLD, 8.5), 2, width - 2 * _PAD)
        for column, width in zip(block.columns, widths, strict=True)
    ]
    rows: list[list[object]] = [[*heads], *([*blank] for _ in range(block.rows))]
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


def _signatures(places: tuple[Place, ...], values: Values) -> list[Flowable]:
    """Return the places, two in a line."""
    found: list[Flowable] = []
    for start in range(0, len(places), 2):
        found += [_pair(places[start : start + 2], values), Spacer(0, 8)]
    return found[:-1]


def _pair(places: tuple[Place, ...], values: Values) -> Table:
    """Return places side by side: room to sign over a line, who signs there, room for a seal."""
    between = 12.0
    across = (CONTENT - between) / 2
    upper: list[object] = []
    lower: list[object] = []
    widths: list[float] = []
    commands: list[Command] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 5),
    ]
    small = style(size=8, color=SOFT)
    for place in places:
        if widths:
            upper.append("")
            lower.append("")
            widths.append(between)
        first = len(widths)
        seal = _SEAL if place.seal else 0.0
        upper.append(said("Firma", small))
        lower.append(_signer(place, values, across - seal - 2 * _PAD))
        widths.append(across - seal)
        commands.append(("LINEBELOW", (first, 0), (first, 0), 0.7, INK))
        if place.seal:
            upper.append(within(place.seal, small, 3, seal - 2 * _PAD))
            lower.append("")
            widths.append(seal)
            commands.append(("SPAN", (first + 1, 0), (first + 1, 1)))
            commands.append(("LINEBEFORE", (first + 1, 0), (first + 1, 1), 0.6, LINE))
        commands.append(("BOX", (first, 0), (len(widths) - 1, 1), 0.6, SOFT))
    table = Table([upper, lower], colWidths=widths, rowHeights=[_SIGNING, None], hAlign="LEFT")
    table.setStyle(table_style(commands))
    return table


def _signer(place: Place, values: Values, room: float) -> list[Flowable]:
    words: list[Flowable] = [within(place.who, style(SEMIBOLD, 9.5), 2, room)]
    small = style(size=9, leading=1.3)
    told = [("Nombres", place.name), ("Documento", place.document), ("Cargo", place.position)]
    for label, text in told:
        if text or label == "Nombres":
            words.append(within(f"{label}: {_value(text, values)}", small, 5, room))
    return words

"""Paragraph styles and small pieces that A4 documents are made of."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from desktop.documents.a4 import CONTENT
from desktop.documents.canvas import GREEN, INK, LINE, RED, SOFT, WHITE, Paper
from desktop.documents.lettering import REGULAR, SEMIBOLD, elided, markup

Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
"""A command of reportlab's table styles: its name, first and last cell, what it sets."""
GAP = 8
"""Between two columns of a listing, in points."""
PANEL_PADDING = 16
LEDGER: tuple[Command, ...] = (
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
)
"""How names stand beside their values, of a ``bare`` table."""
_OWN_FONT = TableStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)])
_BARE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ],
    parent=_OWN_FONT,
)


@lru_cache(maxsize=64)
def style(
    font: str = REGULAR,
    size: float = 10,
    color: Color = INK,
    *,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
    leading: float = 1.4,
) -> ParagraphStyle:
    """Return a paragraph style.

    Args:
        font, size, color: of its letters, the size in points.
        before, after: room left in points.
        keep: it stays on the page of what follows.
        leading: from line to line, in sizes.
    """
    return ParagraphStyle(
        f"{font}-{size}",
        fontName=font,
        fontSize=size,
        leading=size * leading,
        textColor=color,
        spaceBefore=before,
        spaceAfter=after,
        keepWithNext=int(keep),
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )


def table_style(commands: Sequence[Command], *, bare: bool = False) -> TableStyle:
    """Return ``commands`` as a style that names no font but ours.

    A table sets a font for every cell, drawn or not, and by itself that is Helvetica, which
    would then be named in the document without being embedded.

    Args:
        commands: of reportlab.
        bare: cells begin at their top and have no padding unless ``commands`` give them some.
    """
    return TableStyle(list(commands), parent=_BARE if bare else _OWN_FONT)


def said(text: str, shown: ParagraphStyle, limit: int = 600) -> Paragraph:
    """Return a paragraph of ``text`` as it is: nothing in it is taken for markup."""
    return Paragraph(markup(text, limit), shown)


def fitting(text: str, shown: ParagraphStyle, lines: int, across: float) -> str:
    """Return ``text`` as harmless markup that cannot outgrow its place.

    Args:
        text: printed as it is; its end gives way to "…" where it is wider than ``lines`` whole
            lines. Broken at words it takes at most twice as many, whatever its letters.
        shown: the style of its paragraph.
        lines: how many lines of text, 1 or more.
        across: the width of a line in points.
    """
    return escape(elided(text, shown.fontName, shown.fontSize, lines * across))


def within(text: str, shown: ParagraphStyle, lines: int, across: float, lead: str = "") -> Flowable:
    """Return a paragraph of ``fitting`` text, after ``lead`` in bold: our own words."""
    words = fitting(text, shown, lines, across)
    return Paragraph(f"<b>{lead}</b> {words}" if lead else words, shown)


class _Square(Flowable):
    """What is drawn in a square of its own, ``drop`` points below where it is put.

    The drop sets a small mark level with the first line of the words beside it.
    """

    def __init__(self, side: float, drop: float = 0) -> None:
        super().__init__()
        self.side = self.width = side
        self.height = side + drop

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return its size."""
        return self.width, self.height


class Qr(_Square):
    """A QR code with its quiet zone."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__(side)
        self._content = content

    def draw(self) -> None:
        """Draw it."""
        Paper(self.canv).qr(self._content, 0, 0, self.side)


class Mark(_Square):
    """A tick in a disc, a cross in a square or a dash in a ring: shapes need no colour."""

    def __init__(self, in_order: bool | None, side: float = 11.0, drop: float = 1.5) -> None:
        super().__init__(side, drop)
        self._in_order = in_order

    def draw(self) -> None:
        """Draw it on a grid of 12."""
        canvas = self.canv
        canvas.saveState()
        canvas.translate(0, -1)
        canvas.scale(self.side / 12, self.side / 12)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        if self._in_order is None:
            canvas.setStrokeColor(SOFT)
            canvas.setLineWidth(1)
            canvas.circle(6, 6, 5.5, stroke=1, fill=0)
            path.moveTo(3.6, 6)
            path.lineTo(8.4, 6)
        else:
            canvas.setFillColor(GREEN if self._in_order else RED)
            canvas.setStrokeColor(WHITE)
            canvas.setLineWidth(1.5)
            if self._in_order:
                canvas.circle(6, 6, 6, stroke=0, fill=1)
                path.moveTo(3.3, 6)
                path.lineTo(5.2, 4.1)
                path.lineTo(8.8, 7.9)
            else:
                canvas.roundRect(0.3, 0.3, 11.4, 11.4, 1.6, stroke=0, fill=1)
                path.moveTo(4, 4)
                path.lineTo(8, 8)
                path.moveTo(4, 8)
                path.lineTo(8, 4)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()


class CheckBox(_Square):
    """A square to tick by hand, or ticked."""

    def __init__(self, *, ticked: bool = False, drop: float = 1.5) -> None:
        super().__init__(11.0, drop)
        self._ticked = ticked

    def draw(self) -> None:
        """Draw it."""
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.roundRect(0.5, -1, self.side - 1, self.side - 1, 2, stroke=1, fill=0)
        if self._ticked:
            self.canv.setLineWidth(1.6)
            self.canv.lines([(2.6, 1, 8.4, 7), (2.6, 7, 8.4, 1)])


class Numbered(_Square):
    """The number of a step, in a disc."""

    def __init__(self, number: int, ground: Color, ink: Color) -> None:
        super().__init__(17.0)
        self._number = number
        self._ground = ground
        self._ink = ink

    def draw(self) -> None:
        """Draw it."""
        half = self.side / 2
        self.canv.setFillColor(self._ground)
        self.canv.circle(half, half, half, stroke=0, fill=1)
        Paper(self.canv).text(
            half,
            half - 3.3,
            str(self._number),
            font=SEMIBOLD,
            size=9,
            color=self._ink,
            align="center",
        )


def notice(text: str, *, ink: Color, ground: Color, across: float = CONTENT) -> Table:
    """Return a short text, made safe, on a tinted ground with a bar at its side."""
    words = within(text, style(size=9, color=ink), 5, across - 18)
    table = Table([[words]], colWidths=[across])
    table.setStyle(
        table_style(
            [
                ("BACKGROUND", (0, 0), (-1, -1), ground),
                ("LINEBEFORE", (0, 0), (0, -1), 2.5, ink),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ("RIGHTPADDING", (0, 0), (-1, -1), 9),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def facts(pairs: list[tuple[str, str]], label_width: float = 104) -> Flowable:
    """Return a two-column list of names and values, leaving out those without a value."""
    pairs = [(label, value) for label, value in pairs if value]
    if not pairs:
        return Spacer(0, 0)
    rows = [
        [
            said(label, style(size=9.5, color=SOFT)),
            said(value, style(size=9.5)),
        ]
        for label, value in pairs
    ]
    table = Table(rows, colWidths=[label_width, CONTENT - label_width])
    table.setStyle(table_style(LEDGER, bare=True))
    return table


def panel(
    cells: Sequence[object],
    widths: Sequence[float],
    *,
    edge: Color,
    ground: Color | None = None,
    middle: bool = False,
) -> Table:
    """Return what stands out of the text: ``cells`` side by side in a frame.

    Args:
        cells: flowables, or lists of them.
        widths: of the cells in points, each with ``PANEL_PADDING`` on both sides.
        edge: the colour of the frame.
        ground: the colour behind; without it a rule parts the cells.
        middle: cells are centred in the height of the panel.
    """
    table = Table([list(cells)], colWidths=list(widths))
    behind: Command = (
        ("LINEAFTER", (0, 0), (-2, -1), 0.5, edge)
        if ground is None
        else ("BACKGROUND", (0, 0), (-1, -1), ground)
    )
    table.setStyle(
        table_style(
            [
                behind,
                ("BOX", (0, 0), (-1, -1), 1.1, edge),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), PANEL_PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), PANEL_PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return table


def listing(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    heads: Sequence[str] = (),
    *,
    air: float = 5,
) -> Table:
    """Return a ruled list whose heads come again on every page and whose rows stay whole.

    Args:
        rows: a row for each item: marks, paragraphs or lists of them.
        widths: of the columns in points, each with the gap to the next.
        heads: one for each column; none for a list that needs no names.
        air: above each row in points, and a little more below it.
    """
    titles = [[said(head, style(SEMIBOLD, 10.5)) for head in heads]] if heads else []
    table = Table([*titles, *map(list, rows)], colWidths=list(widths), repeatRows=len(titles))
    table.setStyle(
        table_style(
            [
                ("RIGHTPADDING", (0, 0), (-2, -1), GAP),
                ("TOPPADDING", (0, 0), (-1, -1), air),
                ("BOTTOMPADDING", (0, 0), (-1, -1), air + 2),
                ("LINEBELOW" if titles else "LINEABOVE", (0, 0), (-1, 0), 0.9, INK),
                ("LINEBELOW", (0, len(titles)), (-1, -1), 0.5, LINE),
            ],
            bare=True,
        )
    )
    return table

"""Paragraph styles and small pieces that A4 documents are made of."""

from functools import lru_cache
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from desktop.documents.a4 import CONTENT
from desktop.documents.canvas import INK, LINE, SOFT, Paper
from desktop.documents.lettering import REGULAR, SEMIBOLD, markup

_Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
_OWN_FONT = TableStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)])


@lru_cache(maxsize=64)
def style(
    font: str = REGULAR,
    size: float = 10,
    color: Color = INK,
    *,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> ParagraphStyle:
    """Return a paragraph style; ``keep`` holds it on the page of what follows."""
    return ParagraphStyle(
        f"{font}-{size}",
        fontName=font,
        fontSize=size,
        leading=size * 1.4,
        textColor=color,
        spaceBefore=before,
        spaceAfter=after,
        keepWithNext=int(keep),
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )


def table_style(commands: list[_Command]) -> TableStyle:
    """Return ``commands`` as a style that names no font but ours.

    A table sets a font for every cell, drawn or not, and by itself that is Helvetica, which
    would then be named in the document without being embedded.
    """
    return TableStyle(commands, parent=_OWN_FONT)


def said(text: str, shown: ParagraphStyle, limit: int = 600) -> Paragraph:
    """Return a paragraph of ``text`` as it is: nothing in it is taken for markup."""
    return Paragraph(markup(text, limit), shown)


class CheckBox(Flowable):
    """An empty square to tick by hand."""

    side = 11.0

    def __init__(self) -> None:
        super().__init__()
        self.width = self.height = self.side

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return its size."""
        return self.side, self.side

    def draw(self) -> None:
        """Draw it."""
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.roundRect(0.5, -1, self.side - 1, self.side - 1, 2, stroke=1, fill=0)


class Numbered(Flowable):
    """The number of a step, in a disc."""

    side = 17.0

    def __init__(self, number: int, ground: Color, ink: Color) -> None:
        super().__init__()
        self._number = number
        self._ground = ground
        self._ink = ink
        self.width = self.height = self.side

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return its size."""
        return self.side, self.side

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
    table = Table([[said(text, style(size=9, color=ink))]], colWidths=[across])
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
    table.setStyle(
        table_style(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
            ]
        )
    )
    return table

"""Figures in large in a grid, and the row in which a report is signed."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Table

from desktop.documents.a4 import CONTENT
from desktop.documents.canvas import INK, LINE, SOFT
from desktop.documents.flowables import said, style, table_style, within
from desktop.documents.lettering import BOLD, SEMIBOLD

_IN_A_ROW = 4


def figure_grid(told: Sequence[tuple[str, str, str]]) -> Flowable:
    """Return figures, four in a row, each with its name and a note under it."""
    cells = [_figure(*one) for one in told]
    rows = [cells[start : start + _IN_A_ROW] for start in range(0, len(cells), _IN_A_ROW)]
    table = Table(rows, colWidths=[CONTENT / _IN_A_ROW] * _IN_A_ROW)
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ],
            bare=True,
        )
    )
    return table


def signature_row(labels: Sequence[tuple[str, float]]) -> Flowable:
    """Return the row in which a report is signed: what each field is for, and its width."""
    small = style(size=9, color=SOFT)
    row = [within(words, small, 2, across - 12) for words, across in labels]
    table = Table([row], colWidths=[across for _, across in labels], rowHeights=46)
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


def _figure(figure: str, name: str, note: str) -> list[Flowable]:
    shown: list[Flowable] = [said(figure, style(BOLD, 19)), said(name, style(SEMIBOLD, 8.5))]
    if note:
        shown.append(said(note, style(size=7.5, color=SOFT)))
    return shown

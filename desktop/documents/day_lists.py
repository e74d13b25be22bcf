"""The lists of a day's report: turnos, decisions and cases, over as many pages as they need.

Their cells are plain lines cut to their column: six hundred turnos are laid out in a moment, and
nothing that somebody typed can make a row higher than another. Reasons may take a few lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, LongTable, Spacer

from desktop.documents.a4 import CONTENT
from desktop.documents.canvas import INK, LINE, SOFT
from desktop.documents.flowables import said, style, table_style, within
from desktop.documents.lettering import REGULAR, SEMIBOLD, elided
from domain.day_report import Act, ReportCase, ReportTicket

_SIZE = 8.0
_GAP = 7.0
_FIRST_ROWS = 90


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its head, its share of the page's width, and how its cells stand."""

    head: str
    share: float
    right: bool = False
    lines: int = 1


def tickets(rows: Sequence[ReportTicket]) -> list[Flowable]:
    """Return the turnos of the day, and why some were not attended or ended otherwise."""
    columns = (
        ListColumn("Turno", 12),
        ListColumn("Servicio", 22),
        ListColumn("Llegó", 7.5, right=True),
        ListColumn("1.er llamado", 11, right=True),
        ListColumn("Orden", 7, right=True),
        ListColumn("Espera", 9, right=True),
        ListColumn("Vent.", 6, right=True),
        ListColumn("Atención", 9.5, right=True),
        ListColumn("Terminó", 9, right=True),
        ListColumn("Estado", 15),
    )
    cells = [
        (
            f"{one.code} prior." if one.priority else one.code,
            one.services,
            _clock(one.arrived),
            _clock(one.called),
            "" if one.order is None else str(one.order),
            minutes(one.wait),
            "" if one.counter is None else str(one.counter),
            minutes(one.attention),
            _clock(one.ended),
            one.state.label,
        )
        for one in rows
    ]
    told = [one for one in rows if one.reason]
    noted = (
        ListColumn("Turno", 9),
        ListColumn("Estado", 16),
        ListColumn("A las", 8, right=True),
        ListColumn("Motivo", 67, lines=4),
    )
    reasons = [(one.code, one.state.label, _clock(one.ended), one.reason) for one in told]
    return [
        *section(f"Turnos ({len(rows)})", columns, cells, "Ese día no hubo turnos."),
        *(section(f"Turnos con motivo anotado ({len(told)})", noted, reasons) if told else []),
    ]


def acts(title: str, what: str, rows: Sequence[Act], nothing: str) -> list[Flowable]:
    """Return what was decided, by whom and why; ``what`` is the head of its column."""
    columns = (
        ListColumn("Hora", 8),
        ListColumn("Quién", 20, lines=2),
        ListColumn(what, 36, lines=4),
        ListColumn("Motivo", 36, lines=5),
    )
    cells = [(_clock(act.at), act.who, act.what, act.reason) for act in rows]
    return section(f"{title} ({len(rows)})" if rows else title, columns, cells, nothing)


def returned(rows: Sequence[ReportCase]) -> list[Flowable]:
    """Return the cases handed back, with what was missing."""
    columns = (
        ListColumn("Trámite", 19),
        ListColumn("Entidad y servicio", 29, lines=3),
        ListColumn("Qué faltaba", 38, lines=6),
        ListColumn("Completar hasta", 14, right=True),
    )
    cells = [(one.number, _whose(one), one.detail, _day(one.term)) for one in rows]
    title = f"Trámites devueltos ({len(rows)})" if rows else "Trámites devueltos"
    return section(title, columns, cells, "Ninguno.")


def late(rows: Sequence[ReportCase]) -> list[Flowable]:
    """Return the cases answered after their promised time; nothing where there are none."""
    columns = (
        ListColumn("Trámite", 19),
        ListColumn("Entidad y servicio", 37, lines=2),
        ListColumn("Responsable", 20, lines=2),
        ListColumn("Ofrecido", 12, right=True),
        ListColumn("Respondido", 12, right=True),
    )
    cells = [(o.number, _whose(o), o.holder, _moment(o.until), _moment(o.at)) for o in rows]
    return section(f"Respondidos fuera de plazo ({len(rows)})", columns, cells) if rows else []


def opened(rows: Sequence[ReportCase]) -> list[Flowable]:
    """Return the cases opened on the day."""
    columns = (
        ListColumn("Trámite", 19),
        ListColumn("Servicio", 24),
        ListColumn("Entidad", 29),
        ListColumn("Abierto", 8, right=True),
        ListColumn("Estado", 20),
    )
    cells = [(o.number, o.service, o.entity, _clock(o.at), o.state) for o in rows]
    title = f"Trámites abiertos en el día ({len(rows)})" if rows else "Trámites abiertos en el día"
    return section(title, columns, cells, "Ninguno.")


def left_open(rows: Sequence[ReportCase], more: int) -> list[Flowable]:
    """Return the cases left open when the day was closed, the most urgent first."""
    columns = (
        ListColumn("Trámite", 19),
        ListColumn("Servicio", 20),
        ListColumn("Entidad", 21),
        ListColumn("Responsable", 16),
        ListColumn("Hasta", 12, right=True),
        ListColumn("Estado", 22),
    )
    cells = [
        (o.number, o.service, o.entity, o.holder, _moment(o.until) or _day(o.term), o.state)
        for o in rows
    ]
    if more > 0:
        cells.append(("", f"… y {more} más", "", "", "", ""))
    total = len(rows) + max(more, 0)
    title = f"Trámites que siguen abiertos ({total})" if rows else "Trámites que siguen abiertos"
    return section(title, columns, cells, "Ninguno.")


def minutes(value: float | None) -> str:
    """Return ``2,5 min``; empty where nothing was measured."""
    return "" if value is None else f"{decimal(value)} min"


def decimal(value: float) -> str:
    """Return a figure with at most one decimal, after a comma."""
    whole = round(value, 1)
    return f"{whole:.0f}" if whole == int(whole) else f"{whole:.1f}".replace(".", ",")


def section(
    title: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[str]],
    nothing: str = "",
) -> list[Flowable]:
    """Return a list with its title; ``nothing`` is said of an empty one."""
    head = said(title, style(SEMIBOLD, 11.5, before=14, after=4))
    if not rows:
        return [KeepTogether([head, said(nothing, style(size=9.5, color=SOFT))])]
    whole = sum(column.share for column in columns)
    widths = [CONTENT * column.share / whole for column in columns]
    return [CondPageBreak(_FIRST_ROWS), head, _table(columns, widths, rows), Spacer(0, 2)]


def _table(
    columns: Sequence[ListColumn], widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> LongTable:
    shown = style(size=_SIZE)
    known: dict[tuple[str, float], str] = {}

    def cell(text: str, column: ListColumn, across: float) -> object:
        room = across - _GAP
        if column.lines > 1:
            return within(text, shown, column.lines, room)
        if (text, room) not in known:
            known[text, room] = elided(text, REGULAR, _SIZE, room)
        return known[text, room]

    body = [[cell(*one) for one in zip(row, columns, widths, strict=True)] for row in rows]
    heads = [
        elided(column.head, SEMIBOLD, _SIZE, across)
        for column, across in zip(columns, widths, strict=True)
    ]
    table = LongTable([heads, *body], colWidths=list(widths), repeatRows=1)
    last = len(columns) - 1
    table.setStyle(
        table_style(
            [
                ("FONTSIZE", (0, 0), (-1, -1), _SIZE),
                ("LEADING", (0, 0), (-1, -1), _SIZE * 1.4),
                ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                ("FONTNAME", (0, 0), (-1, 0), SEMIBOLD),
                ("RIGHTPADDING", (0, 0), (last - 1, -1), _GAP),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
                *(
                    ("ALIGN", (place, 0), (place, -1), "RIGHT")
                    for place, column in enumerate(columns)
                    if column.right
                ),
            ],
            bare=True,
        )
    )
    return table


def _whose(one: ReportCase) -> str:
    return " · ".join(part for part in (one.entity, one.service) if part)


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%d/%m %H:%M}"

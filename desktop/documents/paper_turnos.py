"""The sheet of turnos given by hand while the office works without its data, on A4."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import AMBER, INK, LINE, PALE_AMBER, SOFT
from desktop.documents.flowables import notice, said, style, table_style, within
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts
from desktop.ports import PaperTurnosSheet

TITLE = "Turnos de papel"
_HEADS = ("Turno", "Llegó", "Nombre", "Cédula", "Servicio", "Vent.", "Desde", "Hasta", "Se fue")
_WIDTHS = (16, 15, 41, 25, 22, 12, 15, 15, 13)
_ROW = 9.4 * mm
_HOW = (
    "Entregue los números en orden y anote la hora de llegada de cada persona, con reloj de pared."
    " Al atender, anote la ventanilla y las horas. Cuando vuelva el sistema, Recepción los ingresa"
    " y quien espera conserva su lugar."
)


def paper_turnos(sheet: PaperTurnosSheet, *, training: bool) -> bytes:
    """Return the PDF of ``sheet``: a line for each number."""
    load_fonts()
    numbers = range(sheet.first, sheet.first + sheet.count)
    services = " · ".join(f"{number}\N{NO-BREAK SPACE}{name}" for number, name in sheet.services)
    story: list[Flowable] = [
        said(f"{TITLE} · Serie {sheet.series}", style(BOLD, 21, after=3)),
        notice(_HOW, ink=AMBER, ground=PALE_AMBER),
        Spacer(0, 5),
        said(
            "Jornada: ____ / ____ / ________     Sin sistema desde las ____ : ____     hasta las ____ : ____",
            style(MEDIUM, 10, after=4),
        ),
    ]
    if services:
        story.append(
            within(f"Servicios: {services}", style(size=8.5, color=SOFT, after=5), 4, CONTENT)
        )
    story.append(_table([f"{sheet.series}-{number:03d}" for number in numbers]))
    return a4_document(
        Frame4(
            title=TITLE,
            ministry=sheet.ministry,
            office=sheet.office,
            foot=f"{TITLE}, serie {sheet.series}",
            printed_at=sheet.printed_at,
            training=training,
        ),
        story,
    )


def _table(codes: list[str]) -> Table:
    head = style(SEMIBOLD, 8.5, SOFT)
    strong = style(BOLD, 11)
    rows: list[list[Paragraph | str]] = [[Paragraph(name, head) for name in _HEADS]]
    rows += [[Paragraph(code, strong), *[""] * (len(_HEADS) - 1)] for code in codes]
    scale = CONTENT / sum(_WIDTHS)
    table = Table(
        rows,
        colWidths=[across * scale for across in _WIDTHS],
        rowHeights=[7 * mm, *[_ROW] * len(codes)],
        repeatRows=1,
    )
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table

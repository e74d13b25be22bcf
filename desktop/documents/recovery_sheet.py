"""The sheet with the recovery code of an office: printed once, kept in a safe."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import AMBER, BLUE, INK, LINE, PALE_AMBER, PALE_BLUE, SOFT
from desktop.documents.flowables import (
    PANEL_PADDING,
    Numbered,
    Qr,
    notice,
    panel,
    said,
    style,
    table_style,
)
from desktop.documents.lettering import BOLD, SEMIBOLD, load_fonts, plain
from desktop.ports import RecoverySheet

_QR_SIDE = 42 * mm
_MOST_GROUPS = 16
_STEPS = (
    "Guarde esta hoja en la caja fuerte o en un sobre cerrado y firmado, lejos del computador.",
    "No le tome fotos, no la envíe por correo ni la guarde en un archivo.",
    "Si cambia el computador o restaura una copia de seguridad, escriba este código en Ventanilla.",
    "Si la hoja se pierde, pida al administrador un código nuevo.",
)


def recovery_sheet(sheet: RecoverySheet, *, training: bool) -> bytes:
    """Return the PDF of the recovery code of ``sheet``."""
    load_fonts()
    story: list[Flowable] = [
        said("Código de recuperación", style(BOLD, 22, after=4)),
        said(
            "Con este código se abren los datos de la oficina cuando este computador no puede "
            "hacerlo. Sin él, y sin el computador, los datos se pierden.",
            style(size=10.5, color=SOFT, after=14),
        ),
        _code(sheet.groups[:_MOST_GROUPS] or ("",)),
        Spacer(0, 14),
        notice(
            "Es tan importante como la llave de la oficina: quien lo tiene, entra.",
            ink=AMBER,
            ground=PALE_AMBER,
        ),
        Spacer(0, 18),
        said("Qué hacer con esta hoja", style(SEMIBOLD, 12, after=6)),
        _steps(),
        KeepTogether([Spacer(0, 22), _custody()]),
    ]
    return a4_document(
        Frame4(
            title="Código de recuperación",
            ministry=sheet.ministry,
            office=sheet.office,
            foot="Documento reservado. No lo fotocopie.",
            printed_at=sheet.printed_at,
            training=training,
        ),
        story,
    )


def _code(groups: tuple[str, ...]) -> Table:
    shown = [plain(group, 8) for group in groups]
    across = CONTENT - _QR_SIDE - 4 * PANEL_PADDING
    cells = [
        [
            said(str(place), style(size=8, color=SOFT)),
            said(group, style(SEMIBOLD, 21)),
        ]
        for place, group in enumerate(shown, start=1)
    ]
    rows: list[list[object]] = []
    for start in range(0, len(cells), 2):
        pair = [*cells[start], *(cells[start + 1] if start + 1 < len(cells) else ["", ""])]
        rows.append(list(pair))
    code = Table(rows, colWidths=[16, across / 2 - 16] * 2, rowHeights=34)
    code.setStyle(
        table_style(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    aside = _QR_SIDE + 2 * PANEL_PADDING
    return panel(
        [code, Qr("-".join(shown), _QR_SIDE)],
        [CONTENT - aside, aside],
        edge=BLUE,
        ground=PALE_BLUE,
        middle=True,
    )


def _steps() -> Table:
    rows = [
        [Numbered(number, PALE_BLUE, BLUE), said(step, style(size=10.5))]
        for number, step in enumerate(_STEPS, start=1)
    ]
    table = Table(rows, colWidths=[28, CONTENT - 28])
    table.setStyle(
        table_style(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def _custody() -> Table:
    labels = ("Guardada en", "Fecha", "Nombre y firma de quien la recibe")
    row = [said(label, style(size=9, color=SOFT)) for label in labels]
    table = Table([row], colWidths=[CONTENT * 0.34, CONTENT * 0.2, CONTENT * 0.46], rowHeights=52)
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

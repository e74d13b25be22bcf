"""The *razón de recepción*: what every submission of a case leaves with the person (COA art. 138)."""

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import INK, LINE, SOFT
from desktop.documents.case_paper import (
    COA,
    capital,
    case_frame,
    case_head,
    day_words,
    moment_words,
)
from desktop.documents.flowables import Mark, listing, said, style, table_style, where, within
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts
from desktop.ports import CaseReceipt, ReceivedLine

_TITLE = "Razón de recepción"
_NUMBER, _MARK, _VERDICT = 26, 18, 104
_DOCUMENT = CONTENT - _NUMBER - _MARK - _VERDICT
_HALF = CONTENT / 2
_PADDING = 14


def case_receipt(receipt: CaseReceipt) -> bytes:
    """Return the PDF of ``receipt``."""
    load_fonts()
    head = receipt.head
    lead = f"Consérvela: es la constancia de que recibimos su trámite ({COA}, art. 138)."
    story: list[Flowable] = [
        said(_TITLE, style(BOLD, 22, after=4)),
        said(lead, style(size=10.5, color=SOFT, after=10)),
        *case_head(head),
        *_outcome(receipt),
    ]
    if receipt.lines:
        story += [Spacer(0, 12), _documents(receipt.lines)]
    if receipt.follow:
        follow = [
            Spacer(0, 16),
            said("Cómo seguir su trámite", style(SEMIBOLD, 12, after=4)),
            said(receipt.follow, style()),
        ]
        story.append(KeepTogether(follow))
    story += [where(head.office, head.address, head.hours), _signature(receipt)]
    return a4_document(case_frame(head, _TITLE), story)


def _outcome(receipt: CaseReceipt) -> list[Flowable]:
    cells = [cell for cell in (_papers(receipt), _promise(receipt)) if cell]
    if not cells:
        return []
    table = Table([cells], colWidths=[CONTENT / len(cells)] * len(cells))
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 1.2, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, INK),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 7),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return [Spacer(0, 12), table]


def _papers(receipt: CaseReceipt) -> list[Flowable]:
    if not receipt.lines:
        return []
    asked = sum(line.in_order is not None for line in receipt.lines)
    faults = sum(line.in_order is False for line in receipt.lines)
    if receipt.complete:
        words, detail = "Completa", "No falta ningún documento."
    else:
        words = "Incompleta"
        missing = f"Por completar: {faults} de {asked}. " if faults else ""
        detail = f"{missing}La hoja de devolución dice qué traer y hasta cuándo."
    return [
        said("Documentación", style(size=9.5, color=SOFT, after=2)),
        _marked(receipt.complete, words),
        said(detail, style(size=9.5, before=3)),
    ]


def _marked(in_order: bool, words: str) -> Table:
    table = Table(
        [[Mark(in_order, 15), said(words, style(BOLD, 15))]],
        colWidths=[22, _HALF - 2 * _PADDING - 22],
        hAlign="LEFT",
    )
    table.setStyle(
        table_style(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _promise(receipt: CaseReceipt) -> list[Flowable]:
    promise = capital(receipt.promise)
    if receipt.due is None:
        if not promise:
            return []
        label = said("Tiempo de respuesta", style(size=9.5, color=SOFT, after=2))
        return [label, within(promise, style(SEMIBOLD, 11), 6, _HALF - 2 * _PADDING)]
    due = receipt.due
    cell: list[Flowable] = [
        said("Le responderemos hasta el", style(size=9.5, color=SOFT, after=2)),
        said(day_words(due), style(BOLD, 13)),
        said(f"a las {due.hour:02}:{due.minute:02}", style(BOLD, 13)),
    ]
    if promise:
        cell.append(within(promise, style(size=9.5, before=3), 6, _HALF - 2 * _PADDING))
    return cell


def _documents(lines: tuple[ReceivedLine, ...]) -> Table:
    rows = [
        [
            said(str(line.number), style(size=10, color=SOFT), 6),
            _document(line),
            Mark(line.in_order),
            within(line.verdict, style(MEDIUM, 10), 5, _VERDICT),
        ]
        for line in lines
    ]
    return listing(
        rows, [_NUMBER, _DOCUMENT, _MARK, _VERDICT], ("N.º", "Documento", "", "Cómo se recibió")
    )


def _document(line: ReceivedLine) -> list[Flowable]:
    across = _DOCUMENT - 8
    parts = [within(line.document, style(size=10), 6, across)]
    if line.detail:
        parts.append(within(line.detail, style(size=9.5, color=SOFT), 8, across))
    return parts


def _signature(receipt: CaseReceipt) -> Flowable:
    head = receipt.head
    label, name = style(size=9, color=SOFT), style(size=9.5)
    across = CONTENT * 0.55
    row = [
        [
            said("Firma de quien recibe", label),
            Spacer(0, 44),
            within(head.by, name, 1, across - 24),
            said(moment_words(head.at), label),
        ],
        said("Sello de la oficina", label),
    ]
    table = Table([row], colWidths=[across, CONTENT - across])
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return KeepTogether([Spacer(0, 20), table])

"""The *razón de recepción*: what every submission of a case leaves with the person (COA art. 138)."""

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import INK, SOFT
from desktop.documents.case_paper import (
    COA,
    capital,
    case_frame,
    case_head,
    day_words,
    moment_words,
)
from desktop.documents.flowables import (
    GAP,
    PANEL_PADDING,
    Mark,
    listing,
    panel,
    said,
    style,
    table_style,
    within,
)
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts
from desktop.ports import CasePaper, CaseReceipt, ReceivedLine

_TITLE = "Razón de recepción"
_NUMBER, _MARK, _VERDICT = 14 + GAP, 11 + GAP, 105
_DOCUMENT = CONTENT - _NUMBER - _MARK - _VERDICT
_HALF = CONTENT / 2
_PAPERS = CONTENT * 0.42
# A day with the longest names of weekday and month stands in one line.
_PROMISE = CONTENT - _PAPERS


def case_receipt(receipt: CaseReceipt, *, training: bool) -> bytes:
    """Return the PDF of ``receipt``."""
    load_fonts()
    head = receipt.head
    lead = f"Consérvela: prueba que recibimos su trámite ({COA}, art. 138)."
    story: list[Flowable] = [
        said(_TITLE, style(BOLD, 22, after=4)),
        said(lead, style(size=10.5, color=SOFT, after=10)),
        *case_head(head),
        *_outcome(receipt),
    ]
    if receipt.lines:
        story += [Spacer(0, 8), _documents(receipt.lines)]
    story.append(_foot(receipt))
    return a4_document(case_frame(head, _TITLE, training=training), story)


def _outcome(receipt: CaseReceipt) -> list[Flowable]:
    cells = {_PAPERS: _papers(receipt), _PROMISE: _promise(receipt)}
    widths = [across for across, cell in cells.items() if cell]
    if not widths:
        return []
    # One alone takes the place of both.
    widths[-1] += CONTENT - sum(widths)
    return [Spacer(0, 10), panel([cell for cell in cells.values() if cell], widths, edge=INK)]


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
        [[Mark(in_order, 15, drop=0), said(words, style(BOLD, 15))]],
        colWidths=[22, _PAPERS - 2 * PANEL_PADDING - 22],
        hAlign="LEFT",
    )
    table.setStyle(table_style([("VALIGN", (0, 0), (-1, -1), "MIDDLE")], bare=True))
    return table


def _promise(receipt: CaseReceipt) -> list[Flowable]:
    promise = capital(receipt.promise)
    if receipt.due is None:
        if not promise:
            return []
        label = said("Tiempo de respuesta", style(size=9.5, color=SOFT, after=2))
        return [label, within(promise, style(SEMIBOLD, 11), 6, _PROMISE - 2 * PANEL_PADDING)]
    due = receipt.due
    cell: list[Flowable] = [
        said("Le responderemos hasta el", style(size=9.5, color=SOFT, after=2)),
        said(day_words(due), style(BOLD, 13)),
        said(f"a las {due:%H:%M}", style(BOLD, 13)),
    ]
    if promise:
        cell.append(within(promise, style(size=9.5, before=3), 6, _PROMISE - 2 * PANEL_PADDING))
    return cell


def _documents(lines: tuple[ReceivedLine, ...]) -> Table:
    rows = [
        [
            said(str(line.number), style(size=9.5, color=SOFT), 6),
            _document(line),
            Mark(line.in_order),
            within(line.verdict, style(MEDIUM, 9.5), 5, _VERDICT),
        ]
        for line in lines
    ]
    heads = ("", "Documento", "", "Cómo se recibió")
    return listing(rows, [_NUMBER, _DOCUMENT, _MARK, _VERDICT], heads, air=3)


def _document(line: ReceivedLine) -> list[Flowable]:
    across = _DOCUMENT - GAP
    parts = [within(line.document, style(size=9.5), 6, across)]
    if line.detail:
        parts.append(within(line.detail, style(size=9, color=SOFT), 8, across))
    return parts


def _foot(receipt: CaseReceipt) -> Flowable:
    """Return how to follow the case and where, beside the place for signature and stamp."""
    across = _HALF - PANEL_PADDING
    head, small, title = receipt.head, style(size=9.5), style(SEMIBOLD, 11, after=2)
    words: list[Flowable] = []
    if receipt.follow:
        words = [
            said("Cómo seguir su trámite", title),
            within(receipt.follow, style(size=9.5, after=9), 8, across),
        ]
    if place := [part for part in (head.address, head.hours) if part]:
        words.append(said("Dónde le atendemos", title))
        words += [within(part, small, 3, across) for part in place]
    table = Table([[words, _signature(head)]], colWidths=[_HALF, _HALF])
    gap = ("RIGHTPADDING", (0, 0), (0, 0), PANEL_PADDING)
    table.setStyle(table_style([gap], bare=True))
    opinion = _opinion(receipt.opinion) if receipt.opinion else []
    return KeepTogether([Spacer(0, 14), table, *opinion])


def _opinion(code: str) -> list[Flowable]:
    words = f"Díganos cómo le atendimos, sin dar su nombre: en la pantalla o en recepción, código {code}"
    return [said(words, style(SEMIBOLD, 9.5, before=6))]


def _signature(head: CasePaper) -> Table:
    label = style(size=8.5, color=SOFT)
    signed = [
        within(head.by, style(size=9.5), 2, _HALF - 20),
        said(moment_words(head.at), label),
    ]
    table = Table(
        [[said("Firma de quien recibe y sello de la oficina", label)], [signed]],
        colWidths=[_HALF],
        rowHeights=[80, None],
    )
    table.setStyle(
        table_style(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, INK),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 1), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 1), (-1, -1), 6),
            ]
        )
    )
    return table

"""What is handed back with an incomplete case: what to bring, why, and until when (COA art. 140)."""

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import AMBER, INK, PALE_AMBER, SOFT
from desktop.documents.case_paper import COA, capital, case_frame, case_head, day_words
from desktop.documents.flowables import (
    GAP,
    CheckBox,
    Mark,
    facts,
    listing,
    panel,
    said,
    style,
    within,
)
from desktop.documents.lettering import BOLD, MEDIUM, SEMIBOLD, load_fonts
from desktop.ports import ReturnLine, ReturnSheet

_TITLE = "Devolución de documentos"
_TICK = 16 + GAP
_ACROSS = CONTENT - _TICK
_FIRST_ROWS = 110


def return_sheet(sheet: ReturnSheet, *, training: bool) -> bytes:
    """Return the PDF of ``sheet``."""
    load_fonts()
    head = sheet.head
    story: list[Flowable] = [
        said(_TITLE, style(BOLD, 22, after=4)),
        said(
            "Su trámite está incompleto. Traiga solo lo que indica esta hoja.",
            style(size=10.5, color=SOFT, after=10),
        ),
        *case_head(head, "Al volver, solo muestre este código, en papel o en su teléfono."),
        Spacer(0, 9),
        _term(sheet),
    ]
    if sheet.lines:
        rows = [[CheckBox(), _line(line)] for line in sheet.lines]
        heads = ("", f"Lo que debe traer ({len(rows)})")
        story += [
            Spacer(0, 6),
            CondPageBreak(_FIRST_ROWS),
            listing(rows, [_TICK, _ACROSS], heads),
        ]
    if sheet.accepted:
        shown = style(size=9.5)
        rows = [[Mark(True), [within(name, shown, 5, _ACROSS)]] for name in sheet.accepted]
        heads = ("", "No vuelva a traer: ya está en orden")
        story += [
            Spacer(0, 10),
            CondPageBreak(_FIRST_ROWS),
            listing(rows, [_TICK, _ACROSS], heads, air=2.5),
        ]
    place = ", ".join(part for part in (head.office, head.address) if part)
    pairs = [("Dónde le atendemos", place), ("Horario", head.hours)]
    story.append(KeepTogether([Spacer(0, 12), facts(pairs)]))
    return a4_document(case_frame(head, _TITLE, training=training), story)


def _term(sheet: ReturnSheet) -> Table:
    if sheet.mend_days == 1:
        days = "1 día laborable, contado"
    else:
        days = f"{sheet.mend_days} días laborables, contados"
    words = [
        said("Último día para completar su trámite", style(MEDIUM, 10, AMBER, after=2)),
        said(capital(day_words(sheet.term_ends)), style(BOLD, 20, after=3)),
        said(
            f"Tiene {days} desde el siguiente día laborable. Después de esa fecha el trámite "
            f"caduca y deberá empezar de nuevo ({COA}, art. 140).",
            style(size=9.5),
        ),
    ]
    return panel([words], [CONTENT], edge=INK, ground=PALE_AMBER)


def _line(line: ReturnLine) -> list[Flowable]:
    plain_words, soft = style(size=9.5), style(size=9.5, color=SOFT)
    parts = [within(f"{line.number}. {line.document}", style(SEMIBOLD, 10.5), 5, _ACROSS)]
    if line.details:
        parts.append(within(capital(line.details), plain_words, 3, _ACROSS))
    if line.problem:
        parts.append(within(line.problem, plain_words, 5, _ACROSS, "Motivo:"))
    if line.note:
        parts.append(within(line.note, soft, 5, _ACROSS))
    if line.legal_base:
        parts.append(within(f"Base legal: {line.legal_base}", soft, 4, _ACROSS))
    return parts

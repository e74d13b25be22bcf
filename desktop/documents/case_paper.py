"""What the papers of a case share: its number to show again, whose it is, when it came in."""

from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from desktop.documents.a4 import CONTENT, Frame4
from desktop.documents.canvas import BLUE, PALE_BLUE, SOFT
from desktop.documents.flowables import (
    LEDGER,
    PANEL_PADDING,
    Command,
    Qr,
    panel,
    said,
    style,
    table_style,
    within,
)
from desktop.documents.lettering import BOLD, SEMIBOLD, plain, width
from desktop.ports import CasePaper
from domain.offices import MONTHS, WEEKDAYS

COA = "Código Orgánico Administrativo"
_QR_SIDE = 31 * mm
_LABELS = (82.0, 66.0)
_VALUES = (196.0, CONTENT - 196.0 - sum(_LABELS))
_NUMBER_SIZES = (27.0, 23.0, 19.0, 15.0)


def case_frame(head: CasePaper, title: str, *, training: bool) -> Frame4:
    """Return what stands around a paper of a case: its number on every page."""
    return Frame4(
        title=f"{title} {head.number}",
        ministry=head.ministry,
        office=head.office,
        foot=f"{title} · Trámite {head.number}",
        printed_at=head.at,
        training=training,
    )


def case_head(head: CasePaper, hint: str = "") -> list[Flowable]:
    """Return the number with its QR code and service, and who came for whom and when.

    Args:
        head: the case.
        hint: what the code is for, in our words.
    """
    again = f"{head.submission}.ª entrega" if head.submission > 1 else ""
    came = capital(", ".join(part for part in (head.channel, again) if part))
    by = ("Recibido por", head.by)
    received = [("Recibido", moment_words(head.at)), ("Cómo llegó", came)]
    if head.beneficiary:
        who = [("Presentado por", head.bearer), ("Beneficiario", head.beneficiary)]
        pairs = [*who, *received, by]
    else:
        pairs = [("Presentado por", head.bearer), by, *received]
    return [_box(head, hint), Spacer(0, 7), _facts(head.entity, pairs)]


def day_words(day: date) -> str:
    """Return ``viernes 4 de diciembre de 2026``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]} de {day.year}"


def moment_words(at: datetime) -> str:
    """Return ``viernes 4 de diciembre de 2026, 08:31``; ``at`` is local."""
    return f"{day_words(at)}, {at:%H:%M}"


def capital(words: str) -> str:
    """Return ``words`` beginning with a capital letter."""
    return words[:1].upper() + words[1:]


def _facts(entity: str, pairs: list[tuple[str, str]]) -> Table:
    """Return the entity in a row of its own and the others two by two."""
    told = [(label, value) for label, value in pairs if value]
    label_style, value_style = style(size=9.5, color=SOFT), style(size=9.5)
    rows: list[list[object]] = []
    spans: list[Command] = []
    if entity:
        across = CONTENT - _LABELS[0]
        rows.append([said("Entidad", label_style), within(entity, value_style, 4, across), "", ""])
        spans.append(("SPAN", (1, 0), (3, 0)))
    for start in range(0, len(told), 2):
        row: list[object] = []
        for side, (label, value) in enumerate(told[start : start + 2]):
            row += [said(label, label_style), within(value, value_style, 5, _VALUES[side] - 6)]
        rows.append(row if len(row) == 4 else [*row, "", ""])
    table = Table(rows, colWidths=[_LABELS[0], _VALUES[0], _LABELS[1], _VALUES[1]])
    table.setStyle(table_style([*LEDGER, *spans], bare=True))
    return table


def _box(head: CasePaper, hint: str) -> Table:
    across = CONTENT - _QR_SIDE - 4 * PANEL_PADDING
    number = plain(head.number)
    size = next(
        (size for size in _NUMBER_SIZES if width(number, BOLD, size) <= across), _NUMBER_SIZES[-1]
    )
    words: list[Flowable] = [
        said("Trámite", style(size=10, color=SOFT)),
        within(number, style(BOLD, size, after=4), 1, across),
        within(head.service, style(SEMIBOLD, 12), 3, across),
    ]
    if hint:
        words.append(said(hint, style(size=9.5, before=4, color=SOFT)))
    # A code cut or with a sign lost would name nothing, or another case: then there is none.
    exact = head.qr if plain(head.qr) == head.qr else ""
    aside = _QR_SIDE + 2 * PANEL_PADDING
    return panel(
        [words, Qr(exact, _QR_SIDE)],
        [CONTENT - aside, aside],
        edge=BLUE,
        ground=PALE_BLUE,
        middle=True,
    )

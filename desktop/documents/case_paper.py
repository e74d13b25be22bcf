"""What the papers of a case share: its number to show again, whose it is, when it came in."""

from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from desktop.documents.a4 import CONTENT, Frame4
from desktop.documents.canvas import BLUE, PALE_BLUE, SOFT
from desktop.documents.flowables import Qr, facts, said, style, table_style, within
from desktop.documents.lettering import BOLD, SEMIBOLD, plain, width
from desktop.ports import CasePaper
from domain.offices import MONTHS, WEEKDAYS

COA = "Código Orgánico Administrativo"
_QR_SIDE = 34 * mm
_PADDING = 16
_NUMBER_SIZES = (27.0, 23.0, 19.0, 15.0)


def case_frame(head: CasePaper, title: str) -> Frame4:
    """Return what stands around a paper of a case: its number on every page."""
    return Frame4(
        title=f"{title} {head.number}",
        ministry=head.ministry,
        office=head.office,
        foot=f"{title} · Trámite {head.number}",
        printed_at=head.at,
    )


def case_head(head: CasePaper, hint: str = "") -> list[Flowable]:
    """Return the number with its QR code and service, and who came for whom and when.

    Args:
        head: the case.
        hint: what the code is for, in our words.
    """
    channel = head.channel[:1].upper() + head.channel[1:]
    came = f"{channel}, {head.submission}.ª entrega" if channel else f"{head.submission}.ª entrega"
    return [
        _box(head, hint),
        Spacer(0, 8),
        facts(
            [
                ("Entidad", head.entity),
                ("Presentado por", head.bearer),
                ("Beneficiario", head.beneficiary),
                ("Recibido", moment_words(head.at)),
                ("Cómo llegó", came),
                ("Recibido por", head.by),
            ]
        ),
    ]


def day_words(day: date) -> str:
    """Return ``viernes 4 de diciembre de 2026``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]} de {day.year}"


def moment_words(at: datetime) -> str:
    """Return ``viernes 4 de diciembre de 2026, 08:31``; ``at`` is local."""
    return f"{day_words(at)}, {at.hour:02}:{at.minute:02}"


def capital(words: str) -> str:
    """Return ``words`` beginning with a capital letter."""
    return words[:1].upper() + words[1:]


def _box(head: CasePaper, hint: str) -> Table:
    across = CONTENT - _QR_SIDE - 3 * _PADDING
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
    box = Table(
        [[words, Qr(exact, _QR_SIDE)]],
        colWidths=[CONTENT - _QR_SIDE - _PADDING, _QR_SIDE + _PADDING],
    )
    box.setStyle(
        table_style(
            [
                ("BACKGROUND", (0, 0), (-1, -1), PALE_BLUE),
                ("BOX", (0, 0), (-1, -1), 0.9, BLUE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (0, 0), _PADDING),
                ("RIGHTPADDING", (0, 0), (0, 0), _PADDING),
                ("LEFTPADDING", (1, 0), (1, 0), 0),
                ("RIGHTPADDING", (1, 0), (1, 0), _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 9),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
            ]
        )
    )
    return box

"""The paper of a turno, for an 80 mm thermal printer: black only, nothing personal."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.canvas import BLACK, CREATOR, LANGUAGE, TRAINING_WORDS, WHITE, Paper
from desktop.documents.lettering import (
    BOLD,
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    elided,
    load_fonts,
    plain,
    width,
    wrapped,
)
from desktop.ports import TicketSlip
from desktop.usecases import slip_words
from domain.ticket_qr import ticket_qr

WIDTH = 80 * mm
# Thermal heads of 80 mm printers reach 72 mm of the paper.
MARGIN = 5 * mm
ROOM = WIDTH - 2 * MARGIN
CENTER = WIDTH / 2
QR_SIDE = 34 * mm
_LONGEST_CODE = 12


@dataclass(frozen=True, slots=True)
class _Strip:
    """A piece of the paper: its height, and how it is drawn below a given ``y``."""

    height: float
    draw: Callable[[Paper, float], None]


def ticket_slip(slip: TicketSlip, *, training: bool) -> bytes:
    """Return the PDF of a turno's paper, 80 mm wide and as long as its text needs."""
    load_fonts()
    code = plain(slip.code, _LONGEST_CODE)
    mark = [_pill(TRAINING_WORDS), _gap(3 * mm)] if training else []
    strips = [
        _gap(4 * mm),
        *mark,
        *_lines(slip.ministry, SEMIBOLD, 9.5, most=2),
        *_lines(slip.office, REGULAR, 9.5, most=2),
        _gap(2.5 * mm),
        _rule(),
        _gap(3 * mm),
        *_lines(slip_words.YOURS, MEDIUM, 11, most=1),
        _number(code),
        *([_gap(1.5 * mm), _pill(slip_words.PRIORITY)] if slip.priority else []),
        _gap(3 * mm),
        _pair(f"{slip.issued_at:%d/%m/%Y}", f"{slip.issued_at:%H:%M}"),
        _gap(2 * mm),
        _rule(),
        _gap(3 * mm),
        *_services(slip.services),
        *([_gap(1.5 * mm), *_lines(slip.person, MEDIUM, 10, most=2)] if slip.person else []),
        _gap(2.5 * mm),
        *_lines(slip_words.ahead(slip.ahead), SEMIBOLD, 12, most=1),
        _gap(1 * mm),
        _qr(ticket_qr(slip.office_code, slip.day, code)),
        *_lines(slip_words.WAIT, REGULAR, 9, most=3),
        _gap(1.5 * mm),
        *_lines(slip_words.VALID, REGULAR, 9, most=2),
        *([_gap(3 * mm), *mark] if training else []),
        _gap(6 * mm),
    ]
    buffer = BytesIO()
    height = sum(strip.height for strip in strips)
    canvas = Canvas(buffer, pagesize=(WIDTH, height), invariant=1, lang=LANGUAGE)
    canvas.setTitle(f"Turno {code}")
    canvas.setSubject("Turno")
    canvas.setAuthor(plain(slip.ministry, 120))
    canvas.setCreator(CREATOR)
    paper = Paper(canvas)
    y = height
    for strip in strips:
        strip.draw(paper, y)
        y -= strip.height
    canvas.save()
    return buffer.getvalue()


def _gap(height: float) -> _Strip:
    return _Strip(height, lambda paper, y: None)


def _rule() -> _Strip:
    def draw(paper: Paper, y: float) -> None:
        canvas = paper.canvas
        canvas.setStrokeColor(BLACK)
        canvas.setLineWidth(0.9)
        canvas.setDash(1.5, 2.5)
        canvas.line(MARGIN, y, WIDTH - MARGIN, y)
        canvas.setDash()

    return _Strip(1, draw)


def _lines(text: str, font: str, size: float, *, most: int) -> list[_Strip]:
    return [_line(line, font, size) for line in wrapped(text, font, size, ROOM, most)]


def _line(line: str, font: str, size: float) -> _Strip:
    def draw(paper: Paper, y: float) -> None:
        paper.text(CENTER, y - size, line, font=font, size=size, color=BLACK, align="center")

    return _Strip(size * 1.35, draw)


def _number(code: str) -> _Strip:
    size = min(58.0, 58.0 * ROOM / max(width(code, BOLD, 58), 1))

    def draw(paper: Paper, y: float) -> None:
        paper.text(CENTER, y - size * 0.86, code, font=BOLD, size=size, color=BLACK, align="center")

    return _Strip(size, draw)


def _pill(label: str) -> _Strip:
    size, height = 11.0, 20.0

    def draw(paper: Paper, y: float) -> None:
        across = width(label, SEMIBOLD, size) + 24
        paper.canvas.setFillColor(BLACK)
        paper.canvas.roundRect(
            CENTER - across / 2, y - height, across, height, height / 2, stroke=0, fill=1
        )
        paper.text(
            CENTER,
            y - height / 2 - size * 0.36,
            label,
            font=SEMIBOLD,
            size=size,
            color=WHITE,
            align="center",
        )

    return _Strip(height, draw)


def _pair(left: str, right: str) -> _Strip:
    size = 11.0

    def draw(paper: Paper, y: float) -> None:
        paper.text(MARGIN, y - size, left, font=MEDIUM, size=size, color=BLACK)
        paper.text(
            WIDTH - MARGIN, y - size, right, font=MEDIUM, size=size, color=BLACK, align="right"
        )

    return _Strip(size * 1.35, draw)


def _services(names: tuple[str, ...]) -> list[_Strip]:
    strips = [
        _line(elided(name, SEMIBOLD, 12, ROOM), SEMIBOLD, 12)
        for name in names[: slip_words.MOST_SERVICES]
    ]
    if more := slip_words.more(names):
        strips.append(_line(more, REGULAR, 10))
    return strips


def _qr(content: str) -> _Strip:
    def draw(paper: Paper, y: float) -> None:
        paper.qr(content, CENTER - QR_SIDE / 2, y - QR_SIDE, QR_SIDE)

    return _Strip(QR_SIDE, draw)

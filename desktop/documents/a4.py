"""The A4 sheet of our documents: head and foot on every page, with its number of the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from desktop.documents.canvas import BLUE, CREATOR, LANGUAGE, LINE, SOFT, Paper
from desktop.documents.lettering import (
    BOLD,
    REGULAR,
    SEMIBOLD,
    elided,
    load_fonts,
    plain,
    width,
)

MARGIN = 18 * mm
CONTENT = A4[0] - 2 * MARGIN
_TOP = 34 * mm
_BOTTOM = 24 * mm
_SMALL = 8.5
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Frame4:
    """What stands around the content of a document."""

    title: str
    ministry: str
    office: str
    foot: str
    printed_at: datetime


def a4_document(frame: Frame4, story: Sequence[Flowable]) -> bytes:
    """Return the PDF of ``story`` flowing over as many pages as it needs."""
    load_fonts()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=plain(frame.title, 120),
        subject=plain(frame.title, 120),
        author=plain(frame.ministry, 120),
        creator=CREATOR,
        lang=LANGUAGE,
        invariant=1,
        initialFontName=REGULAR,
    )
    box = Frame(
        MARGIN,
        _BOTTOM,
        CONTENT,
        A4[1] - _TOP - _BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def dress(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _dress(canvas, frame)

    document.addPageTemplates([PageTemplate("page", [box], onPage=dress)])
    document.build(list(story), canvasmaker=_CountingCanvas)
    return buffer.getvalue()


class _CountingCanvas(Canvas):
    """Writes the number of pages, known only at the end, into the place kept for it."""

    def save(self) -> None:
        """Close the document."""
        self.beginForm(_TOTAL, 0, -5, 60, 20)
        Paper(self).text(0, 0, str(self.getPageNumber() - 1), size=_SMALL, color=SOFT)
        self.endForm()
        super().save()


def _dress(canvas: Canvas, frame: Frame4) -> None:
    """Draw head and foot of the page that begins."""
    paper, top, right = Paper(canvas), A4[1] - 17 * mm, A4[0] - MARGIN
    canvas.setFillColor(BLUE)
    canvas.rect(0, A4[1] - 3 * mm, A4[0], 3 * mm, stroke=0, fill=1)
    room = CONTENT * 0.62
    ministry = elided(frame.ministry, SEMIBOLD, 10.5, room)
    paper.text(MARGIN, top, ministry, font=SEMIBOLD, size=10.5)
    paper.text(MARGIN, top - 14, elided(frame.office, REGULAR, 9, room), size=9, color=SOFT)
    paper.text(right, top, "Ventanilla", font=BOLD, size=10.5, color=BLUE, align="right")
    printed = f"{frame.printed_at:%d/%m/%Y, %H:%M}"
    paper.text(right, top - 14, printed, size=9, color=SOFT, align="right")
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.75)
    canvas.line(MARGIN, top - 23, right, top - 23)

    foot = 13 * mm
    canvas.line(MARGIN, foot + 14, right, foot + 14)
    words = elided(frame.foot, REGULAR, _SMALL, CONTENT - 90)
    paper.text(MARGIN, foot, words, size=_SMALL, color=SOFT)
    page = f"Página {canvas.getPageNumber()} de "
    start = right - width(page + "0", REGULAR, _SMALL)
    paper.text(start, foot, page, size=_SMALL, color=SOFT)
    canvas.saveState()
    canvas.translate(start + width(page, REGULAR, _SMALL), foot)
    canvas.doForm(_TOTAL)
    canvas.restoreState()

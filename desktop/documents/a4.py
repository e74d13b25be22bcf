"""The A4 sheet of our documents: head and foot on every page, with its number of the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from desktop.documents.canvas import (
    BLUE,
    CREATOR,
    FAINT,
    LANGUAGE,
    LINE,
    SOFT,
    TRAINING,
    TRAINING_WORDS,
    VIOLET,
    WHITE,
    Paper,
)
from desktop.documents.coded import DEEP, Coded, draw_code, draw_coded_head
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
_TOP = 32 * mm
_BOTTOM = 21 * mm
_SMALL = 8.5
_PAGE_ROOM = 110


@dataclass(frozen=True, slots=True)
class Frame4:
    """What stands around the content of a document.

    Attributes:
        training: every page says across itself that nothing on it is real.
        coded: every page bears the code by which it comes back to its case; None for papers
            that are not filed.
    """

    title: str
    ministry: str
    office: str
    foot: str
    printed_at: datetime
    training: bool
    coded: Coded | None = None


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
    top = _TOP if frame.coded is None else DEEP
    box = Frame(
        MARGIN,
        _BOTTOM,
        CONTENT,
        A4[1] - top - _BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def dress(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _dress(canvas, frame)

    document.addPageTemplates([PageTemplate("page", [box], onPage=dress)])

    def canvas_of(*given: Any, **options: Any) -> CountingCanvas:
        return CountingCanvas(*given, coded=frame.coded, **options)

    document.build(list(story), canvasmaker=canvas_of)
    return buffer.getvalue()


class CountingCanvas(Canvas):
    """Writes "Página 1 de 3", and the page's code, into the places kept for them on each page.

    Both tell the total, which is known at the end.
    """

    def __init__(self, *given: Any, coded: Coded | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        self._coded = coded

    def save(self) -> None:
        """Close the document."""
        total = self.getPageNumber() - 1
        for number in range(1, total + 1):
            self.beginForm(page_place(number), -_PAGE_ROOM, -5, 0, 20)
            words = f"Página {number} de {total}"
            Paper(self).text(0, 0, words, size=_SMALL, color=SOFT, align="right")
            self.endForm()
            if self._coded is not None:
                draw_code(self, self._coded, number, total)
        super().save()


def page_place(number: int) -> str:
    """Return the name of the place for the page number of a page."""
    return f"page-{number}"


def _dress(canvas: Canvas, frame: Frame4) -> None:
    """Draw head and foot of the page that begins."""
    paper, top, right = Paper(canvas), A4[1] - 17 * mm, A4[0] - MARGIN
    canvas.setFillColor(BLUE)
    canvas.rect(0, A4[1] - 3 * mm, A4[0], 3 * mm, stroke=0, fill=1)
    if frame.coded is None:
        _head(paper, frame, top, right)
    else:
        draw_coded_head(paper, frame.coded, frame.ministry, frame.office, MARGIN, right)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.75)
    foot = 13 * mm
    canvas.line(MARGIN, foot + 14, right, foot + 14)
    words = elided(frame.foot, REGULAR, _SMALL, CONTENT - _PAGE_ROOM)
    paper.text(MARGIN, foot, words, size=_SMALL, color=SOFT)
    canvas.saveState()
    canvas.translate(right, foot)
    canvas.doForm(page_place(canvas.getPageNumber()))
    canvas.restoreState()
    if frame.training:
        _mark(paper)


def _head(paper: Paper, frame: Frame4, top: float, right: float) -> None:
    """Draw who the paper is of and when it was made."""
    canvas, room = paper.canvas, CONTENT * 0.62
    ministry = elided(frame.ministry, SEMIBOLD, 10.5, room)
    paper.text(MARGIN, top, ministry, font=SEMIBOLD, size=10.5)
    paper.text(MARGIN, top - 14, elided(frame.office, REGULAR, 9, room), size=9, color=SOFT)
    paper.text(right, top, "Ventanilla", font=BOLD, size=10.5, color=BLUE, align="right")
    printed = f"{frame.printed_at:%d/%m/%Y, %H:%M}"
    paper.text(right, top - 14, printed, size=9, color=SOFT, align="right")
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.75)
    canvas.line(MARGIN, top - 23, right, top - 23)


def _mark(paper: Paper) -> None:
    """Say that the page is of training: in the head, and across it, under the text."""
    canvas, middle = paper.canvas, A4[0] / 2
    canvas.saveState()
    canvas.translate(middle, A4[1] / 2)
    canvas.rotate(52)
    paper.text(0, -32, TRAINING, font=BOLD, size=118, color=FAINT, align="center")
    canvas.restoreState()
    across, foot = width(TRAINING_WORDS, BOLD, 10) + 20, A4[1] - 11.5 * mm
    canvas.setFillColor(VIOLET)
    canvas.roundRect(middle - across / 2, foot, across, 17, 4, stroke=0, fill=1)
    paper.text(middle, foot + 4.9, TRAINING_WORDS, font=BOLD, size=10, color=WHITE, align="center")

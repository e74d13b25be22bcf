"""The head of a paper that comes back: whose it is, which form, and its code on every page."""

from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.canvas import LINE, SOFT, Paper
from desktop.documents.lettering import BOLD, REGULAR, SEMIBOLD, elided, wrapped
from domain.case_number import NotACase, parse_case_number
from domain.form_mark import FormMark

CODE_SIDE = 30 * mm
"""Of the code with its quiet zone; docs/decisions/0115 tells why so large."""
DEEP = 46 * mm
"""From the upper edge of the paper to where its content begins."""
_CODE_TOP = 8 * mm
_RULE = 43 * mm
_GAP = 6 * mm
_TITLE_SIZE = 15.0
_TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class Coded:
    """What stands in the code of each page, and beside it for people.

    Attributes:
        form: key of the template; ``code`` of the official form, empty where it has none.
        case: number of the case, as printed.
        requirement: 0 for the case as a whole.
        title: of the form.
    """

    form: str
    version: int
    code: str
    title: str
    case: str
    requirement: int = 0

    def qr(self, page: int, pages: int) -> str:
        """Return the content of a page's code; empty where the case's number is none."""
        try:
            number = parse_case_number(self.case)
        except NotACase:
            return ""
        mark = FormMark(number, self.requirement, self.form, self.version, page, pages)
        return mark.qr


def draw_code(canvas: Canvas, coded: Coded, page: int, pages: int) -> None:
    """Draw the code of a page into the place that its head kept for it."""
    canvas.beginForm(_place(page), 0, 0, CODE_SIDE, CODE_SIDE)
    Paper(canvas).qr(coded.qr(page, pages), 0, 0, CODE_SIDE, quarter=True)
    canvas.endForm()


def draw_coded_head(
    paper: Paper, coded: Coded, ministry: str, office: str, left: float, right: float
) -> None:
    """Draw whose paper it is, its title, form, version and case, and the place of the code."""
    canvas, top, room = paper.canvas, A4[1], right - left - CODE_SIDE - _GAP
    ministry = elided(ministry, SEMIBOLD, 10.5, room)
    paper.text(left, top - 15 * mm, ministry, font=SEMIBOLD, size=10.5)
    office = elided(office, REGULAR, 9, room)
    paper.text(left, top - 15 * mm - 12.5, office, size=9, color=SOFT)
    lines = wrapped(coded.title, BOLD, _TITLE_SIZE, room, _TITLE_LINES)
    y = top - (31.5 if len(lines) < _TITLE_LINES else 28) * mm
    for line in lines:
        paper.text(left, y, line, font=BOLD, size=_TITLE_SIZE)
        y -= _TITLE_SIZE * 1.22
    about = (coded.code, f"versión {coded.version}", f"Trámite {coded.case}")
    words = elided(" · ".join(part for part in about if part), SEMIBOLD, 9.5, room)
    paper.text(left, top - 40.2 * mm, words[:1].upper() + words[1:], font=SEMIBOLD, size=9.5)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.75)
    canvas.line(left, top - _RULE, right, top - _RULE)
    canvas.saveState()
    canvas.translate(right - CODE_SIDE, top - _CODE_TOP - CODE_SIDE)
    canvas.doForm(_place(canvas.getPageNumber()))
    canvas.restoreState()


def _place(number: int) -> str:
    """Return the name of the place for the code of a page."""
    return f"code-{number}"

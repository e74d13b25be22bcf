"""Which pages of a scan make one document, and where each belongs, by the codes on them.

A page of a form begins a document, unless it is another page of the same one. A cover sheet is no
document: what follows it, up to the next code, is. What has no code and follows no cover lies
together until the next code, for a person to file. Blank pages at the end of a run are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.case_number import CaseNumber, NotACase, parse_case_number
from domain.form_mark import FormMark, NotAForm, means_form, parse_form_mark

MISREAD = "El código de la página no se leyó bien."
SEVERAL = "La página tiene códigos de documentos distintos."
COVER_ALONE = "Después de la carátula no vino ninguna página."


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page of a scan: its number from 1, whether anything is on it, and the codes read on it."""

    number: int
    blank: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Pages of a file that make one document.

    Attributes:
        case: whose it is by its code; None where no code tells.
        requirement: by its code, 0 for the case as a whole.
        form: key of the form; empty where there is none (what follows a cover, a receipt).
        trouble: why nobody can tell where it belongs, or what is wrong with it; for people.
    """

    first: int
    last: int
    case: CaseNumber | None = None
    requirement: int = 0
    form: str = ""
    trouble: str = ""


@dataclass(slots=True)
class _Growing:
    """A run that may still grow; ``seen`` are the pages of its form that came."""

    run: Run
    mark: FormMark | None = None
    seen: frozenset[int] = frozenset()
    covered: bool = False
    empty: bool = False


def split(pages: Iterable[ScannedPage]) -> tuple[Run, ...]:
    """Return the documents of a scan, in the order of its pages. Blank ones alone are none."""
    found: list[_Growing] = []
    for page in pages:
        mark, case, trouble = _told(page.codes)
        last = found[-1] if found else None
        if mark is not None and mark.is_cover:
            run = Run(page.number, page.number, mark.case, mark.requirement)
            found.append(_Growing(run, covered=True, empty=True))
        elif mark is not None:
            if last is not None and _is_same(last, mark):
                _add(last, page.number)
                last.seen |= {mark.page}
            else:
                run = Run(page.number, page.number, mark.case, mark.requirement, mark.form)
                found.append(_Growing(run, mark, frozenset({mark.page})))
        elif case is not None:
            found.append(_Growing(Run(page.number, page.number, case)))
        elif page.blank:
            continue
        elif last is not None and (last.covered or _is_loose(last)) and not trouble:
            _add(last, page.number)
        else:
            found.append(_Growing(Run(page.number, page.number, trouble=trouble)))
    return tuple(map(_closed, found))


def _told(codes: Sequence[str]) -> tuple[FormMark | None, CaseNumber | None, str]:
    """Return what the codes of a page say: a form, or a case alone, and what is wrong."""
    marks, cases, misread = set(), set(), False
    for text in codes:
        try:
            marks.add(parse_form_mark(text))
            continue
        except NotAForm:
            misread |= means_form(text)
        try:
            cases.add(parse_case_number(text))
        except NotACase:
            continue
    if len(marks) > 1:
        return None, None, SEVERAL
    if marks:
        return next(iter(marks)), None, ""
    if len(cases) > 1:
        return None, None, SEVERAL
    return None, next(iter(cases), None), MISREAD if misread and not cases else ""


def _is_same(growing: _Growing, mark: FormMark) -> bool:
    """Tell whether a page belongs to the form before it; a page that came already begins anew."""
    before = growing.mark
    if before is None or mark.page in growing.seen:
        return False
    return replace(before, page=mark.page) == mark


def _is_loose(growing: _Growing) -> bool:
    return growing.run.case is None and growing.mark is None


def _add(growing: _Growing, number: int) -> None:
    first = number if growing.empty else growing.run.first
    growing.run = replace(growing.run, first=first, last=number)
    growing.empty = False


def _closed(growing: _Growing) -> Run:
    if growing.empty:
        return Run(growing.run.first, growing.run.last, trouble=COVER_ALONE)
    mark = growing.mark
    if mark is not None and len(growing.seen) < mark.pages:
        lacking = sorted(set(range(1, mark.pages + 1)) - growing.seen)
        words = ", ".join(map(str, lacking))
        which = "Falta la página" if len(lacking) == 1 else "Faltan las páginas"
        return replace(growing.run, trouble=f"{which} {words} de {mark.pages}.")
    return growing.run

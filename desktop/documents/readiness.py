"""What an entity has and lacks before its officials travel to be enrolled."""

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import AMBER, BLUE, GREEN, INK, PALE_AMBER, PALE_BLUE, SOFT
from desktop.documents.entity_head import entity_frame, entity_head, told, where
from desktop.documents.flowables import GAP, Mark, listing, panel, said, style, within
from desktop.documents.lettering import BOLD, SEMIBOLD, load_fonts
from desktop.ports.entity_papers import ReadinessPaper
from domain.readiness import Readiness, ReadyLine

_TITLE = "Preparación para el enrolamiento"
_MARK = 16 + GAP
_ACROSS = CONTENT - _MARK
_FIRST_ROWS = 110
_MARKS = {
    Readiness.THERE: True,
    Readiness.MISSING: False,
    Readiness.EXPIRED: False,
    Readiness.TO_CHECK: None,
}


def readiness(paper: ReadinessPaper, *, training: bool) -> bytes:
    """Return the PDF of ``paper``."""
    load_fonts()
    head = paper.head
    lacking = [line for line in paper.lines if line.state is not Readiness.THERE]
    there = [line for line in paper.lines if line.state is Readiness.THERE]
    story: list[Flowable] = [
        *entity_head(
            head,
            _TITLE,
            "Revise esta hoja antes de viajar con el titular y el alterno.",
            [("Trámite", paper.case_number), *_officials(paper)],
        ),
        _verdict(len(lacking)),
    ]
    for words, lines in (("Lo que falta", lacking), ("Lo que está listo", there)):
        if lines:
            rows = [[Mark(_MARKS[line.state]), _line(line)] for line in lines]
            story += [
                Spacer(0, 8),
                CondPageBreak(_FIRST_ROWS),
                listing(rows, [_MARK, _ACROSS], ("", f"{words} ({len(rows)})"), air=3),
            ]
    story.append(KeepTogether([Spacer(0, 10), told(where(head))]))
    return a4_document(entity_frame(head, _TITLE, training=training), story)


def _verdict(lacking: int) -> Table:
    if lacking:
        words = "Falta 1 cosa" if lacking == 1 else f"Faltan {lacking} cosas"
        told = "No viaje todavía: complete lo que falta y avise a esta oficina."
        edge, ground, color = INK, PALE_AMBER, AMBER
    else:
        words, told = "Todo listo", "El titular y el alterno pueden venir a enrolarse."
        edge, ground, color = BLUE, PALE_BLUE, GREEN
    rows = [said(words, style(BOLD, 20, color, after=3)), said(told, style(size=9.5))]
    return panel([rows], [CONTENT], edge=edge, ground=ground)


def _line(line: ReadyLine) -> list[Flowable]:
    when = "el" if line.state is Readiness.EXPIRED else "desde el"
    since = "" if line.since is None else f", {when} {line.since:%d/%m/%Y}"
    stands = f"{line.state.label}{since}"
    words = " · ".join(part for part in (stands, line.detail) if part)
    parts = [
        within(line.name, style(SEMIBOLD, 10.5), 3, _ACROSS),
        within(words, style(size=9.5, color=SOFT), 4, _ACROSS),
    ]
    if line.todo:
        parts.append(within(line.todo, style(size=9.5), 3, _ACROSS))
    return parts


def _officials(paper: ReadinessPaper) -> list[tuple[str, str]]:
    if not paper.officials:
        return [("Titular y alterno", "Todavía no consta a quién se enrola.")]
    return [(role, f"{name} ({words})") for role, name, words in paper.officials]

"""What was registered of an absence, and whether the centre has confirmed it."""

from datetime import date

from reportlab.platypus import Flowable, KeepTogether, Spacer

from desktop.documents.a4 import CONTENT, a4_document
from desktop.documents.canvas import AMBER, BLUE, GREEN, INK, PALE_AMBER, PALE_BLUE
from desktop.documents.case_paper import capital, day_words
from desktop.documents.entity_head import entity_frame, entity_head, told, where
from desktop.documents.flowables import panel, said, style
from desktop.documents.lettering import BOLD, MEDIUM, load_fonts
from desktop.ports.entity_papers import AbsencePaper

_TITLE = "Constancia de ausencia"


def absence(paper: AbsencePaper, *, training: bool) -> bytes:
    """Return the PDF of ``paper``."""
    load_fonts()
    head = paper.head
    edge, ground, color = (BLUE, PALE_BLUE, GREEN) if paper.confirmed else (INK, PALE_AMBER, AMBER)
    since = "" if paper.changed_on is None else f" el {paper.changed_on:%d/%m/%Y}"
    state = [
        said("Estado", style(MEDIUM, 10, color, after=2)),
        said(f"{paper.state}{since}", style(BOLD, 20, after=3)),
        said(paper.meaning, style(size=9.5)),
    ]
    pairs = [
        ("Ausente", paper.absent),
        ("Suplente", paper.stand_in),
        ("Desde", _day(paper.first)),
        ("Hasta", "" if paper.last is None else f"{_day(paper.last)}, ese día incluido"),
        ("Autoriza hoy", paper.active or "Nadie: la entidad no tiene autorizador activo."),
    ]
    story: list[Flowable] = [
        *entity_head(
            head,
            _TITLE,
            f"Ausencia {paper.kind.lower()} de quien autoriza los pagos de la entidad (Anexo 7).",
            [("Trámite", paper.case_number)],
        ),
        panel([state], [CONTENT], edge=edge, ground=ground),
        Spacer(0, 10),
        told(pairs),
        KeepTogether([Spacer(0, 10), told(where(head))]),
    ]
    return a4_document(entity_frame(head, _TITLE, training=training), story)


def _day(day: date) -> str:
    return capital(day_words(day))

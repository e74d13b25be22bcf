"""What the papers of an entity share: its name and RUC, and who made the paper when."""

from reportlab.platypus import Flowable, Spacer

from desktop.documents.a4 import CONTENT, Frame4
from desktop.documents.canvas import SOFT
from desktop.documents.case_paper import capital, moment_words
from desktop.documents.coded import Coded
from desktop.documents.flowables import facts, said, style
from desktop.documents.lettering import BOLD, REGULAR, elided
from desktop.ports.entity_papers import EntityPaper

_LABEL, _SIZE, _LINES = 104, 9.5, 4


def entity_frame(
    head: EntityPaper, title: str, *, training: bool, coded: Coded | None = None
) -> Frame4:
    """Return what stands around a paper of an entity: its RUC on every page.

    Where it is ``coded``, title and code stand on every page too.
    """
    return Frame4(
        title=f"{title} {head.ruc}",
        ministry=head.ministry,
        office=head.office,
        foot=f"{title} · RUC {head.ruc}",
        printed_at=head.at,
        training=training,
        coded=coded,
    )


def entity_head(
    head: EntityPaper, title: str, words: str, more: list[tuple[str, str]]
) -> list[Flowable]:
    """Return the title, empty where it stands already, with what it is for and whose it is."""
    pairs = [
        ("Entidad", head.entity),
        ("RUC", head.ruc),
        *more,
        ("Emitido", f"{capital(moment_words(head.at))}, por {head.by}"),
    ]
    return [
        *([said(title, style(BOLD, 22, after=4))] if title else []),
        said(words, style(size=10.5, color=SOFT, after=10)),
        told(pairs),
        Spacer(0, 10),
    ]


def where(head: EntityPaper) -> list[tuple[str, str]]:
    """Return where and when the entity is attended."""
    place = ", ".join(part for part in (head.office, head.address) if part)
    return [("Dónde le atendemos", place), ("Horario", head.hours)]


def told(pairs: list[tuple[str, str]]) -> Flowable:
    """Return names beside their values, cut where they would outgrow their place."""
    across = CONTENT - _LABEL
    return facts(
        [
            (elided(label, REGULAR, _SIZE, _LABEL), elided(value, REGULAR, _SIZE, _LINES * across))
            for label, value in pairs
        ],
        _LABEL,
    )

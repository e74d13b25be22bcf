"""The lines of the documents of a case: its places, and what lies in one of them; without Qt."""

from dataclasses import dataclass

from desktop.ports.forms import FormOffered
from desktop.usecases.case_view import CaseView
from desktop.usecases.document_view import CaseDocuments, Place, Shown
from ui.documents.words import count_words, how_words, kind_of, signature_mark, title_of
from ui.theme import Kind


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a case: what lies in its places, and which forms go out for them."""

    documents: CaseDocuments
    forms: tuple[FormOffered, ...]

    @property
    def titles(self) -> dict[str, str]:
        """The title of each form by its key."""
        return {one.key: one.title for one in self.forms}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of the case and what lies in it."""

    place: Place
    name: str
    words: str
    kind: Kind
    below: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document of the chosen place, as it is read."""

    shown: Shown
    title: str
    below: str
    signature: str
    kind: Kind


def place_lines(view: CaseView, papers: Papers) -> list[PlaceLine]:
    """Return the places of a case."""
    made = []
    for place in papers.documents.places:
        item = view.service.requirement(place.requirement)
        there = papers.documents.at(place.requirement)
        mark = signature_mark(item, there, view.office, view.parties.signer)
        name = place.name if item is None else f"{item.number}. {place.name}"
        words = str(len(there)) if there else "—"
        below = "Nada todavía" if not there else (mark.words if mark else count_words(len(there)))
        kind = Kind.NEUTRAL if not there else (mark.kind if mark else Kind.OK)
        made.append(PlaceLine(place, name, words, kind, below))
    return made


def paper_lines(view: CaseView, papers: Papers, requirement: int) -> list[PaperLine]:
    """Return what lies in a place, what was replaced last."""
    found = [one for one in papers.documents.documents if one.document.requirement == requirement]
    made = []
    for one in found:
        state = one.report.state
        letter = f"Quipux {one.document.letter} · " if one.document.letter else ""
        made.append(
            PaperLine(
                one,
                title_of(one, papers.titles),
                letter + how_words(one, view.office),
                state.label,
                kind_of(state),
            )
        )
    return made

"""What the page of documents shows, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from string import ascii_uppercase
from uuid import UUID

from desktop.usecases.document_view import Candidate, DocumentTray, Place, Shown
from desktop.usecases.intake import Received
from domain.case_number import NotACase, parse_case_number
from domain.documents import WHOLE_CASE, Source
from domain.errors import KnownError
from domain.form_mark import NotAForm, parse_form_mark
from domain.labels import Labelled
from domain.signature_words import report_sentence
from ui.documents.words import pages_words
from ui.theme import Kind

LETTERS = ascii_uppercase
"""Of the places of a case, in their order; the same place has the same letter every day."""
UNKNOWN = "No tiene código: nadie sabe todavía de qué trámite es."
LETTER = "oficio"
"""In the name of a requirement that is met by one: its Quipux number and date are asked for."""
REASONS = (
    "Página en blanco",
    "Se escaneó dos veces",
    "No se lee",
    "No es de ningún trámite",
)


@dataclass(frozen=True, slots=True)
class FilingState:
    """What the page shows.

    Attributes:
        words: what a case is looked for with; empty for those one most likely means.
        cases: those a document may belong to, each with a digit.
        case: the one documents are filed under now: the last chosen, else the first.
    """

    tray: DocumentTray
    words: str
    cases: tuple[Candidate, ...]
    case: UUID | None

    @property
    def current(self) -> Candidate | None:
        """The case documents are filed under now."""
        return next((one for one in self.cases if one.case_id == self.case), None)

    @property
    def proposed(self) -> Place | None:
        """The place a person most likely means: the first where nothing lies yet."""
        case = self.current
        if case is None:
            return None
        asked = [place for place in case.places if place.requirement != WHOLE_CASE]
        empty = (place for place in asked if place.requirement in case.lacking)
        whole = next(iter(case.places[-1:]), None)
        return next(empty, whole)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the current case, with the letter that files there."""

    key: str
    place: Place
    empty: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the digit that chooses it."""

    key: str
    case: Candidate
    current: bool


class Stage(Labelled):
    """How far a file is that is being taken in."""

    WAITING = "waiting", "En espera"
    READING = "reading", "Leyendo"
    DONE = "done", "Listo"
    FAILED = "failed", "No se recibió"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is being taken in, or what came of one.

    Attributes:
        read, pages: how far it is read; 0 of 0 before that is known.
        filed, in_tray: how many of its documents found their case, and how many wait.
        told: what came of it, in words.
    """

    number: int
    name: str
    source: Source
    stage: Stage = Stage.WAITING
    read: int = 0
    pages: int = 0
    filed: int = 0
    in_tray: int = 0
    told: str = ""

    @property
    def words(self) -> str:
        """How it stands."""
        if self.stage is Stage.READING and self.pages:
            return f"Leyendo {self.read} de {pages_words(self.pages)}"
        return self.told or self.stage.label

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.stage in {Stage.DONE, Stage.FAILED}

    @property
    def kind(self) -> Kind:
        """The colour of its state."""
        if self.stage is Stage.FAILED:
            return Kind.ERROR
        if self.stage is Stage.DONE:
            return Kind.WARN if self.in_tray else Kind.OK
        return Kind.INFO


@dataclass(frozen=True, slots=True)
class FolderLine:
    """How the scanner's folder stands.

    Attributes:
        words: empty where this computer has none.
        bad: it cannot be read just now.
        problems: files of it that could not even be opened: how each is called, and why.
    """

    words: str = ""
    bad: bool = False
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeState:
    """Files on their way in, the newest first, and the scanner's folder."""

    entries: tuple[Entry, ...] = ()
    folder: FolderLine = field(default_factory=FolderLine)

    @property
    def under_way(self) -> tuple[Entry, ...]:
        """Those that are not over."""
        return tuple(entry for entry in self.entries if not entry.over)


# ------------------------------------------------------------------------------- words


def case_rows(state: FilingState) -> tuple[CaseRow, ...]:
    """Return the cases with their digits."""
    return tuple(
        CaseRow(str(number), case, case.case_id == state.case)
        for number, case in enumerate(state.cases, start=1)
    )


def place_rows(case: Candidate | None) -> tuple[PlaceRow, ...]:
    """Return the places of a case, the empty ones first, each with the letter that is always its."""
    if case is None:
        return ()
    rows = [
        PlaceRow(key, place, place.requirement in case.lacking)
        for key, place in zip(LETTERS, case.places, strict=False)
    ]
    return tuple(sorted(rows, key=lambda row: not row.empty))


def looked_for(words: str) -> str:
    """Return what to look a case up with: its number, where a printed code was read."""
    text = words.strip()
    try:
        return str(parse_form_mark(text).case)
    except NotAForm:
        pass
    try:
        return str(parse_case_number(text))
    except NotACase:
        return text


def is_letter(place: str) -> bool:
    """Tell whether a place is met by an *oficio*, which has a Quipux number and date."""
    return LETTER in place.casefold()


def title_of(shown: Shown) -> str:
    """Return how a document is called: its file, and its pages where it is not all of it."""
    document = shown.document
    if document.pages == shown.file.pages:
        return shown.file.name
    pages = (
        f"página {document.first}"
        if document.pages == 1
        else f"páginas {document.first} a {document.last}"
    )
    return f"{shown.file.name}, {pages}"


def waiting_words(shown: Shown, now: datetime) -> str:
    """Return how a waiting document came, when, and how long it is."""
    return f"{shown.file.source.label} · {_when(shown.added, now)} · {pages_words(shown.document.pages)}"


def why_words(shown: Shown, zone: tzinfo, *, filed: bool) -> str:
    """Return why nobody could tell where a document belongs, and what its signatures come to.

    Args:
        zone: of the office, for dates.
        filed: it lies somewhere; only what is wrong with it is said then.
    """
    why = shown.document.reason or ("" if filed else UNKNOWN)
    signed = report_sentence(shown.report, zone) if shown.report.signatures else ""
    return " ".join(part for part in (why, signed) if part)


def filed_words(shown: Shown) -> str:
    """Return where a filed document lies, and how it came there."""
    how = "por su código" if shown.document.by_code else "a mano"
    lacks = is_letter(shown.place) and not shown.document.letter
    return f"{shown.case} · {how}" + (" · falta el número de Quipux" if lacks else "")


def received_words(received: Received) -> str:
    """Return what came of a file."""
    if len(received.taken) == 1 and received.filed:
        return f"Archivado en {received.taken[0].number}"
    return counted_words(received.filed, received.in_tray)


def counted_words(filed: int, in_tray: int) -> str:
    """Return how many documents found their case and how many wait."""
    parts = []
    if filed:
        parts.append("1 documento archivado" if filed == 1 else f"{filed} documentos archivados")
    if in_tray:
        parts.append(f"{in_tray} a la bandeja")
    return ", ".join(parts)


def refused_words(error: KnownError) -> str:
    """Return why a file was not taken in, and what to do."""
    return " ".join(part for part in (error.what, error.todo) if part)


def place_name(case: Candidate, requirement: int) -> str:
    """Return the name of a place of a case."""
    names: Mapping[int, str] = {place.requirement: place.name for place in case.places}
    return names.get(requirement, f"Requisito {requirement}")


def _when(at: datetime, now: datetime) -> str:
    same = at.date() == now.astimezone(at.tzinfo).date()
    return f"{at:%H:%M}" if same else f"{at:%d/%m %H:%M}"

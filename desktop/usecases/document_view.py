"""What the screens read of documents: the tray, a case's papers, one page, what happened to one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.usecases.case_steps import service_of
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.shelf import Shelf
from domain.cases import Case
from domain.catalogue import Service
from domain.documents import WHOLE_CASE, Document, DocumentState, ReceivedFile
from domain.errors import KnownError
from domain.offices import Office
from domain.operations import Operation
from domain.ports import TrayFilter
from domain.ports.pieces import PageKept
from domain.signatures import SignatureReport, report_from
from domain.staff import Action, Actor
from domain.text import clean_text

MOST_SHOWN = 200
"""Documents of a list that are read."""
MOST_CASES = 9
"""Cases offered beside a document of the tray: each has a digit."""
WHOLE_CASE_WORDS = "El trámite en conjunto"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document with what a person reads beside it; times are the office's.

    Attributes:
        case: number of its case; empty in the tray.
        place: name of the requirement it lies under; empty in the tray.
        added: when its file came in, and ``by`` whom.
    """

    document: Document
    file: ReceivedFile
    case: str
    place: str
    added: datetime
    by: str

    @property
    def report(self) -> SignatureReport:
        """What its electronic signatures come to; what is damaged counts as not checked."""
        try:
            return report_from(self.file.signature_report)
        except (ValueError, TypeError, KeyError):
            return SignatureReport()


@dataclass(frozen=True, slots=True)
class DocumentTray:
    """What waits to be filed, the oldest first, and what was filed today, the newest first."""

    change: int
    office: Office
    now: datetime
    waiting: tuple[Shown, ...]
    filed: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document may be filed: a requirement and its name."""

    requirement: int
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case beside the tray, with the places it has.

    Attributes:
        who: its entity, or who it is for.
        lacking: places where nothing lies yet.
    """

    case_id: UUID
    number: str
    service: str
    who: str
    places: tuple[Place, ...]
    lacking: frozenset[int]


@dataclass(frozen=True, slots=True)
class CaseDocuments:
    """The papers of a case: its places in order, and what lies in each, replaced ones last."""

    change: int
    case_id: UUID
    number: str
    places: tuple[Place, ...]
    documents: tuple[Shown, ...]

    def at(self, requirement: int) -> tuple[Shown, ...]:
        """Return what lies under a requirement now, the newest first."""
        return tuple(
            one
            for one in self.documents
            if one.document.requirement == requirement and one.document.state is DocumentState.FILED
        )

    @property
    def under(self) -> Mapping[int, tuple[Shown, ...]]:
        """What lies in each place where something does."""
        filled = {
            one.document.requirement
            for one in self.documents
            if one.document.state is DocumentState.FILED
        }
        return {number: self.at(number) for number in sorted(filled)}


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """One line of a document's history: when (office time), who, what, and a detail."""

    at: datetime
    who: str
    what: str
    detail: str = ""


def tray(desk: Desk, actor: Actor) -> DocumentTray:
    """Return what waits to be filed and what was filed today."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        since = step.now - timedelta(hours=24)
        showing = _Showing(desk, step)
        office = showing.office
        filed = [
            document
            for document in unit.documents.filed_since(since, MOST_SHOWN)
            if document.filed_at is not None and office.day_of(document.filed_at) == step.day
        ]
        return DocumentTray(
            unit.log.head().sequence,
            office,
            step.now,
            tuple(map(showing.shown, unit.documents.tray(MOST_SHOWN))),
            tuple(map(showing.shown, filed)),
        )


def change(desk: Desk) -> int:
    """Return the log's last sequence: what tells whether anything is new."""
    with desk.units.read() as unit:
        return unit.log.head().sequence


def waiting(desk: Desk, actor: Actor) -> int:
    """Return how many documents wait to be filed; at most ``MOST_SHOWN`` are counted."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        return len(unit.documents.tray(MOST_SHOWN))


def candidates(desk: Desk, actor: Actor, words: str = "") -> Sequence[Candidate]:
    """Return the cases a document may belong to: those somebody looks for, else one's own open
    ones first, then the office's that were opened last.

    Raises:
        InvalidInput: the text holds what nothing on file can hold.
    """
    asked = clean_text(words, label="Buscar")
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        if asked:
            found = [row.id for row in unit.cases.tray(TrayFilter(words=asked), MOST_CASES)]
            exact = unit.cases.by_number(asked.upper())
            wanted = [exact.id, *found] if exact is not None else found
        else:
            own = sorted(
                unit.cases.held_by(actor.staff_id), key=lambda case: case.opened_at, reverse=True
            )
            others = sorted(unit.cases.all_open(), key=lambda case: case.opened_at, reverse=True)
            wanted = [case.id for case in (*own, *others)]
        kept = list(dict.fromkeys(wanted))[:MOST_CASES]
        return [_candidate(desk, step, unit.cases.get(case_id)) for case_id in kept]


def of_case(desk: Desk, actor: Actor, case_id: UUID) -> CaseDocuments:
    """Return the papers of a case. Raises NotFound."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        case = unit.cases.get(case_id)
        showing = _Showing(desk, step)
        found = [showing.shown(one) for one in unit.documents.of_case(case_id)]
        found.sort(key=lambda one: one.document.state is not DocumentState.FILED)
        return CaseDocuments(
            unit.log.head().sequence,
            case_id,
            case.number,
            places_of(_service(desk, step, case)),
            tuple(found),
        )


def history(desk: Desk, actor: Actor, document_id: UUID) -> tuple[DocumentEvent, ...]:
    """Return what happened to a document, the oldest first: added, filed, looked at, replaced."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        document = unit.documents.get(document_id)
        showing = _Showing(desk, step)
        shown = showing.shown(document)
        came = DocumentEvent(
            shown.added, shown.by, "Se recibió", f"{shown.file.source.label}: {shown.file.name}"
        )
        told = [showing.event(operation) for operation in unit.log.of(document_id)]
        return (came, *told)


def page(shelf: Shelf, document: Document, number: int) -> PageKept | None:
    """Return what is kept of a page (``number`` of the file) to show it small."""
    return shelf.pieces.page(document.sha256, number)


def picture(shelf: Shelf, document: Document, number: int, width: int) -> bytes:
    """Return a page (``number`` of the file), straightened, as PNG ``width`` pixels wide.

    Whoever shows it has told the look first (``filing.look``).

    Raises:
        UnreadableFile, NotFound, DatabaseDamaged: it cannot be shown.
    """
    kept = shelf.pieces.page(document.sha256, number)
    data = shelf.pieces.get(document.sha256)
    return shelf.reader.picture(
        data, number, width=width, angle=0.0 if kept is None else kept.angle
    )


def places_of(service: Service | None) -> tuple[Place, ...]:
    """Return where documents of a case may lie: its requirements, then the case as a whole."""
    asked = () if service is None else service.requirements
    return (
        *(Place(item.number, item.short_name) for item in asked),
        Place(WHOLE_CASE, WHOLE_CASE_WORDS),
    )


# ------------------------------------------------------------------------------- inside


def _service(desk: Desk, step: Step, case: Case) -> Service | None:
    try:
        return service_of(desk, step, case)
    except KnownError:  # the office does not keep the catalogue it began with
        return None


def _candidate(desk: Desk, step: Step, case: Case) -> Candidate:
    unit, service = step.unit, _service(desk, step, case)
    places = places_of(service)
    there = {
        one.requirement
        for one in unit.documents.of_case(case.id)
        if one.state is DocumentState.FILED
    }
    parties = case.parties
    who = ""
    if parties.entity_id is not None:
        who = unit.entities.get(parties.entity_id).name
    elif parties.served_id is not None:
        who = unit.people.get(parties.served_id).name
    return Candidate(
        case.id,
        case.number,
        "" if service is None else service.short_name,
        who or case.origin.sender,
        places,
        frozenset(place.requirement for place in places) - there,
    )


class _Showing:
    """Documents as people read them, each case and name read once."""

    def __init__(self, desk: Desk, step: Step) -> None:
        self._desk, self._step = desk, step
        self.office: Office = step.unit.offices.office()
        self._staff: Mapping[UUID, str] = {
            member.id: member.full_name for member in step.unit.staff.all()
        }
        self._cases: dict[UUID, tuple[str, Mapping[int, str]]] = {}
        self._files: dict[str, ReceivedFile] = {}

    def shown(self, document: Document) -> Shown:
        """Return a document with what stands beside it."""
        file = self._file(document.sha256)
        number, place = "", ""
        if document.case_id is not None:
            number, places = self._case(document.case_id)
            place = places.get(document.requirement, f"Requisito {document.requirement}")
        return Shown(
            document,
            file,
            number,
            place,
            self.office.local(file.added_at),
            self._staff.get(file.added_by, ""),
        )

    def event(self, operation: Operation) -> DocumentEvent:
        """Return one line of a document's history."""
        told = json.loads(operation.payload) if operation.payload else {}
        words = _WORDS.get(operation.type)
        what, detail = ("Hubo otro cambio", "") if words is None else words(self, told)
        who = "" if operation.actor_id is None else self._staff.get(operation.actor_id, "")
        return DocumentEvent(self.office.local(operation.at), who, what, detail)

    def place(self, told: Mapping[str, Any], before: str = "") -> str:
        """Return in words where something lay or lies, as an operation told it."""
        try:
            case_id, number = UUID(told[f"{before}case"]), int(told[f"{before}requirement"])
            case, places = self._case(case_id)
        except (KeyError, ValueError, KnownError):
            return ""
        return f"{case}: {places.get(number, f'requisito {number}')}"

    def _file(self, sha256: str) -> ReceivedFile:
        if sha256 not in self._files:
            found = self._step.unit.documents.file(sha256)
            assert found is not None  # the schema insists
            self._files[sha256] = found
        return self._files[sha256]

    def _case(self, case_id: UUID) -> tuple[str, Mapping[int, str]]:
        if case_id not in self._cases:
            case = self._step.unit.cases.get(case_id)
            places = places_of(_service(self._desk, self._step, case))
            named = {place.requirement: place.name for place in places}
            self._cases[case_id] = case.number, named
        return self._cases[case_id]


_Told = Mapping[str, Any]
_Words = Callable[[_Showing, _Told], tuple[str, str]]


def _filed(showing: _Showing, told: _Told) -> tuple[str, str]:
    how = "Se archivó por su código" if told.get("by_code") else "Se archivó a mano"
    return how, showing.place(told)


def _letter(_: _Showing, told: _Told) -> tuple[str, str]:
    number = told.get("letter", "")
    return ("Se anotó el número de Quipux", number) if number else ("Se quitó el número", "")


_WORDS: Mapping[str, _Words] = {
    "document_filed": _filed,
    "document_moved": lambda showing, told: ("Se cambió de lugar", showing.place(told)),
    "document_put_back": lambda showing, told: (
        "Volvió a la bandeja",
        showing.place(told, "from_"),
    ),
    "document_replaced": lambda _, told: ("Se reemplazó", told.get("reason", "")),
    "document_discarded": lambda _, told: ("Se descartó", told.get("reason", "")),
    "document_split": lambda _, told: ("Se separó en dos", ""),
    "document_looked": lambda _, told: ("Lo miró", ""),
    "document_copied": lambda _, told: ("Sacó una copia con sello", told.get("stamp", "")),
    "letter_noted": _letter,
}

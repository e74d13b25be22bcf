"""What came in on paper or as a file: the file as it was received, and the documents found in it.

A file is kept once, by its SHA-256, and never changed. A document is some of its pages, filed under
a case and one of its requirements; what nobody could tell yet lies in the tray.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.labels import Labelled
from domain.signatures import SignatureState

WHOLE_CASE = 0
"""The requirement of what belongs to a case as a whole: its conformity form, a letter."""
NAME_LIMIT = 120
MOST_PAGES = 1000
"""Of one file."""
LARGEST_FILE = 64 << 20
"""Bytes of one file."""


class Source(Labelled):
    """How a file came in."""

    FOLDER = "folder", "Carpeta del escáner"
    FILE = "file", "Archivo"
    DROPPED = "dropped", "Arrastrado"
    CLIPBOARD = "clipboard", "Portapapeles"
    CAMERA = "camera", "Cámara"


class DocumentState(Labelled):
    """Where a document lies."""

    TRAY = "tray", "Por archivar"
    FILED = "filed", "Archivado"
    REPLACED = "replaced", "Reemplazado"
    DISCARDED = "discarded", "Descartado"


class AlreadyReceived(KnownError):
    """The same file came in before, byte by byte: nothing is filed twice."""

    what = "Este archivo ya se recibió."
    kept = "Lo que se archivó de él está en su lugar."
    todo = "Búsquelo en la lista o en su trámite."


class WrongDocumentState(KnownError):
    """Somebody did something else with the document meanwhile."""

    def __init__(self, document: "Document") -> None:
        self.document = document
        super().__init__(
            f"Ese documento está {document.state.label.lower()}.",
            kept="No se cambió nada.",
            todo="Mire la lista otra vez: quizá otra persona ya lo atendió.",
        )


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it came in; its bytes are kept apart (``domain.ports.pieces``).

    Attributes:
        sha256: of its bytes, hex: its name.
        media: ``application/pdf``, ``image/png`` … by what it is, not by how it is called.
        name: how it was called.
        pages: how many it has.
        signature: what was found of its electronic signatures.
        signature_report: ``SignatureReport.to_text``; empty where there is none.
    """

    sha256: str
    office_id: UUID
    name: str
    media: str
    size: int
    pages: int
    source: Source
    added_by: UUID
    added_at: datetime
    signature: SignatureState = SignatureState.NOT_CHECKED
    signature_report: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """Some pages of a received file, as one document.

    Attributes:
        first, last: pages of the file, from 1.
        requirement: its number in the case's service, or ``WHOLE_CASE``.
        submission: of the case when it was filed.
        form: key of the form whose code was read on it; empty where none was.
        by_code: it was filed by its code; else a person said where it belongs.
        letter, letter_on: Quipux number and date of an *oficio*.
        reason: why it was discarded or replaced, or why nobody could tell where it belongs; of
            one filed by its code, what is wrong with it.
        replaces: the document in whose place it stands.
    """

    id: UUID
    office_id: UUID
    sha256: str
    first: int
    last: int
    state: DocumentState = DocumentState.TRAY
    case_id: UUID | None = None
    requirement: int = WHOLE_CASE
    submission: int = 0
    form: str = ""
    by_code: bool = False
    letter: str = ""
    letter_on: date | None = None
    filed_by: UUID | None = None
    filed_at: datetime | None = None
    reason: str = ""
    replaces: UUID | None = None
    version: int = 1

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.last - self.first + 1

    def filed(
        self,
        case_id: UUID,
        requirement: int,
        submission: int,
        *,
        by: UUID,
        at: datetime,
        by_code: bool,
    ) -> "Document":
        """Return it filed under a requirement of a case; what was filed may be filed elsewhere.

        Raises:
            WrongDocumentState: it was replaced or discarded.
        """
        self._require(DocumentState.TRAY, DocumentState.FILED)
        return replace(
            self,
            state=DocumentState.FILED,
            case_id=case_id,
            requirement=requirement,
            submission=submission,
            by_code=by_code,
            filed_by=by,
            filed_at=at,
            reason="",
            replaces=None,
            version=self.version + 1,
        )

    def put_back(self) -> "Document":
        """Return it in the tray: it was filed wrongly. Raises WrongDocumentState."""
        self._require(DocumentState.FILED)
        return replace(
            self,
            state=DocumentState.TRAY,
            case_id=None,
            requirement=WHOLE_CASE,
            submission=0,
            by_code=False,
            filed_by=None,
            filed_at=None,
            replaces=None,
            version=self.version + 1,
        )

    def replaced(self, reason: str) -> "Document":
        """Return it as one in whose place another stands; kept all the same.

        Raises:
            WrongDocumentState: it is not filed.
        """
        self._require(DocumentState.FILED)
        return replace(self, state=DocumentState.REPLACED, reason=reason, version=self.version + 1)

    def discarded(self, reason: str) -> "Document":
        """Return it as one that belongs nowhere (a blank page, a scan made twice); kept.

        Raises:
            WrongDocumentState: it does not lie in the tray.
        """
        self._require(DocumentState.TRAY)
        return replace(self, state=DocumentState.DISCARDED, reason=reason, version=self.version + 1)

    def with_letter(self, number: str, on: date | None) -> "Document":
        """Return it with its Quipux number and date (``domain.letters``)."""
        self._require(DocumentState.TRAY, DocumentState.FILED)
        return replace(self, letter=number, letter_on=on, version=self.version + 1)

    def in_place_of(self, document_id: UUID) -> "Document":
        """Return it as what stands in the place of another; part of the same change."""
        return replace(self, replaces=document_id)

    def split(self, at: int, new_id: UUID) -> tuple["Document", "Document"]:
        """Return it up to page ``at`` of the file, and what follows as another of the tray.

        Raises:
            WrongDocumentState: it does not lie in the tray.
            InvalidInput: nothing would follow.
        """
        self._require(DocumentState.TRAY)
        if not self.first <= at < self.last:
            raise InvalidInput("No hay nada que separar ahí.", todo="Elija otra página.")
        return (
            replace(self, last=at, version=self.version + 1),
            Document(new_id, self.office_id, self.sha256, at + 1, self.last),
        )

    def _require(self, *states: DocumentState) -> None:
        if self.state not in states:
            raise WrongDocumentState(self)

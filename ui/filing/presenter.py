"""Between the page of documents and the use cases: reads, files by hand, tells one frozen state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from desktop.usecases import document_view, filing
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import Candidate, Shown
from desktop.usecases.shelf import Shelf
from domain.documents import Document
from domain.errors import KnownError
from domain.staff import Actor
from ui.documents.pages import StoredPages
from ui.filing.state import FilingState, is_letter, looked_for, place_name
from ui.following import POLL_MS, Following
from ui.theme import Kind
from ui.widgets.notices import Notice

THUMBNAIL = 96
"""Width of a kept thumbnail, in pixels."""
_MOST_UNDONE = 20
_ANEW = timedelta(minutes=5)
"""How often the list is read anew where nothing was told: the day may have turned."""


class FilingPresenter(Following[FilingState]):
    """Runs the page of documents.

    Args:
        desk: the workstation.
        actor: whoever is signed in.
        shelf: where files are kept, and who draws their pages.
        poll_ms: how often it looks for changes.
    """

    letter_wanted = Signal(object)
    """An *oficio* was filed that has no Quipux number yet (``Document``)."""
    filed = Signal(object)
    """A document was filed by hand, or came back (its id)."""
    found = Signal()
    """What was looked for with Intro is the case that documents are filed under now."""
    pictured = Signal()
    """There are more thumbnails."""
    troubled = Signal(object)
    """The page cannot be read (``KnownError``); None once it can again."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        shelf: Shelf,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk, self.actor, self.shelf = desk, actor, shelf
        self.words = ""
        self._case: UUID | None = None
        self._number = ""
        self._undo: list[UUID] = []
        self._thumbs: dict[tuple[str, int], QImage] = {}
        self.changed.connect(self._picture)

    # ------------------------------------------------------------------------------- looking
    def look_for(self, words: str) -> None:
        """Offer the cases that words find; with none, those one most likely means."""
        asked = looked_for(words)
        if asked != self.words:
            self.words = asked
            self.runner.latest("look", lambda: self._read(None), self._polled)

    def choose_found(self, words: str) -> None:
        """File from now on under the first case that words find."""
        asked = self.words = looked_for(words)

        def found(state: FilingState | None) -> None:
            self._polled(state)
            if state is None or asked != self.words:
                return
            if state.cases:
                self.choose(state.cases[0])
                self.found.emit()
            else:
                self.told.emit(Notice("Ningún trámite coincide.", kind=Kind.INFO))

        self.runner.latest("look", lambda: self._read(None), found)

    def choose(self, case: Candidate) -> None:
        """File under this case from now on."""
        self._case, self._number = case.case_id, case.number
        if self.state is not None:
            self._show(replace(self.state, case=case.case_id))

    def pages_of(self, shown: Shown) -> StoredPages:
        """Return the pages of a document; who looks is told once."""
        document = shown.document
        look = partial(filing.look, self.desk, self.actor, document.id)
        return StoredPages(self.shelf, document, look)

    def thumbnail(self, shown: Shown) -> QImage | None:
        """Return the first page of a document, small; None while it is not there."""
        return self._thumbs.get((shown.document.sha256, shown.document.first))

    # ------------------------------------------------------------------------------- filing
    def file(self, shown: Shown, case: Candidate, requirement: int) -> None:
        """File a document under a place of a case, which the next ones are filed under too."""
        place = place_name(case, requirement)

        def done(document: Document) -> None:
            self._undo = [*self._undo[1 - _MOST_UNDONE :], document.id]
            self._tell(f"Archivado en {case.number}: {place}.", "Ctrl+Z lo deshace.")
            self.filed.emit(document.id)
            if is_letter(place) and not document.letter:
                self.letter_wanted.emit(document)

        self.choose(case)
        key = shown.document.id
        self._act(lambda: filing.file(self.desk, self.actor, key, case.case_id, requirement), done)

    @property
    def can_undo(self) -> bool:
        """Whether something was filed by hand here that may be put back."""
        return bool(self._undo)

    def undo(self) -> None:
        """Put back what was filed by hand last."""
        if self._undo and not self.is_acting:
            self.put_back(self._undo[-1])

    def put_back(self, document_id: UUID) -> None:
        """Put a filed document back into the tray."""

        def forget() -> None:
            self._undo = [key for key in self._undo if key != document_id]

        def done(_document: Document) -> None:
            forget()
            self._tell("Volvió a lo que está por archivar.")
            self.filed.emit(document_id)

        def failed(error: KnownError) -> None:
            forget()
            self._failed(error)

        self._act(lambda: filing.put_back(self.desk, self.actor, document_id), done, failed)

    def discard(self, document_id: UUID, reason: str) -> None:
        """Take a document out of the tray."""
        self._act(
            lambda: filing.discard(self.desk, self.actor, document_id, reason),
            lambda _document: self._tell("Descartado. El archivo se conserva."),
        )

    def split(self, document_id: UUID, page: int) -> None:
        """Make two documents of one, after a page of its file."""
        self._act(
            lambda: filing.split_at(self.desk, self.actor, document_id, page),
            lambda two: self._tell(f"Son dos documentos: {two[0].pages} y {two[1].pages} pág."),
        )

    def note_letter(
        self,
        document_id: UUID,
        number: str,
        on: date | None,
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Note the Quipux number and date of an *oficio*."""

        def noted(document: Document) -> None:
            done()
            on = "" if document.letter_on is None else f", del {document.letter_on:%d/%m/%Y}"
            said = f"Se anotó el oficio {document.letter}{on}."
            self._tell(said if document.letter else "Se quitó el número del oficio.")

        self._act(
            lambda: filing.note_letter(self.desk, self.actor, document_id, number, on),
            noted,
            failed,
        )

    # ------------------------------------------------------------------------------- inside
    def _read(self, known: FilingState | None) -> FilingState | None:
        words = self.words
        if (
            known is not None
            and known.words == words
            and known.tray.change == document_view.change(self.desk)
            and abs(self.desk.clock.now() - known.tray.now) < _ANEW
        ):
            return None
        tray = document_view.tray(self.desk, self.actor)
        cases = list(document_view.candidates(self.desk, self.actor, words))
        case, number = self._case, self._number
        if case is not None and case not in {one.case_id for one in cases} and not words:
            chosen = document_view.candidates(self.desk, self.actor, number)
            cases = [*(one for one in chosen if one.case_id == case), *cases][
                : document_view.MOST_CASES
            ]
        there = case in {one.case_id for one in cases}
        first = cases[0].case_id if cases else None
        return FilingState(tray, words, tuple(cases), case if there else first)

    def _polled(self, state: FilingState | None) -> None:
        """Show what was read, unless something else was looked for or chosen in the meantime."""
        if state is not None and state.words != self.words:
            state = None
        if state is not None and self._case in {one.case_id for one in state.cases}:
            state = replace(state, case=self._case)
        if state is not None:
            self.troubled.emit(None)
        super()._polled(state)

    def _not_read(self, error: KnownError) -> None:
        super()._not_read(error)
        if self.state is None:
            self.troubled.emit(error)

    def _picture(self, state: FilingState) -> None:
        """Have the thumbnails made that are not there, off this thread; forget those not needed."""
        shown = (*state.tray.waiting, *state.tray.filed)
        wanted = {(one.document.sha256, one.document.first) for one in shown}
        self._thumbs = {key: image for key, image in self._thumbs.items() if key in wanted}
        missing = [
            one.document
            for one in shown
            if (one.document.sha256, one.document.first) not in self._thumbs
        ]
        if missing and not self._closed:
            shelf = self.shelf
            self.runner.latest("thumbs", lambda: _thumbnails(shelf, missing), self._pictured)

    def _pictured(self, made: Mapping[tuple[str, int], QImage]) -> None:
        self._thumbs.update(made)
        self.pictured.emit()


def _thumbnails(shelf: Shelf, documents: list[Document]) -> Mapping[tuple[str, int], QImage]:
    """Return the first pages of documents, small; a null image where there is none.

    Raises:
        KnownError: the second database cannot be read.
    """
    made = {}
    for document in documents:
        kept = document_view.page(shelf, document, document.first)
        image = QImage() if kept is None else QImage.fromData(kept.thumbnail)
        if not image.isNull():
            image = image.scaledToWidth(THUMBNAIL, Qt.TransformationMode.SmoothTransformation)
        made[document.sha256, document.first] = image
    return made

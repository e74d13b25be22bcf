"""Between the papers of a case and the use cases: follows them, acts, tells one frozen state."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import document_view, filing, forms, intake, signature_checks
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import DocumentEvent, Shown
from desktop.usecases.intake import Received, Taken, Target
from domain.documents import DocumentState, Source
from domain.errors import KnownError
from domain.ports.pieces import PageKept
from domain.staff import Actor
from ui.documents.lines import Papers
from ui.documents.tools import PaperTools
from ui.documents.words import count_words
from ui.filing.intake import read_file
from ui.following import POLL_MS, Following
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

_REPLACED = "Documento reemplazado. El anterior se conserva."


class PapersPresenter(Following[Papers]):
    """Runs what is done with the papers of one case at a time; it outlives the sheet over it.

    Args:
        desk: the workstation.
        actor: who is signed in.
        tools: where files are kept and papers are made.
        poll_ms: how often it looks for changes.
    """

    reading = Signal(int, int)
    """Pages read of a file that is being added, and pages in all; 0, 0 when none is."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        tools: PaperTools,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk, self.actor, self.tools = desk, actor, tools
        self._case_id: UUID | None = None
        self._stopped = False
        self._left = 0
        self._outcomes: list[tuple[str, Notice]] = []
        self.adding = Runner(self._failed, parent=self)
        """Files are read in a lane of their own: nothing else waits for them."""

    def open(self, case_id: UUID) -> None:
        """Follow the papers of a case."""
        if case_id != self._case_id:
            self._case_id, self._state = case_id, None
        elif self._state is not None:
            self.changed.emit(self._state)
        self.start()

    def close(self) -> None:
        """Finish what is under way; a file that is being read is left as if it had not come."""
        self._stopped = True
        self.adding.close()
        super().close()

    # -------------------------------------------------------------- files that come in

    def add(self, name: str, data: Callable[[], bytes], source: Source, requirement: int) -> None:
        """Take in what ``data`` returns, off the UI thread, for a place of the case."""
        if self._case_id is None or self._closed:
            return
        target = Target(self._case_id, requirement)
        self._left += 1
        self.reading.emit(0, 1)

        def work() -> Received:
            return intake.receive(
                self.desk,
                self.actor,
                self.tools.shelf,
                name,
                data(),
                source,
                target=target,
                progress=self.reading.emit,
                stop=lambda: self._stopped,
            )

        def refused(error: KnownError) -> None:
            self._ended(name, Notice.of(error))

        self.adding.write(work, partial(self._taken, name, target), refused)

    def add_file(self, path: Path, source: Source, requirement: int) -> None:
        """Take a file in, for a place of the case."""
        self.add(path.name, partial(read_file, path), source, requirement)

    def _taken(self, name: str, target: Target, received: Received) -> None:
        told = " ".join(one.words for one in received.taken if one.words)
        what, plain = taken_words(target, received)
        kind = Kind.WARN if told else Kind.OK if plain else Kind.INFO
        self._ended(name, Notice(what, todo=told, kind=kind))
        self.load()

    def _ended(self, name: str, notice: Notice) -> None:
        """Keep what became of a file until all that were added with it are done."""
        self._left -= 1
        self._outcomes.append((name, notice))
        if self._left == 0:
            heard, self._outcomes = self._outcomes, []
            self.reading.emit(0, 0)
            self.told.emit(together(heard))

    def replace_by_file(self, old: Shown, path: Path, reason: str) -> None:
        """Take a file in and put it in the place of a document; what its code says is stronger."""
        if self._closed:
            return
        self.reading.emit(0, 1)

        def work() -> bool:
            shelf = self.tools.shelf
            received = intake.receive(
                self.desk,
                self.actor,
                shelf,
                path.name,
                read_file(path),
                Source.FILE,
                progress=self.reading.emit,
                stop=lambda: self._stopped,
            )
            new = [one.document for one in received.taken]
            if len(new) != 1 or new[0].state is not DocumentState.TRAY:
                return False
            filing.replace_with(self.desk, self.actor, old.document.id, new[0].id, reason)
            return True

        self.adding.write(work, self._replaced, self._not_read_in)

    def _replaced(self, done: bool) -> None:
        self.reading.emit(0, 0)
        if done:
            self._tell(_REPLACED)
        else:
            words = "El archivo tiene códigos o varios documentos: se archivó según ellos."
            self.told.emit(Notice(words, todo="Elija cuál reemplaza a este con F6."))
        self.load()

    def _not_read_in(self, error: KnownError) -> None:
        self.reading.emit(0, 0)
        self._failed(error)

    # -------------------------------------------------------------- what lies there

    def put_back(self, shown: Shown) -> None:
        """Put a document into the tray."""
        document_id = shown.document.id
        self._act(
            lambda: filing.put_back(self.desk, self.actor, document_id),
            lambda _: self._tell("El documento volvió a la bandeja, por archivar."),
        )

    def replace(self, old: Shown, new: Shown, reason: str) -> None:
        """Put a document of the tray in the place of one that lies here."""
        ids = old.document.id, new.document.id
        self._act(
            lambda: filing.replace_with(self.desk, self.actor, *ids, reason),
            lambda _: self._tell(_REPLACED),
        )

    def note_letter(
        self,
        shown: Shown,
        number: str,
        on: date | None,
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Note the Quipux number and date of a document."""
        document_id = shown.document.id
        self._act(
            lambda: filing.note_letter(self.desk, self.actor, document_id, number, on),
            lambda _: done(),
            failed,
        )

    def check(self, shown: Shown) -> None:
        """Look at the electronic signatures of a document's file again."""
        shelf, name = self.tools.shelf, shown.file.sha256
        self._act(
            lambda: signature_checks.check_file(self.desk, self.actor, shelf, name),
            lambda report: self._tell(f"Firma comprobada: {report.state.label.lower()}."),
        )

    def look(self, shown: Shown) -> None:
        """Tell that the document is looked at; called off the UI thread, before it is shown."""
        filing.look(self.desk, self.actor, shown.document.id)

    def copy(self, shown: Shown, done: Callable[[bytes], None]) -> None:
        """Make a stamped copy."""
        document_id, shelf = shown.document.id, self.tools.shelf
        self._act(lambda: filing.true_copy(self.desk, self.actor, shelf, document_id), done)

    def history(self, shown: Shown, done: Callable[[tuple[DocumentEvent, ...]], None]) -> None:
        """Read what happened to a document."""
        document_id = shown.document.id
        self.runner.read(lambda: document_view.history(self.desk, self.actor, document_id), done)

    def tray(self, done: Callable[[tuple[Shown, ...]], None]) -> None:
        """Read what waits to be filed."""
        self.runner.read(lambda: document_view.tray(self.desk, self.actor).waiting, done)

    def thumbnail(self, shown: Shown, done: Callable[[PageKept | None], None]) -> None:
        """Read the small picture of a document's first page; none where it cannot be had."""
        shelf, document = self.tools.shelf, shown.document
        self.runner.read(
            lambda: document_view.page(shelf, document, document.first),
            done,
            lambda _error: done(None),  # the words beside it are enough; looking at it says why
        )

    # -------------------------------------------------------------- inside

    def _read(self, known: Papers | None) -> Papers | None:
        case_id = self._case_id
        if case_id is None:
            return None
        if known is not None and document_view.change(self.desk) == known.documents.change:
            return None
        found = document_view.of_case(self.desk, self.actor, case_id)
        offered = forms.offered(self.desk, self.actor, self.tools.paper, case_id)
        return Papers(found, tuple(offered))

    def _polled(self, state: Papers | None) -> None:
        if state is not None and state.documents.case_id != self._case_id:
            self._reading = False
            self.load()  # another case was opened while this was read
            return
        super()._polled(state)


def together(heard: list[tuple[str, Notice]]) -> Notice:
    """Return in one notice what became of files that were added together: none hides another.

    Args:
        heard: name of each file, and what is told of it alone.
    """
    if len(heard) == 1:
        return heard[0][1]
    others = [(name, one) for name, one in heard if one.kind is not Kind.OK]
    parts = [f"{name}: {one.what}" for name, one in others]
    if len(others) < len(heard):
        parts.append("Lo demás se archivó." if others else f"{len(heard)} archivos, archivados.")
    todo = " ".join(dict.fromkeys(one.todo for _, one in others if one.todo))
    bad = any(one.kind is Kind.WARN for _, one in others)
    kind = Kind.WARN if bad else Kind.INFO if others else Kind.OK
    return Notice(" ".join(parts), todo=todo, kind=kind)


def taken_words(target: Target, received: Received) -> tuple[str, bool]:
    """Return where the documents of a file were filed, and whether all are where it was put.

    A code on a page is stronger than the place a file was put to.
    """
    filed = [one for one in received.taken if one.document.state is DocumentState.FILED]
    at = (target.case_id, target.requirement)
    away = [one for one in filed if (one.document.case_id, one.document.requirement) != at]
    here = len(filed) - len(away)
    if here == len(received.taken):
        return ("Documento archivado." if here == 1 else f"{here} documentos archivados."), True
    places = dict.fromkeys(_place_words(one) for one in away)
    parts = [
        f"Aquí se archivó {count_words(here)}." if here else "",
        f"Por su código se archivó en {'; '.join(places)}." if places else "",
        f"Por archivar, en la bandeja: {received.in_tray}." if received.in_tray else "",
    ]
    return " ".join(part for part in parts if part), False


def _place_words(taken: Taken) -> str:
    number = taken.document.requirement
    return f"{taken.number}, requisito {number}" if number else taken.number

"""The draft of the catalogue: every edit is checked by the reader of the file before it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.usecases.catalogue_admin import Draft, Review, VersionView
from domain.catalogue import Catalogue, Service
from domain.errors import KnownError
from domain.faults import FileFaulty
from ui.admin.catalogue.words import DraftRefused
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner


@dataclass(frozen=True, slots=True)
class CatalogueEditing:
    """The use cases of ``catalogue_admin``, bound.

    Attributes:
        write: the text of a catalogue.
        printed: what would be printed of a service, as PDF.
    """

    draft: Callable[[], Draft]
    versions: Callable[[], Sequence[VersionView]]
    review: Callable[[str], Review]
    publish: Callable[[int, str, str], int]
    write: Callable[[Catalogue], str]
    printed: Callable[[Service], bytes]


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """What the section shows; ``draft`` is None until it was read.

    Attributes:
        number: the version in force; 0 while the office keeps none.
        base: what the draft began with.
        newer: the edition that came with the program, where it is newer.
        text: the draft as a file.
    """

    number: int = 0
    base: Catalogue | None = None
    draft: Catalogue | None = None
    newer: Catalogue | None = None
    text: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether something was edited."""
        return self.draft != self.base


class CataloguePresenter(QObject):
    """Keeps the draft, and runs what is done with it.

    Args:
        use: the use cases.
        tell: where notices and known errors go.
    """

    changed = Signal(object)
    """The ``CatalogueState``."""
    kept = Signal()
    """What a sheet asked for was done: the sheet may go."""
    refused = Signal(object)
    """What a sheet asked for was refused, with the ``KnownError``."""

    def __init__(
        self,
        use: CatalogueEditing,
        tell: Callable[[Notice | KnownError], None],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.use = use
        self.state = CatalogueState()
        self._tell = tell
        self.runner = Runner(tell, parent=self)

    def load(self) -> None:
        """Read the catalogue in force, unless a draft is under way."""
        if not self.state.is_changed:
            self.runner.latest("draft", self._read, self._show)

    def put(self, draft: Catalogue) -> None:
        """Go on with ``draft`` if the file it makes has no faults: asked for by a sheet."""
        self._check(lambda: self.use.write(draft), _by_form, self.refused.emit)

    def put_text(self, text: str) -> None:
        """Go on with what a text says if it has no faults: asked for by a sheet."""
        self._check(lambda: text, _by_line, self.refused.emit)

    def put_now(self, draft: Catalogue) -> None:
        """Go on with ``draft``: asked for by a button; why not is told in the notice area."""
        self._check(lambda: self.use.write(draft), _by_form, self._tell)

    def discard(self) -> None:
        """Begin anew with the catalogue in force."""
        self.runner.latest("draft", self._read, self._show)

    def review(self, done: Callable[[Review], None]) -> None:
        """Hold the draft against the version in force."""
        text = self.state.text
        self.runner.read(lambda: self.use.review(text), done)

    def publish(self, review: Review, reason: str) -> None:
        """Put the draft in force: asked for by a sheet."""
        text = self.state.text
        todo = _after(self.state.base, self.state.draft)

        def published(number: int) -> None:
            self.kept.emit()
            words = f"El catálogo versión {number} está en vigencia."
            self._tell(Notice(words, todo=todo, kind=Kind.OK))
            self.discard()

        self.runner.write(
            lambda: self.use.publish(review.against, text, reason), published, self.refused.emit
        )

    def printed(self, service: Service, done: Callable[[bytes], None]) -> None:
        """Make the sheet of a service as it would be printed."""
        self.runner.latest("printed", lambda: self.use.printed(service), done)

    def versions(self, done: Callable[[Sequence[VersionView]], None]) -> None:
        """Read every version."""
        self.runner.latest("versions", self.use.versions, done)

    def close(self) -> None:
        """Finish what is under way."""
        self.runner.close()

    def _read(self) -> CatalogueState:
        begun = self.use.draft()
        text = self.use.write(begun.catalogue)
        return CatalogueState(begun.number, begun.catalogue, begun.catalogue, begun.newer, text)

    def _check(
        self,
        text_of: Callable[[], str],
        told: Callable[[str, FileFaulty], KnownError],
        refused: Callable[[KnownError], None],
    ) -> None:
        def read() -> tuple[str, Catalogue]:
            text = text_of()
            try:
                return text, self.use.review(text).catalogue
            except FileFaulty as faulty:
                raise told(text, faulty) from faulty

        def kept(found: tuple[str, Catalogue]) -> None:
            text, draft = found
            self._show(replace(self.state, draft=draft, text=text))
            self.kept.emit()

        self.runner.write(read, kept, refused)

    def _show(self, state: CatalogueState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _after(before: Catalogue | None, now: Catalogue | None) -> str:
    """Return what is left to do: no counter attends a new service yet."""
    known = () if before is None else {one.id for one in before.services}
    new = [] if now is None else [one.short_name for one in now.services if one.id not in known]
    return f"Elija en Ventanillas dónde se atiende: {', '.join(new)}." if new else ""


def _by_form(text: str, faulty: FileFaulty) -> KnownError:
    return DraftRefused(text, faulty)


def _by_line(_text: str, faulty: FileFaulty) -> KnownError:
    return faulty

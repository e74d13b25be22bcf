"""Between the part Exportar and its use case."""

from dataclasses import replace
from threading import Event

from PySide6.QtCore import QObject, Signal

from desktop.ports.open_export import ExportStopped
from desktop.usecases.desk import Desk
from desktop.usecases.figures.open_export import OpenMade, OpenTools, export
from domain.errors import KnownError
from domain.open_data import OpenChoice, OpenDictionary
from domain.staff import Actor
from ui.figures.export.state import ExportState
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner


class ExportPresenter(QObject):
    """Makes one file at a time, off the windows' thread.

    Args:
        desk: the workstation.
        actor: who is signed in.
        tools: what it is made with.
    """

    changed = Signal(object)
    """The state is another one (``ExportState``)."""
    told = Signal(object)
    """Something to tell (``Notice``)."""

    _far = Signal(int, int)

    def __init__(
        self, desk: Desk, actor: Actor, tools: OpenTools, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._tools = desk, actor, tools
        self._stop = Event()
        self.state = ExportState()
        self.runner = Runner(on_error=self._failed, parent=self)
        self._far.connect(self._seen)

    @property
    def dictionary(self) -> OpenDictionary:
        """What the tables are, and what of them may leave."""
        return self._tools.dictionary

    def choose(self, choice: OpenChoice) -> None:
        """Choose what the file is to hold; received files leave only with personal data."""
        if not self.state.running:
            documents = choice.documents and choice.personal
            self._show(replace(self.state, choice=replace(choice, documents=documents)))

    def export(self) -> None:
        """Make the file."""
        if self.state.running:
            return
        self._stop.clear()
        self._show(replace(self.state, share=0.0, stopping=False, made=None))
        choice = self.state.choice
        self.runner.write(
            lambda: export(self._desk, self._actor, self._tools, choice, progress=self._progress),
            self._done,
        )

    def stop(self) -> None:
        """Stop it; nothing is left of the file."""
        if self.state.running:
            self._stop.set()
            self._show(replace(self.state, stopping=True))

    def close(self) -> None:
        """Stop what is under way and take nothing more."""
        self._stop.set()
        self.runner.close()

    def _progress(self, done: int, total: int) -> None:
        """In the thread that writes."""
        if self._stop.is_set():
            raise ExportStopped
        self._far.emit(done, total)

    def _seen(self, done: int, total: int) -> None:
        if self.state.running:
            self._show(replace(self.state, share=done / total if total else 1.0))

    def _done(self, made: OpenMade) -> None:
        self._show(replace(self.state, share=None, made=made))
        self.told.emit(Notice(f"Guardado: «{made.path.name}».", kind=Kind.OK))

    def _failed(self, error: KnownError) -> None:
        self._show(replace(self.state, share=None, stopping=False))
        self.told.emit(error)

    def _show(self, state: ExportState) -> None:
        self.state = state
        self.changed.emit(state)

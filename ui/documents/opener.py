"""What is seen and done of a case's papers, each a sheet over its window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import DocumentEvent, Shown
from domain.staff import Actor
from ui.documents.asks import DocumentHistorySheet, LetterSheet
from ui.documents.case_papers import FILES, CasePapersSheet
from ui.documents.forms import FormsSheet, Maker
from ui.documents.pages import PagesView, StoredPages
from ui.documents.presenter import PapersPresenter
from ui.documents.preview import PreviewSheet
from ui.documents.tools import PaperTools
from ui.documents.viewer import ViewerSheet
from ui.documents.words import how_words, title_of
from ui.following import POLL_MS
from ui.widgets import ChoiceSheet, Notice, ReasonSheet, tell
from ui.widgets.choosing import choose_files
from ui.work import Runner

REASONS_TO_REPLACE = ("Se leía mal", "Faltaban páginas", "Era otro documento", "Llegó firmado")


class PaperSheets(QObject):
    """Opens the documents of a case, its forms, a document, and what is asked about one.

    Args:
        over: the view; sheets are laid over its window.
        desk: the workstation.
        actor: who is signed in.
        tools: where files are kept and papers are made.
        poll_ms: how often the papers are looked at for changes while they are open.
    """

    def __init__(
        self, over: QWidget, desk: Desk, actor: Actor, tools: PaperTools, *, poll_ms: int = POLL_MS
    ) -> None:
        super().__init__(over)
        self._over, self._desk, self._actor, self._tools = over, desk, actor, tools
        self.presenter = PapersPresenter(desk, actor, tools, poll_ms=poll_ms, parent=self)
        self.presenter.told.connect(self._tell)
        self.runner = Runner(lambda error: self._tell(Notice.of(error)), parent=self)
        self._pages: PagesView | None = None
        self._view: CaseView | None = None
        self._open: CasePapersSheet | None = None

    def close(self) -> None:
        """Finish what is under way."""
        self.presenter.close()
        self.runner.close()
        if self._pages is not None and isValid(self._pages):
            self._pages.close_work()

    def papers(self, view: CaseView, requirement: int | None = None) -> None:
        """Open the documents of a case, at a place of it where one is told."""
        self._view = view
        sheet = CasePapersSheet(self.presenter, view, requirement)
        self._open = sheet
        sheet.look_wanted.connect(self._look)
        sheet.copy_wanted.connect(self._copy)
        sheet.history_wanted.connect(self._history)
        sheet.letter_wanted.connect(self._letter)
        sheet.replace_wanted.connect(self._replace)
        sheet.forms_wanted.connect(lambda number: self._forms(view, number, sheet))
        sheet.closed.connect(self._closed)
        sheet.open(self._over, sheet.places)
        self.presenter.open(view.case.id)

    def forms(self, view: CaseView, requirement: int | None = None) -> None:
        """Open the forms of a case, at those of a requirement where one is told."""
        self._forms(view, requirement, self._over)

    # ------------------------------------------------------------------------- inside

    def _forms(self, view: CaseView, requirement: int | None, over: QWidget) -> None:
        maker = Maker(self._desk, self._actor, self._tools, view)
        FormsSheet(maker, requirement, self.runner, self._lent(), self._over).open(over)

    def _lent(self) -> PagesView:
        """Return what shows pages; one for all sheets, which outlives them."""
        if self._pages is None or not isValid(self._pages):
            self._pages = PagesView(parent=self._over)
            self._pages.hide()
        return self._pages

    def _closed(self) -> None:
        self._open = None
        self.presenter.stop()

    def _tell(self, notice: Notice) -> None:
        if self._open is None and isValid(self._over):
            tell(self._over, notice)

    def _title(self, shown: Shown) -> str:
        state = self.presenter.state
        return title_of(shown, {} if state is None else state.titles)

    def _look(self, shown: Shown) -> None:
        if self._view is None or self._open is None:
            return
        source = StoredPages(self._tools.shelf, shown.document, partial(self.presenter.look, shown))
        ViewerSheet(
            self._title(shown), shown, self._view.office, source, self._lent(), self._over
        ).open(self._open)

    def _copy(self, shown: Shown) -> None:
        def made(data: bytes) -> None:
            if self._open is None or self._view is None:
                return
            PreviewSheet(
                f"Fiel copia · {self._view.case.number} · {self._title(shown)}",
                self.runner,
                self._lent(),
                self._over,
                lambda: data,  # drawn by ourselves, page for page: nothing of the file is in it
                self._tools.paper,
            ).open(self._open)

        self.presenter.copy(shown, made)

    def _history(self, shown: Shown) -> None:
        def read(events: tuple[DocumentEvent, ...]) -> None:
            if self._open is not None:
                DocumentHistorySheet(self._title(shown), events).open(self._open)

        self.presenter.history(shown, read)

    def _letter(self, shown: Shown) -> None:
        if self._view is None or self._open is None:
            return
        document = shown.document
        today = self._view.office.local(self._desk.clock.now()).date()
        title = f"Número de Quipux · {self._title(shown)}"
        sheet = LetterSheet(title, document.letter, document.letter_on, today)
        sheet.noted.connect(
            lambda number, day: self.presenter.note_letter(
                shown, number, day, sheet.close_sheet, sheet.refuse
            )
        )
        sheet.open(self._open)

    def _replace(self, shown: Shown) -> None:
        """Ask what takes its place, a document of the tray or a file, then why."""
        view = self._view
        if view is None:
            return

        def ask(waiting: tuple[Shown, ...]) -> None:
            if self._open is None:
                return
            tray = [(f"{one.file.name}: {how_words(one, view.office)}", one) for one in waiting]
            sheet = ChoiceSheet[Shown | None](
                "¿Qué lo reemplaza?", [("Un archivo de este computador", None), *tray]
            )
            sheet.picked.connect(lambda new: self._replace_by(shown, new))
            sheet.open(self._open)

        self.presenter.tray(ask)

    def _replace_by(self, old: Shown, new: Shown | None) -> None:
        presenter = self.presenter
        if new is not None:
            self._why(lambda reason: presenter.replace(old, new, reason))
        elif self._open is not None:
            choose_files(
                self._open,
                "¿Qué archivo lo reemplaza?",
                FILES,
                lambda names: self._why(
                    lambda reason: presenter.replace_by_file(old, Path(names[0]), reason)
                ),
                several=False,
            )

    def _why(self, replace: Callable[[str], None]) -> None:
        if self._open is not None:
            sheet = ReasonSheet("¿Por qué se reemplaza?", REASONS_TO_REPLACE)
            sheet.chosen.connect(replace)
            sheet.open(self._open)

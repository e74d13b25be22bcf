"""The documents of a case: its places, what lies in the chosen one, and what can be done with it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.case_view import CaseView
from desktop.usecases.document_view import Shown
from domain.documents import DocumentState, Source
from domain.ports.pieces import PageKept
from ui import theme
from ui.documents.details import DetailPanel
from ui.documents.lines import PaperLine, Papers, PlaceLine, paper_lines, place_lines
from ui.documents.presenter import PapersPresenter
from ui.documents.told import ToldLine
from ui.documents.words import pages_words
from ui.filing.photograph import as_png
from ui.theme import Kind, M, S
from ui.widgets import (
    BusyBar,
    ButtonStyle,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    Notice,
    RowLook,
    TableModel,
)
from ui.widgets.choosing import choose_files
from ui.widgets.tall import FullSheet

FILES = "Documentos (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp);;Todos los archivos (*)"
PICTURE_HEIGHT, HEAD_HEIGHT = 64, 46
MOST_HEIGHT = 620
"""Of places and documents: a large screen stays free for the case behind."""
MOST_ROWS = 5
"""Of documents in sight; more are scrolled to."""


class CasePapersSheet(FullSheet):
    """The documents of a case. Files dropped, pasted or chosen go to the place that is chosen.

    Args:
        presenter: follows the case's papers and acts; it outlives the sheet.
        view: the case.
        requirement: the place that is chosen first; None for the first one.
    """

    help_topic = "formularios#documentos-del-trámite"

    look_wanted = Signal(object)
    """Look at a document (``Shown``)."""
    copy_wanted = Signal(object)
    """Make a stamped copy of it."""
    history_wanted = Signal(object)
    """Read what happened to it."""
    letter_wanted = Signal(object)
    """Note its Quipux number."""
    replace_wanted = Signal(object)
    """Put another in its place."""
    forms_wanted = Signal(int)
    """The forms of a requirement."""

    def __init__(self, presenter: PapersPresenter, view: CaseView, requirement: int | None) -> None:
        super().__init__(f"Documentos del trámite {view.case.number}", width=1240)
        self._presenter, self._view, self._wanted = presenter, view, requirement
        self._papers: Papers | None = None
        self._thumbs: dict[str, QImage] = {}
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._offer()

    # ------------------------------------------------------------------------- building

    def _build(self) -> None:
        self.told, self.busy = ToldLine(), BusyBar()
        self._places = TableModel[PlaceLine](
            [
                Column(
                    "Lugar", lambda one: one.name, width=240, stretch=1, below=lambda one: one.below
                ),
                Column(
                    "Hay", lambda one: one.words, width=56, right=True, chip=lambda one: one.kind
                ),
            ],
            key=lambda one: one.place.requirement,
        )
        self.places = DataTable("Lugares del trámite", self._places)
        self._lines = TableModel[PaperLine](
            [
                Column(
                    "Documento",
                    lambda one: one.title,
                    width=300,
                    stretch=1,
                    below=lambda one: one.below,
                    picture=lambda one: self._thumbs.get(str(one.shown.document.id)),
                ),
                Column(
                    "Páginas",
                    lambda one: pages_words(one.shown.document.pages),
                    width=96,
                    optional=True,
                ),
                Column(
                    "Firma electrónica",
                    lambda one: one.signature,
                    width=220,
                    chip=lambda one: one.kind,
                ),
            ],
            key=lambda one: one.shown.document.id,
            look=lambda one: (
                RowLook.NORMAL
                if one.shown.document.state is DocumentState.FILED
                else RowLook.GREYED
            ),
        )
        self.table = DataTable("Documentos", self._lines, row_height=PICTURE_HEIGHT)
        self.empty = EmptyState(
            "paperclip",
            "Aquí verá los documentos de este lugar",
            "Arrastre un archivo, elíjalo o péguelo. Lo que se escanea con su código llega solo.",
        )
        self.details = DetailPanel()
        right = QVBoxLayout()
        right.setSpacing(S)
        for part, stretch in ((self.table, 3), (self.empty, 3), (self.details, 2)):
            right.addWidget(part, stretch)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self.places, 2)
        row.addLayout(right, 5)
        self.body.addWidget(self.told)
        self.body.addWidget(self.busy)
        self.body.addWidget(holder)
        self.fill(holder, MOST_HEIGHT)
        self._build_buttons()

    def _build_buttons(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self.history = KeyButton("Historia", key="F4", icon="history")
        self.copy = KeyButton("Copia con sello", key="F5", icon="shield-check")
        self.replace = KeyButton("Reemplazar", key="F6", icon="repeat")
        self.letter = KeyButton("Quipux", key="F7", icon="pencil")
        self.check = KeyButton("Comprobar la firma", key="F8", icon="refresh-cw")
        self.back = KeyButton("A la bandeja", key="F9", icon="corner-up-left")
        self._of_one = (
            self.history, self.copy, self.replace, self.letter, self.check, self.back
        )  # fmt: skip
        for button in self._of_one:
            flow.addWidget(button)
        self.body.addWidget(buttons)
        self.forms = self.add_action(
            KeyButton("Formularios", key="F12", icon="file-text"),
            lambda: self.forms_wanted.emit(self.requirement),
        )
        self.paste = self.add_action(KeyButton("Pegar", key="Ctrl+V", icon="copy"), self._paste)
        self.choose = self.add_action(
            KeyButton("Elegir archivo", key="Ctrl+O", icon="plus"), self._choose
        )
        self.look = self.add_action(
            KeyButton("Ver", key="F2", icon="eye", style=ButtonStyle.PRIMARY), self._look
        )

    def _connect(self) -> None:
        presenter = self._presenter
        self.places.chosen.connect(lambda _: self._draw_lines())
        self.places.opened.connect(lambda _: self.table.setFocus())
        self.table.chosen.connect(lambda _: self._draw_details())
        self.table.opened.connect(lambda _: self._look())
        for button, wanted in (
            (self.history, self.history_wanted),
            (self.copy, self.copy_wanted),
            (self.replace, self.replace_wanted),
            (self.letter, self.letter_wanted),
        ):
            button.clicked.connect(lambda _=False, wanted=wanted: self._with(wanted.emit))
        self.check.clicked.connect(lambda: self._with(presenter.check))
        self.back.clicked.connect(lambda: self._with(presenter.put_back))
        presenter.changed.connect(self.draw)
        presenter.told.connect(self.say)
        presenter.reading.connect(self._show_reading)
        presenter.runner.slow.connect(self._show_busy)

    # ------------------------------------------------------------------------- drawing

    @property
    def requirement(self) -> int:
        """The place that is chosen."""
        line = self.places.current()
        return 0 if line is None else int(line.place.requirement)

    @property
    def current(self) -> Shown | None:
        """The document that is chosen."""
        line = self.table.current()
        return None if line is None else line.shown

    def say(self, notice: Notice) -> None:
        """Tell what happened."""
        self.told.show_notice(notice)

    def draw(self, papers: Papers) -> None:
        """Show the papers as they are now."""
        first, before = self._papers is None, self.current
        self._papers = papers
        self._places.set_rows(place_lines(self._view, papers))
        if first:
            self._begin(papers)
        self._draw_lines()
        if before is not None and before.document.state is DocumentState.FILED:
            for one in papers.documents.at(self.requirement):  # what has just taken its place
                if one.document.replaces == before.document.id:
                    self.table.choose(one.document.id)

    def _begin(self, papers: Papers) -> None:
        under = papers.documents.under
        wanted = self._wanted if self._wanted is not None else next(iter(under), None)
        rows = [place.requirement for place in papers.documents.places]
        self.places.choose(wanted if wanted in rows else rows[0])
        (self.table if wanted in under else self.places).setFocus()

    def _draw_lines(self) -> None:
        papers = self._papers
        if papers is None or self.places.current() is None:
            return
        lines = paper_lines(self._view, papers, self.requirement)
        self._lines.set_rows(lines)
        rows = min(len(lines), MOST_ROWS)
        self.table.setMaximumHeight(theme.now().px(HEAD_HEIGHT + PICTURE_HEIGHT * rows))
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if lines and self.table.current() is None:
            self.table.choose(lines[0].shown.document.id)
        self._draw_details()
        for line in lines:
            self._want_thumb(line.shown)

    def _draw_details(self) -> None:
        shown = self.current
        self.details.setVisible(shown is not None)
        if shown is not None:
            self.details.show_document(shown, self._view.office)
        self._offer()

    def _want_thumb(self, shown: Shown) -> None:
        key = str(shown.document.id)
        if key in self._thumbs:
            return
        self._thumbs[key] = QImage()

        def got(kept: PageKept | None) -> None:
            if kept is not None:
                self._thumbs[key] = QImage.fromData(kept.thumbnail)
                self.table.viewport().update()

        self._presenter.thumbnail(shown, got)

    def _offer(self) -> None:
        """Offer what can be done with the chosen document."""
        shown = self.current
        filed = shown is not None and shown.document.state is DocumentState.FILED
        for button in (*self._of_one, self.look):
            button.setEnabled(shown is not None)
        for button in (self.replace, self.letter, self.back):
            button.setEnabled(filed)
        self.check.setVisible(shown is not None and shown.file.media == "application/pdf")

    def _show_reading(self, done: int, whole: int) -> None:
        self.busy.set_busy(whole > 0)
        if whole:
            self.busy.set_share(done / whole)
            words = "Leyendo el archivo…" if not done else f"Leyendo {done} de {whole} páginas…"
            self.told.show_notice(Notice(words, kind=Kind.INFO))

    def _show_busy(self, busy: bool) -> None:
        self.busy.set_busy(busy)

    # ------------------------------------------------------------------------- doing

    def _with(self, do: Callable[[Shown], None]) -> None:
        shown = self.current
        if shown is not None:
            do(shown)

    def _look(self) -> None:
        self._with(self.look_wanted.emit)

    def _choose(self) -> None:
        choose_files(
            self,
            "Elija los documentos",
            FILES,
            lambda names: self._add_files(names, Source.FILE),
        )

    def _paste(self) -> None:
        if not self._take(QGuiApplication.clipboard().mimeData(), Source.CLIPBOARD):
            words = "No hay un archivo ni una imagen para pegar."
            self.say(Notice(words, todo="Copie primero el archivo o la imagen."))

    def _take(self, mime: QMimeData | None, source: Source) -> bool:
        if mime is None:  # an empty clipboard
            return False
        names = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        self._add_files(names, source)
        image = mime.imageData() if mime.hasImage() and not names else None
        if isinstance(image, QImage) and not image.isNull():
            self._presenter.add("Imagen.png", partial(as_png, image), source, self.requirement)
            return True
        return bool(names)

    def _add_files(self, names: Sequence[str], source: Source) -> None:
        for name in names:
            self._presenter.add_file(Path(name), source, self.requirement)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        mime = event.mimeData()
        if mime.hasImage() or any(url.isLocalFile() for url in mime.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put them where the chosen place is."""
        if self._take(event.mimeData(), Source.DROPPED):
            event.acceptProposedAction()

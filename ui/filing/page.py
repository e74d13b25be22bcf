"""Documentos: what came in and nobody could tell is filed by hand, in two keys."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.document_view import Candidate, Shown
from desktop.usecases.shelf import Shelf
from domain.documents import Document, Source
from domain.errors import KnownError
from domain.scanned import ScanKind, Scanned
from domain.staff import Actor
from ui.biometrics.kit import KitParts
from ui.documents.asks import LetterSheet
from ui.documents.pages import PagesView
from ui.documents.viewer import ViewerSheet
from ui.documents.words import letter_words, tone_of
from ui.filing.foot import Foot
from ui.filing.intake import Intake
from ui.filing.parts import GoesCard, IntakeCard, TrayCard
from ui.filing.presenter import FilingPresenter
from ui.filing.receiving import Receiving
from ui.filing.state import (
    REASONS,
    FilingState,
    IntakeState,
    PlaceRow,
    filed_words,
    title_of,
    waiting_words,
    why_words,
)
from ui.following import POLL_MS
from ui.shell.page import Page
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import (
    Card,
    EmptyState,
    KeyButton,
    ReasonSheet,
    Text,
    tell,
)

TITLE = "Documentos"
BEGIN = "Deje el papel en el escáner, arrastre aquí un archivo o pulse Ctrl+O."
DONE = "Todo está archivado"


class FilingPage(Page):
    """The tray, its documents large, and the cases and places they may be filed under.

    Args:
        desk: the workstation.
        actor: whoever is signed in.
        shelf: where files are kept, and who draws their pages.
        intake: takes files in; it lives longer than the page.
        kit: reaches the cameras; None where papers are not photographed.
        poll_ms: how often it looks for changes.
    """

    help_topic = "documentos"

    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        shelf: Shelf,
        intake: Intake,
        kit: KitParts | None = None,
        *,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = FilingPresenter(desk, actor, shelf, poll_ms=poll_ms, parent=self)
        self.intake = intake
        self.receiving = Receiving(self, intake, kit, self._now)
        self.setAcceptDrops(True)
        self.tray = TrayCard(self.presenter.thumbnail)
        self.entries = IntakeCard()
        self.goes = GoesCard()
        self.foot = Foot()
        self.pages = PagesView()
        self._lent = PagesView(parent=self)  # to the sheet that shows them large
        self._lent.hide()
        self._fill()
        self._head_buttons()
        self._connect()
        self.foot.photograph.setVisible(kit is not None)
        self._draw_intake(intake.state)
        self._draw_chosen(None)

    def entered(self) -> None:
        """Look for changes at once, with the focus in the list."""
        self.presenter.start()
        self.tray.focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self.pages.close_work()
        self._lent.close_work()
        self.presenter.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow only while somebody can see it."""
        super().showEvent(event)
        self.intake.watched = True
        self.presenter.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.intake.watched = False
        self.presenter.stop()

    def take_scanned(self, found: Scanned) -> bool:
        """The code of a case or of its form chooses where the document goes."""
        if found.kind not in {ScanKind.CASE, ScanKind.FORM} or not self.goes.isVisible():
            return False
        self.goes.search.submit(found.text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses a case, a letter files under a place of it, / looks for another."""
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        typed = "" if held or event.isAutoRepeat() else event.text()
        if typed == "/":
            self.goes.search.setFocus()
            return
        if typed.isascii() and typed.isdigit() and self.goes.isVisible():
            case = self.goes.case_at(int(typed))
            if case is not None:
                self._pick(case)
            return
        if typed.isascii() and typed.isalpha() and self.goes.isVisible():
            row = self.goes.place_at(typed.upper())
            if row is not None:
                self._file(row)
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------------------------- coming in
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped anywhere on the page."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        event.acceptProposedAction()
        self.receiving.take(event.mimeData(), Source.DROPPED)

    def _now(self) -> datetime:
        """Return the moment on the office's clock."""
        state, now = self.presenter.state, self.presenter.desk.clock.now()
        return now if state is None else state.tray.office.local(now)

    # ------------------------------------------------------------------------------- building
    def _fill(self) -> None:
        self._left = left = QVBoxLayout()
        left.setSpacing(M)
        left.addWidget(self.tray, 3)
        left.addWidget(self.entries)
        self.card = Card("Documento")
        self._how = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._why = Text("", Role.BODY, Tone.WARN, wrap=True)
        self._content = QWidget()
        self._content.setObjectName("clear")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._how)
        column.addWidget(self._why)
        column.addWidget(self.pages, 1)
        self._nothing = EmptyState("files", DONE, BEGIN)
        self.card.body.addWidget(self._content, 1)
        self.card.body.addWidget(self._nothing, 1)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addLayout(left, 13)
        row.addWidget(self.card, 17)
        row.addWidget(self.goes, 14)
        self.body.addLayout(row, 1)
        self.body.addLayout(self.foot)

    def _head_buttons(self) -> None:
        self.choose_files = KeyButton("Elegir archivo", key="Ctrl+O", icon="folder-open")
        self.paste = KeyButton("Pegar", key="Ctrl+V", icon="copy")
        self.add_action(self.choose_files)
        self.add_action(self.paste)

    def _connect(self) -> None:
        presenter, goes = self.presenter, self.goes
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.letter_wanted.connect(self._ask_letter)
        presenter.found.connect(goes.search.clear)  # it stays in sight, with its digit
        presenter.pictured.connect(lambda: self.tray.table.viewport().update())
        presenter.filed.connect(self._filed)
        presenter.troubled.connect(self._trouble)
        presenter.runner.slow.connect(self.working)
        self.intake.changed.connect(self._draw_intake)
        self.tray.chosen.connect(self._draw_chosen)
        self.tray.opened.connect(self._show_large)
        self.pages.turned.connect(lambda _number: self._offer())
        goes.search.searched.connect(presenter.look_for)
        goes.search.entered.connect(self._searched)
        goes.search.moved_down.connect(goes.cases.setFocus)
        goes.picked.connect(self._pick)
        goes.placed.connect(self._file)
        for button, act in (
            (self.foot.file, self._file_proposed),
            (self.foot.large, self._show_large),
            (self.foot.split, self._split),
            (self.foot.letter, self._note_letter),
            (self.foot.discard, self._discard),
            (self.foot.back, self._put_back),
            (self.foot.open_case, self._open_case),
            (self.foot.undo, presenter.undo),
            (self.choose_files, self.receiving.choose),
            (self.paste, self.receiving.paste),
            (self.foot.photograph, self.receiving.photograph),
            (self.foot.stop, self.intake.stop_all),
            (self.foot.forget, self.intake.forget),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())

    # ------------------------------------------------------------------------------- drawing
    def _draw(self, state: FilingState) -> None:
        waits = len(state.tray.waiting)
        self.set_head(TITLE, [(f"{waits} por archivar", Kind.WARN)] if waits else [])
        self.goes.draw(state)
        self.tray.draw(state.tray)
        self.tray.follow_focus()

    def _draw_intake(self, state: IntakeState) -> None:
        self.entries.draw(state)
        self._left.setStretch(1, 2 if state.entries else 0)
        self.foot.offer_intake(reading=bool(state.under_way), listed=bool(state.entries))

    def _draw_chosen(self, shown: Shown | None) -> None:
        self._content.setVisible(shown is not None)
        self._nothing.setVisible(shown is None)
        self.goes.setVisible(shown is not None and not self.tray.shows_filed)
        state = self.presenter.state
        if shown is None or state is None:
            self.card.heading.setText("")
            self.pages.show_pages(None)
            self._offer()
            return
        filed = self.tray.shows_filed
        self.card.heading.setText(shown.place if filed else title_of(shown))
        about = [waiting_words(shown, state.tray.now), letter_words(shown)]
        if filed:
            about.insert(0, filed_words(shown))
        self._how.setText(" · ".join(part for part in about if part))
        why = why_words(shown, ZoneInfo(state.tray.office.timezone), filed=filed)
        self._why.setText(why)
        self._why.set_tone(tone_of(shown))
        self._why.setVisible(bool(why))
        self.pages.show_pages(self.presenter.pages_of(shown))
        self._offer()

    def _offer(self) -> None:
        """Show the keys of what can be done with the document in sight."""
        state = self.presenter.state
        shown, number = self.tray.current(), self.pages.number
        self.foot.offer(
            shown,
            filed=self.tray.shows_filed,
            ready=state is not None and state.proposed is not None,
            last=shown is None or not 0 < number < shown.document.pages,
            undo=self.presenter.can_undo,
        )

    def _trouble(self, error: KnownError | None) -> None:
        """Say in the place of everything why nothing can be shown."""
        if error is None:
            self._nothing.set(DONE, BEGIN)
        else:
            self._nothing.set(error.what, " ".join(filter(None, (error.kept, error.todo))))

    # ------------------------------------------------------------------------------- doing
    def _pick(self, case: Candidate) -> None:
        self.presenter.choose(case)
        self.tray.focus()

    def _searched(self, words: str) -> None:
        """Intro in the search: file under the first that was found."""
        if not words:
            self.tray.focus()
            return
        # What is found is waited for: Intro may come before what was typed was looked up.
        self.presenter.choose_found(words)
        self.tray.focus()

    def _file(self, row: PlaceRow) -> None:
        shown, state = self.tray.current(), self.presenter.state
        case = None if state is None else state.current
        if shown is not None and case is not None and not self.tray.shows_filed:
            self.presenter.file(shown, case, row.place.requirement)

    def _file_proposed(self) -> None:
        shown, state = self.tray.current(), self.presenter.state
        if state is None or shown is None or self.tray.shows_filed:
            return
        case, place = state.current, state.proposed
        if case is not None and place is not None:
            self.presenter.file(shown, case, place.requirement)

    def _filed(self, document_id: object) -> None:
        """What came back is the one to go on with."""
        self.tray.choose(document_id)
        self._offer()

    def _put_back(self) -> None:
        shown = self.tray.current()
        if shown is not None and self.tray.shows_filed:
            self.presenter.put_back(shown.document.id)

    def _open_case(self) -> None:
        shown = self.tray.current()
        if shown is not None and shown.document.case_id is not None:
            self.case_wanted.emit(shown.document.case_id)

    def _show_large(self) -> None:
        shown, state = self.tray.current(), self.presenter.state
        if shown is None or state is None:
            return
        source, number = self.presenter.pages_of(shown), self.pages.number
        lent = self._lent
        ViewerSheet(title_of(shown), shown, state.tray.office, source, lent, self).open(self, lent)
        lent.turn(number - 1)

    def _split(self) -> None:
        shown, number = self.tray.current(), self.pages.number
        if shown is not None and 0 < number < shown.document.pages:
            self.presenter.split(shown.document.id, shown.document.first + number - 1)

    def _discard(self) -> None:
        shown = self.tray.current()
        if shown is None or self.tray.shows_filed:
            return
        key = shown.document.id
        sheet = ReasonSheet(
            "¿Por qué se descarta?",
            REASONS,
            text="Sale de la lista. El archivo se conserva.",
            confirm="Descartar",
        )
        sheet.chosen.connect(lambda reason: self.presenter.discard(key, reason))
        sheet.open(self)

    def _note_letter(self) -> None:
        shown = self.tray.current()
        if shown is not None:
            self._ask_letter(shown.document)

    def _ask_letter(self, document: Document) -> None:
        state = self.presenter.state
        if state is None:
            return
        today = state.tray.office.day_of(self.presenter.desk.clock.now())
        sheet = LetterSheet("Número del oficio", document.letter, document.letter_on, today)
        sheet.noted.connect(
            lambda number, day: self.presenter.note_letter(
                document.id, number, day, sheet.close_sheet, sheet.refuse
            )
        )
        sheet.open(self)

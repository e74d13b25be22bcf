"""The parts of the page of documents: the lists at its left, where a document goes at its right."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.usecases.document_view import Candidate, DocumentTray, Shown
from domain.scanned import ScanKind
from ui.filing.state import (
    CaseRow,
    Entry,
    FilingState,
    IntakeState,
    PlaceRow,
    Stage,
    case_rows,
    filed_words,
    place_rows,
    title_of,
    waiting_words,
)
from ui.shell.typed import take_codes
from ui.theme import Kind, Role, Tone
from ui.widgets import (
    Card,
    Chip,
    Column,
    DataTable,
    EmptyState,
    KeyButton,
    RowLook,
    SearchField,
    TableModel,
    Text,
)
from ui.widgets.tables import ROW_HEIGHT

WAITING, FILED = "Por archivar", "Archivados hoy"
TODAY, TRAY = "Hoy", "Bandeja"
_ROW = 68
"""Height of a row with a thumbnail, in pixels at 100 %."""
_LEAST = 72
"""Height of a list that gives way, in pixels."""


class TrayCard(Card):
    """What waits to be filed, and what was filed today.

    Args:
        thumbnail: returns the first page of a document, small.
    """

    chosen = Signal(object)
    """Another document (``Shown``), or None."""
    opened = Signal()
    """Intro on one: show it large."""

    def __init__(self, thumbnail: Callable[[Shown], QImage | None]) -> None:
        self.toggle = KeyButton(TODAY, key="F5")
        super().__init__(WAITING, self.toggle)
        self._tray: DocumentTray | None = None
        self._waiting = TableModel[Shown](
            [
                Column(
                    "Documento",
                    title_of,
                    width=160,
                    stretch=1,
                    role=Role.STRONG,
                    below=self._how,
                    picture=thumbnail,
                )
            ],
            key=lambda row: row.document.id,
        )
        self._filed = TableModel[Shown](
            [
                Column(
                    "Documento",
                    lambda row: row.place,
                    width=160,
                    stretch=1,
                    role=Role.STRONG,
                    below=filed_words,
                    picture=thumbnail,
                )
            ],
            key=lambda row: row.document.id,
        )
        self.waiting = _LowTable("Por archivar", self._waiting, row_height=_ROW)
        self.filed = _LowTable("Archivados hoy", self._filed, row_height=_ROW)
        self.none_waiting = EmptyState("circle-check", "Nada por archivar", line=True)
        self.none_filed = EmptyState("inbox", "Hoy no se ha archivado nada", line=True)
        for table in (self.waiting, self.filed):
            table.chosen.connect(self.chosen)
            table.opened.connect(lambda _row: self.opened.emit())
            self.body.addWidget(table, 1)
        self.body.addWidget(self.none_waiting)
        self.body.addWidget(self.none_filed)
        self.body.addStretch()
        self.toggle.clicked.connect(lambda: self.show_filed(shown=not self.shows_filed))
        self.shows_filed: bool = False
        self._arrange()

    @property
    def table(self) -> DataTable:
        """The list in sight."""
        return self.filed if self.shows_filed else self.waiting

    def rows(self) -> Sequence[Shown]:
        """Return what the list in sight holds."""
        if self._tray is None:
            return ()
        return self._tray.filed if self.shows_filed else self._tray.waiting

    def current(self) -> Shown | None:
        """Return the document chosen in the list in sight."""
        row = self.table.current()
        return row if isinstance(row, Shown) else None

    def show_filed(self, *, shown: bool) -> None:
        """Show what was filed today, or what waits."""
        self.shows_filed = shown
        self._arrange()
        self._choose_first()
        self.focus()
        self.chosen.emit(self.current())

    def focus(self) -> None:
        """Put the focus where the arrows go from one to the next."""
        (self.table if self.rows() else self.toggle).setFocus()

    def follow_focus(self) -> None:
        """Keep the focus in the list, which may have come or gone."""
        focused: QWidget | None = self.window().focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.focus()

    def draw(self, tray: DocumentTray) -> None:
        """Show these; where the chosen one is gone, the one that took its place is chosen."""
        before, rows = self.current(), self.rows()
        place = 0
        if before is not None:
            keys = [row.document.id for row in rows]
            place = keys.index(before.document.id) if before.document.id in keys else 0
        self._tray = tray
        self._waiting.set_rows(tray.waiting)
        self._filed.set_rows(tray.filed)
        self._arrange()
        if self.current() is None:
            rows = self.rows()
            if rows:
                self.table.choose(rows[min(place, len(rows) - 1)].document.id)
        self.chosen.emit(self.current())

    def choose(self, key: object) -> bool:
        """Choose a document of the list in sight by its id."""
        return self.table.choose(key)

    def _how(self, row: Shown) -> str:
        return "" if self._tray is None else waiting_words(row, self._tray.now)

    def _choose_first(self) -> None:
        rows = self.rows()
        if self.current() is None and rows:
            self.table.choose(rows[0].document.id)

    def _arrange(self) -> None:
        filed = self.shows_filed
        self.heading.setText(FILED if filed else WAITING)
        self.toggle.set(TRAY if filed else TODAY)
        tray = self._tray
        waits, was = (0, 0) if tray is None else (len(tray.waiting), len(tray.filed))
        self.waiting.setVisible(not filed and waits > 0)
        self.filed.setVisible(filed and was > 0)
        self.none_waiting.setVisible(tray is not None and not filed and not waits)
        self.none_filed.setVisible(tray is not None and filed and not was)


class IntakeCard(Card):
    """Files on their way in, what came of those that are over, and the scanner's folder."""

    def __init__(self) -> None:
        self.chip = Chip()
        super().__init__("Entrada", self.chip)
        self.folder = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._model = TableModel[Entry](
            [
                Column(
                    "Archivo",
                    lambda row: row.name,
                    width=120,
                    stretch=1,
                    below=lambda row: row.words,
                    tone=lambda row: Tone.ERROR if row.stage is Stage.FAILED else Tone.NORMAL,
                )
            ],
            key=lambda row: row.number,
        )
        self.table = _LowTable("Entrada", self._model)
        self.whole = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.folder)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.whole)
        self._last_failed = 0
        self.table.chosen.connect(self._tell_whole)
        self.draw(IntakeState())

    def draw(self, state: IntakeState) -> None:
        """Show how it stands; nothing at all where there is nothing to tell."""
        self.folder.setText(state.folder.words)
        self.folder.set_tone(Tone.WARN if state.folder.bad else Tone.MUTED)
        self.folder.setVisible(bool(state.folder.words))
        self._model.set_rows(state.entries)
        self.table.setVisible(bool(state.entries))
        reading, failed = len(state.under_way), _failed(state)
        self.chip.setVisible(bool(reading or failed))
        if reading:
            self.chip.set(f"{reading} en lectura", Kind.INFO)
        elif failed:
            self.chip.set(
                "1 sin recibir" if len(failed) == 1 else f"{len(failed)} sin recibir", Kind.ERROR
            )
        if failed and failed[0].number != self._last_failed:  # why is told at once, and in full
            self._last_failed = failed[0].number
            self.table.choose(failed[0].number)
        self._tell_whole(self.table.current())
        self.setVisible(bool(state.entries or state.folder.words))

    def _tell_whole(self, row: Entry | None) -> None:
        """Say all of why a file was not taken in: a row has room for its beginning."""
        shown = row is not None and row.stage is Stage.FAILED
        self.whole.setText(row.words if shown and row is not None else "")
        self.whole.setVisible(shown)


class GoesCard(Card):
    """The cases a document may belong to, each with a digit, and the places of one, with letters."""

    picked = Signal(object)
    """A case (``Candidate``)."""
    placed = Signal(object)
    """A place to file under (``PlaceRow``)."""

    def __init__(self) -> None:
        super().__init__("¿A qué trámite?")
        self.search = SearchField("Número, nombre o entidad", key="F3")
        take_codes(self.search, ScanKind.CASE, ScanKind.FORM)
        find = QShortcut(QKeySequence("F3"), self)
        find.activated.connect(self.search.setFocus)
        self._cases = TableModel[CaseRow](
            [
                Column("Tecla", lambda row: row.key, width=34, cap=True),
                Column(
                    "Trámite",
                    lambda row: row.case.number,
                    width=150,
                    stretch=1,
                    below=_case_words,
                ),
            ],
            key=lambda row: row.case.case_id,
            look=lambda row: RowLook.NEXT if row.current else RowLook.NORMAL,
        )
        self._places = TableModel[PlaceRow](
            [
                Column("Tecla", lambda row: row.key, width=34, cap=True),
                Column(
                    "Requisito",
                    lambda row: row.place.name,
                    width=150,
                    stretch=1,
                    below=lambda row: "Todavía nada" if row.empty else "Ya hay un documento",
                ),
            ],
            key=lambda row: row.place.requirement,
            look=lambda row: RowLook.NORMAL if row.empty else RowLook.GREYED,
        )
        self.cases = _LowTable("Trámites", self._cases)
        self.places = _LowTable("Requisitos", self._places)
        self.none = EmptyState(
            "search",
            "Ningún trámite",
            "Búsquelo por su número, la persona o la entidad.",
            line=True,
        )
        self.where = Text("", Role.STRONG, elide=True)
        self.body.addWidget(self.search)
        self.body.addWidget(self.none)
        for table, share in ((self.cases, 4), (self.places, 5)):
            if table is self.places:
                self.body.addWidget(self.where)
            self.body.addWidget(table, share)
        self.proposed = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self.body.addWidget(self.proposed)
        self.cases.opened.connect(lambda row: self.picked.emit(row.case))
        self.places.opened.connect(self.placed.emit)

    def draw(self, state: FilingState | None) -> None:
        """Show the cases and the places of the current one."""
        case = None if state is None else state.current
        rows = () if state is None else case_rows(state)
        self._cases.set_rows(rows)
        self._places.set_rows(place_rows(case))
        self.cases.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.places.setVisible(case is not None)
        self.where.setVisible(case is not None)
        self.where.setText("" if case is None else f"En {case.number}")
        proposed = None if state is None else state.proposed
        self.proposed.setVisible(proposed is not None)
        self.proposed.setText("" if proposed is None else f"F2: {proposed.name}")

    def case_at(self, digit: int) -> Candidate | None:
        """Return the case with a digit."""
        row = self._cases.row_at(digit - 1)
        return None if row is None else row.case

    def place_at(self, letter: str) -> PlaceRow | None:
        """Return the place with a letter."""
        rows = (self._places.row_at(number) for number in range(self._places.rowCount()))
        return next((row for row in rows if row is not None and row.key == letter), None)


class _LowTable(DataTable):
    """A list without headings that takes the height that is left, and gives way to words."""

    def __init__(self, name: str, model: TableModel[Any], *, row_height: int = ROW_HEIGHT) -> None:
        super().__init__(name, model, row_height=row_height)
        self.horizontalHeader().hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Little."""
        return QSize(super().sizeHint().width(), _LEAST)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(super().minimumSizeHint().width(), _LEAST)


def _case_words(row: CaseRow) -> str:
    return " · ".join(part for part in (row.case.service, row.case.who) if part)


def _failed(state: IntakeState) -> tuple[Entry, ...]:
    return tuple(entry for entry in state.entries if entry.stage is Stage.FAILED)

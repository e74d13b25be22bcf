"""The card of a tray: its filters, its cases, and what can be done with the current one."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from domain.case_parts import ENDED
from domain.scanned import ScanKind
from ui.cases.state import (
    Asked,
    Line,
    TrayState,
    about_words,
    holder_words,
    left_badge,
    left_words,
    nothing_words,
    service_words,
    standing_words,
    who_words,
)
from ui.casework.state import STATE_KINDS
from ui.shell.typed import take_codes
from ui.theme import Role, S
from ui.widgets import (
    ButtonStyle,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    RowLook,
    SearchField,
    TableModel,
)

_BEFORE_THE_END = 15
"""The next page is asked for while so many rows are still below."""


class TrayCard(Card):
    """Cases in the order in which they should be attended.

    Args:
        clock: tells the present moment.
        works: whether the person signed in works on cases.
        steers: whether they give out the cases of others.
    """

    near_end = Signal()
    """The last rows read are about to be seen."""

    def __init__(self, clock: Callable[[], datetime], *, works: bool, steers: bool) -> None:
        super().__init__()
        self._clock, self._steers = clock, steers
        self._shown: TrayState | None = None
        self.search = SearchField("Nombre, RUC o número de trámite", key="Ctrl+F")
        take_codes(self.search, ScanKind.CASE)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._to_search)
        self.scope = KeyButton("Míos", key="F4", icon="inbox")
        self.state = _filter("Alt+E")
        self.service = _filter("Alt+S")
        self.holder = _filter("Alt+Q")
        self.overdue = _filter("Alt+V", "Vencidos")
        self.ended = _filter("Alt+T", "Terminados")
        self.clear = KeyButton("Quitar filtros", key="Alt+X", style=ButtonStyle.GHOST)
        self.open = KeyButton("Abrir", key="F2", icon="folder-open", style=ButtonStyle.PRIMARY)
        self.reassign = KeyButton("Reasignar", key="F6", icon="users")
        self.reassign_all = KeyButton("Reasignar todo", key="Alt+R", icon="user-x")
        self.reopen = KeyButton("Reabrir", key="Alt+A", icon="undo-2")
        self.history = _filter("Alt+H", "Historia")
        self._model = TableModel[Line](self._columns(), lambda line: line.row.id, _look)
        self.table = DataTable("Trámites", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState("inbox", "Aquí verá los trámites")
        self._build()
        self.scope.setVisible(works)
        self.reassign_all.setVisible(steers)
        bar = self.table.verticalScrollBar()
        bar.valueChanged.connect(self._scrolled)

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        (self.table if self.table.isVisibleTo(self) else self.search).setFocus()

    def current(self) -> Line | None:
        """Return the current line."""
        line = self.table.current()
        return line if isinstance(line, Line) else None

    def draw(self, shown: TrayState) -> None:
        """Show what was read."""
        self._shown = shown
        self._model.set_rows(shown.lines)
        self.table.setVisible(bool(shown.lines))
        self.empty.setVisible(not shown.lines)
        if not shown.lines:
            self.empty.set(*nothing_words(shown.asked))
        if shown.lines and self.current() is None:
            self.table.choose(shown.lines[0].row.id)
        self.table.viewport().update()  # words of time change though the rows do not
        self._scrolled()

    def draw_filters(self, asked: Asked, service: str) -> None:
        """Show what is asked for; ``service`` is the name of the one chosen."""
        self.scope.set("De la oficina" if not asked.mine else "Míos")
        self.state.set("Estado" if asked.state is None else f"Estado: {asked.state.label}")
        self.service.set(f"Servicio: {service}" if service else "Servicio")
        self.holder.set("Quién" if asked.holder is None else f"Quién: {asked.holder.name}")
        for button, on in (
            (self.state, asked.state is not None),
            (self.service, asked.service is not None),
            (self.holder, asked.holder is not None),
            (self.overdue, asked.overdue),
            (self.ended, asked.ended),
        ):
            button.setChecked(on)
        self.clear.setVisible(asked.is_narrowed)
        self.reassign.setVisible(not asked.ended)
        self.reopen.setVisible(asked.ended and self._steers)

    def tick(self) -> None:
        """Count the words of time on."""
        self.table.viewport().update()

    def choose(self, case_id: UUID) -> bool:
        """Make a case the current one, if it is listed."""
        return self.table.choose(case_id)

    def _build(self) -> None:
        filters = FlowLayout(spacing=S)
        for widget in (
            self.state,
            self.service,
            self.holder,
            self.overdue,
            self.ended,
            self.clear,
        ):
            filters.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.scope)
        top.addWidget(self.search, 1)
        self.body.addLayout(top)
        self.body.addLayout(filters)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        foot = FlowLayout(spacing=S)
        for button in (self.open, self.reassign, self.reopen, self.reassign_all, self.history):
            foot.addWidget(button)
        self.body.addLayout(foot)

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column(
                "Trámite",
                lambda line: line.row.number,
                width=172,
                role=Role.STRONG,
                below=self._service,
            ),
            Column(
                "Entidad y persona",
                lambda line: who_words(line.row)[0],
                width=150,
                stretch=5,
                below=lambda line: who_words(line.row)[1],
            ),
            Column(
                "Estado",
                lambda line: standing_words(line.state)[0],
                width=138,
                chip=lambda line: STATE_KINDS[line.row.state],
            ),
            Column(
                "Plazo",
                self._left,
                width=182,
                badge=lambda line: left_badge(line.row, self._clock()),
                below=lambda line: standing_words(line.state)[1],
            ),
            Column(
                "Lo tiene",
                lambda line: self._holder(line)[0],
                width=140,
                stretch=2,
                optional=True,
                below=lambda line: self._holder(line)[1],
            ),
            Column("Asunto", self._about, width=170, stretch=4, optional=True),
        )

    def _service(self, line: Line) -> str:
        return "" if self._shown is None else service_words(line.row, self._shown.catalogue)

    def _left(self, line: Line) -> str:
        return "" if self._shown is None else left_words(line.row, self._shown, self._clock())

    def _holder(self, line: Line) -> tuple[str, str]:
        if self._shown is None:
            return "", ""
        return holder_words(line.row, self._shown.office, self._clock())

    def _about(self, line: Line) -> str:
        return "" if self._shown is None else about_words(line.row, self._shown.catalogue)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _scrolled(self) -> None:
        """Ask for the next page before the person gets to it."""
        shown = self._shown
        if shown is None or shown.next is None:
            return
        table = self.table
        last = table.rowAt(table.viewport().height() - 1)
        if last < 0 or last >= self._model.rowCount() - _BEFORE_THE_END:
            self.near_end.emit()


def _filter(key: str, words: str = "") -> KeyButton:
    button = KeyButton(words, key=key)
    button.setCheckable(True)
    return button


def _look(line: Line) -> RowLook:
    return RowLook.GREYED if line.row.state in ENDED else RowLook.NORMAL

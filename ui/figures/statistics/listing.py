"""The card with what is behind a figure: its turnos or cases, some hundred lines at a time."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout

from desktop.usecases.figures.behind import Behind, Item, Page
from domain.catalogue import Catalogue
from ui.cases.state import service_words, who_words
from ui.casework.state import STATE_KINDS as CASE_KINDS
from ui.figures.statistics.words import number
from ui.states import STATE_KINDS
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)

MOST_LINES = 2000
"""So many lines are shown at most: nobody reads more, and a shorter period is one key away."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: its place, what it leads to, and its words."""

    place: int
    item: Item
    what: str
    who: str
    below: str
    entity: str
    service: str
    when: str
    where: str
    state: str
    kind: Kind
    took: str


def line_of(place: int, item: Item, catalogue: Catalogue) -> Line:
    """Return a line in words."""
    when = f"{item.day:%d/%m/%Y}"
    if item.at is not None:
        when = f"{item.at:%d/%m/%Y %H:%M}"
    where = str(item.counter) if item.counter else ""
    took = "" if item.minutes is None else f"{number(item.minutes)} min"
    if item.ticket is not None:
        ticket = item.ticket.ticket
        return Line(
            place,
            item,
            ticket.code,
            item.ticket.person or "Sin nombre",
            item.ticket.entity,
            item.ticket.entity,
            catalogue.short_names(ticket.services),
            when,
            where,
            ticket.state.label,
            STATE_KINDS[ticket.state],
            took,
        )
    assert item.case is not None
    who, beside = who_words(item.case)
    return Line(
        place,
        item,
        item.case.number,
        who,
        beside,
        item.case.entity,
        service_words(item.case, catalogue),
        when,
        where,
        item.case.state.label,
        CASE_KINDS[item.case.state],
        took,
    )


class ListCard(Card):
    """One list; Intro opens a line, Esc leaves."""

    left = Signal()
    """Back to the figures."""
    opened = Signal(object)
    """What this ``Line`` leads to is wanted."""
    more_wanted = Signal()
    """The next lines are wanted."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.back = KeyButton("Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST)
        super().__init__("Lista", self.back)
        self._catalogue = catalogue
        self.asked: Behind | None = None
        self.page: Page | None = None
        self._lines: list[Line] = []
        self._counted = 0
        self.summary = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._model = TableModel[Line](COLUMNS, lambda line: line.place)
        self.table = DataTable("Lista", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState("list-ordered", "Nada en esta lista", "")
        self._stack = QStackedLayout()
        self.open_button = KeyButton("Abrir", key="F2", icon="folder-open")
        self.more = KeyButton("Mostrar más", key="F5", icon="chevron-down")
        foot = FlowLayout(spacing=S)
        foot.addWidget(self.open_button)
        foot.addWidget(self.more)
        self.body.addWidget(self.summary)
        self.body.addLayout(foot)
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)  # once it has its place, or it flashes
        self._stack.addWidget(self.table)
        self.back.clicked.connect(self.left)
        self.more.clicked.connect(self.more_wanted)
        self.open_button.clicked.connect(self._open)
        self.table.opened.connect(lambda _line: self._open())

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is listed."""
        return tuple(self._lines)

    def ask(self, asked: Behind, title: str, counted: int) -> None:
        """Begin a list: it fills as its lines are read.

        Args:
            title: which figure of whom.
            counted: how many lines it has, as far as that is counted; 0 where it is not.
        """
        self.asked, self.page, self._counted = asked, None, counted
        self._lines = []
        self._model.set_rows(())
        self.heading.setText(title)
        self.setAccessibleName(title)
        self.table.setAccessibleName(title)
        self.empty.set("Leyendo la lista", "")
        self._stack.setCurrentWidget(self.empty)
        self._tell()
        self.back.setFocus()

    def add(self, page: Page) -> None:
        """Show lines below those that are there."""
        first = not self._lines
        begins = len(self._lines)
        self.page = page
        self._lines += (
            line_of(begins + place, item, self._catalogue) for place, item in enumerate(page.items)
        )
        self._model.set_rows(tuple(self._lines))
        self.table.show_column(_TOOK, any(line.took for line in self._lines))
        if self._lines and first:
            self._stack.setCurrentWidget(self.table)
            self.table.choose(0)
            self.table.setFocus()
        elif not self._lines:
            self.empty.set("Nada en esta lista", "Lo contado cambió desde que se mostró.")
        self._tell()

    @property
    def wants_more(self) -> bool:
        """Whether too little is shown to read, and there is more."""
        return self.can_more and len(self._lines) < _ENOUGH

    @property
    def can_more(self) -> bool:
        """Whether there is more, and room for it."""
        page = self.page
        return page is not None and page.more is not None and len(self._lines) < MOST_LINES

    def _tell(self) -> None:
        shown, page = len(self._lines), self.page
        if page is None:
            words = "Un momento"
        elif page.more is None:
            words = f"{number(shown)} en la lista, de la fecha más reciente a la más antigua"
        elif self.can_more:
            words = f"Se muestran {number(shown)} de {number(max(self._counted, shown))}"
        else:
            words = (
                f"Se muestran {number(shown)} de {number(max(self._counted, shown))}."
                " Elija un período más corto para ver los demás"
            )
        self.summary.setText(f"{words}.")
        self.more.setEnabled(self.can_more)
        self.open_button.setEnabled(bool(self._lines))

    def _open(self) -> None:
        line = self.table.current()
        if isinstance(line, Line):
            self.opened.emit(line)


_ENOUGH = 60
_TOOK = 6
COLUMNS: tuple[Column[Line], ...] = (
    Column("Turno o trámite", lambda line: line.what, width=176, role=Role.STRONG),
    Column(
        "Entidad o persona", lambda line: line.who, width=160, stretch=3, below=lambda x: x.below
    ),
    Column("Servicio", lambda line: line.service, width=130, stretch=2, optional=True),
    Column("Fecha y hora", lambda line: line.when, width=154, right=True),
    Column("Ventanilla", lambda line: line.where, width=90, right=True, optional=True),
    Column("Atendió", lambda line: line.item.staff, width=130, stretch=1, optional=True),
    Column("Tomó", lambda line: line.took, width=70, right=True, optional=True),
    Column("Estado ahora", lambda line: line.state, width=140, chip=lambda line: line.kind),
)

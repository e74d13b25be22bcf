"""The card with what is behind a figure: turnos, calls, cases, notices or earlier days."""

from collections.abc import Callable, Hashable, Mapping
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from domain.ports import TicketView
from domain.tickets import OPEN_STATES
from ui import theme
from ui.supervision.lists import Listing
from ui.supervision.views import Asked, Line, Shape, View
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    RowLook,
    TableModel,
    Text,
)

ROW = 44
LEAST_SHOWN = 3
_OPENS = {
    Shape.TURNOS: "Ver sus trámites",
    Shape.CALLS: "Ver sus trámites",
    Shape.ATTENTIONS: "Ver sus trámites",
    Shape.OUT_OF_TURN: "Ver el turno",
    Shape.CASES: "Abrir el trámite",
    Shape.RETURNS: "Abrir el trámite",
    Shape.NOTICES: "",
    Shape.DAYS: "Ver el informe",
}


class BehindCard(Card):
    """One list at a time; F4 goes through those that belong together, Intro opens a row.

    What can be done with a turno is added by ``add_action``.

    Args:
        leads: its rows lead to cases and reports; where not, only from a call to its turno.
    """

    left = Signal()
    """Back to where one was."""
    asked_for = Signal(object)
    """Another list is wanted (``Asked``)."""
    opened = Signal(object)
    """What this ``Line`` leads to is wanted."""
    chosen = Signal(object)
    """The turno of the current row is another one (``TicketView``), or none, or in another state."""

    def __init__(self, *, leads: bool = True) -> None:
        self._leads_to = _OPENS if leads else {Shape.OUT_OF_TURN: _OPENS[Shape.OUT_OF_TURN]}
        buttons = QWidget()
        buttons.setObjectName("clear")
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        self.which = KeyButton("", key="F4", icon="sliders-horizontal")
        self.back = KeyButton("Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST)
        row.addWidget(self.which)
        row.addWidget(self.back)
        super().__init__("Turnos de hoy", buttons)
        self.asked = Asked(View.ALL)
        self._views: Mapping[UUID, TicketView] = {}
        self._told: TicketView | None = None
        self._models: dict[Shape, TableModel[Line]] = {}
        self._tables: dict[Shape, DataTable] = {}
        self._acts: list[tuple[KeyButton, Callable[[TicketView], bool]]] = []
        self.summary = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.empty = EmptyState("ticket", "Aquí verá los turnos de hoy")
        self._stack = QStackedLayout()
        self.open_button = KeyButton("Abrir", key="F2", style=ButtonStyle.GHOST)
        self.days = KeyButton("Otros días", key="F11", style=ButtonStyle.GHOST)
        self._bar = FlowLayout(spacing=S)
        self._bar.addWidget(self.open_button)
        self.body.addWidget(self.summary)
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)  # now: it shows its first at once
        self._bar.addWidget(self.days)
        self.body.addLayout(self._bar)
        self.open_button.clicked.connect(self._open)
        self.which.clicked.connect(self._next)
        self.back.clicked.connect(self.left)

    @property
    def table(self) -> DataTable:
        """The table of the list shown."""
        return self._table(self.asked.view.shape)

    @property
    def line(self) -> Line | None:
        """The current row; None where there is none."""
        table = self._tables.get(self.asked.view.shape)  # not made before a list is wanted
        line = None if table is None else table.current()
        return line if isinstance(line, Line) else None

    @property
    def ticket(self) -> TicketView | None:
        """The turno of the current row; None where it is about none."""
        line = self.line
        return None if line is None or line.ticket_id is None else self._views.get(line.ticket_id)

    def add_action(
        self,
        button: KeyButton,
        act: Callable[[TicketView], None],
        applies: Callable[[TicketView], bool] = lambda view: view.ticket.state in OPEN_STATES,
    ) -> None:
        """Offer something to do with the turno of the current row.

        Args:
            button: with its key; it can be pressed where there is a turno that it ``applies`` to.
            act: what is done with it.
        """
        self._acts.append((button, applies))
        self._bar.removeWidget(self.days)
        for one in (button, self.days):  # the way to other days stays the last
            self._bar.addWidget(one)
        button.clicked.connect(lambda: self._act(act))
        self._offer()

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        shown = self._stack.currentWidget()
        (self.back if shown is self.empty or shown is None else shown).setFocus()

    @property
    def lost_focus(self) -> bool:
        """Whether the focus was in a table that emptied while a question lay over it."""
        had: QWidget | None = self.window().focusWidget()
        return had is None or (self.isAncestorOf(had) and not had.isVisible())

    def choose(self, key: Hashable) -> None:
        """Make the row of this key the current one, where it is listed."""
        self.table.choose(key)

    def show_list(
        self, asked: Asked, shown: Listing, views: Mapping[UUID, TicketView], *, closable: bool
    ) -> None:
        """Show a list.

        Args:
            views: every turno, by its id.
            closable: whether there is something to go back to.
        """
        had_focus = self._has_focus()
        another = asked != self.asked
        self.asked, self._views = asked, views
        self.heading.setText(shown.title)
        self.setAccessibleName(shown.title)
        self.summary.setText(shown.summary)
        table = self.table
        table.setAccessibleName(f"{shown.title}: {asked.view.label}")
        self._models[asked.view.shape].set_rows(shown.lines)
        if another and closable and shown.lines:
            table.choose(shown.lines[0].key)
        self.empty.set(*shown.empty)
        wanted: QWidget = table if shown.lines else self.empty
        if self._stack.currentWidget() is not wanted:
            self._stack.setCurrentWidget(wanted)
            if had_focus:
                self.take_focus()
        self.which.set(asked.view.label)
        self.which.setVisible(len(asked.view.ring) > 1)
        self.back.setVisible(closable)
        words = self._leads_to.get(asked.view.shape, "")
        self.open_button.set(words or "Abrir")
        self.open_button.setVisible(bool(words))
        for button, _ in self._acts:
            button.setVisible(asked.view.shape in _ABOUT_TURNOS)
        self._offer()

    def _has_focus(self) -> bool:
        return self.isAncestorOf(self.window().focusWidget())

    def _table(self, shape: Shape) -> DataTable:
        """Return the table of a shape, made when it is first wanted."""
        if shape not in self._tables:
            model = TableModel[Line](COLUMNS[shape], lambda line: line.key, _look)
            table = DataTable("Lista", model)
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            table.setMinimumHeight(theme.now().px(ROW) * (LEAST_SHOWN + 1))
            table.chosen.connect(lambda _line: self._offer())
            table.opened.connect(lambda _line: self._open())
            self._models[shape], self._tables[shape] = model, table
            self._stack.addWidget(table)
        return self._tables[shape]

    def _offer(self) -> None:
        line, view = self.line, self.ticket
        leads = (
            self.asked.view.shape in self._leads_to
            and line is not None
            and any(goal is not None for goal in (line.ticket_id, line.case_id, line.day))
        )
        self.open_button.setEnabled(leads)
        for button, applies in self._acts:
            button.setEnabled(view is not None and applies(view))
        if view != self._told:
            self._told = view
            self.chosen.emit(view)

    def _open(self) -> None:
        line = self.line
        if line is not None and self.open_button.isEnabled():
            self.opened.emit(line)

    def _act(self, act: Callable[[TicketView], None]) -> None:
        view = self.ticket
        if view is not None:
            act(view)

    def _next(self) -> None:
        ring = self.asked.view.ring
        self.asked_for.emit(Asked(ring[(ring.index(self.asked.view) + 1) % len(ring)]))


def _look(line: Line) -> RowLook:
    if line.late:
        return RowLook.HIGHLIGHT
    return RowLook.GREYED if line.over else RowLook.NORMAL


def _cell(number: int) -> Callable[[Line], str]:
    return lambda line: line.cells[number]


def _badge(line: Line) -> tuple[str, Kind] | None:
    return (line.badge, Kind.WARN) if line.badge else None


def _below(line: Line) -> str:
    return line.below


def _kind(line: Line) -> Kind | None:
    return line.kind


def _tone(line: Line) -> Tone:
    return Tone.WARN if line.late else Tone.NORMAL


_ABOUT_TURNOS = frozenset({Shape.TURNOS, Shape.CALLS, Shape.ATTENTIONS})
_CODE = 76
COLUMNS: dict[Shape, tuple[Column[Line], ...]] = {
    Shape.TURNOS: (
        Column("Turno", _cell(0), width=_CODE, role=Role.SECTION),
        Column("Persona", _cell(1), width=120, stretch=3, badge=_badge),
        # Where room is short the arrival goes before the service: the wait tells the same.
        Column("Servicio", _cell(2), width=150, stretch=2, optional=True),
        Column("Llegada", _cell(3), width=74, right=True, optional=True),
        Column("Estado", _cell(4), width=140, chip=_kind),
        Column("Espera", _cell(5), width=84, right=True, tone=_tone),
        Column("Ventanilla", _cell(6), width=92, right=True, optional=True),
    ),
    Shape.CALLS: (
        Column("N.º", _cell(0), width=44, right=True),
        Column("Turno", _cell(1), width=_CODE, role=Role.SECTION),
        Column("Persona", _cell(2), width=120, stretch=3, badge=_badge),
        Column("Servicio", _cell(3), width=150, stretch=2, optional=True),
        Column("Llamado", _cell(4), width=80, right=True),
        Column("Espera", _cell(5), width=80, right=True, tone=_tone),
        Column("Ventanilla", _cell(6), width=92, right=True, optional=True),
    ),
    Shape.ATTENTIONS: (
        Column("Turno", _cell(0), width=_CODE, role=Role.SECTION),
        Column("Persona", _cell(1), width=120, stretch=3),
        Column("Servicio", _cell(2), width=150, stretch=2, optional=True),
        Column("Ventanilla", _cell(3), width=92, right=True, optional=True),
        Column("Empezó", _cell(4), width=80, right=True),
        Column("Atención", _cell(5), width=90, right=True),
    ),
    Shape.OUT_OF_TURN: (
        Column("Turno", _cell(0), width=_CODE, role=Role.SECTION),
        Column("Motivo", _cell(3), width=160, stretch=1, below=_below),
        Column("Hora", _cell(1), width=70, right=True),
        Column("Ventanilla", _cell(2), width=92, right=True),
    ),
    Shape.CASES: (
        Column("Entidad o persona", _cell(1), width=140, stretch=3, below=_below),
        Column("Servicio", _cell(2), width=130, stretch=2, optional=True),
        Column("Número", _cell(0), width=176, optional=True),
        Column("Lo tiene", _cell(3), width=120, stretch=1, optional=True),
        Column("Estado", _cell(4), width=130, chip=_kind),
        Column("Vence", _cell(5), width=112, right=True),
    ),
    Shape.RETURNS: (
        Column("Por qué", _cell(0), width=200, stretch=3, below=_cell(1), tone=_tone),
        Column("Entidad o persona", _cell(2), width=160, stretch=2, below=_below),
        Column("Número", _cell(3), width=176, optional=True),
        Column("Plazo", _cell(4), width=112, right=True),
    ),
    Shape.NOTICES: (
        Column("Ventanilla", _cell(0), width=92, right=True),
        Column("Aviso", _cell(1), width=160, stretch=1, below=_cell(2)),
        Column("Leído", _cell(3), width=170, chip=_kind),
    ),
    Shape.DAYS: (
        Column("Jornada", _cell(0), width=130, stretch=1),
        Column("Turnos", _cell(1), width=70, right=True),
        Column("Atendidos", _cell(2), width=90, right=True),
        Column("Espera", _cell(3), width=80, right=True),
        Column("95 de 100", _cell(4), width=90, right=True, optional=True),
        Column("Atención", _cell(5), width=86, right=True, optional=True),
        Column("A tiempo", _cell(6), width=84, right=True),
        Column("Devueltos", _cell(7), width=90, right=True, optional=True),
    ),
}

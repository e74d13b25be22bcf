"""The cards of the supervisor's page: today's turnos, the counters now, what asks for attention."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.tickets import OPEN_STATES
from ui import theme
from ui.states import STATE_KINDS
from ui.supervision.state import Alert, CounterRow, Filter, TicketRow
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
COUNTERS_SHOWN = 6
ALERTS_SHOWN = 6


class TicketsCard(Card):
    """Every turno of today, or those of one kind; F4 goes through the kinds."""

    filter_changed = Signal()
    """Others are to be listed."""
    sent = Signal(object)
    """Send this ``TicketRow`` to another counter."""

    def __init__(self) -> None:
        self.filter = Filter.ALL
        self.which = KeyButton("Todos", key="F4", icon="sliders-horizontal")
        super().__init__("Turnos de hoy", self.which)
        self._model = TableModel[TicketRow](_TICKETS, lambda row: row.id, _ticket_look)
        self.table = DataTable("Turnos de hoy", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState("ticket", "Aquí verá los turnos de hoy")
        self.send = KeyButton("Reasignar", key="F6", style=ButtonStyle.GHOST)
        bar = FlowLayout(spacing=S)
        bar.addWidget(self.send)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addLayout(bar)
        self.table.chosen.connect(lambda _row: self._offer())
        self.table.opened.connect(lambda _row: self._send())
        self.send.clicked.connect(self._send)
        self.which.clicked.connect(self._next_filter)
        self.show_rows(())

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        (self.table if self.table.isVisible() else self.which).setFocus()

    def choose(self, ticket_id: UUID) -> None:
        """Make a turno the current one, listing all if it is not among those shown."""
        if not self.table.choose(ticket_id):
            self._list(Filter.ALL)
            self.table.choose(ticket_id)
        self.table.setFocus()

    def show_rows(self, rows: Sequence[TicketRow]) -> None:
        """Show these turnos."""
        self._model.set_rows(rows)
        self.table.setMinimumHeight(theme.now().px(ROW) * LEAST_SHOWN)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if self.filter is Filter.ALL:
            self.empty.set(
                "Aquí verá los turnos de hoy", "El primero aparece cuando recepción lo emite."
            )
        else:
            self.empty.set(f"{self.filter.label}: ninguno", "Pulse F4 para ver los demás.")
        self._offer()

    def _offer(self) -> None:
        row = self.table.current()
        self.send.setEnabled(row is not None and row.state in OPEN_STATES)

    def _send(self) -> None:
        if self.send.isEnabled():
            self.sent.emit(self.table.current())

    def _next_filter(self) -> None:
        kinds = list(Filter)
        self._list(kinds[(kinds.index(self.filter) + 1) % len(kinds)])

    def _list(self, which: Filter) -> None:
        self.filter = which
        self.which.set(which.label)
        self.filter_changed.emit()


class CountersCard(Card):
    """Each counter with who is there, what they do, and since when."""

    closing = Signal(object)
    """Close the counter of this ``CounterRow``."""

    def __init__(self) -> None:
        self.close_button = KeyButton("Cerrar", key="Alt+C", style=ButtonStyle.GHOST)
        super().__init__("Ventanillas ahora", self.close_button)
        self._model = TableModel[CounterRow](_COUNTERS, lambda row: row.counter_id, _counter_look)
        self.table = DataTable("Ventanillas ahora", self._model)
        self.table.horizontalHeader().hide()
        self.empty = EmptyState(
            "store", "Aquí verá las ventanillas", "El administrador las crea en Administración."
        )
        self.note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.note)
        self.table.chosen.connect(lambda _row: self._offer())
        self.close_button.clicked.connect(lambda: self.closing.emit(self.table.current()))
        self.show_rows(())

    def show_rows(self, rows: Sequence[CounterRow]) -> None:
        """Show these counters."""
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._offer()
        _fit(self.table, len(rows), COUNTERS_SHOWN)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            _fit(self.table, self._model.rowCount(), COUNTERS_SHOWN)

    def _offer(self) -> None:
        row = self.table.current()
        self.close_button.setEnabled(row is not None and row.session_id is not None)
        self.note.setText("" if row is None else row.services)
        self.note.setVisible(row is not None)


class AlertsCard(Card):
    """What asks for attention; Intro opens it."""

    opened = Signal(object)
    """Do something about this ``Alert``."""

    def __init__(self) -> None:
        super().__init__("Requiere su atención")
        self._model = TableModel[Alert](_ALERTS, lambda row: row)
        self.table = DataTable("Requiere su atención", self._model)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self.opened)
        self.empty = EmptyState(
            "circle-check", "Nada pendiente", "Los avisos aparecen aquí.", line=True
        )
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Alert]) -> None:
        """Show these."""
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        _fit(self.table, len(rows), ALERTS_SHOWN)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            _fit(self.table, self._model.rowCount(), ALERTS_SHOWN)


def _fit(table: QWidget, rows: int, most: int) -> None:
    table.setFixedHeight(theme.now().px(ROW) * min(rows, most) + 2)


def _ticket_look(row: TicketRow) -> RowLook:
    if row.late:
        return RowLook.HIGHLIGHT
    return RowLook.NORMAL if row.state in OPEN_STATES else RowLook.GREYED


def _counter_look(row: CounterRow) -> RowLook:
    return RowLook.GREYED if row.session_id is None else RowLook.NORMAL


def _priority(row: TicketRow) -> tuple[str, Kind] | None:
    return ("Prioritario", Kind.WARN) if row.priority else None


_TICKETS: tuple[Column[TicketRow], ...] = (
    Column("Turno", lambda row: row.code, width=76, role=Role.SECTION),
    Column("Persona", lambda row: row.person, width=120, stretch=3, badge=_priority),
    # Where room is short the arrival goes before the service: the wait tells the same.
    Column("Servicio", lambda row: row.service, width=150, stretch=2, optional=True),
    Column("Llegada", lambda row: row.arrived, width=74, right=True, optional=True),
    Column(
        "Estado",
        lambda row: row.state.label,
        width=132,
        chip=lambda row: STATE_KINDS[row.state],
    ),
    Column(
        "Espera",
        lambda row: row.waited,
        width=68,
        right=True,
        tone=lambda row: Tone.WARN if row.late else Tone.NORMAL,
    ),
    Column("Ventanilla", lambda row: row.counter, width=92, right=True, optional=True),
)
_COUNTERS: tuple[Column[CounterRow], ...] = (
    Column("Ventanilla", lambda row: str(row.number), width=40, role=Role.SECTION),
    Column(
        "Quién y qué",
        lambda row: " · ".join(part for part in (row.who, row.what) if part),
        width=140,
        stretch=1,
    ),
    Column("Desde hace", lambda row: row.lasted, width=104, right=True, chip=lambda row: row.kind),
)
_ALERTS: tuple[Column[Alert], ...] = (Column("Aviso", lambda row: row.words, width=140, stretch=1),)

"""Today's turnos as reception looks at them: who waits, who did not come, what can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases.hall import Hall
from domain.catalogue import Catalogue
from domain.ports import TicketView
from domain.tickets import OPEN_STATES, TicketState
from ui.states import STATE_KINDS
from ui.theme import Kind, Role
from ui.widgets import (
    Card,
    Chip,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    RowLook,
    TableModel,
)


@dataclass(frozen=True, slots=True)
class HallRow:
    """One turno as one line."""

    id: UUID
    code: str
    priority: bool
    person: str
    services: str
    arrived: str
    waited: str
    state: TicketState


def rows_of(
    hall: Hall, catalogue: Catalogue, now: datetime, *, everything: bool
) -> tuple[HallRow, ...]:
    """Return the turnos by arrival: those under way and the absent, or all of them."""
    shown = OPEN_STATES | {TicketState.NO_SHOW}
    return tuple(
        HallRow(
            view.ticket.id,
            view.ticket.code,
            view.ticket.priority,
            view.person or view.entity or "Sin nombre",
            catalogue.short_names(view.ticket.services),
            f"{hall.office.local(view.ticket.arrived_at):%H:%M}",
            waited(view, now),
            view.ticket.state,
        )
        for view in hall.tickets
        if everything or view.ticket.state in shown
    )


def waited(view: TicketView, now: datetime) -> str:
    """How long somebody has waited, in minutes; nothing for who waits no more."""
    if view.ticket.state is not TicketState.ISSUED:
        return ""
    return f"{max(now - view.ticket.queued_at, timedelta(0)) // timedelta(minutes=1)} min"


class HallCard(Card):
    """The table of today, counts by service, and what reception can do with a turno."""

    rejoin = Signal(object)
    """Put this turno (its id) back in the queue."""
    cancel = Signal(object)
    """Cancel this ``HallRow`` (a reason is still to be asked)."""

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        self.all_button = KeyButton("Ver todos", key="F10")
        self.all_button.setCheckable(True)
        super().__init__("Sala de espera", self.all_button)
        self._catalogue = catalogue
        self._hall: Hall | None = None
        self._chips: list[Chip] = []
        self._counts = QWidget()
        self._flow = FlowLayout(self._counts)
        self.body.addWidget(self._counts)
        self._model = TableModel[HallRow](
            [
                Column("Turno", lambda row: row.code, width=82, role=Role.SECTION),
                Column(
                    "Persona",
                    lambda row: row.person,
                    width=120,
                    stretch=3,
                    badge=lambda row: ("Prioritario", Kind.WARN) if row.priority else None,
                ),
                # A narrower table leaves out services first, then arrival, then wait.
                Column("Espera", lambda row: row.waited, width=72, right=True, optional=True),
                Column("Llegada", lambda row: row.arrived, width=72, right=True, optional=True),
                Column("Servicio", lambda row: row.services, width=150, stretch=2, optional=True),
                Column(
                    "Estado",
                    lambda row: row.state.label,
                    width=136,
                    chip=lambda row: STATE_KINDS[row.state],
                ),
            ],
            key=lambda row: row.id,
            look=lambda row: (
                RowLook.GREYED
                if row.state not in OPEN_STATES and row.state is not TicketState.NO_SHOW
                else RowLook.NORMAL
            ),
        )
        self.table = DataTable("Turnos de hoy", self._model)
        self._empty = EmptyState(
            "ticket",
            "Aquí verá los turnos de hoy",
            "Busque a la persona y emita el primero.",
        )
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.rejoin_button = KeyButton("Volver a la fila", key="F7", icon="undo-2")
        self.cancel_button = KeyButton("Anular", key="Del", icon="ban")
        self.go_button = KeyButton("Ir a la lista", key="F8")
        foot = QWidget()
        flow = FlowLayout(foot)
        for button in (self.go_button, self.rejoin_button, self.cancel_button):
            flow.addWidget(button)
        self.body.addWidget(foot)
        self.go_button.clicked.connect(self.table.setFocus)
        self.table.chosen.connect(self._offer)
        self.table.opened.connect(self._act)
        self.rejoin_button.clicked.connect(self._rejoin)
        self.cancel_button.clicked.connect(self._cancel)
        self.all_button.toggled.connect(self._toggle_all)
        self._offer(None)

    def set_hall(self, hall: Hall, now: datetime) -> None:
        """Show the hall; ``now`` counts the waits."""
        self._hall = hall
        rows = rows_of(hall, self._catalogue(), now, everything=self.all_button.isChecked())
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if hall.tickets and not rows:
            self._empty.set("Nadie espera ahora", "Con F10 verá los turnos ya atendidos.")
        else:
            self._empty.set(
                "Aquí verá los turnos de hoy", "Busque a la persona y emita el primero."
            )
        self._show_counts(hall)
        self._offer(self.table.current())

    def show_ticket(self, ticket_id: UUID) -> bool:
        """Go to one turno, whatever its state; false where the hall shown does not have it yet."""
        if self._hall is None or all(view.ticket.id != ticket_id for view in self._hall.tickets):
            return False
        if not self.table.choose(ticket_id):
            self.all_button.setChecked(True)
            self.table.choose(ticket_id)
        self.table.setFocus()
        return True

    def _show_counts(self, hall: Hall) -> None:
        told = [
            (f"{row.service.short_name}: {row.waiting}", Kind.NEUTRAL)
            for row in hall.services
            if row.waiting
        ]
        while len(self._chips) < len(told):
            chip = Chip()
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(told))
            if number < len(told):
                chip.set(*told[number])
        self._counts.setVisible(bool(told))

    def _toggle_all(self, everything: bool) -> None:
        if self._hall is not None:
            self.set_hall(self._hall, self._hall.now)

    def _offer(self, row: HallRow | None) -> None:
        self.rejoin_button.setEnabled(row is not None and row.state is TicketState.NO_SHOW)
        self.cancel_button.setEnabled(row is not None and row.state is TicketState.ISSUED)

    def _act(self, row: HallRow) -> None:
        if row.state is TicketState.NO_SHOW:
            self.rejoin.emit(row.id)

    def _rejoin(self) -> None:
        row = self.table.current()
        if row is not None:
            self.rejoin.emit(row.id)

    def _cancel(self) -> None:
        row = self.table.current()
        if row is not None:
            self.cancel.emit(row)

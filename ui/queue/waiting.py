"""The left side of the queue page: who waits, who is on hold, who did not come."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent

from ui import theme
from ui.queue.words import AsideRow, WaitingRow
from ui.states import STATE_KINDS
from ui.theme import XS, Kind, Role, Tone
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

ARRIVED = 3
"""The column that is left out where there is little room: the wait tells as much."""
NOBODY = "Aquí verá a quienes esperan"
BEGINNING = "Cada turno que se emita aparecerá en orden."
WIDE_ENOUGH = 500
ASIDE_SHOWN = 3
HIGH_ENOUGH = 480
"""Below this height, in pixels at 100 %, only one line of those set aside is shown at a time."""


class WaitingCard(Card):
    """The waiting list in calling order, with those set aside below it."""

    called = Signal(object)
    """Call this ``WaitingRow``."""
    sent = Signal(object)
    """Send this ``WaitingRow`` elsewhere."""
    cancelled = Signal(object)
    """Cancel this ``WaitingRow``."""
    taken_back = Signal(object)
    """Go on with this ``AsideRow``."""

    def __init__(self) -> None:
        self.usual = Text("", Role.SMALL, Tone.MUTED)
        super().__init__("En espera, por orden de llegada", self.usual)
        self._following = True
        self._choosing = False
        self._can_call = False
        self._model = TableModel[WaitingRow](_COLUMNS, lambda row: row.id, _look)
        self.table = DataTable("Turnos en espera", self._model)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.called)
        self.empty = EmptyState("users", NOBODY, BEGINNING)
        self.note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._aside_model = TableModel[AsideRow](_ASIDE, lambda row: row.id)
        self.aside = DataTable("Turnos en pausa y ausentes", self._aside_model)
        self.aside.horizontalHeader().hide()
        self.aside.opened.connect(self.taken_back)
        self._aside_title = Text("En pausa y ausentes", Role.STRONG)
        self.call = KeyButton("Llamar", key="Ctrl+Return", style=ButtonStyle.GHOST)
        self.send = KeyButton("Reasignar", key="F6", style=ButtonStyle.GHOST)
        self.cancel = KeyButton("Anular", key="Del", style=ButtonStyle.GHOST)
        self.call.clicked.connect(lambda: self._act(self.called))
        self.send.clicked.connect(lambda: self._act(self.sent))
        self.cancel.clicked.connect(lambda: self._act(self.cancelled))
        self._bar = FlowLayout(spacing=XS)
        for button in (self.call, self.send, self.cancel):
            self._bar.addWidget(button)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.note)
        self.body.addLayout(self._bar)
        self.body.addWidget(self._aside_title)
        self.body.addWidget(self.aside)

    def set_calling(self, *, can_call: bool) -> None:
        """Offer to call the chosen turno, or not; its other keys give way to those at the counter."""
        self._can_call = can_call
        self._show_choice()

    def set_send_key(self, key: str) -> None:
        """The key that sends the chosen turno elsewhere."""
        self.send.set("Reasignar", key=key)

    def show_rows(self, rows: Sequence[WaitingRow]) -> None:
        """Show who waits. The chosen row follows whose turn it is, until another one is chosen."""
        self._choosing = True
        self._model.set_rows(rows)
        self._choosing = False
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        upcoming = next((row.id for row in rows if row.next), rows[0].id if rows else None)
        current = self.table.current()
        elsewhere = current is None or current.id != upcoming
        if upcoming is not None and elsewhere and (self._following or current is None):
            self._choose(upcoming)
        self._show_choice()

    def set_closed(self, *, closed: bool) -> None:
        """Say why nobody is listed: the day is closed, or nobody came yet."""
        if closed:
            self.empty.set("La jornada está cerrada", "El supervisor puede reabrirla.")
        else:
            self.empty.set(NOBODY, BEGINNING)

    def show_aside(self, rows: Sequence[AsideRow]) -> None:
        """Show who is on hold and who did not come."""
        self._aside_model.set_rows(rows)
        self._aside_title.setVisible(bool(rows))
        self.aside.setVisible(bool(rows))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out a column where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "aside"):
            self._fit()

    def _fit(self) -> None:
        look = theme.now()
        self.table.setMinimumHeight(look.px(120))
        self.table.show_column(ARRIVED, self.width() >= look.px(WIDE_ENOUGH))
        most = ASIDE_SHOWN if self.height() >= look.px(HIGH_ENOUGH) else 1
        shown = min(self._aside_model.rowCount(), most)
        self.aside.setFixedHeight(look.px(44) * shown + 2)

    def _choose(self, key: UUID) -> None:
        self._choosing = True
        self.table.choose(key)
        self._choosing = False

    def _chosen(self, row: WaitingRow | None) -> None:
        if not self._choosing:
            self._following = row is None or row.next
            self._show_choice()

    def _show_choice(self) -> None:
        row = self.table.current()
        self.call.setVisible(row is not None and row.mine and self._can_call)
        for button in (self.send, self.cancel):
            button.setVisible(row is not None)
        others = (
            other
            for number in range(self._model.rowCount())
            if (other := self._model.row_at(number))
        )
        noted = row if row is not None and row.note else next((o for o in others if o.note), None)
        self.note.setText("" if noted is None else noted.note)
        self.note.setVisible(noted is not None)
        if row is not None:
            self.call.set(f"Llamar a {row.code}")

    def _act(self, signal: SignalInstance) -> None:
        row = self.table.current()
        if row is not None:
            signal.emit(row)


def _look(row: WaitingRow) -> RowLook:
    if row.next:
        return RowLook.NEXT
    return RowLook.NORMAL if row.mine else RowLook.GREYED


_COLUMNS: list[Column[WaitingRow]] = [
    Column("Turno", lambda row: row.code, width=76, role=Role.SECTION),
    Column(
        "Persona",
        lambda row: row.person,
        width=84,
        stretch=3,
        badge=lambda row: ("Prioritario", Kind.WARN) if row.priority else None,
    ),
    Column("Servicio", lambda row: row.service, width=84, stretch=2),
    Column("Llegada", lambda row: row.arrived, width=74, right=True),
    Column(
        "Espera",
        lambda row: f"{row.waited} min",
        width=78,
        right=True,
        tone=lambda row: Tone.WARN if row.late else Tone.NORMAL,
    ),
]
_ASIDE: list[Column[AsideRow]] = [
    Column("Turno", lambda row: row.code, width=76, role=Role.SECTION),
    Column("Persona", lambda row: row.person, width=90, stretch=1),
    Column("Motivo", lambda row: row.detail, width=90, stretch=1),
    Column(
        "Estado",
        lambda row: row.state.label,
        width=136,
        chip=lambda row: STATE_KINDS[row.state],
    ),
]

"""The list of open enrolments: who is here now first, then what waits, with why."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.biometrics.state import BiometricsState, Row
from ui.theme import Role, S, Tone
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


class ListCard(Card):
    """Open enrolments."""

    opened = Signal(object)
    """One is to be worked on (its ``Row``)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self._stops = Text("", Role.STRONG, Tone.WARN, wrap=True)
        self._stops.hide()
        self.body.addWidget(self._stops)
        self._model = TableModel[Row](
            [
                Column(
                    "Persona",
                    lambda row: row.name,
                    width=220,
                    stretch=4,
                    role=Role.STRONG,
                    below=lambda row: row.document,
                ),
                Column("Como", lambda row: row.role, width=84, role=Role.BODY),
                Column(
                    "Entidad",
                    lambda row: row.entity,
                    width=190,
                    stretch=3,
                    below=lambda row: row.case,
                ),
                Column("Estado", lambda row: row.state, width=150, chip=lambda row: row.kind),
                Column("Qué sigue", lambda row: row.why, width=200, stretch=3, optional=True),
            ],
            key=lambda row: row.key,
            look=lambda row: RowLook.HIGHLIGHT if row.here else RowLook.NORMAL,
        )
        self.table = DataTable("Enrolamientos abiertos", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState(
            "fingerprint",
            "Aquí verá los enrolamientos abiertos",
            "Empiezan en el trámite de enrolamiento de la persona: ábralo en Trámites o desde"
            " su turno.",
        )
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self.foot = QHBoxLayout()
        self.foot.setSpacing(S)
        flow = FlowLayout(middle=True)
        self.case = KeyButton("Abrir el trámite", key="F7", icon="folder-open")
        flow.addWidget(self.case)
        self.open = KeyButton(
            "Abrir", key="F2", icon="fingerprint", style=ButtonStyle.PRIMARY, large=True
        )
        self.foot.addLayout(flow, 1)
        self.foot.addWidget(self.open, 0, Qt.AlignmentFlag.AlignRight)
        self.body.addLayout(self.foot)
        self.open.clicked.connect(self._open)
        self.table.opened.connect(lambda _row: self._open())

    def draw(self, state: BiometricsState) -> None:
        """Show what was read."""
        self.rows = state.rows
        self._model.set_rows(state.rows)
        if self.table.current() is None and state.rows:
            self.table.choose(state.rows[0].key)
        self.table.setVisible(bool(state.rows))
        self.empty.setVisible(not state.rows)
        for button in (self.case, self.open):
            button.setVisible(bool(state.rows))
        self._stops.setText(state.stops)
        self._stops.setVisible(bool(state.stops))

    def choose_case(self, case_id: UUID | None) -> bool:
        """Go to the first row of a case; False where it is not listed."""
        row = next((row for row in self.rows if row.case_id == case_id), None)
        if row is not None:
            self.table.choose(row.key)
        return row is not None

    def current(self) -> Row | None:
        """Return the row chosen."""
        row = self.table.current()
        return row if isinstance(row, Row) else None

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        if self.table.isVisibleTo(self):
            self.table.setFocus()

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

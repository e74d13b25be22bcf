"""The parts of the page of entities: what waits, and the four views of one entity."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.usecases.authoriser_history import Event
from desktop.usecases.authorisers import AbsenceLine, AuthoriserLine, EntityAuthorisers
from domain.authorisers import AbsenceState
from ui.entities.state import LentRow, WaitingRow, change_kind, kind_of
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    SearchField,
    TableModel,
    Text,
)
from ui.widgets.results import ResultList

_ABSENCES = {
    AbsenceState.IN_FORCE: Kind.INFO,
    AbsenceState.WAITING: Kind.WARN,
    AbsenceState.PROGRAMMED: Kind.INFO,
    AbsenceState.REFUSED: Kind.ERROR,
}


class FindCard(Card):
    """Finds an entity; while nothing is typed it shows what waits over all of them."""

    waiting_chosen = Signal(object)
    """A line of what waits (``WaitingRow``)."""

    def __init__(self) -> None:
        super().__init__("Entidades")
        self.search = SearchField("RUC, código o nombre", key="F3")
        self.results = ResultList("Entidades encontradas", self.search)
        self.heading_waiting = Text("Por atender", Role.STRONG)
        self._model = TableModel[WaitingRow](
            [
                Column(
                    "Entidad",
                    lambda row: row.entity,
                    width=200,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row.what,
                ),
                Column("Cuándo", lambda row: row.when, width=150),
            ],
            key=lambda row: row.id,
        )
        self.table = DataTable("Por atender", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState(
            "circle-check",
            "Nada por atender",
            "Aquí verá las reincorporaciones por confirmar y los cambios por confirmar o programados.",
        )
        self.body.addWidget(self.search)
        self.body.addWidget(self.results, 1)
        self.body.addWidget(self.heading_waiting)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.results.hide()
        self._empty.hide()
        self._searching = False
        self.table.opened.connect(self.waiting_chosen.emit)

    def draw(self, rows: tuple[WaitingRow, ...]) -> None:
        """Show what waits."""
        self._model.set_rows(rows)
        self._arrange()

    def show_results(self, *, searching: bool) -> None:
        """Show what was found in place of what waits, or not."""
        self._searching = searching
        self._arrange()

    def _arrange(self) -> None:
        rows = self._model.rowCount() > 0
        self.results.setVisible(self._searching)
        self.heading_waiting.setVisible(not self._searching and rows)
        self.table.setVisible(not self._searching and rows)
        self._empty.setVisible(not self._searching and not rows)


class AuthorisersView(QWidget):
    """Who authorises, who is absent, and the change under way."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way = Text("", Role.STRONG, wrap=True)
        self.state = Chip()
        self.elsewhere = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._authorisers = TableModel[AuthoriserLine](
            [
                Column(
                    "Autorizador",
                    lambda line: line.person.name,
                    width=180,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda line: line.words,
                ),
                Column("Función", lambda line: line.authoriser.role.value.capitalize(), width=84),
                Column(
                    "Estado",
                    lambda line: line.authoriser.state.label,
                    width=160,
                    chip=lambda line: kind_of(line.authoriser.state),
                ),
            ],
            key=lambda line: line.authoriser.id,
        )
        self.table = DataTable("Autorizadores", self._authorisers)
        self._absences = TableModel[AbsenceLine](
            [
                Column(
                    "Ausencia",
                    lambda line: line.absent,
                    width=180,
                    stretch=1,
                    role=Role.STRONG,
                    below=_stand_in,
                ),
                Column("Período", _period, width=190),
                Column("Estado", _absence_state, width=210, chip=_absence_kind),
                Column("Trámite", lambda line: line.case_number, width=140, optional=True),
            ],
            key=lambda line: line.absence.id,
        )
        self.absences = DataTable("Ausencias", self._absences)
        self._none = EmptyState(
            "fingerprint",
            "Nadie está enrolado",
            "El titular y el alterno aparecen aquí cuando se enrolan en Biometría.",
            line=True,
        )
        self.no_absence = Text("Sin ausencias registradas.", Role.BODY, Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for part in (self.state, self.under_way, self.elsewhere):
            column.addWidget(part)
        column.addWidget(self._none)
        column.addWidget(self.table, 2)
        column.addWidget(Text("Ausencias", Role.STRONG))
        column.addWidget(self.no_absence)
        column.addWidget(self.absences, 2)
        column.addStretch(1)

    def draw(self, view: EntityAuthorisers) -> None:
        """Show an entity's."""
        self._authorisers.set_rows(view.authorisers)
        self._absences.set_rows(view.absences)
        pending = view.under_way
        self.under_way.setVisible(pending is not None)
        self.state.setVisible(pending is not None)
        if pending is not None:
            self.state.set(pending.change.state.label, change_kind(pending.change.state))
            self.under_way.setText(f"{pending.words}. Lo pidió {pending.asked_by}.")
        told = "; ".join(
            f"según el centro, {one.name} está activo como {one.role.value} desde otra oficina"
            for one in view.elsewhere
        )
        self.elsewhere.setText(f"{told[:1].upper()}{told[1:]}." if told else "")
        self.elsewhere.setVisible(bool(told))
        self._none.setVisible(not view.authorisers)
        self.table.setVisible(bool(view.authorisers))
        self.no_absence.setVisible(not view.absences)
        self.absences.setVisible(bool(view.absences))
        if self.table.current() is None and view.authorisers:
            self.table.choose(view.authorisers[0].authoriser.id)
        if self.absences.current() is None and view.absences:
            self.absences.choose(view.absences[0].absence.id)

    def absence(self) -> AbsenceLine | None:
        """Return the absence chosen."""
        line = self.absences.current()
        return line if isinstance(line, AbsenceLine) else None

    def authoriser(self) -> AuthoriserLine | None:
        """Return the authoriser chosen."""
        line = self.table.current()
        return line if isinstance(line, AuthoriserLine) else None


class LentView(QWidget):
    """Contracts, kits and payment PCs."""

    def __init__(self) -> None:
        super().__init__()
        self._model = TableModel[LentRow](
            [
                Column(
                    "Qué tiene",
                    lambda row: f"{row.what}: {row.name}",
                    width=240,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row.detail,
                ),
                Column("Estado", lambda row: row.state, width=160, chip=lambda row: row.kind),
            ],
            key=lambda row: row.thing.id,
        )
        self.table = DataTable("Contratos, kits y equipos", self._model)
        self._none = EmptyState(
            "contact",
            "Nada registrado",
            "Pulse F5 para registrar el contrato de comodato, el kit o el equipo de pagos.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._none, 1)

    def draw(self, rows: tuple[LentRow, ...]) -> None:
        """Show what an entity has."""
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if self.table.current() is None and rows:
            self.table.choose(rows[0].thing.id)

    def current(self) -> LentRow | None:
        """Return the line chosen."""
        row = self.table.current()
        return row if isinstance(row, LentRow) else None


class HistoryView(QWidget):
    """What happened, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._model = TableModel[tuple[int, Event]](
            [
                Column("Cuándo", lambda row: f"{row[1].at:%d/%m/%Y %H:%M}", width=130),
                Column(
                    "Qué",
                    lambda row: row[1].what,
                    width=220,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row[1].detail,
                ),
                Column("Quién", lambda row: row[1].who, width=150, optional=True),
            ],
            key=lambda row: row[0],
        )
        self.table = DataTable("Historia", self._model)
        self._none = EmptyState("history", "Todavía no hay historia")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._none, 1)

    def draw(self, events: Sequence[Event]) -> None:
        """Show what happened."""
        newest = len(events)
        self._model.set_rows([(newest - place, event) for place, event in enumerate(events)])
        self.table.setVisible(bool(events))
        self._none.setVisible(not events)


def button(
    row: FlowLayout,
    words: str,
    key: str,
    icon: str,
    action: Callable[[], None],
    style: ButtonStyle = ButtonStyle.SECONDARY,
) -> KeyButton:
    """Add a button to a row of them."""
    made = KeyButton(words, key=key, icon=icon, style=style)
    made.clicked.connect(action)
    row.addWidget(made)
    return made


def _stand_in(line: AbsenceLine) -> str:
    return f"suple {line.stand_in}" if line.stand_in else "nadie suple"


def _period(line: AbsenceLine) -> str:
    one = line.absence
    if one.last is None:
        return f"desde el {one.first:%d/%m/%Y}"
    return f"{one.first:%d/%m/%Y} a {one.last:%d/%m/%Y}"


def _absence_state(line: AbsenceLine) -> str:
    if line.returning:
        return "Reincorporación por confirmar"
    return "Reincorporación propuesta" if line.return_due else line.absence.state.label


def _absence_kind(line: AbsenceLine) -> Kind:
    if line.return_due or line.returning:
        return Kind.WARN
    return _ABSENCES.get(line.absence.state, Kind.NEUTRAL)

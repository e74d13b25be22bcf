"""Views of one entity: its authorisers and its history."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.usecases.absence_plan import AbsenceAsked
from desktop.usecases.authoriser_history import Event
from desktop.usecases.authorisers import AbsenceLine, AuthoriserLine, EntityAuthorisers
from domain.authorisers import AbsenceState
from ui.entities.state import asked_words, change_kind, kind_of
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Chip,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)

_ABSENCES = {
    AbsenceState.IN_FORCE: Kind.INFO,
    AbsenceState.WAITING: Kind.WARN,
    AbsenceState.PROGRAMMED: Kind.INFO,
    AbsenceState.REFUSED: Kind.ERROR,
}


class AuthorisersView(QWidget):
    """Who authorises, who is absent, and the change under way."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way = Text("", Role.STRONG, wrap=True)
        self.state = Chip()
        self.asked = Text("", Role.BODY, wrap=True)
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
                    width=200,
                    stretch=1,
                    role=Role.STRONG,
                    below=_period,
                ),
                Column("Estado", _absence_state, width=210, chip=_absence_kind),
                Column("Trámite", lambda line: line.case_number, width=170, optional=True),
            ],
            key=lambda line: line.absence.id,
        )
        self.absences = DataTable("Ausencias", self._absences)
        for one in (self.table, self.absences):
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
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
        chips = FlowLayout(spacing=S)
        chips.addWidget(self.state)
        column.addLayout(chips)
        for part in (self.under_way, self.asked, self.elsewhere):
            column.addWidget(part)
        column.addWidget(self._none)
        column.addWidget(self.table, 2)
        column.addWidget(Text("Ausencias", Role.STRONG))
        column.addWidget(self.no_absence)
        column.addWidget(self.absences, 2)
        column.addStretch()

    def draw(self, view: EntityAuthorisers, asked: tuple[AbsenceAsked, ...]) -> None:
        """Show an entity's, and which cases ask for an absence not registered yet."""
        self.asked.setText("\n".join(f"Por registrar: {asked_words(one)}." for one in asked))
        self.asked.setVisible(bool(asked))
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


class HistoryView(QWidget):
    """What happened, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._model = TableModel[tuple[int, Event]](
            [
                Column("Cuándo", lambda row: f"{row[1].at:%d/%m/%Y %H:%M}", width=160),
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


def _period(line: AbsenceLine) -> str:
    one = line.absence
    days = f"desde el {one.first:%d/%m/%Y}"
    if one.last is not None:
        days = f"{one.first:%d/%m/%Y} a {one.last:%d/%m/%Y}"
    return f"{days}, {f'suple {line.stand_in}' if line.stand_in else 'nadie suple'}"


def _absence_state(line: AbsenceLine) -> str:
    if line.returning:
        return "Reincorporación por confirmar"
    return "Reincorporación propuesta" if line.return_due else line.absence.state.label


def _absence_kind(line: AbsenceLine) -> Kind:
    if line.return_due or line.returning:
        return Kind.WARN
    return _ABSENCES.get(line.absence.state, Kind.NEUTRAL)

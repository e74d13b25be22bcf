"""The head of a case: its number, whom it is for, how it stands, and the parts of its way."""

from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from domain.case_parts import CaseState
from domain.people import Person
from ui.casework.state import STATE_KINDS, Casework, Phase, time_chip, way
from ui.theme import XS, Role, S, Tone
from ui.widgets import Card, Chip, FlowLayout, KeyButton, Text


class Line(QWidget):
    """Two rows side by side, the second at the right; one below the other where they do not fit."""

    def __init__(self, left: FlowLayout, right: FlowLayout) -> None:
        super().__init__()
        self._parts = (left, right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(S)
        self._ends = QWidget()
        self._ends.setLayout(right)
        self._box.addLayout(left, 1)
        self._box.addWidget(self._ends)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go below one another, or beside."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Measure again when the words are others."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        left, right = (part.sizeHint().width() for part in self._parts)
        across = left + S + right <= self.width()
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if across else way.TopToBottom)
        fixed = QSizePolicy.Policy.Fixed if across else QSizePolicy.Policy.Preferred
        self._ends.setSizePolicy(fixed, QSizePolicy.Policy.Preferred)


class HeadCard(Card):
    """Number and service; who came, for whom, who signs; who has it; what can always be done."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(XS)
        self._number = Text("", Role.TITLE, Tone.ACCENT)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._service = Text("", Role.SECTION)
        self.copy = KeyButton("", key="Ctrl+Shift+C", icon="copy")
        self.facts = KeyButton("Datos", key="F7", icon="pencil")
        self.people = KeyButton("Personas", key="F4", icon="users")
        self.again = KeyButton("Otro trámite", key="F5", icon="plus")
        self.more = KeyButton("Más", key="F10", icon="sliders-horizontal")
        self.copy.setAccessibleName("Copiar el número del trámite")
        self.copy.setToolTip("Copiar el número del trámite")
        names, actions = FlowLayout(middle=True), FlowLayout()
        for widget in (self._number, self.copy, self._service):
            names.addWidget(widget)
        for button in (self.people, self.again, self.facts, self.more):
            actions.addWidget(button)
        self._top = Line(names, actions)
        self.body.addWidget(self._top)
        self._parties = Text("", elide=True)
        self._holder = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self._parties)
        self.body.addWidget(self._holder)

    def set_low(self, *, low: bool) -> None:
        """Leave out who has it, where height is scarce: the history tells it too."""
        self._holder.setVisible(not low)

    def show_case(self, state: Casework, now: datetime) -> None:
        """Show the case."""
        view = state.view
        case = view.case
        self._number.setText(case.number)
        self._service.setText(view.service.short_name)
        self._parties.setText(parties_words(state))
        self._holder.setText(holder_words(state, now))
        self.people.setVisible(state.editable and case.state is not CaseState.RESOLVED)
        self.again.setVisible(state.works)
        self.setAccessibleName(
            f"Trámite {case.number}, {view.service.short_name}, {view.state_words}"
        )


class WayStrip(QWidget):
    """The parts of the case's way, its documents and forms, its state and the time left."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._flow, stands = FlowLayout(middle=True), FlowLayout(middle=True)
        self._chips: list[Chip] = []
        self.state, self.time = Chip(), Chip()
        self.papers = KeyButton("Documentos", key="F11", icon="paperclip")
        self.forms = KeyButton("Formularios", key="F12", icon="file-text")
        stands.addWidget(self.papers)
        stands.addWidget(self.forms)
        stands.addWidget(self.state)
        stands.addWidget(self.time)
        column.addWidget(Line(self._flow, stands))

    def show_case(self, state: Casework, now: datetime, *, low: bool) -> None:
        """Show where the case is on its way; only the part under way, where height is scarce."""
        marks = way(state)
        while len(self._chips) < len(marks):
            chip = Chip()
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for number, chip in enumerate(self._chips):
            told = number < len(marks)
            chip.setVisible(told and (not low or marks[number].here))
            if told:
                chip.set(marks[number].words, marks[number].kind, marks[number].icon)
        self.setAccessibleName(", ".join(mark.words for mark in marks))
        many = f" · {state.attached}" if state.attached else ""
        self.papers.set(f"Documentos{many}")
        there = state.under is not None
        self.papers.setVisible(there)
        # Where height is scarce the forms are asked for among the documents, by the same key.
        self.forms.setVisible(there and not (low and state.phase is not Phase.DOCUMENTS))
        self.state.set(state.view.state_words, STATE_KINDS[state.view.case.state])
        self.tick(state, now)

    def tick(self, state: Casework, now: datetime) -> None:
        """Count the time left on."""
        told = time_chip(state.view, now)
        self.time.setVisible(told is not None)
        if told is not None:
            self.time.set(*told)


def parties_words(state: Casework) -> str:
    """Return entity, who came, for whom and who signs, in one line."""
    parties, case = state.view.parties, state.view.case
    came = "Vino" if case.origin.ticket_id is not None else "Pide"
    parts = [
        "" if parties.entity is None else parties.entity.name,
        _named(came, parties.bearer, document=parties.beneficiary is None),
        _named("Para", parties.beneficiary, document=True),
        _named("Firma", parties.signer, document=False),
    ]
    return " · ".join(part for part in parts if part) or "Sin persona ni entidad registradas"


def holder_words(state: Casework, now: datetime) -> str:
    """Return who has the case since when, how it came in, and which submission it is."""
    view = state.view
    case, origin = view.case, view.case.origin
    since = moment_words(view.office.local(case.held_since), view.office.local(now))
    if not case.is_open:
        had = f"Terminó {moment_words(view.office.local(case.closed_at or now), view.office.local(now))}"
    elif case.state is CaseState.REFERRED:
        had = f"Está en {view.area} desde {since}"
    else:
        had = (
            f"Lo tiene {view.holder} desde {since}" if view.holder else f"Sin asignar desde {since}"
        )
    came = moment_words(view.office.local(origin.received_at), view.office.local(now))
    sender = f" de {origin.sender}" if origin.sender else ""
    parts = [
        had,
        f"llegó {origin.channel.label}{sender} {came}",
        f"oficio {origin.reference}" if origin.reference else "",
        f"entrega {case.submission}" if case.submission > 1 else "",
        f"reabierto {case.reopened} vez" if case.reopened == 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def moment_words(moment: datetime, now: datetime) -> str:
    """Return a local moment in few words: ``hoy 08:14``, ``el 03/12 16:40``."""
    if moment.date() == now.date():
        return f"hoy {moment:%H:%M}"
    year = "" if moment.year == now.year else f"/{moment.year}"
    return f"el {moment:%d/%m}{year} {moment:%H:%M}"


def _named(label: str, person: Person | None, *, document: bool) -> str:
    if person is None:
        return ""
    return f"{label}: {person.name} {person.document if document else ''}".rstrip()

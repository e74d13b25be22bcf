"""The head of a case: its number, whom it is for, how it stands, and the parts of its way."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.case_parts import CaseState
from domain.people import Person
from ui.casework.state import STATE_KINDS, Casework, time_chip, way
from ui.theme import XS, M, Role, Tone
from ui.widgets import Card, Chip, FlowLayout, KeyButton, Text


class HeadCard(Card):
    """Number, service, state, time left; who came, for whom, who signs; who has it."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(XS)
        self._number = Text("", Role.TITLE, Tone.ACCENT)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._service = Text("", Role.SECTION)
        self._state, self._time = Chip(), Chip()
        self.copy = KeyButton("Copiar el número", key="Ctrl+N", icon="copy")
        self.people = KeyButton("Personas", key="F4", icon="users")
        top = QHBoxLayout()
        top.setSpacing(M)
        facts = FlowLayout(middle=True)
        for widget in (self._number, self._service, self._state, self._time):
            facts.addWidget(widget)
        top.addLayout(facts, 1)
        for button in (self.copy, self.people):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self._parties = Text("", wrap=True)
        self._holder = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self._parties)
        self.body.addWidget(self._holder)

    def show_case(self, state: Casework, now: datetime) -> None:
        """Show the case."""
        view = state.view
        case = view.case
        self._number.setText(case.number)
        self._service.setText(view.service.short_name)
        self._state.set(view.state_words, STATE_KINDS[case.state])
        self._parties.setText(parties_words(state))
        self._holder.setText(holder_words(state, now))
        self.people.setVisible(state.editable and case.state is not CaseState.RESOLVED)
        self.setAccessibleName(
            f"Trámite {case.number}, {view.service.short_name}, {view.state_words}"
        )
        self.tick(state, now)

    def tick(self, state: Casework, now: datetime) -> None:
        """Count the time left on."""
        told = time_chip(state.view, now)
        self._time.setVisible(told is not None)
        if told is not None:
            self._time.set(*told)


class WayStrip(QWidget):
    """The parts of the case's way: done, under way, to come."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self._chips: list[Chip] = []

    def show_case(self, state: Casework) -> None:
        """Show where the case is on its way."""
        marks = way(state)
        while len(self._chips) < len(marks):
            chip = Chip()
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(marks))
            if number < len(marks):
                chip.set(marks[number].words, marks[number].kind, marks[number].icon)
        self.setAccessibleName(", ".join(mark.words for mark in marks))


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

"""Who came, for whom, and what is known of them; and the turno that was just issued."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.catalogue import Catalogue
from domain.people import Entity
from domain.ports import Visit
from ui import theme
from ui.reception.cases import CameWith, CaseLine, case_lines
from ui.reception.state import (
    LastIssued,
    State,
    document_words,
    entity_words,
    people_ahead,
)
from ui.states import STATE_KINDS
from ui.theme import XS, Kind, M, Role, S, Tone
from ui.widgets import Card, Chip, FlowLayout, Icon, KeyButton, Text

VISITS_SHOWN = 2
CASES_SHOWN = 2
LARGE_TEXT = 1.25
"""From this text scale on, one visit is enough: the services need the room."""


_TONES = {Kind.WARN: Tone.WARN, Kind.ERROR: Tone.ERROR}


class PersonCard(Card):
    """The person, their turnos and open cases, earlier visits, the entity they come for."""

    edit = Signal()
    elsewhere = Signal()
    """What other offices keep of the person is wanted."""
    seek_entity = Signal()
    rejoin = Signal(object)
    """Put this turno (its id) of the person back in the queue."""

    def __init__(self, catalogue: Callable[[], Catalogue], *, asks_elsewhere: bool = False) -> None:
        super().__init__()
        self._asks_elsewhere = asks_elsewhere
        self._catalogue = catalogue
        self._name = Text("", Role.SECTION, wrap=True)
        self._about = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._warning = QWidget()
        line = QHBoxLayout(self._warning)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(Icon("triangle-alert", Tone.WARN, 16))
        self._warning_words = Text("", Role.BODY, Tone.WARN, wrap=True)
        line.addWidget(self._warning_words, 1)
        self._elsewhere = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._came = Text("", Role.BODY, wrap=True)
        self._cases = QVBoxLayout()
        self._cases.setSpacing(XS)
        self._visits = QVBoxLayout()
        self._visits.setSpacing(XS)
        self._entity_icon = Icon("building-2", Tone.MUTED, 18)
        self._entity = Text("", Role.BODY, wrap=True)
        self.entity_button = KeyButton("Entidad", key="F6", icon="building-2")
        edit_button = KeyButton("Corregir", key="F4", icon="pencil")
        self.body.setSpacing(S)
        head = QHBoxLayout()
        head.setSpacing(S)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._about)
        head.addWidget(Icon("user-round", Tone.ACCENT, 28))
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._elsewhere)
        self.body.addWidget(self._came)
        self.body.addLayout(self._cases)
        self.body.addLayout(self._visits)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self._entity_icon)
        row.addWidget(self._entity, 1)
        self.body.addLayout(row)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self.rejoin_button = KeyButton("Volver a la fila", key="F7", icon="undo-2")
        self.elsewhere_button = KeyButton("Otras oficinas", key="F11", icon="eye")
        self.elsewhere_button.clicked.connect(self.elsewhere)
        for button in (
            self.rejoin_button,
            self.entity_button,
            edit_button,
            self.elsewhere_button,
        ):
            flow.addWidget(button)
        self.body.addWidget(buttons)
        self.entity_button.clicked.connect(self.seek_entity)
        edit_button.clicked.connect(self.edit)
        self.rejoin_button.clicked.connect(self._rejoin)
        self._absent: Visit | None = None
        self._shown: tuple[tuple[Visit, ...], tuple[CaseLine, ...]] | None = None

    @property
    def entity_words(self) -> str:
        """What is shown of the entity."""
        return self._entity.text()

    def set_state(self, state: State, *, entity_needed: bool = False) -> None:
        """Show the person of ``state``.

        Args:
            entity_needed: remind of the entity: a chosen service is not support.
        """
        person = state.person
        if person is None:
            return
        self._name.setText(person.name)
        parts = (document_words(person), person.phone, person.email)
        self._about.setText(" · ".join(part for part in parts if part))
        self._absent = state.absent_today
        self.rejoin_button.setVisible(self._absent is not None)
        warning = _warning(state.open_today, self._absent)
        self._warning.setVisible(bool(warning))
        self._warning_words.setText(warning)
        known = state.elsewhere
        self._elsewhere.setText("" if known is None else f"Conocido también en {known.offices}")
        self._elsewhere.setVisible(known is not None)
        self.elsewhere_button.setVisible(known is not None and self._asks_elsewhere)
        self._show_entity(state.entity, needed=entity_needed)
        self._show_came(state.came)
        if state.hall is None:
            return
        others = (row for row in state.cases if state.came is None or row.id != state.came.id)
        lines = case_lines(others, self._catalogue())
        if (state.earlier, lines) != self._shown:
            self._shown = state.earlier, lines
            self._show_cases(lines)
            self._show_visits(state.earlier, state.hall.day, few=bool(lines or state.came))

    def _rejoin(self) -> None:
        if self._absent is not None:
            self.rejoin.emit(self._absent.ticket_id)

    def _show_entity(self, entity: Entity | None, *, needed: bool) -> None:
        if entity is not None:
            self._entity.setText(f"{entity.name} · {entity_words(entity)}")
            self._entity.set_tone(Tone.NORMAL)
        elif needed:
            self._entity.setText("Falta la entidad por la que viene.")
            self._entity.set_tone(Tone.WARN)
        else:
            self._entity.setText("Sin entidad: el soporte no la necesita.")
            self._entity.set_tone(Tone.MUTED)

    def _show_came(self, came: CameWith | None) -> None:
        self._came.setVisible(came is not None)
        if came is not None:
            self._came.setText(came.words)
            self._came.set_tone(_TONES.get(came.kind, Tone.NORMAL))

    def _show_cases(self, lines: Sequence[CaseLine]) -> None:
        _clear(self._cases)
        most = 1 if theme.now().scale >= LARGE_TEXT else CASES_SHOWN
        for line in lines[:most]:
            chip = Chip(line.state, line.kind)
            self._cases.addWidget(_line("folder-open", Tone.ACCENT, line.words, chip))
        if len(lines) > most:
            more = len(lines) - most
            words = "y 1 trámite abierto más" if more == 1 else f"y {more} trámites abiertos más"
            self._cases.addWidget(Text(words, Role.SMALL, Tone.MUTED))

    def _show_visits(self, visits: Sequence[Visit], today: date, *, few: bool) -> None:
        _clear(self._visits)
        if not visits:
            self._visits.addWidget(Text("Primera visita registrada.", Role.SMALL, Tone.MUTED))
        most = 1 if few or theme.now().scale >= LARGE_TEXT else VISITS_SHOWN
        for visit in visits[:most]:
            self._visits.addWidget(self._visit(visit, today))
        if len(visits) > most and not few:
            more = len(visits) - most
            words = "1 visita más" if more == 1 else f"{more} visitas más"
            self._visits.addWidget(Text(f"y {words} antes", Role.SMALL, Tone.MUTED))

    def _visit(self, visit: Visit, today: date) -> QWidget:
        when = "Hoy" if visit.day == today else f"{visit.day:%d/%m/%Y}"
        services = self._catalogue().short_names(visit.services)
        entity = f" · {visit.entity}" if visit.entity else ""
        chip = Chip(visit.state.label, STATE_KINDS[visit.state])
        return _line("history", Tone.MUTED, f"{when} · {services}{entity}", chip)


def _line(icon: str, tone: Tone, words: str, chip: Chip) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    row.addWidget(Icon(icon, tone, 16))
    row.addWidget(Text(words, Role.SMALL, elide=True), 1)
    row.addWidget(chip)
    return made


def _clear(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class LastCard(Card):
    """The turno just issued: its number to be read aloud, and whether its slip is out."""

    again = Signal()

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._code = Text("", Role.CODE, Tone.ACCENT)
        self._ahead = Text("", Role.SECTION)
        self._about = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._paper = Chip("", Kind.NEUTRAL, icon="printer")
        self._priority = Chip("Prioritario", Kind.WARN)
        self.again_button = KeyButton("Reimprimir", key="Ctrl+R", icon="printer")
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._code)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._ahead)
        words.addWidget(self._about)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        foot = QWidget()
        flow = FlowLayout(foot)
        for widget in (self.again_button, self._paper, self._priority):
            flow.addWidget(widget)
        self.body.addWidget(foot)
        self.again_button.clicked.connect(self.again)

    def set_last(self, last: LastIssued | None) -> None:
        """Show the turno, or nothing before the first."""
        self.setVisible(last is not None)
        if last is None:
            return
        ticket = last.issued.ticket
        ahead = people_ahead(last.issued.ahead)
        self._code.setText(ticket.code)
        self._ahead.setText(ahead)
        name = "" if last.issued.person is None else last.issued.person.name
        services = self._catalogue().short_names(ticket.services)
        self._about.setText(" · ".join(part for part in (name, services) if part))
        self._paper.setVisible(bool(last.paper))
        self._paper.set(_paper_words(last), Kind.OK if last.printed else Kind.NEUTRAL)
        self._priority.setVisible(ticket.priority)
        self.setAccessibleName(f"Turno {ticket.code} emitido. {ahead}.")


def _paper_words(last: LastIssued) -> str:
    return last.paper if len(last.paper) < 24 else "Guardado como PDF"


def _warning(open_today: Sequence[Visit], absent: Visit | None) -> str:
    words = []
    if open_today:
        told = " y ".join(f"{visit.code} ({visit.state.label.lower()})" for visit in open_today)
        words.append(f"Hoy ya tiene el turno {told}.")
    if absent is not None:
        words.append(f"Hoy no se presentó al turno {absent.code}.")
    return " ".join(words)

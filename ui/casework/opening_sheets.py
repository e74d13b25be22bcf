"""The sheets that open a case: what it is of and who asks, and whether it is another matter."""

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from desktop.usecases.case_opening import NewCase
from desktop.usecases.case_start import Start
from desktop.usecases.desk import Desk
from domain.case_number import NotACase, parse_case_number
from domain.case_parts import Parties
from domain.cases import DuplicateCase
from domain.catalogue import Channel, Service
from domain.people import Entity, Person
from domain.scanned import ScanKind
from domain.staff import Actor
from domain.text import REASON_LIMIT
from ui.casework.fields import ChoiceField
from ui.casework.moment import MomentFields
from ui.casework.parties import PickSheet, person_words
from ui.reception.services import digit_of
from ui.shell.typed import take_codes
from ui.theme import M, Role, S, Tone
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet, Text

_RETURNED_KEYS = ("F8", "F9", "F10")
NAME_SHOWN = 28
"""Letters of a name on a button."""
_CHANNELS = (Channel.EMAIL, Channel.DOCUMENT_SYSTEM, Channel.PHONE)


class NewCaseSheet(Sheet):
    """Asks what a case is of. From a turno one Intro is enough where nothing is to be asked.

    Args:
        desk, actor: whose registry people are looked for in.
        start: what is known before.
        service: its number, where it is known already.
    """

    help_topic = "tramites#abrir-un-trámite"

    asked = Signal(object)
    """A ``NewCase``."""
    number_typed = Signal(str)
    """The number of a case was typed or scanned."""
    returned_chosen = Signal(object)
    """The id of a returned case offered."""

    def __init__(self, desk: Desk, actor: Actor, start: Start, service: int | None) -> None:
        visit = start.ticket is not None
        title = "Trámite nuevo" if start.ticket is None else f"Trámite de {start.ticket.code}"
        super().__init__(title, width=560 if visit else 720)
        self._desk, self._actor, self._start = desk, actor, start
        self._person, self._entity = start.person, start.entity
        if visit:
            who = [words for words in (_name(start.person), _entity_name(start.entity)) if words]
            self.body.addWidget(Text(" · ".join(who) or "Sin persona registrada", wrap=True))
        self.number = QLineEdit()
        self.number.setMaxLength(100)
        take_codes(self.number, ScanKind.CASE)
        self.number.setPlaceholderText("QUITO-26-00012-7")
        self.number_row = FormRow(
            "¿Vuelve con un trámite? Escanee o escriba su número", self.number, optional=True
        )
        self.body.addWidget(self.number_row)
        self._offer_returned()
        self.service = ChoiceField(
            [(digit_of(one.id), one.short_name, one.id) for one in start.services]
        )
        self.service.choose(service)
        self.when: MomentFields | None = None
        if visit:
            self._service_row = FormRow("Servicio", self.service)
            self.body.addWidget(self._service_row)
            self._missing_people(visit=True)
        else:
            self._build_written(start)
        self._wrong = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.go = self.add_action(
            KeyButton("Abrir el trámite", key="Return", style=ButtonStyle.PRIMARY), self._go
        )

    @property
    def received_at(self) -> datetime | None:
        """When what came in writing was received."""
        return None if self.when is None else self.when.moment()

    @property
    def wrong(self) -> str:
        """What was said to be wrong with the whole; empty when nothing is."""
        return "" if self._wrong.isHidden() else self._wrong.text()

    def say(self, words: str, *, number: bool = False) -> None:
        """Say what is wrong; ``number``: with the number typed."""
        self.number_row.set_error(words if number else "")
        self._wrong.setText("" if number else words)
        self._wrong.setVisible(bool(words) and not number)
        if number and words:
            self.number.setFocus()
            self.number.selectAll()

    # -------------------------------------------------------------- building

    def _offer_returned(self) -> None:
        for key, back in zip(_RETURNED_KEYS, self._start.returned, strict=False):
            row = back.row
            ends = "" if row.term_ends is None else f", hasta el {row.term_ends:%d/%m/%Y}"
            button = KeyButton(f"Retomar {row.number}{ends}", key=key, icon="inbox")
            button.clicked.connect(partial(self._returned, row.id))
            self.body.addWidget(button)

    def _returned(self, case_id: UUID) -> None:
        self.returned_chosen.emit(case_id)

    def _build_written(self, start: Start) -> None:
        self.writer, self.reference = QLineEdit(), QLineEdit()
        self.holds = QCheckBox()
        self.channel = ChoiceField(
            [
                (str(n), one.label[:1].upper() + one.label[1:], one)
                for n, one in enumerate(_CHANNELS, start=1)
            ]
        )
        now = start.office.local(self._desk.clock.now())
        self.when = MomentFields(now)
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.place = ChoiceField(
            [(str(n), city, code) for n, (code, city) in enumerate(start.places, start=1)]
        )
        self.place.choose(start.office.code)
        self._channel_row = FormRow("Cómo llegó", self.channel)
        self._service_row = FormRow("Servicio", self.service)
        for place, row in enumerate(
            (
                self._channel_row,
                self._service_row,
                self.when,
                FormRow("Ciudad de quien pide", self.place),
                FormRow("Remitente", self.writer, optional=True),
                FormRow("Número del oficio o mensaje", self.reference, optional=True),
            )
        ):
            grid.addWidget(row, place // 2, place % 2)
        for field in (self.writer, self.reference):
            field.setMaxLength(300)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)
        self._missing_people(visit=False)
        self.body.addWidget(self.holds)
        self.channel.currentIndexChanged.connect(self._follow)
        self.service.currentIndexChanged.connect(self._follow)
        self._follow()

    def _missing_people(self, *, visit: bool) -> None:
        """Ask for person and entity where the turno does not tell them."""
        self.who = KeyButton("", key="F6", icon="user-round")
        self.whose = KeyButton("", key="F7", icon="building-2")
        self.who.clicked.connect(self._pick_person)
        self.whose.clicked.connect(self._pick_entity)
        people = QHBoxLayout()
        people.setSpacing(M)
        for button in (self.who, self.whose):
            policy = button.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Expanding)
            button.setSizePolicy(policy)
            people.addWidget(button, 1)
        self.body.addLayout(people)
        self.who.setVisible(not (visit and self._start.person is not None))
        self.whose.setVisible(not (visit and self._start.entity is not None))
        self._show_people()

    def _show_people(self) -> None:
        person, entity = self._person, self._entity
        self.who.set(_short(person.name) if person else "Elegir a la persona")
        self.whose.set(_short(entity.name) if entity else "Elegir la entidad")

    def _follow(self) -> None:
        """Show the e-mail condition only where it counts."""
        service = self._chosen()
        condition = "" if service is None else service.email_condition
        asks = bool(condition) and self.channel.currentData() == Channel.EMAIL
        self.holds.setVisible(asks)
        self.holds.setText(f"Comprobado: {condition[:1].lower()}{condition[1:]}")

    # -------------------------------------------------------------- keys

    def _pick_person(self) -> None:
        sheet = PickSheet("¿Quién hace el trámite?", self._desk, self._actor)
        sheet.picked.connect(self.take_person)
        sheet.open(self)

    def take_person(self, person: Person | None) -> None:
        """This is who asks."""
        self._person = person
        self._show_people()

    def _pick_entity(self) -> None:
        sheet = PickSheet(
            "¿De qué entidad?", self._desk, self._actor, entities=True, none="Sin entidad"
        )
        sheet.picked.connect(self.take_entity)
        sheet.open(self)

    def take_entity(self, entity: Entity | None) -> None:
        """This is the entity it is for."""
        self._entity = entity
        self._show_people()

    def _chosen(self) -> Service | None:
        number = self.service.currentData()
        return next((one for one in self._start.services if one.id == number), None)

    def _go(self) -> None:
        typed = self.number.text().strip()
        if typed:
            try:
                parse_case_number(typed)
            except NotACase as wrong:
                self.say(wrong.words, number=True)
                return
            self.number_typed.emit(typed)
            return
        service = self._chosen()
        if service is None:
            self.say("No hay un servicio que pueda abrir. Escriba el número del trámite.")
            return
        parties = Parties(
            None if self._person is None else self._person.id,
            entity_id=None if self._entity is None else self._entity.id,
        )
        ticket = self._start.ticket
        if ticket is not None:
            self.asked.emit(NewCase(service.id, ticket_id=ticket.id, parties=parties))
            return
        assert self.when is not None
        moment = self.when.moment()
        if moment is None:
            return
        place = str(self.place.currentData() or "")
        self.asked.emit(
            NewCase(
                service.id,
                Channel(self.channel.currentData()),
                received_at=moment,
                sender=self.writer.text(),
                reference=self.reference.text(),
                parties=Parties(parties.bearer_id, entity_id=parties.entity_id, place=place),
                email_condition_holds=self.holds.isChecked() and not self.holds.isHidden(),
            )
        )


class DuplicateSheet(Sheet):
    """The entity has an open case of the same: go on with that one, or say why it is another.

    Args:
        error: tells which.
    """

    existing_chosen = Signal()
    apart_chosen = Signal(str)
    """Why it is another matter."""

    def __init__(self, error: DuplicateCase) -> None:
        super().__init__("Ya hay un trámite abierto por lo mismo", width=640)
        self.body.addWidget(Text(f"{error.what} {error.kept}", tone=Tone.MUTED, wrap=True))
        self.why = QLineEdit()
        self.why.setMaxLength(REASON_LIMIT)
        self._row = FormRow("Si es otro asunto, por qué", self.why, optional=True)
        self.body.addWidget(self._row)
        self.add_action(KeyButton("Es otro asunto", key="F2"), self._apart)
        self.add_action(
            KeyButton(f"Abrir {error.existing.number}", key="Return", style=ButtonStyle.PRIMARY),
            self._existing,
        )

    def _existing(self) -> None:
        if self.why.text().strip():  # who wrote why means another matter
            self._apart()
            return
        self.close_sheet()
        self.existing_chosen.emit()

    def _apart(self) -> None:
        why = self.why.text().strip()
        if not why:
            self._row.set_error("Diga en pocas palabras por qué es otro asunto.")
            self.why.setFocus()
            return
        self.close_sheet()
        self.apart_chosen.emit(why)


def _short(name: str) -> str:
    """A name that fits half a sheet."""
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1]}…"


def _name(person: Person | None) -> str:
    return "" if person is None else person_words(person)


def _entity_name(entity: Entity | None) -> str:
    return "" if entity is None else entity.name

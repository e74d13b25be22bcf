"""What the page asks: which days, and of whom."""

from collections.abc import Sequence, Set
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from desktop.usecases.figures.compared import Offered
from domain.catalogue import Channel
from domain.figures.periods import Period
from domain.figures.statistics import ALL, OWN, Filter, Scope
from ui.figures.statistics.state import EVERYBODY
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet
from ui.widgets.forms import date_field, date_of

LONGEST_DAYS = 3660
"""Of a period, in days: ten years."""


class DatesSheet(Sheet):
    """Asks from which day until which.

    Args:
        since: the first day of the period looked at, ``until`` its last.
        today: no day after it can be asked for.
    """

    help_topic = "cifras#el-período"

    picked = Signal(object)
    """``Period``."""

    def __init__(self, since: date, until: date, today: date) -> None:
        super().__init__("Entre dos fechas")
        self.since, self.until = date_field(since), date_field(min(until, today))
        self._today = today
        self._until_row = FormRow("Hasta", self.until, hint="El último día está incluido.")
        self.body.addWidget(FormRow("Desde", self.since))
        self.body.addWidget(self._until_row)
        self.add_action(KeyButton("Ver", key="Return", style=ButtonStyle.PRIMARY), self._take)

    def _take(self) -> None:
        since, until = date_of(self.since), date_of(self.until)
        if until < since:
            self._until_row.set_error("Es anterior a la primera fecha.")
        elif since > self._today:
            self._until_row.set_error("Esas fechas todavía no llegan.")
        elif (until - since).days > LONGEST_DAYS:
            self._until_row.set_error("Elija diez años o menos.")
        else:
            self.close_sheet()
            self.picked.emit(Period(since, until))
            return
        self.until.setFocus()


class NarrowSheet(Sheet):
    """Asks of which office, service, counter, person and channel the figures shall be.

    Args:
        scope, only: what they are of now.
    """

    help_topic = "cifras#de-quién-son-las-cifras"

    picked = Signal(object, object)
    """``Scope`` and ``Filter``."""

    def __init__(self, scope: Scope, only: Filter, offered: Offered) -> None:
        super().__init__("¿De quién son las cifras?", width=520)
        self._only = only
        self.office = QComboBox()
        self.office.addItem("Esta oficina", OWN)
        for one in offered.offices:
            self.office.addItem(one.name, Scope(one.id))
        self.office.addItem("Todas las oficinas", ALL)
        self.office.setCurrentIndex(max(self.office.findData(scope), 0))
        self.service = _combo("Todos los servicios", offered.services, only.services)
        counters = [(number, f"Ventanilla {number}") for number in offered.counters]
        self.counter = _combo("Todas las ventanillas", counters, only.counters)
        self.staff = _combo("Todas las personas", offered.staff, only.staff)
        channels = [(one.value, one.label[:1].upper() + one.label[1:]) for one in Channel]
        self.channel = _combo("Todos los canales", channels, only.channels)
        if offered.offices:
            hint = "De otra oficina no se elige ventanilla ni persona."
            self.body.addWidget(FormRow("Oficina", self.office, hint=hint))
        else:
            self.office.setParent(self)
            self.office.hide()
        self.body.addWidget(FormRow("Servicio", self.service))
        self.body.addWidget(FormRow("Ventanilla", self.counter))
        self.body.addWidget(FormRow("Persona", self.staff))
        self.body.addWidget(FormRow("Canal", self.channel))
        self.clear = KeyButton("Quitar filtros", key="F8")
        self.add_action(self.clear, self._clear)
        self.add_action(KeyButton("Ver", key="Return", style=ButtonStyle.PRIMARY), self._take)
        self.office.currentIndexChanged.connect(self._offer)
        self._offer()

    @property
    def scope(self) -> Scope:
        """The office chosen."""
        chosen: Scope = self.office.currentData()
        return chosen

    def _offer(self) -> None:
        """Counters and people are those of this office."""
        for field in (self.counter, self.staff):
            field.setEnabled(self.scope == OWN)

    def _clear(self) -> None:
        self.close_sheet()
        self.picked.emit(OWN, EVERYBODY)

    def _take(self) -> None:
        scope = self.scope
        own = scope == OWN
        self.close_sheet()
        only = Filter(
            _one(self.service),
            _one(self.counter) if own else frozenset(),
            _one(self.staff) if own else frozenset(),
            _one(self.channel),
            self._only.entities if own else frozenset(),
        )
        self.picked.emit(scope, only)


def _one(field: QComboBox) -> frozenset[Any]:
    """Return what is chosen in a list; empty where everything is."""
    chosen = field.currentData()
    return frozenset() if chosen is None else frozenset({chosen})


def _combo(every: str, choices: Sequence[tuple[object, str]], chosen: Set[object]) -> QComboBox:
    field = QComboBox()
    field.addItem(every, None)
    for value, words in choices:
        field.addItem(words, value)
    field.setCurrentIndex(max(field.findData(next(iter(chosen), None)), 0))
    return field

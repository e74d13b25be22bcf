"""What is looked at: which days, of whom, and by what it is grouped."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.usecases.figures.compared import Compared, Looked
from domain.figures.periods import Period, PeriodKind
from domain.figures.statistics import By, Filter, Scope
from ui.figures.statistics.sheets import DatesSheet, NarrowSheet
from ui.figures.statistics.state import (
    groupings,
    looked_at,
    of_whom_words,
    period_holding,
    period_words,
)
from ui.theme import Role, S, Tone
from ui.widgets import ButtonStyle, ChoiceSheet, FlowLayout, KeyButton, Text

_FIRST_YEAR = 1999
"""No office has figures of it."""
_PERIODS = (
    ("Hoy", PeriodKind.DAY),
    ("Esta semana", PeriodKind.WEEK),
    ("Este mes", PeriodKind.MONTH),
    ("Este trimestre", PeriodKind.QUARTER),
    ("Este año", PeriodKind.YEAR),
    ("Entre dos fechas…", PeriodKind.OTHER),
)


class LookBar(QWidget):
    """The buttons above the figures; each asks, and tells what is wanted."""

    wanted = Signal(object)
    """Something else is to be looked at (``Looked``)."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._compared: Compared | None = None
        self._wanted: Looked | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        bar = FlowLayout(spacing=S, middle=True)
        column.addLayout(bar)
        self.earlier = KeyButton("Anterior", key="Alt+Left", icon="chevron-left")
        self.period = KeyButton("Período", key="F6", icon="calendar", style=ButtonStyle.SECONDARY)
        self.later = KeyButton("Siguiente", key="Alt+Right", icon="chevron-right")
        self.narrow = KeyButton("Filtrar", key="F7", icon="sliders-horizontal")
        self.save = KeyButton("Guardar", key="F9", icon="download")
        self.behind = KeyButton("Ver la lista", key="F2", icon="list-ordered")
        self.buttons = (self.earlier, self.period, self.later, self.narrow, self.save, self.behind)
        for button in self.buttons:
            button.setEnabled(False)  # until there is something to look at
            bar.addWidget(button)
        self.of_whom = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.earlier.clicked.connect(lambda: self._step(back=True))
        self.later.clicked.connect(lambda: self._step(back=False))
        self.period.clicked.connect(self._ask_period)
        self.narrow.clicked.connect(self._ask_narrow)

    def show_looked(self, compared: Compared) -> None:
        """Show what is looked at."""
        self._compared, self._wanted = compared, None
        looked = compared.looked
        for button in self.buttons[:-1]:
            button.setEnabled(True)
        self.period.set(period_words(looked.period, compared.today))
        self.later.setEnabled(looked.period.until < compared.today)
        self.of_whom.setText(of_whom_words(compared))

    def look_by(self, by: By) -> None:
        """Look at the same, grouped otherwise."""
        looked = self._looked
        self._want(looked_at(looked.period, by, looked.scope, looked.only))

    def look_at(self, period: Period) -> None:
        """Look at other days, grouped as before where they are as many."""
        looked = self._looked
        by = looked.by if looked.period.kind is period.kind else None
        self._want(looked_at(period, by, looked.scope, looked.only))

    def take_kind(self, kind: PeriodKind) -> None:
        """Look at today, this week, this month and so on; ask for the dates of another period."""
        compared, period = self._shown, self._looked.period
        if kind is not PeriodKind.OTHER:
            self.look_at(period_holding(kind, compared.today))
            return
        sheet = DatesSheet(period.since, period.until, compared.today)
        sheet.picked.connect(self.look_at)
        sheet.open(self)

    def ask_by(self) -> None:
        """Ask by what the figures are grouped."""
        looked = self._looked
        ways = groupings(looked.period, looked.scope, looked.only)
        choices = [(f"Por {by.label.lower()}", by) for by in ways]
        sheet = ChoiceSheet("¿Por qué se agrupa?", choices, looked.by)
        sheet.picked.connect(self.look_by)
        sheet.open(self)

    @property
    def _shown(self) -> Compared:
        assert self._compared is not None, "no button works before there is something to look at"
        return self._compared

    @property
    def _looked(self) -> Looked:
        return self._wanted or self._shown.looked

    def _want(self, looked: Looked) -> None:
        self._wanted = looked  # a key pressed again goes on from there, however long it is read
        self.wanted.emit(looked)

    def _step(self, *, back: bool) -> None:
        period = self._looked.period
        other = period.previous() if back else period.following()
        if other.since <= self._shown.today and other.since.year > _FIRST_YEAR:
            self.look_at(other)

    def _ask_period(self) -> None:
        sheet = ChoiceSheet("¿Qué período?", _PERIODS, self._looked.period.kind)
        sheet.picked.connect(self.take_kind)
        sheet.open(self)

    def _ask_narrow(self) -> None:
        looked = self._looked
        sheet = NarrowSheet(looked.scope, looked.only, self._shown.offered)
        sheet.picked.connect(self._take_narrow)
        sheet.open(self)

    def _take_narrow(self, scope: Scope, only: Filter) -> None:
        looked = self._looked
        self._want(looked_at(looked.period, looked.by, scope, only))

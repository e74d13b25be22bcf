"""The part Pronóstico: who will come, how many counters that takes, how far it was off."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from desktop.ports.tables import TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures.forecast_counters import LONGEST_TARGET, TriedWait, WaitTrial
from desktop.usecases.table_files import TableFiles
from domain.staff import Actor
from ui import theme
from ui.figures.forecast.presenter import ForecastPresenter
from ui.figures.forecast.state import (
    ChoiceRow,
    ForecastState,
    answer_words,
    arrivals_words,
    basis_words,
    between,
    choice_rows,
    day_words,
    doubts,
    half_marks,
    headline,
    inside_words,
    particular,
    plan_rows,
    saved_words,
    waits_words,
)
from ui.figures.part import Part
from ui.supervision.words import minutes_words
from ui.theme import XS, Kind, M, Role, S, Tone
from ui.widgets import (
    BusyBar,
    ButtonStyle,
    Card,
    Chip,
    ChoiceSheet,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    RowLook,
    TableModel,
    Text,
)
from ui.widgets.charts import ChartKey, Lines, key_band, key_line_before, key_line_now
from ui.widgets.forms import number_field
from ui.widgets.tall import TallSheet

TITLE = "Pronóstico"
_CHART = "Llegadas esperadas por media hora"


class ForecastPart(Part):
    """The next working days.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        to: where files go.
    """

    help_topic = "pronostico"

    def __init__(
        self, desk: Desk, actor: Actor, to: TableFiles, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk = desk
        self.presenter = ForecastPresenter(desk, actor, to, parent=self)
        self.body.addLayout(self._make_head())
        self.doubt = Text("", Role.SMALL, Tone.WARN, wrap=True)
        self.body.addWidget(self.doubt)
        self.empty = EmptyState("calendar-clock", "Aquí verá quiénes llegarán", "Se está leyendo.")
        self.body.addWidget(self.empty, 1)
        self._cards = _Beside()
        self._cards.row.addLayout(self._make_left(), 5)
        self._cards.row.addWidget(self._make_counters(), 6)
        self.body.addWidget(self._cards, 1)
        self._waits: WaitTrial | None = None
        self._connect()
        self.follow(self.presenter, self._draw)
        self._show_empty(True)

    def entered(self) -> None:
        """Put the focus where the day is chosen."""
        self.day.setFocus()

    # -------------------------------------------------------------- what it is made of

    def _make_head(self) -> FlowLayout:
        self.day = QComboBox()
        self.day.setAccessibleName("Día")
        self.day.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.before = KeyButton("Día anterior", key="Alt+Left", style=ButtonStyle.GHOST)
        self.after = KeyButton("Día siguiente", key="Alt+Right", style=ButtonStyle.GHOST)
        self.target = number_field(1, LONGEST_TARGET, 30, " min")
        self.target.setAccessibleName("Espera habitual de hasta, en minutos")
        self.target.setKeyboardTracking(False)
        self.save = KeyButton("Guardar", key="F8", icon="save", style=ButtonStyle.GHOST)
        head = FlowLayout(spacing=S, middle=True)
        label = Text("Espera habitual de hasta", Role.BODY)
        for one in (self.day, self.before, self.after, label, self.target, self.save):
            head.addWidget(one)
        return head

    def _make_left(self) -> QVBoxLayout:
        self.people = Text("", Role.SECTION, wrap=True)
        self.bounds = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.mark = Chip("", Kind.INFO)
        self.chart = Lines(_CHART)
        self.pointed = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._keys = [ChartKey(draw) for draw in (key_line_now, key_band, key_line_before)]
        card = Card("Llegadas", trailing=self.mark)
        card.body.setSpacing(S)
        keys = FlowLayout(spacing=S, middle=True)
        for key in self._keys:
            keys.addWidget(key)
        for widget in (self.people, self.bounds):
            card.body.addWidget(widget)
        card.body.addWidget(self.chart, 1)
        card.body.addLayout(keys)
        card.body.addWidget(self.pointed)
        self.each = KeyButton("Día por día", key="F6", style=ButtonStyle.GHOST)
        past = Card("Cuánto se equivocó", trailing=self.each)
        past.body.setSpacing(S)
        self.tried = Text("", Role.BODY, wrap=True)
        self.tried_waits = Text("", Role.BODY, wrap=True)
        past.body.addWidget(self.tried)
        past.body.addWidget(self.tried_waits)
        column = QVBoxLayout()
        column.setSpacing(M)
        column.addWidget(card, 1)
        column.addWidget(past)
        return column

    def _make_counters(self) -> Card:
        self.answer = Text("", Role.SECTION, wrap=True)
        self.detail = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._choices = TableModel[ChoiceRow](_COLUMNS, lambda row: row.many, _look)
        self.choices = DataTable("Espera con cada número de ventanillas", self._choices)
        self.plan_title = Text("Cuándo abrirlas", Role.STRONG)
        self.plan = Text("", Role.BODY, wrap=True)
        self.plan_note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.basis = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.busy = BusyBar()
        self._figures = QWidget()
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.choices)
        for widget in (self.plan_title, self.plan, self.plan_note, self.basis):
            column.addWidget(widget)
        column.addStretch(1)
        card = Card("Ventanillas")
        card.body.setSpacing(S)
        card.body.addWidget(self.answer)
        card.body.addWidget(self.detail)
        card.body.addWidget(self.busy)
        card.body.addWidget(self._figures, 1)
        card.body.addStretch(0)
        return card

    def _connect(self) -> None:
        see = self.presenter
        self.day.activated.connect(lambda _place: see.show_day(self.day.currentData()))
        self.before.clicked.connect(lambda: see.move(-1))
        self.after.clicked.connect(lambda: see.move(1))
        self.target.valueChanged.connect(see.set_target)
        self.save.clicked.connect(self._ask_format)
        self.each.clicked.connect(self._show_each)
        self.chart.pointed.connect(
            lambda mark: self.pointed.setText("" if mark is None else mark.words)
        )

    # -------------------------------------------------------------- what it shows

    def _draw(self, state: ForecastState) -> None:
        outlook = state.outlook
        self._show_head(state)
        told = " ".join(doubts(outlook))
        self.doubt.setText(told)
        self.doubt.setVisible(bool(told))
        if outlook.day is None:
            self.empty.set("No hay días de atención", "El administrador fija el horario.")
        else:
            self.empty.set(
                "Todavía no se puede prever",
                "El pronóstico se hace con las jornadas cerradas: cierre la de hoy en Supervisión.",
            )
        self._show_empty(outlook.coming is None)
        if outlook.coming is not None:
            self._show_arrivals(state)
            self._show_counters(state)
            self._show_past(state)

    def _show_head(self, state: ForecastState) -> None:
        outlook = state.outlook
        with QSignalBlocker(self.day), QSignalBlocker(self.target):
            shown = [self.day.itemData(place) for place in range(self.day.count())]
            if shown != list(outlook.days):
                self.day.clear()
                for day in outlook.days:
                    self.day.addItem(day_words(day), day)
            place = outlook.days.index(outlook.day) if outlook.day is not None else -1
            self.day.setCurrentIndex(place)
            if not self.target.hasFocus() or self.target.value() != state.target:
                self.target.setValue(state.target)
        self.before.setEnabled(place > 0)
        self.after.setEnabled(0 <= place < len(outlook.days) - 1)
        self.save.setEnabled(outlook.coming is not None)

    def _show_empty(self, empty: bool) -> None:
        self.empty.setVisible(empty)
        self._cards.setVisible(not empty)

    def _show_arrivals(self, state: ForecastState) -> None:
        outlook = state.outlook
        self.people.setText(headline(outlook.coming))
        self.bounds.setText(between(outlook.coming))
        marked = particular(outlook.coming)
        self.mark.set(marked, Kind.INFO)
        self.mark.setVisible(bool(marked))
        summary = f"{self.people.text()}. {self.bounds.text()}"
        self.chart.set(half_marks(outlook), summary, _CHART)
        week = outlook.week
        words = "" if week is None or not week.halves else f"Llegaron el {week.day:%d/%m}"
        for key, told in zip(self._keys, ("Se esperan", "9 de cada 10 veces", words), strict=True):
            key.set_words(told)

    def _show_counters(self, state: ForecastState) -> None:
        needed = state.needed
        if state.reckoning and state.share:
            self.busy.set_share(state.share)
        else:
            self.busy.set_busy(state.reckoning)
        self._figures.setVisible(needed is not None)
        if needed is None:
            self.answer.setText("Calculando…" if state.reckoning else "No se puede calcular")
            self.detail.setText(state.error)
            return
        answer, detail = answer_words(needed)
        self.answer.setText(answer)
        self.detail.setText("Calculando otra vez…" if state.reckoning else detail)
        catalogue = self._desk.catalogue
        rows = choice_rows(needed.staffing, catalogue)
        self._choices.set_rows(rows)
        self._fit_choices(len(rows))
        plan = plan_rows(needed.staffing)
        self.plan_title.setVisible(bool(plan))
        self.plan.setText("\n".join(plan))
        self.plan.setVisible(bool(plan))
        self.plan_note.setText(saved_words(needed.staffing))
        self.plan_note.setVisible(bool(self.plan_note.text()))
        self.basis.setText(basis_words(needed, catalogue))

    def _fit_choices(self, rows: int) -> None:
        """Let the table be as high as its rows, up to some; more are scrolled."""
        row = self.choices.verticalHeader().defaultSectionSize()
        head = self.choices.horizontalHeader().sizeHint().height()
        self.choices.setFixedHeight(head + row * min(rows, _ROWS) + XS)

    def _show_past(self, state: ForecastState) -> None:
        self._waits = state.waits
        unknown = "Probando jornadas pasadas…" if state.trying else _NOT_TRIED
        trial, waits = state.trial, state.waits
        arrivals = unknown if trial is None else f"{arrivals_words(trial)} {inside_words(trial)}"
        self.tried.setText(f"Llegadas. {arrivals}")
        self.tried_waits.setText(f"Espera. {unknown if waits is None else waits_words(waits)}")
        self.each.setEnabled(waits is not None)

    # -------------------------------------------------------------- what is asked

    def _ask_format(self) -> None:
        sheet = ChoiceSheet("¿Cómo desea guardarlo?", [(one.label, one) for one in TableFormat])
        sheet.picked.connect(self.presenter.save)
        sheet.open(self)

    def _show_each(self) -> None:
        if self._waits is not None:
            PastSheet(self._waits).open(self)


class _Beside(QWidget):
    """Two columns, one below the other where there is no room for both."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose by the width."""
        super().resizeEvent(event)
        wide = event.size().width() >= theme.now().px(_BOTH)
        direction = QBoxLayout.Direction
        self.row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)


class PastSheet(TallSheet):
    """The usual wait of each past day, as it would have been said and as it was recorded."""

    help_topic = "pronostico#cuánto-se-equivocó"

    def __init__(self, waits: WaitTrial) -> None:
        super().__init__("Espera prevista y registrada", width=560, height=470, around=230)
        model = TableModel[TriedWait](_PAST, lambda one: one.day)
        self.table = DataTable("Jornadas probadas", model)
        model.set_rows(tuple(reversed(waits.days)))
        self.body.addWidget(Text(waits_words(waits), Role.BODY, wrap=True))
        self.body.addWidget(self.table)
        self.add_long(self.table)


_ROWS = 6
"""Numbers of counters that are seen at once."""
_BOTH = 900
"""The width in pixels at 100 % from which both columns stand beside each other."""
_NOT_TRIED = "Todavía no hay jornadas cerradas suficientes para probarlo."
_COLUMNS: tuple[Column[ChoiceRow], ...] = (
    Column(
        "Ventanillas",
        lambda row: f"{row.many}",
        width=150,
        stretch=1,
        role=Role.STRONG,
        below=lambda row: row.detail,
    ),
    Column("Espera habitual", lambda row: row.usual, width=120, right=True),
    Column("9 de cada 10 días", lambda row: row.bad, width=140, right=True),
    Column("95 de cada 100", lambda row: row.most, width=130, right=True, optional=True),
    Column("A tiempo", lambda row: row.under, width=84, right=True),
)
_PAST: tuple[Column[TriedWait], ...] = (
    Column("Jornada", lambda one: day_words(one.day), width=190, stretch=1),
    Column("Prevista", lambda one: minutes_words(one.said), width=100, right=True),
    Column("Registrada", lambda one: minutes_words(one.recorded), width=110, right=True),
)


def _look(row: ChoiceRow) -> RowLook:
    return RowLook.NEXT if row.enough else RowLook.NORMAL

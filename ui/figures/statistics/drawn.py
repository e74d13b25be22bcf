"""The card of one figure: drawn by groups or through time, or the same as numbers."""

from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from ui.figures.statistics.drawing import Drawing
from ui.figures.statistics.state import Row
from ui.theme import Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)
from ui.widgets.bars import Bars
from ui.widgets.charts import (
    ChartKey,
    ChartMark,
    Lines,
    draw_before,
    draw_now,
    key_line_before,
    key_line_now,
)


class DrawnCard(Card):
    """One figure by groups: bars, a line, or numbers."""

    opened = Signal(object)
    """The list behind a group is wanted (``ChartMark`` or ``Row``)."""

    def __init__(self) -> None:
        super().__init__("Cifra")
        self.by = KeyButton("Agrupar", key="F4", style=ButtonStyle.GHOST)
        self.only = KeyButton("Solo esto", key="F3", style=ButtonStyle.GHOST)
        self.switch = KeyButton("Números", key="F8", style=ButtonStyle.GHOST)
        self.mend = KeyButton("Crear mejora", key="F3", style=ButtonStyle.GHOST)
        bar = FlowLayout(spacing=0)
        for button in (self.by, self.only, self.mend, self.switch):
            bar.addWidget(button)
        self._as_numbers = False
        self.readout = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.bars, self.lines = Bars("Cifra"), Lines("Cifra")
        self.model = TableModel[Row](COLUMNS, lambda one: one.key)
        self.numbers = DataTable("Cifra", self.model)
        self.numbers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState("chart-column", "Nada que dibujar", "")
        self._stack = QStackedLayout()
        self.now_key, self.before_key = ChartKey(draw_now), ChartKey(draw_before)
        foot = FlowLayout(spacing=S, middle=True)
        foot.addWidget(self.now_key)
        foot.addWidget(self.before_key)
        self.body.addWidget(self.readout)
        self.body.addLayout(bar)
        self.body.addLayout(self._stack, 1)
        for widget in (self.bars, self.lines, self.numbers, self.empty):
            self._stack.addWidget(widget)  # once it has its place, or the first flashes
        self.body.addLayout(foot)
        self.drawing: Drawing | None = None
        for chart in (self.bars, self.lines):
            chart.pointed.connect(self._read_out)
            chart.opened.connect(self.opened)
        self.numbers.opened.connect(self.opened)
        self.switch.clicked.connect(self._switch)

    @property
    def words(self) -> str:
        """What is told above the drawing."""
        return self.readout.text()

    @property
    def current(self) -> ChartMark | Row | None:
        """The group that the keyboard is on."""
        shown = self._stack.currentWidget()
        if shown is self.numbers:
            row: Row | None = self.numbers.current()
            return row
        return self.lines.current if shown is self.lines else self.bars.current

    @property
    def shown(self) -> QWidget:
        """What is in sight, where the arrows move."""
        shown = self._stack.currentWidget()
        assert shown is not None
        return shown

    def set(self, told: Drawing) -> None:
        """Show a figure."""
        self.drawing = told
        had_focus = self.isAncestorOf(self.window().focusWidget())
        self.heading.setText(told.heading)
        self.setAccessibleName(told.heading)
        self.model.set_rows(told.rows)
        self.numbers.setAccessibleName(told.heading)
        if told.is_line:
            self.lines.set(told.marks, told.summary, told.heading, told.unit)
        else:
            self.bars.set(told.marks, told.summary, told.heading)
        self.empty.set("Nada que dibujar", told.empty)
        wanted: QWidget = self.lines if told.is_line else self.bars
        if not told.marks:
            wanted = self.empty
        elif self._as_numbers:
            wanted = self.numbers
        self._stack.setCurrentWidget(wanted)
        drawn = wanted in {self.lines, self.bars}
        keys = (key_line_now, key_line_before) if told.is_line else (draw_now, draw_before)
        self.now_key.set_words(told.now if drawn else "", keys[0])
        self.before_key.set_words(told.before if drawn else "", keys[1])
        self.by.set(told.by or "Agrupar")
        self.by.setVisible(bool(told.by))
        self.only.setVisible(bool(told.by) and bool(told.marks))
        self.mend.setVisible(told.mends)
        self._read_out(None)
        if had_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the focus where the arrows go from group to group."""
        shown = self.shown
        (self.switch if shown is self.empty else shown).setFocus()

    def choose(self, key: Hashable) -> None:
        """Put the keyboard on a group."""
        shown = self._stack.currentWidget()
        if shown is self.numbers:
            self.numbers.choose(key)
        else:
            (self.lines if shown is self.lines else self.bars).choose(key)

    def _read_out(self, mark: ChartMark | None) -> None:
        told = "" if self.drawing is None else self.drawing.summary
        self.readout.setText(told if mark is None else mark.words)

    def _switch(self) -> None:
        self._as_numbers = not self._as_numbers
        self.switch.set("Gráfico" if self._as_numbers else "Números")
        if self.drawing is not None:
            self.set(self.drawing)
            self.take_focus()


COLUMNS: tuple[Column[Row], ...] = (
    Column("Grupo", lambda row: row.label, width=130, stretch=1),
    Column("Cifra", lambda row: row.now, width=92, right=True, role=Role.STRONG),
    Column("Antes", lambda row: row.before, width=92, right=True),
    Column("Diferencia", lambda row: row.change, width=150, right=True),
)

"""The card of the day by half hours: the drawing, its legend, and the same as numbers."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.supervision.chart import NAME, HalfHourChart, draw_arrivals, draw_served, draw_usual
from ui.supervision.half_hours import DayChart, HalfHour
from ui.supervision.words import number_words
from ui.theme import Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Column,
    DataTable,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)


class ChartCard(Card):
    """The day by half hours, as a drawing or as numbers."""

    opened = Signal(object)
    """The turnos of this ``HalfHour`` are wanted."""

    def __init__(self) -> None:
        buttons = QWidget()
        buttons.setObjectName("clear")
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.go = KeyButton("Recorrer", key="M", style=ButtonStyle.GHOST)
        self.switch = KeyButton("Números", key="N", style=ButtonStyle.GHOST)
        self.days = KeyButton("Otros días", key="F11", style=ButtonStyle.GHOST)
        row.addWidget(self.switch)
        row.addWidget(self.days)
        super().__init__(NAME, buttons)
        self.chart = HalfHourChart()
        self._table: DataTable | None = None
        self._model: TableModel[HalfHour] | None = None
        self._shown = DayChart()
        self._readout = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._legend = tuple(Legend(kind) for kind in LEGENDS)
        foot = FlowLayout(spacing=S, middle=True)
        foot.addWidget(self.go)
        for legend in self._legend:
            foot.addWidget(legend)
        self.body.addWidget(self._readout)
        self.body.addWidget(self.chart, 1)
        self.body.addLayout(foot)
        self.chart.pointed.connect(self._read_out)
        self.chart.opened.connect(self.opened)
        self.go.clicked.connect(self.take_focus)
        self.switch.clicked.connect(self._switch)

    @property
    def words(self) -> str:
        """What is told above the drawing."""
        return self._readout.text()

    def set(self, shown: DayChart) -> None:
        """Show another day, or the same further on."""
        if shown == self._shown:
            return
        self._shown = shown
        self.chart.set(shown)
        if self._model is not None:
            self._model.set_rows(shown.halves)
        *_, usual = self._legend
        usual.set_words(f"Llegadas habituales {shown.habit}" if shown.habit else "")
        self._read_out(None)

    def take_focus(self) -> None:
        """Put the focus where the arrows go from half hour to half hour."""
        table = self._table
        (table if table is not None and table.isVisibleTo(self) else self.chart).setFocus()

    def _read_out(self, half: HalfHour | None) -> None:
        self._readout.setText(self._shown.words if half is None else half.words)

    def _switch(self) -> None:
        numbers = self._numbers()
        drawn = not self.chart.isVisibleTo(self)
        self.chart.setVisible(drawn)
        numbers.setVisible(not drawn)
        for legend in self._legend:
            legend.set_shown(shown=drawn)
        self.switch.set("Números" if drawn else "Gráfico")
        self.take_focus()

    def _numbers(self) -> DataTable:
        """Return the table, made when somebody first wants it."""
        if self._table is None:
            self._model = TableModel[HalfHour](_COLUMNS, lambda half: half.slot)
            self._table = table = DataTable(NAME, self._model)
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            table.setMinimumHeight(self.chart.minimumSizeHint().height())
            self._model.set_rows(self._shown.halves)
            table.opened.connect(self.opened)
            self.body.insertWidget(self.body.indexOf(self.chart) + 1, table, 1)
        return self._table


class Legend(QWidget):
    """What one mark of the drawing means."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._shown = True
        self._words = LEGENDS[kind]
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        """Say something else; nothing hides it."""
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.setVisible(bool(words) and self._shown)

    def set_shown(self, *, shown: bool) -> None:
        """Show it, if it has words, or hide it."""
        self._shown = shown
        self.setVisible(bool(self._words) and shown)

    def sizeHint(self) -> QSize:
        """A mark and its words."""
        look, metrics = theme.now(), QFontMetrics(theme.font(Role.SMALL))
        width = look.px(_MARK) + S + metrics.horizontalAdvance(self._words) + 2
        return QSize(width, max(metrics.height(), look.px(_MARK)))

    def minimumSizeHint(self) -> QSize:
        """Its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark as the chart does, then the words."""
        look, painter = theme.now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, middle = look.px(_MARK), self.height() / 2
        mark = QRectF(1, middle - side / 2 + 2, side - 2, side - 4)
        if self._kind == "arrivals":
            draw_arrivals(painter, mark)
        elif self._kind == "served":
            draw_served(painter, mark)
        else:
            draw_usual(painter, [QPointF(x, middle) for x in (mark.left(), mark.right())])
        painter.setPen(QColor(look.palette.muted))
        painter.setFont(theme.font(Role.SMALL))
        room = QRectF(side + S, 0, self.width() - side - S, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words)


LEGENDS = {"arrivals": "Llegadas", "served": "Atenciones terminadas", "usual": ""}
_MARK = 16

_COLUMNS: tuple[Column[HalfHour], ...] = (
    Column("Media hora", lambda half: f"{half.clock} a {half.ends}", width=130, stretch=1),
    Column("Llegadas", lambda half: str(half.arrivals), width=90, right=True),
    Column("Atenciones", lambda half: str(half.served), width=100, right=True),
    Column(
        "Habituales",
        lambda half: "" if half.usual is None else number_words(half.usual),
        width=100,
        right=True,
    ),
)

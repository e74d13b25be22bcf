"""One activity report: its figures, what is told in words, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.usecases.figures.activity_view import ReportView
from domain.activity import ServiceLine
from ui import theme
from ui.casework.scrolls import ScrollColumn
from ui.figures.activity.state import (
    FIGURES,
    KINDS,
    month_words,
    paragraphs,
    remarks,
    service_cells,
    standing,
    told,
)
from ui.theme import XS, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Column,
    DataTable,
    FlowLayout,
    KeyButton,
    Stat,
    TableModel,
    Text,
)

_ACROSS = 4
_WIDE = 560
"""From this width on, at 100 %, so many figures stand beside each other; else half of them."""
_ROW = 32


class ReadingCard(Card):
    """The report chosen in the list."""

    def __init__(self) -> None:
        self._chip = Chip()
        super().__init__("Informe", self._chip)
        self.standing = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.remark = Text("", Role.BODY, Tone.WARN, wrap=True)
        self._column = ScrollColumn()
        for label in (self.standing, self.remark):
            self._column.add(label)
        self._stats = [Stat(name) for name in FIGURES]
        self._across = 0
        self._grid = QWidget()
        self._grid.setObjectName("clear")
        self._places = QGridLayout(self._grid)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(S)
        self._lay(_ACROSS)
        self._column.add(self._grid)
        self._model = TableModel[ServiceLine](
            [
                Column("Servicio", lambda line: line.name, width=120, stretch=1),
                Column("Atenciones", lambda line: service_cells(line)[0], width=92, right=True),
                Column(
                    "Habitual",
                    lambda line: service_cells(line)[1],
                    width=88,
                    right=True,
                    optional=True,
                ),
                Column(
                    "A tiempo",
                    lambda line: service_cells(line)[2],
                    width=96,
                    right=True,
                    optional=True,
                ),
                Column(
                    "Devueltos",
                    lambda line: service_cells(line)[3],
                    width=88,
                    right=True,
                    optional=True,
                ),
                Column("Cerrados", lambda line: service_cells(line)[4], width=80, right=True),
            ],
            key=lambda line: line.service,
        )
        self.table = DataTable("Por servicio", self._model, row_height=_ROW)
        # Only read, and whole: it scrolls with the figures above it.
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column.add(self.table)
        self._words = Text("", Role.BODY, wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.add(self._words)
        self.body.addWidget(self._column, 1)
        self.send = KeyButton("Enviar", key="F2", icon="check", style=ButtonStyle.PRIMARY)
        self.accept = KeyButton(
            "Dar conformidad", key="F2", icon="clipboard-check", style=ButtonStyle.PRIMARY
        )
        self.note = KeyButton("Notas", key="F4", icon="pencil")
        self.back = KeyButton("Devolver", key="F8", icon="undo-2")
        self.paper = KeyButton("Ver e imprimir", key="Ctrl+P", icon="printer")
        foot = FlowLayout(spacing=S)
        for button in (self.send, self.accept, self.note, self.back, self.paper):
            foot.addWidget(button)
        self.body.addSpacing(XS)
        self.body.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put fewer figures beside each other where their names would be cut."""
        super().resizeEvent(event)
        self._lay(_ACROSS if self.width() >= theme.now().px(_WIDE) else _ACROSS // 2)

    def _lay(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for place, stat in enumerate(self._stats):
            self._places.addWidget(stat, place // across, place % across)
        for column in range(_ACROSS):
            self._places.setColumnStretch(column, int(column < across))

    def draw(self, view: ReportView | None) -> None:
        """Show a report, or that none is chosen."""
        shown = view is not None
        for part in (self._chip, self._grid, self.paper):
            part.setVisible(shown)
        writes = view is not None and view.may_write
        self.note.setVisible(writes)
        self.send.setVisible(view is not None and writes and view.is_over)
        self.accept.setVisible(view is not None and view.may_answer)
        self.back.setVisible(view is not None and view.may_answer)
        if view is None:
            self.heading.setText("Informe")
            self.standing.setText("Aquí leerá el que elija en la lista.")
            for part in (self.remark, self.table, self._words):
                part.hide()
            return
        self.heading.setText(f"{view.row.who} · {month_words(view.row).lower()}")
        self._chip.set(view.state.label, KINDS[view.state])
        self.standing.setText(standing(view))
        self._say(self.remark, remarks(view))
        for stat, one in zip(self._stats, told(view.activity), strict=True):
            stat.set(one.figure, one.note)
        self._services(view)
        empty = "Ese mes no se registró nada suyo." if view.activity.is_empty else ""
        words = [f"{title}: {text}" for title, text in paragraphs(view.activity, view.notes)]
        self._say(self._words, "\n".join([*([empty] if empty else []), *words]))

    def _services(self, view: ReportView) -> None:
        lines = view.activity.services
        total = (view.activity.whole,) if len(lines) > 1 else ()
        self._model.set_rows((*lines, *total))
        self.table.setVisible(bool(lines))
        rows = len(lines) + len(total)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(theme.now().px(_ROW) * rows + head + XS)

    def _say(self, label: Text, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

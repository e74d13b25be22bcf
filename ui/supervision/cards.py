"""The cards beside the chart: the counters now, and what asks for attention."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.supervision.alerts import Alert
from ui.supervision.state import CounterRow
from ui.supervision.words import ALERT_KEYS, COUNTER_KEYS
from ui.theme import Role, S, Tone
from ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    RowLook,
    TableModel,
    Text,
)

ROW = 44
COUNTERS_SHOWN = 8

R = TypeVar("R")


class _Keyed(Card):
    """A card with a table whose rows have a key each."""

    table: DataTable

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self._fit()

    def _fit(self) -> None:
        raise NotImplementedError

    def _give_keys(self, keys: str, model: TableModel[R], act: Callable[[R], None]) -> None:
        """Let each key do ``act`` with its row, while the table can be seen."""
        for number, key in enumerate(keys):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self._press, model, number, act))

    def _press(self, model: TableModel[R], number: int, act: Callable[[R], None]) -> None:
        row = model.row_at(number)
        if row is not None:
            self.table.choose(model.key(row))
            act(row)


class CountersCard(_Keyed):
    """Each counter with who is there, what they do, and since when; its key opens its turnos.

    What can be done with a counter is added by ``add_action``.
    """

    opened = Signal(object)
    """The turnos of the counter of this ``CounterRow`` are wanted."""
    chosen = Signal(object)
    """The current counter is another one (``CounterRow``), or none."""

    def __init__(self) -> None:
        super().__init__("Ventanillas ahora")
        self._model = TableModel[CounterRow](_COUNTERS, lambda row: row.counter_id, _counter_look)
        self.table = DataTable("Ventanillas ahora", self._model)
        self.table.horizontalHeader().hide()
        self.empty = EmptyState(
            "store", "Aquí verá las ventanillas", "El administrador las crea en Administración."
        )
        self.note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._acts: list[tuple[KeyButton, Callable[[CounterRow], bool]]] = []
        self.bar = FlowLayout(spacing=S)
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.note)
        self.body.addLayout(self.bar)
        self._give_keys(COUNTER_KEYS, self._model, self.opened.emit)
        self.table.chosen.connect(lambda _row: self._offer())
        self.table.opened.connect(self.opened)
        self.show_rows(())

    @property
    def row(self) -> CounterRow | None:
        """The current counter."""
        row = self.table.current()
        return row if isinstance(row, CounterRow) else None

    def add_action(
        self,
        button: KeyButton,
        act: Callable[[CounterRow], None],
        applies: Callable[[CounterRow], bool] = lambda row: row.session_id is not None,
    ) -> None:
        """Offer something to do with the current counter.

        Args:
            button: with its key; it can be pressed where there is a counter it ``applies`` to.
            act: what is done with it.
        """
        self._acts.append((button, applies))
        self.bar.addWidget(button)
        button.clicked.connect(lambda: self._act(act))
        self._offer()

    def choose(self, row: CounterRow) -> None:
        """Make a counter the current one."""
        self.table.choose(row.counter_id)

    def show_rows(self, rows: Sequence[CounterRow]) -> None:
        """Show these counters."""
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._offer()
        self._fit()

    def _fit(self) -> None:
        _fit(self.table, self._model.rowCount(), COUNTERS_SHOWN)

    def _offer(self) -> None:
        row = self.row
        for button, applies in self._acts:
            button.setEnabled(row is not None and applies(row))
        self.chosen.emit(row)
        self.note.setText("" if row is None else row.services)
        self.note.setVisible(row is not None)

    def _act(self, act: Callable[[CounterRow], None]) -> None:
        row = self.row
        if row is not None:
            act(row)


class AlertsCard(_Keyed):
    """What asks for attention, the most urgent first; its key or Intro opens it."""

    opened = Signal(object)
    """Do something about this ``Alert``."""

    def __init__(self) -> None:
        super().__init__("Requiere su atención")
        self._most = 1
        self._model = TableModel[Alert](_ALERTS, lambda row: (row.words, row.asked, row.session_id))
        self.table = DataTable("Requiere su atención", self._model)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self.opened)
        self._give_keys(ALERT_KEYS, self._model, self.opened.emit)
        self.empty = EmptyState(
            "circle-check", "Nada pendiente", "Los avisos aparecen aquí.", line=True
        )
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.show_rows(())

    def set_most(self, most: int) -> None:
        """Show at most so many rows at once; the others by scrolling."""
        self._most = most
        self._fit()

    def show_rows(self, rows: Sequence[Alert]) -> None:
        """Show these."""
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._fit()

    def _fit(self) -> None:
        _fit(self.table, self._model.rowCount(), self._most)


def _fit(table: QWidget, rows: int, most: int) -> None:
    table.setFixedHeight(theme.now().px(ROW) * min(rows, most) + 2)


def _counter_look(row: CounterRow) -> RowLook:
    return RowLook.GREYED if row.session_id is None else RowLook.NORMAL


_COUNTERS: tuple[Column[CounterRow], ...] = (
    Column("Tecla", lambda row: row.key, width=36, cap=True),
    Column("Ventanilla", lambda row: str(row.number), width=32, role=Role.SECTION),
    Column(
        "Quién y qué",
        lambda row: row.who or row.what,
        width=140,
        stretch=1,
        below=lambda row: row.what if row.who else "",
    ),
    Column("Desde hace", lambda row: row.lasted, width=124, right=True, chip=lambda row: row.kind),
)
_ALERTS: tuple[Column[Alert], ...] = (
    Column("Tecla", lambda row: row.key, width=36, cap=True),
    Column("Aviso", lambda row: row.words, width=140, stretch=1, below=lambda row: row.detail),
    Column("Medida", lambda row: row.measure, width=124, right=True, chip=lambda row: row.kind),
)

"""¿Y si…? What would become of the wait if a counter opened, closed, or took more, now."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases import what_if
from desktop.usecases.desk import Desk
from desktop.usecases.what_if import Option, Question, WhatIf
from domain.errors import KnownError
from domain.staff import Actor
from ui import theme
from ui.supervision.what_if_state import Figure, OptionRow, Shown, WhatIfState, option_rows, show
from ui.theme import M, Role, S, Tone
from ui.widgets import (
    BusyBar,
    Column,
    DataTable,
    EmptyState,
    KeyButton,
    Sheet,
    Stat,
    TableModel,
    Text,
)
from ui.work import Runner

TITLE = "¿Y si…?"
_ANSWER, _BASIS = 276, 52
"""Heights in pixels at 100 %: the sheet stays as it is while one looks from question to question."""
_UNKNOWN = "…"


class WhatIfPresenter(QObject):
    """Reads the questions and has them answered, off the UI thread.

    An answer that nobody waits for any more stops being reckoned.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
    """

    changed = Signal(object)
    """The state is another one (``WhatIfState``)."""

    def __init__(self, desk: Desk, actor: Actor, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._actor = actor
        self._asked = 0
        self._watched = False
        self.state = WhatIfState()
        self.runner = Runner(on_error=self._refused, parent=self)

    def load(self) -> None:
        """Read what may be asked now and answer the question chosen before, or the first."""
        self._asked += 1
        self._watched = True
        self._tell(replace(self.state, shown=None, error=""))
        self.runner.latest("options", lambda: what_if.options(self._desk, self._actor), self._offer)

    def choose(self, question: Question) -> None:
        """Answer this question."""
        self._asked += 1
        asked = self._asked
        self._tell(replace(self.state, chosen=question, shown=None, error=""))
        self.runner.latest(
            "answer",
            lambda: what_if.ask(
                self._desk, self._actor, question, stop=lambda: self._asked != asked
            ),
            self._answered,
        )

    def leave(self) -> None:
        """Nobody looks any more."""
        self._asked += 1
        self._watched = False

    def close(self) -> None:
        """End for good."""
        self.leave()
        self.runner.close()

    def _offer(self, options: tuple[Option, ...]) -> None:
        if not self._watched:
            return
        rows = option_rows(options, self._desk.catalogue)
        questions = [row.question for row in rows]
        if not questions:
            self._tell(WhatIfState(rows))
            return
        chosen = self.state.chosen
        self.state = WhatIfState(rows)
        self.choose(chosen if chosen in questions else questions[0])

    def _answered(self, given: WhatIf | None) -> None:
        if given is not None and given.option.question == self.state.chosen:
            self._tell(replace(self.state, shown=show(given, self._desk.catalogue)))

    def _refused(self, error: KnownError) -> None:
        self._tell(replace(self.state, shown=None, error=error.words))

    def _tell(self, state: WhatIfState) -> None:
        self.state = state
        self.changed.emit(state)


class WhatIfSheet(Sheet):
    """The questions at the left, the answer to the current one at the right.

    Args:
        presenter: its owner closes it; the sheet only leaves it.
    """

    help_topic = "que-pasaria-si"

    def __init__(self, presenter: WhatIfPresenter) -> None:
        super().__init__(TITLE, width=940)
        self._presenter = presenter
        self._model = TableModel[OptionRow](_COLUMNS, lambda row: row.question)
        self.table = DataTable("Qué cambiaría ahora", self._model)
        self.table.horizontalHeader().hide()
        self.empty = EmptyState("store", "Aquí podrá comparar", line=True)
        self.answer = _AnswerView()
        self.busy = BusyBar()
        self.answer.setMinimumHeight(theme.now().px(_ANSWER))
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addWidget(self.table, 4)
        columns.addWidget(self.answer, 6)
        self.body.addLayout(columns, 1)
        self.basis = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.basis.setMinimumHeight(theme.now().px(_BASIS))
        self.basis.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.basis)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.busy)
        self.again = self.add_action(
            KeyButton("Calcular otra vez", key="F5", icon="refresh-cw"), presenter.load
        )
        self.table.chosen.connect(self._choose)
        presenter.changed.connect(self.show_state)
        presenter.runner.slow.connect(self.busy.set_busy)
        self.closed.connect(presenter.leave)
        self.show_state(presenter.state)
        presenter.load()

    def show_state(self, state: WhatIfState) -> None:
        """Draw ``state``."""
        rows = state.rows or ()
        self.table.blockSignals(True)
        self._model.set_rows(rows)
        if state.chosen is not None:
            self.table.choose(state.chosen)
        self.table.blockSignals(False)
        nothing = not rows and (state.rows is not None or bool(state.error))
        self.table.setVisible(not nothing)
        self.answer.setVisible(not nothing)
        self.answer.show_answer(state)
        self.basis.setText("" if state.shown is None else state.shown.basis)
        self.basis.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self.empty.set(
            "No hay nada que comparar", state.error or "El administrador crea las ventanillas."
        )

    def _choose(self, row: OptionRow | None) -> None:
        if row is not None and row.question != self._presenter.state.chosen:
            self._presenter.choose(row.question)


class _AnswerView(QWidget):
    """The answer: what it comes to, the two waits, what else differs."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = Text("", Role.SECTION, wrap=True)
        self.doubt = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.now, self.soon = Stat("Quienes esperan ahora"), Stat("Quienes lleguen en una hora")
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._stats = QWidget()
        pair = QHBoxLayout(self._stats)
        pair.addWidget(self.now, 1)
        pair.addWidget(self.soon, 1)
        for holder in (self._grid, pair):
            holder.setContentsMargins(0, 0, 0, 0)
            holder.setSpacing(S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for widget in (self.headline, self.doubt, self._stats, self._lines):
            column.addWidget(widget)
        column.addStretch(1)

    def show_answer(self, state: WhatIfState) -> None:
        """Show the answer, why there is none, or that it is being reckoned."""
        shown = state.shown
        self.headline.setText(state.error or ("Calculando…" if shown is None else shown.headline))
        self.headline.set_tone(Tone.NORMAL if shown is None else shown.tone)
        self._stats.setVisible(not state.error)
        self._lines.setVisible(shown is not None)
        self.doubt.setText("" if shown is None else shown.doubt)
        self.doubt.setVisible(bool(self.doubt.text()))
        if shown is not None:
            self._show(shown)
        else:
            self.now.set(_UNKNOWN)
            self.soon.set(_UNKNOWN)

    def _show(self, shown: Shown) -> None:
        self.now.set(shown.now.figure, shown.now.note)
        self.soon.set(shown.soon.figure, shown.soon.note)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, line in enumerate(shown.lines):
            self._add(row, line)

    def _add(self, row: int, line: Figure) -> None:
        self._grid.addWidget(Text(line.name, Role.BODY, wrap=True), row, 0)
        self._grid.addWidget(Text(line.figure, Role.STRONG), row, 1)
        self._grid.addWidget(Text(line.note, Role.SMALL, Tone.MUTED, wrap=True), row, 2)
        self._grid.setColumnStretch(0, 4)
        self._grid.setColumnStretch(2, 5)


_COLUMNS: tuple[Column[OptionRow], ...] = (
    Column("Qué", lambda row: row.words, width=140, stretch=1, below=lambda row: row.detail),
)

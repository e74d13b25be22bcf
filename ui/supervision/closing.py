"""Cierre de la jornada: what is still open, what becomes of it, the reason, and closing."""

from datetime import date

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, day
from desktop.usecases.day import Closing
from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui.following import POLL_MS, Following
from ui.supervision.closing_state import OpenRow, called_words, open_rows, summary
from ui.supervision.reasons import REASONS_TO_CLOSE_DAY, REASONS_TO_CLOSE_LATE
from ui.theme import Role, Tone
from ui.widgets import (
    BusyBar,
    ButtonStyle,
    Column,
    DataTable,
    EmptyState,
    KeyButton,
    ReasonSheet,
    TableModel,
    Text,
)
from ui.widgets.cover import ErrorLine
from ui.widgets.notices import Notice
from ui.widgets.tall import TallSheet


class ClosingPresenter(Following[Closing]):
    """Follows what is still open of a day while somebody looks at it, and closes the day.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    day_closed = Signal(object)
    """The day was closed (``ClosedDay``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor = desk, actor
        self.day: date | None = None

    def begin(self, which: date | None) -> None:
        """Look at a day, today when None."""
        self.stop()
        self._state, self.day = None, which
        self.start()

    def close_day(self, reason: str) -> None:
        """Close the day that is looked at."""
        which = self.day
        self._act(
            lambda: day.close_day(self._desk, self._actor, reason, which), self.day_closed.emit
        )

    def _polled(self, state: Closing | None) -> None:
        """Take no reading of the day that was looked at before."""
        super()._polled(None if state is None or not self._is_asked_for(state) else state)

    def _show(self, state: Closing) -> None:
        self.day = state.day  # what is shown is closed, also when the next day has begun
        super()._show(state)

    def _is_asked_for(self, state: Closing) -> bool:
        return state.today if self.day is None else state.day == self.day

    def _read(self, known: Closing | None) -> Closing | None:
        if known is not None and boards.change(self._desk) == known.change:
            return None
        return day.closing(self._desk, self._actor, self.day)


class ClosingSheet(TallSheet):
    """What is open and what becomes of it; F12 asks for the reason and closes the day.

    It follows what the counters do meanwhile: a turno being called holds the closing up only
    until somebody comes or does not.

    Args:
        presenter: its owner closes it; the sheet only stops looking.
        which: the day, today's when None.
    """

    help_topic = "cierre#antes-de-cerrar"

    def __init__(self, presenter: ClosingPresenter, which: date | None = None) -> None:
        title = "Cierre de la jornada"
        if which is not None:
            title = f"{title} del {which:%d/%m/%Y}"
        super().__init__(title, width=940, height=572, around=330)
        self._presenter, self._which = presenter, which
        self.summary = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.held_up = ErrorLine()
        self._model = TableModel[OpenRow](_COLUMNS, lambda row: row.id)
        self.table = DataTable("Lo que queda abierto", self._model)
        self.add_long(self.table)
        self.nothing = EmptyState(
            "circle-check", "Nada queda abierto", "Todos los turnos tienen respuesta.", line=True
        )
        self.busy = BusyBar()
        self.error = ErrorLine()
        for widget in (
            self.summary,
            self.held_up,
            self.table,
            self.nothing,
            self.error,
            self.busy,
        ):
            self.body.addWidget(widget)
        button = KeyButton("Cerrar la jornada", key="F12", icon="moon", style=ButtonStyle.PRIMARY)
        self.close_button = self.add_action(button, self._ask)
        self.close_button.setEnabled(False)
        presenter.changed.connect(self.show_state)
        presenter.told.connect(self._refused)
        presenter.day_closed.connect(self.close_sheet)
        presenter.runner.slow.connect(self.busy.set_busy)
        self.closed.connect(presenter.stop)
        self._show_waiting()
        presenter.begin(which)

    def show_state(self, closing: Closing) -> None:
        """Draw what is open now."""
        rows, blocked = open_rows(closing), called_words(closing)
        self.summary.setText(summary(closing))
        self.summary.setVisible(bool(rows))
        self.held_up.set(blocked)
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.close_button.setEnabled(not blocked and not closing.closed)
        if closing.closed:
            self.error.set("La jornada ya se cerró en otro equipo.")
        if self.cancel_button.hasFocus():  # it was the only one to take it while this was read
            (self.table if rows else self.close_button).setFocus()

    def _show_waiting(self) -> None:
        self.summary.setText("Se revisa lo que queda abierto…")
        self.nothing.hide()

    def _ask(self) -> None:
        late = self._which is not None
        sheet = ReasonSheet(
            "¿Por qué cierra la jornada?",
            REASONS_TO_CLOSE_LATE if late else REASONS_TO_CLOSE_DAY,
            text=self.summary.text(),
        )
        sheet.chosen.connect(self._close)
        sheet.open(self)

    def _close(self, reason: str) -> None:
        self.error.set("")
        self.close_button.setEnabled(False)
        self._presenter.close_day(reason)

    def _refused(self, notice: Notice) -> None:
        self.error.set(" ".join(part for part in (notice.what, notice.kept, notice.todo) if part))
        closing = self._presenter.state
        if closing is not None:
            self.close_button.setEnabled(not called_words(closing) and not closing.closed)


_COLUMNS: tuple[Column[OpenRow], ...] = (
    Column("Qué", lambda row: row.what, width=156, role=Role.STRONG),
    Column("Detalle", lambda row: row.detail, width=220, stretch=1, below=lambda row: row.below),
    Column("Cuándo", lambda row: row.when, width=156, optional=True),
    Column("Al cerrar", lambda row: row.then, width=172, chip=lambda row: row.kind),
)

"""The page of other offices: all of them in one table, and each one's day, only seen."""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.ports import OtherOffices
from desktop.usecases.desk import Desk
from desktop.usecases.offices import OfficeDay, OfficesDay
from desktop.usecases.supervision import SupervisionBoard
from domain.staff import Actor
from ui.offices.presenter import POLL_MS, OfficesPresenter
from ui.offices.state import TOTAL, OfficeRow, age_words, rows, seen_at, trouble_words
from ui.supervision.alerts import Alert
from ui.supervision.day_page import EVERY_TURNO, DayPage
from ui.supervision.views import Line, Read, View
from ui.theme import Kind, Role, Tone
from ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    KeyButton,
    Notice,
    RowLook,
    TableModel,
    Text,
    tell,
)

TITLE = "Otras oficinas"


class OfficesPage(DayPage):
    """The offices that this workstation may see.

    Intro opens the day of the current row as that office's supervisor sees it; nothing can be done
    in it. Esc goes back.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        others: asks the centre; closed with the page.
        poll_ms: how often it is asked.
        tick_ms: how often waits count on.
    """

    help_topic = "oficinas"

    own_wanted = Signal()
    """This office's own day is wanted, where it can be steered."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        others: OtherOffices,
        *,
        poll_ms: int = POLL_MS,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        self._desk = desk
        self._one: UUID | None = None
        super().__init__(TITLE, tick_ms=tick_ms, only_seen=True, parent=parent)
        self.presenter = OfficesPresenter(desk, actor, others, poll_ms=poll_ms, parent=self)
        self.all_card = AllCard()
        self.body.insertWidget(0, self.all_card, 1)
        self.trouble = Text("", Role.BODY, Tone.WARN, wrap=True)
        self.body.insertWidget(0, self.trouble)
        self.back = KeyButton("Todas las oficinas", key="Alt+O", icon="arrow-left")
        self.add_action(self.back)
        self.trouble.hide()
        self.day_part.hide()
        self.all_card.opened.connect(self._open)
        self.back.clicked.connect(self.show_all)
        self.presenter.changed.connect(self._draw)
        self.presenter.told.connect(lambda notice: tell(self, notice))
        self.presenter.runner.slow.connect(self.working)
        self.place()

    # -------------------------------------------------------------- what is shown

    @property
    def office(self) -> OfficeDay | None:
        """The office whose day is shown; None where all are."""
        day = self.presenter.state
        offices = () if day is None else day.offices
        return next((one for one in offices if one.id == self._one), None)

    def board(self) -> SupervisionBoard | None:
        """Return the day of the office that is shown."""
        one = self.office
        return None if one is None else one.board

    def now(self) -> datetime:
        """Return when the data is of, where it is old: waits do not go on in it."""
        one, now = self.office, self._desk.clock.now()
        return now if one is None else seen_at(one, now)

    def read_for(self, view: View) -> None:
        """Give a list what came with the day."""
        one = self.office
        if one is not None and view in {View.OPENED, View.IN_PROCESS, View.ANSWERED}:
            self.take(Read(opened=one.opened, answered=one.answered))

    def open_line(self, line: Line) -> None:
        """Go from a call out of turn to its turno; what else there is belongs to that office."""
        if self.behind.asked.view is View.OUT_OF_TURN and line.ticket_id is not None:
            self.show_list(EVERY_TURNO)
            self.behind.choose(line.ticket_id)

    def open_alert(self, alert: Alert) -> None:
        """Go to the list behind it; a day or a counter left open is a matter of that office."""
        if alert.asked is None:
            tell(self, Notice("Eso se resuelve en esa oficina.", kind=Kind.INFO))
        else:
            super().open_alert(alert)

    # -------------------------------------------------------------- the life of the page

    def entered(self) -> None:
        """Ask at once, with the focus where one was."""
        self.back.setVisible(self._one is not None)  # the window shows every action of its page
        self.presenter.start()
        if self._one is None:
            self.all_card.take_focus()
        else:
            self.take_focus()

    def shutdown(self) -> None:
        """Cut what is asked."""
        super().shutdown()
        self.presenter.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask only while somebody can see it."""
        super().showEvent(event)
        self.presenter.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back: from a list to the day, from a day to all."""
        if event.key() == Qt.Key.Key_Escape and self._one is not None and self.asked is None:
            self.show_all()
            return
        super().keyPressEvent(event)

    def tick(self) -> None:
        """Let ages and waits go on."""
        super().tick()
        day = self.presenter.state
        if day is None:
            return
        now = self._desk.clock.now()
        self.all_card.show_rows(rows(day, now))
        words = trouble_words(day)
        self.trouble.setText(words)
        self.trouble.set_tone(Tone.MUTED if day.trouble is None else Tone.WARN)
        self.trouble.setVisible(bool(words))
        one = self.office
        if one is None:
            self.set_head(TITLE)
        else:
            self.set_head(one.name, [age_words(day, one, now), ("Solo se mira", Kind.NEUTRAL)])

    def show_office(self, office_id: UUID) -> None:
        """Show one office's day."""
        self._one = office_id
        self._swap()
        self.draw_day()
        self.tiles.take_focus()

    def show_all(self) -> None:
        """Show all offices, with the focus on the one that was shown."""
        if self.asked is not None:
            self.leave()
        self._one = None
        self._swap()
        self.tick()
        self.all_card.take_focus()

    def _swap(self) -> None:
        one = self._one is not None
        self.all_card.setVisible(not one)
        self.day_part.setVisible(one)
        self.back.setVisible(one)
        self.place()

    def _open(self, row: OfficeRow) -> None:
        day = self.presenter.state
        one = None if day is None else next((o for o in day.offices if o.id == row.key), None)
        if one is None:
            return
        if one.here:
            self.own_wanted.emit()
        elif one.board is None:
            tell(self, Notice("De esa oficina todavía no hay datos.", kind=Kind.INFO))
        else:
            self.show_office(one.id)

    def _draw(self, _day: OfficesDay) -> None:
        if self._one is None:
            self.tick()
        elif self.board() is None:
            self.show_all()  # the day changed, or it may no longer be seen
        else:
            self.draw_day()


class AllCard(Card):
    """One row for each office, and what all come to."""

    opened = Signal(object)
    """The day of this ``OfficeRow`` is wanted."""

    def __init__(self) -> None:
        super().__init__("Oficinas hoy")
        self._model = TableModel[OfficeRow](_COLUMNS, lambda row: row.key, _look)
        self.table = DataTable("Oficinas hoy", self._model)
        self.empty = EmptyState(
            "building-2", "Aquí verá las oficinas", "Se está preguntando al centro."
        )
        self.open_button = KeyButton("Ver su jornada", key="F2", icon="eye")
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.table.hide()
        self.open_button.hide()
        self.table.opened.connect(lambda _row: self._open())
        self.table.chosen.connect(lambda _row: self._offer())
        self.open_button.clicked.connect(self._open)

    @property
    def row(self) -> OfficeRow | None:
        """The current row."""
        row = self.table.current()
        return row if isinstance(row, OfficeRow) else None

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        self.table.setFocus()

    def show_rows(self, found: tuple[OfficeRow, ...]) -> None:
        """Show the offices."""
        first = self.table.isHidden()
        self._model.set_rows(found)
        self.empty.setVisible(not found)
        self.table.setVisible(bool(found))
        self.open_button.setVisible(bool(found))
        if first and found:
            self.table.choose(found[0].key)
            self.take_focus()
        self._offer()

    def _offer(self) -> None:
        row = self.row
        self.open_button.setEnabled(row is not None and row.known)

    def _open(self) -> None:
        row = self.row
        if row is not None and row.key != TOTAL:
            self.opened.emit(row)


def _look(row: OfficeRow) -> RowLook:
    return RowLook.NORMAL if row.known or row.key == TOTAL else RowLook.GREYED


_COLUMNS: tuple[Column[OfficeRow], ...] = (
    Column("Oficina", lambda row: row.name, width=180, stretch=2, role=Role.STRONG),
    Column("Datos", lambda row: row.age, width=170, stretch=1, chip=lambda row: row.kind),
    Column("En espera", lambda row: row.waiting, width=88, right=True),
    Column("En atención", lambda row: row.at_counters, width=98, right=True, optional=True),
    Column("Atendidos", lambda row: row.served, width=90, right=True, optional=True),
    Column("Espera habitual", lambda row: row.wait, width=126, right=True),
    Column("95 de cada 100", lambda row: row.most, width=122, right=True, optional=True),
    Column("A tiempo", lambda row: row.on_time, width=84, right=True, optional=True),
    Column("Devueltos", lambda row: row.returned, width=90, right=True, optional=True),
    Column(
        "Alertas",
        lambda row: row.alerts,
        width=80,
        right=True,
        tone=lambda row: Tone.WARN if row.late else Tone.NORMAL,
    ),
)

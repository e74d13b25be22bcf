"""The sheet of turnos given by hand: one line for each, entered by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from desktop.usecases.paper_lines import PaperLine
from domain.contingency import Fate
from domain.errors import KnownError
from domain.ports import TicketView
from domain.tickets import Ticket, ticket_code
from ui.by_hand.presenter import FATES, ByHandPresenter, Seen
from ui.theme import M, Role, S, Tone
from ui.widgets import Column, DataTable, KeyButton, TableModel, Text
from ui.widgets.buttons import ButtonStyle
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.forms import date_field, date_of
from ui.widgets.notices import Notice
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.tall import TallSheet

TITLE = "Turnos de papel"
_HOUR, _SHORT, _LONG = 5, 20, 120
_NONE_YET = (
    "Si la oficina atendió sin el sistema, el supervisor declara desde cuándo. Después se"
    " ingresan aquí los turnos que se dieron en papel."
)
_ASK_SUPERVISOR = "Pida al supervisor que declare la contingencia, desde su página o aquí mismo."


class ByHandSheet(TallSheet):
    """Declares that the office worked on paper, enters the sheet line by line, and ends it.

    Args:
        presenter: does it; closed with the sheet.
    """

    help_topic = "contingencia"

    told = Signal(object)
    """Something to tell once it is gone (``Notice``)."""

    def __init__(self, presenter: ByHandPresenter) -> None:
        super().__init__(TITLE, width=900, height=260, around=430)
        self.presenter = presenter
        presenter.setParent(self)
        self._seen: Seen | None = None
        self.state_line = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.body.addWidget(self.state_line)
        self._begin, self._enter = self._build_begin(), self._build_enter()
        self.body.addWidget(self._begin)
        self.body.addWidget(self._enter)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self._model = TableModel[_Row](_COLUMNS, lambda row: row.view.ticket.id)
        self.table = DataTable("Turnos ingresados", self._model)
        self.add_long(self.table)
        self.body.addWidget(self.table)
        self.print_button = self.add_action(
            KeyButton("Imprimir la hoja", key="F9", icon="printer"), presenter.print_sheet
        )
        self.end_button = self.add_action(
            KeyButton("Terminar la contingencia", key="F12"), self._ask_end
        )
        self.declare_button = self.add_action(
            KeyButton("Declarar contingencia", key="F2", style=ButtonStyle.PRIMARY), self._declare
        )
        self.add_button = self.add_action(
            KeyButton("Ingresar", key="Return", style=ButtonStyle.PRIMARY), self._add
        )
        presenter.changed.connect(self._draw)
        presenter.refused.connect(self._refuse)
        presenter.entered.connect(self._entered)
        presenter.ended.connect(self._ended)
        presenter.told.connect(self._tell)
        self.closed.connect(presenter.close)
        for part in (self._begin, self._enter, self.table):
            part.hide()
        for button in (self.end_button, self.declare_button, self.add_button):
            button.hide()
        presenter.load()

    # ------------------------------------------------------------------------- build
    def _build_begin(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        self.hour = _field(_HOUR)
        self.day = date_field(date(2026, 1, 1))  # set when the office's day is known
        row.addWidget(FormRow("Jornada del", self.day), 2)
        row.addWidget(FormRow("Desde las", self.hour, hint="Por ejemplo 9:05."), 2)
        row.addStretch(3)
        return holder

    def _build_enter(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        self.number, self.arrived = _field(_SHORT), _field(_HOUR)
        self.document, self.name = _field(_SHORT), _field(_LONG)
        self.services, self.counter = _field(_SHORT), _field(_SHORT)
        self.began, self.ended = _field(_HOUR), _field(_HOUR)
        self.fate = QComboBox()
        for words, _ in FATES:
            self.fate.addItem(words)
        self.priority = QCheckBox("Prioritario")
        upper = (
            ("Turno", self.number, 2),
            ("Llegó", self.arrived, 2),
            ("Cédula o pasaporte", self.document, 3),
            ("Nombre", self.name, 5),
        )
        lower = (
            ("Servicios", self.services, 2),
            ("Qué pasó", self.fate, 4),
            ("Ventanilla", self.counter, 2),
            ("Desde", self.began, 2),
            ("Hasta", self.ended, 2),
        )
        for line, fields in enumerate((upper, lower)):
            place = 0
            for label, field, across in fields:
                grid.addWidget(FormRow(label, field), line, place, 1, across)
                place += across
        grid.addWidget(self.priority, 2, 0, 1, 4)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        self.fate.currentIndexChanged.connect(lambda _: self._follow_fate())
        self._follow_fate()
        return holder

    # -------------------------------------------------------------------------- draw
    def _draw(self, seen: Seen) -> None:
        first, self._seen = self._seen is None, seen
        going, declares = seen.going, self.presenter.may_declare(seen)
        if first:
            local = seen.office.local(seen.now)
            today = seen.office.day_of(seen.now)
            self.day.setDate(QDate(today.year, today.month, today.day))
            self.hour.setText(f"{local:%H:%M}")
        self._begin.setVisible(going is None and declares)
        self.declare_button.setVisible(going is None and declares)
        for part in (self._enter, self.table, self.add_button):
            part.setVisible(going is not None)
        self.end_button.setVisible(going is not None and declares)
        if going is None:
            self.state_line.setText(_NONE_YET if declares else f"{_NONE_YET} {_ASK_SUPERVISOR}")
            (self.hour if declares else self.cancel_button).setFocus()
            return
        since = going.office.local(going.since)
        count = len(going.entered)
        entered = (
            "ninguno ingresado" if not count else f"{count} ingresado{'s' if count > 1 else ''}"
        )
        self.state_line.setText(
            f"Sin el sistema desde las {since:%H:%M} del {going.day:%d/%m/%Y}: {entered}."
            f" Copie cada línea de la hoja y pulse Intro."
        )
        self._model.set_rows(
            tuple(
                _Row(view, f"{going.office.local(view.ticket.arrived_at):%H:%M}")
                for view in reversed(going.entered)
            )
        )
        if not self.number.text() or first:
            self._next(seen)

    def _next(self, seen: Seen) -> None:
        """Make ready for the next line."""
        assert seen.going is not None
        self.number.setText(ticket_code(seen.going.series, seen.going.next_number))
        self.arrived.setFocus()

    def _follow_fate(self) -> None:
        attended = self._fate() is Fate.ATTENDED
        for field in (self.counter, self.began, self.ended):
            field.setEnabled(attended)

    def _fate(self) -> Fate:
        return FATES[self.fate.currentIndex()][1]

    # ----------------------------------------------------------------------- actions
    def _declare(self) -> None:
        self.error.set("")
        self.presenter.declare(date_of(self.day), self.hour.text())

    def _add(self) -> None:
        self.error.set("")
        self.presenter.enter(
            PaperLine(
                self.number.text(),
                self.arrived.text(),
                self.document.text(),
                self.name.text(),
                self.services.text(),
                self.priority.isChecked(),
                self._fate(),
                self.counter.text(),
                self.began.text(),
                self.ended.text(),
            )
        )

    def _entered(self, _ticket: Ticket) -> None:
        """Empty the line; services, counter and what happened are often those of the next too."""
        for field in (self.arrived, self.document, self.name, self.began, self.ended):
            field.clear()
        self.priority.setChecked(False)
        if self._seen is not None and self._seen.going is not None:
            self._next(self._seen)

    def _ask_end(self) -> None:
        sheet = ConfirmSheet(
            "¿Terminar la contingencia?",
            "Ya no se podrán ingresar turnos de papel de esta jornada.",
            "Terminar",
        )
        sheet.confirmed.connect(self.presenter.end)
        sheet.open(self)

    def _ended(self, count: int) -> None:
        what = "1 turno de papel" if count == 1 else f"{count} turnos de papel"
        self.told.emit(Notice(f"La contingencia terminó, con {what}."))
        self.close_sheet()

    def _refuse(self, error: KnownError) -> None:
        self.error.set(error.words)

    def _tell(self, notice: Notice) -> None:
        self.state_line.setText(notice.what)


def _field(longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(longest)
    return field


@dataclass(frozen=True, slots=True)
class _Row:
    """A turno entered, and when its person came, on the office's clock."""

    view: TicketView
    came: str


_COLUMNS: Sequence[Column[_Row]] = (
    Column("Turno", lambda row: row.view.ticket.code, width=90, role=Role.STRONG),
    Column("Llegó", lambda row: row.came, width=80, right=True),
    Column("Nombre", lambda row: row.view.person, width=160, stretch=1),
    Column("Ventanilla", lambda row: str(row.view.counter_number or ""), width=110, right=True),
    Column("Estado", lambda row: row.view.ticket.state.label, width=140),
)

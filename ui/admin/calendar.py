"""The section of the calendar: the holidays by law and the days decreed besides."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.usecases.calendar_admin import CalendarDay, DayForm
from domain.offices import MONTHS, WEEKDAYS
from domain.text import REASON_LIMIT
from ui.admin.presenter import AdminPresenter, AdminState
from ui.admin.sheets import AdminSheet
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.cards import Card
from ui.widgets.fields import FormRow
from ui.widgets.forms import date_field, date_of
from ui.widgets.sheets import ReasonSheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Chip, Text

REMOVAL_REASONS = ("Se derogó el decreto", "Se ingresó por error", "Cambió la fecha")


class CalendarSection(QWidget):
    """A table of the days of rest and the exceptions and, beside it, the one chosen.

    Args:
        presenter: shared by all sections.
    """

    def __init__(self, presenter: AdminPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._model = TableModel[CalendarDay](
            [
                Column(
                    "Fecha", lambda row: f"{_weekday(row.day)[:3]} {row.day:%d/%m/%Y}", width=140
                ),
                Column("Motivo", lambda row: row.words, width=150, stretch=1),
                Column("Lugar", lambda row: row.place, width=115, optional=True),
                Column(
                    "Estado", lambda row: _state(row)[0], width=130, chip=lambda row: _state(row)[1]
                ),
            ],
            key=_key,
        )
        self.table = DataTable("Feriados", self._model)
        self.add = KeyButton("Agregar excepción", key="F3", icon="plus")
        self.add.clicked.connect(self._add)
        card = Card("Feriados", self.add)
        card.body.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(card, 5)
        row.addWidget(self._chosen(), 3)
        self.table.chosen.connect(self._draw)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``; at first the next day of rest is chosen."""
        self.add.setEnabled(state.calendar is not None)
        if state.calendar is None:
            return
        days, today = state.calendar.days, state.calendar.today
        self._model.set_rows(days)
        if self.table.current() is None and days:
            coming = next((day for day in days if day.day >= today), days[-1])
            self.table.choose(_key(coming))
        self._draw(self.table.current())

    def _chosen(self) -> Card:
        self._status = Chip("")
        card = Card("Día", self._status)
        self._heading = card.heading
        self._words = Text("", Role.STRONG, wrap=True)
        self._place = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._explained = Text("", Role.BODY, wrap=True)
        for text in (self._words, self._place, self._explained):
            card.body.addWidget(text)
        card.body.addStretch(1)
        buttons = QVBoxLayout()
        buttons.setSpacing(S)
        self.remove = KeyButton("Quitar excepción", key="F8", icon="trash-2")
        self.remove.clicked.connect(self._remove)
        buttons.addWidget(self.remove)
        card.body.addLayout(buttons)
        return card

    def _draw(self, day: CalendarDay | None) -> None:
        self.remove.setEnabled(day is not None and day.decreed is not None)
        if day is None:
            return
        month = MONTHS[day.day.month - 1]
        self._heading.setText(f"{day.day.day} de {month} de {day.day.year}")
        self._status.set(*_state(day))
        self._words.setText(day.words)
        self._place.setText(f"{_weekday(day.day)} · {day.place}")
        self._explained.setText(_explained(day))

    def _add(self) -> None:
        calendar = self._presenter.state.calendar
        if calendar is not None:
            DaySheet(self._presenter, calendar.today, calendar.places).open(self)

    def _remove(self) -> None:
        decreed = self.table.current().decreed
        sheet = ReasonSheet(
            f"¿Por qué quita la excepción del {decreed.day:%d/%m/%Y}?",
            REMOVAL_REASONS,
            text="Ese día vuelve a ser lo que dice la ley. Los plazos ya fijados no se acortan.",
            confirm="Quitar",
        )
        remove = self._presenter.use.remove_day
        sheet.chosen.connect(
            lambda reason: self._presenter.change_now(
                lambda: remove(decreed.id, reason),
                f"La excepción del {decreed.day:%d/%m/%Y} se quitó.",
            )
        )
        sheet.open(self)


class DaySheet(AdminSheet):
    """A day that is decreed as worked, or as not worked.

    Args:
        today: the day offered first.
        places: codes and names of where it can hold.
    """

    def __init__(
        self, presenter: AdminPresenter, today: date, places: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(presenter, "Nueva excepción", "Agregar")
        self.day = date_field(today)
        self.working = QComboBox()
        self.working.addItem("No se trabaja", False)
        self.working.addItem("Se trabaja", True)
        self.place = QComboBox()
        for code, name in places:
            self.place.addItem(name, code)
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LIMIT)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(FormRow("Fecha", self.day))
        row.addWidget(FormRow("Ese día", self.working))
        self.body.addLayout(row)
        self.body.addWidget(FormRow("Lugar", self.place))
        self.body.addWidget(
            FormRow("Motivo", self.reason, hint="El decreto u ordenanza, como lo leerá el público.")
        )
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Enter the exception."""
        form = DayForm(
            date_of(self.day),
            self.working.currentData(),
            self.place.currentData(),
            self.reason.text(),
        )
        add = self.presenter.use.add_day
        self.presenter.change(
            lambda: add(form), f"La excepción del {form.day:%d/%m/%Y} quedó guardada."
        )


def _key(row: CalendarDay) -> tuple[date, str, bool]:
    return row.day, row.place, row.decreed is not None


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def _state(row: CalendarDay) -> tuple[str, Kind]:
    if row.decreed is None:
        return "Feriado", Kind.NEUTRAL
    if row.decreed.working:
        return "Se trabaja", Kind.WARN
    return "No se trabaja", Kind.INFO


def _explained(day: CalendarDay) -> str:
    if day.decreed is None:
        return (
            "Feriado según la ley, con su traslado. No cuenta en los plazos de esta oficina."
            " Si un decreto lo cambia, agregue una excepción."
        )
    if not day.decreed.working:
        return "Excepción: ese día no cuenta en los plazos de ese lugar."
    if day.day.weekday() >= 5:  # COA art. 159
        return "Excepción: la oficina trabaja. Sábados y domingos no cuentan en los plazos de ley."
    return "Excepción: ese día se trabaja y cuenta en los plazos de ese lugar."

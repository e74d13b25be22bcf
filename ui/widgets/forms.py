"""Forms that more than one page shows."""

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from desktop.usecases.office_admin import NAME_LIMIT, OfficeForm
from domain.offices import Office
from ui.theme import M, S
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Text

WEEKDAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
TIMEZONES = (
    ("Ecuador continental", "America/Guayaquil"),
    ("Galápagos", "Pacific/Galapagos"),
)


class OfficeFields(QWidget):
    """The fields of an office's data, shared with the first start."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(M)
        self.name, self.ministry, self.address = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.name, self.ministry):
            field.setMaxLength(NAME_LIMIT)
        self.address.setMaxLength(200)
        self.opens, self.closes = QLineEdit("08:00"), QLineEdit("17:00")
        for field in (self.opens, self.closes):
            field.setMaxLength(5)
        self.timezone = QComboBox()
        for words, key in TIMEZONES:
            self.timezone.addItem(words, key)
        days = QWidget()
        flow = FlowLayout(days)
        self.weekdays = [QCheckBox(day) for day in WEEKDAYS]
        for number, box in enumerate(self.weekdays):
            box.setChecked(number < 5)
            flow.addWidget(box)
        grid.addWidget(FormRow("Nombre de la oficina", self.name), 0, 0, 1, 6)
        grid.addWidget(FormRow("Ministerio", self.ministry), 1, 0, 1, 6)
        grid.addWidget(FormRow("Dirección", self.address, optional=True), 2, 0, 1, 6)
        grid.addWidget(FormRow("Abre", self.opens), 3, 0, 1, 2)
        grid.addWidget(FormRow("Cierra", self.closes), 3, 2, 1, 2)
        grid.addWidget(FormRow("Hora de", self.timezone), 3, 4, 1, 2)
        grid.addWidget(Text("Días de atención"), 4, 0, 1, 6)
        grid.addWidget(days, 5, 0, 1, 6)

    def fill(self, office: Office) -> None:
        """Show the data of ``office``."""
        self.name.setText(office.name)
        self.ministry.setText(office.ministry)
        self.address.setText(office.address)
        self.opens.setText(f"{office.hours.opens:%H:%M}")
        self.closes.setText(f"{office.hours.closes:%H:%M}")
        if self.timezone.findData(office.timezone) < 0:
            self.timezone.addItem(office.timezone, office.timezone)
        self.timezone.setCurrentIndex(self.timezone.findData(office.timezone))
        for number, box in enumerate(self.weekdays):
            box.setChecked(number in office.hours.weekdays)

    def form(self) -> OfficeForm:
        """What is filled in."""
        return OfficeForm(
            self.name.text(),
            self.ministry.text(),
            self.address.text(),
            str(self.timezone.currentData()),
            self.opens.text(),
            self.closes.text(),
            frozenset(n for n, box in enumerate(self.weekdays) if box.isChecked()),
        )


def number_field(lowest: int, highest: int, value: int, suffix: str = "") -> QSpinBox:
    """A field for a whole number that the wheel does not change by accident."""
    field = QSpinBox()
    field.setRange(lowest, highest)
    field.setValue(value)
    field.setSuffix(suffix)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.lineEdit().setTextMargins(S, 0, 0, 0)  # the style sheet's padding does not reach it
    return field


def date_field(day: date) -> QDateEdit:
    """A field for a date, with ``day`` in it."""
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setDisplayFormat("dd/MM/yyyy")
    field.setMinimumDate(QDate(2020, 1, 1))
    field.setMaximumDate(QDate(2099, 12, 31))
    field.lineEdit().setTextMargins(S, 0, 0, 0)
    return field


def date_of(field: QDateEdit) -> date:
    """The date in a field."""
    day = field.date()
    return date(day.year(), day.month(), day.day())

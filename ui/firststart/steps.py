"""The contents of each step of the first start."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.usecases.first_start import PersonForm
from desktop.usecases.office_admin import HIGHEST_COUNTER, CounterForm
from domain.catalogue import Catalogue, Service
from domain.people import NAME_LIMIT
from domain.staff import USERNAME_LIMIT, Role
from ui.firststart.presenter import Created
from ui.theme import Kind, M, S, Tone
from ui.theme import Role as TextRole
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import PasswordField
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.forms import OfficeFields, number_field
from ui.widgets.text import Chip, Text

MINISTRY = "Ministerio de Economía y Finanzas"


class OfficeStep(QWidget):
    """Which office this is; choosing it fills in what the catalogue knows."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.code = QComboBox()
        for office in catalogue.offices:
            self.code.addItem(office.city, office.code)
        self.fields = OfficeFields()
        self.fields.ministry.setText(MINISTRY)
        column = _column(self)
        column.addWidget(FormRow("Oficina", self.code))
        column.addWidget(self.fields)
        self.code.currentIndexChanged.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        office = self._catalogue.office(str(self.code.currentData()))
        if office is not None:
            self.fields.name.setText(f"Centro de Servicios {office.city}")
            self.fields.address.setText(office.address)


class CounterRow(QFrame):
    """One counter being filled in."""

    removed = Signal(object)

    def __init__(self, services: Sequence[Service], number: int) -> None:
        super().__init__()
        self.number = number_field(1, HIGHEST_COUNTER, number)
        self.kit = QCheckBox("Tiene kit biométrico")
        self.services = {service.id: QCheckBox(service.short_name) for service in services}
        self._kit_services = [service.id for service in services if service.needs_kit]
        head = QHBoxLayout()
        head.setSpacing(M)
        head.addWidget(Text("Ventanilla", TextRole.STRONG))
        head.addWidget(self.number)
        head.addWidget(self.kit)
        head.addStretch(1)
        self.remove = KeyButton("Quitar", icon="trash-2", style=ButtonStyle.GHOST)
        self.remove.clicked.connect(lambda: self.removed.emit(self))
        head.addWidget(self.remove)
        boxes = QWidget()
        flow = FlowLayout(boxes)
        for service_id, box in self.services.items():
            box.setChecked(service_id not in self._kit_services)
            flow.addWidget(box)
        column = _column(self)
        column.addLayout(head)
        column.addWidget(boxes)
        self.kit.toggled.connect(self._fit_kit)
        self._fit_kit(has_kit=False)
        self.number.valueChanged.connect(self._name)
        self._name(number)

    def form(self) -> CounterForm:
        """What is filled in."""
        chosen = frozenset(key for key, box in self.services.items() if box.isChecked())
        return CounterForm(self.number.value(), chosen, self.kit.isChecked())

    def _name(self, number: int) -> None:
        """Tell the fields of this counter from those of the others by name."""
        self.number.setAccessibleName(f"Número de la ventanilla {number}")
        for button in (self.kit, *self.services.values(), self.remove):
            button.setAccessibleName(f"{button.text()}, ventanilla {number}")

    def _fit_kit(self, has_kit: bool) -> None:
        for service_id in self._kit_services:
            box = self.services[service_id]
            box.setEnabled(has_kit)
            box.setChecked(has_kit)


class CountersStep(QWidget):
    """The counters of the office."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[CounterRow] = []
        self._services: tuple[Service, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(M)
        column = _column(self)
        column.addLayout(self._list)
        self.add = KeyButton("Agregar otra ventanilla", key="F3", icon="plus")
        self.add.clicked.connect(self.add_row)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, services: tuple[Service, ...]) -> None:
        """Offer the services of the office; rows filled in for the same ones stay."""
        if services != self._services:
            self._services = services
            for row in list(self.rows):
                self._drop(row)
            self.add_row()

    def add_row(self) -> None:
        """One more counter."""
        number = max((row.number.value() for row in self.rows), default=0) + 1
        row = CounterRow(self._services, min(number, HIGHEST_COUNTER))
        row.removed.connect(self._drop)
        self.rows.append(row)
        self._list.addWidget(row)

    def forms(self) -> tuple[CounterForm, ...]:
        """What is filled in."""
        return tuple(row.form() for row in self.rows)

    def _drop(self, row: CounterRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()


class AdministratorStep(QWidget):
    """Who administers the office."""

    def __init__(self) -> None:
        super().__init__()
        self.full_name, self.username = QLineEdit(), QLineEdit()
        self.full_name.setMaxLength(NAME_LIMIT)
        self.username.setMaxLength(USERNAME_LIMIT)
        self.password = PasswordField()
        self.again = PasswordField("Repita la contraseña")
        self.caps = Chip("Bloqueo de mayúsculas activado", Kind.WARN, icon="triangle-alert")
        self.caps.hide()
        self.supervisor = QCheckBox("También supervisa la fila")
        self.display = QCheckBox("Crear un usuario para la pantalla pública")
        self.display.setChecked(True)
        for field in (self.password, self.again):
            field.caps.connect(self.caps.setVisible)
        grid = QGridLayout()
        grid.setSpacing(M)
        grid.addWidget(FormRow("Nombres y apellidos", self.full_name), 0, 0)
        grid.addWidget(FormRow("Usuario", self.username, hint="Con él ingresará."), 0, 1)
        hint = "Al menos 10 caracteres. Una frase se recuerda mejor."
        grid.addWidget(FormRow("Contraseña", self.password, hint=hint), 1, 0)
        grid.addWidget(FormRow("Repita la contraseña", self.again), 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column = _column(self)
        column.addLayout(grid)
        column.addWidget(self.caps)
        column.addWidget(self.supervisor)
        column.addWidget(self.display)

    def person(self) -> PersonForm:
        """What is filled in."""
        roles = frozenset({Role.SUPERVISOR}) if self.supervisor.isChecked() else frozenset()
        return PersonForm(self.username.text(), self.full_name.text(), roles, self.password.text())


class CodeStep(QWidget):
    """The recovery code: on paper, and its last group typed back from there."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self._groups = QWidget()
        self._flow = FlowLayout(self._groups, spacing=M)
        self.labels: list[Text] = []
        column.addWidget(self._groups)
        self._note = Text("", TextRole.BODY, Tone.WARN, wrap=True)
        self._note.hide()
        column.addWidget(self._note)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        self.print = KeyButton("Imprimir la hoja", key="F6", icon="printer")
        self.save = KeyButton("Guardar como PDF", key="F7", icon="download")
        buttons.addWidget(self.print)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.told = Text("", TextRole.BODY, Tone.OK, wrap=True)
        column.addWidget(self.told)
        self.last = QLineEdit()
        self.last.setMaxLength(20)
        column.addWidget(
            FormRow(
                "Último grupo del código",
                self.last,
                hint="Léalo en la hoja: así se sabe que la tiene y que está bien impresa.",
            )
        )

    def show_code(self, created: Created) -> None:
        """Show the groups of the code."""
        if not self.labels:
            for group in created.groups:
                label = Text(group, TextRole.FIGURE, Tone.ACCENT)
                self.labels.append(label)
                self._flow.addWidget(label)
        self._note.setText(
            "Este equipo no puede recordar la clave: el código se pedirá cada vez que se abra."
        )
        self._note.setVisible(not created.remembered)


class DoneStep(QWidget):
    """The office stands; passwords given are shown this once."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self._text = Text("", TextRole.BODY, Tone.MUTED, wrap=True)
        self._grid = QGridLayout()
        self._grid.setSpacing(M)
        column.addWidget(self._text)
        column.addLayout(self._grid)

    def show_passwords(self, temporary: tuple[tuple[str, str], ...]) -> None:
        """Show user names and passwords."""
        self._text.setText(
            "Anote esta contraseña: no se volverá a mostrar. El personal se agrega en"
            " Administración."
            if temporary
            else "El personal se agrega en Administración."
        )
        if self._grid.count():
            return
        for row, (username, password) in enumerate(temporary):
            self._grid.addWidget(Text(username, TextRole.STRONG), row, 0)
            secret = Text(password, TextRole.FIGURE, Tone.ACCENT)
            secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(secret, row, 1)
        self._grid.setColumnStretch(1, 1)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(M)
    return column

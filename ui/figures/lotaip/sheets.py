"""Questions of the part LOTAIP."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from domain.figures.lotaip import HOLDER_LIMIT, Holder
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet


class HolderSheet(Sheet):
    """Who answers for the table: its last lines.

    Args:
        holder: as it is.
    """

    help_topic = "lotaip#responsable"

    wanted = Signal(object)
    """It is to be changed to this (``Holder``)."""

    def __init__(self, holder: Holder) -> None:
        super().__init__("Responsable del cuadro", width=520)
        self._version = holder.version
        self.unit, self.person = QLineEdit(holder.unit), QLineEdit(holder.person)
        self.email, self.phone = QLineEdit(holder.email), QLineEdit(holder.phone)
        for label, field in (
            ("Unidad poseedora de la información", self.unit),
            ("Responsable", self.person),
            ("Correo electrónico", self.email),
            ("Teléfono y extensión", self.phone),
        ):
            field.setMaxLength(HOLDER_LIMIT)
            self.body.addWidget(FormRow(label, field))
        button = KeyButton("Guardar", key="F2", style=ButtonStyle.PRIMARY)
        self.add_action(button, self._save)

    def _save(self) -> None:
        self.wanted.emit(
            Holder(
                self.unit.text(),
                self.person.text(),
                self.email.text(),
                self.phone.text(),
                self._version,
            )
        )

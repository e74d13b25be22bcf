"""How the thermal printer of turnos is connected to this computer, and where it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ports.slips import NoThermalPlace, ThermalPlace, Wire, thermal_place
from ui.theme import S
from ui.widgets.fields import FormRow

NAME = "Impresora térmica directa"
NONE = "Ninguna"
LONGEST_ADDRESS = 200
# What is chosen, how its address is written, and what that is.
_WIRES: dict[Wire, tuple[str, str, str]] = {
    Wire.NETWORK: ("En la red", "192.168.1.50:9100", "Dirección en la red; 9100 es lo usual."),
    Wire.USB: ("Por USB", "04b8:0e15", "Fabricante y modelo."),
    Wire.SERIAL: ("Puerto serie", "/dev/ttyUSB0:9600", "Puerto y velocidad."),
    Wire.FILE: ("Archivo de la impresora", "/dev/usb/lp0", "El archivo que abre el sistema."),
}


class ThermalChoice(QWidget):
    """Chooses the thermal printer: how it is connected, its address, how codes are sent to it."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, bool] | None = None
        self._usb: tuple[tuple[str, str], ...] = ()
        self.wire = QComboBox()
        self.wire.setAccessibleName("Impresora térmica: conexión")
        self.wire.addItem(NONE, "")
        for wire, (words, _, _) in _WIRES.items():
            self.wire.addItem(words, wire.value)
        self.address = QLineEdit()
        self.address.setMaxLength(LONGEST_ADDRESS)
        self.picture = QCheckBox("Mandar el código QR como imagen, si no lo imprime")
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(self.wire, 1)
        line.addWidget(self.address, 1)
        self.row = FormRow(NAME, both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.row)
        column.addWidget(self.picture)
        self.wire.currentIndexChanged.connect(self._draw)
        self.address.textEdited.connect(lambda _text: self.row.set_error())
        self._draw()

    def show_chosen(
        self, thermal: str, *, picture: bool, usb: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Show what is kept; what is being changed stays until it is saved.

        Args:
            usb: the printers found at this computer's USB: identification and name.
        """
        self._usb = tuple(usb)
        if (thermal, picture) != self._shown:
            self._shown = thermal, picture
            place = thermal_place(thermal) if thermal else None
            self.wire.setCurrentIndex(max(0, self.wire.findData(place.wire.value if place else "")))
            self.address.setText(place.where if place else "")
            self.picture.setChecked(picture)
        self._draw()

    def chosen(self) -> str | None:
        """Return where the printer is, empty for none; None where that is not understood, told."""
        wire = str(self.wire.currentData())
        if not wire:
            return ""
        try:
            place: ThermalPlace = thermal_place(f"{wire}:{self.address.text()}")
        except NoThermalPlace as error:
            self.row.set_error(f"{error.what} {error.todo}")
            self.address.setFocus()
            return None
        return str(place)

    def _draw(self) -> None:
        wire = str(self.wire.currentData())
        self.address.setVisible(bool(wire))
        self.picture.setVisible(bool(wire))
        self.row.set_error()
        hint = "Imprime al instante. Si falla, el turno sale por la de arriba."
        if wire:
            words, example, hint = _WIRES[Wire(wire)]
            self.address.setPlaceholderText(example)
            self.address.setAccessibleName(f"Impresora térmica, {words.lower()}: dirección")
        if wire == Wire.USB:
            found = ", ".join(f"{number} {name}".strip() for number, name in self._usb)
            hint = f"Conectada ahora: {found}." if found else "Ahora no hay ninguna conectada."
            if len(self._usb) == 1 and not self.address.text():
                self.address.setText(self._usb[0][0])
        self.row.rename(NAME, hint)

"""The step of the first start that brings an office which already exists from the centre."""

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.firststart.presenter import Asked
from ui.theme import M, Role, S, Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.fields import FormRow
from ui.widgets.text import Text

LONGEST_ADDRESS = 300
LONGEST_CODE = 40


class BringStep(QWidget):
    """Asks for the centre's address and the code that it gave; tells how much has come."""

    def __init__(self) -> None:
        super().__init__()
        self.address, self.code, self.certificate = QLineEdit(), QLineEdit(), QLineEdit()
        self.address.setMaxLength(LONGEST_ADDRESS)
        self.address.setPlaceholderText("https://…")
        self.code.setMaxLength(LONGEST_CODE)
        self.certificate.setReadOnly(True)
        self.certificate.setPlaceholderText("El de las autoridades públicas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(FormRow("Dirección del centro", self.address))
        hint = "Lo da el centro para esta oficina, sirve una sola vez y vence."
        column.addWidget(FormRow("Código", self.code, hint=hint))
        column.addWidget(FormRow("Certificado de la autoridad", self.certificate, optional=True))
        self.browse = KeyButton("Elegir archivo", key="F7", icon="folder-open")
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.browse)
        row.addStretch(1)
        column.addLayout(row)
        self.came = Text("", Role.BODY, Tone.MUTED, wrap=True)
        column.addWidget(self.came)

    def asked(self) -> Asked:
        """What is filled in."""
        return Asked(self.address.text(), self.code.text(), self.certificate.text())

    def show_came(self, came: int, *, busy: bool) -> None:
        """Tell how much has come so far; nothing is typed meanwhile."""
        for part in (self.address, self.code, self.browse):
            part.setEnabled(not busy)
        so_far = f"{came:,}".replace(",", ".")
        words = f"Llegaron {so_far} datos…" if came else "Preguntando al centro…"
        self.came.setText(words if busy else "")
        self.came.setVisible(busy)

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Certificado de la autoridad")
        dialog.setNameFilter("Certificados (*.pem *.crt *.cer)")
        dialog.fileSelected.connect(self.certificate.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

"""Covers of the main window: the data cannot be opened, or asks for its recovery code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.errors import KnownError
from ui import theme
from ui.theme import L, M, Role, S, Tone
from ui.widgets import ButtonStyle, Card, FormRow, Icon, KeyButton, Text

_WIDTH = 520


class _Centred(QWidget):
    """One card in the middle of the window; put content into ``card.body``."""

    def __init__(self, icon: str, title: str, tone: Tone) -> None:
        super().__init__()
        self.card = Card()
        self.card.setFixedWidth(theme.now().px(_WIDTH))
        self.card.body.setContentsMargins(L, L, L, L)
        self.card.body.setSpacing(M)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(Icon(icon, tone, 28), 0, Qt.AlignmentFlag.AlignTop)
        self.title = Text(title, Role.TITLE, wrap=True)
        head.addWidget(self.title, 1)
        self.card.body.addLayout(head)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)


class Trouble(_Centred):
    """The office cannot be opened: what happened, what is kept, what to do.

    Args:
        error: told in its own words.
    """

    again = Signal()
    """Try once more."""
    recover = Signal()
    """Open with the recovery code."""

    def __init__(self, error: KnownError, *, recoverable: bool = False) -> None:
        super().__init__("triangle-alert", error.what, Tone.WARN)
        for words, tone in ((error.kept, Tone.NORMAL), (error.todo, Tone.MUTED)):
            if words:
                self.card.body.addWidget(Text(words, Role.BODY, tone, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch(1)
        if recoverable:
            code = KeyButton("Usar el código de recuperación", key="F4", icon="key-round")
            code.clicked.connect(self.recover)
            row.addWidget(code)
        self._again = KeyButton(
            "Reintentar", key="F2", icon="refresh-cw", style=ButtonStyle.PRIMARY
        )
        self._again.clicked.connect(self.again)
        row.addWidget(self._again)
        self.card.body.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin on the button."""
        super().showEvent(event)
        self._again.setFocus()


class AskCode(_Centred):
    """The database of this computer is opened by its recovery code, once for each account."""

    entered = Signal(str)
    """The code as typed."""

    def __init__(self) -> None:
        super().__init__("key-round", "Código de recuperación", Tone.ACCENT)
        self.card.body.addWidget(
            Text(
                "Esta cuenta de usuario abre por primera vez los datos de la oficina. "
                "Escriba el código de la hoja que guarda el administrador; solo se pide una vez.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self._field = QLineEdit()
        self._field.setMaxLength(200)
        self._row = FormRow("Código", self._field, hint="Siete grupos de cinco letras y cifras.")
        self.card.body.addWidget(self._row)
        self._go = KeyButton("Abrir", key="Return", icon="lock-open", style=ButtonStyle.PRIMARY)
        self._go.clicked.connect(self._submit)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._go)
        self.card.body.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field."""
        super().showEvent(event)
        self._field.setFocus()

    def refuse(self, error: KnownError) -> None:
        """Say why the code did not open it; what was typed stays."""
        self._go.setEnabled(True)
        self._row.set_error(error.words)
        self._field.setFocus()

    def _submit(self) -> None:
        if not self._field.text().strip():
            self._row.set_error("Escriba el código.")
            return
        self._go.setEnabled(False)
        self._row.set_error("")
        self.entered.emit(self._field.text())

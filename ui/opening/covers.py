"""Covers of the main window: the data cannot be opened, or asks for its recovery code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from domain.errors import KnownError
from ui.theme import Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Icon
from ui.widgets.cover import LONGEST_SECRET, Cover, ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.text import Text


def anew_sheet() -> ConfirmSheet:
    """Return the question whether training is to begin anew."""
    return ConfirmSheet(
        "¿Empezar la práctica de nuevo?",
        "Se borran los turnos, trámites y documentos de la práctica, y se inventan otros."
        " La oficina no se toca.",
        "Empezar de nuevo",
        danger=True,
    )


class Trouble(Cover):
    """The office cannot be opened: what happened, what is kept, what to do.

    Args:
        error: told in its own words.
        recoverable: whether the recovery code may open it.
        renewable: whether it may begin anew: it is training, and nothing of it is real.
        by_hand: whether people may be given turnos by hand meanwhile.
    """

    help_topic = "problemas#los-datos"

    again = Signal()
    """Try once more."""
    recover = Signal()
    """Open with the recovery code."""
    anew = Signal()
    """Begin training anew."""
    by_hand = Signal()
    """Print the sheet of turnos given by hand."""

    def __init__(
        self,
        error: KnownError,
        *,
        recoverable: bool = False,
        renewable: bool = False,
        by_hand: bool = False,
    ) -> None:
        super().__init__(error.what, width=520)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(Icon("triangle-alert", Tone.WARN, 28))
        head.addWidget(Text(error.what, Role.SECTION, wrap=True), 1)
        self.card.body.addLayout(head)
        for words, tone in ((error.kept, Tone.NORMAL), (error.todo, Tone.MUTED)):
            if words:
                self.card.body.addWidget(Text(words, Role.BODY, tone, wrap=True))
        again = KeyButton("Reintentar", key="F2", icon="refresh-cw", style=ButtonStyle.PRIMARY)
        again.clicked.connect(self.again)
        self.card.body.addWidget(again)
        if recoverable:
            code = KeyButton("Usar el código de recuperación", key="F4", icon="key-round")
            code.clicked.connect(self.recover)
            self.card.body.addWidget(code)
        if by_hand:
            paper = KeyButton("Hoja de turnos de papel", key="F9", icon="printer")
            paper.clicked.connect(self.by_hand)
            self.card.body.addWidget(paper)
            self._printed = Text("", Role.BODY, Tone.MUTED, wrap=True)
            self._printed.hide()
            self.card.body.addWidget(self._printed)
        if renewable:
            anew = KeyButton("Empezar de nuevo", key="F8", icon="repeat")
            anew.clicked.connect(self._ask_anew)
            self.card.body.addWidget(anew)
        self.setFocusProxy(again)

    def tell_printed(self, words: str) -> None:
        """Say what became of the sheet."""
        self._printed.setText(words)
        self._printed.show()

    def _ask_anew(self) -> None:
        sheet = anew_sheet()
        sheet.confirmed.connect(self.anew)
        sheet.open(self)


class AskCode(Cover):
    """The database of this computer is opened by its recovery code, once for each account.

    Args:
        remembers: whether this account can keep the key; if not, the code is asked each time.
    """

    help_topic = "copias#el-programa-pide-el-código"

    entered = Signal(str)
    """The code as typed."""
    start_over = Signal()
    """Nobody has the code: put the data aside and make the office anew."""

    def __init__(self, *, remembers: bool = True) -> None:
        super().__init__("Código de recuperación", width=520)
        self.card.body.addWidget(Text("Código de recuperación", Role.TITLE))
        self.card.body.addWidget(
            Text(
                "Esta cuenta de usuario abre por primera vez los datos de la oficina. "
                "Escriba el código de la hoja que guarda el administrador; solo se pide una vez."
                if remembers
                else "Este equipo no puede recordar la clave de los datos. "
                "Escriba el código de la hoja que guarda el administrador; se pide cada vez.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_SECRET)
        self.card.body.addWidget(
            FormRow("Código", self.field, hint="Siete grupos de cinco letras y cifras.")
        )
        self.error = ErrorLine()
        self.card.body.addWidget(self.error)
        self._go = KeyButton("Abrir", key="Return", icon="lock-open", style=ButtonStyle.PRIMARY)
        self._go.clicked.connect(self._submit)
        self.card.body.addWidget(self._go)
        self._anew = Text(
            "Si la configuración quedó sin terminar y nadie tiene el código, puede comenzar"
            " de nuevo.",
            Role.BODY,
            Tone.MUTED,
            wrap=True,
        )
        self._anew_button = KeyButton("Comenzar de nuevo", key="F8", icon="refresh-cw")
        self._anew_button.clicked.connect(self._ask_start_over)
        for part in (self._anew, self._anew_button):
            part.hide()
            self.card.body.addWidget(part)
        self.setFocusProxy(self.field)

    def offer_start_over(self) -> None:
        """Offer to make the office anew: no one ever had the code, and no computer keeps the key."""
        self._anew.show()
        self._anew_button.show()

    def refuse(self, error: KnownError) -> None:
        """Say why the code did not open it; what was typed stays."""
        self._go.setEnabled(True)
        self.error.set(error.words)
        self.field.setFocus()

    def _ask_start_over(self) -> None:
        sheet = ConfirmSheet(
            "¿Comenzar de nuevo?",
            "La oficina se configurará desde el principio. Lo que hay en este equipo se aparta"
            " sin borrarse. Si alguien tiene la hoja con el código, cancele y escríbalo.",
            "Comenzar de nuevo",
            danger=True,
        )
        sheet.confirmed.connect(self.start_over)
        sheet.open(self)

    def _submit(self) -> None:
        if not self.field.text().strip():
            self.error.set("Escriba el código de la hoja.")
            return
        self._go.setEnabled(False)
        self.error.set("")
        self.entered.emit(self.field.text())

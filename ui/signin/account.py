"""One's own account: another password, a PIN."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from domain.errors import KnownError
from domain.staff import Actor
from ui import theme
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine, PasswordField
from ui.widgets.fields import FormRow, PinField
from ui.widgets.sheets import Sheet
from ui.widgets.text import Chip, Text
from ui.work import Runner

LONGEST_PIN = 8


class _SecretSheet(Sheet):
    """Asks for the present password and a new secret, typed twice.

    Args:
        title: the question.
        text: what the secret is for.
        change: takes the present password and the new secret; returns the changed ``Actor``.
    """

    help_topic = "primeros-pasos#mi-pin-y-mi-contraseña"

    changed = Signal(object)
    """The ``Actor`` as it is now, to be carried from here on."""

    def __init__(self, title: str, text: str, change: Callable[[str, str], Actor]) -> None:
        super().__init__(title)
        self._change = change
        self._runner = Runner(self._refused, parent=self)
        self.closed.connect(self._runner.close)
        self.body.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        self.current = PasswordField("Contraseña actual")
        self.body.addWidget(FormRow("Contraseña actual", self.current))
        self.caps = Chip("Bloqueo de mayúsculas activado", theme.Kind.WARN, icon="triangle-alert")
        self.caps.hide()
        self.current.caps.connect(self.caps.setVisible)
        self.error = ErrorLine()
        self.save = self.add_action(
            KeyButton("Guardar", key="Return", style=ButtonStyle.PRIMARY), self._save
        )

    def secrets(self) -> tuple[str, str]:
        """The new secret and its repetition."""
        raise NotImplementedError

    def _save(self) -> None:
        new, again = self.secrets()
        if new != again:
            self.error.set("Lo escrito las dos veces no es igual. Escríbalo de nuevo.")
            return
        self.error.set("")
        self.save.setEnabled(False)
        current = self.current.text()
        self._runner.write(lambda: self._change(current, new), self._done)

    def _done(self, actor: Actor) -> None:
        self.close_sheet()
        self.changed.emit(actor)

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)


class PasswordChangeSheet(_SecretSheet):
    """Another password."""

    def __init__(self, change: Callable[[str, str], Actor]) -> None:
        super().__init__(
            "Cambiar mi contraseña", "Solo usted debe conocerla. Nadie se la pedirá.", change
        )
        self.new = PasswordField("Contraseña nueva")
        self.again = PasswordField("Repita la contraseña nueva")
        hint = "Al menos 10 caracteres. Una frase se recuerda mejor."
        self.body.addWidget(FormRow("Contraseña nueva", self.new, hint=hint))
        self.body.addWidget(FormRow("Repita la contraseña nueva", self.again))
        for field in (self.new, self.again):
            field.caps.connect(self.caps.setVisible)
        self.body.addWidget(self.caps)
        self.body.addWidget(self.error)

    def secrets(self) -> tuple[str, str]:
        """The new password, twice."""
        return self.new.text(), self.again.text()


class PinSheet(_SecretSheet):
    """The PIN that unlocks the screen and answers requests at another's counter."""

    def __init__(self, change: Callable[[str, str], Actor]) -> None:
        super().__init__(
            "Mi PIN",
            "Desbloquea su pantalla. Si supervisa, también autoriza en otra ventanilla.",
            change,
        )
        self.new = PinField("PIN nuevo", length=LONGEST_PIN)
        self.again = PinField("Repita el PIN", length=LONGEST_PIN)
        self.body.addWidget(FormRow("PIN nuevo", self.new, hint="De 4 a 8 cifras."))
        self.body.addWidget(FormRow("Repita el PIN", self.again))
        self.body.addWidget(self.caps)
        self.body.addWidget(self.error)

    def secrets(self) -> tuple[str, str]:
        """The new PIN, twice."""
        return self.new.text(), self.again.text()

"""The screens of signing in and of the locked program."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme
from ui.signin.presenter import LockPresenter, SignInPresenter, SignInState, Step
from ui.theme import M, Role, S, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import LONGEST_SECRET, Cover, ErrorLine, PasswordField
from ui.widgets.fields import FormRow, PinField
from ui.widgets.text import Chip, Text, hold_width, is_restyled

LONGEST_USERNAME = 60
CAPS = "Bloqueo de mayúsculas activado"


_STEPS = {
    Step.SIGN_IN: ("Ingresar", "", "Ingresar"),
    Step.NEW_PASSWORD: (
        "Elija su contraseña",
        "La que recibió es temporal. La nueva solo debe conocerla usted.",
        "Guardar e ingresar",
    ),
    Step.CODE: (
        "Sin noticias del centro",
        "El código de recuperación abre la oficina por un día. Queda registrado.",
        "Abrir por un día",
    ),
}
"""What each question is called, what is said of it, and the words of its button."""


class SignInPage(Cover):
    """User name and password; or, after a temporary one, the password of one's own choice."""

    help_topic = "primeros-pasos#ingresar"

    def __init__(self, presenter: SignInPresenter) -> None:
        super().__init__("Ingresar")
        self._presenter = presenter
        self._title = Text("Ingresar", Role.TITLE)
        self._intro = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.username = QLineEdit()
        self.username.setMaxLength(LONGEST_USERNAME)
        self.password = PasswordField()
        self.new = PasswordField("Contraseña nueva")
        self.again = PasswordField("Repita la contraseña nueva")
        self.code = QLineEdit()
        self.code.setMaxLength(LONGEST_SECRET)
        self._rows = {
            Step.SIGN_IN: [
                FormRow("Usuario", self.username),
                FormRow("Contraseña", self.password),
            ],
            Step.NEW_PASSWORD: [
                FormRow(
                    "Contraseña nueva",
                    self.new,
                    hint="Al menos 10 caracteres. Una frase se recuerda mejor.",
                ),
                FormRow("Repita la contraseña nueva", self.again),
            ],
            Step.CODE: [
                FormRow(
                    "Código de recuperación",
                    self.code,
                    hint="Siete grupos de cinco letras y cifras, de la hoja de la oficina.",
                ),
            ],
        }
        self._caps = Chip(CAPS, theme.Kind.WARN, icon="triangle-alert")
        self._caps.hide()
        self.warning = Chip("", theme.Kind.WARN, icon="triangle-alert")
        self.warning.hide()
        self.error = ErrorLine()
        self.enter = KeyButton("Ingresar", key="Return", style=ButtonStyle.PRIMARY, large=True)
        self._back = KeyButton("Volver", key="Escape", style=ButtonStyle.GHOST)
        self._busy = BusyBar()
        body = self.card.body
        body.addWidget(self._title)
        body.addWidget(self._intro)
        body.addWidget(self.warning)
        for row in self._all_rows():
            body.addWidget(row)
        body.addWidget(self._caps)
        body.addWidget(self.error)
        body.addWidget(self._busy)
        body.addWidget(self.enter)
        body.addWidget(self._back)
        for field in (self.password, self.new, self.again):
            field.caps.connect(self._caps.setVisible)
        self.enter.clicked.connect(self._submit)
        self._back.clicked.connect(presenter.back)
        presenter.changed.connect(self.show_state)
        self._step: Step | None = None
        self.show_state(presenter.state)

    def show_state(self, state: SignInState) -> None:
        """Draw ``state``."""
        self.set_office(state.office)
        self.error.set(state.error)
        self.warning.set(state.warning, theme.Kind.WARN)
        self.warning.setVisible(bool(state.warning) and state.step is Step.SIGN_IN)
        self._busy.set_busy(state.busy)
        self.enter.setEnabled(not state.busy)
        if state.step is not self._step:
            self._turn_to(state.step)
        if state.error and not state.busy:
            self._begin_again()

    def _turn_to(self, step: Step) -> None:
        self._step = step
        title, intro, enter = _STEPS[step]
        for shown, rows in self._rows.items():
            for row in rows:
                row.setVisible(shown is step)
        self._title.setText(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self.enter.set(enter)
        self._back.setVisible(step is not Step.SIGN_IN)
        for field in (self.password, self.new, self.again, self.code):
            field.clear()
        first: dict[Step, QWidget] = {Step.NEW_PASSWORD: self.new, Step.CODE: self.code}
        begin = first.get(step, self.username)
        self.setFocusProxy(begin)  # what cannot be seen must not be where Tab leads
        begin.setFocus()

    def _begin_again(self) -> None:
        if self._step is Step.CODE:
            self.code.setFocus()  # a code is corrected where it was mistyped
            return
        for field in (self.password, self.new, self.again):
            field.clear()
        if self._step is Step.NEW_PASSWORD:
            self.new.setFocus()
        else:
            (self.password if self.username.text() else self.username).setFocus()

    def _submit(self) -> None:
        if self._step is Step.NEW_PASSWORD:
            self._presenter.choose_password(self.new.text(), self.again.text())
        elif self._step is Step.CODE:
            self._presenter.open_for_a_day(self.code.text())
        elif self.username.hasFocus() and self.username.text() and not self.password.text():
            self.password.setFocus()  # Intro in the user name goes on to the password
        else:
            self._presenter.submit(self.username.text(), self.password.text())

    def _all_rows(self) -> list[FormRow]:
        return [row for rows in self._rows.values() for row in rows]


class Initials(QWidget):
    """A person's initials in a disc."""

    def __init__(self, name: str) -> None:
        super().__init__()
        words = name.split()
        self._letters = "".join(word[0] for word in words[:: max(1, len(words) - 1)][:2]).upper()
        hold_width(self)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and letters."""
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(palette.info.bg))
        painter.drawEllipse(self.rect())
        painter.setPen(theme.colour(palette.info.fg))
        painter.setFont(theme.font(Role.TITLE))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)

    def _fit(self) -> None:
        self.setFixedSize(theme.now().px(64), theme.now().px(64))


class LockPage(Cover):
    """The locked program: the attention under way stays behind it, untouched."""

    help_topic = "primeros-pasos#dejar-el-puesto-un-momento"

    def __init__(self, presenter: LockPresenter) -> None:
        super().__init__("Pantalla bloqueada")
        self._presenter = presenter
        state = presenter.state
        name = Text(state.name, Role.TITLE, wrap=True)
        note = Text(
            "Pantalla bloqueada. Lo que tenía en curso sigue aquí.",
            Role.BODY,
            Tone.MUTED,
            wrap=True,
        )
        for label in (name, note):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pin = PinField(length=8)
        self.pin.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.password = PasswordField()
        self._pin_row = FormRow("PIN", self.pin)
        self._password_row = FormRow("Contraseña", self.password)
        self._caps = Chip(CAPS, theme.Kind.WARN, icon="triangle-alert")
        self._caps.hide()
        self.password.caps.connect(self._caps.setVisible)
        self.error = ErrorLine()
        self._busy = BusyBar()
        self.unlock = KeyButton(
            "Desbloquear", key="Return", icon="lock-open", style=ButtonStyle.PRIMARY, large=True
        )
        self.by_password = KeyButton("Usar mi contraseña", key="F6", style=ButtonStyle.GHOST)
        self.leave = KeyButton("Cambiar de usuario", key="F8", style=ButtonStyle.GHOST)
        body = self.card.body
        body.addWidget(Initials(state.name), 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (name, note, self._pin_row, self._password_row, self._caps, self.error):
            body.addWidget(widget)
        body.addWidget(self._busy)
        for button in (self.unlock, self.by_password, self.leave):
            body.addWidget(button)
        body.setSpacing(M - S // 2)
        self.unlock.clicked.connect(self._submit)
        self.by_password.clicked.connect(presenter.use_password)
        self.leave.clicked.connect(presenter.leave)
        presenter.changed.connect(self.show_state)
        self.show_state(state)

    def show_state(self, state: SignInState) -> None:
        """Draw ``state``."""
        by_pin = state.step is Step.PIN
        self._pin_row.setVisible(by_pin)
        self._password_row.setVisible(not by_pin)
        self.by_password.setVisible(by_pin)
        self.error.set(state.error)
        self._busy.set_busy(state.busy)
        self.unlock.setEnabled(not state.busy)
        if not state.busy:
            self.pin.clear()
            self.password.clear()
            self._field().setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Bring the focus to the field asked for."""
        super().focusInEvent(event)
        self._field().setFocus()

    def _field(self) -> QWidget:
        return self.pin if self._presenter.state.step is Step.PIN else self.password

    def _submit(self) -> None:
        by_pin = self._presenter.state.step is Step.PIN
        self._presenter.submit(self.pin.text() if by_pin else self.password.text())

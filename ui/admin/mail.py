"""The section of the mail server: what this computer sends messages through."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from domain.errors import KnownError
from domain.mail import ADDRESS_LIMIT
from ui.admin.presenter import AdminPresenter
from ui.theme import M, Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.changing import ChangeSheet
from ui.widgets.cover import ErrorLine, PasswordField
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.forms import number_field
from ui.widgets.text import Text

SECURITY = (("STARTTLS (puerto 587)", "starttls", 587), ("TLS directo (puerto 465)", "tls", 465))
LONGEST = 200
"""Of what is typed, in characters."""
_ALONE = "Sin servidor, este equipo no envía: los mensajes se copian o los envía otro equipo."


@dataclass(frozen=True, slots=True)
class MailChosen:
    """What an administrator chooses; as in ``desktop.settings.Settings``.

    Attributes:
        kept: the password is in this account's keyring.
    """

    server: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    sender: str = ""
    authority: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class MailKeeping:
    """What is done with the mail server of this computer; all of it runs off the UI thread.

    Attributes:
        view: what was chosen.
        change: keep that from now on, with a password or, where it is None, with the one there is.
        test: send a message to an address.
    """

    view: Callable[[], MailChosen]
    change: Callable[[MailChosen, str | None], None]
    test: Callable[[str], None]


class MailSection(QWidget):
    """The mail server; saved and used at once.

    Args:
        presenter: shared by all sections.
        keeping: what is done.
    """

    def __init__(self, presenter: AdminPresenter, keeping: MailKeeping) -> None:
        super().__init__()
        self._presenter, self._keeping = presenter, keeping
        self._shown: MailChosen | None = None
        self.server, self.user, self.address = QLineEdit(), QLineEdit(), QLineEdit()
        self.server.setPlaceholderText("correo.ministerio.gob.ec")
        self.address.setPlaceholderText("ventanilla@ministerio.gob.ec")
        self.authority = QLineEdit()
        self.authority.setReadOnly(True)
        self.authority.setPlaceholderText("El de las autoridades públicas")
        for field in (self.server, self.user, self.address):
            field.setMaxLength(LONGEST)
        self.security, self.port = QComboBox(), number_field(1, 65535, 587)
        for words, value, _port in SECURITY:
            self.security.addItem(words, value)
        self.security.currentIndexChanged.connect(lambda at: self.port.setValue(SECURITY[at][2]))
        self.secret = PasswordField("Contraseña del correo")
        self.error = ErrorLine()
        self.save = KeyButton("Guardar", key="F2", style=ButtonStyle.PRIMARY)
        self.save.clicked.connect(self._save)
        self.try_out = KeyButton("Probar", key="F5", icon="mail")
        self.try_out.clicked.connect(self._test)
        self.browse = KeyButton("Elegir certificado", key="F7", icon="folder-open")
        self.browse.clicked.connect(self._browse)
        self.usual = KeyButton("Quitar el certificado", icon="x")
        self.usual.clicked.connect(self.authority.clear)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._where(), 1)
        row.addWidget(self._who(), 1)
        foot = FlowLayout()
        for button in (self.save, self.try_out):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(row)
        column.addWidget(self.error)
        column.addLayout(foot)
        column.addStretch(1)
        presenter.done.connect(self.load)

    def load(self) -> None:
        """Read what was chosen; what is being changed stays until it is saved."""
        self._presenter.runner.latest("mail", self._keeping.view, self._draw)

    def _where(self) -> Card:
        card = Card("Servidor de correo")
        card.body.setSpacing(M)
        card.body.addWidget(FormRow("Servidor", self.server, hint=_ALONE, optional=True))
        card.body.addWidget(FormRow("Conexión cifrada", self.security))
        card.body.addWidget(FormRow("Puerto", self.port))
        card.body.addWidget(FormRow("Certificado de la autoridad", self.authority, optional=True))
        buttons = FlowLayout()
        buttons.addWidget(self.browse)
        buttons.addWidget(self.usual)
        card.body.addLayout(buttons)
        card.body.addStretch(1)
        return card

    def _who(self) -> Card:
        card = Card("Quién envía")
        card.body.setSpacing(M)
        hint = "La verá quien reciba los mensajes, con el nombre de la oficina."
        card.body.addWidget(FormRow("Dirección que envía", self.address, hint=hint))
        hint = "Si el servidor no pide usuario, déjelo vacío."
        card.body.addWidget(FormRow("Usuario", self.user, hint=hint, optional=True))
        card.body.addWidget(FormRow("Contraseña", self.secret, optional=True))
        self.kept = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.kept)
        card.body.addStretch(1)
        return card

    def _draw(self, chosen: MailChosen) -> None:
        self.kept.setText(
            "Ya está guardada en el llavero de esta cuenta; escríbala solo para cambiarla."
            if chosen.kept
            else "Se guarda en el llavero de esta cuenta, nunca en un archivo."
        )
        self.try_out.setEnabled(bool(chosen.server))
        if chosen == self._shown:
            return
        self._shown = chosen
        self.server.setText(chosen.server)
        self.security.setCurrentIndex(max(0, self.security.findData(chosen.security)))
        self.port.setValue(chosen.port)
        self.user.setText(chosen.user)
        self.address.setText(chosen.sender)
        self.authority.setText(chosen.authority)
        self.secret.line.clear()

    def _save(self) -> None:
        self.error.set("")
        chosen = MailChosen(
            self.server.text().strip(),
            self.port.value(),
            str(self.security.currentData()),
            self.user.text().strip(),
            self.address.text().strip(),
            self.authority.text(),
        )
        secret = self.secret.line.text() or None
        self._shown = None  # what is kept is drawn anew, and no typed password stays
        self._presenter.change_here(
            lambda: self._keeping.change(chosen, secret), "Guardado en este equipo.", self._refused
        )

    def _refused(self, error: KnownError) -> None:
        self.error.set(error.words)
        self.server.setFocus()

    def _test(self) -> None:
        TestSheet(self._presenter, self._keeping, self.address.text()).open(self)

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Certificado de la autoridad")
        dialog.setNameFilter("Certificados (*.pem *.crt *.cer)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.authority.setText)
        dialog.open()


class TestSheet(ChangeSheet[AdminPresenter]):
    """Asks to whom a message is sent to see whether it goes.

    Args:
        presenter: does it.
        keeping: sends.
        sender: the address that sends, which can receive as well.
    """

    __test__ = False
    help_topic = "correo#configurar-el-correo"

    def __init__(self, presenter: AdminPresenter, keeping: MailKeeping, sender: str) -> None:
        super().__init__(presenter, "Probar el correo", "Enviar la prueba")
        self._keeping = keeping
        self.to = QLineEdit(sender)
        self.to.setMaxLength(ADDRESS_LIMIT)
        hint = "Una dirección suya, para ver si llega."
        self.body.addWidget(FormRow("Enviar a", self.to, hint=hint))
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Send it."""
        to = self.to.text()
        self.presenter.change(lambda: self._keeping.test(to), f"Prueba enviada a {to[:80]}.")

"""The section of the link with the centre, and the sheet that asks for its code."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.admin.presenter import AdminPresenter
from ui.admin.sheets import AdminSheet
from ui.link.state import LinkKeeping, LinkShown
from ui.theme import M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.text import Text

LONGEST_ADDRESS = 300
LONGEST_CODE = 40
_ALONE = (
    "Esta oficina trabaja sola: sus datos están solo aquí. Enlazada, todo lo registrado llega"
    " también al centro, y de él vienen el catálogo y lo que deciden las demás oficinas."
)
_LINKED = "Se envía y se recibe solo, cada pocos segundos. Sin enlace se sigue atendiendo igual."


class LinkSection(QWidget):
    """Whether the office is linked, and what can be done about it.

    Args:
        presenter: shared by all sections.
        keeping: what is done.
    """

    def __init__(self, presenter: AdminPresenter, keeping: LinkKeeping) -> None:
        super().__init__()
        self._presenter, self._keeping = presenter, keeping
        self.shown = LinkShown()
        card = Card("Enlace con el centro")
        card.body.setSpacing(M)
        self.state = Text("", Role.SECTION, wrap=True)
        self.words = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.trouble = Text("", Role.BODY, wrap=True)
        self.facts = Text("", Role.BODY, wrap=True)
        for one in (self.state, self.trouble, self.facts, self.words):
            card.body.addWidget(one)
        self.link = KeyButton("Enlazar", key="F2", icon="link", style=ButtonStyle.PRIMARY)
        self.link.clicked.connect(self._link)
        self.hurry = KeyButton("Intentar ahora", key="F5", icon="refresh-cw")
        self.hurry.clicked.connect(self._hurry)
        self.unlink = KeyButton("Quitar el enlace", key="F8", icon="unlink")
        self.unlink.clicked.connect(self._unlink)
        foot = FlowLayout()
        for button in (self.link, self.hurry, self.unlink):
            foot.addWidget(button)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        presenter.done.connect(self.load)
        self._draw(self.shown)

    def load(self) -> None:
        """Read how the link stands."""
        self._presenter.runner.latest("link", self._keeping.view, self._draw)

    def _draw(self, shown: LinkShown) -> None:
        self.shown = shown
        self.state.setText(shown.line.words)
        self.trouble.setText(shown.trouble.words if shown.trouble else "")
        self.trouble.setVisible(shown.trouble is not None)
        facts = "\n".join(f"{name}: {words}" for name, words in shown.facts)
        self.facts.setText(f"Centro: {shown.address}\n{facts}" if shown.linked else "")
        self.facts.setVisible(shown.linked)
        self.words.setText(_LINKED if shown.linked else _ALONE)
        self.link.set("Enlazar otra vez" if shown.linked else "Enlazar")
        self.hurry.setVisible(shown.linked)
        self.unlink.setVisible(shown.linked)

    def _link(self) -> None:
        LinkingSheet(self._presenter, self._keeping, self.shown.address).open(self)

    def _hurry(self) -> None:
        self._keeping.hurry()
        self.load()

    def _unlink(self) -> None:
        sheet = ConfirmSheet(
            "¿Quitar el enlace con el centro?",
            "La oficina seguirá trabajando sola. Lo ya enviado queda en el centro; lo demás queda"
            " aquí. Para enlazarla otra vez hará falta un código nuevo.",
            "Quitar el enlace",
            danger=True,
        )
        sheet.confirmed.connect(
            lambda: self._presenter.change_now(self._keeping.unlink, "Enlace quitado.")
        )
        sheet.open(self)


class LinkingSheet(AdminSheet):
    """Asks for the centre's address and the code that it gave.

    Args:
        presenter: makes the change.
        keeping: links.
        address: the one of before.
    """

    help_topic = "enlace#enlazar"

    def __init__(self, presenter: AdminPresenter, keeping: LinkKeeping, address: str = "") -> None:
        super().__init__(presenter, "Enlazar con el centro", "Enlazar", width=560)
        self._keeping = keeping
        self.address = QLineEdit(address)
        self.address.setMaxLength(LONGEST_ADDRESS)
        self.address.setPlaceholderText("https://…")
        self.code = QLineEdit()
        self.code.setMaxLength(LONGEST_CODE)
        self.certificate = QLineEdit()
        self.certificate.setReadOnly(True)
        self.certificate.setPlaceholderText("El de las autoridades públicas")
        self.body.addWidget(FormRow("Dirección del centro", self.address))
        hint = "Lo da el centro, sirve una sola vez y vence: doce letras y números."
        self.body.addWidget(FormRow("Código", self.code, hint=hint))
        self.body.addWidget(FormRow("Certificado de la autoridad", self.certificate, optional=True))
        browse = KeyButton("Elegir archivo", key="F7", icon="folder-open")
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(browse)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Pair and link."""
        address, code = self.address.text(), self.code.text()
        certificate = self.certificate.text()
        self.presenter.change(
            lambda: self._keeping.link(address, code, certificate),
            "Oficina enlazada. Se está enviando lo guardado.",
        )

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Certificado de la autoridad")
        dialog.setNameFilter("Certificados (*.pem *.crt *.cer)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.certificate.setText)
        dialog.open()

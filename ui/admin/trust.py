"""The section of electronic signatures: whose this computer accepts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.ports.trust import Authority, RevocationList, Trusted
from domain.errors import KnownError
from ui.admin.presenter import AdminPresenter
from ui.admin.trust_state import AuthorityRow, authority_rows, found_words, unread_words
from ui.theme import M, Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card, EmptyState
from ui.widgets.cover import ErrorLine
from ui.widgets.flow import FlowLayout
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Text

Found = Authority | RevocationList
_ABOUT = (
    "Una firma electrónica vale como la de puño y letra si su certificado viene de una autoridad"
    " de esta lista. Agregue el certificado raíz de cada entidad acreditada por ARCOTEL y, cada"
    " vez que la publique, su lista de revocación."
)
_NOTHING = "Ninguna firma electrónica se aceptará hasta agregar la primera con F3."


@dataclass(frozen=True, slots=True)
class TrustKeeping:
    """What the section works with: ``trust_admin``'s use cases, bound, and the office's clock.

    Attributes:
        zone: of the office, for dates.
    """

    view: Callable[[], Trusted]
    look: Callable[[Path], Sequence[Found]]
    accept: Callable[[Found], None]
    drop: Callable[[str], None]
    now: Callable[[], datetime]
    zone: tzinfo


class TrustSection(QWidget):
    """The authorities in a list, and the one that is chosen beside it.

    Args:
        presenter: shared by all sections.
        keeping: what is read and changed.
    """

    def __init__(self, presenter: AdminPresenter, keeping: TrustKeeping) -> None:
        super().__init__()
        self._presenter, self._keeping = presenter, keeping
        self.rows: tuple[AuthorityRow, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._list(), 3)
        row.addWidget(self._chosen(), 2)
        presenter.done.connect(self.load)

    def load(self) -> None:
        """Read anew whom this computer accepts."""
        self._presenter.runner.latest("trust", self._keeping.view, self._draw)

    def add_file(self, path: str) -> None:
        """Look at a file and ask whether to accept what it holds."""
        self.error.set("")
        look = self._keeping.look
        self._presenter.runner.read(lambda: look(Path(path)), self._ask, self._refused)

    # ------------------------------------------------------------------------------- inside
    def _list(self) -> Card:
        card = Card("Autoridades aceptadas en este equipo")
        card.body.setSpacing(M)
        self._model = TableModel[AuthorityRow](
            [
                Column(
                    "Autoridad",
                    lambda one: one.name,
                    width=200,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda one: one.under,
                ),
                Column("Vale hasta", lambda one: one.until, width=100),
                Column("Su lista, hasta", lambda one: one.revoked, width=130, optional=True),
                Column("", lambda one: one.state, width=120, chip=lambda one: one.kind),
            ],
            key=lambda one: one.key,
        )
        self.table = DataTable("Autoridades", self._model)
        self.table.chosen.connect(self._draw_chosen)
        self.empty = EmptyState("shield-check", "Todavía no se acepta ninguna", _NOTHING)
        self.empty.hide()  # until it was read
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.empty, 1)
        self.unread = Text("", Role.BODY, Tone.MUTED, wrap=True)
        card.body.addWidget(self.unread)
        self.error = ErrorLine()
        card.body.addWidget(self.error)
        foot = FlowLayout()
        self.add = KeyButton("Agregar de un archivo", key="F3", icon="plus")
        self.add.set(self.add.text(), style=ButtonStyle.PRIMARY)
        self.remove = KeyButton("Quitar", key="F8", icon="trash-2")
        self.add.clicked.connect(self._browse)
        self.remove.clicked.connect(self._ask_remove)
        self.remove.setEnabled(False)
        foot.addWidget(self.add)
        foot.addWidget(self.remove)
        card.body.addLayout(foot)
        return card

    def _chosen(self) -> Card:
        card = Card("Qué significa")
        card.body.setSpacing(M)
        card.body.addWidget(Text(_ABOUT, Role.BODY, Tone.MUTED, wrap=True))
        self.name = Text("", Role.STRONG, wrap=True)
        self.todo = Text("", Role.BODY, wrap=True)
        self.mark_label = Text("Huella SHA-256 del certificado", Role.SMALL, Tone.MUTED)
        self.mark = Text("", Role.BODY, wrap=True)
        for part in (self.name, self.todo, self.mark_label, self.mark):
            card.body.addWidget(part)
        card.body.addStretch(1)
        return card

    def _draw(self, trusted: Trusted) -> None:
        self.rows = rows = authority_rows(trusted, self._keeping.now(), self._keeping.zone)
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        words = unread_words(trusted.unread)
        self.unread.setText(words)
        self.unread.setVisible(bool(words))
        if self.table.current() is None and rows:
            self.table.choose(rows[0].key)
        self._draw_chosen(self.table.current())

    def _draw_chosen(self, row: AuthorityRow | None) -> None:
        self.remove.setEnabled(row is not None)
        self.name.setText("" if row is None else row.name)
        self.todo.setText("" if row is None else row.todo)
        self.todo.setVisible(bool(row and row.todo))
        self.mark.setText("" if row is None else row.fingerprint)
        for part in (self.mark, self.mark_label):
            part.setVisible(bool(row and row.fingerprint))

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Certificado o lista de revocación")
        dialog.setNameFilter("Certificados y listas (*.pem *.crt *.cer *.crl)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_file)
        dialog.open()

    def _ask(self, found: Sequence[Found]) -> None:
        """Ask about each, one after the other: nobody accepts what they did not see."""
        if not found:
            return
        one, *rest = found
        authority = isinstance(one, Authority)
        name = one.name if isinstance(one, Authority) else one.authority
        sheet = ConfirmSheet(
            f"¿Aceptar las firmas de «{name}»?" if authority else f"¿Usar la lista de «{name}»?",
            found_words(one, self._keeping.zone),
            "Aceptar esta autoridad" if authority else "Usar esta lista",
        )
        told = (
            "Autoridad aceptada en este equipo." if authority else "Lista de revocación guardada."
        )

        def accept() -> None:
            self._presenter.change_here(lambda: self._keeping.accept(one), told, self._refused)
            self._ask(rest)

        sheet.confirmed.connect(accept)
        sheet.open(self)

    def _ask_remove(self) -> None:
        row = self.table.current()
        if row is None:
            return
        along = f" En el mismo archivo se van: {', '.join(row.along)}." if row.along else ""
        sheet = ConfirmSheet(
            f"¿Dejar de aceptar a «{row.name}»?",
            f"Sus firmas contarán como de emisor desconocido; lo ya comprobado queda igual.{along}",
            "Dejar de aceptar",
            danger=True,
        )
        drop, files = self._keeping.drop, row.files

        def work() -> None:
            for file in files:
                drop(file)

        sheet.confirmed.connect(
            lambda: self._presenter.change_here(work, "Autoridad quitada.", self._refused)
        )
        sheet.open(self)

    def _refused(self, error: KnownError) -> None:
        self.error.set(error.words)

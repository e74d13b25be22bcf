"""The section of this computer: its look, where it stands, where its backups go."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.errors import KnownError
from ui.admin.presenter import AdminPresenter, AdminState, ThisComputer
from ui.theme import M, S
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout

THEMES = (("Como el sistema", "system"), ("Claro", "light"), ("Oscuro", "dark"))
SCALES = (("Normal", 100), ("Grande", 125), ("Muy grande", 150))
OPINIONS = (
    ("No se usa en este equipo", ""),
    ("Una ventana junto a la ventanilla", "window"),
    ("La segunda pantalla", "screen"),
)
NO_COUNTER = "Ninguna"
LONGEST_FOLDER = 400
BACKUPS = "Carpeta de las copias de seguridad"
SCANS = "Carpeta del escáner"


class ComputerSection(QWidget):
    """What this computer looks like and is used for; saved and worn at once.

    Args:
        presenter: shared by all sections.
    """

    def __init__(self, presenter: AdminPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: ThisComputer | None = None
        self.theme, self.scale, self.counter = QComboBox(), QComboBox(), QComboBox()
        for words, theme in THEMES:
            self.theme.addItem(words, theme)
        for words, scale in SCALES:
            self.scale.addItem(words, scale)
        self.opinions = QComboBox()
        for words, where in OPINIONS:
            self.opinions.addItem(words, where)
        self.folder, self.scans = QLineEdit(), QLineEdit()
        for field in (self.folder, self.scans):
            field.setMaxLength(LONGEST_FOLDER)
        self.folder.setPlaceholderText("Junto a los datos de la oficina")
        self.scans.setPlaceholderText("Sin escáner en este equipo")
        self.error = ErrorLine()
        self.browse = KeyButton("Elegir carpeta", key="F7", icon="folder-open")
        self.browse.clicked.connect(lambda: self._browse(BACKUPS, self.folder))
        self.browse_scans = KeyButton("Elegir carpeta", key="F6", icon="folder-open")
        self.browse_scans.clicked.connect(lambda: self._browse(SCANS, self.scans))
        self.save = KeyButton("Guardar", key="F2", style=ButtonStyle.PRIMARY)
        self.save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._look(), 1)
        row.addWidget(self._use(), 1)
        foot = FlowLayout()
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(row)
        column.addWidget(self.error)
        column.addLayout(foot)
        column.addStretch(1)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``; what is being changed stays until it is saved."""
        if state.computer is None or state.view is None:
            return
        counters = [counter.number for counter in state.view.counters if counter.active]
        offered = [0, *counters]
        if [self.counter.itemData(place) for place in range(self.counter.count())] != offered:
            kept = self.counter.currentData()
            self.counter.clear()
            for number in offered:
                self.counter.addItem(f"Ventanilla {number}" if number else NO_COUNTER, number)
            self._choose(self.counter, kept)
        if state.computer != self._shown:
            self._shown = state.computer
            self._choose(self.theme, state.computer.theme)
            self._choose(self.scale, state.computer.scale)
            self._choose(self.counter, state.computer.counter)
            self._choose(self.opinions, state.computer.opinions)
            self.folder.setText(state.computer.backup_folder)
            self.scans.setText(state.computer.scan_folder)

    def _look(self) -> Card:
        card = Card("Apariencia y pantallas")
        card.body.setSpacing(M)
        card.body.addWidget(FormRow("Tema", self.theme))
        card.body.addWidget(FormRow("Tamaño del texto", self.scale))
        hint = "Pregunta a cada persona, al terminar, cómo le atendieron. Desde el próximo ingreso."
        card.body.addWidget(FormRow("Pantalla de opinión", self.opinions, hint=hint))
        card.body.addStretch(1)
        return card

    def _use(self) -> Card:
        card = Card("Uso")
        card.body.setSpacing(M)
        hint = "Se ofrece primero a quien abre su ventanilla en este equipo."
        card.body.addWidget(FormRow("Ventanilla de este equipo", self.counter, hint=hint))
        hint = "Una memoria USB o una carpeta de la red protege también si el equipo se pierde."
        self._add_folder(card, FormRow(BACKUPS, self.folder, hint=hint), self.browse)
        hint = "Lo que el escáner guarde ahí se recibe solo. Queda ordenado en la misma carpeta."
        self._add_folder(card, FormRow(SCANS, self.scans, hint=hint), self.browse_scans)
        card.body.addStretch(1)
        return card

    @staticmethod
    def _add_folder(card: Card, row: FormRow, browse: KeyButton) -> None:
        """Put in a folder with the button that chooses it."""
        card.body.addWidget(row)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(browse)
        line.addStretch(1)
        card.body.addLayout(line)

    def _browse(self, title: str, field: QLineEdit) -> None:
        dialog = QFileDialog(self, title, field.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(field.setText)
        dialog.open()

    def _save(self) -> None:
        if self._shown is None:
            return
        self.error.set("")
        chosen = replace(
            self._shown,
            theme=str(self.theme.currentData()),
            scale=int(self.scale.currentData()),
            counter=int(self.counter.currentData()),
            opinions=str(self.opinions.currentData()),
            backup_folder=self.folder.text().strip(),
            scan_folder=self.scans.text().strip(),
        )
        self._presenter.use_computer(chosen, "Guardado en este equipo.", self._refused)

    def _refused(self, error: KnownError) -> None:
        self.error.set(error.words)
        self.folder.setFocus()

    @staticmethod
    def _choose(box: QComboBox, value: object) -> None:
        box.setCurrentIndex(max(0, box.findData(value)))

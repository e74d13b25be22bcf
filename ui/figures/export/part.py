"""Exportar: everything the office owns, in one file that any program reads."""

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.figures.open_export import OpenTools
from domain.open_data import OpenChoice
from domain.staff import Actor
from ui.figures.export.presenter import ExportPresenter
from ui.figures.export.state import ASK_TEXT, ASK_TITLE, ExportState, TableRow, rows_of
from ui.figures.part import Part
from ui.theme import M, Role, S, Tone
from ui.widgets import (
    BusyBar,
    ButtonStyle,
    Card,
    Column,
    ConfirmSheet,
    DataTable,
    FlowLayout,
    KeyButton,
    RowLook,
    TableModel,
    Text,
    tell,
)

TITLE = "Exportar"
_COLUMNS: list[Column[TableRow]] = [
    Column("Archivo", lambda row: row.file, width=190, role=Role.STRONG),
    Column("Qué tiene", lambda row: row.about, width=200, stretch=1),
    Column("Sale", lambda row: row.words, width=150),
]


class ExportPart(Part):
    """Asks what the file is to hold, makes it, and shows what leaves and what does not.

    Args:
        desk: the workstation.
        actor: who is signed in.
        tools: what the file is made with.
    """

    help_topic = "exportar"

    def __init__(
        self, desk: Desk, actor: Actor, tools: OpenTools, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = ExportPresenter(desk, actor, tools, parent=self)
        self._ask()
        self.model = TableModel[TableRow](
            _COLUMNS,
            key=lambda row: row.file,
            look=lambda row: RowLook.NORMAL if row.given else RowLook.GREYED,
        )
        self.table = DataTable("Qué sale", self.model)
        card = Card("Qué sale")
        card.body.addWidget(self.table, 1)
        self.body.addWidget(card, 1)
        self.presenter.changed.connect(self._draw)
        self.presenter.told.connect(lambda notice: tell(self, notice))
        self._draw(self.presenter.state)

    def entered(self) -> None:
        """Begin at the first choice."""
        self.personal.setFocus()

    def shutdown(self) -> None:
        """Stop what is under way: nothing is left of it."""
        self.presenter.close()

    # ------------------------------------------------------------------------- building

    def _ask(self) -> None:
        card = Card("Los datos de la oficina en un archivo")
        card.body.addWidget(
            Text(
                "Un archivo ZIP con cada tabla como texto (CSV) que cualquier programa lee, y un"
                " diccionario que dice qué es cada columna. Nunca lleva contraseñas ni huellas.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self.personal = QCheckBox("Con datos personales, para pasarlos a otro sistema")
        self.documents = QCheckBox("Con los archivos recibidos")
        self.sheets = QCheckBox("También como hojas de cálculo (XLSX)")
        checks = FlowLayout(spacing=M)
        for check in (self.personal, self.documents, self.sheets):
            checks.addWidget(check)
            check.toggled.connect(self._choose)
        card.body.addLayout(checks)
        self.about = Text("", Role.BODY, wrap=True)
        card.body.addWidget(self.about)
        self.export = KeyButton("Exportar", key="F9", icon="download", style=ButtonStyle.PRIMARY)
        self.export.clicked.connect(self._export)
        self.stop = KeyButton("Detener", key="F8", icon="circle-x")
        self.stop.clicked.connect(self.presenter.stop)
        self.doing = Text("", Role.BODY, Tone.MUTED)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.export)
        row.addWidget(self.stop)
        row.addWidget(self.doing, 1)
        card.body.addLayout(row)
        self.bar = BusyBar()
        card.body.addWidget(self.bar)
        self.result = Text("", Role.BODY, wrap=True)
        card.body.addWidget(self.result)
        self.body.addWidget(card)

    # -------------------------------------------------------------------------- drawing

    def _draw(self, state: ExportState) -> None:
        choice = state.choice
        if state.running and self.isAncestorOf(self.window().focusWidget()):
            self.table.setFocus()  # else it would go to the rail with what is disabled now
        for check, on in (
            (self.personal, choice.personal),
            (self.documents, choice.documents),
            (self.sheets, choice.sheets),
        ):
            check.blockSignals(True)
            check.setChecked(on)
            check.blockSignals(False)
            check.setEnabled(not state.running)
        self.documents.setEnabled(choice.personal and not state.running)
        self.export.setEnabled(not state.running)
        self.stop.setVisible(state.running)
        self.stop.setEnabled(not state.stopping)
        self.about.setText(state.about_people)
        self.doing.setText(state.doing)
        self.result.setText(state.result)
        self.result.setVisible(bool(state.result))
        if state.share is None:
            self.bar.set_busy(False)
        else:
            self.bar.set_share(state.share)
        self.model.set_rows(tuple(rows_of(self.presenter.dictionary, choice)))

    # --------------------------------------------------------------------------- acting

    def _choose(self) -> None:
        self.presenter.choose(
            OpenChoice(
                self.personal.isChecked(), self.documents.isChecked(), self.sheets.isChecked()
            )
        )

    def _export(self) -> None:
        if not self.presenter.state.choice.personal:
            self.presenter.export()
            return
        sheet = ConfirmSheet(ASK_TITLE, ASK_TEXT, "Exportar", danger=True)
        sheet.help_topic = "exportar#con-datos-personales"
        sheet.confirmed.connect(self.presenter.export)
        sheet.open(self)

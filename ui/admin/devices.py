"""The sections of this computer: printer and display, backups and diagnosis."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ports.slips import thermal_place
from domain.errors import KnownError
from ui.admin.presenter import AdminPresenter, AdminState, Check, Keeping, NewCode
from ui.admin.recovery import NewCodeSheet
from ui.admin.thermal import ThermalChoice
from ui.theme import Kind, M, Role, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.fields import FormRow
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import tell
from ui.widgets.tables import Column, DataTable, RowLook, TableModel
from ui.widgets.text import Text

NO_PRINTER = "Ninguna: guardar cada turno como PDF"
SAME_PRINTER = "La misma de los turnos"
_WORDS = {Kind.OK: "Bien", Kind.WARN: "Revise", Kind.ERROR: "Falla"}


class DevicesSection(QWidget):
    """The printers of turnos and of documents, and the public display.

    Args:
        presenter: shared by all sections.
        keeping: this computer's devices.
    """

    def __init__(self, presenter: AdminPresenter, keeping: Keeping) -> None:
        super().__init__()
        self._presenter = presenter
        self._keeping = keeping
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._printer(), 1)
        row.addWidget(self._display(), 1)
        column.addLayout(row)
        column.addStretch(1)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``."""
        chosen = state.computer
        if chosen is None:
            return
        _offer(self.printer, NO_PRINTER, state.printers, chosen.printer)
        _offer(self.document_printer, SAME_PRINTER, state.printers, chosen.document_printer)
        self.thermal.show_chosen(chosen.thermal, picture=chosen.thermal_picture, usb=state.usb)
        self.chime.setChecked(chosen.display_chime)
        self.speech.setChecked(chosen.display_speech)

    def _printer(self) -> Card:
        card = Card("Impresoras")
        card.body.setSpacing(M)
        self.printer, self.document_printer = QComboBox(), QComboBox()
        hint = "Papel de 80 mm. Si la impresora falla, el turno se guarda como PDF y la fila sigue."
        card.body.addWidget(FormRow("Turnos", self.printer, hint=hint))
        self.thermal = ThermalChoice()
        card.body.addWidget(self.thermal)
        hint = "Papel A4: listas, recibos y formularios."
        card.body.addWidget(FormRow("Documentos", self.document_printer, hint=hint))
        card.body.addStretch(1)
        foot = FlowLayout()
        self.test = KeyButton("Imprimir una prueba", key="F7", icon="printer")
        self.test.clicked.connect(lambda: self._presenter.keep(self._keeping.test_print))
        self.choose = KeyButton("Usar estas impresoras", key="F2", style=ButtonStyle.PRIMARY)
        self.choose.clicked.connect(self._choose)
        foot.addWidget(self.choose)
        foot.addWidget(self.test)
        card.body.addLayout(foot)
        return card

    def _display(self) -> Card:
        card = Card("Pantalla pública")
        card.body.setSpacing(M)
        card.body.addWidget(
            Text(
                "Muestra los números llamados en un televisor conectado a este equipo. También"
                " puede abrirse en otro equipo con el usuario de la pantalla, que solo ve números.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self.chime = QCheckBox("Suena en cada llamado")
        self.speech = QCheckBox("Dice cada llamado en voz alta")
        for box in (self.chime, self.speech):
            box.clicked.connect(self._choose_sound)
            card.body.addWidget(box)
        card.body.addStretch(1)
        foot = FlowLayout()
        self.open_display = KeyButton("Abrir la pantalla", key="F6", icon="tv")
        self.open_display.clicked.connect(self._keeping.open_display)
        foot.addWidget(self.open_display)
        card.body.addLayout(foot)
        return card

    def _choose(self) -> None:
        chosen = self._presenter.state.computer
        if chosen is None:
            return
        thermal = self.thermal.chosen()
        if thermal is None:
            return
        name, other = str(self.printer.currentData()), str(self.document_printer.currentData())
        first = thermal_place(thermal).words if thermal else name
        words = f"Los turnos saldrán por {first}." if first else "Los turnos se guardarán como PDF."
        chosen = replace(
            chosen,
            printer=name,
            document_printer=other,
            thermal=thermal,
            thermal_picture=self.thermal.picture.isChecked(),
        )
        self._presenter.use_computer(chosen, words)

    def _choose_sound(self) -> None:
        chosen = self._presenter.state.computer
        if chosen is None:
            return

        def refused(error: KnownError) -> None:
            tell(self, error)
            self.show_state(self._presenter.state)  # the boxes say what is in use

        chime, speech = self.chime.isChecked(), self.speech.isChecked()
        self._presenter.use_computer(
            replace(chosen, display_chime=chime, display_speech=speech), "Guardado.", refused
        )


class SafetySection(QWidget):
    """Backups, and what the program thinks of this computer.

    Args:
        presenter: shared by all sections.
        keeping: this computer's safety.
    """

    def __init__(self, presenter: AdminPresenter, keeping: Keeping) -> None:
        super().__init__()
        self._presenter = presenter
        self._keeping = keeping
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._backups(), 2)
        row.addWidget(self._diagnosis(), 3)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``."""
        self._last.setText(state.last_backup or "Todavía no hay ninguna copia.")
        self._model.set_rows(state.checks)
        self._busy.set_busy(state.diagnosing)
        self.diagnose.setEnabled(not state.diagnosing)
        wrong = next((check for check in state.checks if check.todo), None)
        if self.table.current() is None and wrong is not None:
            self.table.choose(wrong.name)  # what to do about it is read without looking for it
        self._draw_check(self.table.current())

    def _backups(self) -> Card:
        card = Card("Copias de seguridad")
        card.body.setSpacing(M)
        self._last = Text("", Role.STRONG, wrap=True)
        card.body.addWidget(self._last)
        card.body.addWidget(
            Text(
                "Se hace una cada día. Está cifrada: para abrirla en otro equipo hace falta el"
                " código de recuperación.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        card.body.addStretch(1)
        foot = FlowLayout()
        self.back_up = KeyButton("Copiar ahora", key="F2", icon="save", style=ButtonStyle.PRIMARY)
        self.back_up.clicked.connect(lambda: self._presenter.keep(self._keeping.back_up))
        foot.addWidget(self.back_up)
        self.new_code = KeyButton("Nuevo código", key="F9", icon="key-round")
        self.new_code.setToolTip("Código de recuperación nuevo, si la hoja se perdió")
        self.new_code.clicked.connect(self._presenter.new_code)
        self._presenter.code_made.connect(self._show_code)
        foot.addWidget(self.new_code)
        card.body.addLayout(foot)
        return card

    def _show_code(self, new: NewCode) -> None:
        NewCodeSheet(self._presenter, new).open(self)

    def _diagnosis(self) -> Card:
        self._busy = BusyBar()
        card = Card("Diagnóstico de este equipo")
        self._model = TableModel[Check](
            [
                Column("Qué", lambda row: row.name, width=130),
                Column("Cómo está", lambda row: row.words, width=160, stretch=1),
                Column("", lambda row: _WORDS[row.kind], width=90, chip=lambda row: row.kind),
            ],
            key=lambda row: row.name,
            look=lambda row: RowLook.NORMAL,
        )
        self.table = DataTable("Diagnóstico", self._model)
        self.table.chosen.connect(self._draw_check)
        self._todo = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.diagnose = KeyButton("Revisar ahora", key="F6", icon="refresh-cw")
        self.diagnose.clicked.connect(self._presenter.diagnose)
        self.pack = KeyButton("Guardar informe", key="F7", icon="download")
        self.pack.setToolTip("Sin datos personales, para quien da soporte")
        self.pack.clicked.connect(lambda: self._presenter.keep(self._keeping.pack_report))
        foot = FlowLayout()
        foot.addWidget(self.diagnose)
        foot.addWidget(self.pack)
        card.body.addWidget(self._busy)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._todo)
        card.body.addLayout(foot)
        return card

    def _draw_check(self, check: Check | None) -> None:
        # A long line of the table is read whole here.
        self._todo.setText("" if check is None else f"{check.words} {check.todo}".strip())


def _offer(box: QComboBox, none: str, names: Sequence[str], chosen: str) -> None:
    """Offer ``names`` after ``none``; the chosen one also when it is not connected."""
    offered = ["", *names]
    if chosen not in offered:
        offered.append(chosen)
    if [box.itemData(place) for place in range(box.count())] != offered:
        box.clear()
        for name in offered:
            missing = bool(name) and name not in names
            box.addItem((f"{name} (no se encuentra)" if missing else name) or none, name)
    if not box.hasFocus():
        box.setCurrentIndex(max(0, box.findData(chosen)))

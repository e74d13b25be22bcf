"""The screen of the first start."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.firststart.bring import BringStep
from ui.firststart.presenter import FirstStartPresenter, FirstStartState, Step
from ui.firststart.steps import AdministratorStep, CodeStep, CountersStep, DoneStep, OfficeStep
from ui.theme import Kind, Role, S, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import Cover, ErrorLine
from ui.widgets.text import Chip, Text

_NAMES = {
    Step.OFFICE: "Oficina",
    Step.COUNTERS: "Ventanillas",
    Step.ADMINISTRATOR: "Administrador",
    Step.CODE: "Código de recuperación",
}
_INTRO = {
    Step.BRING: (
        "Traer la oficina del centro",
        "Este equipo queda en el lugar del anterior, que ya no podrá enviar ni recibir.",
    ),
    Step.OFFICE: ("La oficina", "Estos datos salen en los turnos. Se pueden cambiar después."),
    Step.COUNTERS: ("Las ventanillas", "Qué puede atender cada una."),
    Step.ADMINISTRATOR: (
        "El administrador",
        "Quien configura la oficina y agrega al personal.",
    ),
    Step.CODE: (
        "Código de recuperación",
        (
            "Los datos están cifrados. Con este código se abren en otro equipo o si este se daña."
            " Imprima la hoja y guárdela bajo llave: nadie más puede dárselo."
        ),
    ),
    Step.DONE: ("La oficina está lista", ""),
}
_NEXT = {
    Step.BRING: "Traer la oficina",
    Step.OFFICE: "Continuar",
    Step.COUNTERS: "Continuar",
    Step.ADMINISTRATOR: "Crear la oficina",
    Step.CODE: "Terminar",
    Step.DONE: "Ingresar",
}


class FirstStartPage(Cover):
    """Four steps and a last word; F2 goes on, Esc goes back, F4 brings an office that exists.

    Args:
        presenter: leads through them; closed by who made it.
    """

    help_topic = "primer-inicio"

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("Primer inicio", width=860, mark=False)
        self._presenter = presenter
        self._step: Step | None = None
        self._chips = {step: Chip(f"{step + 1} {name}") for step, name in _NAMES.items()}
        self._title, self._intro = Text("", Role.TITLE), Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.bring = BringStep()
        self.office = OfficeStep(presenter.catalogue)
        self.counters = CountersStep()
        self.administrator = AdministratorStep()
        self.code = CodeStep()
        self.finished = DoneStep()
        self._steps: dict[Step, QWidget] = {
            Step.BRING: self.bring,
            Step.OFFICE: self.office,
            Step.COUNTERS: self.counters,
            Step.ADMINISTRATOR: self.administrator,
            Step.CODE: self.code,
            Step.DONE: self.finished,
        }
        self.error = ErrorLine()
        self._busy = BusyBar()
        self.back = KeyButton("Atrás", key="Escape", style=ButtonStyle.GHOST)
        self.exists = KeyButton(
            "Esta oficina ya existe: traerla del centro", key="F4", style=ButtonStyle.GHOST
        )
        self.go = KeyButton("Continuar", key="F2", style=ButtonStyle.PRIMARY, large=True)
        self._lay_out()
        self.exists.clicked.connect(presenter.choose_bring)
        self.back.clicked.connect(presenter.back)
        self.go.clicked.connect(self._go)
        self.code.print.clicked.connect(presenter.print_sheet)
        self.code.save.clicked.connect(presenter.save_sheet)
        presenter.changed.connect(self.show_state)
        self.show_state(presenter.state)

    def show_state(self, state: FirstStartState) -> None:
        """Draw ``state``."""
        self.error.set(state.error)
        self._busy.set_busy(state.busy)
        self.go.setEnabled(not state.busy)
        bringing = state.step is Step.BRING
        self.bring.show_came(state.came, busy=state.busy and bringing)
        self.back.set("Cancelar" if bringing and state.busy else "Atrás")
        if state.told != self.code.told.text():
            self.code.told.setText(state.told)
            if state.told:
                self.code.last.setFocus()  # what comes next
        if state.office is not None:
            self.counters.offer(self._presenter.catalogue.services_of(state.office.code))
        if state.created is not None:
            self.code.show_code(state.created)
            self.finished.show_passwords(state.created.temporary)
        if state.step is not self._step:
            self._turn_to(state.step)

    def _lay_out(self) -> None:
        body = self.card.body
        body.setSpacing(S + S // 2)
        row = QHBoxLayout()
        row.setSpacing(S)
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        body.addLayout(row)
        body.addWidget(self._title)
        body.addWidget(self._intro)
        for step in self._steps.values():
            body.addWidget(step)
        body.addWidget(self.error)
        body.addWidget(self._busy)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self.exists)
        foot.addStretch(1)
        foot.addWidget(self.go)
        body.addLayout(foot)

    def _turn_to(self, step: Step) -> None:
        self._step = step
        for other, widget in self._steps.items():
            widget.setVisible(other is step)
        for other, chip in self._chips.items():
            done = other < step
            kind = Kind.OK if done else Kind.INFO if other is step else Kind.NEUTRAL
            chip.setVisible(step is not Step.BRING)
            chip.set(f"{other + 1} {_NAMES[other]}", kind, "check" if done else "")
        title, intro = _INTRO[step]
        self._title.setText(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self.go.set(_NEXT[step])
        self.back.setVisible(step in {Step.BRING, Step.COUNTERS, Step.ADMINISTRATOR})
        self.exists.setVisible(step is Step.OFFICE)
        first = {
            Step.BRING: self.bring.address,
            Step.OFFICE: self.office.code,
            Step.COUNTERS: self.counters.add,
            Step.ADMINISTRATOR: self.administrator.full_name,
            Step.CODE: self.code.print,
            Step.DONE: self.go,
        }
        self.setFocusProxy(first[step])
        first[step].setFocus()

    def _go(self) -> None:
        match self._presenter.state.step:
            case Step.BRING:
                self._presenter.bring(self.bring.asked())
            case Step.OFFICE:
                code = str(self.office.code.currentData())
                self._presenter.office(code, self.office.fields.form())
            case Step.COUNTERS:
                self._presenter.counters(self.counters.forms())
            case Step.ADMINISTRATOR:
                step = self.administrator
                self._presenter.administrator(
                    step.person(), step.again.text(), with_display=step.display.isChecked()
                )
            case Step.CODE:
                self._presenter.confirm(self.code.last.text())
            case Step.DONE:
                self._presenter.finish()

"""What stands where a case waits: returned, at the kit's door, in another area, ended."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.case_parts import CaseState
from domain.checklist import FAULTS, problem_words
from ui.casework.ending import DetailField
from ui.casework.head import moment_words
from ui.casework.state import Casework, Phase
from ui.theme import M, Role, S, Tone
from ui.widgets import FormRow, Icon, Text

TOPICS = {
    Phase.DOCUMENTS: "tramites#revisar-los-documentos",
    Phase.RETURNED: "tramites#falta-algo-la-devolución",
    Phase.KIT: "tramites#resolver-y-cerrar",
    Phase.STEPS: "tramites#los-pasos-en-otros-sistemas",
    Phase.RESOLVE: "tramites#resolver-y-cerrar",
    Phase.REFERRED: "tramites#resolver-y-cerrar",
    Phase.CLOSE: "tramites#resolver-y-cerrar",
    Phase.ENDED: "tramites#más-acciones",
}
"""The place in the manual of each part of a case."""


class WaitingPanel(QWidget):
    """What became of the case, what comes next and who does it."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.setSpacing(S)
        self._icon = Icon("info", size=28)
        self._title = Text("", Role.SECTION, wrap=True)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        self._lines: list[Text] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(S)
        column.addLayout(self._column)
        self.answer = DetailField()
        self._row = FormRow("Respuesta del área", self.answer)
        column.addSpacing(M - S)
        column.addWidget(self._row)
        column.addStretch(1)

    def show_case(self, state: Casework, now: datetime) -> None:
        """Show where the case waits."""
        icon, tone, title, lines = _words(state, now)
        self._icon.set(icon, tone)
        self._title.setText(title)
        while len(self._lines) < len(lines):
            text = Text("", wrap=True)
            self._lines.append(text)
            self._column.addWidget(text)
        for number, text in enumerate(self._lines):
            text.setVisible(number < len(lines))
            if number < len(lines):
                text.setText(lines[number])
        self._row.setVisible(state.phase is Phase.REFERRED and state.editable)
        self.setAccessibleName(" ".join((title, *lines)))

    def set_low(self, *, low: bool) -> None:
        """Ask for less height."""
        self.answer.set_low(low=low)

    def area_answer(self) -> str:
        """What the area answered; empty, and said so, while nothing was typed."""
        text = self.answer.toPlainText().strip()
        self._row.set_error("" if text else "Escriba qué respondió el área.")
        if not text:
            self.answer.setFocus()
        return text

    def forget(self) -> None:
        """Another case: nothing typed of the one before stays."""
        self.answer.clear()
        self._row.set_error()


_Words = tuple[str, Tone, str, list[str]]
_IF_IN_TIME = (
    "Si lo que faltaba llegó dentro del plazo, todavía puede recibirse; si no, abra un trámite"
    " nuevo con la documentación completa."
)


def _words(state: Casework, now: datetime) -> _Words:
    return {
        Phase.RETURNED: _returned,
        Phase.REFERRED: _referred,
        Phase.KIT: _kit,
    }.get(state.phase, _ended)(state, now)


def _returned(state: Casework, now: datetime) -> _Words:
    lines, ends = _missing(state), state.view.case.term_ends
    if state.over(state.view.office.local(now)):
        title = f"El plazo para completarlo terminó el {ends:%d/%m/%Y}"
        return "circle-x", Tone.ERROR, title, [*lines, _IF_IN_TIME]
    return (
        "corner-up-left",
        Tone.WARN,
        "Devuelto: la persona debe traer",
        [
            *lines,
            (
                f"Tiene plazo hasta el {ends:%d/%m/%Y}, ese día incluido."
                " Lo demás ya está en orden: no se le pide otra vez."
            ),
        ],
    )


def _missing(state: Casework) -> list[str]:
    """What was missing, a line each."""
    view = state.view
    return [
        f"{item.number}.  {item.document}: {problem_words(item, found)}"
        for item in view.service.requirements
        for found in [view.checklist.finding(item.number)]
        if found.verdict in FAULTS
    ]


def _referred(state: Casework, now: datetime) -> _Words:
    view = state.view
    since = moment_words(view.office.local(view.case.held_since), view.office.local(now))
    area = view.catalogue.area(view.case.area)
    where = "" if area is None or not area.email else f"Correo del área: {area.email}"
    lines = [f"Desde {since}. Motivo: {view.case.reason}", where]
    return "arrow-right", Tone.WARN, f"Derivado a {view.area}", [line for line in lines if line]


def _kit(state: Casework, now: datetime) -> _Words:
    view = state.view
    first, last = view.effective
    lines = []
    if first is not None:
        until = "" if last is None else f" al {last:%d/%m/%Y}"
        lines.append(
            f"Ausencia del {first:%d/%m/%Y}{until}, días incluidos."
            if until
            else f"Ausencia desde el {first:%d/%m/%Y}."
        )
    lines += [
        "La documentación está completa. Sigue el kit biométrico, con el técnico de biometría.",
        f"Siguiente paso: {view.service.procedure[1]}" if len(view.service.procedure) > 1 else "",
    ]
    icon = "calendar-clock" if view.state_words.startswith("Programado") else "fingerprint"
    return icon, Tone.ACCENT, view.state_words, [line for line in lines if line]


def _ended(state: Casework, now: datetime) -> _Words:
    view = state.view
    case = view.case
    if case.state is CaseState.LAPSED:
        title = f"Caducado: el plazo para completarlo terminó el {case.term_ends:%d/%m/%Y}"
        return "circle-x", Tone.MUTED, title, [*_missing(state), _IF_IN_TIME]
    if case.state is CaseState.WITHDRAWN:
        return "x", Tone.MUTED, "Retirado", [f"Motivo: {case.reason}"]
    lines = []
    if case.outcome is not None:
        code = f" · {case.outcome.code}" if case.outcome.code else ""
        lines += [f"{case.outcome.type.label}{code}", case.outcome.detail]
    if case.conformity is not None:
        lines.append(
            ": ".join(p for p in (case.conformity.kind.label, case.conformity.reason) if p)
        )
    if case.unforeseen:
        lines.append("Su solución era nueva: pasó a revisión de calidad.")
    return "circle-check", Tone.OK, case.state.label, lines

"""The case as it is written: topic, system, problem, solution."""

from collections.abc import Collection
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from domain.catalogue import Catalogue
from domain.solutions import SolutionType
from domain.text import REASON_LIMIT
from ui.support.fields import DIGITS, Choice, ChoiceField, DetailField, ProblemField, numbered
from ui.support.state import GAP_WORDS, Draft, Gap
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import Card, Chip, FlowLayout, FormRow, KeyButton, Text
from ui.widgets.results import ResultList

LONGEST_PROBLEM = 2 * REASON_LIMIT
"""Longer than is kept, so that pasting by mistake is told, not cut."""


class CaseForm(Card):
    """The fields of a support case, and what can be done with it besides closing it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Consulta")
        self.topic, self.system = ChoiceField("Temas"), ChoiceField("Sistemas")
        self.type, self.problem = ChoiceField("Tipos de solución"), ProblemField()
        self.problem.setMaxLength(LONGEST_PROBLEM)
        self.detail = DetailField()
        self.solutions = ResultList("Soluciones aprobadas", self.problem)
        self._rows = {
            Gap.TOPIC: FormRow("Tema", self.topic),
            Gap.PROBLEM: FormRow("Problema, en una línea", self.problem),
            Gap.TYPE: FormRow("Tipo de solución", self.type),
            Gap.DETAIL: FormRow("Qué se hizo o se indicó", self.detail, tall=True),
        }
        self.code = Chip("", Kind.OK, icon="circle-check")
        self.review = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.undo = KeyButton("Deshacer", key="Ctrl+Z")
        self.another = KeyButton("Cerrar y otro caso", key="F5")
        self.refer = KeyButton("Derivar", key="F6")
        self.leave_open = KeyButton("Dejar abierto", key="F7")
        self.refused = KeyButton("No conforme", key="F8")
        self.by_email = KeyButton("Avisar por correo", key="F10")
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(M)
        top.addWidget(self._rows[Gap.TOPIC], 1)
        top.addWidget(FormRow("Sistema", self.system, optional=True), 1)
        self.body.addLayout(top)
        self.body.addWidget(self._rows[Gap.PROBLEM])
        solved = QHBoxLayout()
        solved.setSpacing(M)
        solved.addWidget(self._rows[Gap.TYPE], 1)
        solved.addWidget(self.code, 1, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(S)
        self.body.addLayout(solved)
        self.body.addWidget(self._rows[Gap.DETAIL], 1)
        self.body.addWidget(self.review)
        flow = FlowLayout()
        for button in (
            self.another,
            self.refused,
            self.leave_open,
            self.by_email,
            self.refer,
            self.undo,
        ):
            flow.addWidget(button)
        self.body.addLayout(flow)

        fields = (self.topic, self.system, self.problem, self.type, self.detail, self.another)
        for before, after in pairwise(fields):
            self.setTabOrder(before, after)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer its topics and systems."""
        self.topic.set_choices(numbered((topic.code, topic.name) for topic in catalogue.topics))
        systems = numbered(((name, name) for name in catalogue.systems), DIGITS[:9])
        self.system.set_choices([Choice("", "Ninguno", "0", "minus"), *systems])
        self.type.set_choices(numbered((kind.value, kind.label) for kind in SolutionType))

    def show_draft(self, draft: Draft) -> None:
        """Show what is written; what is not missing any more is not told as missing."""
        solved = draft.solved
        self.topic.set_value(draft.topic)
        self.system.set_value(draft.system)
        self.type.set_value("" if solved.type is None else solved.type.value)
        if self.problem.text() != draft.problem:
            self.problem.setText(draft.problem)
        self.detail.set_text(solved.detail)
        self.code.set(f"Con la solución {solved.code}")
        self.code.setVisible(bool(solved.code))
        self.undo.setVisible(draft.before is not None)
        new = bool(solved.detail.strip()) and not solved.code
        self.review.setText(
            "No está entre las aprobadas: al cerrar irá a revisión de calidad." if new else ""
        )
        self.review.setVisible(new)
        gaps = draft.gaps()
        for gap, row in self._rows.items():
            if gap not in gaps:
                row.set_error()

    def say_missing(self, gaps: Collection[Gap]) -> None:
        """Say what is missing, and nothing of the rest."""
        for gap, row in self._rows.items():
            row.set_error(GAP_WORDS[gap] if gap in gaps else "")

    def go_to(self, gap: Gap) -> None:
        """Put the focus where something is missing."""
        self._rows[gap].field.setFocus()

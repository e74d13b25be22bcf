"""Solving a case and ending it: the type by its digit, a short detail, what the person said."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.usecases.case_view import CaseView
from desktop.usecases.resolving import Answer
from domain.case_parts import DETAIL_LIMIT, ConformityKind
from domain.catalogue import Channel
from domain.solutions import Solution, SolutionType
from domain.text import REASON_LIMIT
from ui import theme
from ui.theme import M, Role, S, Tone
from ui.widgets import Chip, FlowLayout, FormRow, KeyButton, Text


class DetailField(QPlainTextEdit):
    """A short text of a few lines; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._height = 72

    def set_low(self, *, low: bool) -> None:
        """Ask for two lines only, where height is scarce."""
        self._height = 50 if low else 72
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A few lines."""
        return QSize(super().sizeHint().width(), theme.now().px(self._height))

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(super().minimumSizeHint().width(), theme.now().px(50))


class ResolvePanel(QWidget):
    """How the case is solved."""

    bank_wanted = Signal()
    """Look for a solution of the bank."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] | None = None
        self._code = self._title = ""
        self._drafts: dict[object, tuple[SolutionType, str, str, str]] = {}
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self._steps = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self._steps)
        self._question = Text("¿Cómo se resuelve?", Role.STRONG)
        column.addWidget(self._question)
        types = QWidget()
        flow = FlowLayout(types)
        self.types: dict[SolutionType, KeyButton] = {}
        for digit, kind in enumerate(SolutionType, start=1):
            button = KeyButton(kind.label, key=str(digit))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, kind=kind: self.choose(kind))
            flow.addWidget(button)
            self.types[kind] = button
        self.bank = KeyButton("Del banco de soluciones", key="F7", icon="search")
        self.bank.clicked.connect(self.bank_wanted)
        flow.addWidget(self.bank)
        column.addWidget(types)
        self._used = Text("", Role.SMALL, Tone.OK, wrap=True)
        column.addWidget(self._used)
        self.detail = DetailField()
        self._row = FormRow("Detalle breve, como lo leerá la persona", self.detail)
        column.addWidget(self._row)
        self._foot = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self._foot)
        column.addStretch(1)
        self.kind = SolutionType.DONE

    def set_low(self, *, low: bool) -> None:
        """Leave out what the rest tells too, where height is scarce."""
        self._question.setVisible(not low)
        self._steps.setVisible(not low and bool(self._steps.text()))
        self._column.setSpacing(S if low else M)
        self.detail.set_low(low=low)

    def begin(self, view: CaseView, *, refusing: bool, editable: bool) -> None:
        """Begin with a case, once: what is being typed of the same one stays."""
        self.setEnabled(editable)
        answers = [event.detail for event in view.history if event.kind == "case_answered"]
        done = [step for step in view.steps if step.done]
        told = tuple(_step_words(step.step.title, step.note) for step in done)
        shown = (view.case.id, view.case.reopened, refusing, len(answers), told)
        self._steps.setText(f"Hecho: {'; '.join(told)}" if told else "")
        self._foot.setText(
            "Un supervisor autoriza la respuesta antes de enviarla."
            if view.service.approval_before_answer
            else ""
        )
        self._foot.setVisible(bool(self._foot.text()))
        self.bank.setVisible(not refusing)
        if shown == self._shown:
            return
        self._drafts[self._shown] = (
            self.kind, self.detail.toPlainText(), self._code, self._title,
        )  # fmt: skip
        self._shown = shown
        self._row.set_error()
        kind, text, code, title = self._drafts.get(shown) or (
            *_proposed(view, answers, told, refusing=refusing), "", "",
        )  # fmt: skip
        self.choose(kind)
        self.detail.setPlainText(text)
        self._use(code, title)

    def apply(self, solution: Solution) -> None:
        """Take type, code and text of a solution of the bank."""
        self.choose(solution.content.type)
        self.detail.setPlainText(solution.content.text)
        self._use(solution.code, solution.content.title)
        self.detail.setFocus()

    def _use(self, code: str, title: str) -> None:
        self._code, self._title = code, title
        self._used.setText(f"Solución {code}: {title}" if code else "")
        self._used.setVisible(bool(code))

    def choose(self, kind: SolutionType) -> None:
        """Choose how it is solved."""
        self.kind = kind
        for other, button in self.types.items():
            button.setChecked(other is kind)
        self._row.rename(
            "Por qué no procede"
            if kind is SolutionType.REFUSED
            else "Detalle breve, como lo leerá la persona",
            "",
        )

    def answer(self) -> Answer | None:
        """What was chosen and typed; None, and said so, while the detail is missing."""
        text = self.detail.toPlainText().strip()
        wrong = "" if text else "Falta el detalle."
        if len(text) > DETAIL_LIMIT:
            wrong = f"Es demasiado largo: {len(text)} caracteres. Redúzcalo a {DETAIL_LIMIT}."
        self._row.set_error(wrong)
        if wrong:
            self.detail.setFocus()
            return None
        return Answer(self.kind, text, self._code)


class ClosePanel(QWidget):
    """What the person says of the solution."""

    accepted = Signal()
    """Intro in the reason: end it."""

    def __init__(self) -> None:
        super().__init__()
        self._case: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self._outcome = Text("", Role.SECTION, wrap=True)
        self._detail = Text("", wrap=True)
        column.addWidget(self._outcome)
        column.addWidget(self._detail)
        self._unforeseen = Chip("Solución nueva: pasa a revisión de calidad")
        column.addWidget(self._unforeseen)
        column.addWidget(Text("¿Qué dice la persona?", Role.STRONG))
        kinds = QWidget()
        flow = FlowLayout(kinds)
        self.kinds: dict[ConformityKind, KeyButton] = {}
        for digit, kind in enumerate(ConformityKind, start=1):
            button = KeyButton(kind.label, key=str(digit))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, kind=kind: self.choose(kind))
            flow.addWidget(button)
            self.kinds[kind] = button
        column.addWidget(kinds)
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LIMIT)
        self.reason.returnPressed.connect(self.accepted)
        self._reason_row = FormRow("Por qué no está conforme", self.reason)
        column.addWidget(self._reason_row)
        column.addStretch(1)
        self.kind = ConformityKind.GIVEN

    def begin(self, view: CaseView, *, editable: bool) -> None:
        """Begin with a case, once."""
        self.setEnabled(editable)
        outcome = view.case.outcome
        if outcome is not None:
            code = f" · {outcome.code}" if outcome.code else ""
            self._outcome.setText(f"{outcome.type.label}{code}")
            self._detail.setText(outcome.detail)
        self._unforeseen.setVisible(view.case.unforeseen)
        shown = (view.case.id, view.case.reopened)
        if shown == self._case:
            return
        self._case = shown
        self.reason.clear()
        written = view.case.origin.channel in {Channel.EMAIL, Channel.DOCUMENT_SYSTEM}
        self.choose(ConformityKind.TOLD_BY_EMAIL if written else ConformityKind.GIVEN)

    def choose(self, kind: ConformityKind) -> None:
        """Choose what the person says."""
        self.kind = kind
        for other, button in self.kinds.items():
            button.setChecked(other is kind)
        refused = kind is ConformityKind.REFUSED
        self._reason_row.set_error()
        self._reason_row.setVisible(refused)
        if refused and self.isVisible():
            self.reason.setFocus()

    def said(self) -> tuple[ConformityKind, str] | None:
        """What was chosen; None, and said so, while the reason is missing."""
        if self.kind is not ConformityKind.REFUSED:
            return self.kind, ""
        if not self.reason.text().strip():
            self._reason_row.set_error("Anote por qué no está conforme.")
            self.reason.setFocus()
            return None
        return self.kind, self.reason.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the reason goes back to the choice."""
        if event.key() == Qt.Key.Key_Escape and self.reason.hasFocus():
            self.choose(ConformityKind.GIVEN)
            self.kinds[ConformityKind.GIVEN].setFocus()
            return
        super().keyPressEvent(event)


def _step_words(title: str, note: str) -> str:
    return f"{title} ({note})" if note else title


def _proposed(
    view: CaseView, answers: list[str], told: tuple[str, ...], *, refusing: bool
) -> tuple[SolutionType, str]:
    """Return the type and text that fit most cases like this one."""
    if refusing:
        return SolutionType.REFUSED, ""
    done = f"Hecho: {'. '.join(told)}." if told else ""
    if view.service.steps:
        return SolutionType.DONE, answers[-1] if answers else done
    if view.service.is_support and not answers:
        return SolutionType.EXPLAINED, ""
    return SolutionType.ANSWERED, answers[-1] if answers else ""

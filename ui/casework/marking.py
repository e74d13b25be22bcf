"""The keys that mark the current requirement: a verdict, a reason by its digit, a registry."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from domain.checklist import OTHER_REASON, Verdict
from domain.requirements import Requirement
from domain.text import REASON_LIMIT
from ui.theme import S
from ui.widgets import FlowLayout, FormRow, KeyButton

REGISTRY = "Consulta pública del SRI"
"""The registry offered first; it can be typed over."""
_VERDICTS = (
    (Verdict.ACCEPTED, "Aceptado", "1"),
    (Verdict.MISSING, "Falta", "2"),
    (Verdict.REJECTED, "Rechazado", "3"),
    (Verdict.NOT_APPLICABLE, "No aplica", "4"),
    (Verdict.VERIFIED, "En registro", "5"),
)


class MarkBar(QWidget):
    """Asks for the verdict, then for its reason or its registry where it needs one."""

    chosen = Signal(object, str, str)
    """The ``Verdict``, the code of its reason, and what was typed."""
    left = Signal()
    """A question was left with Esc."""
    grown = Signal()
    """It shows more or less than before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._item: Requirement | None = None
        self._verdict = Verdict.PENDING
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S // 2, 0, S // 2)
        column.setSpacing(S)
        self._verdicts = QWidget()
        flow = FlowLayout(self._verdicts)
        self.buttons: dict[Verdict, KeyButton] = {}
        for verdict, words, key in _VERDICTS:
            button = _button(words, key)
            button.clicked.connect(lambda _checked=False, verdict=verdict: self._press(verdict))
            flow.addWidget(button)
            self.buttons[verdict] = button
        self._reasons = QWidget()
        self._reason_flow = FlowLayout(self._reasons)
        self.reasons: list[KeyButton] = []
        self.words, self.place = QLineEdit(), QLineEdit(REGISTRY)
        hint = "Intro lo guarda; Esc vuelve."
        self._words_row = FormRow("Otro motivo", self.words, hint=hint)
        self._place_row = FormRow("Registro público donde lo verificó", self.place, hint=hint)
        for row, field in ((self._words_row, self.words), (self._place_row, self.place)):
            field.setMaxLength(REASON_LIMIT)
            field.returnPressed.connect(lambda row=row, field=field: self._typed(row, field))
        for part in (self._verdicts, self._reasons, self._words_row, self._place_row):
            column.addWidget(part)
        self._show(self._verdicts)

    @property
    def asking(self) -> bool:
        """Whether a reason or a registry is asked for."""
        return self._verdict is not Verdict.PENDING

    def ask_verdict(self, item: Requirement | None, *, keep: bool = False) -> None:
        """Begin with a requirement; ``keep``: what is being asked of the same one goes on."""
        if keep and item == self._item:
            return
        self._item = item
        self._verdict = Verdict.PENDING
        self.words.clear()
        if item is not None:
            self.buttons[Verdict.NOT_APPLICABLE].setVisible(item.conditional)
            self.buttons[Verdict.VERIFIED].setVisible(item.in_public_registry)
        self._show(self._verdicts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the question."""
        if event.key() == Qt.Key.Key_Escape and self.asking:
            self.leave()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """Ask for the verdict again."""
        item = self._item
        self.ask_verdict(None)
        self.ask_verdict(item)
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Tell whoever scrolls that its height is another."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.grown.emit()
        return super().event(event)

    def _press(self, verdict: Verdict) -> None:
        if self._item is None:
            return
        if verdict is Verdict.REJECTED:
            self._verdict = verdict
            self._offer(self._item)
            self._show(self._reasons)
        elif verdict is Verdict.VERIFIED:
            self._verdict = verdict
            self._ask_text(self._place_row, self.place)
        else:
            self.chosen.emit(verdict, "", "")

    def _offer(self, item: Requirement) -> None:
        told = [(reason.code, reason.text) for reason in item.reasons[:9]]
        offered = [*told, (OTHER_REASON, "Otro motivo")]
        for button in self.reasons:
            self._reason_flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.reasons = []
        for digit, (code, words) in enumerate(offered, start=1):
            button = _button(words, "0" if code == OTHER_REASON else str(digit))
            button.clicked.connect(lambda _checked=False, code=code: self._reason(code))
            self._reason_flow.addWidget(button)
            self.reasons.append(button)
        back = _button("Volver (Esc)", "")
        back.clicked.connect(self.leave)
        self._reason_flow.addWidget(back)
        self.reasons.append(back)

    def _reason(self, code: str) -> None:
        if code == OTHER_REASON:
            self._ask_text(self._words_row, self.words)
        else:
            self.chosen.emit(Verdict.REJECTED, code, "")

    def _ask_text(self, row: FormRow, field: QLineEdit) -> None:
        self._show(row)
        field.selectAll()
        field.setFocus()

    def _typed(self, row: FormRow, field: QLineEdit) -> None:
        text = field.text().strip()
        if not text:
            row.set_error("Escríbalo, o pulse Esc.")
            return
        reason = OTHER_REASON if self._verdict is Verdict.REJECTED else ""
        self.chosen.emit(self._verdict, reason, text)

    def _show(self, part: QWidget) -> None:
        self._words_row.set_error()
        self._place_row.set_error()
        for one in (self._verdicts, self._reasons, self._words_row, self._place_row):
            one.setVisible(one is part)


def _button(words: str, key: str) -> KeyButton:
    made = KeyButton(words, key=key)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key is pressed from the list itself
    return made

"""The sheet in which a task is answered."""

from functools import partial

from PySide6.QtWidgets import QLineEdit

from domain.errors import KnownError
from domain.tasks import WITH_REASON, WORDS_LIMIT, Choice
from ui.pending.presenter import PendingPresenter
from ui.pending.state import Line
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text

_KEYS = ("F2", "F3", "F4")


class AnswerSheet(Sheet):
    """Asks for one of a task's answers; it stays until it is kept, and tells why it is not.

    Args:
        presenter: answers.
        line: the task.
    """

    help_topic = "pendientes#responder"

    def __init__(self, presenter: PendingPresenter, line: Line) -> None:
        super().__init__(line.title, width=620)
        self._presenter, self._line = presenter, line
        item = line.item
        self.body.addWidget(Text(item.what, Role.BODY, wrap=True))
        if item.how:
            self.body.addWidget(Text(item.how, Role.BODY, Tone.MUTED, wrap=True))
        self.words = QLineEdit()
        self.words.setMaxLength(WORDS_LIMIT // 2)
        optional = item.kind not in WITH_REASON
        self.body.addWidget(FormRow("Qué comprobó", self.words, optional=optional))
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.answers = [
            self._button(_KEYS[place], choice) for place, choice in enumerate(item.choices)
        ]
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    def _button(self, key: str, choice: Choice) -> KeyButton:
        style = ButtonStyle.PRIMARY if key == _KEYS[0] else ButtonStyle.SECONDARY
        button = KeyButton(choice.label, key=key, style=style)
        return self.add_action(button, partial(self._answer, choice.code))

    def _answer(self, code: str) -> None:
        if self._presenter.is_acting:
            return
        self.error.set("")
        for button in self.answers:
            button.setEnabled(False)
        self._presenter.answer(self._line.id, code, self.words.text())

    def _refused(self, error: KnownError) -> None:
        for button in self.answers:
            button.setEnabled(True)
        self.error.set(error.words)

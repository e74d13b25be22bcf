"""The sheet in which a solution is written: to be approved, changed or added."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit

from domain.catalogue import Catalogue
from domain.errors import KnownError
from domain.solutions import TEXT_LIMIT, TITLE_LIMIT, SolutionContent, SolutionType
from ui import theme
from ui.solutions.presenter import SolutionsPresenter
from ui.theme import Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text

ANY = "Cualquiera"
_TEXT = "Qué hacer o qué decir"


class SolutionSheet(Sheet):
    """Asks for the words of a solution; it stays until they are kept, and tells why they are not.

    Args:
        presenter: makes the change.
        title: what is being done.
        save: the words of its button.
        change: asks for the change.
        content: what the solution says now; None for a new one.
        note: a line above the fields.
    """

    def __init__(
        self,
        presenter: SolutionsPresenter,
        title: str,
        save: str,
        change: Callable[[SolutionContent], None],
        content: SolutionContent | None = None,
        note: str = "",
    ) -> None:
        super().__init__(title, width=680)
        self._presenter = presenter
        self._change = change
        if note:
            self.body.addWidget(Text(note, Role.BODY, Tone.MUTED, wrap=True))
        self.problem = QLineEdit()
        self.problem.setMaxLength(TITLE_LIMIT)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.now().px(132))
        self.text.textChanged.connect(self._count)
        self.type, self.topic, self.system = QComboBox(), QComboBox(), QComboBox()
        self.body.addWidget(FormRow("Problema, en una línea", self.problem))
        self._text_row = FormRow(_TEXT, self.text)
        self.body.addWidget(self._text_row)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(FormRow("Cómo se resuelve", self.type), 1)
        row.addWidget(FormRow("Tema", self.topic), 1)
        row.addWidget(FormRow("Sistema", self.system), 1)
        self.body.addLayout(row)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.save = self.add_action(
            KeyButton(save, key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        self._offer(presenter.desk.catalogue)
        self._fill(content or SolutionContent(SolutionType.EXPLAINED, "", ""))
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    @property
    def content(self) -> SolutionContent:
        """What is written."""
        return SolutionContent(
            SolutionType(self.type.currentData()),
            self.problem.text(),
            self.text.toPlainText(),
            str(self.topic.currentData()),
            str(self.system.currentData()),
        )

    def _offer(self, catalogue: Catalogue) -> None:
        for kind in SolutionType:
            self.type.addItem(kind.label, kind.value)
        for field, names in (
            (self.topic, [(topic.name, topic.code) for topic in catalogue.topics]),
            (self.system, [(system, system) for system in catalogue.systems]),
        ):
            field.addItem(ANY, "")
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(10)
            for words, code in names:
                field.addItem(words, code)

    def _fill(self, content: SolutionContent) -> None:
        self.problem.setText(content.title)
        self.text.setPlainText(content.text)
        self.type.setCurrentIndex(self.type.findData(content.type.value))
        for field, code in ((self.topic, content.topic), (self.system, content.system)):
            if field.findData(code) < 0:
                field.addItem(code, code)  # it left the catalogue since
            field.setCurrentIndex(field.findData(code))

    def _count(self) -> None:
        left = TEXT_LIMIT - len(self.text.toPlainText())
        over = f"Le sobran {-left} caracteres." if left < 0 else ""
        hint = f"Le quedan {left} de {TEXT_LIMIT} caracteres." if left >= 0 else ""
        self._text_row.rename(_TEXT, hint)
        self._text_row.set_error(over)

    def _save(self) -> None:
        if self._presenter.is_acting:
            return
        self.error.set("")
        self.save.setEnabled(False)
        self._change(self.content)

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)

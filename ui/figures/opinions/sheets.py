"""What the part Opiniones asks: what was done, and what the office asks people."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit

from desktop.usecases.survey import SurveyForm
from domain.errors import KnownError
from domain.suggestions import Suggestion
from domain.survey import LONGEST, MOST_DAYS, SHORTEST, TEXT_LIMIT, SurveyRules
from ui import theme
from ui.figures.opinions.presenter import OpinionsPresenter
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet, Text
from ui.widgets.cover import ErrorLine
from ui.widgets.forms import number_field


class DoneSheet(Sheet):
    """Asks what was done about a suggestion; it stays until that is kept."""

    help_topic = "encuesta#sugerencias"

    def __init__(self, presenter: OpinionsPresenter, suggestion: Suggestion) -> None:
        super().__init__("¿Qué se hizo?", width=620)
        self._presenter = presenter
        self._key = suggestion.id
        self.body.addWidget(Text(suggestion.words, Role.BODY, Tone.MUTED, wrap=True))
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme.now().px(110))
        self.words.setPlainText(suggestion.answer)
        self.body.addWidget(FormRow("Qué se hizo", self.words))
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.save = self.add_action(
            KeyButton("Guardar", key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    def _save(self) -> None:
        self._presenter.note_done(self._key, self.words.toPlainText())

    def _refused(self, error: KnownError) -> None:
        self.error.set(error.words)
        self.words.setFocus()


class RulesSheet(Sheet):
    """Asks what people are asked, for how long, and whether receipts bear a code."""

    help_topic = "encuesta#reglas"

    def __init__(self, presenter: OpinionsPresenter, rules: SurveyRules) -> None:
        super().__init__("Encuesta de la oficina", width=620)
        self._presenter = presenter
        self._version = rules.version
        self.is_on = QCheckBox("Preguntar a las personas cómo les atendieron")
        self.is_on.setChecked(rules.is_on)
        self.question, self.thanks = QLineEdit(rules.question), QLineEdit(rules.thanks)
        for field in (self.question, self.thanks):
            field.setMaxLength(TEXT_LIMIT)
        self.seconds = number_field(SHORTEST, LONGEST, rules.seconds)
        self.days = number_field(1, MOST_DAYS, rules.code_days)
        self.on_receipt = QCheckBox("Imprimir un código en el comprobante del trámite")
        self.on_receipt.setChecked(rules.on_receipt)
        self.body.addWidget(self.is_on)
        self.body.addWidget(FormRow("Pregunta", self.question))
        self.body.addWidget(FormRow("Agradecimiento", self.thanks))
        hint = "Después, la pantalla queda lista para la siguiente persona."
        self.body.addWidget(FormRow("Segundos de espera", self.seconds, hint=hint))
        self.body.addWidget(self.on_receipt)
        self.body.addWidget(FormRow("Días que sirve el código", self.days))
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.save = self.add_action(
            KeyButton("Guardar", key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(lambda error: self.error.set(error.words))

    def _save(self) -> None:
        form = SurveyForm(
            self.is_on.isChecked(),
            self.question.text(),
            self.thanks.text(),
            self.seconds.value(),
            self.on_receipt.isChecked(),
            self.days.value(),
        )
        self._presenter.change_rules(self._version, form)

"""What a desk enters for who is there: an answer with its code, or a suggestion."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from domain.errors import KnownError
from domain.suggestions import About, NewSuggestion
from domain.survey import SCORES, Reply, Way
from ui import theme
from ui.survey.state import CONTACT, Asking
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text
from ui.work import Runner

CHOOSE = "Elija…"


class _DeskSheet(Sheet):
    """Asks, and stays until it is kept.

    Args:
        title: what is entered.
        asking: keeps it.
    """

    help_topic = "encuesta#en-el-mostrador"

    kept = Signal(str)
    """What was kept, in words."""

    def __init__(self, title: str, asking: Asking) -> None:
        super().__init__(title, width=560)
        self.asking = asking
        self.runner = Runner(self._refused, parent=self)
        self.closed.connect(self.runner.close)
        self.contact = QLineEdit()
        self.error = ErrorLine()
        self.save = KeyButton("Guardar", key="Ctrl+Return", style=ButtonStyle.PRIMARY)

    def finish(self, save: Callable[[], None]) -> None:
        """Put what every one of them ends with below what there is."""
        self.body.addWidget(FormRow("Contacto", self.contact, hint=CONTACT, optional=True))
        self.body.addWidget(self.error)
        self.add_action(self.save, save)

    def keep(self, work: Callable[[], None], words: str) -> None:
        """Have it kept; once it is, the sheet goes and says so."""

        def done(_: None) -> None:
            self.close_sheet()
            self.kept.emit(words)

        self.error.set("")
        self.save.setEnabled(False)
        self.runner.write(work, done)

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)


class CodedSheet(_DeskSheet):
    """Takes an answer by the code of a receipt."""

    def __init__(self, asking: Asking) -> None:
        super().__init__("Opinión con código", asking)
        words = "Muestre la pantalla a la persona, o escriba lo que le diga."
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.code = QLineEdit()
        self.code.setMaxLength(40)
        self.score = QComboBox()
        self.score.addItem(CHOOSE, 0)
        for score, label in SCORES.items():
            self.score.addItem(f"{score} · {label}", score)
        self.comment = _area()
        hint = "Nueve cifras, en el comprobante del trámite."
        self.body.addWidget(FormRow("Código", self.code, hint=hint))
        self.body.addWidget(FormRow("¿Cómo fue la atención?", self.score))
        self.body.addWidget(FormRow("Comentario", self.comment, optional=True))
        self.finish(self._save)

    def _save(self) -> None:
        code = self.code.text()
        reply = Reply(
            int(self.score.currentData()), self.comment.toPlainText(), self.contact.text()
        )
        self.keep(lambda: self.asking.answer(code, reply, Way.DESK), "Opinión guardada.")


class ToldSheet(_DeskSheet):
    """Takes a suggestion from who tells it."""

    def __init__(self, asking: Asking) -> None:
        super().__init__("Anotar una sugerencia", asking)
        self.about, self.which = QComboBox(), QComboBox()
        for about in (About.OFFICE, About.SERVICE, About.STAFF):
            self.about.addItem(_FROM_DESK[about], about.value)
        self._which_row = FormRow("Cuál", self.which)
        self._services: tuple[tuple[int, str], ...] = ()
        self._people: tuple[tuple[UUID, str], ...] = ()
        self.said = _area()
        self.body.addWidget(FormRow("Sobre", self.about))
        self.body.addWidget(self._which_row)
        self.body.addWidget(FormRow("Sugerencia", self.said))
        self.finish(self._save)
        self.about.currentIndexChanged.connect(lambda _place: self._offer())
        self._offer()
        self.runner.read(asking.choices, lambda found: self._take(found.services, found.people))

    def _take(
        self, services: tuple[tuple[int, str], ...], people: tuple[tuple[UUID, str], ...]
    ) -> None:
        self._services, self._people = services, people
        self._offer()

    def _offer(self) -> None:
        about = About(self.about.currentData())
        self.which.clear()
        offered = {About.SERVICE: self._services, About.STAFF: self._people}.get(about, ())
        self.which.addItem(CHOOSE, None)
        for key, label in offered:
            self.which.addItem(label, key)
        self._which_row.setVisible(about is not About.OFFICE)

    def _save(self) -> None:
        key = self.which.currentData()
        suggestion = NewSuggestion(
            About(self.about.currentData()),
            self.said.toPlainText(),
            key if isinstance(key, int) else 0,
            key if isinstance(key, UUID) else None,
            self.contact.text(),
        )
        self.keep(lambda: self.asking.suggest(suggestion), "Sugerencia guardada.")


_FROM_DESK = {
    About.OFFICE: "La oficina",
    About.SERVICE: "Un servicio",
    About.STAFF: "Quien atendió",
}


def _area() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(theme.now().px(84))
    return made

"""The pages of the window of opinions: widgets, without a will of their own."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from domain.suggestions import About, NewSuggestion
from domain.survey import SCORES
from ui import theme
from ui.survey.state import ABOUT_CODE, ADDED, ANONYMOUS, CONTACT, REST, Screen
from ui.survey.touch import Keyboard, TouchButton
from ui.theme import M, S

MOST_CHOICES = 12
"""So many services or people are offered at once."""


class Words(QLabel):
    """A line or more of plain words, as high as the window makes them.

    Args:
        share: height of its letters, in hundredths of the window's.
        tone: a name of the palette's: ``text``, ``muted``, ``error_text``.
    """

    def __init__(self, share: float, *, tone: str = "text", bold: bool = False) -> None:
        super().__init__()
        self._share, self._tone, self._bold = share, tone, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)

    def set_unit(self, unit: float, tone: str = "") -> None:
        """Take a hundredth of the window's height, in pixels."""
        colour = getattr(theme.now().palette, tone or self._tone)
        weight = 700 if self._bold else 400
        self.setStyleSheet(
            f"font-size: {round(self._share * unit)}px; font-weight: {weight}; color: {colour};"
        )


class SurveyPage(QWidget):
    """A page that grows with the window."""

    touched = Signal()
    """Somebody writes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self._words: list[Words] = []
        self._buttons: list[tuple[TouchButton | Keyboard, float]] = []
        self._fields: list[QLineEdit | QPlainTextEdit] = []

    def set_unit(self, unit: float) -> None:
        """Take a hundredth of the window's height, in pixels."""
        self.column.setSpacing(round(2 * unit))
        for words in self._words:
            words.set_unit(unit)
        for button, share in self._buttons:
            button.set_letters(max(round(share * unit), 12))
        p = theme.now().palette
        for field in self._fields:
            field.setStyleSheet(
                f"font-size: {max(round(2.6 * unit), 13)}px; color: {p.text};"
                f" background: {p.card}; border: 2px solid {p.border}; border-radius: 8px;"
                f" padding: {round(unit)}px;"
            )
            if isinstance(field, QPlainTextEdit):
                field.setFixedHeight(round(13 * unit))

    def show_screen(self, screen: Screen) -> None:
        """Draw what is told."""

    def wipe(self) -> None:
        """Forget what was typed."""
        for field in self._fields:
            field.clear()

    def words(
        self, share: float, text: str = "", *, tone: str = "text", bold: bool = False
    ) -> Words:
        """Add words below what there is."""
        made = Words(share, tone=tone, bold=bold)
        made.setText(text)
        self._words.append(made)
        self.column.addWidget(made)
        return made

    def button(self, made: TouchButton, share: float) -> TouchButton:
        """Have a button grow with the window."""
        self._buttons.append((made, share))
        return made

    def keyboard(self, *, digits: bool = False) -> Keyboard:
        """Add a keyboard that writes where the focus is."""
        made = self.keys = Keyboard(digits=digits)
        self._buttons.append((made, 2.5 if not digits else 3.6))
        made.typed.connect(self._type)
        made.erased.connect(self._erase)
        return made

    def line(self, label: str) -> QLineEdit:
        """Make a field of one line whose label stands in it while it is empty."""
        made = QLineEdit()
        made.setPlaceholderText(label)
        self._enter(made, label)
        return made

    def area(self, label: str) -> QPlainTextEdit:
        """Make a field of some lines whose label stands in it while it is empty."""
        made = QPlainTextEdit()
        made.setPlaceholderText(label)
        made.setTabChangesFocus(True)
        self._enter(made, label)
        return made

    def _enter(self, field: QLineEdit | QPlainTextEdit, label: str) -> None:
        field.setAccessibleName(label)
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        field.textChanged.connect(lambda *_: self.touched.emit())
        self._fields.append(field)

    def _writing(self) -> QLineEdit | QPlainTextEdit:
        return next((one for one in self._fields if one.hasFocus()), self._fields[0])

    def _type(self, sign: str) -> None:
        field = self._writing()
        field.setFocus()
        if isinstance(field, QPlainTextEdit):
            field.insertPlainText(sign)
        else:
            field.insert(sign)

    def _erase(self) -> None:
        field = self._writing()
        field.setFocus()
        if isinstance(field, QPlainTextEdit):
            field.textCursor().deletePreviousChar()
        else:
            field.backspace()


class RestPage(SurveyPage):
    """Nobody was asked anything."""

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(2)
        self.office = self.words(6, bold=True)
        self.said = self.words(3.4, REST, tone="muted")
        self.column.addStretch(1)
        row = QHBoxLayout()
        self.code = self.button(TouchButton("Tengo un código"), 3.4)
        self.suggest = self.button(TouchButton("Dejar una sugerencia"), 3.4)
        for one in (self.code, self.suggest):
            row.addWidget(one)
        self.column.addLayout(row)
        self.column.addStretch(2)

    def show_screen(self, screen: Screen) -> None:
        """Name the office; without a survey no code is taken."""
        self.office.setText(screen.office)
        self.code.setVisible(screen.asks)
        self.window().setFocus()


class AskPage(SurveyPage):
    """The question and its five answers."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)
        self.question = self.words(6.2, bold=True)
        self.about = self.words(3, tone="muted")
        self.column.addStretch(1)
        row = QHBoxLayout()
        self.answers: list[TouchButton] = []
        for score, label in SCORES.items():
            made = self.button(TouchButton(label, str(score)), 3)
            made.clicked.connect(lambda _=False, score=score: self.chosen.emit(score))
            self.answers.append(made)
            row.addWidget(made)
        self.column.addLayout(row)
        self.column.addStretch(1)
        last = QHBoxLayout()
        last.addStretch(1)
        self.decline = self.button(TouchButton("Prefiero no responder"), 2.7)
        last.addWidget(self.decline, 2)
        last.addStretch(1)
        self.column.addLayout(last)
        self.words(2.4, ANONYMOUS, tone="muted")

    def show_screen(self, screen: Screen) -> None:
        """Ask."""
        self.question.setText(screen.question)
        self.about.setText(screen.about)
        # On none of the answers: what is marked is chosen more often.
        self.window().setFocus()


class MorePage(SurveyPage):
    """A comment and a contact, for who wants."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = self.words(4, bold=True)
        self.told = self.words(2.5, ADDED, tone="muted")
        self.comment = self.area("Comentario")
        self.contact = self.line(CONTACT)
        self.column.addWidget(self.comment)
        self.column.addWidget(self.contact)
        self.column.addWidget(self.keyboard(), 1)
        row = QHBoxLayout()
        self.change = self.button(TouchButton("Cambiar"), 2.7)
        self.send = self.button(TouchButton("Enviar", main=True), 2.7)
        row.addWidget(self.change, 1)
        row.addWidget(self.send, 2)
        self.column.addLayout(row)

    def show_screen(self, screen: Screen) -> None:
        """Say what was chosen, and what was wrong."""
        self.chosen.setText(f"Su respuesta: {screen.chosen}")
        self.told.setText(screen.words or ADDED)
        if not screen.is_error:
            self.comment.setFocus()


class CodePage(SurveyPage):
    """The code of a receipt."""

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)
        self.told = self.words(3.6, ABOUT_CODE, bold=True)
        self.code = self.line("Código")
        middle = QHBoxLayout()
        middle.addStretch(1)
        inner = QVBoxLayout()
        inner.addWidget(self.code)
        inner.addWidget(self.keyboard(digits=True))
        middle.addLayout(inner, 2)
        middle.addStretch(1)
        self.column.addLayout(middle, 4)
        row = QHBoxLayout()
        self.back = self.button(TouchButton("Volver"), 2.7)
        self.go = self.button(TouchButton("Continuar", main=True), 2.7)
        row.addWidget(self.back, 1)
        row.addWidget(self.go, 2)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def show_screen(self, screen: Screen) -> None:
        """Say what was wrong."""
        self.told.setText(screen.words or ABOUT_CODE)
        self.code.setFocus()


class SuggestPage(SurveyPage):
    """The suggestion box: first what about, then the words."""

    left = Signal(object)
    """A ``NewSuggestion``."""

    def __init__(self) -> None:
        super().__init__()
        self.told = self.words(3.6, bold=True)
        self._steps = QStackedLayout()
        self.column.addLayout(self._steps, 1)
        self._steps.addWidget(self._about())
        self._steps.addWidget(self._writing_step())
        last = QHBoxLayout()
        self.back = self.button(TouchButton("Volver"), 2.7)
        self.send = self.button(TouchButton("Enviar", main=True), 2.7)
        last.addWidget(self.back, 1)
        last.addWidget(self.send, 2)
        self.column.addLayout(last)
        self.send.clicked.connect(self._leave)
        self._screen = Screen()
        self._unit = 7.2
        self._about_what = About.OFFICE
        self._key: UUID | int | None = None

    def set_unit(self, unit: float) -> None:
        """Take a hundredth of the window's height, in pixels."""
        self._unit = unit
        super().set_unit(unit)
        for one in self.those:
            one.set_letters(max(round(2.4 * unit), 12))

    def show_screen(self, screen: Screen) -> None:
        """Begin with what it is about; what was wrong is said above."""
        fresh = screen.visit != self._screen.visit
        self._screen = screen
        if fresh:
            self._ask_about()
        if screen.words:
            self.told.setText(screen.words)

    def step_back(self) -> bool:
        """Go from the words to what they are about; False where it is there already."""
        if self._steps.currentIndex() == 0:
            return False
        self._ask_about()
        return True

    def _about(self) -> QWidget:
        page = QWidget()
        page.setObjectName("clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        row = QHBoxLayout()
        self.kinds: dict[About, TouchButton] = {}
        for about in (About.OFFICE, About.SERVICE, About.STAFF):
            made = self.kinds[about] = self.button(TouchButton(about.label), 3)
            made.clicked.connect(lambda _=False, about=about: self._choose(about))
            row.addWidget(made)
        column.addLayout(row)
        self._which = QGridLayout()
        self._which.setSpacing(S)
        column.addLayout(self._which)
        column.addStretch(1)
        self.those: list[TouchButton] = []
        return page

    def _writing_step(self) -> QWidget:
        page = QWidget()
        page.setObjectName("clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.said = self.area("Escriba su sugerencia")
        self.contact = self.line(CONTACT)
        column.addWidget(self.said)
        column.addWidget(self.contact)
        column.addWidget(self.keyboard(), 1)
        return page

    def _ask_about(self) -> None:
        self.told.setText("¿Sobre qué es su sugerencia?")
        self._offer(())
        self._steps.setCurrentIndex(0)
        self.send.hide()
        self.window().setFocus()

    def _choose(self, about: About) -> None:
        self.touched.emit()
        choices, self._about_what = self._screen.choices, about
        if about is About.OFFICE or choices is None:
            self._write(None, self._screen.office or About.OFFICE.label)
        elif about is About.SERVICE:
            self._offer(choices.services)
        else:
            self._offer(choices.people)
            if not choices.people:
                self.told.setText("Ninguna ventanilla está abierta ahora.")

    def _offer(self, found: Sequence[tuple[UUID | int, str]]) -> None:
        for old in self.those:
            self._which.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.those = []
        across = 3 if len(found) > 4 else 2
        for place, (key, label) in enumerate(found[:MOST_CHOICES]):
            made = TouchButton(label)
            made.set_letters(max(round(2.4 * self._unit), 12))
            made.clicked.connect(lambda _=False, key=key, label=label: self._write(key, label))
            self.those.append(made)
            self._which.addWidget(made, place // across, place % across)

    def _write(self, key: UUID | int | None, named: str) -> None:
        self._key = key
        self.told.setText(f"Su sugerencia sobre: {named}")
        self._steps.setCurrentIndex(1)
        self.send.show()
        self.said.setFocus()
        self.touched.emit()

    def _leave(self) -> None:
        key = self._key
        self.left.emit(
            NewSuggestion(
                self._about_what,
                self.said.toPlainText(),
                key if isinstance(key, int) else 0,
                key if isinstance(key, UUID) else None,
                self.contact.text(),
            )
        )


class ThanksPage(SurveyPage):
    """Thanks, or what could not be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)
        self.said = self.words(6, bold=True)
        self.column.addStretch(1)

    def show_screen(self, screen: Screen) -> None:
        """Say it."""
        self.said.setText(screen.words)

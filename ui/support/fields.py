"""Fields of the support page: one of a few by its digit or first letters, and what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from domain.text import search_key
from ui import theme
from ui.widgets.results import Result, ResultList

DIGITS = "1234567890"
LONGEST_CHOICE = 100
"""More than this is no choice but something pasted by mistake."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; ``value`` is empty for none of them, ``key`` its digit."""

    value: str
    label: str
    key: str = ""
    icon: str = "circle"


def numbered(choices: Iterable[tuple[str, str]], digits: str = DIGITS) -> list[Choice]:
    """Return choices (value and words), each with its digit while there are any."""
    keys = chain(digits, repeat(""))
    return [Choice(value, label, key) for (value, label), key in zip(choices, keys, strict=False)]


class ChoiceField(QLineEdit):
    """A field for one of a few: its digit chooses it, letters narrow the list, Intro takes it.

    Args:
        name: accessible name of its list.
    """

    chosen = Signal(str)
    """One was chosen, and the next field is due."""
    entered = Signal()
    """The focus came here: show ``options``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMaxLength(LONGEST_CHOICE)
        self.options = ResultList(name, self)
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self.options.opened.connect(self._open)
        self.textEdited.connect(self._narrow)

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._value

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._narrow("")
            self._restore()

    def set_value(self, value: str) -> None:
        """Show what is chosen."""
        if value != self._value:
            self._value = value
            self._restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer all of them; what is typed takes the place of what is chosen."""
        super().focusInEvent(event)
        self._narrow("")
        self.selectAll()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show what is chosen, whatever was typed."""
        super().focusOutEvent(event)
        self._restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; Intro takes the one marked."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.text() and event.text() in DIGITS:
            said = next((one for one in self._choices if one.key == event.text()), None)
            if said is not None:
                self._choose(said.value)
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._take()
            return
        super().keyPressEvent(event)

    def _take(self) -> None:
        marked = self.options.current()
        if marked is not None:
            self._open(marked)

    def _open(self, result: Result) -> None:
        assert isinstance(result.value, str)
        self._choose(result.value)

    def _choose(self, value: str) -> None:
        self._value = value
        self._restore()
        self.chosen.emit(value)

    def _narrow(self, typed: str) -> None:
        wanted = search_key(typed).split()
        rows = [
            Result(
                "",
                choice.label,
                "",
                "circle-check" if choice.value == self._value else choice.icon,
                choice.value,
                key=choice.key,
                id=choice.value,
            )
            for choice in self._choices
            if _begins(search_key(choice.label).split(), wanted)
        ]
        self.options.set_results(rows)
        if not typed:
            self.options.choose(self._value)

    def _restore(self) -> None:
        label = next((c.label for c in self._choices if c.value == self._value), "")
        if self.text() != label:
            self.setText(label)
            self.setCursorPosition(0)


def _begins(words: list[str], wanted: list[str]) -> bool:
    """Tell whether each wanted word is the beginning of one of ``words``."""
    return all(any(word.startswith(one) for word in words) for one in wanted)


class ProblemField(QLineEdit):
    """The problem in a line; Intro asks for the solution marked beside it."""

    accepted = Signal()
    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show solutions."""
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro takes the solution marked."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.accepted.emit()
            return
        super().keyPressEvent(event)


class DetailField(QPlainTextEdit):
    """What was done or told. Tab leaves it; Ctrl+Z is the page's once nothing typed is left."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        """Three lines; the row gives it what is left."""
        return QSize(super().sizeHint().width(), theme.now().px(72))

    def minimumSizeHint(self) -> QSize:
        """No less than it asks for."""
        return self.sizeHint()

    def set_text(self, text: str) -> None:
        """Show another text, with the cursor at its end."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show solutions."""
        super().focusInEvent(event)
        self.entered.emit()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the page where there is nothing of one's own to undo."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

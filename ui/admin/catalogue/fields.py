"""Inputs of the catalogue's forms: lists of lines, choices, several ticks."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from domain.labels import Labelled
from ui import theme
from ui.widgets.flow import FlowLayout
from ui.widgets.text import plain_tip

T = TypeVar("T")
L = TypeVar("L", bound=Labelled)
LONGEST_LINE = 600
"""As much as any text of the catalogue may hold."""


def line(text: str = "") -> QLineEdit:
    """A field for one line."""
    field = QLineEdit(text)
    field.setMaxLength(LONGEST_LINE)
    field.setCursorPosition(0)
    return field


class Lines(QPlainTextEdit):
    """A field for several texts, one a line; Tab goes on to the next field."""

    def __init__(self, texts: Sequence[str] = (), *, rows: int = 3) -> None:
        super().__init__("\n".join(texts))
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.now().px(22 * rows + 18))

    def texts(self) -> tuple[str, ...]:
        """What is filled in, without empty lines."""
        return tuple(text for text in self.toPlainText().split("\n") if text.strip())


class Choice(QComboBox, Generic[T]):
    """A choice of one of the values offered, each with its words."""

    def __init__(self, offered: Iterable[tuple[str, T]], chosen: T) -> None:
        super().__init__()
        # As wide as its place in the form, not as its longest words.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        # Kept here: Qt would turn a StrEnum into a plain text.
        self._values: list[T] = []
        # Where its place is too narrow for the words.
        self.currentTextChanged.connect(lambda words: self.setToolTip(plain_tip(words)))
        for words, value in offered:
            self.addItem(words)
            self._values.append(value)
            if value == chosen:
                self.setCurrentIndex(len(self._values) - 1)

    def chosen(self) -> T:
        """What was chosen."""
        return self._values[self.currentIndex()]

    def choose(self, value: T) -> None:
        """Choose a value."""
        self.setCurrentIndex(self._values.index(value))


class Ticks(QWidget, Generic[T]):
    """Several ticks in as many lines as it takes; in the order in which they were given."""

    def __init__(self, offered: Iterable[tuple[str, T]], ticked: Iterable[T]) -> None:
        super().__init__()
        chosen = list(ticked)
        flow = FlowLayout(self)
        self._boxes: list[tuple[QCheckBox, T]] = []
        for words, value in offered:
            box = QCheckBox(words)
            box.setChecked(value in chosen)
            self._boxes.append((box, value))
            flow.addWidget(box)

    def box(self, value: T) -> QCheckBox:
        """The tick of a value."""
        return next(box for box, one in self._boxes if one == value)

    def ticked(self) -> tuple[T, ...]:
        """What is ticked."""
        return tuple(value for box, value in self._boxes if box.isChecked())


def labelled(codes: Iterable[L]) -> list[tuple[str, L]]:
    """Codes with their words, to choose from."""
    return [(code.label[:1].upper() + code.label[1:], code) for code in codes]


def or_none(codes: Iterable[L], none: str) -> list[tuple[str, L | None]]:
    """Codes with their words after ``none``, which stands for no code."""
    return [(none, None), *labelled(codes)]

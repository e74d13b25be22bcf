"""Surfaces: cards, figures, and what stands where there is nothing yet."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.theme import XS, Kind, M, Role, S, Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.text import Text, is_restyled


class Card(QFrame):
    """A rounded surface with an optional title; put content into ``body``.

    Args:
        title: its heading.
        trailing: a small widget at the right of the heading.
    """

    def __init__(
        self, title: str = "", trailing: QWidget | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(M, M, M, M)
        self.body.setSpacing(S)
        self.heading = Text(title, Role.SECTION, wrap=True, parent=self)
        self.heading.setVisible(bool(title))
        if title or trailing is not None:
            self.setAccessibleName(title)
            row = QHBoxLayout()
            row.setSpacing(S)
            row.addWidget(self.heading, 1)
            if trailing is not None:
                row.addWidget(trailing)
            self.body.addLayout(row)


class Stat(Card):
    """One figure with its name above and a note below.

    Args:
        name: what is counted.
        figure: the number as it is read.
        note: what it is to be compared with.
        tone: colour of the figure; the note must say the same in words.
    """

    def __init__(
        self,
        name: str,
        figure: str = "",
        note: str = "",
        tone: Tone = Tone.NORMAL,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(XS)
        self._name = name
        self._figure = Text(figure, Role.FIGURE, tone)
        self._note = Text(note, Role.SMALL, Tone.MUTED, elide=True)
        self.body.addWidget(Text(name, Role.SMALL, Tone.MUTED, elide=True))
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(XS)
        self._row.addWidget(self._figure)
        self._row.addWidget(self._note, 1)
        self.body.addLayout(self._row)
        self.set(figure, note, tone)

    def set_flat(self, *, flat: bool) -> None:
        """Put the note beside the figure, where height is scarce, or below it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if flat else down)
        self._row.setSpacing(S if flat else XS)

    def set(self, figure: str, note: str = "", tone: Tone = Tone.NORMAL) -> None:
        """Show another figure."""
        self._figure.setText(figure)
        self._figure.set_tone(tone)
        self._note.setText(note)
        self.setAccessibleName(f"{self._name}: {figure}. {note}".strip())


class Icon(QLabel):
    """An icon that follows scheme and text scale. It says nothing: the words beside it do.

    Args:
        name: a file of ``resources/icons``.
        tone: its colour, by meaning.
        size: edge in pixels at 100 %.
    """

    def __init__(
        self, name: str, tone: Tone = Tone.MUTED, size: int = 20, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._size = size
        self._draw()

    def set(self, name: str, tone: Tone | None = None) -> None:
        """Show another icon."""
        self._name = name
        self._tone = self._tone if tone is None else tone
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the new colours."""
        super().changeEvent(event)
        if is_restyled(event):
            self._draw()

    def _draw(self) -> None:
        look = theme.now()
        self.setPixmap(theme.pixmap(self._name, look.palette.tone(self._tone), look.px(self._size)))


class EmptyState(QWidget):
    """What will be here, and how to begin.

    Args:
        icon: a picture of what is missing.
        title: what will be here.
        text: how to begin.
        action: the button that begins.
        line: one low line, for a card that has others below it.
    """

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        action: KeyButton | None = None,
        *,
        line: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Text(title, Role.STRONG if line else Role.SECTION, wrap=True)
        self._text = Text(text, Role.BODY, Tone.MUTED, wrap=True)
        column = QVBoxLayout()
        if line:
            row = QHBoxLayout(self)
            row.setContentsMargins(0, XS, 0, XS)
            row.setSpacing(S + XS)
            row.addWidget(Icon(icon))
            row.addLayout(column, 1)
            column.setSpacing(0)
            column.addWidget(self._title)
            column.addWidget(self._text)
        else:
            self.setLayout(column)
            column.setContentsMargins(M, M, M, M)
            column.setSpacing(S)
            column.addStretch(2)
            column.addWidget(Icon(icon, size=36), 0, Qt.AlignmentFlag.AlignHCenter)
            for label in (self._title, self._text):
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(label)
        if action is not None:
            column.addSpacing(S)
            side = Qt.AlignmentFlag.AlignLeft if line else Qt.AlignmentFlag.AlignHCenter
            column.addWidget(action, 0, side)
        if not line:
            column.addStretch(3)
        self.set(title, text)

    def set(self, title: str, text: str = "") -> None:
        """Other words."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())


KIND_ICONS = {
    Kind.INFO: "info",
    Kind.OK: "circle-check",
    Kind.WARN: "triangle-alert",
    Kind.ERROR: "circle-x",
    Kind.NEUTRAL: "info",
}
"""The icon that goes with each meaning, so that colour never stands alone."""

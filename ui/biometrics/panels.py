"""What each step shows in the large card; the buttons below it are the work's (``work.py``)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from biometrics.images import ColourImage, GreyImage
from desktop.usecases.case_view import Copied
from domain.fingers import Finger
from ui import theme
from ui.biometrics.fingers import FingersState, fingers_words, match_chip, quality_chip
from ui.biometrics.kit import LOOKING, Stands
from ui.biometrics.parts import Lines, LongLines
from ui.biometrics.photo import PhotoState
from ui.biometrics.picture import PhotoPicture, PrintPicture, QualityBar
from ui.biometrics.review import photo_words
from ui.biometrics.state import AfterState, Line
from ui.casework.scrolls import ScrollColumn
from ui.casework.steps import CopyLine
from ui.theme import XS, M, Role, S, Tone
from ui.widgets import Chip, KeyButton, Text

ROOM_FOR_WORDS = 480
"""Width, in pixels at 100 %, from which the quality asked for stands beside what was reached."""


class Panel(QWidget):
    """A column without margins, for the stack of steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S)


class PapersPanel(Panel):
    """Step 1: the papers of the case and of its entity."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.lines = LongLines()
        self.column.addWidget(self._words)
        self.column.addWidget(self.lines, 1)

    def draw(self, words: str, lines: Sequence[Line]) -> None:
        """Show the papers."""
        self._words.setText(words)
        self.lines.show_lines(lines)


class NoticePanel(Panel):
    """Step 2: the privacy notice, to be read with the person."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text(
            "Léalo con la persona. Nada se captura antes.", Role.BODY, Tone.MUTED, wrap=True
        )
        area = ScrollColumn(S)
        self._notice = Text("", Role.BODY, wrap=True)
        self._notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._basis = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        area.add(self._notice)
        area.add(self._basis)
        self.column.addWidget(self._words)
        self.column.addWidget(area, 1)

    def draw(self, notice: str, basis: str) -> None:
        """Show the notice and what allows to keep biometrics."""
        self._notice.setText(notice)
        self._basis.setText(basis)
        self._basis.setVisible(bool(basis))


class FingersPanel(Panel):
    """Step 3: the live picture, how good the last impression is, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = PrintPicture()
        self._bar = QualityBar()
        self._quality, self._match = Chip(), Chip()
        self._none = Text("sin captura", Role.SMALL, Tone.MUTED)
        self.words = Text("", Role.SECTION, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(Text("Calidad", Role.STRONG))
        row.addWidget(self._bar, 1)
        for part in (self._none, self._quality, self._match):
            row.addWidget(part)
        self._resumed = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.column.addWidget(self._resumed)
        self.column.addWidget(self.picture, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.words)

    def draw(self, state: FingersState, reader: Stands, *, resumed: str = "") -> None:
        """Show how the fingers stand; ``resumed`` is told until something is captured."""
        asked = Finger.RIGHT_INDEX if state.operator else state.finger
        self.picture.ask_for(asked)
        self._bar.show_quality(state.quality, state.least)
        short = self.width() < theme.now().px(ROOM_FOR_WORDS)
        quality, match = quality_chip(state, short=short), match_chip(state)
        self._none.setVisible(quality is None)
        for chip, told in ((self._quality, quality), (self._match, match)):
            chip.setVisible(told is not None)
            if told is not None:
                chip.set(*told)
        self._resumed.setText(resumed)
        self._resumed.setVisible(bool(resumed) and not state.begun)
        words = fingers_words(state, ready=reader.ready, looking=reader is LOOKING)
        self.words.setText(words)
        self.words.set_tone(Tone.WARN if state.trouble else Tone.NORMAL)

    @property
    def resumed(self) -> str:
        """What is told of an earlier run."""
        return self._resumed.text()

    def show_print(self, image: GreyImage | None) -> None:
        """Show what the reader sees."""
        self.picture.show_print(image)


class PhotoPanel(Panel):
    """Step 4: the camera's picture, and what to change."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = PhotoPicture()
        self.words = Text("", Role.SECTION, wrap=True)
        self.column.addWidget(self.picture, 1)
        self.column.addWidget(self.words)
        self._taken = False

    def draw(self, state: PhotoState) -> None:
        """Show how the photograph stands."""
        self._taken = state.taken or state.checking
        self.picture.framed = not self._taken
        self.words.setText(photo_words(state))
        poor = state.check is not None and not state.check.accepted
        self.words.set_tone(Tone.WARN if state.trouble or poor else Tone.NORMAL)
        self.picture.update()

    def show_live(self, image: ColourImage) -> None:
        """Show the camera's picture of this moment, unless one was taken."""
        if not self._taken:
            self.picture.show_photo(image)

    def show_taken(self, image: ColourImage | None) -> None:
        """Show the photograph that was taken; None: live again."""
        self._taken = image is not None
        self.picture.show_photo(image)


class ReviewPanel(Panel):
    """Step 5: all that was captured and all that was left out, before it is sealed."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.lines = LongLines()
        self.picture = PhotoPicture(180)
        self.picture.framed = False
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.lines, 3)
        row.addWidget(self.picture, 2, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._words)
        self.column.addLayout(row, 1)

    def draw(self, words: str, lines: Sequence[Line], photo: ColourImage | None) -> None:
        """Show everything."""
        self._words.setText(words)
        self.lines.show_lines(lines)
        self.picture.setVisible(photo is not None)
        if photo is None:
            self.picture.clear()
        elif not self.picture.shows:
            self.picture.show_photo(photo)


class AfterPanel(Panel):
    """After the capture: what it waits for; what is copied into the other system; the notice."""

    @property
    def words(self) -> str:
        """What it waits for, or what is to be done."""
        return self._words.text()

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", Role.BODY, wrap=True)
        self.lines = Lines()
        self.column.addWidget(self._words)
        self.column.addWidget(self.lines)
        self.column.addSpacing(S)
        self._where = Text("", Role.STRONG, wrap=True)
        self.copy_next = KeyButton("Copiar el siguiente", key="Ctrl+C", icon="copy")
        self.copy_next.clicked.connect(self._copy_next)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self._where, 1)
        head.addWidget(self.copy_next)
        self.column.addLayout(head)
        self._copies = ScrollColumn(XS)
        self.column.addWidget(self._copies, 1000)
        self.said = Text("", Role.BODY, Tone.OK, wrap=True)
        self.column.addWidget(self.said)
        self.said.hide()
        self._message = ScrollColumn(S)
        self._told = Text("", Role.BODY, wrap=True)
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message.add(self._told)
        self.column.addWidget(self._message, 1000)
        self.column.addStretch(1)
        self._fields: list[CopyLine] = []
        self._copied: tuple[Copied, ...] = ()
        self._done: set[int] = set()

    def draw(self, after: AfterState, message: str) -> None:
        """Show how it stands.

        Args:
            message: what the entity is told, where that is to be done now.
        """
        copied = after.copied
        self._words.setText(after.words)
        self.lines.show_lines(after.lines)
        self._told.setText(message)
        self._message.setVisible(bool(message))
        if tuple(copied) != self._copied:
            self._copied = tuple(copied)
            self._done.clear()
            self._say("")
        self._where.setText(after.where)
        for part in (self._where, self.copy_next, self._copies):
            part.setVisible(bool(copied))
        self._draw_copies()

    def copy(self, number: int) -> None:
        """Copy a field, and say which one it was and which comes next."""
        if not 0 <= number < len(self._copied) or not self._copied[number].value:
            return
        QGuiApplication.clipboard().setText(self._copied[number].value)
        self._done.add(number)
        following = self._next()
        then = "" if following is None else f" Sigue: {self._copied[following].label}."
        self._say(f"Copiado: {self._copied[number].label}.{then}")
        self._draw_copies()
        self._copies.ensureWidgetVisible(self._fields[number if following is None else following])

    def _copy_next(self) -> None:
        following = self._next()
        if following is None:
            self._done.clear()
            following = self._next()
        if following is not None:
            self.copy(following)

    def _next(self) -> int | None:
        left = (n for n, one in enumerate(self._copied) if one.value and n not in self._done)
        return next(left, None)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _draw_copies(self) -> None:
        while len(self._fields) < len(self._copied):
            line, number = CopyLine(), len(self._fields)
            line.button.clicked.connect(lambda _=False, number=number: self.copy(number))
            self._copies.add(line)
            self._fields.append(line)
        for number, line in enumerate(self._fields):
            line.setVisible(number < len(self._copied))
            if number < len(self._copied):
                line.show_value(number + 1, self._copied[number], done=number in self._done)


__all__ = [
    "AfterPanel",
    "FingersPanel",
    "NoticePanel",
    "PapersPanel",
    "PhotoPanel",
    "ReviewPanel",
]

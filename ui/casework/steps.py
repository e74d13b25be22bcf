"""The steps done in other systems: each field copied with one key, done with another."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.usecases.case_view import Copied, StepView
from domain.offices import Office
from ui.casework.head import moment_words
from ui.casework.scrolls import ScrollColumn
from ui.theme import XS, Role, S, Tone
from ui.widgets import FormRow, Icon, KeyButton, Text
from ui.widgets.text import plain_tip


class CopyLine(QWidget):
    """A value to copy: its key, its words, and the value itself."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        self.button = KeyButton("", icon="copy")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its digit works from anywhere
        self._label = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._value = Text("", Role.STRONG, wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._done = Icon("check", Tone.OK, 18)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._label)
        words.addWidget(self._value)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._done)

    def show_value(self, digit: int, copied: Copied, *, done: bool) -> None:
        """Show a value and whether it was copied."""
        self.button.set("", key=str(digit) if digit <= 9 else "")
        self.button.setEnabled(bool(copied.value))
        self._label.setText(copied.label)
        self._value.setText(copied.value or "No consta")
        self._value.set_tone(Tone.NORMAL if copied.value else Tone.WARN)
        self._done.setVisible(done)
        name = f"Copiar {copied.label}: {copied.value} ({digit})"
        self.button.setAccessibleName(name)
        self.button.setToolTip(plain_tip(name))
        self.setAccessibleName(f"{copied.label}: {copied.value or 'no consta'}")


class StepsPanel(QWidget):
    """The steps in order: those done in a line, the one to do with its fields."""

    done = Signal(str, str)
    """A step's code and what was noted (a user name)."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[StepView, ...] = ()
        self._step: StepView | None = None
        self._copied: set[int] = set()
        self._lines: list[CopyLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        self._earlier = QWidget()
        self._before = QVBoxLayout(self._earlier)
        self._before.setContentsMargins(0, 0, 0, 0)
        self._before.setSpacing(XS)
        column.addWidget(self._earlier)
        self._done: list[tuple[QWidget, Text]] = []
        self._title = Text("", Role.SECTION, wrap=True)
        self._where = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        head = QHBoxLayout()
        head.setSpacing(S)
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(self._title)
        words.addWidget(self._where)
        head.addLayout(words, 1)
        self.copy_next = KeyButton("Copiar el siguiente", key="Ctrl+C", icon="copy")
        self.copy_next.clicked.connect(self._copy_next)
        head.addWidget(self.copy_next, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._copies = ScrollColumn(XS)
        column.addWidget(self._copies, 1)
        self.said = Text("", Role.BODY, Tone.OK, wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        self.note = QLineEdit()
        self.note.setMaxLength(200)
        self.note.returnPressed.connect(self.finish)
        self._note_row = FormRow("", self.note)
        column.addWidget(self._note_row)

    def set_low(self, *, low: bool) -> None:
        """Leave out what the history tells too, where height is scarce."""
        self._earlier.setVisible(not low)
        self._where.setVisible(not low)

    def show_steps(
        self, steps: Sequence[StepView], office: Office, now: datetime, *, editable: bool
    ) -> None:
        """Show the steps; those of the one to do stay as copied."""
        left = [step for step in steps if not step.done]
        step = left[0] if left else None
        if step is None or self._step is None or step.step != self._step.step:
            self._copied.clear()
            self.note.clear()
            self._say("")
        self._steps, self._step = tuple(steps), step
        self._show_done([one for one in steps if one.done], office, now)
        if step is None:
            return
        self._title.setText(f"{_number(steps, step)}.  {step.step.title}")
        self._where.setText(
            f"En {step.step.system}. Cada dato se copia con su número."
            if step.copied
            else f"En {step.step.system}."
        )
        self._note_row.setVisible(bool(step.step.notes) and editable)
        self._note_row.rename(f"{step.step.notes} (nunca la contraseña)", "")
        self.copy_next.setVisible(editable and bool(step.copied))
        self._draw_copies()

    def finish(self) -> None:
        """Tell the step as done; first ask for what it notes."""
        step = self._step
        if step is None:
            return
        if step.step.notes and not self.note.text().strip():
            self._note_row.set_error(f"Anote: {step.step.notes.lower()}. Nunca la contraseña.")
            self.note.setFocus()
            return
        self._note_row.set_error()
        self.done.emit(step.step.code, self.note.text())

    def copy(self, number: int) -> None:
        """Copy a value, and say which one it was and which comes next."""
        step = self._step
        if step is None or not 0 <= number < len(step.copied):
            return
        copied = step.copied[number]
        if not copied.value:
            return
        QGuiApplication.clipboard().setText(copied.value)
        self._copied.add(number)
        following = self._next()
        then = "" if following is None else f" Sigue: {step.copied[following].label}."
        self._say(f"Copiado: {copied.label}.{then}")
        self._draw_copies()
        shown = number if following is None else following
        self._copies.ensureWidgetVisible(self._lines[shown], 0, XS)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _copy_next(self) -> None:
        following = self._next()
        if following is None:
            self._copied.clear()
            following = self._next()
        if following is not None:
            self.copy(following)

    def _next(self) -> int | None:
        copied = () if self._step is None else self._step.copied
        left = (n for n, one in enumerate(copied) if one.value and n not in self._copied)
        return next(left, None)

    def _draw_copies(self) -> None:
        copied = () if self._step is None else self._step.copied
        while len(self._lines) < len(copied):
            line = CopyLine()
            number = len(self._lines)
            line.button.clicked.connect(lambda _checked=False, number=number: self.copy(number))
            self._copies.add(line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(copied))
            if number < len(copied):
                line.show_value(number + 1, copied[number], done=number in self._copied)

    def _show_done(self, steps: Sequence[StepView], office: Office, now: datetime) -> None:
        while len(self._done) < len(steps):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(S)
            row.addWidget(Icon("circle-check", Tone.OK, 18))
            words = Text("", wrap=True)
            row.addWidget(words, 1)
            self._before.addWidget(holder)
            self._done.append((holder, words))
        for number, (holder, words) in enumerate(self._done):
            holder.setVisible(number < len(steps))
            if number < len(steps):
                words.setText(done_words(steps[number], office, now))


def done_words(step: StepView, office: Office, now: datetime) -> str:
    """Return who did a step when, with what was noted."""
    at = "" if step.done_at is None else moment_words(office.local(step.done_at), office.local(now))
    parts = (step.step.title, step.note, step.done_by, at)
    return " · ".join(part for part in parts if part)


def _number(steps: Sequence[StepView], step: StepView) -> int:
    return [one.step.code for one in steps].index(step.step.code) + 1

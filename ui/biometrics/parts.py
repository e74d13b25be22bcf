"""Small parts of the page: the banner, the steps, lines that are checked, and steps' frames."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.biometrics.state import ICONS, TONES, Line, Step, Who
from ui.casework.scrolls import ScrollColumn
from ui.theme import Kind, Role, S, Tone
from ui.widgets import Card, Chip, FlowLayout, Icon, Text


class Banner(Card):
    """Whose enrolment it is: always in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(16, 10, 16, 10)
        self._name = Text("", Role.SECTION)
        self._document = Text("", Role.BODY, Tone.MUTED)
        self._role = Chip("", Kind.INFO, icon="user-check")
        self._entity = Text("", Role.BODY, elide=True)
        self._next = Text("", Role.SMALL, Tone.MUTED)
        row = QHBoxLayout()
        row.setSpacing(S)
        words = FlowLayout(middle=True)
        for part in (self._name, self._document, self._role, self._entity):
            words.addWidget(part)
        row.addLayout(words, 1)
        row.addWidget(self._next, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)

    def show_who(self, who: Who) -> None:
        """Show whose it is."""
        self._name.setText(who.name)
        self._document.setText(who.document)
        self._role.set(who.role)
        self._entity.setText(" · ".join(part for part in (who.entity, who.case) if part))
        self._next.setText(who.following)
        self._next.setVisible(bool(who.following))
        self.setAccessibleName(f"{who.name}, {who.document}, {who.role} de {who.entity}")


class StepChips(QWidget):
    """The steps: done, under way, to come."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, middle=True)
        self._chips = [Chip() for _ in range(5)]
        for chip in self._chips:
            flow.addWidget(chip)

    def show_step(self, now: Step, *, low: bool = False) -> None:
        """Show where the enrolment is; only the step under way, where height is scarce."""
        for step, chip in zip(Step, self._chips, strict=False):
            chip.setVisible(not low or step is now)
            words = f"{step:d}  {step.label}"
            if step < now:
                chip.set(words, Kind.OK, "check")
            elif step is now:
                chip.set(words, Kind.INFO, "play")
            else:
                chip.set(words, Kind.NEUTRAL, "")


class CheckLine(QWidget):
    """One thing that is checked: icon, name, words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        self._icon = Icon("circle", Tone.MUTED, 18)
        self._name = Text("", Role.STRONG, wrap=True)
        self._words = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._words)
        row.addLayout(column, 1)

    def show_line(self, line: Line) -> None:
        """Show a line."""
        self._icon.set(ICONS[line.kind], TONES[line.kind])
        self._name.setText(line.name)
        self._words.setText(line.words)
        self._words.setVisible(bool(line.words))
        self.setAccessibleName(f"{line.name}: {line.words}")


class Lines(QWidget):
    """Lines that are checked, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._lines: list[CheckLine] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        while len(self._lines) < len(lines):
            made = CheckLine()
            self._lines.append(made)
            self._column.addWidget(made)
        for number, made in enumerate(self._lines):
            made.setVisible(number < len(lines))
            if number < len(lines):
                made.show_line(lines[number])


class LongLines(ScrollColumn):
    """Lines that scroll where there is too little room for them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines()
        self.add(self._lines)
        self.show_lines = self._lines.show_lines


class ChecksCard(Card):
    """Comprobaciones: identity, duplicates, role, fingers, photograph."""

    def __init__(self) -> None:
        super().__init__("Comprobaciones")
        self.lines = LongLines()
        self.body.addWidget(self.lines, 1)

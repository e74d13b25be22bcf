"""The history of a case: one line an event, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.usecases.case_history import Event
from ui.casework.scrolls import ScrollColumn
from ui.theme import XS, Role, Tone
from ui.widgets import Card, Text

SHOWN = 60
"""Lines drawn at most; what is older is told by a last line."""


class EventLine(QWidget):
    """What, its detail, when and who."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, XS)
        column.setSpacing(1)
        self._what = Text("", wrap=True)
        self._detail = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._when = Text("", Role.SMALL, Tone.MUTED, elide=True)
        for text in (self._what, self._detail, self._when):
            column.addWidget(text)

    def show_event(self, event: Event) -> None:
        """Show ``event``."""
        self._what.setText(event.what)
        self._detail.setText(event.detail)
        self._detail.setVisible(bool(event.detail))
        when = " · ".join(part for part in (f"{event.at:%d/%m/%Y %H:%M}", event.who) if part)
        self._when.setText(when)
        self.setAccessibleName(". ".join(part for part in (event.what, event.detail, when) if part))


class HistoryCard(Card):
    """The events of a case; scrolls, and is read by the keyboard with its arrows.

    Args:
        name: its accessible name.
    """

    def __init__(self, name: str = "Historia del trámite") -> None:
        super().__init__("Historia")
        self._lines: list[EventLine] = []
        self._shown: tuple[Event, ...] = ()
        self._area = ScrollColumn()
        self._area.setObjectName("scrolled")  # which shows its focus: the arrows move it
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its arrows read on
        self._area.setAccessibleName(name)
        self._older = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._area.add(self._older)
        self.body.addWidget(self._area, 1)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these, which come in the order in which they happened."""
        if tuple(events) == self._shown:
            return
        self._shown = tuple(events)
        newest = self._shown[::-1][:SHOWN]
        while len(self._lines) < len(newest):
            line = EventLine()
            self._area.column.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(newest))
            if number < len(newest):
                line.show_event(newest[number])
        left = len(self._shown) - len(newest)
        self._older.setText(f"Y {left} anteriores.")
        self._older.setVisible(left > 0)
        self._area.verticalScrollBar().setValue(0)

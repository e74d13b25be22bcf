"""The card beside the list: who has the current case since when, and what happened to it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.usecases.case_view import CaseView
from ui.cases.state import facts_of, standing_words
from ui.casework.history import EventLine
from ui.casework.state import STATE_KINDS
from ui.theme import XS, Role, S, Tone
from ui.widgets import Card, Chip, EmptyState, Text

LINES = 12
"""So many of the newest events are shown."""


class HistoryCard(Card):
    """One case at a glance, its newest event first."""

    def __init__(self) -> None:
        self._chip = Chip()
        super().__init__("Historia", self._chip)
        self.empty = EmptyState("history", "Aquí verá la historia", "Elija un trámite de la lista.")
        self._area = QScrollArea()
        self._area.setObjectName("clear")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._area, 1)
        self.draw(None)

    def draw(self, view: CaseView | None) -> None:
        """Show a case, or that none is chosen."""
        self.empty.setVisible(view is None)
        self._chip.setVisible(view is not None)
        self._area.setVisible(view is not None)
        self.heading.setText("Historia" if view is None else view.case.number)
        if view is not None:
            standing, _ = standing_words(view.state_words)
            self._chip.set(standing, STATE_KINDS[view.case.state])
            self._area.setWidget(_content(view))

    def words(self) -> str:
        """Return everything it says, a line each."""
        content = self._area.widget()
        labels = [] if content is None else content.findChildren(Text)
        return "\n".join([self.heading.text(), *(label.text() for label in labels)])


def _content(view: CaseView) -> QWidget:
    content = QWidget()
    content.setObjectName("clear")
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, S, 0)
    column.setSpacing(S)
    grid = QGridLayout()
    grid.setHorizontalSpacing(S)
    grid.setVerticalSpacing(XS)
    grid.setColumnStretch(1, 1)
    for place, (name, words) in enumerate(facts_of(view)):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Text(name, Role.SMALL, Tone.MUTED), place, 0, top)
        grid.addWidget(Text(words, Role.SMALL, wrap=True), place, 1)
    column.addLayout(grid)
    column.addSpacing(XS)
    column.addWidget(Text("Qué pasó, lo último primero", Role.STRONG))
    for event in reversed(view.history[-LINES:]):
        line = EventLine()
        line.show_event(event)
        column.addWidget(line)
    left = len(view.history) - LINES
    if left > 0:
        older = "1 anterior" if left == 1 else f"{left} anteriores"
        column.addWidget(Text(f"Y {older}: abra el trámite.", Role.SMALL, Tone.MUTED, wrap=True))
    column.addStretch(1)
    return content

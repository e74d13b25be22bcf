"""The page of figures: its parts, one at a time."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.figures.elsewhere import FiguresElsewhere
from ui.figures.part import Part, PartEntry
from ui.shell.page import Page
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton, key_name
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import tell
from ui.widgets.text import Text


class FiguresPage(Page):
    """Statistics, the LOTAIP table and what else is counted; Ctrl+Re Pág and Ctrl+Av Pág go through.

    Args:
        entries: the tabs; at least one is allowed.
        others: fetches other offices' figures; None where they are not seen.
    """

    help_topic = "cifras"

    case_wanted = Signal(object)
    """A case is to be opened: its id."""
    improvement_wanted = Signal(object)
    """An action against a cause is to be begun: the ``Cause``."""

    def __init__(
        self,
        entries: Sequence[PartEntry],
        others: FiguresElsewhere | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Cifras", parent=parent)
        self._others = others
        if others is not None:
            others.setParent(self)
            others.told.connect(lambda notice: tell(self, notice))
        self._entries = [entry for entry in entries if entry.allowed]
        self._parts: dict[int, Part] = {}
        self._place = -1
        bar = FlowLayout()
        self.body.addLayout(bar)
        # No stack: that is as high as the highest part, and every other would scroll with it.
        self._room = QVBoxLayout()
        self.body.addLayout(self._room, 1)
        self.tabs: list[KeyButton] = []
        for place, entry in enumerate(self._entries):
            tab = KeyButton(entry.title, icon=entry.icon, style=ButtonStyle.GHOST)
            tab.clicked.connect(lambda _checked=False, place=place: self.show_part(place))
            self.tabs.append(tab)
            bar.addWidget(tab)
        if len(self.tabs) > 1:
            words = key_name("Ctrl+PgDown")
            bar.addWidget(Text(words, Role.SMALL, Tone.MUTED))
        for key, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self._go(step))

    @property
    def part(self) -> Part | None:
        """The part in sight."""
        return self._parts.get(self._place)

    def show_title(self, title: str) -> None:
        """Bring the part of that title to the front."""
        self.show_part([entry.title for entry in self._entries].index(title))

    def show_part(self, place: int) -> None:
        """Bring a part to the front; it is made when it is first wanted."""
        if place not in self._parts:
            made = self._parts[place] = self._entries[place].build()
            made.working.connect(self.working)
            made.case_wanted.connect(self.case_wanted)
            made.improvement_wanted.connect(self.improvement_wanted)
            made.hide()
            self._room.addWidget(made, 1)
        if self.part is not None and self._place != place:
            self.part.hide()
        self._place = place
        part = self._parts[place]
        part.show()
        for here, tab in enumerate(self.tabs):
            style = ButtonStyle.SECONDARY if here == place else ButtonStyle.GHOST
            tab.set(tab.text(), style=style)
            tab.setAccessibleDescription("Parte actual" if here == place else "")
        self.help_topic = part.help_topic or type(self).help_topic
        part.entered()

    def entered(self) -> None:
        """Show the part that was in sight, the first at first."""
        self.show_part(max(self._place, 0))
        if self._others is not None:
            self._others.start()

    def shutdown(self) -> None:
        """Finish what is under way."""
        if self._others is not None:
            self._others.close()
        for part in self._parts.values():
            part.shutdown()

    def _go(self, step: int) -> None:
        self.show_part((self._place + step) % len(self._entries))

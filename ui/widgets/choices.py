"""A question answered by one of a list: by its digit, or by arrows and Intro."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui import theme
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.sheets import Sheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Text

_ROWS = 9
_ROW = 44
_AROUND = 230
"""Height of all but the list, in pixels at 100 %."""

T = TypeVar("T")


class ChoiceSheet(Sheet, Generic[T]):
    """Asks for one of a list: its digit chooses, or arrows and Intro.

    Args:
        title: the question.
        choices: the words of each, and what it stands for.
        chosen: the one that holds now.
        text: an explanation above them.
    """

    picked = Signal(object)
    """What the chosen one stands for."""

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, T]],
        chosen: T | None = None,
        *,
        text: str = "",
    ) -> None:
        super().__init__(title)
        self._choices = tuple(enumerate(choices, start=1))
        if text:
            self.body.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        model = TableModel[tuple[int, tuple[str, T]]](
            [
                Column(
                    "Tecla",
                    lambda one: str(one[0]) if one[0] <= _ROWS else "",
                    width=40,
                    right=True,
                ),
                Column("Opción", lambda one: one[1][0], width=120, stretch=1),
            ],
            key=lambda one: one[0],
        )
        self.table = DataTable(title, model)
        self.table.horizontalHeader().hide()
        model.set_rows(self._choices)
        self.body.addWidget(self.table)
        self.table.opened.connect(self._take)
        self.add_action(
            KeyButton("Elegir", key="Return", style=ButtonStyle.PRIMARY),
            lambda: self._take(self.table.current()),
        )
        now = next((n for n, (_, value) in self._choices if value == chosen), 1)
        self.table.choose(now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses."""
        digit = event.key() - Qt.Key.Key_0
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if bare and 1 <= digit <= min(len(self._choices), _ROWS):
            self._take(self._choices[digit - 1])
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Let the list scroll where the window is too low for all of it."""
        super()._fit()
        ground, look = self.parentWidget(), theme.now()
        assert ground is not None
        wanted = look.px(_ROW) * min(len(self._choices), _ROWS) + 2
        self.table.setFixedHeight(
            min(wanted, max(ground.height() - look.px(_AROUND), look.px(_ROW)))
        )

    def _take(self, one: tuple[int, tuple[str, T]] | None) -> None:
        if one is not None:
            self.close_sheet()
            self.picked.emit(one[1][1])

"""What there is to say of the link: what stands in the way, what waits, what to do."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout

from ui.link.state import LinkShown
from ui.theme import M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text


class LinkSheet(Sheet):
    """How the link stands, kept up to date while it is open.

    Args:
        shown: as it stands.
        hurry: tries now.
    """

    help_topic = "enlace"

    def __init__(self, shown: LinkShown, hurry: Callable[[], None]) -> None:
        super().__init__("Enlace con el centro", width=560)
        self.state = Text("", Role.STRONG, wrap=True)
        self.body.addWidget(self.state)
        self.what = Text("", Role.BODY, wrap=True)
        self.body.addWidget(self.what)
        self.todo = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.body.addWidget(self.todo)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(M)
        self._facts.setVerticalSpacing(S // 2)
        self._facts.setColumnStretch(1, 1)
        self.body.addLayout(self._facts)
        self._values: list[tuple[Text, Text]] = []
        self.cancel_button.set("Volver")
        self.hurry = self.add_action(
            KeyButton("Intentar ahora", key="F5", icon="refresh-cw", style=ButtonStyle.PRIMARY),
            hurry,
        )
        self.show_state(shown)

    def show_state(self, shown: LinkShown) -> None:
        """Draw the link as it stands."""
        self.state.setText(shown.line.words)
        trouble = shown.trouble
        self.what.setText(f"{trouble.what} {trouble.kept}" if trouble else "")
        self.what.setVisible(trouble is not None)
        self.todo.setText(trouble.todo if trouble else "")
        self.todo.setVisible(bool(trouble and trouble.todo))
        self.hurry.setEnabled(shown.linked)
        while len(self._values) < len(shown.facts):
            label, value = Text("", Role.BODY, Tone.MUTED), Text("", Role.BODY, wrap=True)
            row = len(self._values)
            self._facts.addWidget(label, row, 0)
            self._facts.addWidget(value, row, 1)
            self._values.append((label, value))
        for (label, value), (name, words) in zip(self._values, shown.facts, strict=False):
            label.setText(name)
            value.setText(words)

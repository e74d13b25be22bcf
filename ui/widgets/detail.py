"""What is chosen in a list, beside the list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme import XS, S
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout


class DetailCard(Card):
    """The one chosen in a list: its words, which scroll and can be copied, with its keys below."""

    def fill(self, words: Sequence[QLabel], keys: Sequence[QWidget]) -> None:
        """Put words and keys in. Call it once, while building the card.

        Args:
            words: each on its lines, from above.
            keys: what can be done with it, in a row.
        """
        content = QWidget()
        content.setObjectName("clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(S)
        for label in words:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        self.body.addWidget(area, 1)
        foot = FlowLayout(spacing=S)
        for key in keys:
            foot.addWidget(key)
        self.body.addSpacing(XS)
        self.body.addLayout(foot)

"""What a sheet tells of what was done in it: the notices of the window are behind it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import Kind, S, Tone
from ui.widgets.cards import Icon
from ui.widgets.notices import Notice
from ui.widgets.text import Text

_LOOKS = {
    Kind.OK: ("circle-check", Tone.OK),
    Kind.WARN: ("triangle-alert", Tone.WARN),
    Kind.ERROR: ("circle-x", Tone.ERROR),
}


class ToldLine(QWidget):
    """The last thing that happened, with its icon; out of sight until something did."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        self._icon, self._words = Icon("info", size=20), Text("", wrap=True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words.text()

    def show_notice(self, notice: Notice | None) -> None:
        """Show what happened, what was kept, what to do; nothing for None."""
        parts = () if notice is None else (notice.what, notice.kept, notice.todo)
        words = " ".join(part for part in parts if part)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        if notice is None:
            return
        icon, tone = _LOOKS.get(notice.kind, ("info", Tone.ACCENT))
        self._icon.set(icon, tone)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

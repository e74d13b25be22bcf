"""From any screen to its page of the manual."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.widgets.notices import tell
from ui.widgets.sheets import Sheet

if TYPE_CHECKING:
    from ui.help.window import HelpWindow

KEY = "F1"


def topic_of(widget: QWidget | None) -> str:
    """Return the topic of the manual that ``widget`` belongs to; empty where none is named.

    Whatever has a ``help_topic`` names it for all that stands in it: a page, a sheet, a cover, a part
    of a page. A sheet without one belongs to what it was asked from.
    """
    while widget is not None:
        topic = str(getattr(widget, "help_topic", ""))
        if topic:
            return topic
        widget = widget.asked_from if isinstance(widget, Sheet) else widget.parentWidget()
    return ""


class Help(QObject):
    """F1 in one window, and the window of the manual that it opens; at most one, which goes with it.

    Args:
        window: where F1 works, whatever is laid over it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window: HelpWindow | None = None
        shortcut = QShortcut(QKeySequence(KEY), window)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.open)
        self._over = window

    def topic(self) -> str:
        """Return the topic of what has the focus, else of what is looked at."""
        return topic_of(self._over.window().focusWidget()) or topic_of(self._in_front())

    def open(self) -> None:
        """Show the page about what has the focus; the contents where nothing names one.

        A manual that cannot be read is told in the window; the next F1 tries again.
        """
        if self.window is None:
            # Only now: the first window is there sooner without it.
            from ui.help.manual import ManualUnreadable
            from ui.help.window import HelpWindow

            try:
                self.window = HelpWindow()
            except ManualUnreadable as error:
                tell(self._over, error)
                return
        self.window.show_topic(self.topic())
        self.window.appear()

    def close(self) -> None:
        """Close the manual: its window goes."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _in_front(self) -> QWidget | None:
        """Return what is looked at where the focus is in the rail, or nowhere."""
        for child in self._over.findChildren(QWidget):
            if child.isVisible() and hasattr(child, "help_topic"):
                return child
        return None

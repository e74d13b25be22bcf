"""The base of every page: its place in the window, its title, chips and actions."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from domain.scanned import Scanned
from ui.theme import Kind, M


class Page(QWidget):
    """One section's content. The window draws its title, chips and actions above it.

    Args:
        title: shown above the page.
    """

    help_topic: str = ""
    """Its page of the manual, opened by F1: a file of ``docs/manual``, ``#`` and a heading of it."""

    head_changed = Signal()
    """Title or chips are others."""
    working = Signal(bool)
    """Something takes longer than a moment; connect ``Runner.slow`` to it."""

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.setAccessibleName(title)
        self.title = title
        self.chips: tuple[tuple[str, Kind], ...] = ()
        self.head_actions: list[QWidget] = []
        self.main: tuple[QWidget, QBoxLayout] | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)

    def set_head(self, title: str, chips: Sequence[tuple[str, Kind]] = ()) -> None:
        """Change title and chips."""
        if (title, tuple(chips)) != (self.title, self.chips):
            self.title = title
            self.chips = tuple(chips)
            self.head_changed.emit()

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the title. It is seen, and its key works, on this page only.

        Call it while building the page.
        """
        self.head_actions.append(widget)

    def set_main(self, button: QWidget, home: QBoxLayout) -> None:
        """Name the main button, the last of ``home``: where the page scrolls it stays in sight."""
        self.main = (button, home)

    def entered(self) -> None:
        """The page was brought to the front: put the focus where work begins, refresh."""

    def take_scanned(self, _found: Scanned) -> bool:
        """Do here what a hand-held reader's code means on this page; tell whether it means anything.

        What no page takes is opened where it belongs.
        """
        return False

    def shutdown(self) -> None:
        """The window closes: finish what is under way (``Runner.close``), stop timers."""

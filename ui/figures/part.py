"""A part of the page of figures: one of its tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.following import Following, S
from ui.theme import M
from ui.widgets import tell


class Part(QWidget):
    """What is shown under one tab; it looks for changes only while somebody can see it.

    Args:
        title: for screen readers: the tab's.
    """

    help_topic: str = ""
    """Its page of the manual."""

    working = Signal(bool)
    """Something takes longer than a moment; connect ``Runner.slow`` to it."""
    case_wanted = Signal(object)
    """A case is to be opened: its id."""
    improvement_wanted = Signal(object)
    """An action against a cause is to be begun: the ``Cause``."""

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)
        self._followed: Following[Any] | None = None

    def follow(self, presenter: Following[S], draw: Callable[[S], None]) -> None:
        """Draw what the presenter shows, and tell what it tells. Call it while building the part."""
        self._followed = presenter
        presenter.changed.connect(draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.runner.slow.connect(self.working)

    def entered(self) -> None:
        """The part was brought to the front: put the focus where work begins."""

    def shutdown(self) -> None:
        """Finish what is under way."""
        if self._followed is not None:
            self._followed.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for changes."""
        super().showEvent(event)
        if self._followed is not None:
            self._followed.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        if self._followed is not None:
            self._followed.stop()


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A tab of the page of figures.

    Args:
        title: its words.
        icon: a file of ``resources/icons``.
        build: makes the part; called when it is first opened.
        allowed: whether the roles of who is signed in may open it; if not, it is not shown.
    """

    title: str
    icon: str
    build: Callable[[], Part]
    allowed: bool = True

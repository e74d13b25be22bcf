"""A page that shows what a presenter follows."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.following import Following, S
from ui.shell.page import Page
from ui.widgets import tell


class FollowingPage(Page):
    """A page over one presenter, which looks for changes only while somebody can see the page.

    Args:
        title: shown above the page.
    """

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._followed: Following[Any] | None = None

    def follow(self, presenter: Following[S], draw: Callable[[S], None]) -> None:
        """Draw what the presenter shows, and tell what it tells. Call it while building the page.

        Args:
            presenter: started when the page is seen, closed with it.
            draw: shows a state.
        """
        self._followed = presenter
        presenter.changed.connect(draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.runner.slow.connect(self.working)

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

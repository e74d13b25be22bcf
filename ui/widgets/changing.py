"""A sheet that makes a change: it stays until that was made, and tells why it was not."""

from typing import Any, Generic, Protocol, TypeVar

from domain.errors import KnownError
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.sheets import Sheet


class MakesChanges(Protocol):
    """A presenter that says what became of a change a sheet asked for."""

    done: Any
    """It was made."""
    refused: Any
    """Why it was not (``KnownError``)."""


P = TypeVar("P", bound=MakesChanges)


class ChangeSheet(Sheet, Generic[P]):
    """A sheet that stays until its change was made, and tells why it was not.

    Args:
        presenter: makes the change.
        title: the question.
        save: the words of its button.
        width: in pixels at 100 %.
    """

    def __init__(
        self, presenter: P, title: str, save: str = "Guardar", *, width: int = 520
    ) -> None:
        super().__init__(title, width=width)
        self.presenter = presenter
        self._asked = False
        self.error = ErrorLine()
        self.save = self.add_action(
            KeyButton(save, key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        presenter.done.connect(self._done)
        presenter.refused.connect(self._refused)

    def change(self) -> None:
        """Ask for the change as filled in."""
        raise NotImplementedError

    def _save(self) -> None:
        self.error.set("")
        self.save.setEnabled(False)
        self._asked = True
        self.change()

    def _done(self) -> None:
        if self._asked:  # else it was the end of what was asked for before this was opened
            self.close_sheet()

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)

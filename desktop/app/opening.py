"""What stands in the way of opening the office, and the way around it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.app.door import Door
from domain.errors import KeyStoreUnavailable, KnownError, RecoveryCodeNeeded
from ui.opening.covers import AskCode, Trouble
from ui.work import Runner


class Opening:
    """Asks for the recovery code, or tells why the office does not open, and tries again.

    Args:
        door: the way to the office's data.
        runner: opens it off the UI thread.
        lay: lays a cover over the window.
        again: asks who signs in, and opens once more.
    """

    def __init__(
        self,
        door: Door,
        runner: Runner,
        lay: Callable[[QWidget], None],
        again: Callable[[], None],
    ) -> None:
        self._door, self._runner, self._lay, self._again = door, runner, lay, again

    def failed(self, error: KnownError) -> None:
        """The office did not open."""
        if isinstance(error, (RecoveryCodeNeeded, KeyStoreUnavailable)):
            self._ask_code(remembers=isinstance(error, RecoveryCodeNeeded))
            return
        cover = Trouble(error, recoverable=True)
        cover.again.connect(self._again)
        cover.recover.connect(self._ask_code)
        self._lay(cover)

    def _ask_code(self, *, remembers: bool = True) -> None:
        cover = AskCode(remembers=remembers)

        def submit(code: str) -> None:
            self._runner.write(lambda: self._door.open(code), lambda _: self._again(), cover.refuse)

        cover.entered.connect(submit)
        self._lay(cover)

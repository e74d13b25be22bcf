"""What stands in the way of opening the office, and the way around it."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.app.door import Door
from desktop.ports import PrintOutcome
from domain.errors import (
    KeyStoreUnavailable,
    KnownError,
    OldAuthority,
    RecoveryCodeNeeded,
    ServerLost,
    ServerNotReady,
    ServerRefused,
    ServerUntrusted,
    TrainingData,
)
from ui.opening.covers import AskCode, Trouble
from ui.work import Runner

AGAIN_MS = 3000
"""After how long an office whose server was away is tried again by itself, in milliseconds."""
_PASSES = (ServerLost, ServerNotReady)
_NO_CODE_HELPS = (*_PASSES, ServerRefused, ServerUntrusted, OldAuthority, TrainingData)


class Opening:
    """Asks for the recovery code, or tells why the office does not open, and tries again.

    Args:
        door: the way to the office's data.
        runner: opens it off the UI thread.
        lay: lays a cover over the window.
        again: asks who signs in, and opens once more.
        begins: whether the first start can be done here.
    """

    def __init__(
        self,
        door: Door,
        runner: Runner,
        lay: Callable[[QWidget], None],
        again: Callable[[], None],
        *,
        begins: bool = False,
    ) -> None:
        self._door, self._runner, self._lay, self._again = door, runner, lay, again
        self._begins = begins
        self._asking: AskCode | None = None
        self._waiting: Trouble | None = None

    def failed(self, error: KnownError) -> None:
        """The office did not open."""
        self._waiting = None
        if isinstance(error, (RecoveryCodeNeeded, KeyStoreUnavailable)):
            cover = self._ask_code(remembers=isinstance(error, RecoveryCodeNeeded))
            if self._begins:
                self._offer_start_over(cover)
            return
        recoverable = not self._door.training and not isinstance(error, _NO_CODE_HELPS)
        training = self._door.training
        trouble = Trouble(error, recoverable=recoverable, renewable=training, by_hand=not training)
        trouble.by_hand.connect(lambda: self._print_by_hand(trouble))
        trouble.again.connect(self._go_again)
        trouble.recover.connect(self._ask_code)
        trouble.anew.connect(self._begin_anew)
        self._lay(trouble)
        if isinstance(error, _PASSES):
            self._wait(trouble)

    def _print_by_hand(self, trouble: Trouble) -> None:
        from desktop.app import by_hand

        def told(outcome: PrintOutcome) -> None:
            where = "Está impresa." if outcome.printer else f"Se guardó en {outcome.saved_to}."
            trouble.tell_printed(outcome.notice or where)

        self._runner.write(
            lambda: by_hand.print_unopened(self._door.places, datetime.now(UTC)),
            told,
            lambda error: trouble.tell_printed(error.words),
        )

    def _wait(self, trouble: Trouble) -> None:
        """Try again by itself, behind what is shown, for as long as that is shown."""
        self._waiting = trouble
        timer = QTimer(trouble)
        timer.setSingleShot(True)

        def not_yet(error: KnownError) -> None:
            if self._waiting is not trouble:
                return  # the person was faster
            if isinstance(error, _PASSES):
                timer.start(AGAIN_MS)
            else:
                self.failed(error)

        def open_now(_: object) -> None:
            if self._waiting is trouble:
                self._go_again()

        timer.timeout.connect(lambda: self._runner.read(self._door.open, open_now, not_yet))
        timer.start(AGAIN_MS)

    def _go_again(self) -> None:
        self._waiting = None
        self._again()

    def _begin_anew(self) -> None:
        self._door.start_over()
        self._go_again()

    def _ask_code(self, *, remembers: bool = True) -> AskCode:
        self._waiting = None
        cover = AskCode(remembers=remembers)

        def submit(code: str) -> None:
            self._runner.write(lambda: self._door.open(code), lambda _: self._leave(), cover.refuse)

        cover.entered.connect(submit)
        self._lay(cover)
        self._asking = cover
        return cover

    def _leave(self) -> None:
        self._asking = None
        self._again()

    def _offer_start_over(self, cover: AskCode) -> None:
        """Where a first start was cut so that nobody can ever enter, let it begin again."""

        def offer(nobody_enters: bool) -> None:
            if nobody_enters and self._asking is cover:  # not gone meanwhile
                cover.offer_start_over()

        def start_over() -> None:
            self._runner.write(self._door.start_over, lambda _: self._leave(), cover.refuse)

        cover.start_over.connect(start_over)
        # Where that cannot be known, the code is asked for and nothing else.
        self._runner.read(self._door.nobody_enters, offer, lambda _: None)

"""Between the page of pending things and the use cases."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import pending
from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui.following import Following
from ui.pending.state import PendingState, state_of

POLL_MS = 2000
"""How often it is looked up whether the centre told something."""


class PendingPresenter(Following[PendingState]):
    """Runs the page.

    Args:
        desk: the workstation.
        actor: the person signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was done."""
    refused = Signal(object)
    """Why it was not (``KnownError``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor = desk, actor
        self.mine = True

    def look(self, *, mine: bool) -> None:
        """List what is theirs, or everything."""
        if mine != self.mine:
            self.mine = mine
            self.runner.latest("look", lambda: self._read(None), self._polled)

    def answer(self, task_id: UUID, choice: str, words: str) -> None:
        """Answer a task."""
        self._act(
            lambda: pending.answer(self._desk, self._actor, task_id, choice, words),
            lambda task: self._answered(sent=task.closed_at is None),
            self.refused.emit,
        )

    def offer_again(self, operation_id: UUID) -> None:
        """Send once more what the centre did not understand."""
        self._act(
            lambda: pending.offer_again(self._desk, self._actor, operation_id),
            lambda _: self._tell("Se ofrecerá de nuevo al centro en cuanto haya enlace."),
        )

    def see_refused(self, operation_id: UUID) -> None:
        """Take what was refused out of the list."""
        self._act(
            lambda: pending.see_refused(self._desk, self._actor, operation_id),
            lambda _: self._tell("Revisado. Sigue en el registro de la oficina."),
        )

    def _answered(self, *, sent: bool) -> None:
        self.done.emit()
        self._tell(
            "Respuesta guardada. Llega al centro en cuanto haya enlace." if sent else "Resuelto."
        )

    def _read(self, known: PendingState | None) -> PendingState:
        found = pending.pending(self._desk, self._actor)
        return state_of(found, self._desk.clock.now(), mine=self.mine)

    def _polled(self, state: PendingState | None) -> None:
        """Show what was read, unless something else was asked for in the meantime."""
        super()._polled(None if state is not None and state.mine != self.mine else state)

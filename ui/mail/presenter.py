"""Between the page of messages and the use cases."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.usecases import boards, mailing
from desktop.usecases.desk import Desk
from domain.mail import Mail
from domain.staff import Actor
from ui.following import Following
from ui.mail.state import MailboxState, state_of

POLL_MS = 2000


class MailPresenter(Following[MailboxState]):
    """Runs the page.

    Args:
        desk: the workstation.
        actor: the person signed in.
        leaves: messages leave this office.
        hurry: has what waits sent now.
        poll_ms: how often it looks for changes.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        leaves: bool = True,
        hurry: Callable[[], None] = lambda: None,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor = desk, actor
        self._leaves, self._hurry = leaves, hurry
        self.done = False

    def look(self, *, done: bool) -> None:
        """List those that are done with, or those that are not."""
        if done != self.done:
            self.done = done
            self.runner.latest("look", lambda: self._read(None), self._polled)

    def send_again(self, mail_id: UUID) -> None:
        """Have it sent though nobody knows whether it was, or though it failed."""
        self._decide(mailing.send_again, mail_id, "Se enviará otra vez.", then=self._hurry)

    def arrived(self, mail_id: UUID) -> None:
        """Say that it arrived."""
        self._decide(mailing.arrived, mail_id, "Anotado: llegó.")

    def cancel(self, mail_id: UUID) -> None:
        """Have it not sent."""
        self._decide(mailing.cancel, mail_id, "Ese mensaje no se enviará.")

    def hurry(self) -> None:
        """Try now, whatever stood in the way."""
        self._hurry()
        self._tell("Se intenta ahora.")

    def _decide(
        self,
        work: Callable[[Desk, Actor, UUID], Mail],
        mail_id: UUID,
        words: str,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        def done(_mail: Mail) -> None:
            then()
            self._tell(words)

        self._act(lambda: work(self._desk, self._actor, mail_id), done)

    def _read(self, known: MailboxState | None) -> MailboxState | None:
        if (
            known is not None
            and known.done == self.done
            and boards.change(self._desk) == known.change
        ):
            return None
        found = mailing.mailbox(self._desk, self._actor)
        return state_of(found, done=self.done, leaves=self._leaves)

    def _polled(self, state: MailboxState | None) -> None:
        """Show what was read, unless something else was asked for in the meantime."""
        super()._polled(None if state is not None and state.done != self.done else state)

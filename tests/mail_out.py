"""How the pages write to people in tests: the real words, and what was asked to be sent."""

from dataclasses import dataclass, field
from uuid import UUID

from desktop.mail.templates import mail_words
from domain.ids import new_id
from domain.mail import Mail, MailKind
from tests.office import MORNING
from ui.mail.state import MailOut


def a_mail(recipient: str = "luz@ejemplo.ec", kind: MailKind = MailKind.RETURNED) -> Mail:
    """Return a message that waits."""
    key = new_id()
    return Mail(
        key,
        new_id(),
        kind,
        recipient,
        "Trámite QUITO-26-00012-7: falta completar Nuevo usuario",
        "Estimada Luz:\n\nSu trámite no está completo.",
        f"{key}@quito.ventanilla.invalid",
        new_id(),
        MORNING,
        MORNING,
    )


@dataclass
class Sent:
    """Keeps what was asked to be sent."""

    asked: list[tuple[UUID, bool]] = field(default_factory=list)

    def out(self, *, offered: bool = True, leaves: bool = True) -> MailOut:
        """Return what a page is given."""
        return MailOut(mail_words(), self._send_case, self._send, offered, leaves)

    def _send_case(self, key: UUID, _kind: MailKind, again: bool) -> Mail:
        return self._send(key, again)

    def _send(self, key: UUID, again: bool) -> Mail:
        self.asked.append((key, again))
        return a_mail()

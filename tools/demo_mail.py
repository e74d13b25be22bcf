"""Messages to applicants in the pictures: some on their way, one of which nobody knows."""

from uuid import UUID

from desktop.mail.templates import mail_words
from domain.mail import Mail, MailKind
from ui.mail.state import MailOut


def mail_out() -> MailOut:
    """Return how the pages of the pictures write to people: they only show it."""

    def send_case(_key: UUID, _kind: MailKind, _again: bool) -> Mail:
        raise AssertionError("nothing is sent in pictures")

    def send_card(_key: UUID, _again: bool) -> Mail:
        raise AssertionError("nothing is sent in pictures")

    return MailOut(mail_words(), send_case, send_card)

"""A case's message, shown and sent."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.usecases.case_notice import notice_of
from desktop.usecases.case_view import CaseView
from domain.errors import KnownError
from ui.mail.sheet import MailSender, SendSheet
from ui.mail.state import MailOut, told_before
from ui.widgets import tell


def ask_to_send(over: QWidget, sender: MailSender, mail: MailOut, view: CaseView) -> None:
    """Show the message that tells how a case stands, to be sent."""
    try:
        notice = notice_of(view, mail.words)
    except KnownError as error:  # somebody typed a password
        tell(over, error)
        return
    before = told_before(view.mails, notice.kind, view.case.submitted_at, view.office)
    work = partial(mail.send_case, view.case.id, notice.kind)
    SendSheet(sender, notice, work, before=before, leaves=mail.leaves).open(over)

"""What is copied of a case with one key."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases.case_notice import MailWords, notice_of
from desktop.usecases.case_view import CaseView
from domain.errors import KnownError
from ui.theme import Kind
from ui.widgets import Notice, tell


def copy_number(over: QWidget, view: CaseView) -> None:
    """Copy the case's number, and say so in the window of ``over``."""
    QGuiApplication.clipboard().setText(view.case.number)
    tell(over, Notice(f"Copiado: {view.case.number}.", kind=Kind.OK))


def copy_notice(over: QWidget, words: MailWords, view: CaseView) -> None:
    """Copy the message that tells how the case stands, and say to whom it goes."""
    try:
        notice = notice_of(view, words)
    except KnownError as error:  # somebody typed a password
        tell(over, error)
        return
    QGuiApplication.clipboard().setText(notice.whole)
    to = f" para {notice.recipient}" if notice.recipient else ""
    tell(over, Notice(f"Mensaje{to} copiado.", todo="Péguelo en su correo.", kind=Kind.OK))

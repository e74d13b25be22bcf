"""The sheet that shows a message before it is sent."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QPlainTextEdit

from desktop.usecases.case_notice import CaseNotice
from desktop.usecases.mailing import AlreadyTold
from domain.errors import KnownError
from domain.mail import Mail
from ui import theme
from ui.mail.state import STAYS_HERE
from ui.theme import Kind, Role, Tone
from ui.widgets import Notice, Text
from ui.widgets.changing import ChangeSheet
from ui.work import Runner

_HEIGHT = 300
"""Of the text, in pixels at 100 %."""


class MailSender(QObject):
    """Queues messages off the UI thread, and says what came of it."""

    done = Signal()
    refused = Signal(object)
    told = Signal(object)
    """A ``Notice`` to show."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = Runner(self.refused.emit, parent=self)

    def send(self, work: Callable[[], Mail], *, leaves: bool) -> None:
        """Queue a message.

        Args:
            work: does it.
            leaves: it leaves this office.
        """

        def queued(mail: Mail) -> None:
            self.done.emit()
            words = f"Mensaje para {mail.recipient} en la lista de correo."
            todo = "Se envía en un momento." if leaves else "Aquí no se envía: es una práctica."
            self.told.emit(Notice(words, todo=todo, kind=Kind.OK))

        self.runner.write(work, queued, self.refused.emit)

    def close(self) -> None:
        """Finish what is under way."""
        self.runner.close()


class _Reading(QPlainTextEdit):
    """The text of a message, as high as most are."""

    def sizeHint(self) -> QSize:
        """As high as most messages need, while there is room."""
        return QSize(super().sizeHint().width(), theme.now().px(_HEIGHT))


class SendSheet(ChangeSheet[MailSender]):
    """A message as it will be sent; one look, one key.

    Args:
        sender: queues it.
        notice: the message.
        work: queues it; again though the same was told already.
        before: that the same was told already, in words; empty where it was not.
        leaves: it leaves this office.
    """

    help_topic = "correo#enviar-un-mensaje"

    def __init__(
        self,
        sender: MailSender,
        notice: CaseNotice,
        work: Callable[[bool], Mail],
        *,
        before: str = "",
        leaves: bool = True,
    ) -> None:
        again = bool(before)
        words = "Enviar otra vez" if again else "Enviar"
        super().__init__(sender, "Enviar por correo", words, width=640)
        self._work, self._again, self._leaves = work, again, leaves
        to = notice.recipient or "No hay una dirección de correo en los datos"
        self.to = Text(f"Para: {to}", Role.STRONG, wrap=True)
        self.subject = Text(f"Asunto: {notice.subject}", wrap=True)
        self.text = _Reading(notice.body)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Mensaje")
        for part in (self.to, self.subject, self.text):
            self.body.addWidget(part)
        if before:
            self.body.addWidget(Text(before, Role.BODY, Tone.WARN, wrap=True))
        if not leaves:
            self.body.addWidget(Text(STAYS_HERE, Role.SMALL, Tone.MUTED, wrap=True))
        self.body.addWidget(self.error)
        self.save.setEnabled(bool(notice.recipient))

    def change(self) -> None:
        """Queue the message."""
        again = self._again
        self.presenter.send(lambda: self._work(again), leaves=self._leaves)

    def _refused(self, error: KnownError) -> None:
        super()._refused(error)
        if isinstance(error, AlreadyTold):  # somebody else was quicker
            self._again = True
            self.save.set("Enviar otra vez")

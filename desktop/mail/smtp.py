"""The mail server of the office: messages written (RFC 5322) and handed to it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from hashlib import sha256
from threading import Lock

from desktop.mail.talk import CALL_ADMINISTRATOR, MailServer, Patience, Talk
from desktop.ports.mail import MailUnreachable, OutgoingMail

_LONGEST = 200
"""Of a text in the head, in characters."""
_ID = re.compile(r"[A-Za-z0-9-]{1,80}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60})+")


class SmtpMailer:
    """Hands messages to the office's mail server, one conversation each.

    Args:
        server: gives how it is reached, asked at each message; None where it is not set up.
        patience: how long is waited.
        now: the time that messages bear.
    """

    def __init__(
        self,
        server: Callable[[], MailServer | None],
        patience: Patience | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._now = now
        self._lock = Lock()
        self._talk: Talk | None = None
        self._stopped = False

    def send(self, mail: OutgoingMail) -> None:
        """Hand a message over; returns once the server took it.

        Raises:
            MailUnreachable, MailRefused: it was not sent.
            MailOutcomeUnknown: nobody knows.
        """
        server = self._server()
        if server is None:
            raise MailUnreachable(
                "El correo no está configurado en este equipo.", todo=CALL_ADMINISTRATOR
            )
        content = message_bytes(mail, server, self._now())
        talk = Talk(server, self._patience)
        with self._lock:
            if self._stopped:
                raise MailUnreachable("El programa se está cerrando.")
            self._talk = talk
        try:
            talk.deliver(mail.recipient, content)
        finally:
            with self._lock:
                self._talk = None
            talk.end()

    def stop(self) -> None:
        """Cut what is under way, unless the message may have been taken already."""
        with self._lock:
            self._stopped = True
            if self._talk is not None:
                self._talk.cut()


def message_bytes(mail: OutgoingMail, server: MailServer, now: datetime) -> bytes:
    """Return a message as it is written on the line (RFC 5322), without its final dot."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((_head(server.sender_name), server.sender))
    message["To"] = mail.recipient
    message["Subject"] = _head(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_id(mail.message_id)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message["Content-Language"] = "es-EC"
    message.set_content(_whole(mail.body), charset="utf-8", cte="quoted-printable")
    if mail.attachment:
        message.add_attachment(
            mail.attachment,
            maintype="application",
            subtype="pdf",
            filename=_head(mail.attachment_name) or "documento.pdf",
        )
    return bytes(message)


def _head(text: str) -> str:
    """Return a text that can stand in a head: one line, nothing that is not a character."""
    return " ".join("".join(c if c.isprintable() else " " for c in _whole(text)).split())[:_LONGEST]


def _id(text: str) -> str:
    """Return a message's id as it can be written; for the same text always the same."""
    if _ID.fullmatch(text):
        return text
    return f"{sha256(text.encode('utf-8', 'replace')).hexdigest()}@ventanilla.invalid"


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")

"""Handing messages to the mail server."""

from dataclasses import dataclass, field
from typing import Protocol

from domain.errors import KnownError


class MailRefused(KnownError):
    """The mail server did not take a message: it was not sent.

    Args:
        for_good: trying again would not help (the address does not exist).
    """

    what = "El servidor de correo no aceptó el mensaje."
    kept = "El mensaje está guardado."
    todo = "Revise la dirección y envíelo otra vez."

    def __init__(self, what: str = "", *, todo: str = "", for_good: bool = False) -> None:
        super().__init__(what or self.what, todo=todo or self.todo)
        self.for_good = for_good


class MailUnreachable(KnownError):
    """The mail server could not be reached or spoken to, before anything was handed to it."""

    what = "No se pudo hablar con el servidor de correo."
    kept = "El mensaje está guardado y se intentará otra vez."
    todo = "Si se repite, avise al administrador."


class MailOutcomeUnknown(KnownError):
    """The link was lost after the message was handed over: it may have been sent or not."""

    what = "No se sabe si el mensaje se envió: se cortó la conexión con el servidor de correo."
    kept = "El mensaje está guardado y no se enviará otra vez por sí solo."
    todo = "Pregunte a la persona si lo recibió; luego márquelo o envíelo otra vez."


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A message as it is handed over; texts are clean (no line breaks in the head)."""

    message_id: str
    recipient: str
    subject: str
    body: str
    attachment: bytes = field(default=b"", repr=False)
    attachment_name: str = ""


class Mailer(Protocol):
    """The mail server of the office, as this computer reaches it."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand a message over; returns once the server took it.

        Raises:
            MailUnreachable, MailRefused: it was not sent.
            MailOutcomeUnknown: nobody knows.
        """
        ...

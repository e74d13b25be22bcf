"""Messages to applicants: queued with the change they tell of, sent once, never twice unasked.

Before a message is handed to the mail server it is marked as being sent. Where the link is lost
after the server may have taken it, the outcome is unknown: a person decides, nothing sends again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import KnownError
from domain.labels import Labelled

SUBJECT_LIMIT = 200
BODY_LIMIT = 8000
ADDRESS_LIMIT = 200
WORDS_LIMIT = 300
MOST_TRIES = 8
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=2)


class MailKind(Labelled):
    """What a message tells; ``STANDING``: where a case stands for which there is no other word."""

    RETURNED = "returned", "Devolución"
    USER_CREATED = "user_created", "Usuario creado"
    RESOLVED = "resolved", "Atención resuelta"
    REFERRED = "referred", "Derivación"
    ENROLMENT_READY = "enrolment_ready", "Enrolamiento listo"
    READINESS = "readiness", "Lo que falta para enrolarse"
    STANDING = "standing", "Estado del trámite"


class MailState(Labelled):
    """Where a message stands."""

    WAITING = "waiting", "Por enviar"
    SENDING = "sending", "Enviándose"
    SENT = "sent", "Enviado"
    FAILED = "failed", "No se pudo enviar"
    UNKNOWN = "unknown", "No se sabe si se envió"
    CANCELLED = "cancelled", "No se enviará"


ASK_A_PERSON = frozenset({MailState.UNKNOWN, MailState.FAILED})
"""States in which nothing more happens by itself."""


class WrongMailState(KnownError):
    """Somebody, or the program, did something else with the message meanwhile."""

    def __init__(self, message: "Mail") -> None:
        self.message = message
        super().__init__(
            f"Ese mensaje está así: {message.state.label.lower()}.",
            kept="No se cambió nada.",
            todo="Mire la lista otra vez.",
        )


@dataclass(frozen=True, slots=True)
class Mail:
    """One message.

    Attributes:
        message_id: without angle brackets; the same at every try (RFC 5322, 3.6.4).
        attachment: SHA-256 of a PDF kept with the documents, called ``attachment_name``.
        tries: how often it was handed to the mail server.
        next_at: not before then; ``tried_at``: the last try.
        sender: the workstation that sends or sent it.
        words: what came of the last try, for people.
    """

    id: UUID
    office_id: UUID
    kind: MailKind
    recipient: str
    subject: str
    body: str
    message_id: str
    made_by: UUID
    made_at: datetime
    next_at: datetime
    case_id: UUID | None = None
    attachment: str = ""
    attachment_name: str = ""
    state: MailState = MailState.WAITING
    tries: int = 0
    tried_at: datetime | None = None
    sender: str = ""
    words: str = ""
    version: int = 1

    def begun(self, workstation: str, at: datetime) -> "Mail":
        """Return it as handed to the mail server just now. Raises WrongMailState."""
        self._require(MailState.WAITING)
        return replace(
            self,
            state=MailState.SENDING,
            sender=workstation,
            tries=self.tries + 1,
            tried_at=at,
            version=self.version + 1,
        )

    def sent(self, words: str = "") -> "Mail":
        """Return it as taken by the mail server. Raises WrongMailState.

        It may have been thought unknown meanwhile: another program believed its sender dead.
        """
        self._require(MailState.SENDING, MailState.UNKNOWN)
        return replace(self, state=MailState.SENT, words=words, version=self.version + 1)

    def refused(self, words: str, at: datetime, *, for_good: bool) -> "Mail":
        """Return it as not taken: tried again later, each time after a longer pause, or no more.

        Raises:
            WrongMailState: it is not being sent.
        """
        over = for_good or self.tries >= MOST_TRIES
        waiting = self.postponed(words, at)
        return replace(waiting, state=MailState.FAILED) if over else waiting

    def postponed(self, words: str, at: datetime) -> "Mail":
        """Return it as not handed over: the mail server could not be reached, which says nothing
        of the message. It waits for as long as that takes, each time longer.

        Raises:
            WrongMailState: it is not being sent.
        """
        self._require(MailState.SENDING, MailState.UNKNOWN)
        pause = min(_FIRST_PAUSE * 2 ** min(self.tries - 1, MOST_TRIES), _LONGEST_PAUSE)
        return replace(
            self,
            state=MailState.WAITING,
            words=words[:WORDS_LIMIT],
            next_at=at + pause,
            version=self.version + 1,
        )

    def unknown(self, words: str) -> "Mail":
        """Return it as one that may have been sent or not. Raises WrongMailState."""
        self._require(MailState.SENDING)
        return replace(
            self, state=MailState.UNKNOWN, words=words[:WORDS_LIMIT], version=self.version + 1
        )

    def again(self, at: datetime) -> "Mail":
        """Return it to be sent because a person said so. Raises WrongMailState."""
        self._require(*ASK_A_PERSON)
        return replace(
            self, state=MailState.WAITING, tries=0, next_at=at, words="", version=self.version + 1
        )

    def settled(self) -> "Mail":
        """Return it as sent: a person found that it arrived. Raises WrongMailState."""
        self._require(MailState.UNKNOWN)
        return replace(self, state=MailState.SENT, version=self.version + 1)

    def cancelled(self) -> "Mail":
        """Return it as one that nobody wants sent. Raises WrongMailState."""
        self._require(MailState.WAITING, MailState.FAILED, MailState.UNKNOWN)
        return replace(self, state=MailState.CANCELLED, version=self.version + 1)

    def _require(self, *states: MailState) -> None:
        if self.state not in states:
            raise WrongMailState(self)

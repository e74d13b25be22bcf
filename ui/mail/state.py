"""What is shown of messages to applicants, in words, without Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from desktop.usecases.case_notice import MailWords
from desktop.usecases.mailing import ListedMail, Mailbox
from domain.mail import ASK_A_PERSON, Mail, MailKind, MailState
from domain.offices import Office
from ui.theme import Kind

KINDS = {
    MailState.WAITING: Kind.INFO,
    MailState.SENDING: Kind.INFO,
    MailState.SENT: Kind.OK,
    MailState.FAILED: Kind.ERROR,
    MailState.UNKNOWN: Kind.WARN,
    MailState.CANCELLED: Kind.NEUTRAL,
}
_FIRST = (MailState.UNKNOWN, MailState.FAILED, MailState.SENDING, MailState.WAITING)
"""In this order they are listed: what asks for a decision first."""
STAYS_HERE = "Aquí los datos son inventados: el mensaje queda en la lista y no se envía."


@dataclass(frozen=True, slots=True)
class MailOut:
    """How the pages have messages sent; what sends runs off the UI thread.

    Attributes:
        words: those of every kind of message, to show and copy them.
        send_case: queue the message on a case, which tells what was read; again though it was
            told already.
        send_card: queue the readiness card of an entity; likewise.
        offered: somebody of the office sends messages by the program.
        leaves: messages leave this office; not those of training and demonstration.
    """

    words: MailWords = field(repr=False)
    send_case: Callable[[UUID, MailKind, bool], Mail]
    send_card: Callable[[UUID, bool], Mail]
    offered: bool = True
    leaves: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is listed."""

    listed: ListedMail
    when: str
    todo: str

    @property
    def id(self) -> UUID:
        """What tells it from others."""
        return self.listed.mail.id

    @property
    def state(self) -> MailState:
        """Where it stands."""
        return self.listed.mail.state

    @property
    def title(self) -> str:
        """What it tells, and of which case."""
        number = self.listed.number
        return (
            f"{self.listed.mail.kind.label} · {number}" if number else self.listed.mail.kind.label
        )

    @property
    def meta(self) -> str:
        """Who prepared it and when, and how often it was tried."""
        mail = self.listed.mail
        tried = ""
        if mail.state is not MailState.SENT and mail.tries:
            tried = "1 intento" if mail.tries == 1 else f"{mail.tries} intentos"
        by = f"Lo preparó {self.listed.by}" if self.listed.by else ""
        return " · ".join(part for part in (by, self.when, tried) if part)


@dataclass(frozen=True, slots=True)
class MailboxState:
    """What the page shows.

    Attributes:
        to_decide: how many a person must decide about.
        waiting: how many are on their way.
        done: those that are done with are listed, instead of those that are not.
    """

    change: int
    lines: tuple[Line, ...]
    to_decide: int
    waiting: int
    done: bool


def state_of(found: Mailbox, *, done: bool, leaves: bool) -> MailboxState:
    """Return the state for what was read.

    Args:
        done: list those that are done with.
        leaves: messages leave this office.
    """
    chosen = found.done if done else found.open
    ordered = chosen if done else sorted(chosen, key=lambda one: _FIRST.index(one.mail.state))
    states = [one.mail.state for one in found.open]
    return MailboxState(
        found.change,
        tuple(
            Line(
                one,
                _when(one.mail, found.office, found.now),
                todo_of(one.mail, found.office, found.now, leaves=leaves),
            )
            for one in ordered
        ),
        sum(state in ASK_A_PERSON for state in states),
        sum(state not in ASK_A_PERSON for state in states),
        done,
    )


def todo_of(mail: Mail, office: Office, now: datetime, *, leaves: bool) -> str:
    """Return what becomes of a message, or what to do about it."""
    match mail.state:
        case MailState.UNKNOWN:
            return (
                "Pregunte a la persona si lo recibió. Si llegó, márquelo; si no, envíelo otra vez."
            )
        case MailState.FAILED:
            return "Corrija la dirección en los datos de la persona y prepare otro, o envíelo otra vez."
        case MailState.WAITING if not leaves:
            return STAYS_HERE
        case MailState.WAITING if mail.next_at - now > timedelta(minutes=1):
            return f"Se intentará otra vez a las {office.local(mail.next_at):%H:%M}."
        case MailState.WAITING | MailState.SENDING:
            return "Se enviará en un momento, desde un equipo de la oficina que tenga correo."
        case _:
            return ""


def told_before(mails: tuple[Mail, ...], kind: MailKind, since: datetime, office: Office) -> str:
    """Return in words that the same was told already since then; empty where it was not.

    Args:
        mails: those of the case, the newest first.
    """
    for mail in mails:
        if mail.kind is kind and mail.state is not MailState.CANCELLED and mail.made_at >= since:
            return f"Ya hay uno del {office.local(mail.made_at):%d/%m/%Y %H:%M}: {mail.state.label.lower()}."
    return ""


def _when(mail: Mail, office: Office, now: datetime) -> str:
    at = office.local(mail.tried_at or mail.made_at)
    return f"{at:%H:%M}" if at.date() == office.local(now).date() else f"{at:%d/%m/%Y %H:%M}"

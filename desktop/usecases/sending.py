"""What sends the queue of messages does with the office's data: takes one, notes what came of it.

A message is marked as being sent, and that is committed, before a byte of it goes out; whatever
happens after that, no program sends it again by itself unless it is known that it was not taken.
Source: docs/decisions/0120.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from desktop.ports.mail import (
    Mailer,
    MailOutcomeUnknown,
    MailRefused,
    MailUnreachable,
    OutgoingMail,
)
from desktop.usecases.desk import Desk
from desktop.usecases.mailing import told_of
from domain.errors import NotFound, Stale
from domain.mail import Mail, MailState
from domain.ports import UnitOfWork
from domain.ports.pieces import Pieces

BELIEVED_DEAD = timedelta(minutes=15)
"""Another computer that took a message so long ago is not sending it any more."""
_LEFT_OFF = (
    "No se sabe si se envió: el programa que lo enviaba se cerró antes de anotarlo."
    " Pregunte a la persona si lo recibió."
)
_NO_ATTACHMENT = "El documento adjunto ya no está guardado. Prepare el mensaje otra vez."


class Came(Enum):
    """What came of handing a message over."""

    SENT = auto()
    NOT_NOW = auto()
    REFUSED = auto()
    REFUSED_FOR_GOOD = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over, and in words."""

    came: Came
    words: str = ""


def take_stock(desk: Desk, workstation: str, *, beginning: bool) -> int:
    """Mark what nobody is sending any more as unknown; return how many messages that were.

    Args:
        workstation: this one's name.
        beginning: this program has sent nothing yet, so that what this workstation was sending is
            of a program that ended. Where another of its programs sends it after all, it notes
            what came of it as ever.

    Raises:
        KnownError: the database refused.
    """

    def left_off(mail: Mail, now: datetime) -> bool:
        ago = now - (mail.tried_at or now)
        own = mail.sender == workstation
        # A clock that was set back must not keep a message waiting for ever.
        return (own and beginning) or abs(ago) >= BELIEVED_DEAD

    with desk.units.read() as unit:
        if not unit.mails.being_sent():
            return 0
    with desk.units.write() as unit:
        now = desk.clock.now()
        left = [mail for mail in unit.mails.being_sent() if left_off(mail, now)]
        for mail in left:
            unknown = mail.unknown(_LEFT_OFF)
            unit.mails.save(unknown)
            _tell(unit, unknown, "mail_unknown", now)
        return len(left)


def claim(desk: Desk, workstation: str) -> Mail | None:
    """Take the oldest message that may be sent now; None where there is none.

    Only who gets it may hand it over: it is marked as being sent, in a transaction of its own.

    Args:
        workstation: this one's name.

    Raises:
        KnownError: the database refused; nothing was taken.
    """
    while _is_due(desk):
        # Another computer may take it just now; there may be others.
        with suppress(Stale), desk.units.write() as unit:
            now = desk.clock.now()
            for mail in unit.mails.due(now, 1):
                begun = mail.begun(workstation, now)
                unit.mails.save(begun)
                _tell(unit, begun, "mail_begun", now)
                return begun
    return None


def hand_over(mailer: Mailer, pieces: Pieces, mail: Mail) -> Outcome:
    """Hand a message that was claimed to the mail server, and return what came of it.

    Raises:
        KnownError: its attachment cannot be read just now; nothing of it was handed over.
    """
    try:
        attachment = pieces.get(mail.attachment) if mail.attachment else b""
    except NotFound:
        return Outcome(Came.REFUSED_FOR_GOOD, _NO_ATTACHMENT)
    going = OutgoingMail(
        mail.message_id,
        mail.recipient,
        mail.subject,
        mail.body,
        attachment,
        mail.attachment_name,
    )
    try:
        mailer.send(going)
    except MailUnreachable as error:
        return Outcome(Came.NOT_NOW, f"{error.what} {error.todo}")
    except MailRefused as error:
        came = Came.REFUSED_FOR_GOOD if error.for_good else Came.REFUSED
        return Outcome(came, error.what)
    except MailOutcomeUnknown as error:
        return Outcome(Came.UNKNOWN, error.what)
    return Outcome(Came.SENT)


def note(desk: Desk, claimed: Mail, outcome: Outcome) -> None:
    """Keep what came of a message that was claimed; once, however often it is called.

    What a person decided of it meanwhile stands.

    Raises:
        KnownError: the database refused; it can be noted again.
    """
    with desk.units.write() as unit:
        mail = unit.mails.get(claimed.id)
        same_try = (mail.sender, mail.tried_at) == (claimed.sender, claimed.tried_at)
        if not same_try or mail.state not in {MailState.SENDING, MailState.UNKNOWN}:
            return
        if mail.state is MailState.UNKNOWN and outcome.came is Came.UNKNOWN:
            return
        now = desk.clock.now()
        changed, type_ = _changed(mail, outcome, now)
        unit.mails.save(changed)
        _tell(unit, changed, type_, now)


# ------------------------------------------------------------------------------- inside


def _is_due(desk: Desk) -> bool:
    """Tell whether there is any, without keeping a writer waiting."""
    with desk.units.read() as unit:
        return bool(unit.mails.due(desk.clock.now(), 1))


def _changed(mail: Mail, outcome: Outcome, now: datetime) -> tuple[Mail, str]:
    match outcome.came:
        case Came.SENT:
            return mail.sent(), "mail_sent"
        case Came.UNKNOWN:
            return mail.unknown(outcome.words), "mail_unknown"
        case Came.NOT_NOW:
            return mail.postponed(outcome.words, now), "mail_refused"
        case refused:
            for_good = refused is Came.REFUSED_FOR_GOOD
            return mail.refused(outcome.words, now, for_good=for_good), "mail_refused"


def _tell(unit: UnitOfWork, mail: Mail, type_: str, now: datetime) -> None:
    """Append what happened to the log; the program did it, no person."""
    unit.log.append("mail", mail.id, mail.version, type_, told_of(mail), actor_id=None, at=now)

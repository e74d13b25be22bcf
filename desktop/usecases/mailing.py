"""Messages to applicants: written, queued, looked through, and what a person decides of each.

What is queued is sent by any of the office's computers that is set up for it (``sending``).
Source: docs/decisions/0120.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from desktop.ports import Documents
from desktop.usecases import case_view, readiness
from desktop.usecases.case_notice import CaseNotice, MailWords, notice_of
from desktop.usecases.desk import Desk, Step, begin
from domain.errors import KnownError, NotOnThisData, Stale
from domain.ids import new_id
from domain.mail import ASK_A_PERSON, Mail, MailKind, MailState
from domain.mail_text import NoAddress, clean_address
from domain.offices import Office
from domain.ports.pieces import Pieces
from domain.staff import Action, Actor
from domain.text import search_key

LISTED = 300
"""Messages shown at most."""
_LATELY = 100
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Post:
    """What messages are made with.

    Attributes:
        words: those of every kind of message.
        documents: makes what is attached.
        pieces: keeps it until it was sent.
    """

    words: MailWords = field(repr=False)
    documents: Documents
    pieces: Pieces


class AlreadyTold(KnownError):
    """The same was told of the case already, since papers were last handed in."""

    def __init__(self, before: Mail, local: datetime) -> None:
        self.before = before
        done = "ya se envió" if before.state is MailState.SENT else "ya está en la lista de correo"
        super().__init__(
            f"El mensaje «{before.kind.label}» {done}, del {local:%d/%m/%Y %H:%M}.",
            kept="No se envió otro.",
            todo="Si de verdad hace falta, envíelo otra vez.",
        )


@dataclass(frozen=True, slots=True)
class ListedMail:
    """A message as it is listed; ``number`` is its case's, empty where it has none."""

    mail: Mail
    number: str
    by: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The messages of the office: those that are not done with, then the last ones done.

    Attributes:
        change: the log's last sequence when they were read.
    """

    change: int
    now: datetime
    office: Office
    open: tuple[ListedMail, ...]
    done: tuple[ListedMail, ...]


def queue_case(
    desk: Desk,
    actor: Actor,
    post: Post,
    case_id: UUID,
    kind: MailKind,
    *,
    again: bool = False,
) -> Mail:
    """Have the message sent that tells how a case stands now.

    Args:
        kind: what the person read that it tells.
        again: though the same was told already.

    Raises:
        NoAddress: nobody's address is on file.
        InvalidInput: the address on file is none that can be written to.
        AlreadyTold: the same was told since papers were last handed in.
        SecretInText: what a clerk typed looks as if it told a password.
        Stale: the case stands differently by now.
        NotAllowed, NotFound: as their names say.
    """
    seen = case_view.view(desk, actor, case_id)
    notice = notice_of(seen, post.words)
    if notice.kind is not kind:
        raise Stale
    mail = _written(desk, actor, seen.office, notice, case_id)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEND_MAIL)
        case = unit.cases.get(case_id)
        if not again:
            _require_new(step, seen.office, case_id, notice.kind, case.submitted_at)
        _add(step, mail, case.number)
    return mail


def queue_readiness(
    desk: Desk, actor: Actor, post: Post, entity_id: UUID, *, again: bool = False
) -> Mail:
    """Have an entity's readiness card sent, attached to its message.

    Args:
        again: though one was made today already.

    Raises:
        NoAddress, InvalidInput, AlreadyTold, NotAllowed, NotFound: as ``queue_case``.
        DiskFull, DatabaseUnreachable …: the card could not be kept; nothing is sent.
    """
    card = readiness.readiness_card(desk, actor, entity_id)
    case_id = None if card.case is None else card.case.id
    notice = readiness.message_of(card, post.words)
    recipient = _address(notice)
    if not again:
        _require_new_card(desk, actor, card, recipient)
    pdf = post.documents.readiness(readiness.paper_of(card))
    digest = post.pieces.put(pdf, _PDF, desk.clock.now())
    name = f"{readiness.title_of(card)}.pdf"
    mail = _written(desk, actor, card.office, notice, case_id, digest, name)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEND_MAIL)
        _add(step, mail, "" if card.case is None else card.case.number)
    return mail


def mailbox(desk: Desk, actor: Actor) -> Mailbox:
    """Return the office's messages.

    Raises:
        NotAllowed: no role in force may see them.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEND_MAIL)
        names = {member.id: member.full_name for member in unit.staff.all()}
        numbers: dict[UUID, str] = {}

        def listed(mail: Mail) -> ListedMail:
            number = ""
            if mail.case_id is not None:
                if mail.case_id not in numbers:
                    numbers[mail.case_id] = unit.cases.get(mail.case_id).number
                number = numbers[mail.case_id]
            return ListedMail(mail, number, names.get(mail.made_by, ""))

        over = (MailState.SENT, MailState.CANCELLED)
        return Mailbox(
            unit.log.head().sequence,
            step.now,
            unit.offices.office(),
            tuple(listed(mail) for mail in unit.mails.open(LISTED)),
            tuple(listed(mail) for mail in unit.mails.lately(_LATELY) if mail.state in over),
        )


def to_decide(desk: Desk, actor: Actor) -> int:
    """Return how many messages wait for a person's decision: for the badge.

    Raises:
        NotAllowed: no role in force may see them.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEND_MAIL)
        with suppress(NotOnThisData):  # the office's server is of an earlier program
            return sum(mail.state in ASK_A_PERSON for mail in unit.mails.open(LISTED))
    return 0


def in_use(desk: Desk) -> bool:
    """Tell whether the office ever had a message sent by the program, from whatever computer."""
    try:
        with desk.units.read() as unit:
            return bool(unit.mails.lately(1))
    except NotOnThisData:  # the office's server is of an earlier program
        return False


def send_again(desk: Desk, actor: Actor, mail_id: UUID) -> Mail:
    """Have a message sent that failed, or of which nobody knows: a person decided it.

    Raises:
        WrongMailState, NotAllowed, NotFound: as their names say.
    """
    return _decided(desk, actor, mail_id, "mail_again", lambda mail, now: mail.again(now))


def arrived(desk: Desk, actor: Actor, mail_id: UUID) -> Mail:
    """Record that a message of which nobody knew was received.

    Raises:
        WrongMailState, NotAllowed, NotFound: as their names say.
    """
    return _decided(desk, actor, mail_id, "mail_settled", lambda mail, _: mail.settled())


def cancel(desk: Desk, actor: Actor, mail_id: UUID) -> Mail:
    """Have a message not sent, or not tried again.

    Raises:
        WrongMailState: it was sent, or is being sent just now.
        NotAllowed, NotFound: as their names say.
    """
    return _decided(desk, actor, mail_id, "mail_cancelled", lambda mail, _: mail.cancelled())


# ------------------------------------------------------------------------------- inside


def _address(notice: CaseNotice) -> str:
    if not notice.recipient:
        raise NoAddress
    return clean_address(notice.recipient)


def _written(
    desk: Desk,
    actor: Actor,
    office: Office,
    notice: CaseNotice,
    case_id: UUID | None,
    attachment: str = "",
    attachment_name: str = "",
) -> Mail:
    key, now = new_id(), desk.clock.now()
    # Not the office's own domain, which this computer need not know; never one that exists.
    place = search_key(office.imprint).replace(" ", "-") or "oficina"
    return Mail(
        key,
        office.id,
        notice.kind,
        _address(notice),
        notice.subject,
        notice.body,
        f"{key}@{place}.ventanilla.invalid",
        actor.staff_id,
        now,
        now,
        case_id,
        attachment,
        attachment_name,
    )


def _require_new(
    step: Step, office: Office, case_id: UUID, kind: MailKind, since: datetime
) -> None:
    for mail in step.unit.mails.of_case(case_id):
        told = mail.kind is kind and mail.state is not MailState.CANCELLED
        if told and mail.made_at >= since:
            raise AlreadyTold(mail, office.local(mail.made_at))


def _require_new_card(
    desk: Desk, actor: Actor, card: readiness.ReadinessCard, recipient: str
) -> None:
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEND_MAIL)
        for mail in unit.mails.lately(_LATELY):
            same = mail.kind is MailKind.READINESS and mail.recipient == recipient
            today = card.office.day_of(mail.made_at) == step.day
            if same and today and mail.state is not MailState.CANCELLED:
                raise AlreadyTold(mail, card.office.local(mail.made_at))


def _add(step: Step, mail: Mail, number: str) -> None:
    step.unit.mails.add(mail)
    payload: dict[str, object] = {"kind": mail.kind.value, "to": mail.recipient, "case": number}
    step.tell("mail", mail.id, mail.version, "mail_queued", payload)


def _decided(
    desk: Desk,
    actor: Actor,
    mail_id: UUID,
    type_: str,
    change: Callable[[Mail, datetime], Mail],
) -> Mail:
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEND_MAIL)
        mail = change(unit.mails.get(mail_id), step.now)
        unit.mails.save(mail)
        step.tell("mail", mail.id, mail.version, type_, told_of(mail))
        return mail


def told_of(mail: Mail) -> dict[str, object]:
    """Return what an operation on a message tells of it."""
    return {"kind": mail.kind.value, "to": mail.recipient, "words": mail.words}

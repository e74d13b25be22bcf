"""Notices of the supervisor to the counters: sent, shown there, and read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.counters import own_session
from desktop.usecases.desk import Desk, Step, begin
from domain.counters import CounterNotOpen
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.notices import NOTICE_LIMIT, Notice
from domain.staff import Action, Actor
from domain.text import clean_text


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with the names beside it; ``reader`` is empty until it was read.

    ``sent_at`` is told by the office's clock.
    """

    notice: Notice
    sent_at: datetime
    counter_number: int
    sender: str
    reader: str


def send_notice(
    desk: Desk, actor: Actor, text: str, counter_id: UUID | None = None
) -> tuple[Notice, ...]:
    """Send a notice to one counter, or to every counter that is open now when None.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: there is no text, it cannot be kept, or no counter is open.
        CounterNotOpen: that counter is out of service.
    """
    said = clean_text(text, label="Aviso", limit=NOTICE_LIMIT, required=True)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        if counter_id is not None:
            counter = unit.offices.counter(counter_id)
            if not counter.active:
                raise CounterNotOpen("Esa ventanilla está fuera de servicio.", todo="Elija otra.")
            receivers = [counter.id]
        else:
            receivers = [session.counter_id for session in unit.sessions.all_open()]
        if not receivers:
            raise InvalidInput(
                "Ninguna ventanilla está abierta.",
                kept="El aviso no se envió.",
                todo="Elija una ventanilla: lo verá cuando abra.",
            )
        return tuple(post(step, receiver, said) for receiver in receivers)


def read_notice(desk: Desk, actor: Actor, notice_id: UUID) -> Notice:
    """Note that a notice was read at one's counter; again changes nothing.

    Raises:
        CounterNotOpen: one has no counter open.
        NotFound: there is no such notice at this counter.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = own_session(step)
        notice = unit.notices.get(notice_id)
        if notice.counter_id != session.counter_id:
            raise NotFound("Ese aviso no es para su ventanilla.")
        if notice.read_at is not None:
            return notice
        read = notice.read(actor.staff_id, step.now)
        step.tell("notice", read.id, read.version, "notice_read", {})
        unit.notices.save(read)
        return read


def unread(desk: Desk, actor: Actor) -> tuple[NoticeView, ...]:
    """Return what one's own counter has not read yet today, the oldest first.

    Raises:
        NotAllowed: the person serves nobody.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SERVE)
        session = unit.sessions.open_of(actor.staff_id)
        if session is None:
            return ()
        return _named(step, unit.notices.unread(session.counter_id, step.day))


def views(step: Step) -> tuple[NoticeView, ...]:
    """Return the notices of the day with the names beside them, the newest first."""
    return _named(step, step.unit.notices.of_day(step.day))


def post(step: Step, counter_id: UUID, text: str, *, tells_act: bool = False) -> Notice:
    """Send a notice inside a unit of work already begun.

    Args:
        tells_act: it only tells of an act that has its own operation, so that a report of what
            was decided need not tell it twice.
    """
    office = step.unit.offices.office()
    notice = Notice(new_id(), office.id, step.day, counter_id, text, step.actor.staff_id, step.now)
    step.tell(
        "notice",
        notice.id,
        notice.version,
        "notice_sent",
        {"counter": str(counter_id), "text": text, "tells_act": tells_act},
    )
    step.unit.notices.add(notice)
    return notice


def post_what_changed(step: Step, counter_id: UUID, text: str) -> None:
    """Tell who sits at a counter what a supervisor changed there; nobody where it is closed.

    Args:
        text: as long as it comes: what is too long for a notice is cut.
    """
    session = step.unit.sessions.open_at(counter_id)
    if session is not None and session.staff_id != step.actor.staff_id:
        post(step, counter_id, text[:NOTICE_LIMIT], tells_act=True)


def _named(step: Step, notices: Sequence[Notice]) -> tuple[NoticeView, ...]:
    unit = step.unit
    if not notices:
        return ()
    office = unit.offices.office()
    names = {member.id: member.full_name for member in unit.staff.all()}
    numbers = {counter.id: counter.number for counter in unit.offices.counters()}
    return tuple(
        NoticeView(
            notice,
            office.local(notice.sent_at),
            numbers[notice.counter_id],
            names[notice.sent_by],
            "" if notice.read_by is None else names[notice.read_by],
        )
        for notice in notices
    )

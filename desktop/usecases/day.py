"""The supervisor closes the day, or opens it again."""

from dataclasses import dataclass, replace
from datetime import date

from desktop.usecases import day_count
from desktop.usecases.cases import lapse_in
from desktop.usecases.day_seal import seal
from desktop.usecases.desk import Desk, begin, clean_reason
from domain.day_figures import DayFigures
from domain.errors import InvalidInput, NotFound
from domain.queue import DayClosed, QueueDay
from domain.staff import Action, Actor
from domain.tickets import Ticket, TicketState


class PeopleBeingCalled(InvalidInput):
    """The day cannot be closed while somebody is being called."""

    def __init__(self, codes: str) -> None:
        super().__init__(
            f"Se está llamando a {codes}.",
            kept="La jornada sigue abierta.",
            todo="Espere a que la ventanilla lo atienda o marque que no vino.",
        )


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """What closing did.

    Attributes:
        expired: the turnos that expired; ``serving`` those still being attended.
        figures: of the day, as they are kept.
    """

    day: QueueDay
    expired: tuple[Ticket, ...]
    serving: tuple[Ticket, ...]
    figures: DayFigures


def close_day(desk: Desk, actor: Actor, reason: str, day: date | None = None) -> ClosedDay:
    """Close a day: who still waits or is on hold expires with the reason.

    Returned cases whose term is over lapse with it, also where nobody looks at the cases.

    An attention under way never expires; it is finished as always.

    Args:
        day: an earlier day that was left open; today's when None.

    Raises:
        PeopleBeingCalled: a call has no answer yet.
        DayClosed: it is closed.
        NotFound: nothing happened on that day.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.CLOSE_DAY)
        which = step.day if day is None else day
        record = unit.days.get(which)
        if record is None:
            raise NotFound("Ese día no hubo turnos.", todo="No hace falta cerrarlo.")
        if record.closed_at is not None:
            raise DayClosed()
        called = unit.tickets.in_states(which, [TicketState.CALLED])
        if called:
            raise PeopleBeingCalled(", ".join(ticket.code for ticket in called))
        expired = tuple(
            ticket.expire(step.now, text)
            for ticket in unit.tickets.in_states(which, [TicketState.ISSUED, TicketState.HELD])
        )
        for ticket in expired:
            step.tell(
                "ticket",
                ticket.id,
                ticket.version,
                "ticket_expired",
                {"code": ticket.code, "reason": text},
            )
            unit.tickets.save(ticket)
        lapse_in(step)
        closed = replace(record, closed_at=step.now, version=record.version + 1)
        serving = tuple(unit.tickets.in_states(which, [TicketState.SERVING]))
        sequence = step.tell(
            "queue_day",
            closed.office_id,
            closed.version,
            "day_closed",
            {
                "day": which.isoformat(),
                "reason": text,
                "expired": len(expired),
                "serving": [ticket.code for ticket in serving],
                "seal": seal(unit.tickets.in_states(which, TicketState)),
            },
        )
        unit.days.save(closed)
        return ClosedDay(closed, expired, serving, day_count.keep(desk, step, which, sequence))


def reopen_day(desk: Desk, actor: Actor, reason: str) -> QueueDay:
    """Open today again after closing it by mistake; what expired stays expired.

    Raises:
        NotFound: today is not closed.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.CLOSE_DAY)
        record = unit.days.get(step.day)
        if record is None or record.closed_at is None:
            raise NotFound("La jornada de hoy no está cerrada.", todo="Puede seguir trabajando.")
        opened = replace(record, closed_at=None, version=record.version + 1)
        step.tell(
            "queue_day",
            opened.office_id,
            opened.version,
            "day_reopened",
            {"day": step.day.isoformat(), "reason": text},
        )
        unit.days.save(opened)
        unit.closed_days.remove(step.day)
        return opened

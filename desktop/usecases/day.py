"""The supervisor closes the day, or opens it again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from desktop.usecases.cases import lapse_in
from desktop.usecases.desk import Desk, begin, clean_reason
from domain.errors import InvalidInput, NotFound
from domain.ports import UnitOfWork
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
    """What closing did: the turnos that expired, and those still being served."""

    day: QueueDay
    expired: tuple[Ticket, ...]
    serving: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The day counted.

    Attributes:
        waits_minutes: by turno code, until the call that was answered, in call order.
        median_wait_minutes: None when nobody was called yet.
    """

    issued: int
    served: int
    cancelled: int
    expired: int
    no_shows: int
    rejoined: int
    out_of_turn_calls: int
    waits_minutes: dict[str, float]
    median_wait_minutes: float | None


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
        closed = replace(record, closed_at=step.now, version=record.version + 1)
        step.tell(
            "queue_day",
            closed.office_id,
            closed.version,
            "day_closed",
            {"day": which.isoformat(), "reason": text, "expired": len(expired)},
        )
        unit.days.save(closed)
        lapse_in(step)
        serving = tuple(unit.tickets.in_states(which, [TicketState.SERVING]))
        return ClosedDay(closed, expired, serving)


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
        return opened


def figures(desk: Desk, actor: Actor, day: date | None = None) -> DayFigures:
    """Count a day (today's when None) from what the counters recorded."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        which = step.day if day is None else day
        return count(unit, which, unit.tickets.in_states(which, TicketState))


def count(unit: UnitOfWork, day: date, tickets: Sequence[Ticket]) -> DayFigures:
    """Count ``tickets``, which are all of ``day``, and their calls."""
    states = Counter(ticket.state for ticket in tickets)
    codes = {ticket.id: ticket.code for ticket in tickets}
    waits = {codes[key]: seconds / 60 for key, seconds in unit.tickets.waits(day)}
    no_shows = unit.tickets.no_show_calls(day)
    return DayFigures(
        issued=len(tickets),
        served=states[TicketState.SERVED],
        cancelled=states[TicketState.CANCELLED],
        expired=states[TicketState.EXPIRED],
        no_shows=no_shows,
        rejoined=no_shows - states[TicketState.NO_SHOW],
        out_of_turn_calls=unit.tickets.out_of_turn_calls(day),
        waits_minutes=waits,
        median_wait_minutes=median(waits.values()) if waits else None,
    )

"""The supervisor closes the day, or opens it again."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.usecases import approvals, day_count
from desktop.usecases.approvals import PendingApproval
from desktop.usecases.boards import CounterView, counter_views
from desktop.usecases.cases import lapse_in
from desktop.usecases.day_seal import seal
from desktop.usecases.desk import Desk, begin, clean_reason
from desktop.usecases.enrolment_admin import delete_due
from domain.catalogue import Catalogue
from domain.contingency import ContingencyGoesOn
from domain.day_figures import DayFigures
from domain.errors import InvalidInput, NotFound
from domain.offices import Office
from domain.ports import CaseRow, TicketView, TrayFilter
from domain.queue import DayClosed, QueueDay, is_closed
from domain.staff import Action, Actor
from domain.tickets import OPEN_STATES, Ticket, TicketState

LISTED = 200
"""So many open cases are listed, the most urgent first."""
COUNTED = 9_999
"""Up to so many are counted."""


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


@dataclass(frozen=True, slots=True)
class Closing:
    """What is still open of a day, before it is closed.

    Attributes:
        change: the log's last sequence: another number means that something changed.
        today: it is the present day, not an earlier one that was left open.
        closed: somebody closed it meanwhile.
        tickets: those that did not end, by arrival.
        counters: those left open; ``requests`` wait for a supervisor's answer.
        cases: the open ones, the most urgent first, at most ``LISTED`` of ``open_cases``.
        catalogue: for the names of services.
    """

    office: Office
    now: datetime
    day: date
    change: int
    today: bool
    closed: bool
    tickets: tuple[TicketView, ...]
    counters: tuple[CounterView, ...]
    requests: tuple[PendingApproval, ...]
    cases: tuple[CaseRow, ...]
    open_cases: int
    catalogue: Catalogue


def closing(desk: Desk, actor: Actor, day: date | None = None) -> Closing:
    """Return what is still open of a day, today's when None.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: nothing happened on that day.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.CLOSE_DAY)
        which = step.day if day is None else day
        record = unit.days.get(which)
        if record is None:
            raise _nothing_happened()
        today = which == step.day
        return Closing(
            office=unit.offices.office(),
            now=step.now,
            day=which,
            change=unit.log.head().sequence,
            today=today,
            closed=is_closed(record),
            tickets=tuple(unit.tickets.views(which, OPEN_STATES)),
            counters=tuple(
                view
                for view in counter_views(unit)
                if view.session is not None and (today or view.session.day <= which)
            ),
            requests=tuple(approvals.waiting(desk, step)) if today else (),
            cases=tuple(unit.cases.tray(TrayFilter(), LISTED)),
            open_cases=unit.cases.count(TrayFilter(), COUNTED),
            catalogue=desk.catalogues.refresh(unit),
        )


def close_day(desk: Desk, actor: Actor, reason: str, day: date | None = None) -> ClosedDay:
    """Close a day: who still waits or is on hold expires with the reason.

    Returned cases whose term is over lapse with it, also where nobody looks at the cases, and
    captures whose time is over are deleted.

    An attention under way never expires; it is finished as always.

    Args:
        day: an earlier day that was left open; today's when None.

    Raises:
        PeopleBeingCalled: a call has no answer yet.
        ContingencyGoesOn: its turnos on paper may not be entered yet.
        DayClosed: it is closed.
        NotFound: nothing happened on that day.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.CLOSE_DAY)
        which = step.day if day is None else day
        record = unit.days.get(which)
        if record is None:
            raise _nothing_happened()
        if record.closed_at is not None:
            raise DayClosed()
        if unit.authority.standing().contingency_day == which:
            raise ContingencyGoesOn
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
        delete_due(step)
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


def _nothing_happened() -> NotFound:
    return NotFound("Ese día no hubo turnos.", todo="No hace falta cerrarlo.")

"""Counting a day: its turnos and waits, its cases, and what is kept of it once it is closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.usecases.desk import Desk, Step, begin
from domain.case_parts import CaseState
from domain.catalogue import Catalogue
from domain.day_figures import (
    BEFORE_PROCESS,
    CaseFigures,
    ClosedDayTotals,
    DayCount,
    DayFigures,
    count_day,
)
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.staff import Action, Actor
from domain.tickets import Ticket, TicketState

LISTED = 60
"""Closed days listed at a time."""


def figures(desk: Desk, actor: Actor, day: date | None = None) -> DayCount:
    """Count a day (today's when None) from what the counters recorded."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        which = step.day if day is None else day
        return count(unit, desk.catalogue, which)


def closed_days(desk: Desk, actor: Actor) -> Sequence[ClosedDayTotals]:
    """Return the last closed days with their figures, the newest first, today once it is closed.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        return unit.closed_days.last(step.day + timedelta(days=1), LISTED)


def count(
    unit: UnitOfWork, catalogue: Catalogue, day: date, tickets: Sequence[Ticket] | None = None
) -> DayCount:
    """Count a day; ``tickets`` are all of it, read here when None."""
    office = unit.offices.office()
    return count_day(
        office,
        unit.tickets.in_states(day, TicketState) if tickets is None else tickets,
        unit.tickets.waits(day),
        no_shows=unit.tickets.no_show_calls(day),
        out_of_turn=len(unit.tickets.out_of_turn(day)),
        cases=_case_figures(unit, catalogue, office, day),
    )


def keep(
    desk: Desk, step: Step, day: date, sequence: int, cases: CaseFigures | None = None
) -> DayFigures:
    """Count a day that is closed and keep its figures.

    Args:
        sequence: place in the log of what closed it.
        cases: its cases as counted before; counted now when None.
    """
    counted = count(step.unit, desk.catalogue, day)
    figures = counted.figures if cases is None else replace(counted.figures, cases=cases)
    totals = ClosedDayTotals(step.unit.offices.office().id, day, sequence, figures)
    step.unit.closed_days.put(totals, counted.slots, counted.minutes)
    return figures


def keep_again(desk: Desk, step: Step, day: date) -> None:
    """Count a closed day anew, when a turno of it ended afterwards; nothing for one still open.

    On a later day its cases stay as they were counted: they have gone on meanwhile.
    """
    kept = step.unit.closed_days.get(day)
    if kept is not None:
        cases = None if day == step.day else kept.figures.cases
        keep(desk, step, day, kept.sequence, cases)


def in_process(catalogue: Catalogue, number: int, state: CaseState) -> bool:
    """Tell a case whose papers were found complete from one that did not get so far.

    Support in person is left out: it is counted as attentions of its turnos already.
    """
    service = catalogue.find(number)
    at_the_counter = service is not None and service.is_support and service.in_person
    return state not in BEFORE_PROCESS and not at_the_counter


def _case_figures(unit: UnitOfWork, catalogue: Catalogue, office: Office, day: date) -> CaseFigures:
    begins, ends = office.bounds(day)
    opened = unit.case_days.opened_states(begins, ends)
    answered, on_time = unit.case_days.answered(begins, ends)
    return CaseFigures(
        opened=sum(opened.values()),
        in_process=sum(
            number
            for (service, state), number in opened.items()
            if in_process(catalogue, service, state)
        ),
        returned=unit.case_days.count_returns(day),
        answered=answered,
        on_time=on_time,
    )

"""Reads what was recorded of a day."""

from datetime import date, timedelta

from domain.case_events import CaseEventKind
from domain.figures.counting import count
from domain.figures.facts import DayFacts
from domain.figures.law import law_bounds
from domain.figures.records import DayRecords
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.tickets import TicketState

_LEFT_OPEN = timedelta(days=31)
"""A counter that nobody closed is somebody's for so long at most."""


def records_of(unit: UnitOfWork, office: Office, day: date) -> DayRecords:
    """Return what was recorded of a day of the queue, as far as it is counted."""
    begins, ends = office.bounds(day)
    by_law = law_bounds(day, day)
    closings = unit.case_events.between(*by_law)
    seats = unit.figures.seats(day - _LEFT_OPEN, min(begins, by_law[0]), max(ends, by_law[1]))
    return DayRecords(
        day,
        tuple(unit.tickets.in_states(day, TicketState)),
        tuple(unit.figures.calls(day)),
        {counter.id: counter.number for counter in unit.offices.counters()},
        tuple(seats),
        tuple(unit.figures.about(begins, ends)),
        tuple(unit.case_events.between(begins, ends)),
        tuple(event for event in closings if event.kind is CaseEventKind.CLOSED and event.first),
        tuple(unit.figures.faults(day)),
        tuple(unit.figures.asked(day)),
        tuple(unit.figures.answers(day)),
    )


def ranked_records_of(unit: UnitOfWork, office: Office, day: date) -> DayRecords:
    """Return only what is ranked of a day (``domain.figures.counting.walk_ranked``)."""
    begins, ends = office.bounds(day)
    return DayRecords(
        day,
        about=tuple(unit.figures.about(begins, ends)),
        events=tuple(unit.case_events.between(begins, ends)),
        faults=tuple(unit.figures.faults(day)),
    )


def counted(unit: UnitOfWork, office: Office, day: date) -> DayFacts:
    """Count a day from what was recorded of it: one that is over, or today so far."""
    return count(records_of(unit, office, day), office)

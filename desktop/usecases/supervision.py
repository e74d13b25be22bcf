"""What the supervisor sees of the day: every turno, every counter, and the figures."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desktop.usecases.boards import CounterView, counter_views
from desktop.usecases.day import DayFigures, count
from desktop.usecases.desk import Desk, begin
from domain.offices import Office
from domain.ports import TicketView
from domain.queue import is_closed
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class SupervisionBoard:
    """The day as its supervisor sees it.

    Attributes:
        change: the log's last sequence: another number means that something changed.
        began: a turno was issued today; ``closed``: the day was closed.
        tickets: all of today, by arrival, after those that stayed at a counter since an earlier
            day; ``figures`` count today's.
        most_wait_minutes: 95 of 100 waited no longer; None when nobody was called yet.
        forgotten_days: earlier days that nobody closed, the oldest first.
    """

    office: Office
    now: datetime
    day: date
    change: int
    began: bool
    closed: bool
    figures: DayFigures
    most_wait_minutes: float | None
    tickets: tuple[TicketView, ...]
    counters: tuple[CounterView, ...]
    forgotten_days: tuple[date, ...]


def supervision_board(desk: Desk, actor: Actor) -> SupervisionBoard:
    """Return the day as ``actor`` sees it.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        desk.catalogues.refresh(unit)
        record = unit.days.get(step.day)
        views = unit.tickets.views(step.day)
        left = [v for v in unit.tickets.views_at_counters() if v.ticket.day != step.day]
        figures = count(unit, step.day, [view.ticket for view in views])
        return SupervisionBoard(
            office=unit.offices.office(),
            now=step.now,
            day=step.day,
            change=unit.log.head().sequence,
            began=record is not None,
            closed=is_closed(record),
            figures=figures,
            most_wait_minutes=ninety_five_of_100(figures.waits_minutes.values()),
            tickets=(*left, *views),
            counters=counter_views(unit),
            forgotten_days=tuple(d.day for d in unit.days.unclosed() if d.day < step.day),
        )


def ninety_five_of_100(values: Iterable[float]) -> float | None:
    """Return the smallest of ``values`` that 95 of 100 do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1] if ordered else None

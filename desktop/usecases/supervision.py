"""What the supervisor sees of a day: every turno and counter, the figures, what needs attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean
from uuid import UUID

from desktop.usecases import notices
from desktop.usecases.boards import CounterView, counter_views
from desktop.usecases.day_count import count
from desktop.usecases.day_returns import Fault, faults_of
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.notices import NoticeView
from domain.catalogue import Catalogue
from domain.day_figures import DayCount, by_half_hour
from domain.offices import Office
from domain.ports import (
    CaseRow,
    OutOfTurnCall,
    ReturnedAgain,
    TicketView,
    TrayFilter,
    UnitOfWork,
)
from domain.queue import is_closed
from domain.staff import Action, Actor

LISTED = 60
"""Cases listed of one kind."""
USUAL_DAYS = 4
"""So many earlier days of the same weekday tell what is usual."""
USUAL_LOOK = 45
"""They are looked for among so many closed days."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What the last closed days of the same weekday were like.

    Attributes:
        days: those days, the newest first; none where no such day was closed yet.
        arrivals: mean of people by half hour (``domain.day_figures.Slot.slot``).
        wait_minutes: mean of their usual waits; None where nobody was called.
        attention_minutes: mean of their usual attentions; None where nobody was attended.
    """

    days: tuple[date, ...] = ()
    arrivals: tuple[tuple[int, float], ...] = ()
    wait_minutes: float | None = None
    attention_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class CaseMatters:
    """The cases that ask for attention.

    Attributes:
        due: promised for today or before and not answered, the most urgent first.
        returned: handed back today; ``late`` answered today after their time.
        faults: what was wrong with the ``returned``.
        returned_again: handed back today for a reason given before; each is one of the ``faults``.
    """

    due: tuple[CaseRow, ...] = ()
    returned: tuple[CaseRow, ...] = ()
    late: tuple[CaseRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    returned_again: tuple[ReturnedAgain, ...] = ()


@dataclass(frozen=True, slots=True)
class SupervisionBoard:
    """The day as its supervisor sees it.

    Attributes:
        change: the log's last sequence: another number means that something changed.
        began: a turno was issued today; ``closed``: the day was closed.
        tickets: all of the day, by arrival, after those that stayed at a counter since an earlier
            day; ``counted`` are the day's.
        called: turnos called today and when first, in that order.
        out_of_turn: calls out of turn, in their order.
        forgotten_days: earlier days that nobody closed, the oldest first.
        catalogue: for the names of services and requirements.
        paper_since: since when the office works on paper; None where it does not.
    """

    office: Office
    now: datetime
    day: date
    change: int
    began: bool
    closed: bool
    counted: DayCount
    usual: Usual
    tickets: tuple[TicketView, ...]
    counters: tuple[CounterView, ...]
    called: tuple[tuple[UUID, datetime], ...]
    out_of_turn: tuple[OutOfTurnCall, ...]
    cases: CaseMatters
    notices: tuple[NoticeView, ...]
    forgotten_days: tuple[date, ...]
    catalogue: Catalogue
    paper_since: datetime | None = None


def supervision_board(desk: Desk, actor: Actor) -> SupervisionBoard:
    """Return the day as ``actor`` sees it.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        return board_of(desk, begin(desk, unit, actor, Action.SUPERVISE))


def board_of(desk: Desk, step: Step) -> SupervisionBoard:
    """Return the day inside a unit of work already begun; ``desk`` gives the catalogue."""
    unit = step.unit
    catalogue = desk.catalogues.refresh(unit)
    office = unit.offices.office()
    record = unit.days.get(step.day)
    views = unit.tickets.views(step.day)
    left = [v for v in unit.tickets.views_at_counters() if v.ticket.day != step.day]
    return SupervisionBoard(
        office=office,
        now=step.now,
        day=step.day,
        change=unit.log.head().sequence,
        began=record is not None,
        closed=is_closed(record),
        counted=count(unit, catalogue, step.day, [view.ticket for view in views]),
        usual=usual(unit, step.day),
        tickets=(*left, *views),
        counters=counter_views(unit),
        called=tuple(unit.tickets.first_calls(step.day)),
        out_of_turn=tuple(unit.tickets.out_of_turn(step.day)),
        cases=_matters(desk, step, office),
        notices=notices.views(step),
        forgotten_days=tuple(d.day for d in unit.days.unclosed() if d.day < step.day),
        catalogue=catalogue,
        paper_since=unit.authority.standing().contingency_from,
    )


def cases_of_day(desk: Desk, actor: Actor) -> Sequence[CaseRow]:
    """Return the cases opened today, in their order.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        return unit.case_days.opened(*unit.offices.office().bounds(step.day))


def answered_cases(desk: Desk, actor: Actor) -> Sequence[CaseRow]:
    """Return the cases with a promised time answered today, the first answered first.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        return unit.case_days.answered_rows(*unit.offices.office().bounds(step.day))


def usual(unit: UnitOfWork, day: date) -> Usual:
    """Return what the last closed days of the same weekday were like."""
    alike = [
        totals
        for totals in unit.closed_days.last(day, USUAL_LOOK)
        if totals.day.weekday() == day.weekday()
    ][:USUAL_DAYS]
    if not alike:
        return Usual()
    people: dict[int, int] = {}
    for totals in alike:
        for slot, (arrivals, _) in by_half_hour(unit.closed_days.slots(totals.day)).items():
            if arrivals:
                people[slot] = people.get(slot, 0) + arrivals
    kept = [totals.figures for totals in alike]
    return Usual(
        tuple(totals.day for totals in alike),
        tuple((slot, number / len(alike)) for slot, number in sorted(people.items())),
        _mean(one.wait.usual for one in kept),
        _mean(one.attention.usual for one in kept),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if known else None


def _matters(desk: Desk, step: Step, office: Office) -> CaseMatters:
    unit = step.unit
    begins, ends = office.bounds(step.day)
    return CaseMatters(
        due=tuple(unit.cases.tray(TrayFilter(overdue_at=ends), LISTED)),
        returned=tuple(unit.case_days.returned(step.day)),
        late=tuple(unit.case_days.answered_late(begins, ends)),
        faults=faults_of(desk, unit, step.day),
        returned_again=tuple(unit.case_days.returned_again(step.day, LISTED)),
    )

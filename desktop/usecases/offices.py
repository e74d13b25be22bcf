"""The day of other offices, as the centre has it: counted here by what counts one's own.

Nothing can be done in another office's queue: there is one authority per queue, and it is there.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desktop.ports import OfficeSeen, OtherOffices
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.supervision import SupervisionBoard, board_of
from domain.day_figures import Spread, spread
from domain.errors import KnownError
from domain.offices import Office
from domain.ports import CaseRow, UnitOfWork
from domain.staff import Action, Actor
from domain.tickets import TicketState


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """What is known of one office's day.

    Attributes:
        here: it is this office, read from its own queue.
        heard_at: when the centre last heard of it, by this computer's clock; now where it is
            this office, None where the centre never did.
        head, as_of: what the centre had of it when its day was read.
        board: None where nothing of its day came yet.
        opened, answered: the cases opened and answered on the day.
        trouble: why its day could not be read just now; what is shown is older.
    """

    id: UUID
    code: str
    name: str
    here: bool = False
    heard_at: datetime | None = None
    head: int = 0
    as_of: datetime | None = None
    board: SupervisionBoard | None = None
    opened: tuple[CaseRow, ...] = ()
    answered: tuple[CaseRow, ...] = ()
    trouble: KnownError | None = None


@dataclass(frozen=True, slots=True)
class OfficesDay:
    """The offices that may be seen, this one first.

    Attributes:
        asked_at: when the centre last answered; None where it never did.
        trouble: why it does not now; what is shown stays.
    """

    day: date
    now: datetime
    offices: tuple[OfficeDay, ...] = ()
    asked_at: datetime | None = None
    trouble: KnownError | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Several offices' days together.

    Attributes:
        wait: over everybody's waits, not over the offices' usual ones.
    """

    waiting: int
    at_counters: int
    served: int
    returned: int
    answered: int
    on_time: int
    wait: Spread


def other_offices(
    desk: Desk, actor: Actor, others: OtherOffices | None, known: OfficesDay | None = None
) -> OfficesDay:
    """Return the day of this office and of those that the centre tells of.

    Args:
        others: asks the centre. Only what changed since ``known`` is asked for; None for what is
            known without asking, which is at hand at once.
        known: what was read before; it stays where the centre does not answer.

    Raises:
        SessionOutdated, NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        office = unit.offices.office()
        here = _here(desk, step, office)
    if known is None or known.day != step.day:
        known = OfficesDay(step.day, step.now)
    if others is None:
        return OfficesDay(step.day, step.now, (here,))
    before = {one.id: one for one in known.offices}
    try:
        seen = others.seen(step.day)
    except KnownError as exc:
        rest = tuple(one for one in known.offices if not one.here)
        return replace(known, now=step.now, offices=(here, *rest), trouble=exc)
    found = [
        _there(desk, step, others, one, before.get(one.id))
        for one in sorted(seen, key=lambda one: (one.name, one.code))
        if one.id != office.id
    ]
    return OfficesDay(step.day, step.now, (here, *found), asked_at=step.now)


def totals(boards: list[SupervisionBoard]) -> Totals:
    """Return several offices' days together."""
    states = [view.ticket.state for board in boards for view in board.tickets]
    figures = [board.counted.figures for board in boards]
    return Totals(
        waiting=states.count(TicketState.ISSUED),
        at_counters=states.count(TicketState.SERVING),
        served=sum(one.served for one in figures),
        returned=sum(one.cases.returned for one in figures),
        answered=sum(one.cases.answered for one in figures),
        on_time=sum(one.cases.on_time for one in figures),
        wait=spread(wait for board in boards for wait in board.counted.waits_minutes.values()),
    )


def _here(desk: Desk, step: Step, office: Office) -> OfficeDay:
    found = OfficeDay(office.id, office.code, office.name, here=True, heard_at=step.now)
    return _with_board(desk, step, found)


def _there(
    desk: Desk, step: Step, others: OtherOffices, seen: OfficeSeen, before: OfficeDay | None
) -> OfficeDay:
    heard_at = None if seen.age is None else step.now - seen.age
    found = before or OfficeDay(seen.id, seen.code, seen.name)
    found = replace(found, code=seen.code, name=seen.name, heard_at=heard_at, trouble=None)
    if seen.as_of is None or (found.board and (found.head, found.as_of) == (seen.head, seen.as_of)):
        return found
    try:
        with others.day(seen.id, step.day) as units, units.read() as unit:
            found = _with_board(desk, replace(step, unit=unit), found)
    except KnownError as exc:
        return replace(found, trouble=exc)
    return replace(found, head=seen.head, as_of=seen.as_of)


def _with_board(desk: Desk, step: Step, found: OfficeDay) -> OfficeDay:
    bounds = step.unit.offices.office().bounds(step.day)
    return replace(
        found,
        board=board_of(desk, step),
        opened=_cases(step.unit, bounds, answered=False),
        answered=_cases(step.unit, bounds, answered=True),
    )


def _cases(
    unit: UnitOfWork, bounds: tuple[datetime, datetime], *, answered: bool
) -> tuple[CaseRow, ...]:
    read = unit.case_days.answered_rows if answered else unit.case_days.opened
    return tuple(read(*bounds))

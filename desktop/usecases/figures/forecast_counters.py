"""How many counters a coming day needs, and how far that would have been off on past days."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean
from uuid import UUID

from desktop.usecases.counters import services_staff_can
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.forecast import Past
from domain.catalogue import Catalogue
from domain.counters import SESSION_TYPES
from domain.day_figures import ClosedDayTotals
from domain.errors import InvalidInput
from domain.figures.forecast_counters import Opening, Staffing, staff
from domain.figures.forecast_play import DayPlay, LengthsUnknown, Lesson, learn_practice, lesson
from domain.figures.forecast_shifts import Shift, breaks_of, posts_of
from domain.offices import Office
from domain.operations import Operation
from domain.ports import UnitOfWork
from domain.staff import Action, Actor, Role
from domain.tickets import TicketState

LESSON_DAYS = 10
"""Closed days that teach how long attentions take and when counters pause."""
TRIED = 20
"""Closed days on which the wait is tried."""
TRY_ROUNDS = 20
"""How often each of them is played."""
LONGEST_TARGET = 480
"""Minutes; nobody sets himself to let people wait for more than a day."""
HALF_A_DAY = 240.0
"""Minutes for which a counter was there, at least, to teach when it pauses."""

Stop = Callable[[], bool]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Needed:
    """How many counters a day needs.

    Attributes:
        attentions: how many of the last days told how long they take, on ``days`` of them.
        borrowed: services too rare to tell it.
        with_breaks: whether the counters pause as they did on those days.
    """

    day: date
    staffing: Staffing
    attentions: int
    days: int
    borrowed: tuple[int, ...]
    with_breaks: bool


@dataclass(frozen=True, slots=True)
class TriedWait:
    """The usual wait of a past day: said on its evening before, and recorded. Minutes."""

    day: date
    said: float
    recorded: float


@dataclass(frozen=True, slots=True)
class WaitTrial:
    """How far the usual wait would have been off, with the counters that were really open."""

    days: tuple[TriedWait, ...]

    @property
    def off_by(self) -> float:
        """By how many minutes, on average, either way."""
        return fmean(abs(one.said - one.recorded) for one in self.days)


def counters_needed(
    desk: Desk,
    actor: Actor,
    day: date,
    target: int | None = None,
    *,
    stop: Stop = lambda: False,
    progress: Progress = lambda _share: None,
) -> Needed | None:
    """Return how many counters keep the usual wait of a coming day at the target.

    The same question about the same past has one answer.

    Args:
        day: one of the next working days.
        target: minutes; the office's own when None.
        stop: tells when nobody wants to know any more; then the answer is None.
        progress: told the share that is done.

    Returns:
        None too where nobody is expected at all, or the office has no counters.

    Raises:
        NotAllowed: not a supervisor.
        OutOfReach: the day is not one of the next working days.
        InvalidInput: the target is no number of minutes between 1 and 480.
        LengthsUnknown: nothing tells how long attentions take.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        catalogue = desk.catalogues.refresh(unit)
        past = Past.read(unit, step.day)
        minutes = past.office.target_wait_minutes if target is None else target
        if not 1 <= minutes <= LONGEST_TARGET:
            raise InvalidInput(f"Escriba de 1 a {LONGEST_TARGET} minutos.")
        said = past.outlook(step.day, day)
        taught = _Taught(step, past.office, LESSON_DAYS)
        openings = tuple(_openings(unit, past.office, catalogue))
        lessons = [taught.lesson(unit, closed) for closed in taught.closed]
    if said.coming is None or not said.coming.total.expected or not openings:
        return None
    practice = learn_practice(lessons, _targets(catalogue))
    play = DayPlay(said.coming, practice, past.office.policy, minutes)
    found = staff(play, openings, f"{day} {said.known_through}", stop=stop, progress=progress)
    if found is None:
        return None
    return Needed(
        day,
        found,
        practice.attentions,
        len(lessons),
        practice.borrowed,
        bool(practice.breaks),
    )


def wait_trial(
    desk: Desk,
    actor: Actor,
    days: int = TRIED,
    *,
    stop: Stop = lambda: False,
    progress: Progress = lambda _share: None,
) -> WaitTrial | None:
    """Return how far the usual wait would have been off on the last closed days.

    Each is forecast from what was known on its evening before and played with the counters that
    were really open, with the breaks that they took; what is recorded is the usual wait that the
    day was closed with.

    Args:
        days: how many, at most.
        stop: tells when nobody wants to know any more; then the answer is None.
        progress: told the share that is done.

    Returns:
        None too where no day can be tried.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        catalogue = desk.catalogues.refresh(unit)
        past = Past.read(unit, step.day)
        taught = _Taught(step, past.office, days + LESSON_DAYS)
        lessons: list[Lesson] = []
        for closed in taught.closed:
            if stop():
                return None
            lessons.append(taught.lesson(unit, closed))
            progress(0.5 * len(lessons) / len(taught.closed))
    found: list[TriedWait] = []
    first = max(len(lessons) - days, 1)
    for place in range(first, len(lessons)):
        if stop():
            return None
        one = _try(past, taught, place, lessons, _targets(catalogue), stop)
        found += [] if one is None else [one]
        progress(0.5 + 0.5 * (place + 1 - first) / (len(lessons) - first))
    return WaitTrial(tuple(found)) if found else None


def _try(
    past: Past,
    taught: "_Taught",
    place: int,
    lessons: Sequence[Lesson],
    targets: Mapping[int, int],
    stop: Stop,
) -> TriedWait | None:
    """Return what would have been said of a day; None where too little was known before it."""
    closed = taught.closed[place]
    recorded, shifts = closed.figures.wait.usual, taught.shifts[closed.day]
    said = past.expect([one for one in past.days if one.day < closed.day], closed.day)
    if recorded is None or not shifts or said is None:
        return None
    try:
        practice = learn_practice(lessons[max(place - LESSON_DAYS, 0) : place], targets)
    except LengthsUnknown:
        return None
    posts = posts_of(shifts)
    play = DayPlay(said, practice, past.office.policy, past.office.target_wait_minutes)
    rounds = play.rounds(TRY_ROUNDS, str(closed.day))
    waits = play.wait(lambda _breaks: posts, rounds, stop=stop)
    total = None if waits is None else waits.total()
    return None if total is None else TriedWait(closed.day, total.usual, recorded)


class _Taught:
    """The last closed days, in order, with the counters that were open on each."""

    def __init__(self, step: Step, office: Office, many: int) -> None:
        unit = step.unit
        found = list(unit.closed_days.last(step.day + timedelta(days=1), many + 1))[::-1]
        # What happened before the first of so many is what the one before it tells.
        self.closed: Sequence[ClosedDayTotals] = found[-many:]
        self.shifts: Mapping[date, tuple[Shift, ...]] = defaultdict(tuple)
        if found:
            after = found[0].sequence if len(found) > many else 0
            told = unit.log.between(after, found[-1].sequence, SESSION_TYPES)
            self.shifts = shifts_of(office, told)

    def lesson(self, unit: UnitOfWork, closed: ClosedDayTotals) -> Lesson:
        """Return what a day teaches."""
        tickets = unit.tickets.in_states(closed.day, TicketState)
        return lesson(tickets, breaks_of(self.shifts[closed.day], HALF_A_DAY))


@dataclass(slots=True)
class _Session:
    """A counter's session while the log is read."""

    day: date
    counter_id: UUID
    services: frozenset[int]
    begins: float
    paused: float | None = None
    breaks: list[tuple[float, float]] = field(default_factory=list)
    done: list[Shift] = field(default_factory=list)

    def end(self, minute: float | None) -> None:
        """End a stretch with the same services; with a break it ends where nobody came back."""
        if self.paused is not None:
            if minute is None:
                minute = self.paused
            else:
                self.back(minute)
        breaks = tuple(self.breaks)
        self.done.append(Shift(self.counter_id, self.services, self.begins, minute, breaks))

    def back(self, minute: float) -> None:
        """Come back from a break."""
        if self.paused is not None and self.paused < minute:
            self.breaks.append((self.paused, minute))
        self.paused = None

    def change(self, minute: float, services: frozenset[int]) -> None:
        """Attend other services from now on."""
        paused = self.paused
        self.end(minute)
        self.services, self.begins, self.breaks = services, minute, []
        self.paused = None if paused is None else minute


def shifts_of(office: Office, told: Iterable[Operation]) -> Mapping[date, tuple[Shift, ...]]:
    """Return when each counter was open, by day of its opening; of other days nothing.

    Args:
        office: for its clock.
        told: of ``SESSION_TYPES``, in the order of the log. Of a session whose opening is not
            among them, or was erased, nothing is known.
    """
    found: dict[date, list[_Session]] = defaultdict(list)
    going: dict[UUID, _Session] = {}
    for operation in told:
        day, minute = office.day_of(operation.at), _minute(office, operation.at)
        content = {} if operation.payload is None else json.loads(operation.payload)
        if operation.type == "counter_opened" and content:
            session = _Session(
                day, UUID(content["counter"]), frozenset(content["services"]), minute
            )
            found[day].append(session)
            going[operation.aggregate_id] = session
        known = going.get(operation.aggregate_id)
        if known is None:
            continue
        if known.day != day:  # it was left open: nobody was there any more
            going.pop(operation.aggregate_id).end(None)
            continue
        match operation.type:
            case "counter_break":
                known.paused = minute
            case "counter_back":
                known.back(minute)
            case "counter_services_changed" if content:
                known.change(minute, frozenset(content["services"]))
            case "counter_closed":
                going.pop(operation.aggregate_id).end(minute)
    for session in going.values():
        session.end(None)
    return defaultdict(
        tuple,
        {
            day: tuple(shift for session in those for shift in session.done)
            for day, those in found.items()
        },
    )


def _openings(unit: UnitOfWork, office: Office, catalogue: Catalogue) -> Iterator[Opening]:
    for counter in unit.offices.counters():
        could = services_staff_can(catalogue, office.code, frozenset(Role), has_kit=counter.has_kit)
        if counter.active and counter.services & could:
            yield Opening(counter.id, counter.number, counter.services & could)


def _targets(catalogue: Catalogue) -> dict[int, int]:
    return {s.id: s.target_minutes for s in catalogue.services if s.target_minutes is not None}


def _minute(office: Office, moment: datetime) -> float:
    local = office.local(moment)
    return local.hour * 60 + local.minute + local.second / 60

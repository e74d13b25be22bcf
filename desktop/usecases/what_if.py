"""And if a counter opens now? The supervisor's question, asked of the day as it is kept."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from desktop.usecases.boards import CounterView, counter_views
from desktop.usecases.counters import services_staff_can
from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Catalogue
from domain.counters import CounterSession, SessionState
from domain.day_figures import SLOT_MINUTES, Measure, slot_of
from domain.errors import KnownError
from domain.hall_play import HORIZON, Attention, Hall, Post
from domain.offices import Office
from domain.pace import Basis, TooLittleKnown, Usual, learn
from domain.queue import DayClosed, Server, as_waiting, is_closed, server_for
from domain.staff import Action, Actor, Role
from domain.tickets import Ticket, TicketState
from domain.what_if import Answer, answer

BREAK_MINUTES = 30
"""How long a break is taken to last, counted from its beginning."""
BREAK_LEFT = 10
"""Minutes after which a break that has lasted longer is taken to end."""
EARLIER_DAYS = 10
"""How many closed days are asked where today knows too little."""
_SLOTS_AHEAD = int(HORIZON) // SLOT_MINUTES


class Change(Enum):
    """What may be changed at a counter."""

    BACK = "back"
    OPEN = "open"
    TAKE = "take"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Question:
    """And if this changed now? ``service`` is the one that the counter would take too."""

    change: Change
    counter_id: UUID
    service: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A question that makes sense now.

    Attributes:
        counter: the counter's number.
        staff: who sits there; empty at a closed one.
        services: what the counter would attend; of one that closes, what it attends now.
    """

    question: Question
    counter: int
    staff: str
    services: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer, and what it was reckoned from.

    Attributes:
        breaks: counters on a break, and in how many minutes they are taken to be back.
        on_hold: attentions on hold, which are not in it: nobody knows when they go on.
    """

    option: Option
    answer: Answer
    basis: Basis
    office: Office
    at: datetime
    waiting: int
    breaks: tuple[tuple[int, int], ...]
    on_hold: int


class QuestionOutdated(KnownError):
    """The counters changed since the question was offered."""

    what = "Las ventanillas cambiaron y esa pregunta ya no cabe."
    todo = "Pulse «Calcular otra vez» y elija otra."


def options(desk: Desk, actor: Actor) -> tuple[Option, ...]:
    """Return what may be asked now: breaks, closed counters, more services, open counters.

    Raises:
        NotAllowed: not a supervisor.
        DayClosed: the supervisor closed the day.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        desk.catalogues.refresh(unit)
        return _Reading(step, desk.catalogue).options()


def ask(
    desk: Desk, actor: Actor, question: Question, *, stop: Callable[[], bool] = lambda: False
) -> WhatIf | None:
    """Answer a question about this moment. The same question about the same state has one answer.

    Args:
        question: one of ``options``.
        stop: tells when nobody wants to know any more; then the answer is None.

    Raises:
        NotAllowed: not a supervisor.
        DayClosed: the supervisor closed the day.
        QuestionOutdated: a counter was opened or closed meanwhile.
        TooLittleKnown: nothing tells how long some attended service takes.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        desk.catalogues.refresh(unit)
        reading = _Reading(step, desk.catalogue)
        usual = _usual(step, reading.office)
        seed = str(unit.log.head().sequence)
    option = next((one for one in reading.options() if one.question == question), None)
    if option is None:
        raise QuestionOutdated()
    hall = reading.hall()
    changed = _changed(hall, option)
    present = [
        *(ticket for ticket, _ in hall.waiting),
        *(post.attention.ticket for post in hall.posts if post.attention is not None),
    ]
    pace, basis, unknown = learn(
        reading.tickets,
        {number for ticket in present for number in ticket.pending},
        _targets(desk.catalogue),
        usual,
        since=reading.since(),
        now=step.now,
    )
    attended = frozenset[int]().union(*map(_served_at, (*hall.posts, *changed.posts)))
    if missing := unknown & attended:
        raise TooLittleKnown(desk.catalogue.short_names(tuple(sorted(missing))))
    # What no counter attends never begins, so it need not be known how long it takes.
    pace = replace(pace, minutes={**pace.minutes, **dict.fromkeys(unknown, (0.0,))})
    found = answer(hall, changed, pace, seed, stop=stop)
    if found is None:
        return None
    return WhatIf(
        option,
        found,
        replace(basis, borrowed=tuple(one for one in basis.borrowed if one[0] in attended)),
        reading.office,
        step.now,
        len(hall.waiting),
        tuple((view.counter.number, round(left)) for view, left in reading.breaks()),
        sum(ticket.state is TicketState.HELD for ticket in reading.tickets),
    )


class _Reading:
    """The day as it is kept at this moment."""

    def __init__(self, step: Step, catalogue: Catalogue) -> None:
        unit = step.unit
        self._record = unit.days.get(step.day)
        if is_closed(self._record):
            raise DayClosed()
        self.office = unit.offices.office()
        self.tickets = unit.tickets.in_states(step.day, TicketState)
        self._now = step.now
        self._catalogue = catalogue
        self._roles = {member.id: member.roles_on(step.day) for member in unit.staff.all()}
        # A session that somebody left open on another day has nobody there.
        self._views = tuple(
            view
            if view.session is not None and view.session.day == step.day
            else replace(view, session=None)
            for view in counter_views(unit)
        )

    def options(self) -> tuple[Option, ...]:
        """Return what may be asked."""
        found = [option for view in self._views for option in self._options(view)]
        order = list(Change)
        return tuple(sorted(found, key=lambda one: order.index(one.question.change)))

    def hall(self) -> Hall:
        """Return the hall as it is."""
        waiting = (ticket for ticket in self.tickets if ticket.state is TicketState.ISSUED)
        on_break = {view.counter.id: left for view, left in self.breaks()}
        return Hall(
            tuple(
                Post(
                    self._server(view.session),
                    None if view.current is None else self._attention(view.current.ticket),
                    on_break.get(view.counter.id, 0.0),
                )
                for view in self._views
                if view.session is not None
            ),
            tuple((as_waiting(t), _minutes(self._now - t.queued_at)) for t in waiting),
            self.office.policy,
            0 if self._record is None else self._record.priority_run,
            float(self.office.target_wait_minutes),
            self._closes_in(),
        )

    def breaks(self) -> list[tuple[CounterView, float]]:
        """Return the counters on a break, and in how many minutes they are taken to be back."""
        return [
            (view, left if left > 0 else BREAK_LEFT)
            for view in self._views
            if view.session is not None and view.session.state is SessionState.BREAK
            for left in [BREAK_MINUTES - _minutes(self._now - (view.session.since or self._now))]
        ]

    def since(self) -> datetime:
        """Return when the office opened today; who came before came still earlier."""
        hours, local = self.office.hours, self.office.local(self._now)
        if hours.opens == hours.closes:
            return self._now if self._record is None else self._record.opened_at
        return datetime.combine(local, hours.opens, local.tzinfo)

    def _options(self, view: CounterView) -> Iterator[Option]:
        counter, session = view.counter, view.session
        if session is None:
            can = counter.services & self._could(frozenset(Role), has_kit=counter.has_kit)
            if can:
                yield _option(Change.OPEN, view, can)
            return
        mine = self._server(session).services
        if session.state is SessionState.BREAK:
            yield _option(Change.BACK, view, mine)
        could = self._could(self._roles[session.staff_id], has_kit=counter.has_kit)
        asked = {n for t in self.tickets if t.state is TicketState.ISSUED for n in t.pending}
        for number in sorted((could - mine) & asked):
            yield _option(Change.TAKE, view, mine | {number}, number)
        yield _option(Change.CLOSE, view, mine)

    def _could(self, roles: frozenset[Role], *, has_kit: bool) -> frozenset[int]:
        return services_staff_can(self._catalogue, self.office.code, roles, has_kit=has_kit)

    def _server(self, session: CounterSession) -> Server:
        return server_for(session, self._roles[session.staff_id], self._catalogue)

    def _attention(self, ticket: Ticket) -> Attention:
        return Attention(as_waiting(ticket), _minutes(self._now - (ticket.called_at or self._now)))

    def _closes_in(self) -> float:
        hours, local = self.office.hours, self.office.local(self._now)
        if not hours.include(local):
            return 0.0
        if hours.opens == hours.closes:
            return HORIZON
        return _minutes(datetime.combine(local, hours.closes, local.tzinfo) - local)


def _option(
    change: Change, view: CounterView, services: frozenset[int], service: int | None = None
) -> Option:
    question = Question(change, view.counter.id, service)
    staff = "" if view.session is None else view.staff
    return Option(question, view.counter.number, staff, tuple(sorted(services)))


def _changed(hall: Hall, option: Option) -> Hall:
    question = option.question
    match question.change:
        case Change.BACK:
            return hall.back(question.counter_id)
        case Change.CLOSE:
            return hall.closed(question.counter_id)
    services = frozenset(option.services)
    if question.change is Change.OPEN:
        return hall.opened(Server(question.counter_id, services))
    return hall.attending(question.counter_id, services)


def _usual(step: Step, office: Office) -> Usual:
    """Return what the last closed days teach of the half hours that come now."""
    closed = step.unit.closed_days
    days = [totals.day for totals in closed.last(step.day, EARLIER_DAYS)]
    first = slot_of(office.local(step.now))
    minutes: dict[int, list[float]] = defaultdict(list)
    arrivals: dict[int, int] = defaultdict(int)
    for day in days:
        for one in closed.minutes(day, Measure.ATTENTION):
            # Whole minutes are kept: on average half a minute more was taken.
            minutes[one.service].extend([one.minutes + 0.5] * one.count)
        for slot in closed.slots(day):
            if first <= slot.slot < first + _SLOTS_AHEAD and slot.arrivals:
                arrivals[slot.service] += slot.arrivals
    return Usual(
        {number: sorted(seen) for number, seen in minutes.items()},
        arrivals,
        len(days) * HORIZON / 60,
    )


def _targets(catalogue: Catalogue) -> dict[int, int]:
    return {s.id: s.target_minutes for s in catalogue.services if s.target_minutes is not None}


def _served_at(post: Post) -> frozenset[int]:
    here = () if post.attention is None else post.attention.ticket.pending
    return post.server.services.union(here)


def _minutes(span: timedelta) -> float:
    """Return minutes; none where the clock was set back."""
    return max(span.total_seconds() / 60, 0.0)

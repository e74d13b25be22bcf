"""The demonstration's past: weeks of attention at two counters, for the figures to tell of.

Played once, before anything else, by whom ``make run`` opens the demonstration for; training and
the tests begin without it.
"""

import heapq
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop.app import demo_cases
from desktop.usecases import calling, counters, reception, serving, survey
from desktop.usecases import day as office_day
from desktop.usecases.desk import Desk
from domain.people import Entity, Person
from domain.queue import QueueEmpty
from domain.staff import Actor
from domain.survey import Reply, Way
from domain.tickets import Ticket

WEEKS = 5
_COME = (16, 13, 11, 10, 12)
"""How many come on a usual day, from Monday on."""
_OPENS, _HOURS = time(8), 7
_PAPERS = (1, 2, 3)
_BECOME = {demo_cases.Outcome.CLOSED: 65, demo_cases.Outcome.RETURNED: 35}
"""What becomes of papers, of a hundred."""
_CLERKS = {"asesor1": (6, *_PAPERS), "asesor2": (6,)}
"""Whom they may call; the kit's counter does not take part."""


@dataclass(slots=True)
class _Seat:
    """A counter of the past: who sits there, what for, and whether somebody is being attended."""

    actor: Actor
    counter: UUID
    services: tuple[int, ...]
    busy: bool = False


@dataclass(slots=True)
class Past:
    """The past weeks.

    Args:
        desk: a workstation over the demonstration's own database, with ``clock``.
        clock: moved through the weeks; left where the last day ends.
        staff: by user name; ``supervisora`` closes the days.
        seats: the counter of each of the clerks of ``asesor1`` and ``asesor2``.
        visitors: who comes, without end.
    """

    desk: Desk
    clock: demo_cases.MovableClock
    staff: Mapping[str, Actor]
    seats: Mapping[str, UUID]
    visitors: Iterator[tuple[Person, Entity]]
    chance: random.Random = field(default_factory=lambda: random.Random("Ventanilla, antes"))
    _pad: survey.Pad = field(default_factory=survey.Pad)
    _events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _open: Sequence[_Seat] = ()
    _support: dict[str, demo_cases.Support] = field(default_factory=dict)

    def play(self, today: date) -> None:
        """Play the working days of the weeks before a day."""
        with self.desk.units.read() as unit:
            office, calendar = unit.offices.office(), unit.calendar.all()
        for before in range(7 * WEEKS, 0, -1):
            day = today - timedelta(days=before)
            if calendar.is_working(day, (office.code,)):
                opens = datetime.combine(day, _OPENS, ZoneInfo(office.timezone))
                self._play(opens.astimezone(UTC), _COME[min(day.weekday(), len(_COME) - 1)])

    def _play(self, opens: datetime, usual: int) -> None:
        self.clock.moment = opens
        self._open = [
            _Seat(self.staff[name], self.seats[name], services)
            for name, services in _CLERKS.items()
        ]
        for seat in self._open:
            counters.open_counter(self.desk, seat.actor, seat.counter)
        for _ in range(usual + self.chance.randrange(-2, 4)):
            # Most come in the morning.
            share = self.chance.triangular(0.0, 1.0, 0.2)
            self._at(opens + timedelta(hours=_HOURS) * share, self._comes)
        while self._events:
            moment, _, what = heapq.heappop(self._events)
            self.clock.moment = max(moment, self.clock.moment)
            what()
        self._later(10)
        for seat in self._open:
            counters.close_counter(self.desk, seat.actor)
        supervisor = self.staff["supervisora"]
        office_day.close_day(self.desk, supervisor, "Fin de la jornada")
        survey.gather(self.desk, supervisor)

    def _comes(self) -> None:
        person, entity = next(self.visitors)
        service = self.chance.choice(_PAPERS) if self.chance.random() < 0.15 else 6
        asked = reception.NewTicket((service,), person.id, entity.id, self.chance.random() < 0.1)
        reception.issue(self.desk, self.staff["recepcion"], asked)
        self._later(0.5)
        for seat in self._open:
            if not seat.busy:
                self._call(seat)

    def _call(self, seat: _Seat) -> None:
        try:
            calling.call_next(self.desk, seat.actor)
        except QueueEmpty:
            seat.busy = False
            return
        seat.busy = True
        if self.chance.random() < 0.04:
            self._soon(1, lambda: self._nobody(seat, 2))
        else:
            self._soon(self.chance.uniform(0.3, 1), lambda: self._attend(seat))

    def _nobody(self, seat: _Seat, recalls: int) -> None:
        if recalls:
            calling.call_again(self.desk, seat.actor)
            self._soon(1, lambda: self._nobody(seat, recalls - 1))
            return
        calling.did_not_come(self.desk, seat.actor)
        self._call(seat)

    def _attend(self, seat: _Seat) -> None:
        ticket = calling.arrived(self.desk, seat.actor)
        self._soon(min(self.chance.lognormvariate(2.9, 0.6), 90), lambda: self._end(seat, ticket))

    def _end(self, seat: _Seat, ticket: Ticket) -> None:
        desk, actor, service = self.desk, seat.actor, ticket.services[0]
        reason = ""
        if self.chance.random() < 0.1:
            reason = "Solo pidió información"
        elif service in _PAPERS:
            outcome = self.chance.choices(tuple(_BECOME), tuple(_BECOME.values()))[0]
            demo_cases.at_counter(desk, self.clock, actor, ticket.id, service, outcome)
        else:
            name = actor.username
            if name not in self._support:
                self._support[name] = demo_cases.Support(desk, actor, known=True)
            self._support[name].solve(ticket.id)
        serving.finish(desk, actor, reason)
        self._ask(actor, ticket)
        self._later(0.5)
        self._call(seat)

    def _ask(self, actor: Actor, ticket: Ticket) -> None:
        """Ask how it went; every third says nothing."""
        asked = survey.ask_about(self.desk, actor, self._pad, ticket.id)
        if asked is None:
            return
        if self.chance.random() < 0.33:
            survey.decline(self.desk, actor, asked.code)
            return
        score = self.chance.choices((1, 2, 3, 4, 5), (2, 4, 12, 34, 48))[0]
        survey.answer(self.desk, actor, asked.code, Reply(score, ""), Way.WINDOW)

    def _at(self, moment: datetime, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), what))

    def _soon(self, minutes: float, what: Callable[[], None]) -> None:
        self._at(self.clock.moment + timedelta(minutes=minutes), what)

    def _later(self, minutes: float) -> None:
        self.clock.moment += timedelta(minutes=minutes)

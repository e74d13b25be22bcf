"""A day at the counters of the simulated year: who comes, is called, is attended, gives up."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop.usecases import calling, cases, counters, reception, serving
from desktop.usecases import day as office_day
from domain.calendar import Calendar
from domain.catalogue import Channel
from domain.queue import QueueEmpty
from domain.staff import Actor
from domain.tickets import Ticket
from tools.figures.casework import Files
from tools.figures.world import World

T = TypeVar("T")
OPENS, LAST, CLOSES = time(8), time(16, 20), time(17)
_SUPPORT = frozenset({6, 7})
_BY_LETTER = {4: Channel.EMAIL, 5: Channel.EMAIL, 8: Channel.EMAIL, 9: Channel.EMAIL}
_WORK_DAYS = 20.8
"""Working days of a usual month."""


@dataclass(slots=True)
class _Place:
    """A counter that is open: who sits there, what it attends, whether it attends now."""

    actor: Actor
    number: int
    services: frozenset[int]
    busy: bool = False


@dataclass(slots=True)
class _Waiting:
    """Who waits, as the door sees it."""

    ticket: Ticket
    come_back: tuple[UUID, Actor] | None = None


@dataclass(slots=True)
class Hall:
    """The counters of an office, day after day.

    Args:
        world: the office.
        files: its cases.
        calendar: which days are worked.
        asked: called after an attention, to ask how it went.
    """

    world: World
    files: Files
    calendar: Calendar
    asked: Callable[[Ticket, Actor], None]
    _events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _places: list[_Place] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _over: bool = False
    _came: bool = False

    def is_working(self, day: date) -> bool:
        """Tell whether the office attends on a day."""
        return self.calendar.is_working(day, (self.world.office.code,))

    def play(self, day: date) -> None:
        """Play a working day, from the first turno to its closing."""
        self._over = self._came = False
        self._at(_moment(day, OPENS), self._open)
        busy = self._busy(day)
        for service, monthly in self.world.volumes.monthly.items():
            for _ in range(self._many(monthly / _WORK_DAYS * busy)):
                self._plan(day, service)
        self._plan_later(day)
        self._at(_moment(day, CLOSES), self._close)
        while self._events:
            moment, _, what = heapq.heappop(self._events)
            self.world.clock.moment = max(moment, self.world.clock.moment)
            what()
        self._end()

    # ------------------------------------------------------------------------- the plan
    def _busy(self, day: date) -> float:
        how = self.world.volumes
        busy = how.weekdays[day.weekday()]
        days = [day + timedelta(days=more) for more in range(-6, 7)]
        worked = [one for one in days if self.is_working(one) and one.month == day.month]
        if len([one for one in worked if one > day]) < 3 and (day + timedelta(days=6)).month != (
            day.month
        ):
            busy *= how.month_end
        elif len([one for one in worked if one < day]) < 3 and (
            (day - timedelta(days=6)).month != day.month
        ):
            busy *= how.month_begin
        before = day - timedelta(days=3 if day.weekday() == 0 else 1)
        return busy if self.is_working(before) else busy * how.after_holiday

    def _many(self, expected: float) -> int:
        """Return how many come, where so many are expected (Poisson)."""
        chance, many, left = self.world.chance, 0, expected
        while (left := left - chance.expovariate(1)) > 0:
            many += 1
        return many

    def _plan(self, day: date, service: int) -> None:
        moment = self._some_time(day)
        world = self.world
        if service == 7 or (service in _BY_LETTER and world.happens("email")):
            self._at(moment, lambda: self._written(service))
        else:
            self._at(moment, lambda: self._arrives(service))

    def _plan_later(self, day: date) -> None:
        """What was decided on an earlier day, which may have been none of work."""
        _carry_over(self.files.later, day)
        _carry_over(self.files.back, day)
        for what in self.files.later.pop(day, []):
            self._at(self._some_time(day), what)
        for case_id, service, actor in self.files.back.pop(day, []):
            come = (case_id, actor)
            if service in _BY_LETTER and self.world.happens("email"):
                self._at(self._some_time(day), partial(self._sent_back, *come))
            else:
                self._at(self._some_time(day), partial(self._arrives, service, come))

    def _some_time(self, day: date) -> datetime:
        """Return a time at which people come: most in the morning."""
        begins, ends = _moment(day, OPENS), _moment(day, LAST)
        share = self.world.chance.triangular(0.0, 1.0, 0.22)
        return begins + (ends - begins) * share

    # ------------------------------------------------------------------------- the door
    def _arrives(self, service: int, come_back: tuple[UUID, Actor] | None = None) -> None:
        world = self.world
        body = world.chance.choice(world.bodies).id if world.happens("with_entity") else None
        if service not in _SUPPORT and come_back is None:
            body = None  # told at the counter
        asked = reception.NewTicket(
            (service,), world.somebody(), body, priority=world.happens("priority")
        )
        ticket = reception.issue(world.desk, world.staff["recepcion"], asked).ticket
        self._came = True
        world.note(service, "issued")
        if ticket.priority:
            world.note(service, "priority")
        if come_back is None and world.happens("cancelled"):
            world.later(30)
            reception.cancel(world.desk, world.staff["recepcion"], ticket.id, "Se va")
            world.note(service, "cancelled")
            return
        self._waiting.append(_Waiting(ticket, come_back))
        self._wake()

    def _rejoins(self, one: _Waiting) -> None:
        if self._over:
            return
        world = self.world
        ticket = reception.rejoin(world.desk, world.staff["recepcion"], one.ticket.id)
        world.note(ticket.services[0], "rejoined")
        self._waiting.append(_Waiting(ticket, one.come_back))
        self._wake()

    # --------------------------------------------------------------------- the counters
    def _open(self) -> None:
        world = self.world
        self._places = []
        for number, services in enumerate(world.volumes.counters, 1):
            actor = world.staff[f"asesor{number}"]
            counters.open_counter(world.desk, actor, world.counters[number])
            self._places.append(_Place(actor, number, frozenset(services)))

    def _wake(self) -> None:
        for place in self._places:
            if not place.busy and not self._over and self._for(place):
                place.busy = True
                self._soon(15, partial(self._call, place))
                return

    def _for(self, place: _Place) -> list[_Waiting]:
        return [one for one in self._waiting if place.services.intersection(one.ticket.services)]

    def _call(self, place: _Place) -> None:
        world = self.world
        ordinary = [one for one in self._for(place) if not one.ticket.priority]
        try:
            if len(ordinary) > 1 and world.happens("out_of_turn"):
                chosen = ordinary[-1].ticket
                ticket = calling.call_chosen(
                    world.desk, place.actor, chosen.id, "Llegó con un menor en brazos"
                )
                world.note(ticket.services[0], "out_of_turn")
            else:
                ticket = calling.call_next(world.desk, place.actor)
        except QueueEmpty:
            place.busy = False
            return
        one = next(one for one in self._waiting if one.ticket.id == ticket.id)
        self._waiting.remove(one)
        if world.happens("no_show"):
            self._soon(31, lambda: self._nobody(place, one, 1))
        else:
            self._soon(world.chance.uniform(20, 90), lambda: self._attend(place, one))

    def _nobody(self, place: _Place, one: _Waiting, times: int) -> None:
        world = self.world
        if times <= 2:
            calling.call_again(world.desk, place.actor)
            self._soon(31, lambda: self._nobody(place, one, times + 1))
            return
        ticket = calling.did_not_come(world.desk, place.actor)
        world.note(ticket.services[0], "no_shows")
        place.busy = False
        if world.happens("rejoins"):
            self._soon(600, lambda: self._rejoins(one))
        self._next(place)

    def _attend(self, place: _Place, one: _Waiting) -> None:
        world = self.world
        ticket = calling.arrived(world.desk, place.actor)
        service = ticket.services[0]
        world.note(service, "calls")
        usual, longest = world.volumes.attention["support" if service in _SUPPORT else "papers"]
        took = min(longest, world.chance.lognormvariate(0, 0.5) * usual)
        self._soon(took * 60, lambda: self._end_of(place, one, service))

    def _end_of(self, place: _Place, one: _Waiting, service: int) -> None:
        world, files = self.world, self.files
        reason = ""
        if one.come_back is not None:
            files.resubmitted(place.actor, one.come_back[0], one.ticket.id)
        elif world.happens("no_case"):
            reason = "Solo pidió información"
        elif service in _SUPPORT:
            files.support(place.actor, service, one.ticket.id)
        else:
            files.papers(place.actor, service, one.ticket.id)
        ticket = serving.finish(world.desk, place.actor, reason)
        world.note(service, "served")
        self.asked(ticket, place.actor)
        place.busy = False
        self._next(place)

    def _next(self, place: _Place) -> None:
        if self._for(place) and not place.busy and not self._over:
            place.busy = True
            self._soon(10, lambda: self._call(place))

    # ---------------------------------------------------------------------- not at the door
    def _written(self, service: int) -> None:
        actor = self._who_attends(service)
        if service in _SUPPORT:
            self.files.support(actor, service, None)
        else:
            self.files.papers(actor, service, None, _BY_LETTER[service])

    def _sent_back(self, case_id: UUID, actor: Actor) -> None:
        self.files.resubmitted(actor, case_id, None)

    def _who_attends(self, service: int) -> Actor:
        able = [place for place in self._places if {service, 6} & place.services]
        if service not in _SUPPORT:
            able = [place for place in self._places if service in place.services]
        return self.world.chance.choice(able).actor

    # ------------------------------------------------------------------------- the evening
    def _close(self) -> None:
        self._over = True

    def _end(self) -> None:
        """Close the counters, and the day; who still waits expires."""
        world = self.world
        for place in self._places:
            counters.close_counter(world.desk, place.actor)
        supervisor = world.staff["supervisora"]
        world.later(60)
        for case in cases.lapse_overdue(world.desk, supervisor):
            world.note(case.service, "lapsed")
        for one in self._waiting:
            world.note(one.ticket.services[0], "expired")
        self._waiting.clear()
        if self._came:  # a day on which nobody came is none
            office_day.close_day(world.desk, supervisor, "Fin de la jornada")

    # ------------------------------------------------------------------------- inside
    def _at(self, moment: datetime, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), what))

    def _soon(self, seconds: float, what: Callable[[], None]) -> None:
        self._at(self.world.clock.moment + timedelta(seconds=seconds), what)


def _carry_over(agenda: dict[date, list[T]], day: date) -> None:
    """Put what was due on days before ``day`` with what is due on it."""
    for due in sorted(one for one in agenda if one < day):
        agenda.setdefault(day, []).extend(agenda.pop(due))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo("America/Guayaquil")).astimezone(UTC)

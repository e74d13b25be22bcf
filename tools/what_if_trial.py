"""How far "¿Y si…?" is from what then happened: ``python -m tools.what_if_trial [days]``.

Invented days are played through the use cases, at the pace of a busy office: people come in waves,
clerks take a moment before they call, go to lunch for longer than is supposed, and some people do
not come. Every half hour the hall is asked what it expects as it is; at the end of the day that is
held against the waits that the calls recorded. None of this knows how the simulation works.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from math import log
from pathlib import Path
from random import Random
from statistics import fmean, median
from uuid import UUID

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, day, reception, serving, what_if
from desktop.usecases.desk import Desk
from desktop.usecases.what_if import Change
from domain.pace import TooLittleKnown
from domain.queue import QueueEmpty
from domain.staff import Actor
from domain.tickets import TicketState
from domain.what_if import SOON, Forecast, Outlook
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office

PER_HOUR = (16, 22, 20, 14, 8, 9, 13, 11, 6)
"""How many come, by hour from 08:00."""
SERVICES = {6: (0.76, 8.0), 1: (0.05, 13.0), 2: (0.05, 12.0), 5: (0.09, 19.0), 8: (0.05, 9.0)}
"""By service, its share and its mean minutes."""
SPREAD, WALK, PAUSE, ABSENT = 0.6, 0.5, 0.33, 0.04
"""Of the lengths (log-normal); minutes to the counter and between two calls; who does not come."""
CLERKS = {1: "asesor-1", 2: "asesor-2", 3: "tecnico-1"}
LUNCH = {1: (245.0, 42.0), 2: (290.0, 40.0), 3: (300.0, 45.0)}
"""By counter, the minute from opening and how long."""
MONDAY = datetime(2026, 11, 9, 13, tzinfo=UTC)
"""The first day, at 08:00 in Quito."""
ASKED = tuple(float(minute) for minute in range(60, 511, 30))


Event = tuple[float, int, str, int]
"""Its minute, a number that tells equal minutes apart, what happens, and at which counter."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of some people's mean wait; ``usual`` is what the page showed then."""

    people: frozenset[UUID]
    said: Forecast
    usual: float


class Day:
    """One invented day."""

    def __init__(
        self,
        desk: Desk,
        office: SmallOffice,
        clock: FakeClock,
        opens: datetime,
        chance: Random,
    ) -> None:
        self._desk, self._office, self._clock, self._chance = desk, office, clock, chance
        self._opens = opens
        self._events: list[Event] = []
        self._idle: set[int] = set()
        self._lunch = dict(LUNCH)
        self._came: dict[UUID, float] = {}
        self._asked: list[tuple[float, frozenset[UUID], Outlook, float]] = []
        self.refused = 0

    def play(self) -> dict[UUID, float]:
        """Play it and close it; return how long each waited, in minutes."""
        self._clock.set(self._opens)
        for place, minute in enumerate(self._arrivals()):
            heappush(self._events, (minute, place, "comes", 0))
        for minute in ASKED:
            heappush(self._events, (minute, 0, "ask", 0))
        for number, name in CLERKS.items():
            counter = self._office.counter_id(number)
            counters.open_counter(self._desk, self._office.actor(name), counter)
            self._later(1.0, "free", number)
        while self._events:
            minute, _, what, number = heappop(self._events)
            self._clock.set(self._opens + timedelta(minutes=minute))
            getattr(self, f"_{what}")(minute, number)
        waits = {key: seconds / 60 for key, seconds in self._waits()}
        for number in CLERKS:
            counters.close_counter(self._desk, self._actor(number))
        day.close_day(self._desk, self._office.actor("supervisor-1"), "Fin de la jornada")
        return waits

    def said(self) -> tuple[list[Said], list[Said]]:
        """Return what was said of who waited, and of who then came within the hour."""
        now, soon = [], []
        for minute, waiting, outlook, usual in self._asked:
            if outlook.now is not None:
                now.append(Said(waiting, outlook.now, usual))
            if outlook.soon is not None:
                within = (key for key, came in self._came.items() if 0 < came - minute < SOON)
                soon.append(Said(frozenset(within), outlook.soon, usual))
        return now, soon

    def _later(self, minute: float, what: str, number: int) -> None:
        heappush(self._events, (minute, number, what, number))

    def _actor(self, number: int) -> Actor:
        return self._office.actor(CLERKS[number])

    def _arrivals(self) -> Iterator[float]:
        minute = 0.0
        while True:
            rate = PER_HOUR[min(int(minute // 60), 8)] / 60
            minute += self._chance.expovariate(rate)
            if minute >= 539:
                return
            yield minute

    def _comes(self, minute: float, _number: int) -> None:
        (service,) = self._chance.choices(list(SERVICES), [share for share, _ in SERVICES.values()])
        asked = reception.NewTicket((service,), priority=self._chance.random() < 0.12)
        issued = reception.issue(self._desk, self._office.actor("recepcion-1"), asked)
        self._came[issued.ticket.id] = minute
        for number in sorted(self._idle):
            self._later(minute + self._pause(), "free", number)
        self._idle.clear()

    def _free(self, minute: float, number: int) -> None:
        actor = self._actor(number)
        if number in self._lunch and minute >= self._lunch[number][0]:
            counters.take_break(self._desk, actor, "Almuerzo")
            self._later(minute + self._lunch.pop(number)[1], "back", number)
            return
        try:
            calling.call_next(self._desk, actor)
        except QueueEmpty:
            self._idle.add(number)
            return
        what = "absent" if self._chance.random() < ABSENT else "arrived"
        self._later(minute + WALK, what, number)

    def _back(self, minute: float, number: int) -> None:
        counters.end_break(self._desk, self._actor(number))
        self._free(minute, number)

    def _arrived(self, minute: float, number: int) -> None:
        ticket = calling.arrived(self._desk, self._actor(number))
        mean = SERVICES[ticket.services[0]][1]
        lasts = self._chance.lognormvariate(log(mean) - SPREAD**2 / 2, SPREAD)
        self._later(minute + lasts, "ends", number)

    def _absent(self, minute: float, number: int) -> None:
        actor = self._actor(number)
        for _ in range(2):
            self._clock.go(seconds=30)
            calling.call_again(self._desk, actor)
        calling.did_not_come(self._desk, actor)
        self._later(minute + 1 + self._pause(), "free", number)

    def _ends(self, minute: float, number: int) -> None:
        serving.finish(self._desk, self._actor(number), "Atendido")
        self._later(minute + self._pause(), "free", number)

    def _pause(self) -> float:
        return self._chance.expovariate(1 / PAUSE)

    def _ask(self, minute: float, _number: int) -> None:
        boss = self._office.actor("supervisor-1")
        # Whatever the question, the answer tells of the hall as it is; this one strands nobody.
        question = next(
            option.question
            for option in what_if.options(self._desk, boss)
            if (option.question.change, option.counter) == (Change.CLOSE, 2)
        )
        try:
            given = what_if.ask(self._desk, boss, question)
        except TooLittleKnown:
            self.refused += 1
            return
        assert given is not None
        with self._desk.units.read() as unit:
            today = self._office.office.day_of(self._clock.now())
            states = [TicketState.ISSUED]
            waiting = frozenset(one.id for one in unit.tickets.in_states(today, states))
        usual = median([seconds / 60 for _, seconds in self._waits()] or [0.0])
        self._asked.append((minute, waiting, given.answer.as_is, usual))

    def _waits(self) -> Sequence[tuple[UUID, float]]:
        with self._desk.units.read() as unit:
            return unit.tickets.waits(self._office.office.day_of(self._clock.now()))


def report(name: str, told: Iterable[tuple[Said, dict[UUID, float]]]) -> None:
    """Print how what was said compares with what happened."""
    pairs = []
    for one, waits in told:
        happened = [waits[key] for key in one.people if key in waits]
        if happened:
            pairs.append((one, fmean(happened)))
    error = [one.said.expected - wait for one, wait in pairs]
    within = fmean(one.said.low - 0.5 <= wait <= one.said.high + 0.5 for one, wait in pairs)
    print(
        f"{name}: {len(pairs)} forecasts; waited {fmean(w for _, w in pairs):.1f} min;"
        f" said {fmean(one.said.expected for one, _ in pairs):.1f};"
        f" off by {fmean(map(abs, error)):.1f} (the usual wait of the day:"
        f" {fmean(abs(one.usual - wait) for one, wait in pairs):.1f});"
        f" within its 9 of 10: {within:.0%}"
    )


def main() -> None:
    """Play the days, one after another in one office, and print what came of it."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    now: list[tuple[Said, dict[UUID, float]]] = []
    soon: list[tuple[Said, dict[UUID, float]]] = []
    refused = 0
    with tempfile.TemporaryDirectory(prefix="what-if-trial-") as folder:
        engine = open_engine(Path(folder) / "ventanilla.db", KEY)
        metadata.create_all(engine)
        units, clock = SqlUnits(engine, "PC-1"), FakeClock()
        office = open_small_office(units)
        desk = Desk(units, catalogues(), clock, CHEAP)
        for number in range(days):
            week, weekday = divmod(number, 5)
            opens = MONDAY + timedelta(weeks=week, days=weekday)
            one = Day(desk, office, clock, opens, Random(number))
            waits = one.play()
            for kept, said in zip((now, soon), one.said(), strict=True):
                kept.extend((each, waits) for each in said)
            refused += one.refused
        engine.dispose()
    print(f"{days} days; refused {refused} times")
    report("Who waits", now)
    report("Who comes within the hour", soon)


if __name__ == "__main__":
    main()

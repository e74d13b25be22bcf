"""Invented closed days of the small office, stored as if they had been worked.

Who comes, who is served when and where is worked out here by a plain rule of its own (the counter
that is free first takes who came first), so that it is another way to the same waits.
"""

from collections import Counter as Counts
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from domain.calendar import Calendar
from domain.day_figures import ClosedDayTotals, DayFigures, Slot, slot_of, spread
from domain.ids import new_id
from domain.offices import Office
from domain.ports import UnitOfWork, Units
from domain.queue import place_of
from domain.tickets import Ticket, TicketState
from tests.office import SmallOffice

WAVES = (7, 9, 10, 10, 9, 8, 7, 6, 4, 3, 3, 4, 6, 7, 6, 5, 3, 1)
"""How the people of a day come in each half hour from 08:00."""
SERVICES = {6: (0.8, 7.0), 1: (0.08, 13.0), 5: (0.12, 18.0)}
"""By service, its share and its mean minutes."""
LUNCH = {1: (740, 40), 2: (780, 40), 3: (800, 40)}
"""By counter, the minute since midnight and how long."""


def working_days(until: date, many: int, place: str = "QUITO") -> list[date]:
    """Return the last working days before a day, in order."""
    found: list[date] = []
    while len(found) < many:
        until -= timedelta(days=1)
        if Calendar().is_working(until, (place,)):
            found.append(until)
    return found[::-1]


def invent_past(
    units: Units,
    office: SmallOffice,
    days: Sequence[date],
    *,
    taught: int = 12,
    seed: int = 1,
    people: Callable[[date], float] = lambda day: 100.0 + (25 if day.weekday() == 0 else 0),
) -> None:
    """Store closed days; of the last ``taught`` the turnos and the counters too."""
    chance = Random(seed)
    for place, day in enumerate(days):
        many = people(day)
        with units.write() as unit:
            if place >= len(days) - taught:
                _work(unit, office, day, many, chance)
            else:
                slots = [
                    Slot(16 + n, 6, came, came)
                    for n, share in enumerate(WAVES)
                    if (
                        came := round(chance.gauss(many * share / 108, (many * share / 108) ** 0.5))
                    )
                    > 0
                ]
                issued = sum(slot.arrivals for slot in slots)
                _close(unit, office.office, day, DayFigures(issued=issued, served=issued), slots)


def _close(
    unit: UnitOfWork, office: Office, day: date, figures: DayFigures, slots: Sequence[Slot]
) -> None:
    told = unit.log.append(
        "office",
        office.id,
        1,
        "day_closed",
        {"day": str(day)},
        actor_id=None,
        at=_at(office, day, 1080),
    )
    unit.closed_days.put(ClosedDayTotals(office.id, day, told, figures), slots, [])


def _at(office: Office, day: date, minute: float) -> datetime:
    begins, _ = office.bounds(day)
    return begins + timedelta(minutes=minute - office.day_begins.hour * 60)


def _work(unit: UnitOfWork, small: SmallOffice, day: date, many: float, chance: Random) -> None:
    """Work a day through: whoever came first goes to the counter that is free first."""
    office = small.office
    free = dict.fromkeys(small.counters, 480.0)
    lunch = dict(LUNCH)
    tickets: list[Ticket] = []
    waits: list[float] = []
    for minute in sorted(_minutes(many, chance)):
        (service,) = chance.choices(list(SERVICES), [share for share, _ in SERVICES.values()])
        able = [n for n, counter in small.counters.items() if service in counter.services]
        number = min(able, key=lambda n: free[n])
        called = max(minute, free[number])
        if number in lunch and called >= lunch[number][0]:
            begins, lasts = lunch.pop(number)
            called = max(called, begins + lasts)
        taken = chance.expovariate(1 / SERVICES[service][1])
        free[number] = called + taken
        waits.append(called - minute)
        came = _at(office, day, minute)
        tickets.append(
            Ticket(
                id=new_id(), office_id=office.id, day=day, series="A", number=len(tickets) + 1,
                priority=False, services=(service,), arrived_at=came, queued_at=came,
                position=place_of(len(tickets) + 1), state=TicketState.SERVED,
                counter_id=small.counters[number].id, called_at=_at(office, day, called),
                serving_since=_at(office, day, called), finished_at=_at(office, day, called + taken),
            )
        )  # fmt: skip
    for ticket in tickets:
        unit.tickets.add(ticket)
    _tell_counters(unit, small, day, max(1020.0, *free.values()))
    slots = Counts((slot_of(office.local(t.arrived_at)), t.services[0]) for t in tickets)
    issued = len(tickets)
    _close(
        unit,
        office,
        day,
        DayFigures(issued=issued, served=issued, wait=spread(waits)),
        [Slot(slot, service, came, came) for (slot, service), came in sorted(slots.items())],
    )


def _minutes(many: float, chance: Random) -> list[float]:
    found = []
    for place, share in enumerate(WAVES):
        moment = chance.expovariate(many * share / 108)
        while moment < 1:
            found.append((16 + place + moment) * 30)
            moment += chance.expovariate(many * share / 108)
    return found


def _tell_counters(unit: UnitOfWork, small: SmallOffice, day: date, ends: float) -> None:
    """Tell that every counter was open, with its lunch, until the last was attended."""
    for number, counter in small.counters.items():
        key = new_id()
        begins, lasts = LUNCH[number]
        content = {"counter": str(counter.id), "services": sorted(counter.services)}
        told: tuple[tuple[str, dict[str, object], float], ...] = (
            ("counter_opened", dict(content), 480),
            ("counter_break", {"reason": "Almuerzo"}, begins),
            ("counter_back", {}, begins + lasts),
            ("counter_closed", {"reason": ""}, ends),
        )
        for version, (type_, words, minute) in enumerate(told, 1):
            unit.log.append(
                "counter_session", key, version, type_, words, actor_id=None,
                at=_at(small.office, day, minute),
            )  # fmt: skip

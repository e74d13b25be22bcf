"""A database with eleven years of an office, and today: 1,000,000 turnos and as many cases.

100,000 people and 3,000 public bodies came; every earlier day was closed by the program itself.
Built once, by bulk inserts but for that, and kept in the bench's cache under a name that changes
with the schema. Only what the pages read is there: the log tells of the days, and of today.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.schema import CreateIndex, CreateTable

from bench.case_history import fill_cases
from bench.names import DIALECT, FIRST_NAMES, LAST_NAMES, fill, fill_entities, fill_people, keys
from bench.office import KEY, BenchOffice, StillClock, make_office, open_desk
from db.engine import connect
from db.tables import metadata, ticket, ticket_call
from desktop.usecases import calling, counters, reception, serving
from desktop.usecases import day as office_day
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk, begin
from domain.queue import QueueDay
from domain.staff import Action, Actor

DAYS = 4_000
A_DAY = 250
BUSIEST = 600
"""Turnos of the last day before today."""
PEOPLE = 100_000
ENTITIES = 3_000
PLACES = 8
"""Counters, and as many clerks."""
WAITING_NOW = 40
SERVED_NOW = 56
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""The moment of every clock that looks at it."""
_SERVICES = (1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10)
_ABSENT, _OUT_OF_TURN = 0.03, 0.01
"""Shares of the turnos: who did not come, and who was called out of turn."""


@dataclass(slots=True)
class MovedClock:
    """A clock that is set."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


def history(folder: Path, days: int = DAYS) -> tuple[Path, BenchOffice]:
    """Return the database and its office, building what is missing."""
    path = folder / f"history-{_fingerprint(days)}.db"
    built = path.with_suffix(".office")
    if not built.exists():
        for old in folder.glob("history-*"):
            old.unlink()
        office = make_office(path, PLACES)
        _fill(path, office, days)
        _close_days(path, office, days)
        _begin_today(path, office)
        words = [office.office_id, *office.counters]
        built.write_text("\n".join(map(str, words)), "ascii")
    return path, _known_office(path, built)


def earlier_days(days: int) -> Iterator[tuple[datetime, int]]:
    """Yield when each day before today began, and how many turnos it had."""
    for back in range(days, 0, -1):
        yield NOW.replace(hour=13) - timedelta(days=back), BUSIEST if back == 1 else A_DAY


def _known_office(path: Path, built: Path) -> BenchOffice:
    office_id, *counter_ids = map(UUID, built.read_text("ascii").split())
    engine, desk = open_desk(path, StillClock(NOW))
    with desk.units.read() as unit:
        staff = sorted(unit.staff.all(), key=lambda member: member.username)
    engine.dispose()
    return BenchOffice(office_id, tuple(member.actor for member in staff), tuple(counter_ids))


def _fingerprint(days: int) -> str:
    """Return what changes with the schema and with what the database is to hold."""
    words = [f"{days} {A_DAY} {BUSIEST} {PEOPLE} {ENTITIES} {PLACES} {NOW}"]
    for table in metadata.sorted_tables:
        words.append(str(CreateTable(table).compile(dialect=DIALECT)))
        words += sorted(str(CreateIndex(i).compile(dialect=DIALECT)) for i in table.indexes)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _fill(path: Path, office: BenchOffice, days: int) -> None:
    chance = random.Random(1)
    people, bodies = keys(PEOPLE, chance), keys(ENTITIES, chance)
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        fill_people(connection, people, chance)
        fill_entities(connection, bodies, chance)
        tickets = list(ticket_rows(earlier_days(days), people, office, chance))
        fill(connection, ticket, tickets)
        fill(connection, ticket_call, call_rows(tickets, office, chance))
        openings = [began for began, _ in earlier_days(days)]
        fill_cases(connection, openings, NOW, people, bodies, office, chance)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def ticket_rows(
    days: Iterator[tuple[datetime, int]],
    people: Sequence[UUID],
    office: BenchOffice,
    chance: random.Random,
) -> Iterator[dict[str, Any]]:
    """Yield the ended turnos of days that began then and had so many."""
    position = -2 * A_DAY * DAYS
    for began, many in days:
        apart = timedelta(hours=7.6) / many
        for number in range(many):
            position += 1
            arrived = began + number * apart
            called = arrived + timedelta(seconds=chance.randrange(30, 1800))
            services = (chance.choice(_SERVICES),)
            came = chance.random() >= _ABSENT
            yield {
                "id": UUID(int=chance.getrandbits(128), version=4),
                "office_id": office.office_id,
                "day": arrived.date(),
                "series": "A",
                "number": number + 1,
                "priority": False,
                "services": services,
                "attended": services if came else (),
                "arrived_at": arrived,
                "queued_at": arrived,
                "position": position,
                "person_id": chance.choice(people),
                "entity_id": None,
                "state": "served" if came else "no_show",
                "counter_id": chance.choice(office.counters),
                "reserved_for": None,
                "called_at": called,
                "last_called_at": called,
                "recalls": 0,
                "serving_since": called if came else None,
                "finished_at": called + timedelta(seconds=chance.randrange(60, 1500)),
                "reason": "",
                "version": 4,
            }


def call_rows(
    tickets: Sequence[dict[str, Any]], office: BenchOffice, chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Yield the one call of each turno."""
    for one in tickets:
        ahead = chance.random() < _OUT_OF_TURN
        yield {
            "id": UUID(int=chance.getrandbits(128), version=4),
            "office_id": office.office_id,
            "day": one["day"],
            "ticket_id": one["id"],
            "counter_id": one["counter_id"],
            "staff_id": office.actors[0].staff_id,
            "queued_at": one["queued_at"],
            "called_at": one["called_at"],
            "last_called_at": one["called_at"],
            "announced": one["position"],
            "recalls": 0,
            "out_of_turn": "Llegó con un menor en brazos" if ahead else "",
            "outcome": "arrived" if one["state"] == "served" else "no_show",
            "ended_at": one["called_at"],
        }


def _close_days(path: Path, office: BenchOffice, days: int) -> None:
    """Have the program close each earlier day in its evening: it counts and seals it."""
    clock = MovedClock(NOW)
    engine, desk = open_desk(path, clock)
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    keep_shipped(desk)
    for began, _ in earlier_days(days):
        clock.moment = began
        open_day(desk, office.actors[0])
        clock.moment = began + timedelta(hours=10)
        office_day.close_day(desk, office.actors[0], "Fin de la jornada")
    engine.dispose()


def open_day(desk: Desk, actor: Actor) -> None:
    """Begin the day of the desk's clock, as its first turno does."""
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.CLOSE_DAY)
        day = QueueDay(unit.offices.office().id, step.day, step.now)
        told = {"day": step.day.isoformat()}
        step.tell("queue_day", day.office_id, day.version, "day_opened", told)
        unit.days.add(day)


def _begin_today(path: Path, office: BenchOffice) -> None:
    """A day under way: some served, every counter attending, forty in the hall."""
    clock = MovedClock(NOW - timedelta(hours=3))
    engine, desk = open_desk(path, clock)
    keep_shipped(desk)
    chance = random.Random(2)
    words = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    for _ in range(WAITING_NOW + SERVED_NOW + PLACES):
        found = reception.find_people(desk, office.actors[0], chance.choice(words))
        chosen = chance.choice(found).id if found else None
        asked = reception.NewTicket((6,), chosen, priority=chance.random() < 0.1)
        reception.issue(desk, office.actors[0], asked)
        clock.moment += timedelta(minutes=1)
    for actor, counter in zip(office.actors, office.counters, strict=True):
        counters.open_counter(desk, actor, counter)
    for _ in range(SERVED_NOW // PLACES):
        for actor in office.actors:
            calling.call_next(desk, actor)
            calling.arrived(desk, actor)
            clock.moment += timedelta(minutes=1)
            serving.finish(desk, actor, "Consulta breve")
    for actor in office.actors:
        calling.call_next(desk, actor)
        calling.arrived(desk, actor)
    engine.dispose()

"""The office that is measured: as many counters and clerks as there are processes."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from db import engine as embedded
from db import postgres
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.desk import Desk, SystemClock
from domain.ids import new_id
from domain.offices import Counter, Office, OpeningHours
from domain.ports import Clock
from domain.staff import Actor, Role, RoleGrant, Staff

KEY = bytes(range(32))
#: Support: what most people come for, and what every counter attends.
SERVICE = 6
ALL_DAY = OpeningHours(time(0), time(0), frozenset(range(7)))
_ROLES = (Role.RECEPTIONIST, Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class BenchOffice:
    """What was stored: an actor and a counter for each process."""

    office_id: UUID
    actors: tuple[Actor, ...]
    counters: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class StillClock:
    """A clock that stands still: a database built once has the same today for ever."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self.moment


Place = Path | str
"""Where a database is: an embedded one's file, or what a server's is connected with."""


def connect(place: Place) -> Any:
    """Open a bare connection to a database of the bench."""
    return embedded.connect(place, KEY) if isinstance(place, Path) else postgres.connect(place)


def open_desk(path: Place, clock: Clock | None = None) -> tuple[Engine, Desk]:
    """Open a database of the bench as a workstation does."""
    if isinstance(path, Path):
        engine = embedded.open_engine(path, KEY)
    else:
        engine = postgres.open_engine(path)
    desk = Desk(SqlUnits(engine, "PC-1"), catalogues(), clock or SystemClock())
    return engine, desk


def make_office(path: Place, places: int) -> BenchOffice:
    """Write a new database with an office of ``places`` counters, open day and night."""
    engine, desk = open_desk(path)
    metadata.create_all(engine)
    office = Office(new_id(), "QUITO", "Centro de Servicios Quito", "Ministerio", hours=ALL_DAY)
    services = frozenset(service.id for service in desk.catalogue.services_of(office.code))
    counters = [Counter(new_id(), office.id, number, services) for number in range(1, places + 1)]
    staff = [
        Staff(
            new_id(),
            office.id,
            f"persona-{number}",
            f"Persona {number}",
            tuple(map(RoleGrant, _ROLES)),
            "no-password",
        )
        for number in range(1, places + 1)
    ]
    with desk.units.write() as unit:
        unit.offices.add_office(office)
        for counter in counters:
            unit.offices.add_counter(counter)
        for member in staff:
            unit.staff.add(member)
        unit.log.append(
            "office", office.id, 1, "office_set_up", {}, actor_id=None, at=datetime.now(UTC)
        )
    engine.dispose()
    return BenchOffice(
        office.id, tuple(member.actor for member in staff), tuple(c.id for c in counters)
    )


def without_guards(path: Place) -> None:
    """Make the tables of the queue anew without any key: what the negative control runs on."""
    cascade = "" if isinstance(path, Path) else "CASCADE"
    with closing(connect(path)) as connection:
        if isinstance(path, Path):
            connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("day_series", "operation", "ticket", "ticket_call", "case_file"):
            connection.execute(f"CREATE TABLE bare AS SELECT * FROM {table}")
            connection.execute(f"DROP TABLE {table} {cascade}")
            connection.execute(f"ALTER TABLE bare RENAME TO {table}")

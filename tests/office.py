"""A small office for tests: three counters of Quito and one person of each role.

It is the office of the simulated day: Friday 4 December 2026, opened at 08:00 local time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues, load_catalogue
from desktop.usecases.desk import Desk
from desktop.usecases.passwords import Passwords
from domain.catalogue import Catalogue
from domain.ids import new_id
from domain.offices import Counter, Office
from domain.ports import Units
from domain.staff import Actor, Role, RoleGrant, Staff

MORNING = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
"""08:00 of the day in Quito."""
KEY = bytes(range(32))
PASSWORD = "una frase larga"
PIN = "2580"
#: As weak as argon2 allows: tests check the rules, not the cost.
CHEAP = Passwords(memory_kib=8, passes=1, lanes=1)

STAFF: Mapping[str, tuple[str, Role]] = {
    "recepcion-1": ("Rosa Recepción", Role.RECEPTIONIST),
    "asesor-1": ("Ana Asesora", Role.CLERK),
    "asesor-2": ("Andrés Asesor", Role.CLERK),
    "tecnico-1": ("Tomás Técnico", Role.TECHNICIAN),
    "documentos-1": ("María Documentos", Role.RECORDS_CLERK),
    "supervisor-1": ("Sara Supervisora", Role.SUPERVISOR),
    "supervisor-2": ("Simón Supervisor", Role.SUPERVISOR),
    "admin-1": ("Adela Administradora", Role.ADMINISTRATOR),
    "pantalla": ("Pantalla de la sala", Role.DISPLAY),
}
COUNTERS: Mapping[int, frozenset[int]] = {
    1: frozenset({1, 2, 3, 6, 10}),
    2: frozenset({6}),
    3: frozenset({5, 8, 9}),
}


class FakeClock:
    """A clock that stands still until it is told."""

    def __init__(self, start: datetime = MORNING) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to ``moment``, back or forth."""
        self._now = moment

    def go(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let time pass (or, with negative figures, set the clock back)."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def at(self, local: str) -> None:
        """Set it to a local time of the day, as ``08:31``."""
        hour, minute = map(int, local.split(":"))
        self._now = MORNING + timedelta(hours=hour - 8, minutes=minute)


@dataclass(frozen=True, slots=True)
class SmallOffice:
    """What ``open_small_office`` made.

    Attributes:
        counters: by their number.
        staff: by user name, as first stored.
    """

    office: Office
    counters: Mapping[int, Counter]
    staff: Mapping[str, Staff]

    def actor(self, username: str) -> Actor:
        """Return a member of the staff as signed in at the beginning of the test."""
        return self.staff[username].actor

    def counter_id(self, number: int) -> UUID:
        """Return the id of a counter by its number."""
        return self.counters[number].id


def open_small_office(units: Units) -> SmallOffice:
    """Store the office, its counters and its staff, and tell it."""
    office = Office(new_id(), "QUITO", "Centro de Servicios Quito", "Ministerio de Finanzas")
    counters = {
        number: Counter(new_id(), office.id, number, services, has_kit=number == 3)
        for number, services in COUNTERS.items()
    }
    staff = {
        username: Staff(
            new_id(), office.id, username, name, (RoleGrant(role),), _kept(PASSWORD), _kept(PIN)
        )
        for username, (name, role) in STAFF.items()
    }
    with units.write() as unit:
        unit.offices.add_office(office)
        for counter in counters.values():
            unit.offices.add_counter(counter)
        for member in staff.values():
            unit.staff.add(member)
        unit.log.append("office", office.id, 1, "office_set_up", {}, actor_id=None, at=MORNING)
    return SmallOffice(office, counters, staff)


@cache
def _kept(secret: str) -> str:
    return CHEAP.hash(secret)


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 08:00 of the simulated day."""
    return FakeClock()


@pytest.fixture
def units(tmp_path: Path) -> Iterator[Units]:
    """A new encrypted database with its tables and nothing in them."""
    # Eight who write at once on a busy disk wait for each other longer than people would.
    engine = open_engine(tmp_path / "ventanilla.db", KEY, busy_seconds=60)
    metadata.create_all(engine)
    yield SqlUnits(engine, "PC-PRUEBA")
    engine.dispose()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The ten services."""
    return load_catalogue()


@pytest.fixture
def desk(units: Units, clock: FakeClock) -> Desk:
    """A workstation of an office not yet set up."""
    return Desk(units, catalogues(), clock, CHEAP)


@pytest.fixture
def office(units: Units) -> SmallOffice:
    """The small office, stored in ``units``."""
    return open_small_office(units)

"""The three offices of the simulated year: who works there, who comes, and how much they do."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import Engine, event

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.app import demo, demo_bank
from desktop.catalogue_file import catalogues
from desktop.usecases import catalogue_admin, reception, solutions
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import FirstStart, PersonForm, set_up
from desktop.usecases.office_admin import CounterForm, OfficeForm
from desktop.usecases.passwords import Passwords
from domain.offices import Office
from domain.people import DocumentType, Entity
from domain.solutions import Solution
from domain.staff import Actor, Role

KEY = bytes(range(32))
"""Of a database that holds nobody's data."""
PASSWORD = "una frase larga"  # noqa: S105 - of invented people
FORMULA = '=HYPERLINK("https://ejemplo.gob.ec";"Ver")'
"""The name of a public body that a table must never take for a formula."""
_WEAK = Passwords(memory_kib=8, passes=1, lanes=1)
_BODIES = 160
_DESK = frozenset({Role.CLERK})


@dataclass(slots=True)
class MovedClock:
    """A clock that is set, in UTC."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much an office does, and how often what happens; see ``volumes.yaml``."""

    name: str
    counters: tuple[tuple[int, ...], ...]
    monthly: Mapping[int, float]
    weekdays: tuple[float, ...]
    month_end: float
    month_begin: float
    after_holiday: float
    shares: Mapping[str, float]
    attention: Mapping[str, tuple[float, float]]


@dataclass(slots=True)
class Tally:
    """What was made to happen, by day, service and what: the simulation's own witness."""

    counts: Counter[tuple[str, int, str]] = field(default_factory=Counter)

    def note(self, day: date, service: int, what: str, many: int = 1) -> None:
        """Count something that happened on a day of the office."""
        self.counts[day.isoformat(), service, what] += many

    def total(self, what: str, since: date, until: date, service: int | None = None) -> int:
        """Return how often it happened from one day to another, both included."""
        first, last = since.isoformat(), until.isoformat()
        return sum(
            many
            for (day, of, name), many in self.counts.items()
            if name == what and first <= day <= last and service in (None, of)
        )


@dataclass(slots=True)
class World:
    """An office under way.

    Attributes:
        staff: by user name; ``counters`` their ids by number.
        people, bodies: known so far.
        solutions: of the bank, ready to be told.
    """

    engine: Engine
    desk: Desk
    clock: MovedClock
    office: Office
    volumes: Volumes
    staff: Mapping[str, Actor]
    counters: Mapping[int, UUID]
    chance: random.Random
    began: date
    tally: Tally = field(default_factory=Tally)
    people: list[UUID] = field(default_factory=list)
    bodies: list[Entity] = field(default_factory=list)
    bank: list[Solution] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day of the office's queue."""
        return self.office.day_of(self.clock.moment)

    def note(self, service: int, what: str, many: int = 1) -> None:
        """Count something that happens now."""
        self.tally.note(self.day, service, what, many)

    def happens(self, what: str) -> bool:
        """Tell whether something happens this time, as often as its share says."""
        return self.chance.random() < self.volumes.shares[what]

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.moment += timedelta(seconds=seconds)

    def somebody(self) -> UUID:
        """Return who comes: somebody known, or new and registered now."""
        if self.people and not self.happens("new_person"):
            return self.chance.choice(self.people)
        number = len(self.people)
        name = f"{self.chance.choice(demo._GIVEN)} {self.chance.choice(demo._FAMILY)} {number}"
        draft = reception.PersonDraft(DocumentType.OTHER, f"{self.office.code}{number:06}", name)
        person = reception.register_person(self.desk, self.staff["recepcion"], draft)
        self.people.append(person.id)
        return person.id


@cache
def _told() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("volumes.yaml").read_text("utf-8")
    )
    return found


def offices() -> tuple[str, ...]:
    """Return the codes of the three."""
    return tuple(_told()["offices"])


def volumes(code: str, busy: float = 1.0) -> Volumes:
    """Return how much an office does, ``busy`` times as much as usual."""
    told = _told()
    own = told["offices"][code]
    return Volumes(
        own["name"],
        tuple(map(tuple, own["counters"])),
        {service: many * busy for service, many in own["monthly"].items()},
        tuple(told["weekdays"]),
        told["month_end"],
        told["month_begin"],
        told["after_holiday"],
        told["shares"],
        {kind: (usual, longest) for kind, (usual, longest) in told["attention"].items()},
    )


def make(path: Path, code: str, seed: int, begins: datetime, busy: float = 1.0) -> World:
    """Make an office in a new database, through its first start, and return it.

    Args:
        path: of the database; must not be there.
        code: of the office.
        seed: the same year again for the same seed.
        begins: the moment of the first start, in UTC.
        busy: by how much it does more than usual.
    """
    clock = MovedClock(begins.astimezone(UTC))
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    engine.dispose()  # the next connection does not wait for the disk
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    desk = Desk(SqlUnits(engine, f"{code}-1"), catalogues(), clock, _WEAK)
    how_much = volumes(code, busy)
    made = set_up(desk, _first_start(code, how_much))
    with desk.units.read() as unit:
        staff = {member.username: member.actor for member in unit.staff.all()}
        counters = {counter.number: counter.id for counter in unit.offices.counters()}
    chance = random.Random(f"{seed} {code}")
    world = World(
        engine, desk, clock, made.office, how_much, staff, counters, chance, begins.date()
    )
    if code == "QUITO":
        _without_kit(world)
    _fill(world)
    return world


def again(path: Path, code: str, moment: datetime, tally: Tally, busy: float) -> World:
    """Open an office that was played, as it is at a moment.

    Args:
        path: of its database; ``code`` of the office.
        moment: of its clock, in UTC.
        tally: what was made happen there.
        busy: by how much it did more than usual.
    """
    clock = MovedClock(moment)
    engine = open_engine(path, KEY)
    desk = Desk(SqlUnits(engine, f"{code}-1"), catalogues(), clock, _WEAK)
    with desk.units.read() as unit:
        desk.catalogues.refresh(unit)
        office = unit.offices.office()
        staff = {member.username: member.actor for member in unit.staff.all()}
        counters = {counter.number: counter.id for counter in unit.offices.counters()}
    how_much, chance = volumes(code, busy), random.Random(code)
    began = moment.date()
    return World(engine, desk, clock, office, how_much, staff, counters, chance, began, tally)


def _first_start(code: str, how_much: Volumes) -> FirstStart:
    people = [
        PersonForm("recepcion", "Rosa Paredes", frozenset({Role.RECEPTIONIST}), PASSWORD),
        PersonForm("supervisora", "Sara Moncayo", frozenset({Role.SUPERVISOR}), PASSWORD),
        PersonForm("supervisor2", "Saúl Benítez", frozenset({Role.SUPERVISOR}), PASSWORD),
    ]
    for number, services in enumerate(how_much.counters, 1):
        role = Role.TECHNICIAN if 5 in services else Role.CLERK
        name = f"{demo._GIVEN[number]} {demo._FAMILY[number * 3]}"
        people.append(PersonForm(f"asesor{number}", name, frozenset({role}), PASSWORD))
    return FirstStart(
        code,
        OfficeForm(how_much.name, "Ministerio de Economía y Finanzas"),
        tuple(
            CounterForm(number, frozenset(services), has_kit=5 in services)
            for number, services in enumerate(how_much.counters, 1)
        ),
        PersonForm("admin", "Adela Burbano", frozenset({Role.ADMINISTRATOR}), PASSWORD),
        tuple(people),
    )


def _without_kit(world: World) -> None:
    """Have enrolments and absences end at the counter: this year has no biometric kit."""
    shown = world.desk.catalogue
    plain = replace(shown, services=tuple(replace(one, needs_kit=False) for one in shown.services))
    text = world.desk.catalogues.write(plain)
    catalogue_admin.publish(world.desk, world.staff["admin"], 1, text, "Sin kit en ventanilla")


def publish_change(world: World) -> None:
    """Publish a version of the catalogue in which a requirement is called otherwise."""
    shown = world.desk.catalogue
    changed = []
    for service in shown.services:
        if service.id == 4:
            first, *others = service.requirements
            renamed = replace(first, short_name=f"{first.short_name} (2)")
            service = replace(service, requirements=(renamed, *others))
        changed.append(service)
    text = world.desk.catalogues.write(replace(shown, services=tuple(changed)))
    with world.desk.units.read() as unit:
        latest = unit.catalogues.latest()
    catalogue_admin.publish(
        world.desk, world.staff["admin"], latest, text, "El formulario cambió de nombre"
    )


def _fill(world: World) -> None:
    supervisor, reception_desk = world.staff["supervisora"], world.staff["recepcion"]
    for content, by in demo_bank.told():
        if not by:
            world.bank.append(solutions.add(world.desk, supervisor, content))
    chance = random.Random("bodies")
    known: set[str] = set()
    for place in range(_BODIES):
        number = demo.public_ruc(chance)
        while number in known:
            number = demo.public_ruc(chance)
        known.add(number)
        family = demo._FAMILY[place % len(demo._FAMILY)]
        name = FORMULA if place == 0 else f"GAD {family} {place}"
        world.bodies.append(
            reception.register_entity(world.desk, reception_desk, number, name, f"{place:04}")
        )

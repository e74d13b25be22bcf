"""The demonstration office: Quito, with invented people, on a morning like any other.

Everything is done through the use cases, as counters would, so that the log of a demonstration
is as whole as a real one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import UUID

from stdnum.ec import ci, ruc

from desktop.app import demo_bank, demo_cases, demo_kits, demo_past
from desktop.usecases import access, calling, counters, kits, reception, serving
from desktop.usecases.boards import counters_board
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import FirstStart, PersonForm
from desktop.usecases.office_admin import CounterForm, OfficeForm
from domain.people import DocumentType, Entity, Person
from domain.staff import Actor, Role
from domain.tickets import Ticket

PASSWORD = "demostracion"  # noqa: S105 - printed on the sign-in screen of a demonstration
STAFF = (
    PersonForm("recepcion", "Rosa Paredes", frozenset({Role.RECEPTIONIST}), PASSWORD),
    PersonForm("asesor1", "Ana Villacís", frozenset({Role.CLERK}), PASSWORD),
    PersonForm("asesor2", "Andrés Cueva", frozenset({Role.CLERK}), PASSWORD),
    PersonForm("tecnico", "Tomás Jaramillo", frozenset({Role.TECHNICIAN}), PASSWORD),
    PersonForm("supervisora", "Sara Moncayo", frozenset({Role.SUPERVISOR}), PASSWORD),
    PersonForm("pantalla", "Pantalla de la sala", frozenset({Role.DISPLAY}), PASSWORD),
    # Who validates an enrolment does not configure it: that takes two.
    PersonForm("tecnica", "Teresa Aguirre", frozenset({Role.TECHNICIAN}), PASSWORD),
)
ADMINISTRATOR = PersonForm("admin", "Adela Burbano", frozenset({Role.ADMINISTRATOR}), PASSWORD)
COUNTERS = (
    CounterForm(1, frozenset({1, 2, 3, 4, 6, 10})),
    CounterForm(2, frozenset({6})),
    CounterForm(3, frozenset({5, 8, 9}), has_kit=True),
    CounterForm(4, frozenset({6, 10})),
    CounterForm(5, frozenset({6})),
)
_GIVEN = (
    "Alba",
    "Bruno",
    "Celia",
    "Darío",
    "Elena",
    "Fabián",
    "Gloria",
    "Hernán",
    "Inés",
    "Joaquín",
    "Karina",
    "Leonardo",
    "Mercedes",
    "Néstor",
    "Olga",
    "Patricio",
    "Quena",
    "Ramiro",
    "Silvia",
    "Teodoro",
)
_FAMILY = (
    "Andrade",
    "Bastidas",
    "Cevallos",
    "Durán",
    "Espín",
    "Freire",
    "Guamán",
    "Herrera",
    "Iza",
    "Játiva",
    "Lema",
    "Muñoz",
    "Naranjo",
    "Ortega",
    "Peñafiel",
    "Quishpe",
    "Rosero",
    "Sangucho",
    "Tipán",
    "Ushiña",
)
_ENTITIES = (
    "GAD Municipal Valle Verde",
    "GAD Parroquial Río Claro",
    "Empresa Pública Aguas del Norte",
    "Hospital Básico La Esperanza",
    "Distrito de Educación 17D99",
    "Cuerpo de Bomberos San Isidro",
    "Instituto Técnico Superior Andino",
    "Registro de la Propiedad Los Arrayanes",
)
_SERVED = 14
_LENT = 5
_ON_LEAVE = 30
"""Place of the titular who is away; the alterno is the next."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Somebody who is here now: since when, for what, and who serves them (nobody: waits)."""

    minutes_ago: int
    services: tuple[int, ...]
    priority: bool = False
    served_by: str = ""


_HERE_NOW = (
    _Arrival(36, (6,), served_by="asesor2"),
    _Arrival(34, (6,)),
    _Arrival(30, (5,), served_by="tecnico"),
    _Arrival(22, (5,)),
    _Arrival(19, (2,)),
    _Arrival(16, (6,), priority=True),
    _Arrival(13, (6, 2)),
    _Arrival(9, (8,)),
    _Arrival(5, (1,)),
    _Arrival(2, (6,)),
)
_COUNTER_OF = {"asesor2": 2, "tecnico": 3}
_PAST_SEATS = ("asesor1", "asesor2")


@dataclass(slots=True)
class _Morning:
    """A clock that the seeding moves."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


def office_form() -> OfficeForm:
    """Return the office's data; it issues turnos all day, every day, so that one can try it."""
    return OfficeForm(
        "Centro de Servicios Quito",
        "Ministerio de Economía y Finanzas",
        "Av. Amazonas entre Pereira y Unión Nacional de Periodistas, planta baja",
        opens="00:00",
        closes="00:00",
        weekdays=frozenset(range(7)),
    )


def first_start() -> FirstStart:
    """Return what the first start of the demonstration asks."""
    return FirstStart("QUITO", office_form(), COUNTERS, ADMINISTRATOR, STAFF)


def prepare(desk: Desk, *, past: bool = False) -> None:
    """Make a queue for today, a bank of solutions and weeks of cases where there are none.

    Args:
        desk: a workstation over the demonstration's own database, never a real one.
        past: whether an office where nobody was ever attended gets some weeks of attention too.
    """
    now = desk.clock.now()
    with desk.units.read() as unit:
        office = unit.offices.office()
        today = office.day_of(now)
        if unit.days.get(today) is not None:
            return
    before = timedelta(weeks=demo_past.WEEKS, days=1) if past else timedelta()
    clock = _Morning(now - before)
    earlier = replace(desk, clock=clock)
    demo_bank.fill(earlier, PASSWORD)
    if past:
        _play_past(earlier, clock, today)
    _play_morning(desk, now)


def _play_past(desk: Desk, clock: _Morning, today: date) -> None:
    staff = {form.username: access.sign_in(desk, form.username, PASSWORD) for form in STAFF[:5]}
    if not demo_cases.none_yet(desk, staff["recepcion"]):
        return
    people, entities = _everybody(desk, staff["recepcion"])
    seats = {name: _counter(desk, staff[name], place) for place, name in enumerate(_PAST_SEATS, 1)}
    visitors = zip(cycle(people), cycle(entities), strict=False)
    demo_past.Past(desk, clock, staff, seats, visitors).play(today)


def _play_morning(desk: Desk, now: datetime) -> None:
    """Serve a few people since two hours ago, and leave two at the counters and eight waiting."""
    clock = _Morning(now)
    past = replace(desk, clock=clock)
    staff = {form.username: access.sign_in(past, form.username, PASSWORD) for form in STAFF[:4]}
    people, entities = _everybody(past, staff["recepcion"])
    _close_forgotten(past, staff)
    # Not by its cases: a past that was cut has some.
    first = not kits.lent(past, staff["tecnico"], entities[_LENT].id).contracts
    if first:
        officials = people[_ON_LEAVE], people[_ON_LEAVE + 1]
        demo_kits.on_leave(past, clock, staff["tecnico"], entities[_LENT], officials, now)
        demo_cases.fill(past, clock, staff, people, entities, now)
    visitors = zip(people, cycle(entities), strict=False)
    here_since = now - timedelta(minutes=_HERE_NOW[0].minutes_ago)
    start = min(max(now - timedelta(hours=2), _day_begins(past, now)), here_since)
    slot = (here_since - start) / (_SERVED + 1)
    clock.moment = start
    for username, number in _COUNTER_OF.items():
        who = staff[username]
        counters.open_counter(past, who, _counter(past, who, number))
    if first:
        _papers_checked(past, clock, staff, visitors)
        start = min(clock.moment, here_since)
        slot = (here_since - start) / (_SERVED + 1)
    support = demo_cases.Support(past, staff["asesor2"])
    for place in range(_SERVED):
        clock.moment = max(clock.moment, start + slot * place)
        _issue(past, staff["recepcion"], _Arrival(0, (6,)), next(visitors))
        clock.moment += slot * 0.4
        ticket = _begin_service(past, staff["asesor2"])
        clock.moment += slot * 0.5
        support.solve(ticket.id)
        serving.finish(past, staff["asesor2"])
    if first:
        demo_kits.lend(past, staff["tecnico"], entities[:_LENT])
    for arrival in _HERE_NOW:
        clock.moment = now - timedelta(minutes=arrival.minutes_ago)
        person, entity = next(visitors)
        _issue(past, staff["recepcion"], arrival, (person, entity))
        if not arrival.served_by:
            continue
        ticket = _begin_service(past, staff[arrival.served_by])
        if first and arrival.services == (5,):
            officials = (person, people[people.index(person) - 1])
            demo_kits.to_enrol(past, staff[arrival.served_by], ticket, entity, officials)


def _papers_checked(
    desk: Desk, clock: _Morning, staff: dict[str, Actor], visitors: Iterator[tuple[Person, Entity]]
) -> None:
    """Let counter 1 check the papers of three people and close: whoever tries it opens it."""
    clerk = staff["asesor1"]
    counters.open_counter(desk, clerk, _counter(desk, clerk, 1))
    outcomes = (
        (2, demo_cases.Outcome.COMPLETE),
        (1, demo_cases.Outcome.RETURNED),
        (3, demo_cases.Outcome.COMPLETE),
    )
    for service, outcome in outcomes:
        _issue(desk, staff["recepcion"], _Arrival(0, (service,)), next(visitors))
        ticket = _begin_service(desk, clerk)
        demo_cases.at_counter(desk, clock, clerk, ticket.id, service, outcome)
        serving.finish(desk, clerk)
    counters.close_counter(desk, clerk)


def _begin_service(desk: Desk, clerk: Actor) -> Ticket:
    calling.call_next(desk, clerk)
    return calling.arrived(desk, clerk)


def _issue(desk: Desk, actor: Actor, arrival: _Arrival, visitor: tuple[Person, Entity]) -> None:
    person, entity = visitor
    reception.issue(
        desk,
        actor,
        reception.NewTicket(arrival.services, person.id, entity.id, arrival.priority),
    )


def _everybody(desk: Desk, actor: Actor) -> tuple[list[Person], list[Entity]]:
    """Return the invented people and bodies, registered when they are not."""
    chance = random.Random("Ventanilla")
    people, entities = [], []
    for place in range(40):
        # Spread so that no two are called the same, nor anybody twice by one surname.
        second = _FAMILY[(place * 3 + 5 + place // 20) % 20]
        name = f"{_GIVEN[place % 20]} {_FAMILY[place * 7 % 20]} {second}"
        draft = reception.PersonDraft(DocumentType.CEDULA, cedula(chance), name)
        with desk.units.read() as unit:
            known = unit.people.by_document(draft.document_type, draft.document)
        people.append(known or reception.register_person(desk, actor, draft))
    for place, name in enumerate(_ENTITIES):
        number = public_ruc(chance)
        with desk.units.read() as unit:
            body = unit.entities.by_ruc(number)
        code = f"{100 + place:03d}"
        entities.append(body or reception.register_entity(desk, actor, number, name, code))
    return people, entities


def _close_forgotten(desk: Desk, staff: dict[str, Actor]) -> None:
    """Finish what an earlier demonstration left at the counters."""
    for actor in staff.values():
        with desk.units.read() as unit:
            session = unit.sessions.open_of(actor.staff_id)
            current = None if session is None else unit.tickets.at_counter(session.counter_id)
        if session is None:
            continue
        if current is not None:
            if current.serving_since is None:
                calling.undo_call(desk, actor)
            else:
                serving.finish(desk, actor, "Fin de la demostración anterior")
        counters.close_counter(desk, actor)


def _counter(desk: Desk, actor: Actor, number: int) -> UUID:
    board = counters_board(desk, actor)
    return next(view.counter.id for view in board if view.counter.number == number)


def _day_begins(desk: Desk, now: datetime) -> datetime:
    with desk.units.read() as unit:
        office = unit.offices.office()
    begins = office.local(now).replace(
        hour=office.day_begins.hour, minute=office.day_begins.minute, second=0, microsecond=0
    )
    if begins > now:
        begins -= timedelta(days=1)
    return begins.astimezone(now.tzinfo)


def cedula(chance: random.Random) -> str:
    """Return an invented cédula whose check digit is right."""
    body = f"17{chance.randrange(6)}{chance.randrange(10**6):06d}"
    return next(f"{body}{digit}" for digit in range(10) if ci.is_valid(f"{body}{digit}"))


def public_ruc(chance: random.Random) -> str:
    """Return an invented RUC of a public body whose check digit is right."""
    while True:
        number = f"176{chance.randrange(10**5):05d}{chance.randrange(10)}0001"
        if ruc.is_valid(number):
            return number

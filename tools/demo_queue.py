"""The clerk's page over a small office of a temporary database, everybody in it invented."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from sqlalchemy import Engine

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, day, reception, serving
from desktop.usecases.desk import Desk
from domain.people import DocumentType, Entity, Person
from domain.staff import Role
from domain.tickets import Ticket, TicketState
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.casework import complete_case, returned_case
from tests.usecases.hall import opened
from tools.demo_window import demo_window
from ui.queue.page import QueuePage
from ui.shell import MainWindow

PEOPLE = (
    ("1710034065", "Rosa Elvira Chimborazo Quishpe"),
    ("0962467429", "Luis Andrade Ponce"),
    ("", "María Ñacato"),
    ("", "Jorge Iván Paredes"),
    ("", "Carmen Tituaña"),
    ("", "Segundo Guamán Yupanqui"),
    ("", "Lucía Zambrano"),
    ("", "Pedro Cevallos"),
    ("", "Blanca Morocho"),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """An office at 08:00 of its day."""

    desk: Desk
    office: SmallOffice
    clock: FakeClock
    people: tuple[UUID, ...]
    entity: UUID
    engine: Engine

    def issue(
        self, at: str, person: int, *services: int, priority: bool = False, entity: bool = False
    ) -> UUID:
        """Issue a turno."""
        self.clock.at(at)
        asked = reception.NewTicket(
            services, self.people[person], self.entity if entity else None, priority
        )
        return reception.issue(self.desk, self.office.actor("recepcion-1"), asked).ticket.id

    def who(self, number: int) -> tuple[Person, Entity]:
        """Return a person and the entity."""
        with self.desk.units.read() as unit:
            return unit.people.get(self.people[number]), unit.entities.get(self.entity)


def new_demo() -> Demo:
    """Make the office in a temporary folder that goes when the program ends."""
    engine = open_engine(_file(), KEY)
    atexit.register(engine.dispose)
    metadata.create_all(engine)
    clock = FakeClock()
    desk = _desk(engine, clock)
    office = open_small_office(desk.units)
    who = office.actor("recepcion-1")
    people = []
    for document, name in PEOPLE:
        kind = DocumentType.CEDULA if document else DocumentType.NONE
        draft = reception.PersonDraft(kind, document, name)
        people.append(reception.register_person(desk, who, draft).id)
    entity = reception.register_entity(desk, who, "1760001550001", "GAD Municipal (ejemplo)")
    return Demo(desk, office, clock, tuple(people), entity.id, engine)


def once(make: Callable[[], Demo]) -> Callable[[], Demo]:
    """Make an office once, however often it is asked for: each gets a copy of its database."""
    kept = cache(lambda: _closed(make()))

    def copied() -> Demo:
        demo, database = kept()
        file = _file()
        file.write_bytes(database)
        engine = open_engine(file, KEY)
        atexit.register(engine.dispose)
        clock = FakeClock(demo.clock.now())
        return replace(demo, desk=_desk(engine, clock), clock=clock, engine=engine)

    return copied


def _closed(demo: Demo) -> tuple[Demo, bytes]:
    """Return an office that nobody works with any more, and its database."""
    with demo.engine.connect() as connection:
        file = connection.exec_driver_sql(
            "SELECT file FROM pragma_database_list WHERE name = 'main'"
        ).scalar_one()
    demo.engine.dispose()  # what was written aside goes into the file
    return demo, Path(file).read_bytes()


def _file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "ventanilla.db"


def _desk(engine: Engine, clock: FakeClock) -> Desk:
    return Desk(SqlUnits(engine, "PC-1"), catalogues(), clock, CHEAP)


def _earlier_visits(demo: Demo, clerk: str) -> None:
    """Two visits of the first person on earlier days."""
    actor = demo.office.actor(clerk)
    for back, services in ((21, (6,)), (3, (1,))):
        demo.clock.at("09:00")
        demo.clock.go(days=-back)
        who = demo.office.actor("recepcion-1")
        counters.open_counter(demo.desk, actor, demo.office.counter_id(1))
        reception.issue(demo.desk, who, reception.NewTicket(services, demo.people[0]))
        calling.call_next(demo.desk, actor)
        calling.arrived(demo.desk, actor)
        serving.finish(demo.desk, actor, "Consulta breve")
        counters.close_counter(demo.desk, actor)
        day.close_day(demo.desk, demo.office.actor("supervisor-1"), "Fin de la jornada")


def busy_office() -> Demo:
    """Counters open, ten people in the hall, one attended, one on hold, one who did not come."""
    demo = new_demo()
    clerk, technician = demo.office.actor("asesor-1"), demo.office.actor("tecnico-1")
    _earlier_visits(demo, "asesor-1")
    demo.clock.at("08:00")
    counters.open_counter(demo.desk, clerk, demo.office.counter_id(1))
    counters.open_counter(demo.desk, technician, demo.office.counter_id(3))
    absent = demo.issue("08:01", 7, 2)
    held = demo.issue("08:02", 8, 1)
    demo.clock.at("08:05")
    assert calling.call_next(demo.desk, clerk).id == absent
    for minute in ("08:07", "08:09"):
        demo.clock.at(minute)
        calling.call_again(demo.desk, clerk)
    calling.did_not_come(demo.desk, clerk)
    demo.clock.at("08:10")
    assert calling.call_next(demo.desk, clerk).id == held
    calling.arrived(demo.desk, clerk)
    demo.clock.at("08:16")
    serving.hold(demo.desk, clerk, "Falta un documento")
    demo.issue("08:17", 0, 1, 5, entity=True)
    demo.issue("08:20", 1, 6)
    demo.issue("08:32", 2, 2)
    demo.issue("08:37", 3, 10)
    demo.issue("08:42", 4, 6)
    demo.issue("08:45", 5, 6, priority=True)
    demo.issue("08:49", 6, 5)
    return demo


def _window(demo: Demo, *, clerk: str = "asesor-1") -> MainWindow:
    page = QueuePage(demo.desk, demo.office.actor(clerk), usual_counter=1)
    return demo_window("queue", page, Role.CLERK, "Ana Villacís", "Ventanilla 1")


def _with_page(window: MainWindow, then: Callable[[QueuePage], None]) -> QWidget:
    """Let the page load, then do something with it."""
    page = window.page("queue")
    assert isinstance(page, QueuePage)
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    then(page)
    return window


def attending() -> QWidget:
    """Attending a visit of two services, one of them at another counter."""
    demo = busy_office()
    clerk = demo.office.actor("asesor-1")
    demo.clock.at("08:46")
    chosen = next(t for t in _waiting(demo) if t.person_id == demo.people[0])
    calling.call_chosen(demo.desk, clerk, chosen.id, "Viene de lejos")
    demo.clock.go(seconds=30)
    calling.arrived(demo.desk, clerk)
    demo.clock.at("08:51")
    demo.clock.go(seconds=12)
    return _window(demo)


def _coming_back(*services: int) -> QWidget:
    """Attending somebody who is back with what was missing, after a case that is complete."""
    demo = new_demo()
    clerk = opened(demo.desk, demo.office, "asesor-1", 1)
    person, entity = demo.who(0)
    demo.clock.go(days=-2)
    returned_case(demo.desk, demo.office, clerk, person, entity)
    day.close_day(demo.desk, demo.office.actor("supervisor-1"), "Fin de la jornada")
    demo.clock.go(days=2)
    for number, asked in ((0, services), (1, (6,)), (2, (2,))):
        demo.issue("08:40", number, *asked, entity=number == 0)
    calling.call_next(demo.desk, clerk)
    complete_case(demo.desk, clerk, 2, calling.arrived(demo.desk, clerk))
    demo.clock.at("08:52")
    return _window(demo)


def with_cases() -> QWidget:
    """A visit with a case that is complete, one that is back, and one for another counter."""
    return _coming_back(1, 2, 5)


def unrecorded() -> QWidget:
    """Asking for the case before the attention ends."""
    window = _coming_back(2, 6)
    assert isinstance(window, MainWindow)
    return _with_page(window, lambda page: page.primary.click())


def asking_case() -> QWidget:
    """Asking which case to open."""
    window = _coming_back(1, 2, 6)
    assert isinstance(window, MainWindow)
    return _with_page(window, lambda page: page.attention.case.click())


def calling_someone() -> QWidget:
    """Calling the next, a second time not yet allowed."""
    demo = busy_office()
    demo.clock.at("08:51")
    calling.call_next(demo.desk, demo.office.actor("asesor-1"))
    demo.clock.go(seconds=12)
    return _window(demo)


def free() -> QWidget:
    """The counter is free and people wait."""
    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo)


def closed() -> QWidget:
    """The counter is not open yet."""
    demo = busy_office()
    counters.close_counter(demo.desk, demo.office.actor("asesor-1"))
    demo.clock.at("08:51")
    return _window(demo)


def on_break() -> QWidget:
    """The clerk is on a break."""
    demo = busy_office()
    counters.take_break(demo.desk, demo.office.actor("asesor-1"), "Café")
    demo.clock.go(minutes=6)
    return _window(demo)


def nobody() -> QWidget:
    """The first minute of the day."""
    demo = new_demo()
    counters.open_counter(demo.desk, demo.office.actor("asesor-1"), demo.office.counter_id(1))
    return _window(demo)


def day_closed() -> QWidget:
    """The supervisor closed the day."""
    demo = busy_office()
    day.close_day(demo.desk, demo.office.actor("supervisor-1"), "Fin de la jornada")
    return _window(demo)


def sending() -> QWidget:
    """Asking where to send the turno."""
    window = attending()
    assert isinstance(window, MainWindow)
    return _with_page(window, lambda page: page.attention.send.click())


def services() -> QWidget:
    """Asking which services the counter attends from now on."""
    window = free()
    assert isinstance(window, MainWindow)
    return _with_page(window, lambda page: page.free.services.click())


def _waiting(demo: Demo) -> list[Ticket]:
    with demo.desk.units.read() as unit:
        today = unit.offices.office().day_of(demo.clock.now())
        return list(unit.tickets.in_states(today, [TicketState.ISSUED]))

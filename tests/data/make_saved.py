"""Makes ``office-<version>.db``: a small day of a small office, kept to be migrated for ever.

Run ``python -m tests.data.make_saved tests/data/office-<version>.db`` once at a release and commit
the file; never make a released one again. The key is for tests only and protects nothing.
"""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from db.engine import open_engine
from db.migrate import prepare
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.mail.templates import mail_words
from desktop.usecases import (
    absences,
    calling,
    cases,
    catalogue_admin,
    counters,
    day,
    enrolling,
    filing,
    intake,
    mailing,
    notices,
    reception,
    resolving,
    serving,
)
from desktop.usecases import solutions as bank
from desktop.usecases.calendar_admin import DayForm, add_day
from desktop.usecases.capturing import confirm_capture
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.mailing import Post
from domain.case_number import parse_case_number
from domain.case_parts import CaseState, ConformityKind
from domain.documents import Source
from domain.form_mark import FormMark
from domain.mail import MailKind
from domain.people import Entity, Person
from domain.ports import TrayFilter, TrayScope
from domain.seats import AuthoriserRole
from domain.solutions import SolutionContent, SolutionType
from domain.tickets import Ticket
from tests.office import CHEAP, FakeClock, SmallOffice, open_small_office
from tests.usecases.at_the_kit import (
    KEYS,
    AtKit,
    at_kit_again,
    captured,
    clear,
    cleared,
    complete,
    content,
    lend,
    second_technician,
)
from tests.usecases.authorising import Body, a_case, absence_case, technician
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    complete_case,
    opened_case,
    returned_case,
)
from tests.usecases.papers import ANY, scan, shelf_in
from tests.usecases.test_paper import Documents

KEY = bytes.fromhex("56656e74616e696c6c61" + "00" * 22)
MEND_DAYS = 15
"""Of the catalogue put in force after the cases began, with 10."""
DECREED = date(2026, 12, 9)


def make(path: Path) -> None:
    """Write the database of this version to ``path``, which must not exist."""
    if path.exists():
        raise FileExistsError(path)
    engine = open_engine(path, KEY)
    prepare(engine)
    clock = FakeClock()
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), clock, CHEAP)
    office = open_small_office(desk.units)
    keep_shipped(desk)
    fill(desk, office)
    _papers(desk, office)
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = DELETE")
    engine.dispose()


def fill(desk: Desk, office: SmallOffice) -> None:
    """Live the day before, and most of a day, in an office that has the shipped catalogue."""
    clock = desk.clock
    assert isinstance(clock, FakeClock)
    clock.go(days=-1)
    _day_before(desk, office)
    clock.go(days=1)
    counters.open_counter(desk, office.actor("asesor-1"), office.counter_id(1))
    counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    person, entity = a_person(desk, office), an_entity(desk, office)
    _bank(desk, office)
    _cases(desk, office, person, entity)
    _rules(desk, office)
    _queue(desk, office, person, entity)
    _kit(desk, office, person, entity)
    notices.send_notice(desk, office.actor("supervisor-1"), "Cierre a las 16:30")


def _day_before(desk: Desk, office: SmallOffice) -> None:
    """One was attended, one expired when the day was closed."""
    clerk, supervisor = office.actor("asesor-1"), office.actor("supervisor-1")
    for _ in range(2):
        reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    counters.open_counter(desk, clerk, office.counter_id(1))
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    serving.finish(desk, clerk, "Consulta breve")
    counters.close_counter(desk, clerk)
    day.close_day(desk, supervisor, "Fin de la jornada")


def _bank(desk: Desk, office: SmallOffice) -> None:
    blocked = SolutionContent(
        SolutionType.EXPLAINED,
        "El usuario quedó bloqueado",
        "Espere quince minutos y entre otra vez.",
        "access",
    )
    bank.add(desk, office.actor("supervisor-1"), blocked)


def _cases(desk: Desk, office: SmallOffice, person: Person, entity: Entity) -> None:
    """Returned, in process, withdrawn, under review, reassigned, closed (two ways), referred."""
    ana, andres = office.actor("asesor-1"), office.actor("asesor-2")
    returned_case(desk, office, ana, person, entity)
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    complete_case(desk, ana, 2, ticket)
    withdrawn = opened_case(desk, ana, 3, ticket)
    cases.withdraw(desk, ana, withdrawn.id, "Volverá con otra solicitud")
    serving.finish(desk, ana)
    asked = by_email(desk, ana, 10, person, entity, desk.clock.now())
    check(desk, ana, asked)
    half = by_email(desk, ana, 4, person, entity, desk.clock.now())
    cases.reassign(desk, office.actor("supervisor-1"), half.id, andres.staff_id, "Carga de trabajo")
    support = at_the_counter(desk, office, andres, 6, person=person, entity=entity)
    _solve(desk, office, support, "access", "S-0001")
    _solve(desk, office, support, "reports", "")
    referred = opened_case(desk, andres, 6, support, topic="system-failure", problem="No abre")
    resolving.refer(desk, andres, referred.id, "quality", "El sistema falla")
    serving.finish(desk, andres)


def _solve(desk: Desk, office: SmallOffice, ticket: Ticket, topic: str, code: str) -> None:
    andres = office.actor("asesor-2")
    case = opened_case(desk, andres, 6, ticket, topic=topic, problem="Consulta del mes")
    told = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó.", code)
    resolving.resolve(desk, andres, case.id, told)
    resolving.close(desk, andres, case.id, ConformityKind.GIVEN)


def _rules(desk: Desk, office: SmallOffice) -> None:
    """Another catalogue is put in force, and a day decreed."""
    admin = office.actor("admin-1")
    shipped = desk.catalogues.shipped
    text = desk.catalogues.write(replace(shipped, mend_days=MEND_DAYS))
    catalogue_admin.publish(desk, admin, 1, text, "Más plazo para completar")
    add_day(desk, admin, DayForm(DECREED, False, "", "Decreto de ejemplo"))


def _queue(desk: Desk, office: SmallOffice, person: Person, entity: Entity) -> None:
    clerk, receptionist = office.actor("asesor-1"), office.actor("recepcion-1")
    for priority in (False, True, False):
        asked = reception.NewTicket((1, 6), person.id, entity.id, priority)
        reception.issue(desk, receptionist, asked)
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)


def _kit(desk: Desk, office: SmallOffice, person: Person, entity: Entity) -> None:
    """The titular is enrolled and away until tomorrow, the alterno in their place; one waits."""
    body = Body(entity, person, a_person(desk, office, "0962467429", "Alberto Alterno"))
    actor = technician(office)
    case = complete(desk, actor, a_case(desk, actor, 5, body))
    kit = AtKit(body, case, actor, lend(desk, actor, body))
    asked = captured(desk, kit)
    second = second_technician(desk, office)
    enrolling.configure(desk, second, clear(desk, asked).id, kit.pc)
    enrolling.configure(desk, second, cleared(desk, kit, AuthoriserRole.ALTERNO).id, kit.pc)
    today = desk.clock.now().date()
    days = {"absence-from": today, "absence-to": today + timedelta(days=1)}
    fields = {key: f"{day:%d/%m/%Y}" for key, day in days.items()}
    case = absence_case(desk, kit.technician, kit.body, fields)
    with desk.units.read() as unit:
        there = {one.role: one.id for one in unit.authorisers.of_entity(kit.body.entity.id)}
    titular, alterno = there[AuthoriserRole.TITULAR], there[AuthoriserRole.ALTERNO]
    absences.register(desk, kit.technician, case.id, titular, alterno)
    waiting = at_kit_again(desk, office, kit)
    other = a_person(desk, office, "1717171712", "Wilma Waiting")
    asked = enrolling.request(
        desk, kit.technician, waiting.case.id, other.id, AuthoriserRole.TITULAR
    )
    enrolling.validate(desk, kit.technician, asked.id)
    enrolling.give_notice(desk, kit.technician, asked.id)
    confirm_capture(desk, kit.technician, KEYS, asked.id, content())


def _papers(desk: Desk, office: SmallOffice) -> None:
    """A form came back by its code, with a page nobody knows; a message waits to be sent."""
    ana = office.actor("asesor-1")
    with desk.units.read() as unit:
        rows = unit.cases.tray(TrayFilter(TrayScope.ALL), 20)
        returned = next(row for row in rows if row.state is CaseState.RETURNED)
    mark = FormMark(parse_case_number(returned.number), 1, "ADMINISTRADOR", 1)
    with TemporaryDirectory() as folder, shelf_in(Path(folder)) as shelf:
        intake.receive(desk, ana, shelf, "escaneo.pdf", scan(mark.qr), Source.FOLDER)
        taken = intake.receive(desk, ana, shelf, "otra.pdf", scan(ANY, ANY), Source.DROPPED)
        (alone,) = taken.taken
        first, _ = filing.split_at(desk, ana, alone.document.id, 1)
        filing.discard(desk, ana, first.id, "Página en blanco")
        post = Post(mail_words(), Documents(), shelf.pieces)
        mailing.queue_case(desk, ana, post, returned.id, MailKind.RETURNED)


if __name__ == "__main__":
    make(Path(sys.argv[1]))

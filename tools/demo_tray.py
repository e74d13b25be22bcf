"""The page of cases over a small office of a temporary database, everybody in it invented."""

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ports import PrintOutcome
from desktop.usecases import cases, checklists, counters, day, reception, resolving, serving
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import DocumentType, Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor, Role
from tests.usecases.casework import at_the_counter, by_email, check, opened_case
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.cases.page import CasesPage
from ui.casework.state import CasePapers
from ui.shell import MainWindow

ENTITIES = (
    ("1760001550001", "Gobierno Autónomo Descentralizado Municipal de Ejemplo"),
    ("0968599020001", "Hospital General de Ejemplo"),
    ("1768152560001", "Unidad Educativa Ejemplo"),
    ("0160000270001", "Junta Parroquial de Ejemplo"),
)
PEOPLE = (
    ("1710034065", "Rosa Elvira Chimborazo Quishpe"),
    ("0962467429", "Luis Andrade Ponce"),
    ("0102030400", "María Ñacato Tituaña"),
)
QUESTIONS = (
    ("Pago rechazado por cuenta cerrada", "payments"),
    ("No aparece el CUR aprobado", "reports"),
    ("Clave de firma no reconocida", "access"),
)


def cases_office() -> Demo:
    """Cases of every state, some near their time and some past it."""
    demo = new_demo()
    desk, office = demo.desk, demo.office
    ana, andres, tomas = map(office.actor, ("asesor-1", "asesor-2", "tecnico-1"))
    desk_clerk = office.actor("recepcion-1")
    bodies = [reception.find_entities(desk, desk_clerk, ENTITIES[0][0])[0]]
    bodies += [reception.register_entity(desk, desk_clerk, *one) for one in ENTITIES[1:]]
    people = [reception.find_people(desk, desk_clerk, one[0])[0] for one in PEOPLE[:2]]
    people.append(
        reception.register_person(
            desk, desk_clerk, reception.PersonDraft(DocumentType.CEDULA, *PEOPLE[2])
        )
    )
    return _Maker(demo, ana, andres, tomas, bodies, people).fill()


class _Maker:
    """Opens the cases and carries each as far as it is shown."""

    def __init__(
        self,
        demo: Demo,
        ana: Actor,
        andres: Actor,
        tomas: Actor,
        bodies: list[Entity],
        people: list[Person],
    ) -> None:
        self.demo, self.ana, self.andres, self.tomas = demo, ana, andres, tomas
        self.bodies, self.people = bodies, people

    def fill(self) -> Demo:
        """Open them all."""
        demo, desk = self.demo, self.demo.desk
        self._day(10)
        self._begun(self.ana, 1, 0, 0)
        self._ended(self._begun(self.ana, 4, 3, 1))
        self._close_day()
        self._day(3)
        self._begun(self.ana, 2, 1, 1)
        self._returned(1, 1, 0, 5)
        given = self._begun(self.ana, 3, 2, 2)
        cases.reassign(desk, self.ana, given.id, self.andres.staff_id, "Carga de trabajo")
        self._close_day()
        self._day(0)
        self._begun(self.tomas, 8, 0, 0)
        self._begun(self.tomas, 9, 1, 1)
        self._returned(3, 0, 2, 1)
        self._opened(self.ana, 2, 2, 0)
        self._begun(self.ana, 4, 1, 2)
        referred = self._begun(self.ana, 10, 3, 2)
        area = desk.catalogue.areas[0].code
        resolving.refer(desk, self.ana, referred.id, area, "Necesita su informe")
        demo.clock.at("09:04")
        for place, (problem, topic) in enumerate(QUESTIONS):
            self._opened(self.ana, 6, place, place, topic=topic, problem=problem)
            demo.clock.go(minutes=6)
        return demo

    def _day(self, back: int) -> None:
        demo = self.demo
        demo.clock.at("08:00")
        demo.clock.go(days=-back)
        counters.open_counter(demo.desk, self.ana, demo.office.counter_id(1))

    def _close_day(self) -> None:
        counters.close_counter(self.demo.desk, self.ana)
        day.close_day(self.demo.desk, self.demo.office.actor("supervisor-1"), "Fin de la jornada")

    def _opened(self, who: Actor, service: int, body: int, person: int, **more: object) -> Case:
        demo, came, of = self.demo, self.people[person], self.bodies[body]
        demo.clock.go(minutes=5)
        channels = demo.desk.catalogue.service(service).channels
        if Channel.EMAIL in channels:
            at = demo.clock.now() - timedelta(minutes=35)
            return by_email(demo.desk, who, service, came, of, at)
        ticket = at_the_counter(demo.desk, demo.office, who, service, person=came, entity=of)
        case = opened_case(demo.desk, who, service, ticket, **more)
        serving.finish(demo.desk, who, "Sigue en su trámite")
        return case

    def _begun(self, who: Actor, service: int, body: int, person: int) -> Case:
        case = self._opened(who, service, body, person)
        self.demo.clock.go(minutes=3)
        check(self.demo.desk, who, case)
        return checklists.complete(self.demo.desk, who, case.id)

    def _returned(self, service: int, body: int, person: int, lacking: int) -> None:
        case = self._opened(self.ana, service, body, person)
        check(self.demo.desk, self.ana, case, lacking)
        checklists.give_back(self.demo.desk, self.ana, case.id)

    def _ended(self, case: Case) -> None:
        desk, who = self.demo.desk, self.ana
        for step in desk.catalogue.service(case.service).steps:
            resolving.do_step(desk, who, case.id, step.code, "avillacis" if step.notes else "")
        answer = Answer(SolutionType.DONE, "Se creó el usuario y se entregó la clave")
        resolving.resolve(desk, who, case.id, answer)
        resolving.close(desk, who, case.id, ConformityKind.TOLD_BY_EMAIL)


def _printed(_case_id: UUID) -> PrintOutcome:
    return PrintOutcome("Impresora de ventanilla")


def _window(demo: Demo, who: str, role: Role, name: str) -> tuple[MainWindow, CasesPage]:
    page = CasesPage(
        demo.desk,
        demo.office.actor(who),
        CasePapers(_printed, _printed),
        works=role is not Role.SUPERVISOR,
        steers=role is Role.SUPERVISOR,
    )
    window = demo_window("cases", page, role, name)
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    return window, page


def mine() -> QWidget:
    """The tray of a clerk."""
    return _window(cases_office(), "asesor-1", Role.CLERK, "Ana Villacís")[0]


def everybodys() -> QWidget:
    """The office's tray as the supervisor sees it."""
    return _window(cases_office(), "supervisor-1", Role.SUPERVISOR, "Sara Moncayo")[0]


def ended() -> QWidget:
    """Those that ended."""
    window, page = _window(cases_office(), "supervisor-1", Role.SUPERVISOR, "Sara Moncayo")
    page.tray.ended.click()
    return window


def nothing() -> QWidget:
    """A clerk without cases."""
    return _window(new_demo(), "asesor-1", Role.CLERK, "Ana Villacís")[0]


def asking() -> QWidget:
    """Choosing a colleague."""
    window, page = _window(cases_office(), "supervisor-1", Role.SUPERVISOR, "Sara Moncayo")
    page.tray.reassign.click()
    while page.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    return window


SCREENS = {
    "cases-mine": mine,
    "cases-office": everybodys,
    "cases-ended": ended,
    "cases-nothing": nothing,
    "cases-reassign": asking,
}
"""What the page of cases looks like."""

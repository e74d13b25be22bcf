"""The reception page over the small office of the clerk's page, everybody in it invented."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from desktop.ports import PrintOutcome
from desktop.usecases import case_view, serving
from desktop.usecases.reception import Issued
from domain.cases import Case
from domain.people import Entity, Person
from domain.staff import Role
from tests.usecases.casework import at_the_counter, complete_case, returned_case
from tests.usecases.hall import opened
from tools.demo_queue import Demo, busy_office, new_demo
from tools.demo_window import demo_window
from ui.reception import Papers, ReceptionPage
from ui.shell import MainWindow


def _slip(issued: Issued) -> PrintOutcome:
    return PrintOutcome(printer="Recepción")


def _sheet(services: tuple[int, ...]) -> PrintOutcome:
    return PrintOutcome(printer="Recepción")


def _window(demo: Demo, then: Callable[[ReceptionPage], None] | None = None) -> MainWindow:
    """The page in its window, loaded, and then brought to a state."""
    page = ReceptionPage(demo.desk, demo.office.actor("recepcion-1"), Papers(_slip, _sheet))
    window = demo_window("reception", page, Role.RECEPTIONIST, "Rosa Paredes")
    window.resize(1366, 768)
    window.show()
    _settle(page)
    if then is not None:
        then(page)
        _settle(page)
    return window


def _settle(page: ReceptionPage) -> None:
    runners = page.presenter.runners
    while page.presenter.state.hall is None or any(runner.is_busy for runner in runners):
        QCoreApplication.processEvents()


def idle() -> MainWindow:
    """Ready for the next person."""
    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo)


def nobody() -> MainWindow:
    """The first minute of the day."""
    return _window(new_demo())


def finding() -> MainWindow:
    """A name is being typed."""

    def then(page: ReceptionPage) -> None:
        page.search.setText("r")
        page.presenter.search("r")

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def choosing() -> MainWindow:
    """A person who has been here before, for an entity, with two services chosen."""

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[0]))
        page.presenter.take_entity(_entity(demo))
        page.presenter.toggle_service(5)
        page.presenter.toggle_service(2)

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def support() -> MainWindow:
    """A person for support, with priority."""

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[1]))
        page.presenter.toggle_priority()

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def issued() -> MainWindow:
    """A turno was just issued."""

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[1]))
        page.presenter.toggle_service(6)
        page.presenter.issue()

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def registering() -> MainWindow:
    """Registering somebody whose number is mistyped."""
    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, lambda page: page.presenter.new_person("1710034066"))


def known() -> MainWindow:
    """Registering somebody who is on file already."""
    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, lambda page: page.presenter.new_person("1710034065"))


def entity() -> MainWindow:
    """Registering an entity whose RUC has a wrong check digit."""
    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, lambda page: page.presenter.new_entity("1793213150001"))


def renaming() -> MainWindow:
    """Correcting the entity somebody comes for."""

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[0]))
        page.presenter.take_entity(_entity(demo))
        page.presenter.edit_entity()

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def other_entity() -> MainWindow:
    """Asking for whom somebody comes, where one is known already."""

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[0]))
        page.presenter.take_entity(_entity(demo))
        page.presenter.seek_entity()

    demo = busy_office()
    demo.clock.at("08:51")
    return _window(demo, then)


def with_cases() -> MainWindow:
    """A person with open cases, one of them handed back."""
    demo, _ = _handed_back(2, 3)

    def then(page: ReceptionPage) -> None:
        page.take(_person(demo, demo.people[0]))
        page.presenter.take_entity(_entity(demo))
        page.presenter.toggle_service(6)

    return _window(demo, then)


def coming_back() -> MainWindow:
    """The same person, by the number of the case that was handed back."""
    demo, returned = _handed_back(2)
    actor = demo.office.actor("recepcion-1")
    return _window(demo, lambda page: page.take(case_view.view(demo.desk, actor, returned.id)))


def _handed_back(*complete: int) -> tuple[Demo, Case]:
    demo = new_demo()
    clerk = opened(demo.desk, demo.office, "asesor-1", 1)
    person, entity = _person(demo, demo.people[0]), _entity(demo)
    demo.clock.go(days=-2)
    returned = returned_case(demo.desk, demo.office, clerk, person, entity)
    for service in complete:
        ticket = at_the_counter(
            demo.desk, demo.office, clerk, service, person=person, entity=entity
        )
        complete_case(demo.desk, clerk, service, ticket)
        serving.finish(demo.desk, clerk)
    demo.clock.at("09:30")
    return demo, returned


def _person(demo: Demo, key: UUID) -> Person:
    with demo.desk.units.read() as unit:
        return unit.people.get(key)


def _entity(demo: Demo) -> Entity:
    with demo.desk.units.read() as unit:
        return unit.entities.get(demo.entity)

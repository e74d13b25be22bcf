"""The supervisor's page over the small office of the clerk's page, everybody in it invented."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.usecases import approvals, checklists, day
from domain.approvals import ApprovalKind
from domain.case_parts import Parties
from domain.catalogue import Channel
from domain.staff import Role
from tests.usecases.casework import check, opened_case
from tools.demo_morning import morning
from tools.demo_queue import Demo, busy_office, new_demo
from tools.demo_window import demo_window
from ui.approvals.presenter import Answering, PendingPresenter
from ui.shell import MainWindow
from ui.supervision.page import SupervisionPage
from ui.supervision.views import Asked, View
from ui.widgets import tell

ANSWER = (
    "Adjuntamos la serie anual de la deuda pública de 2015 a 2025, en hoja de cálculo, con el "
    "detalle por acreedor. Los valores de 2025 son provisionales hasta el cierre del ejercicio; "
    "los definitivos se publicarán en abril en la página del Ministerio."
)


def _window(demo: Demo, *, sees_others: bool = False) -> tuple[MainWindow, SupervisionPage]:
    actor = demo.office.actor("supervisor-1")
    answering = Answering(
        partial(approvals.pending, demo.desk, actor), partial(approvals.answer, demo.desk, actor)
    )
    pending = PendingPresenter(answering, lambda error: tell(page, error))
    page = SupervisionPage(demo.desk, actor, approvals=pending, sees_others=sees_others)
    window = demo_window("supervision", page, Role.SUPERVISOR, "Sara Moncayo")
    return window, page


def working_day() -> QWidget:
    """Half past eleven of a full Friday."""
    return _window(morning())[0]


def with_offices() -> QWidget:
    """The same where other offices may be seen too."""
    return _window(morning(), sees_others=True)[0]


def _behind(then: Callable[[SupervisionPage], None]) -> QWidget:
    """The morning, with something opened on its page."""
    window, page = _window(morning())
    window.resize(1366, 768)
    window.show()
    _settle(page)
    then(page)
    _settle(page)
    return window


def _settle(page: SupervisionPage) -> None:
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def waiting() -> QWidget:
    """Who waits."""
    return _behind(lambda page: page.show_list(Asked(View.WAITING)))


def calls() -> QWidget:
    """The turnos in the order in which they were called."""
    return _behind(lambda page: page.show_list(Asked(View.CALLED)))


def cases() -> QWidget:
    """The cases opened today."""
    return _behind(lambda page: page.show_list(Asked(View.OPENED)))


def returned() -> QWidget:
    """What was handed back, and why."""
    return _behind(lambda page: page.show_list(Asked(View.RETURNED)))


def earlier() -> QWidget:
    """The days closed before."""
    return _behind(lambda page: page.show_list(Asked(View.DAYS)))


def half_hour() -> QWidget:
    """The keyboard on a half hour of the chart."""

    def go(page: SupervisionPage) -> None:
        page.chart.take_focus()
        QTest.keyClick(page.chart.chart, Qt.Key.Key_Left)

    return _behind(go)


def numbers() -> QWidget:
    """The chart as numbers."""
    return _behind(lambda page: page.chart.switch.click())


def answering() -> QWidget:
    """The answer of a case is to be allowed before it is sent."""
    demo = busy_office()
    desk, clerk = demo.desk, demo.office.actor("asesor-1")
    demo.clock.at("08:55")
    case = opened_case(
        desk,
        clerk,
        10,
        channel=Channel.EMAIL,
        received_at=demo.clock.now(),
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(demo.people[0], entity_id=demo.entity),
        problem="Serie de la deuda pública por año, de 2015 a 2025",
    )
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    demo.clock.at("09:38")
    approvals.ask(desk, clerk, ApprovalKind.SEND_ANSWER, str(case.id), ANSWER)
    approvals.ask(desk, clerk, ApprovalKind.ISSUE_AFTER_HOURS, "after_hours", "Viene de Zamora")
    demo.clock.at("09:39")
    return _window(demo)[0]


def first_minute() -> QWidget:
    """Nobody came yet."""
    return _window(new_demo())[0]


def closing() -> QWidget:
    """Asking why the day is closed."""
    demo = busy_office()
    window, page = _window(demo)
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()
    page.close_button.click()
    return window


def closed() -> QWidget:
    """The day is closed."""
    demo = busy_office()
    day.close_day(demo.desk, demo.office.actor("supervisor-1"), "Fin de la jornada")
    return _window(demo)[0]

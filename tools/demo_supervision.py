"""The supervisor's page over the small office of the clerk's page, everybody in it invented."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases import approvals, calling, checklists, counters, day, serving
from domain.approvals import ApprovalKind
from domain.case_parts import Parties
from domain.catalogue import Channel
from domain.staff import Role
from tests.usecases.casework import check, opened_case
from tools.demo_queue import Demo, busy_office, new_demo
from tools.demo_window import demo_window
from ui.approvals.presenter import Answering, PendingPresenter
from ui.shell import MainWindow
from ui.supervision.page import SupervisionPage
from ui.widgets import tell

ANSWER = (
    "Adjuntamos la serie anual de la deuda pública de 2015 a 2025, en hoja de cálculo, con el "
    "detalle por acreedor. Los valores de 2025 son provisionales hasta el cierre del ejercicio; "
    "los definitivos se publicarán en abril en la página del Ministerio."
)


def _window(demo: Demo) -> tuple[MainWindow, SupervisionPage]:
    actor = demo.office.actor("supervisor-1")
    answering = Answering(
        partial(approvals.pending, demo.desk, actor), partial(approvals.answer, demo.desk, actor)
    )
    pending = PendingPresenter(answering, lambda error: tell(page, error))
    page = SupervisionPage(demo.desk, actor, approvals=pending)
    window = demo_window("supervision", page, Role.SUPERVISOR, "Sara Moncayo")
    return window, page


def working_day() -> QWidget:
    """The middle of a morning."""
    demo = busy_office()
    desk, clerk = demo.desk, demo.office.actor("asesor-1")
    demo.clock.at("08:50")
    for minute in ("08:50", "08:55", "09:01"):
        demo.clock.at(minute)
        calling.call_next(desk, clerk)
        calling.arrived(desk, clerk)
        demo.clock.go(minutes=4)
        serving.finish(desk, clerk, "Volverá otro día")
    demo.clock.at("09:07")
    last = demo.issue("09:07", 8, 1)
    calling.call_chosen(desk, clerk, last, "Viene de lejos")
    calling.arrived(desk, clerk)
    counters.take_break(desk, demo.office.actor("tecnico-1"), "Reunión")
    demo.issue("09:20", 3, 2)
    demo.clock.at("09:38")
    approvals.ask(desk, clerk, ApprovalKind.ISSUE_AFTER_HOURS, "after_hours", "Viene de Zamora")
    demo.clock.at("09:41")
    return _window(demo)[0]


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

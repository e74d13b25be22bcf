"""Closing the day and its report, over the small office of the clerk's page."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.documents import PdfDocuments
from desktop.printing.files import DocumentFolders
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases import approvals, calling, checklists, counters, day, serving
from desktop.usecases.paper import Paper
from domain.approvals import ApprovalKind
from domain.case_parts import Parties
from domain.catalogue import Channel
from domain.staff import Role
from tests.usecases.casework import check, opened_case
from tools.demo_queue import Demo, busy_office, new_demo
from tools.demo_window import demo_window
from ui.shell import Page
from ui.supervision.closing import ClosingPresenter, ClosingSheet
from ui.supervision.closing_report import ReportPresenter, ReportSheet
from ui.widgets import Sheet

TODAY = date(2026, 12, 4)


class _Behind(Page):
    """The page that the sheets are asked from."""

    def __init__(self, demo: Demo) -> None:
        super().__init__("Supervisión de hoy")
        actor = demo.office.actor("supervisor-1")
        self.closing = ClosingPresenter(demo.desk, actor, parent=self)
        self.report = ReportPresenter(demo.desk, actor, _paper(), parent=self)

    def shutdown(self) -> None:
        """End both."""
        self.closing.close()
        self.report.close()


def closing() -> QWidget:
    """The end of a day with a little of everything still open."""
    demo = _afternoon()
    calling.arrived(demo.desk, demo.office.actor("asesor-1"))
    return _asking(demo)


def closing_held_up() -> QWidget:
    """Somebody is being called."""
    return _asking(_afternoon())


def closing_nothing_open() -> QWidget:
    """Everybody was attended, every counter is closed."""
    demo = new_demo()
    clerk = demo.office.actor("asesor-1")
    counters.open_counter(demo.desk, clerk, demo.office.counter_id(1))
    demo.issue("08:10", 0, 6)
    _attend(demo, "08:12", 9)
    counters.close_counter(demo.desk, clerk)
    demo.clock.at("17:01")
    return _asking(demo)


def report_just_closed() -> QWidget:
    """The day was closed a moment ago."""
    demo = _afternoon()
    calling.arrived(demo.desk, demo.office.actor("asesor-1"))
    day.close_day(demo.desk, demo.office.actor("supervisor-1"), "Fin de la jornada")
    return _over(demo, lambda page: ReportSheet(page.report, TODAY, just_closed=True))


def report_provisional() -> QWidget:
    """The day goes on."""
    return _over(_afternoon(), lambda page: ReportSheet(page.report, TODAY))


SCREENS: dict[str, Callable[[], QWidget]] = {
    "closing": closing,
    "closing-held-up": closing_held_up,
    "closing-nothing-open": closing_nothing_open,
    "report": report_just_closed,
    "report-provisional": report_provisional,
}


def _afternoon() -> Demo:
    """Return the office at its closing time, somebody being called to counter 1."""
    demo = busy_office()
    desk, clerk = demo.desk, demo.office.actor("asesor-1")
    visits = (("08:50", 6), ("08:58", 14), ("09:14", 9), ("09:25", 12), ("09:38", 5), ("09:44", 8))
    for minute, lasted in visits:
        _attend(demo, minute, lasted)
    demo.clock.at("10:05")
    for service in (10, 4):
        case = opened_case(
            desk,
            clerk,
            service,
            channel=Channel.EMAIL,
            received_at=demo.clock.now(),
            sender="tesoreria@ejemplo.gob.ec",
            parties=Parties(demo.people[0], entity_id=demo.entity),
            problem="Serie de la deuda pública por año, de 2015 a 2025",
        )
        check(desk, clerk, case)
        checklists.complete(desk, clerk, case.id)
    counters.take_break(desk, demo.office.actor("tecnico-1"), "Reunión")
    for minute, person, service in (("16:41", 3, 6), ("16:48", 4, 2), ("16:55", 5, 6)):
        demo.issue(minute, person, service)
    demo.clock.at("16:58")
    calling.call_next(desk, clerk)
    approvals.ask(desk, clerk, ApprovalKind.ISSUE_AFTER_HOURS, "after_hours", "Viene de Zamora")
    demo.clock.at("17:02")
    return demo


def _attend(demo: Demo, at: str, minutes: float) -> None:
    clerk = demo.office.actor("asesor-1")
    demo.clock.at(at)
    calling.call_next(demo.desk, clerk)
    calling.arrived(demo.desk, clerk)
    demo.clock.go(minutes=minutes)
    serving.finish(demo.desk, clerk, "Volverá otro día")


def _asking(demo: Demo) -> QWidget:
    return _over(demo, lambda page: ClosingSheet(page.closing))


def _over(demo: Demo, ask: Callable[[_Behind], Sheet]) -> QWidget:
    page = _Behind(demo)
    window = demo_window("supervision", page, Role.SUPERVISOR, "Sara Moncayo")
    window.resize(1366, 768)
    window.show()
    QCoreApplication.processEvents()
    ask(page).open(page)
    while page.closing.runner.is_busy or page.report.runner.is_busy:
        QCoreApplication.processEvents()
    return window


def _paper() -> Paper:
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-demo-papers-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    printer = PdfFolderPrinter(folder, lambda: TODAY)
    return Paper(PdfDocuments(), printer, str, str, DocumentFolders(folder, lambda: folder, repr))

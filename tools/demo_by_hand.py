"""The sheet of turnos given by hand over a small office, to be looked at."""

from PySide6.QtCore import QCoreApplication

from desktop.ports import PrintOutcome
from desktop.usecases import contingency, paper_lines
from desktop.usecases.paper_lines import PaperLine
from domain.contingency import Fate
from domain.staff import Role
from tests.usecases.test_contingency import hour
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.by_hand.presenter import ByHandPresenter
from ui.by_hand.sheet import ByHandSheet
from ui.reception import Papers, ReceptionPage
from ui.shell import MainWindow


def _printed(*_: object) -> PrintOutcome:
    return PrintOutcome(printer="Recepción")


def _window(demo: Demo, username: str, role: Role, name: str) -> MainWindow:
    actor = demo.office.actor(username)

    def by_hand() -> ByHandSheet:
        return ByHandSheet(ByHandPresenter(demo.desk, actor, _printed))

    page = ReceptionPage(demo.desk, actor, Papers(_printed, _printed), by_hand=by_hand)
    window = demo_window("reception", page, role, name)
    window.resize(1366, 768)
    window.show()
    page.by_hand_button.click()
    sheet = window.findChild(ByHandSheet)
    assert sheet is not None
    while sheet.presenter.state is None or any(one.is_busy for one in sheet.presenter.runners):
        QCoreApplication.processEvents()
    return window


def declaring() -> MainWindow:
    """A supervisor is about to declare it."""
    demo = new_demo()
    demo.clock.at("11:40")
    return _window(demo, "supervisor-1", Role.SUPERVISOR, "Sara Moncayo")


def entering() -> MainWindow:
    """Half a sheet is entered."""
    demo = new_demo()
    demo.clock.at("11:40")
    supervisor = demo.office.actor("supervisor-1")
    contingency.declare(demo.desk, supervisor, hour("09:05"))
    for line in (
        PaperLine(
            "1",
            "9:10",
            "1710034065",
            "Rosa Paredes",
            "6",
            fate=Fate.ATTENDED,
            counter="1",
            began="9:20",
            ended="9:38",
        ),
        PaperLine("2", "9:22", name="Luis Andrade", services="6 2", fate=Fate.LEFT),
        PaperLine(
            "3",
            "9:31",
            name="María Ñacato Chimborazo",
            services="6",
            began="9:40",
            ended="9:52",
            fate=Fate.ATTENDED,
            counter="1",
        ),
        PaperLine("4", "10:50", services="5", priority=True),
        PaperLine("5", "11:02", name="Jorge Paredes", services="2"),
    ):
        paper_lines.enter_line(demo.desk, supervisor, line)
    window = _window(demo, "supervisor-1", Role.SUPERVISOR, "Sara Moncayo")
    sheet = window.findChild(ByHandSheet)
    assert sheet is not None
    sheet.arrived.setText("11:15")
    sheet.name.setText("Celia Bastidas")
    sheet.services.setText("6")
    return window

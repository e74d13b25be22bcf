"""The sheet "¿Y si…?" over a busy morning of the small office, everybody in it invented."""

from random import Random

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases import calling, counters, serving
from domain.staff import Role
from tools.demo_queue import PEOPLE, Demo, new_demo
from tools.demo_window import demo_window
from ui.supervision.page import SupervisionPage

_SERVICES = (6, 6, 1, 6, 2, 6, 10)


def _morning() -> Demo:
    """Two hours at one counter, with more people than it attends."""
    demo = new_demo()
    clerk, technician = demo.office.actor("asesor-1"), demo.office.actor("tecnico-1")
    counters.open_counter(demo.desk, clerk, demo.office.counter_id(1))
    counters.open_counter(demo.desk, technician, demo.office.counter_id(3))
    chance, came = Random(4), 0
    for minute in range(2, 115):
        demo.clock.at("08:00")
        demo.clock.go(minutes=minute)
        at = f"{8 + minute // 60:02}:{minute % 60:02}"
        if minute % 6 == 2:
            demo.issue(at, came % len(PEOPLE), _SERVICES[came % 7], priority=came % 8 == 5)
            came += 1
        if minute % 9 == 3:
            calling.call_next(demo.desk, clerk)
            calling.arrived(demo.desk, clerk)
            demo.clock.go(minutes=4 + chance.random() * 4)
            serving.finish(demo.desk, clerk, "Consulta breve")
    demo.issue("09:55", 3, 5)
    demo.clock.at("09:57")
    calling.call_next(demo.desk, clerk)
    calling.arrived(demo.desk, clerk)
    counters.take_break(demo.desk, technician, "Reunión")
    demo.clock.at("10:01")
    return demo


def asking() -> QWidget:
    """Asking what one more counter would do."""
    return _window(_morning(), wanted="Se abre la ventanilla 2")


def losing() -> QWidget:
    """Asking what would become of people if the only counter for them closed."""
    demo = _morning()
    demo.issue("10:02", 4, 8)
    return _window(demo, wanted="Se cierra la ventanilla 3")


def knowing_too_little() -> QWidget:
    """Nothing is known yet of how long an attention takes."""
    demo = new_demo()
    counters.open_counter(demo.desk, demo.office.actor("asesor-1"), demo.office.counter_id(1))
    demo.issue("08:05", 0, 1)
    return _window(demo, wanted="Se abre la ventanilla 2")


def _window(demo: Demo, *, wanted: str) -> QWidget:
    page = SupervisionPage(demo.desk, demo.office.actor("supervisor-1"))
    window = demo_window("supervision", page, Role.SUPERVISOR, "Sara Moncayo")
    window.resize(1366, 768)
    window.show()
    page.what_if_button.click()
    presenter = page.what_if
    _wait(page)
    question = next(row.question for row in presenter.state.rows or () if row.words == wanted)
    presenter.choose(question)
    _wait(page)
    return window


def _wait(page: SupervisionPage) -> None:
    while page.presenter.state is None or page.what_if.runner.is_busy:
        QCoreApplication.processEvents()

"""The page of pending things over a small office, to be looked at."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from domain.exchange import PendingTask
from domain.ids import new_id
from domain.staff import Role
from domain.tasks import MINISTRY, WORDS_LIMIT, TaskKind
from tests.usecases.linked import LINK, linked, refuse
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.pending.page import PendingPage
from ui.shell import MainWindow


def _tasks(now: datetime) -> tuple[PendingTask, ...]:
    return (
        PendingTask(
            new_id(),
            TaskKind.SAME_PERSON,
            Role.SUPERVISOR,
            "Quito y Guayaquil",
            now - timedelta(days=3, hours=2),
            "La cédula 1710034065 es de «Rosa Elvira Chimborazo Quishpe» en Quito y de «Rosa "
            "Elena Chiriboga» en Guayaquil.",
            "Compare el nombre con la cédula, o pregunte a la persona. Si son distintas, la "
            "oficina que escribió mal el número lo corrige.",
        ),
        PendingTask(
            new_id(),
            TaskKind.SEAT_TAKEN,
            Role.SUPERVISOR,
            "Quito",
            now - timedelta(hours=5),
            "La entidad 1760001550001 ya tiene un autorizador activo: Luis Andrade Ponce, "
            "registrado en Cuenca.",
            "Termine o suspenda al anterior y pida la activación otra vez.",
            json.dumps({"entity_ruc": "1760001550001"}),
        ),
        PendingTask(
            new_id(),
            "later_kind",
            MINISTRY,
            "Quito",
            now - timedelta(minutes=40),
            "El ministerio revisa un dato de la entidad.",
            "No tiene que hacer nada.",
        ),
    )


def _page(*, filled: bool = True, longest: bool = False, office: bool = True) -> MainWindow:
    demo = new_demo()
    if office:
        linked(demo.desk, replace(LINK, last_pull_at=demo.clock.now()))
    if filled:
        _fill(demo, longest=longest)
    page = PendingPage(demo.desk, demo.office.actor("supervisor-1"))
    return demo_window("pending", page, Role.SUPERVISOR, "Sara Moncayo")


def _fill(demo: Demo, *, longest: bool) -> None:
    demo.issue("08:05", 0, 6)
    with demo.desk.units.read() as unit:
        sequence = unit.log.head().sequence
    refuse(demo.desk, sequence, words="El centro no conoce todavía esta clase de operación.")
    demo.clock.at("16:30")
    with demo.desk.units.write() as unit:
        for task in _tasks(demo.clock.now()):
            if longest:
                words = f"{task.words} " * 9
                task = replace(task, words=words[:WORDS_LIMIT], how=words[:WORDS_LIMIT])
            unit.exchange.put_task(task)


def apart() -> MainWindow:
    """A turno that two copies of the data gave to different people."""
    demo = new_demo()
    linked(demo.desk, replace(LINK, last_pull_at=demo.clock.now()))
    demo.issue("08:05", 0, 6)
    words = "El turno A-001 del 04/12/2026 quedó en la otra copia de los datos y aquí su lugar está"
    row = {
        "series": "A", "number": 1, "day": "2026-12-04", "state": "served",
        "arrived_at": "2026-12-04T13:02:00+00:00", "finished_at": "2026-12-04T13:19:00+00:00",
    }  # fmt: skip
    demo.clock.at("16:30")
    with demo.desk.units.write() as unit:
        unit.exchange.put_task(
            PendingTask(
                new_id(),
                TaskKind.RECOVERED_APART,
                Role.SUPERVISOR,
                "Quito",
                demo.clock.now() - timedelta(minutes=12),
                f"{words} ocupado.",
                "Compare los dos con quien atendió ese día. Lo de la otra copia está guardado"
                " entero en este pendiente.",
                json.dumps({"table": "ticket", "key": str(new_id()), "row": row, "both": False}),
            )
        )
    page = PendingPage(demo.desk, demo.office.actor("supervisor-1"))
    return demo_window("pending", page, Role.SUPERVISOR, "Sara Moncayo")


def _shown(window: MainWindow) -> PendingPage:
    page = window.page("pending")
    assert isinstance(page, PendingPage)
    window.resize(1366, 768)
    window.show()
    while page.presenter.state is None:
        QCoreApplication.processEvents()
    return page


def everything() -> QWidget:
    """What others are to resolve, and what was refused, too."""
    window = _page()
    page = _shown(window)
    page.list.scope.click()
    while page.presenter.state is None or page.presenter.state.mine:
        QCoreApplication.processEvents()
    return window


def answering() -> QWidget:
    """Whether two are one person."""
    window = _page()
    page = _shown(window)
    page.reading.reply.click()
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "pending": _page,
    "pending-apart": apart,
    "pending-all": everything,
    "pending-longest": lambda: _page(longest=True),
    "pending-empty": lambda: _page(filled=False),
    "pending-no-centre": lambda: _page(filled=False, office=False),
    "pending-answering": answering,
}

"""The longest time the window does not answer, over a day of turnos played before it.

Reception and two counters work in another process; the clerk at the window presses F2 again and
again, while their page follows what the others do. A timer in the window's thread should tick
every few milliseconds: the longest gap between two ticks is the longest stall.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bench.figures import Figure, at_most, recorded
from bench.office import SERVICE, BenchOffice, make_office, open_desk
from bench.watch import STALL_MS, Watch
from desktop.app.memory import leave_out_what_stays
from desktop.usecases import calling, counters, reception, serving
from desktop.usecases.desk import Desk
from domain.people import DocumentType
from domain.queue import QueueEmpty
from domain.staff import Actor
from domain.tickets import TicketState
from ui import theme
from ui.queue.page import QueuePage
from ui.queue.state import Step
from ui.shell import MainWindow, Section

TURNOS = 250
"""A day of one office."""
PACE_S = 0.03
"""Between two things that the others do: a day in some fifteen seconds."""
F2_MS = 120
POLL_MS = 100


def measure(folder: Path) -> Sequence[Figure]:
    """Play the day and return the longest stall."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "day.db"
        office = make_office(path, 3)
        engine, desk = open_desk(path)
        page = QueuePage(desk, office.actors[0], poll_ms=POLL_MS)
        window = MainWindow()
        window.set_sections([Section("queue", "Turnos", "list-ordered", lambda: page)])
        window.resize(1366, 768)
        window.show()
        counters.open_counter(desk, office.actors[0], office.counters[0])
        others = multiprocessing.get_context("spawn").Process(
            target=_others, args=(path, office), daemon=True
        )
        others.start()
        watch = Watch()
        keys = QTimer()
        keys.setInterval(F2_MS)
        keys.timeout.connect(lambda: _press(page))
        keys.start()
        # The first painting is measured elsewhere.
        while page.presenter.state is None or page.presenter.state.step is Step.NOTHING:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        leave_out_what_stays()  # as the program does once it is open
        watch.start()
        while others.is_alive():
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        watch.stop()
        keys.stop()
        served = _served(desk)
        window.close()
        engine.dispose()
    if watch.longest > STALL_MS:
        print(watch.busy_with, file=sys.stderr)
    return [
        recorded("stall: turnos served meanwhile", float(served), "count"),
        recorded("stall: 99 of 100 ticks came within", watch.usual, "ms"),
        recorded("stall: longest, with what other programs took", watch.longest_seen, "ms"),
        at_most("stall: longest of the window", watch.longest, "ms", STALL_MS),
    ]


def _press(page: QueuePage) -> None:
    state = page.presenter.state
    if state is not None and state.step is not Step.NOTHING and not page.presenter.is_acting:
        page.primary.click()


def _served(desk: Desk) -> int:
    with desk.units.read() as unit:
        today = unit.offices.office().day_of(desk.clock.now())
        return len(unit.tickets.in_states(today, [TicketState.SERVED]))


def _others(path: Path, office: BenchOffice) -> None:
    engine, desk = open_desk(path)
    reception_desk = office.actors[1]
    for actor, counter in zip(office.actors[1:], office.counters[1:], strict=True):
        counters.open_counter(desk, actor, counter)
    for number in range(TURNOS):
        draft = reception.PersonDraft(DocumentType.NONE, "", f"Persona {number}")
        person = reception.register_person(desk, reception_desk, draft)
        asked = reception.NewTicket((SERVICE,), person.id, priority=number % 9 == 0)
        reception.issue(desk, reception_desk, asked)
        sleep(PACE_S)
        if number % 2:
            _serve_one(desk, office.actors[1 + number // 2 % 2])
            sleep(PACE_S)
    engine.dispose()


def _serve_one(desk: Desk, actor: Actor) -> None:
    try:
        calling.call_next(desk, actor)
    except QueueEmpty:
        return
    calling.arrived(desk, actor)
    serving.finish(desk, actor, "Consulta breve")

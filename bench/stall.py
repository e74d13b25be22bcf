"""The longest time the window does not answer, over a day of turnos played before it.

Reception and two counters work in another process; the clerk at the window presses F2 again and
again, while their page follows what the others do. A timer in the window's thread should tick
every few milliseconds: the longest gap between two ticks is the longest stall.
"""

import faulthandler
import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bench.figures import Figure, at_most, recorded
from bench.office import SERVICE, BenchOffice, make_office, open_desk
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
TICK_MS = 4
STALL_MS = 50.0
SAMPLED_MS = 25.0
_SCHEDULED = Path("/proc/thread-self/schedstat")


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
        watch = _Watch()
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


class _Watch(QObject):
    """Measures the gaps between the ticks of a timer, and samples what fills the long ones."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.busy_with = ""
        self._sampled = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by ``stop``
        self._seen: list[float] = []
        self._last = self._queued = 0.0
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def longest(self) -> float:
        """The longest stall of our own making, in milliseconds: what a tick was late by."""
        return max(self.gaps) * 1000 - TICK_MS

    @property
    def longest_seen(self) -> float:
        """The same with the time for which the processors were given to other programs."""
        return max(self._seen) * 1000 - TICK_MS

    @property
    def usual(self) -> float:
        """What 99 of 100 ticks were late by, in milliseconds."""
        return max(0.0, sorted(self.gaps)[len(self.gaps) * 99 // 100] * 1000 - TICK_MS)

    def start(self) -> None:
        """Begin."""
        self._last, self._queued = perf_counter(), _queued()
        self._timer.start()
        self._sampler.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()
        self._ended.set()
        self._sampler.join()
        self._sampled.seek(0)
        self.busy_with = self._sampled.read()
        self._sampled.close()

    def _tick(self) -> None:
        now, queued = perf_counter(), _queued()
        self._seen.append(now - self._last)
        self.gaps.append(now - self._last - (queued - self._queued))
        self._last, self._queued = now, queued

    def _sample(self) -> None:
        worst = SAMPLED_MS
        while not self._ended.wait(SAMPLED_MS / 2000):
            late = (perf_counter() - self._last) * 1000
            if late > worst:
                worst = late
                self._sampled.seek(0)
                self._sampled.truncate()
                # Not by frame objects: holding one would keep a painter alive past its widget.
                faulthandler.dump_traceback(self._sampled)


def _queued() -> float:
    """Return for how many seconds this thread was ready and had no processor (Linux tells)."""
    try:
        return int(_SCHEDULED.read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


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

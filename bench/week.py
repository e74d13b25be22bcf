"""The program left open for a simulated week: nothing may grow.

Three windows of the whole program, signed in, follow an office that works through seven days with
a clock that is moved; pages are switched, screens locked and unlocked, people signed out and in,
days closed. Memory, handles, threads, Qt's objects and the write-ahead log are looked at after
each day, when it is still. What is bought once (imports, caches) is bought in the first two days.
"""

import gc
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QThread
from PySide6.QtWidgets import QApplication, QWidget

from bench.figures import Figure, at_most, none_of, recorded
from bench.year import resident_mb
from desktop.app import demo
from desktop.app.door import DemoDoor
from desktop.app.memory import give_back_large_blocks
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.app.workplace import Workplace
from desktop.paths import Places
from desktop.usecases import access, calling, counters, day, reception, serving
from desktop.usecases.boards import counters_board
from desktop.usecases.desk import Desk
from domain.queue import QueueEmpty
from domain.staff import Actor
from ui import theme
from ui.shell.window import MainWindow
from ui.signin.page import LockPage, SignInPage

W = TypeVar("W", bound=QWidget)

DAYS = 7
WARM = 2
"""Days in which everything is met for the first time."""
TURNOS = 60
CHANGES_A_PAGE = 10
"""Turnos between two switches of every window to its next section."""
MEMORY_MB_A_DAY = 1.0
WAL_MB = 8.0
SIGNED_IN = ("recepcion", "asesor1", "supervisora")


def measure(folder: Path) -> Sequence[Figure]:
    """Leave the program open for a week and return what grew.

    In a process of its own: what was measured before it is not to be in its memory.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        return alone.submit(_measure, folder).result()


def _measure(folder: Path) -> Sequence[Figure]:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    give_back_large_blocks()  # as the program does when it starts
    with tempfile.TemporaryDirectory(dir=folder) as place:
        looks = _Week(application, Path(place)).live()
    warm = looks[WARM - 1 :]
    return [
        recorded("week: changes that the windows followed", float(looks[-1].changes), "count"),
        recorded("week: memory at its end", looks[-1].memory, "MB"),
        at_most(
            "week: memory, a day",
            slope([look.memory for look in warm]),
            "MB",
            MEMORY_MB_A_DAY,
        ),
        none_of("week: handles more at its end", grown(warm, lambda look: look.handles)),
        none_of("week: threads more at its end", grown(warm, lambda look: look.threads)),
        none_of("week: widgets more at its end", grown(warm, lambda look: look.widgets)),
        at_most("week: write-ahead log, at most", max(k.wal for k in looks) / 1e6, "MB", WAL_MB),
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """The program at the end of a day, when it is still."""

    changes: int
    memory: float
    handles: int
    threads: int
    widgets: int
    wal: int


def slope(values: Sequence[float]) -> float:
    """Return by how much a row of values goes up at each step: the line of least squares."""
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    over = sum((place - middle) * (value - mean) for place, value in enumerate(values))
    return max(0.0, over / sum((place - middle) ** 2 for place in range(len(values))))


def grown(looks: Sequence[Look], of: Callable[[Look], int]) -> int:
    """Return by how many the last days have more than the first: the least of two each.

    What is under way for a moment is no growth, what stays is in both.
    """
    first, last = looks[:2], looks[-2:]
    return max(0, min(map(of, last)) - max(map(of, first)))


class _Week:
    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self._clock = DayClock()
        self._door = DemoDoor(Places(folder, folder / "registros"), self._clock)
        self._windows: list[tuple[MainWindow, Workplace, str]] = []
        self._desk: Desk

    def live(self) -> list[Look]:
        station = self._door.open()
        station.change(display_chime=False)
        self._desk = replace(station.desk, clock=self._clock)
        for username in SIGNED_IN:
            window = MainWindow()
            window.resize(1366, 768)
            place = Workplace(window, self._door, self._application)
            place.start()
            window.show()
            self._windows.append((window, place, username))
            self._sign_in(window, username)
        looks = [self._day() for _ in range(DAYS)]
        for window, place, _ in self._windows:
            place.close()
            window.close()
            window.deleteLater()
        self._door.close()
        self._settle()
        return looks

    def _day(self) -> Look:
        receptionist, clerk, supervisor = (self._actor(name) for name in SIGNED_IN)
        for window, place, username in self._windows:
            place.lock()
            until(partial(_is_locked, window), "the screen is locked")
            _unlock(window)
            place.sign_out()
            self._sign_in(window, username)
        board = counters_board(self._desk, clerk)
        free = next(view.counter.id for view in board if view.counter.number == 1)
        counters.open_counter(self._desk, clerk, free)
        for number in range(TURNOS):
            reception.issue(self._desk, receptionist, reception.NewTicket((6,)))
            self._clock.moment += timedelta(minutes=3)
            _serve(self._desk, clerk)
            self._settle(4)
            if number % CHANGES_A_PAGE == 0:
                self._turn_pages()
        counters.close_counter(self._desk, clerk)
        day.close_day(self._desk, supervisor, "Fin de la jornada")
        look = self._look()
        self._clock.moment += timedelta(days=1) - timedelta(minutes=3 * TURNOS)
        return look

    def _turn_pages(self) -> None:
        for window, _, _ in self._windows:
            keys = [key for key in window.sections if key != window.current]
            window.open(keys[self._changes() % len(keys)])
            self._settle(8)

    def _look(self) -> Look:
        for window, _, _ in self._windows:
            window.open(window.sections[0])
        self._settle(40)
        gc.collect()
        self._settle(10)
        wal = self._door.places.database.with_name(self._door.places.database.name + "-wal")
        widgets = QApplication.allWidgets()
        return Look(
            self._changes(),
            resident_mb(),
            len(list(Path("/proc/self/fd").iterdir())),
            len(list(Path("/proc/self/task").iterdir())),
            len(widgets),
            wal.stat().st_size if wal.exists() else 0,
        )

    def _changes(self) -> int:
        with self._desk.units.read() as unit:
            return unit.log.head().sequence

    def _actor(self, username: str) -> Actor:
        return access.sign_in(self._desk, username, demo.PASSWORD)

    def _sign_in(self, window: MainWindow, username: str) -> None:
        until(lambda: bool(_seen(window, SignInPage)), "the sign-in screen")
        (page,) = _seen(window, SignInPage)
        until(page.enter.isEnabled, "the screen waits for somebody")
        page.username.setText(username)
        page.password.line.setText(demo.PASSWORD)
        page.enter.click()
        until(lambda: bool(window.current), f"{username} is signed in")

    def _settle(self, times: int = 20) -> None:
        for _ in range(times):
            self._application.processEvents()
            QThread.msleep(2)
            self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _serve(desk: Desk, clerk: Actor) -> None:
    try:
        calling.call_next(desk, clerk)
    except QueueEmpty:
        return
    calling.arrived(desk, clerk)
    serving.finish(desk, clerk, "Consulta breve")


def _seen(window: MainWindow, kind: type[W]) -> list[W]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def _is_locked(window: MainWindow) -> bool:
    return bool(_seen(window, LockPage))


def _unlock(window: MainWindow) -> None:
    (page,) = _seen(window, LockPage)
    page.password.line.setText(demo.PASSWORD)
    page.unlock.click()
    until(lambda: not _is_locked(window), "the screen is unlocked")

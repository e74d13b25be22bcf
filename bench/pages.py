"""The queue page over eleven years of an office: first painting, and search as one types."""

import os
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QWidget

from bench.figures import Figure, at_most, recorded
from bench.history import DAYS, NOW, earlier_days, history
from bench.office import BenchOffice, StillClock, open_desk
from desktop.usecases import reception
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui import theme
from ui.queue.page import QueuePage
from ui.shell import MainWindow, Section
from ui.shell.page import Page
from ui.widgets import DataTable

P = TypeVar("P", bound=Page)

RUNS = 9
PAINT_MS = 100.0
SEARCH_MS = 50.0
TYPED = ("m", "ma", "maria", "zambrano", "maria zam", "a b", "ro ca qu", "1700", "170005", "nadie")
"""From the first letter to what nobody is called; the commonest words and several at once."""


def measure(folder: Path) -> Sequence[Figure]:
    """Measure both on the big database."""
    path, office = history(folder)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    queue = first_painting(application, path, office, QueuePage, lambda page: page.waiting.table)
    slowest, words = _slowest_search(path, office)
    return [
        recorded("history: turnos", float(sum(many for _, many in earlier_days(DAYS))), "count"),
        recorded("history: size of the file", path.stat().st_size / 1e6, "MB"),
        at_most("history: queue page, first painting", queue, "ms", PAINT_MS),
        at_most(f"history: search of people, slowest («{words}»)", slowest, "ms", SEARCH_MS),
    ]


class _Painted(QObject):
    """Notes when a page was painted with its content, and tells it."""

    def __init__(self, ready: Callable[[], bool], done: Callable[[], None]) -> None:
        super().__init__()
        self._ready, self._done = ready, done
        self.at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.at is None and self._ready():
            self.at = perf_counter()
            self._done()
        return False


def first_painting(
    application: QApplication,
    path: Path,
    office: BenchOffice,
    make: Callable[[Desk, Actor], P],
    table_of: Callable[[P], DataTable],
) -> float:
    """Return the median milliseconds from opening the page to its rows on the screen."""
    spent = []
    for _ in range(RUNS):
        # New connections: nothing is in SQLite's own cache.
        engine, desk = open_desk(path, StillClock(NOW))
        keep_shipped(desk)  # as every office does when it opens
        window = MainWindow()
        window.resize(1366, 768)
        window.set_sections([Section("home", "Inicio", "house", lambda: Page("Inicio"))])
        window.show()
        application.processEvents()
        began = perf_counter()
        page = make(desk, office.actors[0])
        window.set_sections([Section("page", "Turnos", "house", partial(_given, page))])
        table = table_of(page)
        # Waiting as the program does: asking again and again would keep the reader waiting.
        loop = QEventLoop()
        painted = _Painted(partial(_has_rows, table), loop.quit)
        table.viewport().installEventFilter(painted)
        loop.exec()
        assert painted.at is not None
        spent.append(painted.at - began)
        _close(window, application)
        engine.dispose()
    return statistics.median(spent) * 1000


def _given(page: Page) -> Page:
    return page


def _has_rows(table: DataTable) -> bool:
    return table.model().rowCount() > 0


def _close(window: QWidget, application: QApplication) -> None:
    window.close()
    window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _slowest_search(path: Path, office: BenchOffice) -> tuple[float, str]:
    """Return the slowest text typed: its median milliseconds, and the text."""
    engine, desk = open_desk(path, StillClock(NOW))
    spent: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for typed in TYPED:
            began = perf_counter()
            reception.find_people(desk, office.actors[0], typed)
            spent.setdefault(typed, []).append(perf_counter() - began)
    engine.dispose()
    middle = {typed: statistics.median(times) * 1000 for typed, times in spent.items()}
    slowest = max(middle, key=lambda typed: middle[typed])
    return middle[slowest], slowest


def fresh(path: Path, office: BenchOffice, work: Callable[[Desk, Actor], object]) -> float:
    """Return the milliseconds of a reading on a connection that has nothing in its cache."""
    engine, desk = open_desk(path, StillClock(NOW))
    keep_shipped(desk)
    began = perf_counter()
    work(desk, office.actors[0])
    spent = perf_counter() - began
    engine.dispose()
    return spent * 1000

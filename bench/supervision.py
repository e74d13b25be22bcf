"""The supervisor's day over eleven years of turnos and cases, and the close of a busy day."""

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication

from bench.case_history import fill_cases
from bench.figures import Figure, at_most, recorded
from bench.history import (
    BUSIEST,
    NOW,
    PLACES,
    MovedClock,
    call_rows,
    history,
    open_day,
    ticket_rows,
)
from bench.names import fill, fill_entities, fill_people, keys
from bench.office import KEY, SERVICE, BenchOffice, StillClock, make_office, open_desk
from bench.pages import PAINT_MS, first_painting, fresh
from db.engine import connect
from db.tables import ticket, ticket_call
from desktop.documents import PdfDocuments
from desktop.usecases import day, reception
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.day_count import closed_days
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import usual
from domain.staff import Actor
from ui import theme
from ui.shell import MainWindow, Section
from ui.supervision.page import SupervisionPage

RUNS = 9
REFRESH_MS = 50.0
LIST_MS = 50.0
REPORT_MS = 1000.0
CHANGES = 12
"""Times that somebody takes a turno and gives it up again: two changes."""
SMALL, LARGE = QSize(1366, 768), QSize(1920, 1080)
NEVER_MS = 3_600_000
CLOSED = 5
"""Busy days that are closed."""
LEFT_WAITING = 40


def measure(folder: Path) -> Sequence[Figure]:
    """Measure the page, the closed days, the report, and the close of a day."""
    path, office = history(folder)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    painting = first_painting(
        application, path, office, SupervisionPage, lambda page: page.counters.table
    )
    small, large = (_refresh(path, office, size) for size in (SMALL, LARGE))
    days, habits, report = (
        statistics.median(fresh(path, office, work) for _ in range(RUNS))
        for work in (closed_days, _usual, _report)
    )
    with tempfile.TemporaryDirectory(dir=folder) as place:
        closes = _close(Path(place) / "busy.db")
    return [
        at_most("supervision: page, first painting", painting, "ms", PAINT_MS),
        at_most("supervision: a change shown, 1366 x 768", small, "ms", REFRESH_MS),
        at_most("supervision: a change shown, 1920 x 1080", large, "ms", REFRESH_MS),
        at_most("supervision: list of closed days, read", days, "ms", LIST_MS),
        at_most("supervision: what is usual, read", habits, "ms", LIST_MS),
        at_most(f"supervision: report of {BUSIEST} turnos as PDF", report, "ms", REPORT_MS),
        recorded(f"supervision: a day of {BUSIEST} turnos closed", closes, "ms"),
    ]


# ------------------------------------------------------------------------- a change shown


class _Repainted(QObject):
    """Tells when a page's first figure was painted anew after the page took a state."""

    def __init__(self, page: SupervisionPage, done: Callable[[], None]) -> None:
        super().__init__()
        self._done = done
        self._taken = False
        page.presenter.changed.connect(self._take)
        page.tiles.buttons[0].installEventFilter(self)

    def _take(self, _board: object) -> None:
        self._taken = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._taken and event.type() == QEvent.Type.Paint:
            self._taken = False
            # All that changed is painted in this one event: once it is over.
            QTimer.singleShot(0, self._done)
        return False


def _refresh(path: Path, office: BenchOffice, size: QSize) -> float:
    """Return the median milliseconds from the reading of a change to its painting.

    Another desk takes a turno, then gives it up: each is one change, committed before.
    """
    engine, desk = open_desk(path, StillClock(NOW))
    other_engine, other = open_desk(path, StillClock(NOW))
    window = MainWindow()
    window.resize(size)
    page = SupervisionPage(desk, office.actors[0], poll_ms=NEVER_MS, tick_ms=NEVER_MS)
    window.set_sections([Section("page", "Supervisión", "house", lambda: page)])
    loop = QEventLoop()
    watch = _Repainted(page, loop.quit)
    window.show()
    loop.exec()
    QTimer.singleShot(200, loop.quit)  # what the window settles after its first painting
    loop.exec()
    spent = []
    for _ in range(CHANGES):
        issued = reception.issue(other, office.actors[1], reception.NewTicket((SERVICE,)))
        spent.append(_shown(page, loop))
        reception.cancel(other, office.actors[1], issued.ticket.id, "Se fue")
        spent.append(_shown(page, loop))
    window.close()
    window.deleteLater()
    watch.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    engine.dispose()
    other_engine.dispose()
    _forget_cancelled(path)
    return statistics.median(spent) * 1000


def _shown(page: SupervisionPage, loop: QEventLoop) -> float:
    began = perf_counter()
    page.presenter.load()
    loop.exec()
    return perf_counter() - began


def _forget_cancelled(path: Path) -> None:
    """Leave the day as it was for the next run."""
    with closing(connect(path, KEY)) as connection:
        connection.execute(
            "DELETE FROM ticket WHERE day = ? AND state = 'cancelled'", (NOW.date().isoformat(),)
        )


# ------------------------------------------------------------------------- closed days


def _usual(desk: Desk, _actor: Actor) -> object:
    with desk.units.read() as unit:
        return usual(unit, NOW.date())


def _report(desk: Desk, actor: Actor) -> object:
    yesterday = NOW.date() - timedelta(days=1)
    return PdfDocuments().day_report(day_report(desk, actor, yesterday))


def _close(path: Path) -> float:
    """Return the median milliseconds of closing a busy day, in a file of a few of them."""
    office, chance = make_office(path, PLACES), Random(4)
    opened = [NOW - timedelta(days=back, hours=3) for back in range(CLOSED, 0, -1)]
    people, bodies = keys(1000, chance), keys(100, chance)
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        fill_people(connection, people, chance)
        fill_entities(connection, bodies, chance)
        tickets = list(ticket_rows(((one, BUSIEST) for one in opened), people, office, chance))
        fill(connection, ticket, tickets)
        fill(connection, ticket_call, call_rows(tickets, office, chance))
        connection.execute(
            "UPDATE ticket SET state = 'issued', counter_id = NULL, called_at = NULL,"
            " serving_since = NULL, finished_at = NULL WHERE number > ?",
            (BUSIEST - LEFT_WAITING,),
        )
        fill_cases(connection, opened, NOW, people, bodies, office, chance)
        connection.execute("COMMIT")
    clock = MovedClock(NOW)
    engine, desk = open_desk(path, clock)
    keep_shipped(desk)
    spent = []
    for one in opened:
        clock.moment = one
        open_day(desk, office.actors[0])
        clock.moment = one + timedelta(hours=10)
        began = perf_counter()
        day.close_day(desk, office.actors[0], "Fin de la jornada")
        spent.append(perf_counter() - began)
    engine.dispose()
    return statistics.median(spent) * 1000

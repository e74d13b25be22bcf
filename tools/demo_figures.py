"""The page of figures, part by part, everybody invented.

A part adds its screens here: a name and a function that returns the window.
"""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.table_files import TableFiles
from domain.figures.periods import PeriodKind
from domain.figures.statistics import By
from domain.staff import Role
from tools.demo_counted import counted_morning
from tools.demo_morning import morning
from tools.demo_queue import Demo, new_demo
from tools.demo_shelf import OwnFiles
from tools.demo_window import demo_window
from ui.figures.page import FiguresPage
from ui.figures.part import Part, PartEntry
from ui.figures.replay.part import ReplayPart
from ui.figures.statistics.figures import Figure
from ui.figures.statistics.part import StatisticsPart
from ui.shell import MainWindow

TITLES = (
    ("Estadísticas", "chart-column"),
    ("LOTAIP", "file-text"),
    ("Opiniones", "megaphone"),
    ("Pronóstico", "calendar-clock"),
    ("Actividades", "clipboard-list"),
    ("Mejoras", "clipboard-check"),
    ("Repetición", "history"),
    ("Exportar", "database"),
)
"""The tabs, as a supervisor has them: they stand in every picture, whichever part is looked at."""


def window_with(
    title: str, build: Callable[[], Part], *, role: Role = Role.SUPERVISOR
) -> tuple[MainWindow, FiguresPage]:
    """Return the window with one part in front; the other tabs are there but lead nowhere.

    Args:
        title: of the part: one of ``TITLES``.
        build: makes it.
    """
    page = FiguresPage([PartEntry(other, icon, build) for other, icon in TITLES])
    page.show_title(title)
    name = "Sara Moncayo" if role is Role.SUPERVISOR else "Ana Alcívar"
    return demo_window("figures", page, role, name), page


def _statistics(
    then: Callable[[StatisticsPart], None] | None = None, made: Callable[[], Demo] = counted_morning
) -> QWidget:
    demo = made()
    files = TableFiles(SheetWriter(), OwnFiles())
    part = StatisticsPart(demo.desk, demo.office.actor("supervisor-1"), files)
    window, _ = window_with("Estadísticas", lambda: part)
    window.resize(1366, 768)
    window.show()
    _settle(part)
    if then is not None:
        then(part)
        _settle(part)
    return window


def _settle(part: StatisticsPart) -> None:
    while part.compared is None or part.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def _look(
    part: StatisticsPart, figure: Figure, by: By | None = None, kind: PeriodKind | None = None
) -> None:
    part.table.choose(figure)
    if kind is not None:
        part.bar.take_kind(kind)
        _settle(part)
    if by is not None:
        part.bar.look_by(by)


def statistics() -> QWidget:
    """The month so far, day by day."""
    return _statistics(lambda part: _earlier(part, Figure.SERVED))


def _earlier(part: StatisticsPart, figure: Figure) -> None:
    part.bar.earlier.click()
    _settle(part)
    part.table.choose(figure)


def statistics_entities() -> QWidget:
    """Returns of the quarter by public body."""
    return _statistics(lambda part: _look(part, Figure.RETURNED, By.ENTITY, PeriodKind.QUARTER))


def statistics_ranking() -> QWidget:
    """For which requirements papers were handed back most."""
    return _statistics(lambda part: _look(part, Figure.FAULTS, None, PeriodKind.QUARTER))


def statistics_behind() -> QWidget:
    """Who was attended today."""

    def then(part: StatisticsPart) -> None:
        _look(part, Figure.SERVED, None, PeriodKind.DAY)
        _settle(part)
        part.bar.behind.click()

    return _statistics(then)


def statistics_period() -> QWidget:
    """Which period is asked for."""
    return _statistics(lambda part: part.bar.period.click())


def statistics_dates() -> QWidget:
    """Between which dates."""
    return _statistics(lambda part: part.bar.take_kind(PeriodKind.OTHER))


def statistics_narrow() -> QWidget:
    """Of whom the figures shall be."""
    return _statistics(lambda part: part.bar.narrow.click())


def statistics_empty() -> QWidget:
    """A month without anything."""
    return _statistics(lambda part: _earlier(part, Figure.SERVED), new_demo)


def _replay(demo: Demo, minute: int) -> tuple[MainWindow, ReplayPart]:
    part = ReplayPart(demo.desk, demo.office.actor("supervisor-1"))
    today = demo.office.office.day_of(demo.clock.now())
    part.presenter.show_day(today, minute)
    return window_with("Repetición", lambda: part)[0], part


def replay() -> QWidget:
    """The morning where something happened last before 10:20."""
    window, part = _replay(morning(), 140)
    part.presenter.changed.connect(
        lambda _state: part.presenter.previous_event(), Qt.ConnectionType.SingleShotConnection
    )
    return window


def replay_asking() -> QWidget:
    """Another day is asked for."""
    window, part = _replay(morning(), 0)
    part.presenter.changed.connect(
        lambda _state: part.other.click(), Qt.ConnectionType.SingleShotConnection
    )
    return window


def replay_empty() -> QWidget:
    """A day on which nobody came."""
    demo = morning()
    part = ReplayPart(demo.desk, demo.office.actor("supervisor-1"))
    part.presenter.show_day(demo.office.office.day_of(demo.clock.now()) - timedelta(days=2))
    return window_with("Repetición", lambda: part)[0]


SCREENS: dict[str, Callable[[], QWidget]] = {
    "figures": statistics,
    "figures-entities": statistics_entities,
    "figures-ranking": statistics_ranking,
    "figures-behind": statistics_behind,
    "figures-period": statistics_period,
    "figures-dates": statistics_dates,
    "figures-narrow": statistics_narrow,
    "figures-empty": statistics_empty,
    "figures-replay": replay,
    "figures-replay-day": replay_asking,
    "figures-replay-empty": replay_empty,
}

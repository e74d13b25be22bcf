"""The part Pronóstico over half a year of an invented office."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.table_files import TableFiles
from tests.past_days import invent_past, working_days
from tools.demo_figures import window_with
from tools.demo_queue import Demo, new_demo, once
from tools.demo_shelf import OwnFiles
from ui.figures.forecast.part import ForecastPart
from ui.shell import MainWindow


def _people(day: date) -> float:
    """Return more on Mondays and at the ends of the month."""
    return 96 + (22 if day.weekday() == 0 else 0) + (26 if day.day > 27 or day.day < 3 else 0)


def _office(days: int) -> Demo:
    demo = new_demo()
    today = demo.office.office.day_of(demo.clock.now())
    invent_past(demo.desk.units, demo.office, working_days(today, days), taught=32, people=_people)
    return demo


_half_a_year = once(partial(_office, 130))


def _window(demo: Demo) -> tuple[MainWindow, ForecastPart]:
    to = TableFiles(SheetWriter(), OwnFiles())
    part = ForecastPart(demo.desk, demo.office.actor("supervisor-1"), to)
    window, _ = window_with("Pronóstico", lambda: part)
    window.resize(1366, 768)
    window.show()
    _wait(part)
    return window, part


def _wait(part: ForecastPart) -> None:
    while part.presenter.state is None or part.presenter.is_reckoning:
        QCoreApplication.processEvents()


def forecast() -> QWidget:
    """The next working day, after a holiday, with its counters and its errors."""
    return _window(_half_a_year())[0]


def forecast_hard() -> QWidget:
    """A target that no number of counters keeps."""
    window, part = _window(_half_a_year())
    part.presenter.set_target(1)
    _wait(part)
    return window


def forecast_days() -> QWidget:
    """The past days one by one."""
    window, part = _window(_half_a_year())
    part.each.click()
    return window


def forecast_thin() -> QWidget:
    """An office that has closed four days."""
    return _window(_office(4))[0]


def forecast_empty() -> QWidget:
    """An office that has closed no day yet."""
    return _window(new_demo())[0]


SCREENS: dict[str, Callable[[], QWidget]] = {
    "figures-forecast": forecast,
    "figures-forecast-hard": forecast_hard,
    "figures-forecast-days": forecast_days,
    "figures-forecast-thin": forecast_thin,
    "figures-forecast-empty": forecast_empty,
}

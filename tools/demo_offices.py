"""The page of other offices: three of them, each with a day of its own, everybody invented."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ports import OfficeSeen
from desktop.sync.troubles import NoNetwork
from domain.ids import new_id
from domain.staff import Role
from tests.usecases.told_offices import Told
from tools.demo_morning import busy_morning
from tools.demo_queue import Demo, busy_office
from tools.demo_window import demo_window
from ui.offices.page import OfficesPage
from ui.shell import MainWindow
from ui.supervision.views import Asked, View


def _told(here: Demo) -> tuple[Told, Demo]:
    guayaquil, cuenca = busy_morning(), busy_office()
    now = here.clock.now()
    told = Told(
        *(
            (OfficeSeen(demo.office.office.id, code, name, 900, now, age), demo.desk.units)
            for demo, code, name, age in (
                (guayaquil, "GUAYAQUIL", "Guayaquil", timedelta(minutes=3)),
                (cuenca, "CUENCA", "Cuenca", timedelta(hours=2, minutes=12)),
            )
        ),
        (OfficeSeen(new_id(), "LOJA", "Loja", 0, None, None), None),
    )
    return told, guayaquil


def _window(then: Callable[[OfficesPage, Told, Demo], None] | None = None) -> QWidget:
    here = busy_morning()
    told, guayaquil = _told(here)
    page = OfficesPage(here.desk, here.office.actor("supervisor-1"), told)
    window: MainWindow = demo_window("offices", page, Role.SUPERVISOR, "Sara Moncayo")
    window.resize(1366, 768)
    window.show()
    _settle(page)
    if then is not None:
        then(page, told, guayaquil)
        _settle(page)
    return window


def _settle(page: OfficesPage) -> None:
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def everybody() -> QWidget:
    """All offices: one's own, one a little late, one without link, one that never sent."""
    return _window()


def one() -> QWidget:
    """The day of one of them."""
    return _window(lambda page, _told, there: page.show_office(there.office.office.id))


def behind() -> QWidget:
    """Who waits there."""

    def then(page: OfficesPage, _told: Told, there: Demo) -> None:
        page.show_office(there.office.office.id)
        page.show_list(Asked(View.WAITING))

    return _window(then)


def away() -> QWidget:
    """The centre does not answer: what is known stays."""

    def then(page: OfficesPage, told: Told, _there: Demo) -> None:
        told.broken = NoNetwork()
        page.presenter.load()

    return _window(then)


def nothing() -> QWidget:
    """The first look, and the centre does not answer."""
    here = busy_office()
    told = Told()
    told.broken = NoNetwork()
    page = OfficesPage(here.desk, here.office.actor("supervisor-1"), told)
    window: MainWindow = demo_window("offices", page, Role.SUPERVISOR, "Sara Moncayo")
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "offices": everybody,
    "offices-one": one,
    "offices-behind": behind,
    "offices-away": away,
    "offices-nothing": nothing,
}

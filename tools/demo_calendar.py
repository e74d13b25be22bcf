"""The calendar's section of the administration page, to be looked at."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from domain.errors import InvalidInput
from tools.demo_admin import with_sheet
from tools.demo_days import DECREED, PLACES
from ui.admin.calendar import DaySheet
from ui.admin.page import AdminPage


def admin_decreed() -> QWidget:
    """A day that is decreed besides the law."""

    def open_on(page: AdminPage) -> None:
        page.calendar.table.choose((DECREED[0].day, "Todo el país", True))

    return with_sheet(open_on, "Feriados")


def admin_day() -> QWidget:
    """A new exception, refused."""

    def open_on(page: AdminPage) -> None:
        DaySheet(page.presenter, date(2026, 12, 25), PLACES).open(page)
        page.presenter.refused.emit(
            InvalidInput(
                "El 25/12/2026 ya es un día no laborable.", todo="Revise la fecha y el lugar."
            )
        )

    return with_sheet(open_on, "Feriados")


SCREENS: dict[str, Callable[[], QWidget]] = {
    "admin-calendar": lambda: with_sheet(lambda _page: None, "Feriados"),
    "admin-calendar-decreed": admin_decreed,
    "admin-calendar-day": admin_day,
}

"""An invented calendar, for the administration page."""

from datetime import date

from desktop.usecases.calendar_admin import CalendarDay, CalendarView
from domain.calendar import Calendar, DecreedDay

DECREED = (
    DecreedDay(date(2026, 12, 24), False, reason="Decreto 214: se suspende la jornada"),
    DecreedDay(date(2026, 12, 19), True, reason="Recuperación de la jornada del 24 de diciembre"),
)
PLACES = (
    ("", "Todo el país"),
    ("QUITO", "Quito"),
    ("GUAYAQUIL", "Guayaquil"),
    ("CUENCA", "Cuenca"),
)
LAW = Calendar()
CALENDAR = CalendarView(
    date(2026, 12, 4),
    sorted(
        [
            *(CalendarDay(one.day, one.reason, "Todo el país", one) for one in DECREED),
            *(
                CalendarDay(day, name, "Quito" if LAW.is_working(day, ()) else "Todo el país")
                for year in (2026, 2027)
                for day, name in LAW.holidays(year, "QUITO").items()
            ),
        ],
        key=lambda line: line.day,
    ),
    PLACES,
)

"""The calendar of the law's table: Guayaquil's, whatever clock an office has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LAW_ZONE = ZoneInfo("America/Guayaquil")


def law_bounds(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the moments in UTC at which days begin and end by it, both days included."""
    begins, ends = (
        datetime.combine(day, time(), LAW_ZONE).astimezone(UTC)
        for day in (since, until + timedelta(days=1))
    )
    return begins, ends


def law_day(moment: datetime) -> date:
    """Return the day of a moment by it."""
    return moment.astimezone(LAW_ZONE).date()

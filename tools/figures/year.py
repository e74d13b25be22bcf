"""Plays the days of an office, one after another, and keeps what it made happen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from tools.figures.casework import Files
from tools.figures.evening import Evenings
from tools.figures.hall import Hall
from tools.figures.world import World, make, publish_change


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are played.

    Attributes:
        since, until: the first and the last.
        changes_on: the catalogue changes before this day's work (or the next working one's).
        busy: how many times as much as usual is done.
    """

    since: date
    until: date
    changes_on: date
    busy: float = 1.0


YEAR = Span(date(2025, 3, 3), date(2026, 2, 27), date(2025, 10, 15))
"""A year over a year's boundary: the months before it come from an old table."""
SMALL = Span(date(2025, 12, 10), date(2026, 1, 8), date(2025, 12, 18), 0.35)
"""Four weeks over a year's boundary, for the tests."""


def play(path: Path, code: str, seed: int, span: Span) -> World:
    """Play an office's days in a new database, and count them.

    Args:
        path: of the database; must not be there.
        code: of the office.
        seed: the same days again for the same seed.
        span: which days.

    Returns:
        the office on the working day after the last, with its tally; its engine is open.
    """
    world = make(path, code, seed, _early(span.since), span.busy)
    files = Files(world)
    evenings = Evenings(world, files)
    hall = Hall(world, files, Calendar(), evenings.asked)
    evenings.begin(span.since)
    changed = False
    day = span.since
    while day <= span.until:
        if hall.is_working(day):
            world.clock.moment = _early(day) + timedelta(minutes=30)
            if not changed and day >= span.changes_on:
                publish_change(world)
                changed = True
            hall.play(day)
            evenings.after(day)
        day += timedelta(days=1)
    while not hall.is_working(day):
        day += timedelta(days=1)
    world.clock.moment = _early(day)
    evenings.after(day)
    return world


def _early(day: date) -> datetime:
    return datetime.combine(day, time(7), ZoneInfo("America/Guayaquil")).astimezone(UTC)

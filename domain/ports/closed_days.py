"""Where the figures of closed days are kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from domain.day_figures import ClosedDayTotals, Measure, MinuteCount, Slot


class ClosedDays(Protocol):
    """The closed days, counted once."""

    def get(self, day: date) -> ClosedDayTotals | None: ...

    def last(self, before: date, limit: int) -> Sequence[ClosedDayTotals]:
        """Return the last closed days before a day, the newest first."""
        ...

    def arrivals(self, before: date, limit: int) -> Sequence[tuple[date, int]]:
        """Return the last closed days before a day and how many turnos each had, in order."""
        ...

    def half_hours(self, since: date, before: date) -> Sequence[tuple[date, int, int]]:
        """Return day, half hour and arrivals of the closed days from one to before another.

        In order, and without the half hours in which nobody came.
        """
        ...

    def put(
        self, totals: ClosedDayTotals, slots: Iterable[Slot], minutes: Iterable[MinuteCount]
    ) -> None:
        """Store a day counted, in place of an earlier count."""
        ...

    def remove(self, day: date) -> None:
        """Forget the count of a day that was opened again."""
        ...

    def slots(self, day: date) -> Sequence[Slot]:
        """Return the half hours of a closed day."""
        ...

    def minutes(self, day: date, measure: Measure) -> Sequence[MinuteCount]:
        """Return how many of each service took how long on a closed day."""
        ...

"""Where the exceptions to the calendar are kept."""

from typing import Protocol

from domain.calendar import Calendar, DecreedDay


class CalendarDays(Protocol):
    """The exceptions to the calendar: at most one for a day and place."""

    def all(self) -> Calendar:
        """Return the calendar with every exception, in order of their days."""
        ...

    def add(self, value: DecreedDay) -> None: ...

    def remove(self, value: DecreedDay) -> None:
        """Take an exception away. Raises Stale when it is no longer there."""
        ...

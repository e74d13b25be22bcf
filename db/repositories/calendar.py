"""The exceptions to the calendar."""

from sqlalchemy import bindparam, delete, insert, select

from db.repositories.base import Repository
from db.tables import decreed_day
from domain.calendar import Calendar, DecreedDay

_ALL = select(decreed_day).order_by(decreed_day.c.day, decreed_day.c.place)
_ADD = insert(decreed_day)
_REMOVE = delete(decreed_day).where(decreed_day.c.id == bindparam("key"))


class SqlCalendarDays(Repository):
    """The exceptions to the calendar."""

    def all(self) -> Calendar:
        """Return the calendar with every exception, in order of their days."""
        return Calendar(
            tuple(
                DecreedDay(row.day, row.working, row.place, row.reason, row.id)
                for row in self._rows(_ALL)
            )
        )

    def add(self, value: DecreedDay) -> None:
        """Store a new exception."""
        self._change(
            _ADD,
            {
                "day": value.day,
                "place": value.place,
                "id": value.id,
                "working": value.working,
                "reason": value.reason,
            },
        )

    def remove(self, value: DecreedDay) -> None:
        """Take an exception away. Raises Stale when it is no longer there."""
        self._change_one(_REMOVE, {"key": value.id})

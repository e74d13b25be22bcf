"""Days of the queue and their numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db.repositories.base import Repository
from db.tables import day_series, office, queue_day
from domain.errors import NotSetUp
from domain.queue import QueueDay

_GET = select(queue_day).where(queue_day.c.day == bindparam("on"))
_UNCLOSED = select(queue_day).where(queue_day.c.closed_at.is_(None)).order_by(queue_day.c.day)
_ADD = insert(queue_day)
_SAVE = (
    update(queue_day)
    .where(queue_day.c.day == bindparam("on"), queue_day.c.version == bindparam("previous"))
    .values(
        closed_at=bindparam("closed_at"),
        priority_run=bindparam("priority_run"),
        version=bindparam("version"),
    )
)
_SET_RUN = (
    update(queue_day)
    .where(queue_day.c.day == bindparam("on"), queue_day.c.priority_run != bindparam("run"))
    .values(priority_run=bindparam("run"), version=queue_day.c.version + 1)
)
_LAST_NUMBER = select(day_series.c.last_number).where(
    day_series.c.day == bindparam("on"), day_series.c.series == bindparam("letter")
)
_TAKE_NUMBER = (
    update(day_series)
    .where(day_series.c.day == bindparam("on"), day_series.c.series == bindparam("letter"))
    .values(last_number=bindparam("last"))
)
_FIRST_NUMBER = insert(day_series)
_OFFICE_ID = select(office.c.id)


class SqlDays(Repository):
    """The days of the queue."""

    def get(self, day: date) -> QueueDay | None:
        """Return a day, or None if nothing happened on it yet."""
        row = self._one(_GET, on=day)
        return None if row is None else _to_day(row)

    def unclosed(self) -> Sequence[QueueDay]:
        """Return the days that no supervisor closed, the oldest first."""
        return [_to_day(row) for row in self._rows(_UNCLOSED)]

    def add(self, value: QueueDay) -> None:
        """Store a new day."""
        self._change(
            _ADD,
            {
                "office_id": value.office_id,
                "day": value.day,
                "opened_at": value.opened_at,
                "closed_at": value.closed_at,
                "priority_run": value.priority_run,
                "version": value.version,
            },
        )

    def save(self, value: QueueDay) -> None:
        """Store a changed day. Raises Stale."""
        self._change_one(
            _SAVE,
            {
                "on": value.day,
                "previous": value.version - 1,
                "closed_at": value.closed_at,
                "priority_run": value.priority_run,
                "version": value.version,
            },
        )

    def set_priority_run(self, day: date, run: int) -> None:
        """Store the run of priority calls, if it changed."""
        self._change(_SET_RUN, {"on": day, "run": run})

    def next_number(self, day: date, series: str) -> int:
        """Take the next number of a series on a day."""
        last = self._scalar(_LAST_NUMBER, on=day, letter=series)
        if last is None:
            office_id = self._scalar(_OFFICE_ID)
            if office_id is None:
                raise NotSetUp()
            self._change(
                _FIRST_NUMBER,
                {"office_id": office_id, "day": day, "series": series, "last_number": 1},
            )
            return 1
        number: int = last + 1
        self._change(_TAKE_NUMBER, {"on": day, "letter": series, "last": number})
        return number


def _to_day(row: Any) -> QueueDay:
    return QueueDay(
        row.office_id, row.day, row.opened_at, row.closed_at, row.priority_run, row.version
    )

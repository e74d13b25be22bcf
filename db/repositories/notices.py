"""Notices of the supervisor to the counters."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.repositories.base import Repository
from db.tables import notice
from domain.errors import NotFound
from domain.notices import Notice

_BY_ID = select(notice).where(notice.c.id == bindparam("key"))
_UNREAD = (
    select(notice)
    .where(
        notice.c.counter_id == bindparam("counter"),
        notice.c.day == bindparam("on"),
        notice.c.read_at.is_(None),
    )
    .order_by(notice.c.sent_at, notice.c.id)
)
_OF_DAY = (
    select(notice)
    .where(notice.c.day == bindparam("on"))
    .order_by(notice.c.sent_at.desc(), notice.c.id.desc())
)
_ADD = insert(notice)
_SAVE = (
    update(notice)
    .where(notice.c.id == bindparam("key"), notice.c.version == bindparam("previous"))
    .values(
        read_by=bindparam("read_by"), read_at=bindparam("read_at"), version=bindparam("version")
    )
)


class SqlNotices(Repository):
    """The notices to the counters."""

    def get(self, notice_id: UUID) -> Notice:
        """Return a notice. Raises NotFound."""
        row = self._one(_BY_ID, key=notice_id)
        if row is None:
            raise NotFound()
        return _to_notice(row)

    def unread(self, counter_id: UUID, day: date) -> Sequence[Notice]:
        """Return what a counter has not read yet of a day, the oldest first."""
        return [_to_notice(row) for row in self._rows(_UNREAD, counter=counter_id, on=day)]

    def of_day(self, day: date) -> Sequence[Notice]:
        """Return the notices of a day, the newest first."""
        return [_to_notice(row) for row in self._rows(_OF_DAY, on=day)]

    def add(self, value: Notice) -> None:
        """Store a new notice."""
        self._change(
            _ADD,
            {
                "id": value.id,
                "office_id": value.office_id,
                "day": value.day,
                "counter_id": value.counter_id,
                "text": value.text,
                "sent_by": value.sent_by,
                "sent_at": value.sent_at,
                "read_by": value.read_by,
                "read_at": value.read_at,
                "version": value.version,
            },
        )

    def save(self, value: Notice) -> None:
        """Store that a notice was read. Raises Stale."""
        self._change_one(
            _SAVE,
            {
                "key": value.id,
                "previous": value.version - 1,
                "read_by": value.read_by,
                "read_at": value.read_at,
                "version": value.version,
            },
        )


def _to_notice(row: Any) -> Notice:
    return Notice(
        row.id,
        row.office_id,
        row.day,
        row.counter_id,
        row.text,
        row.sent_by,
        row.sent_at,
        row.read_by,
        row.read_at,
        row.version,
    )

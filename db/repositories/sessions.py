"""Counter sessions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.repositories.base import Repository
from db.tables import SESSION_NOT_CLOSED
from db.tables import counter_session as session
from domain.counters import CounterSession, SessionState
from domain.errors import NotFound

_BY_ID = select(session).where(session.c.id == bindparam("key"))
_AT = select(session).where(session.c.counter_id == bindparam("key"), SESSION_NOT_CLOSED)
_OF = select(session).where(session.c.staff_id == bindparam("key"), SESSION_NOT_CLOSED)
_OPEN = select(session).where(SESSION_NOT_CLOSED)
_ADD = insert(session)
_SAVE = (
    update(session)
    .where(session.c.id == bindparam("key"), session.c.version == bindparam("previous"))
    .values(
        services=bindparam("services"),
        state=bindparam("state"),
        since=bindparam("since"),
        break_reason=bindparam("break_reason"),
        closed_at=bindparam("closed_at"),
        version=bindparam("version"),
    )
)


class SqlSessions(Repository):
    """Counter sessions."""

    def get(self, session_id: UUID) -> CounterSession:
        """Return a session. Raises NotFound."""
        row = self._one(_BY_ID, key=session_id)
        if row is None:
            raise NotFound()
        return _to_session(row)

    def open_at(self, counter_id: UUID) -> CounterSession | None:
        """Return the session not yet closed at a counter."""
        row = self._one(_AT, key=counter_id)
        return None if row is None else _to_session(row)

    def open_of(self, staff_id: UUID) -> CounterSession | None:
        """Return the session not yet closed of a member of the staff."""
        row = self._one(_OF, key=staff_id)
        return None if row is None else _to_session(row)

    def all_open(self) -> Sequence[CounterSession]:
        """Return every session not yet closed."""
        return [_to_session(row) for row in self._rows(_OPEN)]

    def add(self, value: CounterSession) -> None:
        """Store a new session."""
        self._change(
            _ADD,
            {
                "id": value.id,
                "office_id": value.office_id,
                "counter_id": value.counter_id,
                "staff_id": value.staff_id,
                "day": value.day,
                "opened_at": value.opened_at,
                **_row(value),
            },
        )

    def save(self, value: CounterSession) -> None:
        """Store a changed session. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_row(value)})


def _row(value: CounterSession) -> dict[str, Any]:
    return {
        "services": tuple(sorted(value.services)),
        "state": value.state.value,
        "since": value.since,
        "break_reason": value.break_reason,
        "closed_at": value.closed_at,
        "version": value.version,
    }


def _to_session(row: Any) -> CounterSession:
    return CounterSession(
        row.id,
        row.office_id,
        row.counter_id,
        row.staff_id,
        row.day,
        frozenset(row.services),
        row.opened_at,
        SessionState(row.state),
        row.break_reason,
        row.since,
        row.closed_at,
        row.version,
    )

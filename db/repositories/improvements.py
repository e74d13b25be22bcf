"""The corrective and preventive actions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, bindparam, insert, literal_column, select

from db.repositories.base import Repository, changing
from db.tables import improvement
from domain.errors import NotFound
from domain.improvements import (
    Cause,
    CauseKind,
    Improvement,
    ImprovementKind,
    ImprovementState,
)

# The condition of the partial index, written out: a planner cannot match it with a bound value.
_IS_UNDER_WAY: ColumnClause[bool] = literal_column("improvement.state IN ('open', 'done')")
_BY_ID = select(improvement).where(improvement.c.id == bindparam("key"))
_UNDER_WAY = select(improvement).where(_IS_UNDER_WAY).order_by(improvement.c.due, improvement.c.id)
_ENDED = (
    select(improvement)
    .where(literal_column("improvement.state NOT IN ('open', 'done')"))
    .order_by(improvement.c.created_at.desc(), improvement.c.id)
    .limit(bindparam("most"))
)
_SETTLED = (
    select(improvement)
    .where(
        improvement.c.responsible_id == bindparam("staff"),
        improvement.c.verified_at >= bindparam("begins"),
        improvement.c.verified_at < bindparam("ends"),
    )
    .order_by(improvement.c.verified_at, improvement.c.id)
)
_ADD = insert(improvement)
_SAVE = changing(improvement, "id")


class SqlImprovements(Repository):
    """The corrective and preventive actions."""

    def get(self, improvement_id: UUID) -> Improvement:
        """Return an action. Raises NotFound."""
        row = self._one(_BY_ID, key=improvement_id)
        if row is None:
            raise NotFound()
        return _to_improvement(row)

    def under_way(self) -> Sequence[Improvement]:
        """Return those to be done or verified, what is due first at the head."""
        return [_to_improvement(row) for row in self._rows(_UNDER_WAY)]

    def ended(self, most: int) -> Sequence[Improvement]:
        """Return those verified or dropped, the last created first."""
        return [_to_improvement(row) for row in self._rows(_ENDED, most=most)]

    def settled(self, staff_id: UUID, begins: datetime, ends: datetime) -> Sequence[Improvement]:
        """Return those of a responsible that were verified between two moments, in that order."""
        rows = self._rows(_SETTLED, staff=staff_id, begins=begins, ends=ends)
        return [_to_improvement(row) for row in rows]

    def add(self, value: Improvement) -> None:
        """Store a new action."""
        self._change(_ADD, {"id": value.id, **_row(value)})

    def save(self, value: Improvement) -> None:
        """Store a changed action. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_row(value)})


def _row(value: Improvement) -> dict[str, Any]:
    return {
        "office_id": value.office_id,
        "kind": value.kind.value,
        "cause": value.cause.kind.value,
        "cause_service": value.cause.service,
        "cause_key": value.cause.key,
        "cause_words": value.cause.words,
        "words": value.words,
        "responsible_id": value.responsible_id,
        "due": value.due,
        "state": value.state.value,
        "created_by": value.created_by,
        "created_at": value.created_at,
        "before": value.before,
        "result": value.result,
        "done_by": value.done_by,
        "done_at": value.done_at,
        "verdict": value.verdict,
        "verified_by": value.verified_by,
        "verified_at": value.verified_at,
        "after": value.after,
        "version": value.version,
    }


def _to_improvement(row: Any) -> Improvement:
    return Improvement(
        row.id,
        row.office_id,
        ImprovementKind(row.kind),
        Cause(CauseKind(row.cause), row.cause_words, row.cause_service, row.cause_key),
        row.words,
        row.responsible_id,
        row.due,
        row.created_by,
        row.created_at,
        row.before,
        ImprovementState(row.state),
        row.result,
        row.done_by,
        row.done_at,
        row.verdict,
        row.verified_by,
        row.verified_at,
        row.after,
        row.version,
    )

"""Requests for a supervisor's leave."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.repositories.base import Repository
from db.tables import APPROVAL_IS_PENDING, approval
from domain.approvals import Approval, ApprovalKind, ApprovalState
from domain.errors import NotFound

_BY_ID = select(approval).where(approval.c.id == bindparam("key"))
_PENDING = select(approval).where(APPROVAL_IS_PENDING).order_by(approval.c.asked_at)
_ADD = insert(approval)
_SAVE = (
    update(approval)
    .where(approval.c.id == bindparam("key"), approval.c.version == bindparam("previous"))
    .values(
        state=bindparam("state"),
        answered_by=bindparam("answered_by"),
        answered_at=bindparam("answered_at"),
        answer=bindparam("answer"),
        version=bindparam("version"),
    )
)


class SqlApprovals(Repository):
    """Requests for a supervisor's leave."""

    def get(self, approval_id: UUID) -> Approval:
        """Return a request. Raises NotFound."""
        row = self._one(_BY_ID, key=approval_id)
        if row is None:
            raise NotFound()
        return _to_approval(row)

    def pending(self) -> Sequence[Approval]:
        """Return what waits for an answer, the oldest first."""
        return [_to_approval(row) for row in self._rows(_PENDING)]

    def add(self, value: Approval) -> None:
        """Store a new request."""
        self._change(
            _ADD,
            {
                "id": value.id,
                "office_id": value.office_id,
                "kind": value.kind.value,
                "subject": value.subject,
                "reason": value.reason,
                "asked_by": value.asked_by,
                "asked_at": value.asked_at,
                **_answer(value),
            },
        )

    def save(self, value: Approval) -> None:
        """Store an answered or used request. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_answer(value)})


def _answer(value: Approval) -> dict[str, Any]:
    return {
        "state": value.state.value,
        "answered_by": value.answered_by,
        "answered_at": value.answered_at,
        "answer": value.answer,
        "version": value.version,
    }


def _to_approval(row: Any) -> Approval:
    return Approval(
        row.id,
        row.office_id,
        ApprovalKind(row.kind),
        row.subject,
        row.reason,
        row.asked_by,
        row.asked_at,
        ApprovalState(row.state),
        row.answered_by,
        row.answered_at,
        row.answer,
        row.version,
    )

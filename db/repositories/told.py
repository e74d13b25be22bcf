"""What the centre told that is no row of the office: tasks, refusals, people, another branch."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from db.repositories.base import Repository
from db.tables import known_person, other_branch, pending_task, refused_operation
from domain.exchange import BranchEntry, KnownPerson, PendingTask, RefusedOperation

_REFUSED = select(refused_operation).order_by(refused_operation.c.sequence).limit(bindparam("most"))
_COUNT_REFUSED = select(func.count()).select_from(refused_operation)
_REFUSE = insert(refused_operation)
_SETTLE = delete(refused_operation).where(refused_operation.c.id == bindparam("key"))

_TASK = select(pending_task).where(pending_task.c.id == bindparam("key"))
_OPEN_TASKS = (
    select(pending_task)
    .where(pending_task.c.closed_at.is_(None))
    .order_by(pending_task.c.opened_at, pending_task.c.id)
    .limit(bindparam("most"))
)
_ANSWERED_TASKS = (
    select(pending_task)
    .where(pending_task.c.closed_at.is_(None), pending_task.c.resolved_at.is_not(None))
    .order_by(pending_task.c.resolved_at, pending_task.c.id)
    .limit(bindparam("most"))
)
_CLOSED_TASKS = (
    select(pending_task)
    .where(pending_task.c.closed_at.is_not(None))
    .order_by(pending_task.c.closed_at.desc(), pending_task.c.id)
    .limit(bindparam("most"))
)
_COUNT_TASKS = (
    select(func.count())
    .select_from(pending_task)
    .where(pending_task.c.closed_at.is_(None), pending_task.c.resolved_at.is_(None))
)
_ADD_TASK = insert(pending_task)
_DROP_TASK = delete(pending_task).where(pending_task.c.id == bindparam("key"))

_PERSON = select(known_person).where(
    known_person.c.document_type == bindparam("type"),
    known_person.c.document == bindparam("number"),
)
_ADD_PERSON = insert(known_person)
_DROP_PERSON = delete(known_person).where(
    known_person.c.document_type == bindparam("type"),
    known_person.c.document == bindparam("number"),
)

_BRANCH = select(other_branch).order_by(other_branch.c.sequence).limit(bindparam("most"))
_ADD_BRANCH = insert(other_branch)
_DROP_BRANCH = delete(other_branch).where(other_branch.c.id == bindparam("key"))


class Told(Repository):
    """What the centre told that is no row of the office."""

    def refuse(self, refused: RefusedOperation) -> None:
        """Keep what the centre refused, in place of an earlier refusal of the same."""
        self.settle(refused.id)
        self._statements.run(_REFUSE, _values(refused))

    def refused(self, limit: int) -> Sequence[RefusedOperation]:
        """Return what was refused and nobody has seen to, the oldest first."""
        return [RefusedOperation(*row) for row in self._rows(_REFUSED, most=limit)]

    def count_refused(self) -> int:
        """Return how much was refused and nobody has seen to."""
        return int(self._scalar(_COUNT_REFUSED))

    def settle(self, operation_id: UUID) -> None:
        """Note that somebody has seen to a refused operation."""
        self._statements.run(_SETTLE, {"key": operation_id})

    def put_task(self, task: PendingTask) -> None:
        """Store a task, in place of an earlier one of the same id."""
        self._statements.run(_DROP_TASK, {"key": task.id})
        self._statements.run(_ADD_TASK, _values(task))

    def task(self, task_id: UUID) -> PendingTask | None:
        """Return a task, or None."""
        row = self._one(_TASK, key=task_id)
        return None if row is None else PendingTask(*row)

    def tasks(self, limit: int, *, closed: bool = False) -> Sequence[PendingTask]:
        """Return tasks that are open, the oldest first; or those closed, the newest first."""
        rows = self._rows(_CLOSED_TASKS if closed else _OPEN_TASKS, most=limit)
        return [PendingTask(*row) for row in rows]

    def answered_tasks(self, limit: int) -> Sequence[PendingTask]:
        """Return open tasks that this office has answered, the oldest first."""
        return [PendingTask(*row) for row in self._rows(_ANSWERED_TASKS, most=limit)]

    def count_tasks(self) -> int:
        """Return how many tasks are open and not answered."""
        return int(self._scalar(_COUNT_TASKS))

    def put_person(self, person: KnownPerson) -> None:
        """Store whom other offices know, in place of what was known of the document."""
        self._statements.run(
            _DROP_PERSON, {"type": person.document_type, "number": person.document}
        )
        self._statements.run(_ADD_PERSON, _values(person))

    def known_person(self, document_type: str, document: str) -> KnownPerson | None:
        """Return whom other offices know by a document, or None."""
        row = self._one(_PERSON, type=document_type, number=document)
        return None if row is None else KnownPerson(*row)

    def put_branch(self, entry: BranchEntry) -> None:
        """Keep an operation that another copy of this office's database wrote."""
        self._statements.run(_DROP_BRANCH, {"key": entry.id})
        self._statements.run(_ADD_BRANCH, _values(entry))

    def branch(self, limit: int) -> Sequence[BranchEntry]:
        """Return the operations of the other copy, in their order."""
        return [BranchEntry(*row) for row in self._rows(_BRANCH, most=limit)]


def _values(value: Any) -> dict[str, Any]:
    """Return a record by its columns: each has the names, and the order, of its table's."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}

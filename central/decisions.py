"""What the centre decides on what offices send: across offices, no office can.

Called in the transaction of the push, for what is new: a decision is there with what it decides
on, or not at all. What it tells comes to the offices in the feed; what it cannot decide becomes a
task that somebody sees to. Nothing is silently undone.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from central import enrolments, identity, seating
from central.work import Work
from db.central import tasks
from db.central.operations import Kept
from domain.exchange import RowImage
from domain.identities import Answer
from domain.operations import Operation
from domain.tasks import DIFFERENT, SAME, WORDS_LIMIT, TaskKind


def decide(
    work: Work,
    office: dict[str, Any],
    operations: Sequence[Operation],
    rows: Collection[RowImage],
) -> None:
    """Decide on the operations and rows that an office sent and that are new here.

    Args:
        office: as ``db.central.offices`` gives it (``id``, ``code``, ``name`` …), locked.
        operations: those that were applied, in order.
        rows: those whose image was kept.
    """
    answers = [one for one in map(_answered, operations) if one is not None]
    identity.merge(work, office, rows, _said(work, office, answers))
    seating.seat(work, office, operations)
    enrolments.note(work, office, operations)


def resolve(
    work: Work, office: Mapping[str, Any], task_id: UUID, choice: str, resolution: str, by: str
) -> bool:
    """Resolve a task as somebody of its office, or of the ministry, says.

    Args:
        office: whose task it is, locked.
        choice: the code of one of the task's choices (``domain.tasks``).
        by: who says so.

    Returns:
        Whether it was resolved: it waits, is that office's, and takes that answer.
    """
    answer = _Answer(task_id, choice, resolution, by)
    identity.merge(work, office, (), _said(work, office, [answer]))
    closed = tasks.get(work.link, task_id)
    return closed is not None and closed["resolved_at"] == work.now


@dataclass(frozen=True, slots=True)
class _Answer:
    task_id: UUID
    choice: str
    resolution: str
    by: str


def _answered(operation: Operation) -> _Answer | None:
    """Return the answer that an operation tells; None for any other, and for one that is none."""
    if operation.type != "task_answered":
        return None
    try:
        payload = json.loads(operation.payload or "")
    except ValueError:
        return None
    if not isinstance(payload, dict):
        return None
    told = [payload.get(name) for name in ("choice", "resolution", "by")]
    words = [one if isinstance(one, str) else "" for one in told]
    return _Answer(operation.aggregate_id, words[0], words[1][:WORDS_LIMIT], words[2][:120])


def _said(work: Work, office: Mapping[str, Any], answers: Sequence[_Answer]) -> list[identity.Said]:
    """Close the tasks that were answered; return what was said of who is the same person.

    The answer of a task that is another office's, is over, or takes none such, changes nothing.
    """
    said = []
    for one in answers:
        task = tasks.get(work.link, one.task_id)
        if task is None or task["office_id"] != office["id"] or task["resolved_at"] is not None:
            continue
        if task["kind"] == TaskKind.SAME_PERSON:
            if one.choice in {SAME, DIFFERENT}:
                subject = task["subject"]
                answer = Answer(frozenset(subject["names"]), one.choice == SAME)
                said.append(
                    identity.Said(UUID(subject["canonical"]), answer, one.resolution, one.by)
                )
        elif task["kind"] != TaskKind.CORRECT_DOCUMENT:
            work.close_task(one.task_id, office["id"], one.resolution, one.by)
    return said


def put_aside(work: Work, office: dict[str, Any], kept: Sequence[tuple[Kept, str]]) -> None:
    """Open a task for operations that were put aside: one for each reason that waits.

    Args:
        kept: each with its reason in words.
    """
    office_id: UUID = office["id"]
    for item, words in kept:
        subject = {"reason": item.reason}
        if tasks.is_open(work.link, TaskKind.OPERATION_REFUSED, office_id, subject):
            continue
        work.open_task(
            office_id,
            office["name"],
            TaskKind.OPERATION_REFUSED,
            words=f"El centro apartó operaciones de esta oficina. {words}",
            how="Están guardadas. Avise al ministerio, que las revisa con el registro completo.",
            subject={
                **subject,
                "operation_id": str(item.operation.id),
                "sequence": item.operation.sequence,
            },
        )

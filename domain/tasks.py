"""What waits for a person's decision: "Pendientes"."""

from dataclasses import dataclass
from enum import StrEnum

from domain.exchange import PendingTask
from domain.staff import Role

WORDS_LIMIT = 600
"""Longest text of a task, and of an answer, in characters."""


class TaskKind(StrEnum):
    """What a task is about; one of a kind not known here is shown by its words."""

    SAME_PERSON = "same_person"
    CORRECT_DOCUMENT = "correct_document"
    SEAT_TAKEN = "seat_taken"
    OPERATION_REFUSED = "operation_refused"
    CATALOGUE_UNREADABLE = "catalogue_unreadable"
    ROW_UNUSABLE = "row_unusable"
    SERVICE_WITHDRAWN = "service_withdrawn"
    LOG_FORKED = "log_forked"
    RECOVERED_APART = "recovered_apart"
    BIOMETRIC_MATCH = "biometric_match"
    CAPTURE_REFUSED = "capture_refused"
    DOCUMENT_DAMAGED = "document_damaged"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a task takes."""

    code: str
    label: str


SAME, DIFFERENT, SEEN = "same", "different", "seen"
_CHOICES = {
    TaskKind.SAME_PERSON: (
        Choice(SAME, "Es la misma persona"),
        Choice(DIFFERENT, "Son personas distintas"),
    ),
    TaskKind.SEAT_TAKEN: (Choice(SEEN, "Entendido"),),
    TaskKind.OPERATION_REFUSED: (Choice(SEEN, "Ya está revisado"),),
    TaskKind.CATALOGUE_UNREADABLE: (Choice(SEEN, "Ya avisé al centro"),),
    TaskKind.ROW_UNUSABLE: (Choice(SEEN, "Ya avisé al centro"),),
    TaskKind.SERVICE_WITHDRAWN: (Choice(SEEN, "Ya está resuelto"),),
    TaskKind.LOG_FORKED: (Choice(SEEN, "Ya está revisado"),),
    TaskKind.RECOVERED_APART: (Choice(SEEN, "Ya está revisado"),),
    TaskKind.BIOMETRIC_MATCH: (
        Choice(DIFFERENT, "Son personas distintas"),
        Choice(SAME, "Es la misma persona"),
    ),
    TaskKind.CAPTURE_REFUSED: (Choice(SEEN, "Entendido"),),
    TaskKind.DOCUMENT_DAMAGED: (Choice(SEEN, "Entendido"),),
    # Nothing to answer: it closes by itself once the document is corrected.
    TaskKind.CORRECT_DOCUMENT: (),
}
_OF_THIS_OFFICE = frozenset(
    {
        TaskKind.CATALOGUE_UNREADABLE,
        TaskKind.ROW_UNUSABLE,
        TaskKind.SERVICE_WITHDRAWN,
        TaskKind.RECOVERED_APART,
        TaskKind.BIOMETRIC_MATCH,
        TaskKind.CAPTURE_REFUSED,
        TaskKind.DOCUMENT_DAMAGED,
    }
)
WITH_REASON = frozenset({TaskKind.BIOMETRIC_MATCH})
"""Tasks whose answer needs words: it decides on a person."""
MINISTRY = "ministry"
"""The owner of what no office can resolve."""


def choices_of(task: PendingTask) -> tuple[Choice, ...]:
    """Return the answers a task takes; none where it closes by itself."""
    if task.kind in set(TaskKind):
        return _CHOICES[TaskKind(task.kind)]
    return (Choice(SEEN, "Ya está revisado"),)


def is_local(task: PendingTask) -> bool:
    """Tell whether it is a task of this office only, which no centre has to close."""
    return task.kind in _OF_THIS_OFFICE


def owner_of(task: PendingTask) -> str:
    """Return who is to resolve it, as the office says it."""
    return "Ministerio" if task.owner_role == MINISTRY else _owner(task).label


def is_for(task: PendingTask, roles: frozenset[Role]) -> bool:
    """Tell whether somebody of ``roles`` is to resolve it."""
    return task.owner_role != MINISTRY and _owner(task) in roles


def _owner(task: PendingTask) -> Role:
    # A role that only a later program knows is the supervisor's to see to.
    return Role(task.owner_role) if task.owner_role in set(Role) else Role.SUPERVISOR

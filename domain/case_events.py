"""What happened to cases, kept as it was when it happened: never changed, never taken back.

A case that is reopened loses its answer and its closing; what was published of the month in which
it was answered and closed must not.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class CaseEventKind(StrEnum):
    """What is kept of a case's way, by the operation that tells of it."""

    OPENED = "case_opened"
    RETURNED = "case_returned"
    RESUBMITTED = "case_resubmitted"
    RESOLVED = "case_resolved"
    CLOSED = "case_closed"
    REOPENED = "case_reopened"
    REFERRED = "case_referred"
    LAPSED = "case_lapsed"
    WITHDRAWN = "case_withdrawn"


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One such moment of a case.

    Attributes:
        place: counts the events of one case from 1.
        first: the first of its kind of that case: a case closed twice served one person.
        service, channel: as they were then.
        staff_id: who did it.
        clock_from: from when the promised time ran; ``due_at`` until when; None where none did.
        ticket_id: the visit in which it came, or came back last; None where it was sent.
        detail: code of the solution or its kind (resolved), the area (referred), the conformity
            (closed), the version of the catalogue (returned); empty otherwise.
    """

    case_id: UUID
    place: int
    kind: CaseEventKind
    first: bool
    at: datetime
    service: int
    channel: str
    staff_id: UUID
    entity_id: UUID | None = None
    ticket_id: UUID | None = None
    clock_from: datetime | None = None
    due_at: datetime | None = None
    detail: str = ""

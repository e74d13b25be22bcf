"""A request that only a supervisor may grant."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.errors import KnownError

VALID_FOR = timedelta(minutes=30)
ASKED_LIMIT = 500
"""Longest reason of a request, in characters: the answer to be sent is read in it."""


class ApprovalKind(StrEnum):
    """What leave is asked for."""

    ISSUE_AFTER_HOURS = "issue_after_hours"
    CALL_OUT_OF_TURN = "call_out_of_turn"
    SEND_ANSWER = "send_answer"

    @property
    def label(self) -> str:
        """The request as the supervisor reads it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ApprovalKind.ISSUE_AFTER_HOURS: "Emitir un turno fuera de horario",
    ApprovalKind.CALL_OUT_OF_TURN: "Llamar fuera de orden",
    ApprovalKind.SEND_ANSWER: "Enviar la respuesta de un trámite",
}


class ApprovalState(StrEnum):
    """Where a request stands; a granted one is used once."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"


class ApprovalNeeded(KnownError):
    """The action needs a supervisor's leave first."""

    def __init__(self, kind: ApprovalKind, what: str) -> None:
        self.kind = kind
        super().__init__(
            what, todo="Pida la autorización: el supervisor responde en su pantalla o con su PIN."
        )


class ApprovalUnusable(KnownError):
    """The request was refused, used, is too old, or was for something else."""

    what = "Esa autorización ya no sirve."
    kept = "No se cambió nada."
    todo = "Pida otra al supervisor."


@dataclass(frozen=True, slots=True)
class Approval:
    """A request for leave. ``subject`` is the turno, case or matter it is about."""

    id: UUID
    office_id: UUID
    kind: ApprovalKind
    subject: str
    reason: str
    asked_by: UUID
    asked_at: datetime
    state: ApprovalState = ApprovalState.PENDING
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    answer: str = ""
    version: int = 1

    def answered(self, *, granted: bool, by: UUID, now: datetime, answer: str = "") -> "Approval":
        """Return the request granted or refused.

        Raises:
            ApprovalUnusable: it was answered already, or the asker answers it.
        """
        if self.state is not ApprovalState.PENDING or by == self.asked_by:
            raise ApprovalUnusable()
        state = ApprovalState.GRANTED if granted else ApprovalState.REFUSED
        return replace(
            self,
            state=state,
            answered_by=by,
            answered_at=now,
            answer=answer,
            version=self.version + 1,
        )

    def used(self, kind: ApprovalKind, subject: str, now: datetime) -> "Approval":
        """Return the request spent on the action it was granted for.

        Raises:
            ApprovalUnusable: not granted, spent, older than ``VALID_FOR``, or for another matter.
        """
        fresh = self.answered_at is not None and abs(now - self.answered_at) <= VALID_FOR
        if self.state is not ApprovalState.GRANTED or not fresh:
            raise ApprovalUnusable()
        if (kind, subject) != (self.kind, self.subject):
            raise ApprovalUnusable()
        return replace(self, state=ApprovalState.USED, version=self.version + 1)

"""A counter's session: closed, open, on a break."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.errors import KnownError

SESSION_TYPES = frozenset(
    {
        "counter_opened",
        "counter_break",
        "counter_back",
        "counter_closed",
        "counter_services_changed",
    }
)
"""Types of the operations that tell of a session."""


class SessionState(StrEnum):
    """Where a counter session stands."""

    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"


class CounterTaken(KnownError):
    """Somebody else holds the counter."""

    what = "Esa ventanilla ya está abierta."
    todo = "Elija otra, o pida al supervisor que la cierre."


class CounterNotOpen(KnownError):
    """The action needs an open counter."""

    what = "Su ventanilla no está abierta."
    todo = "Ábrala para llamar y atender."


class CounterBusy(KnownError):
    """A turno is being called or served at the counter."""

    what = "Hay un turno en su ventanilla."
    kept = "Sigue en atención."
    todo = "Finalícelo o reasígnelo primero."


@dataclass(frozen=True, slots=True)
class CounterSession:
    """One person at one counter for a stretch of a day, with the services attended."""

    id: UUID
    office_id: UUID
    counter_id: UUID
    staff_id: UUID
    day: date
    services: frozenset[int]
    opened_at: datetime
    state: SessionState = SessionState.OPEN
    break_reason: str = ""
    since: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1

    def on_break(self, reason: str, now: datetime) -> "CounterSession":
        """Return the session on a break.

        Raises:
            CounterNotOpen: it is not open.
        """
        self._require(SessionState.OPEN)
        return self._become(SessionState.BREAK, now, break_reason=reason)

    def back(self, now: datetime) -> "CounterSession":
        """Return the session open again after a break.

        Raises:
            CounterNotOpen: it is not on a break.
        """
        self._require(SessionState.BREAK)
        return self._become(SessionState.OPEN, now, break_reason="")

    def closed(self, now: datetime) -> "CounterSession":
        """Return the session closed.

        Raises:
            CounterNotOpen: it is closed already.
        """
        self._require(SessionState.OPEN, SessionState.BREAK)
        return self._become(SessionState.CLOSED, now, closed_at=now)

    def attending(self, services: frozenset[int]) -> "CounterSession":
        """Return the session attending other services."""
        self._require(SessionState.OPEN, SessionState.BREAK)
        return replace(self, services=services, version=self.version + 1)

    def _require(self, *states: SessionState) -> None:
        if self.state not in states:
            raise CounterNotOpen()

    def _become(
        self,
        state: SessionState,
        now: datetime,
        *,
        break_reason: str | None = None,
        closed_at: datetime | None = None,
    ) -> "CounterSession":
        reason = self.break_reason if break_reason is None else break_reason
        return replace(
            self,
            state=state,
            since=now,
            break_reason=reason,
            closed_at=closed_at,
            version=self.version + 1,
        )

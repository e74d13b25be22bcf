"""A notice of the supervisor to a counter: shown there until somebody says that they read it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

NOTICE_LIMIT = 300
"""Longest notice, in characters."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to one counter, of one day; ``read_by`` is None until it was read."""

    id: UUID
    office_id: UUID
    day: date
    counter_id: UUID
    text: str
    sent_by: UUID
    sent_at: datetime
    read_by: UUID | None = None
    read_at: datetime | None = None
    version: int = 1

    def read(self, by: UUID, now: datetime) -> "Notice":
        """Return the notice as read by somebody at the counter."""
        return replace(self, read_by=by, read_at=now, version=self.version + 1)

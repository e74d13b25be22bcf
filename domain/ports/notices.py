"""Where the notices to the counters are kept."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.notices import Notice


class Notices(Protocol):
    """The supervisor's notices to the counters."""

    def get(self, notice_id: UUID) -> Notice:
        """Return a notice. Raises NotFound."""
        ...

    def unread(self, counter_id: UUID, day: date) -> Sequence[Notice]:
        """Return what a counter has not read yet of a day, the oldest first."""
        ...

    def of_day(self, day: date) -> Sequence[Notice]:
        """Return the notices of a day, the newest first."""
        ...

    def add(self, notice: Notice) -> None: ...

    def save(self, notice: Notice) -> None:
        """Store that a notice was read. Raises Stale."""
        ...

"""Where the corrective and preventive actions are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.improvements import Improvement


class Improvements(Protocol):
    """The corrective and preventive actions."""

    def get(self, improvement_id: UUID) -> Improvement:
        """Return an action. Raises NotFound."""
        ...

    def under_way(self) -> Sequence[Improvement]:
        """Return those to be done or verified, what is due first at the head."""
        ...

    def ended(self, most: int) -> Sequence[Improvement]:
        """Return those verified or dropped, the last created first."""
        ...

    def settled(self, staff_id: UUID, begins: datetime, ends: datetime) -> Sequence[Improvement]:
        """Return those of a responsible that were verified between two moments, in that order."""
        ...

    def add(self, improvement: Improvement) -> None: ...

    def save(self, improvement: Improvement) -> None:
        """Store a changed action. Raises Stale."""
        ...

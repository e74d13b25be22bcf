"""Where the tables of the LOTAIP are kept, and what they are counted from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.figures.lotaip import Holder, Issue, Opening, Score


class LotaipTables(Protocol):
    """Old tables taken over, tables published, and who answers for them."""

    def openings(self, scope: str, year: int) -> Sequence[Opening]:
        """Return what was taken over of a year, by month and service."""
        ...

    def put_opening(self, value: Opening) -> None:
        """Keep a figure taken over; version 1 is a new one. Raises Stale."""
        ...

    def remove_opening(self, value: Opening) -> None:
        """Take one away again. Raises Stale."""
        ...

    def issues(self, scope: str, year: int) -> Sequence[Issue]:
        """Return the tables published of the months of a year, by month and number."""
        ...

    def add_issue(self, value: Issue) -> None: ...

    def holder(self, office_id: UUID) -> Holder:
        """Return who answers for the table; empty where nobody filled it in."""
        ...

    def save_holder(self, office_id: UUID, value: Holder) -> None:
        """Store it. Raises Stale."""
        ...

    def served_elsewhere(self, since: date, until: date) -> Mapping[tuple[date, int], int]:
        """Return how many the other offices served, by month and service.

        Args:
            since, until: days, both included.
        """
        ...

    def scores_elsewhere(self, since: date, until: date) -> Mapping[int, Score]:
        """Return what people answered at the other offices, by service."""
        ...

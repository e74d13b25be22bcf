"""Where the activity reports are kept, and what they are made of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.activity import ActivityReport, Work


class ActivityReports(Protocol):
    """The reports of the specialists' months."""

    def get(self, report_id: UUID) -> ActivityReport:
        """Return a report. Raises NotFound."""
        ...

    def of(self, month: date, staff_id: UUID) -> ActivityReport | None:
        """Return somebody's report of a month."""
        ...

    def of_month(self, month: date) -> Mapping[UUID, ActivityReport]:
        """Return the reports of a month by whose they are."""
        ...

    def of_staff(self, staff_id: UUID) -> Sequence[ActivityReport]:
        """Return somebody's reports, the newest month first."""
        ...

    def count_waiting(self) -> int:
        """Return how many wait for conformity."""
        ...

    def add(self, report: ActivityReport) -> None: ...

    def save(self, report: ActivityReport) -> None:
        """Store a changed report. Raises Stale."""
        ...

    def work(
        self, staff_id: UUID, days: tuple[date, date], begins: datetime, ends: datetime
    ) -> Work:
        """Return what somebody did besides attentions and cases.

        Args:
            days: the first and the last, which begin and end at the two moments.
        """
        ...

    def at_counters(self, first: date, last: date) -> frozenset[UUID]:
        """Return who had a counter open on some day."""
        ...

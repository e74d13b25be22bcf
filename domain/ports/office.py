"""Where the office, its counters and its staff are kept."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.counters import CounterSession
from domain.offices import Counter, Office
from domain.staff import Staff


class Offices(Protocol):
    """The office and its counters."""

    def office(self) -> Office:
        """Return the office of this database.

        Raises:
            NotSetUp: the first start has not been done.
        """
        ...

    def add_office(self, office: Office) -> None: ...

    def save_office(self, office: Office) -> None: ...

    def counters(self) -> Sequence[Counter]:
        """Return all counters by number."""
        ...

    def counter(self, counter_id: UUID) -> Counter:
        """Return a counter. Raises NotFound."""
        ...

    def add_counter(self, counter: Counter) -> None: ...

    def save_counter(self, counter: Counter) -> None: ...


class StaffMembers(Protocol):
    """The staff and their roles."""

    def get(self, staff_id: UUID) -> Staff:
        """Return a member of the staff. Raises NotFound."""
        ...

    def version_of(self, staff_id: UUID) -> int | None:
        """Return the record's version, or None if disabled or unknown: the cheap check."""
        ...

    def by_username(self, username: str) -> Staff | None: ...

    def all(self) -> Sequence[Staff]: ...

    def add(self, staff: Staff) -> None: ...

    def save(self, staff: Staff) -> None:
        """Store a changed record whose version went up by one. Raises Stale."""
        ...

    def save_attempts(self, staff: Staff) -> None:
        """Store failed attempts and lock only: who is signed in elsewhere is not disturbed."""
        ...


class Sessions(Protocol):
    """Counter sessions."""

    def get(self, session_id: UUID) -> CounterSession: ...

    def open_at(self, counter_id: UUID) -> CounterSession | None:
        """Return the session not yet closed at a counter."""
        ...

    def open_of(self, staff_id: UUID) -> CounterSession | None:
        """Return the session not yet closed of a member of the staff."""
        ...

    def all_open(self) -> Sequence[CounterSession]: ...

    def add(self, session: CounterSession) -> None: ...

    def save(self, session: CounterSession) -> None:
        """Store a changed session whose version went up by one. Raises Stale."""
        ...

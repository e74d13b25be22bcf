"""What the rules need from outside: a clock and a place to keep things.

A unit of work is one transaction: everything in it is kept, or nothing. Implementations are
held to one contract suite, ``tests/contracts``.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.approvals import Approval
from domain.counters import CounterSession
from domain.offices import Counter, Office
from domain.operations import LogHead, Operation, Payload
from domain.people import DocumentType, Entity, Person
from domain.queue import QueueDay, Waiting
from domain.staff import Staff
from domain.tickets import Ticket, TicketState


class Clock(Protocol):
    """The time now."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One round of calls of one turno to one counter, as the display shows it."""

    id: UUID
    ticket_id: UUID
    code: str
    counter_number: int
    called_at: datetime
    last_called_at: datetime
    recalls: int
    open: bool


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What is kept of a round of calls.

    Attributes:
        queued_at: since when the person waited.
        announced: the log's sequence of its latest call: the order in which the hall saw the
            calls, also when a clock jumps.
        out_of_turn: why it was called before others, empty when it was its turn.
        outcome: arrived, undone, no_show, transferred; empty while nobody knows.
    """

    id: UUID
    office_id: UUID
    day: date
    ticket_id: UUID
    counter_id: UUID
    staff_id: UUID
    queued_at: datetime
    called_at: datetime
    announced: int
    out_of_turn: str = ""
    outcome: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A turno with the names a person reads beside it."""

    ticket: Ticket
    person: str
    entity: str
    counter_number: int | None
    reserved_number: int | None
    staff: str


@dataclass(frozen=True, slots=True)
class Visit:
    """An earlier visit of a person."""

    ticket_id: UUID
    day: date
    code: str
    services: tuple[int, ...]
    state: TicketState
    entity: str


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


class People(Protocol):
    """The people who have come."""

    def get(self, person_id: UUID) -> Person: ...

    def by_document(self, document_type: DocumentType, document: str) -> Person | None: ...

    def search(self, text: str, limit: int) -> Sequence[Person]:
        """Return people whose document or every word of whose name begins as typed."""
        ...

    def add(self, person: Person) -> None: ...

    def save(self, person: Person) -> None: ...

    def visits(self, person_id: UUID, limit: int) -> Sequence[Visit]:
        """Return the person's visits, the latest first."""
        ...


class Entities(Protocol):
    """The public bodies people come for."""

    def get(self, entity_id: UUID) -> Entity: ...

    def by_ruc(self, ruc: str) -> Entity | None: ...

    def search(self, text: str, limit: int) -> Sequence[Entity]:
        """Return bodies whose RUC, code or every word of whose name begins as typed."""
        ...

    def add(self, entity: Entity) -> None: ...

    def save(self, entity: Entity) -> None: ...


class Days(Protocol):
    """The days of the queue."""

    def get(self, day: date) -> QueueDay | None: ...

    def add(self, day: QueueDay) -> None: ...

    def save(self, day: QueueDay) -> None: ...

    def unclosed(self) -> Sequence[QueueDay]: ...

    def set_priority_run(self, day: date, run: int) -> None:
        """Store the run of priority calls, if it changed."""
        ...

    def next_number(self, day: date, series: str) -> int:
        """Take the next number of a series: gapless, kept only if the unit is committed."""
        ...


class Tickets(Protocol):
    """The turnos."""

    def get(self, ticket_id: UUID) -> Ticket: ...

    def at_counter(self, counter_id: UUID) -> Ticket | None:
        """Return the turno called to or served at a counter."""
        ...

    def by_code(self, day: date, series: str, number: int) -> Ticket | None: ...

    def waiting(self, day: date, *, priority: bool) -> Iterator[Waiting]:
        """Yield the waiting turnos of a day by position, read as they are asked for."""
        ...

    def count_waiting(self, day: date) -> int: ...

    def in_states(self, day: date, states: Iterable[TicketState]) -> Sequence[Ticket]: ...

    def views(self, day: date, states: Iterable[TicketState] | None = None) -> Sequence[TicketView]:
        """Return the day's turnos with the names beside them, by position."""
        ...

    def views_at_counters(self) -> Sequence[TicketView]:
        """Return the turnos called or served now, of whatever day."""
        ...

    def reserved_for(self, counter_id: UUID) -> Sequence[Ticket]:
        """Return the waiting turnos sent to one counter."""
        ...

    def waits(self, day: date) -> Sequence[tuple[UUID, float]]:
        """Return turno and seconds waited, one for each time a person began to wait.

        A wait ends with the first call that was answered: who is sent to another counter keeps
        their arrival, but is already being attended.
        """
        ...

    def add(self, ticket: Ticket) -> None: ...

    def save(self, ticket: Ticket) -> None:
        """Store a changed turno whose version went up by one. Raises Stale."""
        ...

    def open_call(self, ticket_id: UUID) -> CallRecord | None: ...

    def add_call(self, call: CallRecord) -> None: ...

    def recall(self, call_id: UUID, at: datetime, recalls: int, announced: int) -> None: ...

    def end_call(self, call_id: UUID, outcome: str, at: datetime) -> None: ...

    def calls(self, day: date, limit: int) -> Sequence[Call]:
        """Return the latest calls that were not taken back, the newest first."""
        ...

    def out_of_turn_calls(self, day: date) -> int: ...

    def no_show_calls(self, day: date) -> int: ...


class Approvals(Protocol):
    """Requests for a supervisor's leave."""

    def get(self, approval_id: UUID) -> Approval: ...

    def pending(self) -> Sequence[Approval]: ...

    def add(self, approval: Approval) -> None: ...

    def save(self, approval: Approval) -> None: ...


class Log(Protocol):
    """The append-only log of operations."""

    def head(self) -> LogHead: ...

    def all(self) -> Iterator[Operation]:
        """Yield every operation by sequence."""
        ...

    def last_at(self) -> datetime | None:
        """Return the time of the last operation."""
        ...

    def of(self, aggregate_id: UUID) -> Sequence[Operation]: ...

    def append(
        self,
        aggregate: str,
        aggregate_id: UUID,
        version: int,
        type_: str,
        payload: Payload,
        *,
        actor_id: UUID | None,
        at: datetime,
    ) -> int:
        """Append one operation and return its sequence."""
        ...


class UnitOfWork(Protocol):
    """One transaction over everything that is kept."""

    @property
    def offices(self) -> Offices: ...
    @property
    def staff(self) -> StaffMembers: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def people(self) -> People: ...
    @property
    def entities(self) -> Entities: ...
    @property
    def days(self) -> Days: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def log(self) -> Log: ...


class Units(Protocol):
    """Opens units of work."""

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a write: committed when the block ends, taken back when it raises.

        Only one write runs at a time; others wait their turn.

        Raises:
            DatabaseBusy, DiskFull, DatabaseReadOnly: as their names say.
        """
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a read: a consistent picture that never makes a writer wait."""
        ...

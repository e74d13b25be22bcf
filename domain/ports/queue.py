"""Where the days of the queue and its turnos are kept, and what is read of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.queue import QueueDay, Waiting
from domain.tickets import Ticket, TicketState


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
class OutOfTurnCall:
    """A turno called before others, with its reason, who called it and where."""

    ticket_id: UUID
    code: str
    reason: str
    staff: str
    counter_number: int
    called_at: datetime


@dataclass(frozen=True, slots=True)
class TicketView:
    """A turno with the names a person reads beside it."""

    ticket: Ticket
    person: str
    entity: str
    counter_number: int | None
    reserved_number: int | None
    staff: str


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

    def view(self, ticket_id: UUID) -> TicketView:
        """Return a turno with the names beside it. Raises NotFound."""
        ...

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

    def first_calls(self, day: date) -> Sequence[tuple[UUID, datetime]]:
        """Return the turnos called on a day and when first, in that order."""
        ...

    def out_of_turn(self, day: date) -> Sequence[OutOfTurnCall]:
        """Return the calls of a day that went out of turn and were not taken back."""
        ...

    def no_show_calls(self, day: date) -> int: ...

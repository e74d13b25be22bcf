"""What was recorded of a day, as far as it is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.case_events import CaseEvent
from domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class CallFact:
    """A round of calls, as counted: who called whom where, and what came of it.

    Attributes:
        counter: number of the counter.
        outcome: as ``domain.ports.queue.CallRecord.outcome``.
    """

    ticket_id: UUID
    counter: int
    staff: UUID
    queued_at: datetime
    called_at: datetime
    out_of_turn: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Who had a counter open, from when until when (None: still)."""

    counter: int
    staff: UUID
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CaseAbout:
    """What a case opened on the day is about, as it is known now: corrections count."""

    case_id: UUID
    service: int
    entity_id: UUID | None
    topic: str
    system: str


@dataclass(frozen=True, slots=True)
class FaultFact:
    """Why a case was handed back on the day: one requirement.

    Attributes:
        verdict, reason: what was wrong; ``reason`` is the code of the catalogue.
        catalogue: the version by which the case was then checked.
    """

    case_id: UUID
    service: int
    requirement: int
    verdict: str
    reason: str
    catalogue: str

    @property
    def key(self) -> str:
        """Under which it is ranked."""
        return f"{self.requirement}|{self.verdict}|{self.reason}|{self.catalogue}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A person asked on the day how it went, or one who answered on it.

    Attributes:
        replied: they answered, whenever.
        score: what they answered on the day, 1 to 5; None in the list of those asked.
    """

    service: int
    channel: str
    counter: int
    replied: bool = False
    score: int | None = None


@dataclass(frozen=True, slots=True)
class DayRecords:
    """What was recorded of a day.

    Attributes:
        tickets: all of the day; ``calls`` of them.
        counters: their numbers, by id.
        seats: who had which counter open; one left open goes on over several days.
        about: the cases opened on the day.
        events: what happened to cases on the day, in its order; ``closings`` those first closed
            on the same date of the calendar of Guayaquil.
        asked: people asked on the day; ``answers`` those given on it.
    """

    day: date
    tickets: tuple[Ticket, ...] = ()
    calls: tuple[CallFact, ...] = ()
    counters: Mapping[UUID, int] = field(default_factory=dict)
    seats: tuple[Seat, ...] = ()
    about: tuple[CaseAbout, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    closings: tuple[CaseEvent, ...] = ()
    faults: tuple[FaultFact, ...] = ()
    asked: tuple[Asked, ...] = ()
    answers: tuple[Asked, ...] = ()

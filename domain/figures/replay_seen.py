"""What is seen of a hall that is shown again, and what it is shown from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.counters import SessionState
from domain.queue import Waiting
from domain.tickets import TicketState

PAPER_CAME, PAPER_BEGAN, PAPER_ENDED, PAPER_LEFT = (
    "paper_came", "paper_began", "paper_ended", "paper_left",
)  # fmt: skip
"""What the sheet of a contingency tells, at the hours written on it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An operation of the log about the hall.

    Attributes:
        at: by the clock that the office had then.
        of: the turno or the counter's session; the office where the day itself is meant.
        told: what the operation tells; None once it was erased.
        counter: of a session, where it is.
    """

    sequence: int
    at: datetime
    type: str
    of: UUID
    actor: UUID | None
    told: Mapping[str, Any] | None
    counter: UUID | None = None


@dataclass(frozen=True, slots=True)
class Turno:
    """A turno at a minute.

    Attributes:
        code: as printed; empty where the log no longer tells it.
        pending: services not yet attended.
        queued_at: since when the person waits; ``since`` when the present state began.
        counter: where it is called, served or held; None where it waits, or nobody knows.
        paper: given by hand in a contingency and entered afterwards.
    """

    id: UUID
    code: str
    series: str
    number: int
    priority: bool
    pending: tuple[int, ...]
    position: int
    queued_at: datetime
    since: datetime
    state: TicketState = TicketState.ISSUED
    counter: UUID | None = None
    reserved_for: UUID | None = None
    recalls: int = 0
    paper: bool = False

    def as_waiting(self) -> Waiting:
        """Return what decides its place."""
        return Waiting(
            self.id,
            self.series,
            self.number,
            self.priority,
            self.pending,
            self.position,
            self.reserved_for,
        )


@dataclass(frozen=True, slots=True)
class Post:
    """A counter with somebody there.

    Attributes:
        since: when its present state began; ``reason`` of a break.
    """

    counter: UUID
    staff: UUID | None
    services: frozenset[int]
    since: datetime
    state: SessionState = SessionState.OPEN
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted up to a minute.

    Attributes:
        no_shows: turnos that are absent at that minute.
        waited: minutes that was usual to wait up to then; None where nobody was attended yet.
    """

    issued: int = 0
    served: int = 0
    cancelled: int = 0
    expired: int = 0
    no_shows: int = 0
    waited: float | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall at a minute.

    Attributes:
        waiting: in the order in which one counter that serves all would call them.
        at_counters: called or served; ``held`` on hold.
        posts: the counters with somebody there, in the order in which they were opened.
        closed: the day was closed then.
    """

    waiting: tuple[Turno, ...]
    at_counters: tuple[Turno, ...]
    held: tuple[Turno, ...]
    posts: tuple[Post, ...]
    tally: Tally
    priority_run: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a happening changed, for who puts it into words.

    Attributes:
        code: of the turno; empty where there is none, or the log no longer tells it.
        counter: where; ``to`` the counter that a turno was sent to.
        reason: as somebody typed it.
        out_of_turn: a call before others whose turn it was.
        erased: what the operation told was deleted when its time was over.
    """

    sequence: int
    type: str
    at: datetime
    of: UUID
    code: str = ""
    counter: UUID | None = None
    to: UUID | None = None
    actor: UUID | None = None
    reason: str = ""
    out_of_turn: bool = False
    paper: bool = False
    erased: bool = False

"""What the public display knows and shows: numbers, never names."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Called:
    """One call, as the hall sees it.

    Args:
        call_id: what makes it this call.
        ticket: the turno's code ("P-003").
        counter: the number of the counter.
        at: when it was called (aware of its time zone).
        attempt: 1 for the first call, 2 and 3 for the repeated ones.
    """

    call_id: str
    ticket: str
    counter: int
    at: datetime
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class DisplayState:
    """What the office says right now.

    Args:
        office: its name.
        calls: the latest first.
        open: whether it attends.
        hours: when it attends, in words, for the page of the closed office.
    """

    office: str
    calls: tuple[Called, ...] = ()
    open: bool = True
    hours: str = ""


class Phase(Enum):
    """Which page the display shows."""

    STARTING = "starting"
    WAITING = "waiting"
    CALLS = "calls"
    CLOSED = "closed"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the display shows.

    Args:
        phase: the page.
        office: the name of the office.
        hours: when it attends.
        last: the call shown large.
        previous: the ones before, the latest first.
        fresh: ``last`` has just come and is to be noticed.
    """

    phase: Phase = Phase.STARTING
    office: str = ""
    hours: str = ""
    last: Called | None = None
    previous: tuple[Called, ...] = ()
    fresh: bool = False

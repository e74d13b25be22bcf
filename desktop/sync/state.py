"""How the link with the centre stands, as one frozen value."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from domain.errors import KnownError


class LinkPhase(Enum):
    """How the link stands."""

    UNLINKED = auto()
    """The office is linked with no centre."""
    ELSEWHERE = auto()
    """Another workstation or program of the office talks to the centre."""
    LINKED = auto()
    """What there was to send was sent, and the centre was heard."""
    SENDING = auto()
    """More is being sent than goes in one request."""
    BROKEN = auto()
    """Something stands in the way."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How the link stands.

    Attributes:
        since: since when it stands so; None where that is not known.
        heard_at: when the centre last answered this office; None where it never did.
        ends_at: when signing in ends, unless the centre is heard of before (``domain.offline``).
        waiting: operations that the centre has not.
        refused: operations that the centre did not take and nobody has seen to.
        trouble: what stands in the way.
    """

    phase: LinkPhase = LinkPhase.UNLINKED
    since: datetime | None = None
    heard_at: datetime | None = None
    ends_at: datetime | None = None
    waiting: int = 0
    refused: int = 0
    trouble: KnownError | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one round sent and received."""

    operations: int = 0
    rows: int = 0
    refused: int = 0
    files: int = 0
    received: int = 0

    def __add__(self, other: "Exchanged") -> "Exchanged":
        return Exchanged(
            self.operations + other.operations,
            self.rows + other.rows,
            self.refused + other.refused,
            self.files + other.files,
            self.received + other.received,
        )

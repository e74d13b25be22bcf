"""What is held of one finger while it is captured; changed by ``biometrics.session`` alone."""

from dataclasses import dataclass, field
from uuid import UUID

from biometrics.agreement import MOST_IMPRESSIONS
from biometrics.verdicts import FingerProgress, FingerState, KeptImpression
from domain.fingers import IMPRESSIONS, Finger, FingerException

ATTEMPTS = 3
"""Impressions below what is asked for, until a supervisor decides."""


@dataclass(slots=True)
class HeldFinger:
    """What is held of one finger.

    Attributes:
        held: impressions that passed the gate, in the order they were taken; never over
            ``MOST_IMPRESSIONS``.
        poor: the best ones below it, at most ``IMPRESSIONS``.
        agreed: the three of ``held`` that agree.
        bad: how many were below the gate since the beginning.
        attempts: over all beginnings.
    """

    finger: Finger
    held: list[KeptImpression] = field(default_factory=list)
    poor: list[KeptImpression] = field(default_factory=list)
    agreed: tuple[int, ...] | None = None
    bad: int = 0
    doubts: int = 0
    attempts: int = 0
    exception: FingerException | None = None
    accepted: tuple[KeptImpression, ...] = ()
    accepted_by: UUID | None = None

    @property
    def state(self) -> FingerState:
        if self.exception is not None:
            return FingerState.EXCEPTED
        if self.agreed is not None or self.accepted_by is not None:
            return FingerState.DONE
        if self.bad >= ATTEMPTS or len(self.held) >= MOST_IMPRESSIONS:
            return FingerState.FAILED
        return FingerState.UNDER_WAY if self.held or self.bad else FingerState.PENDING

    @property
    def open(self) -> bool:
        """Whether it takes another impression; after poor ones it still does."""
        return (
            self.state not in {FingerState.DONE, FingerState.EXCEPTED}
            and len(self.held) < MOST_IMPRESSIONS
        )

    @property
    def kept(self) -> tuple[KeptImpression, ...]:
        if self.exception is not None:
            return ()
        if self.agreed is not None:
            return tuple(self.held[place] for place in self.agreed)
        return self.accepted or tuple(self.held)

    def begin_again(self) -> None:
        self.held, self.poor, self.agreed = [], [], None
        self.bad = self.doubts = 0
        self.exception, self.accepted, self.accepted_by = None, (), None

    def progress(self) -> FingerProgress:
        qualities = [each.print.quality for each in (*self.held, *self.poor)]
        return FingerProgress(
            self.finger,
            self.state,
            len(self.kept),
            max(IMPRESSIONS, min(len(self.held) + 1, MOST_IMPRESSIONS))
            if self.agreed is None
            else IMPRESSIONS,
            max(qualities, default=None),
            self.attempts,
            self.exception,
            self.accepted_by,
        )

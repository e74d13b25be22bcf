"""A session over impressions that were read before, for the tests of what it decides."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from biometrics import prints
from biometrics.gate import Judged, Thresholds
from biometrics.images import GreyImage
from biometrics.prints import Print
from biometrics.session import CaptureSession
from biometrics.verdicts import FingerState, Verdict
from domain.fingers import ExceptionReason, Finger, FingerException, Guidance
from tests.biometrics.conftest import Pool

THUMB, INDEX, LEFT = Finger.RIGHT_THUMB, Finger.RIGHT_INDEX, Finger.LEFT_THUMB
SUPERVISOR = UUID(int=9)
ASKED = (THUMB, INDEX)
SEVERAL = Thresholds()


@lru_cache
def compared(one: Print, other: Print) -> int:
    """Compare once for all tests: clear impressions of one finger take some 100 ms."""
    return prints.match(one, other)


def stood_in(pool: Pool) -> dict[GreyImage, Judged]:
    return {placed.image: placed.judged for placed in pool.values()}


class Seat:
    """A session over impressions that were read before, some of which may be made poorer."""

    def __init__(
        self,
        pool: Pool,
        fingers: Sequence[Finger] = ASKED,
        *,
        minimum: int = 2,
        operator: Sequence[Print] = (),
        others: Sequence[Sequence[Print]] = (),
        thresholds: Thresholds = SEVERAL,
    ) -> None:
        self.pool, self.read = pool, stood_in(pool)
        self.session = CaptureSession(
            fingers,
            thresholds,
            minimum,
            operator,
            others,
            judge=lambda image, _: self.read[image],
            match=compared,
        )

    def place(self, finger: Finger, seed: int, turn: int) -> Verdict:
        return self.session.offer(finger, self.pool[seed, turn].image)

    def spoil(self, seed: int, *turns: int, quality: int | None = 20) -> None:
        """Make impressions too poor for the gate; with None they are no prints at all."""
        for turn in turns:
            placed = self.pool[seed, turn]
            read = None if quality is None else replace(placed.print, quality=quality + turn)
            self.read[placed.image] = Judged(read, False, Guidance.MORE_PRESSURE)

    def capture(self, finger: Finger, seed: int) -> None:
        for turn in range(3):
            self.place(finger, seed, turn)

    def following(self) -> Finger | None:
        return self.session.next_finger

    def state(self, finger: Finger) -> FingerState:
        return next(each.state for each in self.session.progress if each.finger is finger)


def allowed(finger: Finger) -> FingerException:
    return FingerException(finger, ExceptionReason.BANDAGED, permanent=False, allowed_by=SUPERVISOR)

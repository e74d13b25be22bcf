"""All who are enrolled, in memory, and the search for somebody among them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from biometrics.prints import match_templates
from biometrics.record import Record
from domain.fingers import Finger

DOUBT = 25
"""Score of the best of 3x3 from which a person decides; 40 and more is nearly sure.

Source: design notes of the biometric kit, "Rules that measured well"."""

Key = tuple[UUID, UUID]
"""Office and enrolment."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A finger that is like one of somebody enrolled.

    Attributes:
        key: of the enrolment that was found.
        score: Bozorth3, the best of all their impressions.
    """

    key: Key
    finger: Finger
    other_finger: Finger
    score: int


class Enrolled:
    """All who are enrolled, opened, in memory only."""

    def __init__(self) -> None:
        self._records: dict[Key, Record] = {}

    def put(self, key: Key, record: Record) -> None:
        """Add an enrolment, in place of an earlier capture of it."""
        self._records[key] = record

    def drop(self, key: Key) -> None:
        """Take an enrolment out."""
        self._records.pop(key, None)

    def search(self, record: Record, among: Collection[Key] | None = None) -> list[Alike]:
        """Return which enrolments have a finger like one of ``record``, the most alike first.

        Args:
            among: only these; None for all.
        """
        keys = self._records if among is None else among
        found = [self._best(record, key, self._records[key]) for key in keys]
        return sorted(
            (one for one in found if one.score >= DOUBT), key=lambda one: (-one.score, one.key)
        )

    def _best(self, record: Record, key: Key, other: Record) -> Alike:
        best = Alike(key, Finger.RIGHT_THUMB, Finger.RIGHT_THUMB, 0)
        for finger, templates in record.fingers.items():
            for other_finger, others in other.fingers.items():
                score = max(match_templates(one, two) for one in templates for two in others)
                if score > best.score:
                    best = Alike(key, finger, other_finger, score)
        return best

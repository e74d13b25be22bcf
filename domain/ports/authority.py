"""Which copy of the office's database counts, and whether the office works on paper meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Standing:
    """What a copy of the office's database says of itself.

    Attributes:
        epoch: raised each time another copy takes its place; ``since`` when it last was.
        contingency_from: since when the office works on paper, ``contingency_day`` on which day of
            the queue; None while it does not.
    """

    epoch: int
    since: datetime
    contingency_from: datetime | None = None
    contingency_day: date | None = None


class Authorities(Protocol):
    """The one row that says it."""

    def standing(self) -> Standing: ...

    def take_over(self, epoch: int, at: datetime) -> None:
        """Make this copy the one that counts."""
        ...

    def set_contingency(self, since: datetime | None, day: date | None) -> None:
        """Note that the office works on paper, or no longer does."""
        ...

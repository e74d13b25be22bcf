"""Other offices' figures, as the centre tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from desktop.ports import OfficeSeen
from domain.exchange import RowImage


@dataclass(frozen=True, slots=True)
class FiguresTold:
    """What the centre told of an office's figures.

    Attributes:
        rows: those that changed; all of them where ``whole``.
        head: the place of its log up to which they are, ``epoch`` of its authority.
        count: rows that the centre has of it altogether; None where it was told more meanwhile.
        due: days that the office had still to count.
        names: of its staff.
    """

    rows: Sequence[RowImage]
    whole: bool
    head: int
    epoch: int
    count: int | None
    due: int
    names: Mapping[UUID, str]


class OtherFigures(Protocol):
    """What the centre tells of the figures of offices that this workstation may see."""

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        """Return those offices.

        Raises:
            KnownError: the centre cannot be asked.
        """
        ...

    def figures(self, office_id: UUID, since: int, epoch: int) -> FiguresTold:
        """Return what changed since a place of an office's log; all where its epoch is another.

        Args:
            since: 0 for all.

        Raises:
            KnownError: the centre cannot be asked, or what it told cannot be understood.
        """
        ...

    def close(self) -> None:
        """Cut what is asked just now; whoever asks again is told that it was cut."""
        ...

"""Where it is kept what the centre told of other offices' figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.exchange import RowImage
from domain.figures.facts import Fact

NOT_WHOLE = -1


@dataclass(frozen=True, slots=True)
class OfficeTold:
    """What is kept of another office, beside its figures.

    Attributes:
        heard_at: until when the centre had heard of it, by this computer's clock.
        head: the place of its log up to which its figures are here; ``NOT_WHOLE`` where not all
            came yet. ``epoch`` of its authority.
        due: days it had still to count, or that are still to come here.
        first_day, last_day: the first and last of which figures are here.
        names: of its staff.
    """

    id: UUID
    code: str
    name: str
    heard_at: datetime | None = None
    head: int = NOT_WHOLE
    epoch: int = 0
    due: int = 0
    first_day: date | None = None
    last_day: date | None = None
    names: Mapping[UUID, str] = field(default_factory=dict)


class KnownFigures(Protocol):
    """Other offices' figures, as far as the centre told of them."""

    def office(self, office_id: UUID) -> OfficeTold | None: ...

    def put_office(self, told: OfficeTold) -> None:
        """Keep an office in place of what was kept of it, without its figures."""
        ...

    def forget(self, office_id: UUID) -> None:
        """Forget an office's figures and their months."""
        ...

    def apply(self, office_id: UUID, images: Iterable[RowImage]) -> frozenset[date]:
        """Keep rows that an office counted, take away those that are no more.

        Returns:
            the days they are of.

        Raises:
            ImageDamaged: a row is not what its table holds; nothing may be committed.
        """
        ...

    def count(self, office_id: UUID) -> int:
        """Return how many rows are kept of an office."""
        ...

    def bounds(self, office_id: UUID, until: date) -> tuple[date, date] | None:
        """Return the first and the last day of which figures are kept, up to one."""
        ...

    def facts(self, office_id: UUID, since: date, until: date) -> Iterable[Fact]:
        """Yield what was counted of some days, both included."""
        ...

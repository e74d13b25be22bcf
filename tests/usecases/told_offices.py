"""A centre that tells of other offices what a test gives it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.ports import OfficeSeen
from domain.errors import KnownError
from domain.ports import Units


class Told:
    """A centre that has what the test gives it.

    Attributes:
        asked: the offices whose day was asked for.
        broken: why nothing, or one office's day, can be asked for.
    """

    def __init__(self, *offices: tuple[OfficeSeen, Units | None]) -> None:
        self.offices = {one.id: (one, units) for one, units in offices}
        self.asked: list[UUID] = []
        self.broken: KnownError | None = None
        self.broken_day: KnownError | None = None

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        if self.broken is not None:
            raise self.broken
        return [one for one, _ in self.offices.values()]

    @contextmanager
    def day(self, office_id: UUID, day: date) -> Iterator[Units]:
        self.asked.append(office_id)
        if self.broken_day is not None:
            raise self.broken_day
        units = self.offices[office_id][1]
        assert units is not None
        yield units

    def close(self) -> None:
        """Nothing is ever under way."""

    def tell(self, office_id: UUID, **changed: object) -> None:
        one, units = self.offices[office_id]
        self.offices[office_id] = (replace(one, **changed), units)  # type: ignore[arg-type]

"""Other offices' days, put together: asked of the centre, counted in a copy of their rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from db.copies import copy_of
from desktop.ports import OfficeSeen
from desktop.sync.offices import OfficeDays
from desktop.sync.troubles import AnswerDamaged
from domain.exchange import ImageDamaged
from domain.ports import Units


class CentreOffices:
    """The offices that the centre tells this workstation of.

    Args:
        days: asks the centre in this workstation's name.
    """

    def __init__(self, days: OfficeDays) -> None:
        self._days = days

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        """Return the offices that this workstation may see. Raises LinkTrouble."""
        return self._days.seen(day)

    @contextmanager
    def day(self, office_id: UUID, day: date) -> Iterator[Units]:
        """Give a copy of what there is of an office's day. Raises LinkTrouble."""
        rows = self._days.rows(office_id, day)
        try:
            with copy_of(rows) as units:
                yield units
        except ImageDamaged as exc:
            raise AnswerDamaged from exc

"""Which copy of the office's database counts, and whether the office works on paper meanwhile."""

from datetime import date, datetime

from sqlalchemy import bindparam, select, update

from db.repositories.base import Repository
from db.tables import authority
from domain.errors import DatabaseDamaged
from domain.ports.authority import Standing

_GET = select(
    authority.c.epoch,
    authority.c.since,
    authority.c.contingency_from,
    authority.c.contingency_day,
)
_TAKE_OVER = update(authority).values(epoch=bindparam("number"), since=bindparam("moment"))
_CONTINGENCY = update(authority).values(
    contingency_from=bindparam("begun"), contingency_day=bindparam("on")
)


class SqlAuthorities(Repository):
    """The one row that says it."""

    def standing(self) -> Standing:
        """Return what this copy says of itself. Raises DatabaseDamaged where it says nothing."""
        row = self._one(_GET)
        if row is None:
            raise DatabaseDamaged
        return Standing(*row)

    def take_over(self, epoch: int, at: datetime) -> None:
        """Make this copy the one that counts."""
        self._change(_TAKE_OVER, {"number": epoch, "moment": at})

    def set_contingency(self, since: datetime | None, day: date | None) -> None:
        """Note that the office works on paper, or no longer does."""
        self._change(_CONTINGENCY, {"begun": since, "on": day})

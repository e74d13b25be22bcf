"""What the centre told of other offices' figures."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select

from db.images import IMAGES
from db.repositories.base import Repository
from db.repositories.figures import to_fact
from db.tables import figure_month, known_figure_day, known_figure_ranked, known_office
from domain.exchange import ImageDamaged, RowImage
from domain.figures.facts import COUNTED, Fact
from domain.ports.known_figures import OfficeTold

_MINUTES = re.compile(r"(\d{1,6}:\d{1,9}( \d{1,6}:\d{1,9})*)?")
_EARLIEST = date(2000, 1, 1)

_OFFICE = select(known_office).where(known_office.c.id == bindparam("office"))
_ADD_OFFICE = insert(known_office)
_DROP_OFFICE = delete(known_office).where(known_office.c.id == bindparam("office"))
_FORGET = tuple(
    delete(table).where(table.c.office_id == bindparam("office"))
    for table in (known_figure_day, known_figure_ranked, figure_month)
)


def _drop_of(table: Table) -> Any:
    return delete(table).where(
        *(column == bindparam(f"key_{column.name}") for column in table.primary_key.columns)
    )


_TABLES: Mapping[str, tuple[Any, Any]] = {
    "figure_day": (insert(known_figure_day), _drop_of(known_figure_day)),
    "figure_ranked": (insert(known_figure_ranked), _drop_of(known_figure_ranked)),
}
_COUNTS = tuple(
    select(func.count()).select_from(table).where(table.c.office_id == bindparam("office"))
    for table in (known_figure_day, known_figure_ranked)
)
_FIRST, _LAST = (
    select(edge(known_figure_day.c.day)).where(
        known_figure_day.c.office_id == bindparam("office"),
        known_figure_day.c.day <= bindparam("until"),
    )
    for edge in (func.min, func.max)
)
_FACTS = select(known_figure_day).where(
    known_figure_day.c.office_id == bindparam("office"),
    known_figure_day.c.day >= bindparam("since"),
    known_figure_day.c.day <= bindparam("until"),
)


class SqlKnownFigures(Repository):
    """Other offices' figures, as far as the centre told of them."""

    def office(self, office_id: UUID) -> OfficeTold | None:
        """Return what is kept of an office, beside its figures."""
        row = self._one(_OFFICE, office=office_id)
        if row is None:
            return None
        return OfficeTold(
            row.id,
            row.code,
            row.name,
            row.heard_at,
            row.head,
            row.epoch,
            row.due,
            row.first_day,
            row.last_day,
            {UUID(key): name for key, name in json.loads(row.names).items()},
        )

    def put_office(self, told: OfficeTold) -> None:
        """Keep an office in place of what was kept of it, without its figures."""
        self._statements.run(_DROP_OFFICE, {"office": told.id})
        names = {str(key): name for key, name in told.names.items()}
        self._statements.run(
            _ADD_OFFICE,
            {
                "id": told.id,
                "code": told.code,
                "name": told.name,
                "heard_at": told.heard_at,
                "head": told.head,
                "epoch": told.epoch,
                "due": told.due,
                "first_day": told.first_day,
                "last_day": told.last_day,
                "names": json.dumps(names, ensure_ascii=False),
            },
        )

    def forget(self, office_id: UUID) -> None:
        """Forget an office's figures and their months."""
        for statement in _FORGET:
            self._statements.run(statement, {"office": office_id})

    def apply(self, office_id: UUID, images: Iterable[RowImage]) -> frozenset[date]:
        """Keep rows that an office counted, take away those that are no more.

        Raises:
            ImageDamaged: a row is not what its table holds.
        """
        days = set()
        for image in images:
            if image.table not in _TABLES:
                raise ImageDamaged(f"{image.table} is nothing that is counted")
            add, drop = _TABLES[image.table]
            key = IMAGES[image.table].keyed(image.key)
            self._statements.run(drop, {**key, "key_office_id": office_id})
            if image.row is not None:
                values = IMAGES[image.table].values(image)
                _check(values)
                self._statements.run(add, {**values, "office_id": office_id})
            days.add(key["key_day"])
        return frozenset(days)

    def count(self, office_id: UUID) -> int:
        """Return how many rows are kept of an office."""
        return sum(int(self._scalar(statement, office=office_id)) for statement in _COUNTS)

    def bounds(self, office_id: UUID, until: date) -> tuple[date, date] | None:
        """Return the first and the last day of which figures are kept, up to one."""
        first: date | None = self._scalar(_FIRST, office=office_id, until=until)
        last: date | None = self._scalar(_LAST, office=office_id, until=until)
        return None if first is None or last is None else (first, last)

    def facts(self, office_id: UUID, since: date, until: date) -> Iterator[Fact]:
        """Yield what was counted of some days, both included."""
        for row in self._rows(_FACTS, office=office_id, since=since, until=until):
            yield to_fact(row)


def _check(values: Mapping[str, Any]) -> None:
    """Insist that a row can be summed: what is not so would spoil every figure it is in."""
    if values["day"] < _EARLIEST:
        raise ImageDamaged("a day before any office")
    if any(values.get(name, 0) < 0 for name in (*COUNTED, "count")):
        raise ImageDamaged("less than nothing was counted")
    if not all(_MINUTES.fullmatch(values.get(name, "")) for name in ("waits", "attentions")):
        raise ImageDamaged("minutes that cannot be read")
    staff = values.get("staff", "")
    if staff:
        try:
            UUID(staff)
        except ValueError as exc:
            raise ImageDamaged("nobody's id") from exc

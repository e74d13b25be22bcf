"""What was counted, summed as it is asked for: a few rows, whatever the period."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, literal_column, select

from db.repositories.base import Repository
from db.tables import (
    entity,
    figure_day,
    figure_due,
    figure_entity,
    figure_entity_day,
    figure_month,
    figure_ranked,
    known_figure_day,
    known_figure_ranked,
    known_office,
)
from domain.figures.counting import ATTENTION, LATE, OF_ENTITY, WAIT
from domain.figures.facts import (
    COUNTED,
    OF_ENTITIES,
    Counts,
    EntityFact,
    Fact,
    FactKey,
    Minutes,
    Ranked,
)
from domain.figures.statistics import Dim, KnownOffice

_BLANK: Any = literal_column("' '")
_EACH = ("service", "channel", "counter", "staff")
_PLACE: Mapping[str, ColumnElement[Any]] = {
    "service": literal_column("0"),
    "channel": literal_column("''"),
    "counter": literal_column("0"),
    "staff": literal_column("''"),
}
_MONTHS_SUMMED = (
    select(figure_month.c.month)
    .where(
        figure_month.c.office_id == bindparam("office"),
        figure_month.c.month >= bindparam("since"),
        figure_month.c.month <= bindparam("until"),
    )
    .distinct()
)
_DUE_BETWEEN = (
    select(figure_due.c.day)
    .where(figure_due.c.day >= bindparam("since"), figure_due.c.day <= bindparam("until"))
    .order_by(figure_due.c.day)
)


def _ranked_of(table: Table) -> Select[Any]:
    return (
        select(
            table.c.what,
            table.c.service,
            table.c.key,
            func.sum(table.c.count).label("times"),
        )
        .where(table.c.day >= bindparam("since"), table.c.day <= bindparam("until"))
        .group_by(table.c.what, table.c.service, table.c.key)
    )


_RANKED = _ranked_of(figure_ranked)
_KNOWN_RANKED = _ranked_of(known_figure_ranked).where(
    known_figure_ranked.c.office_id == bindparam("office")
)


@cache
def _entities_of(table: Table, when: str, apart: bool) -> Select[Any]:
    service = table.c.service if apart else _PLACE["service"].label("service")
    keys = (table.c.entity_id, table.c.service) if apart else (table.c.entity_id,)
    return (
        select(
            table.c.entity_id,
            service,
            *(func.sum(table.c[name]).label(name) for name in OF_ENTITIES),
        )
        .where(table.c[when] >= bindparam("since"), table.c[when] <= bindparam("until"))
        .group_by(*keys)
    )


_DAYS_RANKED = select(
    figure_ranked.c.day,
    figure_ranked.c.what,
    figure_ranked.c.service,
    figure_ranked.c.key,
    figure_ranked.c.count.label("times"),
).where(
    figure_ranked.c.day >= bindparam("since"),
    figure_ranked.c.day <= bindparam("until"),
    figure_ranked.c.what == bindparam("of_what"),
)
_ENTITY_NAMES = select(entity.c.id, entity.c.name)
_OFFICES = select(known_office).order_by(known_office.c.name, known_office.c.id)


class FigureSums(Repository):
    """Sums what was counted."""

    def day_sums(
        self, since: date, until: date, dims: frozenset[Dim], *, dated: bool = False
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return what was counted of the days from one to another, both included, summed.

        Args:
            dims: what stays apart; the rest of a key is 0 or empty.
            dated: days stay apart as well; else the date is None.
        """
        rows = self._rows(_sums(figure_day, "day", dims, dated), since=since, until=until)
        return [_summed(row, dated=dated) for row in rows]

    def days_with(self, what: str, since: date, until: date) -> Sequence[tuple[date, FactKey]]:
        """Return the days on which any of something was counted, and of whom, newest first."""
        rows = self._rows(_days_with(what), since=since, until=until)
        return [(row.day, _to_key(row)) for row in rows]

    def days_of_entity(
        self, entity_id: UUID, what: str, since: date, until: date
    ) -> Sequence[tuple[date, int]]:
        """Return the days, and services, on which any of it was counted of a public body."""
        rows = self._rows(_days_of_entity(what), entity=entity_id, since=since, until=until)
        return [(row.day, row.service) for row in rows]

    def days_ranked(self, what: str, since: date, until: date) -> Sequence[tuple[date, Ranked]]:
        """Return what was counted to be ranked, day by day."""
        rows = self._rows(_DAYS_RANKED, of_what=what, since=since, until=until)
        return [(row.day, _to_ranked(row)) for row in rows]

    def month_sums(
        self,
        office_id: UUID,
        since: date,
        until: date,
        dims: frozenset[Dim],
        *,
        dated: bool = False,
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return the same of whole months, by their first days, of an office."""
        statement = _sums(figure_month, "month", dims, dated)
        rows = self._rows(statement, office=office_id, since=since, until=until)
        return [_summed(row, dated=dated) for row in rows]

    def known_day_sums(
        self,
        office_id: UUID,
        since: date,
        until: date,
        dims: frozenset[Dim],
        *,
        dated: bool = False,
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return the same of days of another office, as far as the centre told."""
        statement = _sums(known_figure_day, "day", dims, dated)
        rows = self._rows(statement, office=office_id, since=since, until=until)
        return [_summed(row, dated=dated) for row in rows]

    def months_summed(self, office_id: UUID, since: date, until: date) -> frozenset[date]:
        """Return the months of an office, by their first days, whose sums are kept."""
        rows = self._rows(_MONTHS_SUMMED, office=office_id, since=since, until=until)
        return frozenset(row.month for row in rows)

    def due_between(self, since: date, until: date) -> Sequence[date]:
        """Return the days that are to be counted, or counted again, in their order."""
        return [row.day for row in self._rows(_DUE_BETWEEN, since=since, until=until)]

    def ranked(self, since: date, until: date) -> Sequence[Ranked]:
        """Return what is to be ranked of the days from one to another, summed."""
        return [_to_ranked(row) for row in self._rows(_RANKED, since=since, until=until)]

    def known_ranked(self, office_id: UUID, since: date, until: date) -> Sequence[Ranked]:
        """Return the same of another office, as far as the centre told."""
        rows = self._rows(_KNOWN_RANKED, office=office_id, since=since, until=until)
        return [_to_ranked(row) for row in rows]

    def entity_days(
        self, since: date, until: date, *, by_service: bool = True
    ) -> Sequence[EntityFact]:
        """Return what was counted of public bodies on some days, summed.

        Args:
            by_service: services stay apart; else the service is 0.
        """
        statement = _entities_of(figure_entity_day, "day", by_service)
        return [_to_entity(row) for row in self._rows(statement, since=since, until=until)]

    def entity_months(
        self, since: date, until: date, *, by_service: bool = True
    ) -> Sequence[EntityFact]:
        """Return the same of whole months, by their first days."""
        statement = _entities_of(figure_entity, "month", by_service)
        return [_to_entity(row) for row in self._rows(statement, since=since, until=until)]

    def entity_names(self) -> Mapping[UUID, str]:
        """Return the names of all public bodies."""
        return {row.id: row.name for row in self._rows(_ENTITY_NAMES)}

    def known_offices(self) -> Sequence[KnownOffice]:
        """Return the other offices of which the centre told figures, by name."""
        return [
            KnownOffice(
                row.id,
                row.code,
                row.name,
                row.heard_at,
                row.first_day,
                row.last_day,
                {UUID(key): name for key, name in json.loads(row.names or "{}").items()},
                row.due,
            )
            for row in self._rows(_OFFICES)
        ]


@cache
def _sums(table: Table, when: str, dims: frozenset[Dim], dated: bool) -> Select[Any]:
    """Return the statement that sums a table of figures: the same one for the same question."""
    kept = [table.c[dim.value] for dim in Dim if dim in dims]
    date_column = table.c[when]
    apart = [date_column, *kept] if dated else kept
    found = select(
        *((date_column.label("on"),) if dated else ()),
        *((table.c[name] if Dim(name) in dims else _PLACE[name]).label(name) for name in _EACH),
        *(func.sum(table.c[name]).label(name) for name in COUNTED),
        func.aggregate_strings(table.c.waits, _BLANK).label("waits"),
        func.aggregate_strings(table.c.attentions, _BLANK).label("attentions"),
        func.count().label("rows"),
    ).where(date_column >= bindparam("since"), date_column <= bindparam("until"))
    if "office_id" in table.c:
        found = found.where(table.c.office_id == bindparam("office"))
    # Without anything apart there is one row, also of nothing.
    return found.group_by(*apart) if apart else found.having(func.count() > 0)


@cache
def _days_with(what: str) -> Select[Any]:
    return (
        select(figure_day.c.day, *(figure_day.c[name] for name in _EACH))
        .where(
            figure_day.c.day >= bindparam("since"),
            figure_day.c.day <= bindparam("until"),
            _any_of(figure_day, what),
        )
        .order_by(figure_day.c.day.desc())
    )


@cache
def _days_of_entity(what: str) -> Select[Any]:
    return select(figure_entity_day.c.day, figure_entity_day.c.service).where(
        figure_entity_day.c.entity_id == bindparam("entity"),
        figure_entity_day.c.day >= bindparam("since"),
        figure_entity_day.c.day <= bindparam("until"),
        _any_of(figure_entity_day, OF_ENTITY.get(what, what)),
    )


def _any_of(table: Table, what: str) -> ColumnElement[bool]:
    """Return the condition that any of something was counted."""
    if what == LATE:
        return table.c.promised > table.c.on_time
    if what in _MINUTES:
        return table.c[_MINUTES[what]] != literal_column("''")
    return table.c[what] > literal_column("0")


_MINUTES = {WAIT: "waits", ATTENTION: "attentions"}


def _summed(row: Any, *, dated: bool) -> tuple[date | None, Fact]:
    return (row.on if dated else None), Fact(
        _to_key(row),
        Counts(*(int(getattr(row, name)) for name in COUNTED)),
        minutes_of(row.waits),
        minutes_of(row.attentions),
    )


def _to_key(row: Any) -> FactKey:
    staff = UUID(row.staff) if row.staff else None
    return FactKey(row.service, row.channel, row.counter, staff)


def minutes_of(kept: str | None) -> Minutes:
    """Return histograms that follow each other, as they are kept, as one."""
    found: Counter[int] = Counter()
    # The same part stands in many rows: each is read once.
    for part, times in Counter((kept or "").split()).items():
        minutes, _, count = part.partition(":")
        found[int(minutes)] += int(count) * times
    return tuple(sorted(found.items()))


def packed(minutes: Iterable[tuple[int, int]]) -> str:
    """Return a histogram as it is kept."""
    return " ".join(f"{one}:{count}" for one, count in minutes)


def _to_ranked(row: Any) -> Ranked:
    return Ranked(row.what, row.service, row.key, int(row.times))


def _to_entity(row: Any) -> EntityFact:
    return EntityFact(
        row.entity_id, row.service, *(int(getattr(row, name)) for name in OF_ENTITIES)
    )

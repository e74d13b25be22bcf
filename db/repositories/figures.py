"""The days counted, and their sums."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from db.repositories.base import plain
from db.repositories.figure_records import FigureRecords
from db.repositories.figure_sums import FigureSums, minutes_of, packed
from db.tables import (
    figure_day,
    figure_due,
    figure_entity,
    figure_entity_day,
    figure_month,
    figure_ranked,
    figure_state,
)
from domain.figures.facts import (
    COUNTED,
    OF_ENTITIES,
    Counts,
    DayFacts,
    EntityFact,
    Fact,
    FactKey,
    summed,
)

_KEY = ("service", "channel", "counter", "staff")
_STATE = select(figure_state.c.sequence)
_SET_STATE = update(figure_state).values(sequence=bindparam("place"))
_ADD_STATE = insert(figure_state)
_DUE = (
    select(figure_due.c.day)
    .where(figure_due.c.day < bindparam("until"))
    .order_by(figure_due.c.day.desc())
    .limit(bindparam("most"))
)
_COUNT_DUE = (
    select(func.count()).select_from(figure_due).where(figure_due.c.day < bindparam("until"))
)
_IS_DUE = select(figure_due.c.day).where(figure_due.c.day == bindparam("on"))
_ADD_DUE = insert(figure_due)
_DONE = delete(figure_due).where(figure_due.c.day == bindparam("on"))
_DAYS = (
    select(figure_day)
    .where(figure_day.c.day >= bindparam("since"), figure_day.c.day <= bindparam("until"))
    .order_by(figure_day.c.day)
)
_ADD_DAY = insert(figure_day)
_REMOVE_FACT = delete(figure_day).where(
    figure_day.c.day == bindparam("on"),
    *(figure_day.c[name] == bindparam(f"of_{name}") for name in _KEY),
)
_ADD_MONTH = insert(figure_month)
_REMOVE_MONTH = delete(figure_month).where(
    figure_month.c.office_id == bindparam("office"), figure_month.c.month == bindparam("on")
)
_RANKED_OF = select(
    figure_ranked.c.what,
    figure_ranked.c.service,
    figure_ranked.c.key,
    figure_ranked.c.count.label("times"),
).where(figure_ranked.c.day == bindparam("on"))
_ADD_RANKED = insert(figure_ranked)
_REMOVE_RANKED = delete(figure_ranked).where(
    figure_ranked.c.day == bindparam("on"),
    figure_ranked.c.what == bindparam("of_what"),
    figure_ranked.c.service == bindparam("of_service"),
    figure_ranked.c.key == bindparam("of_key"),
)
_ADD_ENTITY = insert(figure_entity)
_REMOVE_ENTITIES = delete(figure_entity).where(figure_entity.c.month == bindparam("on"))
_ENTITIES_OF_DAY = select(figure_entity_day).where(figure_entity_day.c.day == bindparam("on"))
_ADD_ENTITY_DAY = insert(figure_entity_day)
_REMOVE_ENTITY_DAY = delete(figure_entity_day).where(figure_entity_day.c.day == bindparam("on"))
_FIRST_DAY = select(func.min(figure_day.c.day))


class SqlFigures(FigureRecords, FigureSums):
    """The days counted by service, channel, counter and specialist, and their months."""

    def counted_through(self) -> int | None:
        """Return the place of the log up to which it is known which days are to be counted.

        None: nothing was ever counted.
        """
        found: int | None = self._scalar(_STATE)
        return found

    def set_counted_through(self, sequence: int) -> None:
        """Keep that place."""
        if not self._statements.run(_SET_STATE, {"place": sequence}):
            self._statements.run(_ADD_STATE, {"id": 1, "sequence": sequence})

    def due(self, before: date, limit: int) -> Sequence[date]:
        """Return the days before a day that are to be counted, the newest first."""
        return [row.day for row in self._rows(_DUE, until=before, most=limit)]

    def count_due(self, before: date) -> int:
        """Return how many there are."""
        return int(self._scalar(_COUNT_DUE, until=before))

    def add_due(self, days: Iterable[date]) -> None:
        """Have days counted, or counted again."""
        for day in days:
            if self._one(_IS_DUE, on=day) is None:
                self._statements.run(_ADD_DUE, {"day": day})

    def put_day(self, day: DayFacts) -> None:
        """Keep a day counted in place of an earlier count; it is due no more.

        Only what is different is written: each changed row is sent to the centre.
        """
        rows = {_key_of(fact): _row(fact) | {"day": day.day} for fact in day.facts}
        there = {_row_key(row): row for row in self._rows(_DAYS, since=day.day, until=day.day)}
        for key, row in there.items():
            if key not in rows or any(getattr(row, n) != value for n, value in rows[key].items()):
                values = {f"of_{name}": part for name, part in zip(_KEY, key, strict=True)}
                self._change(_REMOVE_FACT, {"on": day.day, **values})
            else:
                del rows[key]
        for row in rows.values():
            self._change(_ADD_DAY, row)
        self._put_ranked(day)
        self._put_entities(day)
        self._statements.run(_DONE, {"on": day.day})

    def put_month(self, office_id: UUID, month: date, facts: Iterable[Fact]) -> None:
        """Keep the sum of a month's days; ``month`` is its first day."""
        self._statements.run(_REMOVE_MONTH, {"office": office_id, "on": month})
        for fact in summed(facts):
            self._statements.run(_ADD_MONTH, _row(fact) | {"month": month, "office_id": office_id})

    def forget_month(self, office_id: UUID, month: date) -> None:
        """Forget the sums of a month, as one of its days is to be counted again."""
        self._statements.run(_REMOVE_MONTH, {"office": office_id, "on": month})
        self._statements.run(_REMOVE_ENTITIES, {"on": month})

    def put_entities(self, month: date, entities: Iterable[EntityFact]) -> None:
        """Keep a month's count of the public bodies in place of an earlier one."""
        self._statements.run(_REMOVE_ENTITIES, {"on": month})
        for one in entities:
            self._statements.run(_ADD_ENTITY, plain(one) | {"month": month})

    def _put_entities(self, day: DayFacts) -> None:
        there = {
            (row.entity_id, row.service): row for row in self._rows(_ENTITIES_OF_DAY, on=day.day)
        }
        same = len(there) == len(day.entities) and all(
            (row := there.get((one.entity_id, one.service))) is not None
            and all(getattr(row, name) == getattr(one, name) for name in OF_ENTITIES)
            for one in day.entities
        )
        if not same:
            self._statements.run(_REMOVE_ENTITY_DAY, {"on": day.day})
            for one in day.entities:
                self._statements.run(_ADD_ENTITY_DAY, plain(one) | {"day": day.day})

    def days(self, since: date, until: date) -> Sequence[tuple[date, Fact]]:
        """Return what was counted of the days from one to another, both included."""
        return [(row.day, to_fact(row)) for row in self._rows(_DAYS, since=since, until=until)]

    def first_day(self) -> date | None:
        """Return the first day that was counted."""
        found: date | None = self._scalar(_FIRST_DAY)
        return found

    def _put_ranked(self, day: DayFacts) -> None:
        wanted = {(one.what, one.service, one.key): one.count for one in day.ranked}
        for row in list(self._rows(_RANKED_OF, on=day.day)):
            key = (row.what, row.service, row.key)
            if wanted.get(key) == row.times:
                del wanted[key]
                continue
            values = {"of_what": row.what, "of_service": row.service, "of_key": row.key}
            self._change(_REMOVE_RANKED, {"on": day.day, **values})
        for (what, service, name), count in wanted.items():
            values = {"what": what, "service": service, "key": name, "count": count}
            self._change(_ADD_RANKED, {"day": day.day, **values})


def to_fact(row: Any) -> Fact:
    """Return a row of a table of figures as what it tells."""
    return Fact(
        FactKey(row.service, row.channel, row.counter, UUID(row.staff) if row.staff else None),
        Counts(*(getattr(row, name) for name in COUNTED)),
        minutes_of(row.waits),
        minutes_of(row.attentions),
    )


def _row(fact: Fact) -> dict[str, Any]:
    key = fact.key
    return {
        "service": key.service,
        "channel": key.channel,
        "counter": key.counter,
        "staff": "" if key.staff is None else str(key.staff),
        **{name: getattr(fact.counts, name) for name in COUNTED},
        "waits": packed(fact.waits),
        "attentions": packed(fact.attentions),
    }


def _key_of(fact: Fact) -> tuple[int, str, int, str]:
    key = fact.key
    return key.service, key.channel, key.counter, "" if key.staff is None else str(key.staff)


def _row_key(row: Any) -> tuple[int, str, int, str]:
    return row.service, row.channel, row.counter, row.staff

"""Whole tables read a piece at a time, by their key: the same on both databases.

A server's driver would otherwise hand over all rows of a table at once, in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from sqlalchemy import Column, Table, bindparam, func, select, tuple_
from sqlalchemy.sql.selectable import Select

from db.repositories.base import Repository
from db.tables import metadata
from domain.open_data import Cells

PIECE = 2_000
"""Rows read at a time."""


class SqlOpenRows(Repository):
    """Implements ``OpenRows``."""

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """Return the columns of every table, by name; none of a later schema than the data's."""
        schema = self._statements.schema
        return {
            table.name: tuple(
                column.name for column in table.columns if column.info.get("since", "") <= schema
            )
            for table in metadata.sorted_tables
            if table.info.get("since", "") <= schema
        }

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        row = self._statements.one(_count(table), {})
        return int(row[0])

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Cells]:
        """Yield the rows of a table, in the order of its key."""
        first, next_ = _pieces(table, tuple(columns))
        keys = len(_key(metadata.tables[table]))
        piece = list(self._statements.rows(first, {}))
        while piece:
            for row in piece:
                yield row[:-keys]
            if len(piece) < PIECE:
                return
            last = {f"after_{place}": value for place, value in enumerate(piece[-1][-keys:])}
            piece = list(self._statements.rows(next_, last))


@cache
def _count(table: str) -> Select[int]:
    return select(func.count()).select_from(metadata.tables[table])


@cache
def _pieces(name: str, columns: tuple[str, ...]) -> tuple[Select[Cells], Select[Cells]]:
    """Return what reads the first rows of a table, and those after a key."""
    table = metadata.tables[name]
    key = _key(table)
    wanted = [table.c[column].label(f"c_{place}") for place, column in enumerate(columns)]
    wanted += [column.label(f"k_{place}") for place, column in enumerate(key)]
    first = select(*wanted).order_by(*key).limit(PIECE)
    after = [bindparam(f"after_{place}", type_=column.type) for place, column in enumerate(key)]
    return first, first.where(tuple_(*key) > tuple_(*after))


def _key(table: Table) -> list[Column[object]]:
    return list(table.primary_key.columns)

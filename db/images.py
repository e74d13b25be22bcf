"""Rows of the synchronised tables as plain JSON values, by what the tables say of themselves.

Neither end knows a table by name: a column that is added travels with the next row. A row that
comes is checked value by value; a column that this program does not have is left out, because a
later program may have sent it.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import Select

from db.tables import SYNCHRONISED, metadata
from db.types import Numbers, UtcDateTime
from domain.exchange import ImageDamaged, Plain, RowImage

_Read = Callable[[Any], Any]
_BIGGEST = {Integer: 2**31 - 1, BigInteger: 2**63 - 1}


def _insert(dialect: str, table: Table) -> Any:
    """Return an insert that can be told what to do where the row is there already."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # an office in a file never needs it

        return postgresql.insert(table)
    return sqlite.insert(table)


def _text(value: Any, column: Column[Any]) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ImageDamaged(f"{column} is no text")
    longest = getattr(column.type, "length", None)
    if longest is not None and len(value) > longest:
        raise ImageDamaged(f"{column} is too long")
    try:
        value.encode()
    except UnicodeEncodeError as exc:
        raise ImageDamaged(f"{column} holds what cannot be kept") from exc
    return value


def _whole(value: Any, column: Column[Any]) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ImageDamaged(f"{column} is no whole number")
    kind = BigInteger if isinstance(column.type, BigInteger) else Integer
    if abs(value) > _BIGGEST[kind]:
        raise ImageDamaged(f"{column} is too large")
    return value


def _yes_or_no(value: Any, column: Column[Any]) -> bool:
    if not isinstance(value, bool):
        raise ImageDamaged(f"{column} is neither true nor false")
    return value


def _decimal(value: Any, column: Column[Any]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ImageDamaged(f"{column} is no number")
    return float(value)


def _moment(value: Any, column: Column[Any]) -> datetime:
    found = datetime.fromisoformat(_text(value, column))
    if found.tzinfo is None:
        raise ImageDamaged(f"{column} is in no zone")
    return found.astimezone(UTC)


def _numbers(value: Any, column: Column[Any]) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > 100:
        raise ImageDamaged(f"{column} is no list")
    return tuple(_whole(number, column) for number in value)


# By the type of the column, the first that fits: what it is in JSON, and how it is read again.
_KINDS: tuple[tuple[type[Any], _Read, Callable[[Any, Column[Any]], Any]], ...] = (
    (Uuid, str, lambda value, column: UUID(_text(value, column))),
    (UtcDateTime, datetime.isoformat, _moment),
    (Numbers, list, _numbers),
    (Date, date.isoformat, lambda value, column: date.fromisoformat(_text(value, column))),
    (Boolean, bool, _yes_or_no),
    (Float, float, _decimal),
    (Integer, int, _whole),
    (String, str, _text),
)


class TableImages:
    """How the rows of one table are read, written and named.

    Attributes:
        load: the row that ``keyed`` finds.
        drop: removes it.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._columns = tuple(table.columns)
        self._keys = tuple(table.primary_key.columns)
        found = [column == bindparam(f"key_{column.name}") for column in self._keys]
        self.load: Select[Any] = select(table).where(*found)
        self.drop: Executable = delete(table).where(*found)
        self._puts: dict[str, Executable] = {}
        self._kinds = {
            column.name: next(kind for kind in _KINDS if isinstance(column.type, kind[0]))
            for column in self._columns
        }

    def put(self, dialect: str) -> Executable:
        """Return what makes a row be as ``values`` says, on one database."""
        made = self._puts.get(dialect)
        if made is None:
            made = self._puts[dialect] = self._upsert(_insert(dialect, self.table))
        return made

    def _upsert(self, adding: Any) -> Executable:
        told: Executable = adding.values(
            {column.name: bindparam(column.name) for column in self._columns}
        ).on_conflict_do_update(
            index_elements=[column.name for column in self._keys],
            set_={
                column.name: adding.excluded[column.name]
                for column in self._columns
                if not column.primary_key
            },
        )
        return told

    def plain(self, row: Any) -> dict[str, Plain]:
        """Return a row that ``load`` gave, as JSON has it."""
        return {
            column.name: None if value is None else self._kinds[column.name][1](value)
            for column, value in zip(self._columns, row, strict=True)
        }

    def values(self, image: RowImage) -> dict[str, Any]:
        """Return what ``put`` takes for a row.

        Raises:
            ImageDamaged: it is not such a row, or not the one its key names.
        """
        assert image.row is not None
        values = {column.name: self._value(column, image.row) for column in self._columns}
        if self.key_of(values) != image.key:
            raise ImageDamaged(f"a row of {self.table.name} under another's key")
        return values

    def _value(self, column: Column[Any], row: Mapping[str, Plain]) -> Any:
        value = row.get(column.name)
        if value is None:
            if not column.nullable:
                raise ImageDamaged(f"{column} is missing")
            return None
        try:
            return self._kinds[column.name][2](value, column)
        except (ValueError, OverflowError) as exc:
            raise ImageDamaged(f"{column} cannot be read") from exc

    def key_of(self, values: Mapping[str, Any]) -> str:
        """Return the key of a row from its values."""
        return "|".join(str(values[column.name]) for column in self._keys)

    def keyed(self, key: str) -> dict[str, Any]:
        """Return what ``load`` and ``drop`` take, from a key of a mark or of an image.

        Raises:
            ImageDamaged: it is no key of this table.
        """
        # Only the last part may be free text, so a bar in it is its own.
        parts = key.split("|", len(self._keys) - 1)
        if len(parts) != len(self._keys):
            raise ImageDamaged(f"no key of {self.table.name}")
        return {
            f"key_{column.name}": self._part(column, part)
            for column, part in zip(self._keys, parts, strict=True)
        }

    def _part(self, column: Column[Any], part: str) -> Any:
        read = self._kinds[column.name][2]
        try:
            return read(int(part) if isinstance(column.type, Integer) else part, column)
        except ValueError as exc:
            raise ImageDamaged(f"{column} cannot be read") from exc

    def told(self, key: str) -> str:
        """Return the key of an image from that of a mark: SQLite keeps UUIDs as 32 digits."""
        return "|".join(str(value) for value in self.keyed(key).values())

    def mark(self, key: str, dialect: str) -> str:
        """Return the key of a mark from that of an image, on one database."""
        return "|".join(
            value.hex if isinstance(value, UUID) and dialect == "sqlite" else str(value)
            for value in self.keyed(key).values()
        )


IMAGES: Mapping[str, TableImages] = {
    table.name: TableImages(table) for table in metadata.sorted_tables if table.name in SYNCHRONISED
}
"""By table, parents before their children."""


def images_of(table: str) -> TableImages:
    """Return how the rows of a table travel.

    Raises:
        ImageDamaged: it is no synchronised table.
    """
    found = IMAGES.get(table)
    if found is None:
        raise ImageDamaged("no such table")
    return found

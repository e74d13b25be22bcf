"""What an office or a supervisor reads back: operations, rows in pages, a day, a person."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from central import refusals
from central.models import Row
from db.central import images
from db.central.database import Link
from db.tables import SYNCHRONISED
from db.tables import metadata as office_tables

TABLES = tuple(table.name for table in office_tables.sorted_tables if table.name in SYNCHRONISED)
"""The synchronised tables, parents before children."""
_WHOLE = ("office", "counter", "staff", "staff_role")
_OF_DAY = ("queue_day", "counter_session", "ticket", "ticket_call")
_SECRET = frozenset({"password_hash", "pin_hash"})
"""Columns that no other office is given: verifiers belong to the office where one signs in."""


def _place(cursor: str, tables: tuple[str, ...]) -> tuple[int, str, str]:
    """Return where a page goes on: the table's place in ``tables``, its name, and the last key.

    Raises:
        Refused: ``invalid``.
    """
    if not cursor:
        return 0, tables[0], ""
    table, colon, key = cursor.partition(":")
    if not colon or "\0" in key:
        raise refusals.invalid("after")
    return tables.index(table) if table in tables else len(tables), table, key


def snapshot(link: Link, office_id: UUID, cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """Return a page of an office's rows, and where the next one begins; None at the end."""
    at, table, after = _place(cursor, TABLES)
    found: list[Row] = []
    for name in TABLES[at:]:
        page = images.page(link, office_id, name, after, limit - len(found))
        found += [Row(table=name, key=row["key"], row=row["row"]) for row in page]
        if len(found) == limit:
            return found, f"{name}:{found[-1].key}"
        after = ""
    name = table if at == len(TABLES) else ""
    rest = images.other_tables(link, office_id, TABLES, name, after, limit - len(found))
    found += [Row(table=row["table_name"], key=row["key"], row=row["row"]) for row in rest]
    return found, f"{found[-1].table}:{found[-1].key}" if len(found) == limit else None


def day(
    link: Link, office_id: UUID, which: date, cursor: str, limit: int
) -> tuple[list[Row], str | None]:
    """Return a page of what a supervisor sees of an office's day, and where the next one begins.

    Nobody's verifiers are in it.
    """
    tables = _WHOLE + _OF_DAY
    at, table, after = _place(cursor, tables)
    if table not in tables:
        raise refusals.invalid("after")
    found: list[Row] = []
    for name in tables[at:]:
        left = limit - len(found)
        if name in _WHOLE:
            page = images.page(link, office_id, name, after, left)
        else:
            page = images.page_of_day(link, office_id, which.isoformat(), name, after, left)
        found += [Row(table=name, key=row["key"], row=_shown(row["row"])) for row in page]
        if len(found) == limit:
            return found, f"{name}:{found[-1].key}"
        after = ""
    return found, None


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in _SECRET}


def utc(moment: datetime | None) -> datetime | None:
    """Return a moment of the database in UTC."""
    return None if moment is None else moment.astimezone(UTC)

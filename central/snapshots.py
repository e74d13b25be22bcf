"""What an office or a supervisor reads back: operations, rows in pages, a day, a person."""

from datetime import UTC, date, datetime
from uuid import UUID

from central import refusals
from central.models import Row
from db.central import days, figures, images
from db.central.database import Link
from db.tables import SYNCHRONISED
from db.tables import metadata as office_tables

TABLES = tuple(table.name for table in office_tables.sorted_tables if table.name in SYNCHRONISED)
"""The synchronised tables, parents before children."""


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


def snapshot(
    link: Link, office_id: UUID, cursor: str, limit: int, newer_than: int
) -> tuple[list[Row], str | None]:
    """Return a page of an office's rows, and where the next one begins; None at the end.

    Args:
        newer_than: only those told after this place of the office's log.
    """
    at, table, after = _place(cursor, TABLES)
    found: list[Row] = []
    for name in TABLES[at:]:
        page = images.page(link, office_id, name, after, limit - len(found), newer_than)
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

    Nobody's verifiers are in it, and of people no more than their document and name.
    """
    table, colon, key = cursor.partition(":")
    if (cursor and not colon) or "\0" in cursor:
        raise refusals.invalid("after")
    page = days.page(link, office_id, which, (table, key), limit + 1)
    found = [Row(**row) for row in page[:limit]]
    rest = len(page) > limit
    return found, f"{found[-1].table}:{found[-1].key}" if rest else None


def counted(
    link: Link, office_id: UUID, since: int, cursor: str, limit: int
) -> tuple[list[Row], str | None]:
    """Return a page of what an office counted since a place, and where the next one begins."""
    table, colon, key = cursor.partition(":")
    if (cursor and not colon) or "\0" in cursor:
        raise refusals.invalid("after")
    page = figures.page(link, office_id, since, (table, key), limit + 1)
    found = [Row(**row) for row in page[:limit]]
    return found, f"{found[-1].table}:{found[-1].key}" if len(page) > limit else None


def utc(moment: datetime | None) -> datetime | None:
    """Return a moment of the database in UTC."""
    return None if moment is None else moment.astimezone(UTC)

"""The last image of each row of the offices' synchronised tables."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, rows
from domain.exchange import RowImage

_SET = """INSERT INTO row_image AS kept (office_id, table_name, key, row, epoch, as_of, at)
SELECT %(office)s, sent.name, sent.key, sent.image, %(epoch)s, %(as_of)s, %(at)s
FROM json_to_recordset(%(sent)s::json) AS sent(name text, key text, image jsonb)
ON CONFLICT (office_id, table_name, key) DO UPDATE
SET row = excluded.row, epoch = excluded.epoch, as_of = excluded.as_of, at = excluded.at
WHERE (kept.epoch, kept.as_of) <= (excluded.epoch, excluded.as_of)
RETURNING table_name, key"""


def save(
    link: Link,
    office_id: UUID,
    images: Sequence[RowImage],
    *,
    epoch: int,
    as_of: int,
    at: datetime,
) -> set[tuple[str, str]]:
    """Keep images where none newer is kept; return the table and key of those that were.

    Args:
        epoch: the authority of the office's database; ``as_of`` the place of its log, when they
            were read.
    """
    if not images:
        return set()
    found = rows(
        link,
        _SET,
        office=office_id,
        epoch=epoch,
        as_of=as_of,
        at=at,
        sent=json.dumps([{"name": one.table, "key": one.key, "image": one.row} for one in images]),
    )
    return {(row["table_name"], row["key"]) for row in found}


_PAGE = """SELECT key, row FROM row_image
WHERE office_id = %(office)s AND table_name = %(name)s AND key > %(after)s
  AND as_of > %(newer)s AND (row IS NOT NULL OR %(newer)s >= 0)
ORDER BY key LIMIT %(limit)s"""
_OTHER_TABLES = """SELECT table_name, key, row FROM row_image
WHERE office_id = %(office)s AND NOT table_name = ANY(%(known)s) AND row IS NOT NULL
  AND (table_name, key) > (%(name)s, %(after)s)
ORDER BY table_name, key LIMIT %(limit)s"""
_BY_DOCUMENT = """SELECT office_id, key, row, at FROM row_image
WHERE table_name = 'person' AND row ->> 'document' = %(document)s
  AND row ->> 'document_type' = %(type)s ORDER BY office_id, key"""
_VISITS = """SELECT row FROM row_image
WHERE office_id = %(office)s AND table_name = 'ticket' AND row ->> 'person_id' = %(person)s
ORDER BY row ->> 'day' DESC, key DESC LIMIT %(limit)s"""


def page(
    link: Link, office_id: UUID, table: str, after: str, limit: int, newer_than: int = -1
) -> list[DictRow]:
    """Return an office's rows of a table, those of keys after ``after``, by key.

    Args:
        newer_than: only those told after this place of the office's log, and then those too that
            are no more; -1 for all that there are.
    """
    return rows(
        link, _PAGE, office=office_id, name=table, after=after, limit=limit, newer=newer_than
    )


def other_tables(
    link: Link, office_id: UUID, known: Sequence[str], table: str, after: str, limit: int
) -> list[DictRow]:
    """Return rows of tables besides ``known``: those of a program later than the centre's."""
    return rows(
        link,
        _OTHER_TABLES,
        office=office_id,
        known=list(known),
        name=table,
        after=after,
        limit=limit,
    )


def by_document(link: Link, document_type: str, document: str) -> list[DictRow]:
    """Return what every office keeps of whoever has a document."""
    return rows(link, _BY_DOCUMENT, type=document_type, document=document)


def visits(link: Link, office_id: UUID, person_id: str, limit: int) -> list[DictRow]:
    """Return the last turnos of a person at an office, the newest first."""
    return rows(link, _VISITS, office=office_id, person=person_id, limit=limit)

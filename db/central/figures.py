"""What an office counted, for who supervises several: the rows that changed since a place."""

import json
from typing import Any
from uuid import UUID

from db.central.database import Link, one, rows

# Rows of one reading of the office have one place of its log, and may come in several pushes:
# those of the place that is known already are given again.
_CHANGED = """SELECT table_name, key, row FROM row_image
WHERE office_id = %(office)s AND table_name IN ('figure_day', 'figure_ranked')
  AND as_of >= %(since)s AND (row IS NOT NULL OR %(since)s > 0)
  AND (table_name, key) > (%(after_table)s, %(after_key)s)
ORDER BY table_name, key LIMIT %(limit)s"""
_COUNT = """SELECT count(*) AS many FROM row_image
WHERE office_id = %(office)s AND table_name IN ('figure_day', 'figure_ranked')
  AND row IS NOT NULL"""
_STAFF = """SELECT key, row ->> 'full_name' AS name FROM row_image
WHERE office_id = %(office)s AND table_name = 'staff' AND row IS NOT NULL ORDER BY key"""
_LAST = """SELECT payload FROM operation
WHERE office_id = %(office)s AND type = 'figures_counted' AND payload IS NOT NULL
ORDER BY sequence DESC LIMIT 1"""

MOST_DUE = 100_000
"""No office has more days than these to count."""


def page(
    link: Link, office_id: UUID, since: int, after: tuple[str, str], limit: int
) -> list[dict[str, Any]]:
    """Return rows that an office counted, by table and key, those after a table and key.

    Args:
        since: of this place of its log or a later one, and then those too that are no more; 0
            for all that there are.
    """
    found = rows(
        link,
        _CHANGED,
        office=office_id,
        since=since,
        after_table=after[0],
        after_key=after[1],
        limit=limit,
    )
    return [{"table": row["table_name"], "key": row["key"], "row": row["row"]} for row in found]


def count(link: Link, office_id: UUID) -> int:
    """Return how many rows of what it counted there are of an office."""
    found = one(link, _COUNT, office=office_id)
    assert found is not None
    many: int = found["many"]
    return many


def due(link: Link, office_id: UUID) -> int:
    """Return how many days the office said that it had still to count, ``MOST_DUE`` at most.

    Ask it only where there are rows: it is found among the office's last operations.
    """
    found = one(link, _LAST, office=office_id)
    if found is None:
        return 0
    try:
        said = json.loads(found["payload"])
    except ValueError:  # what an office sends is its own affair
        return 0
    told = said.get("due") if isinstance(said, dict) else None
    return min(told, MOST_DUE) if isinstance(told, int) and told >= 0 else 0


def staff(link: Link, office_id: UUID) -> list[dict[str, Any]]:
    """Return who works at an office, by name and nothing else."""
    return [
        {"id": row["key"], "name": row["name"] or ""}
        for row in rows(link, _STAFF, office=office_id)
    ]

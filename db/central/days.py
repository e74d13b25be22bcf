"""What a supervisor's page needs of one office's day, from the rows that the office sent."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from db.central.database import Link, rows

LEFT_DAYS = 7
"""So many days back, a turno or a session that was left open is still shown."""

# Every branch is found by an index of its own (db/central/tables.py). What is more than the page
# asks for does no harm: the office's own questions are asked of these rows again.
_WANTED = """WITH dated AS MATERIALIZED (
  SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND row ? 'day' AND row ->> 'day' >= %(left)s AND (
    row ->> 'day' = %(day)s AND table_name IN
      ('queue_day', 'ticket', 'ticket_call', 'counter_session', 'case_return', 'notice')
    OR row ->> 'day' < %(day)s AND (
      table_name = 'ticket' AND row ->> 'state' IN ('called', 'serving')
      OR table_name = 'counter_session' AND row ->> 'state' <> 'closed'
      OR table_name = 'queue_day' AND row ->> 'closed_at' IS NULL))
), returned AS (
  SELECT row ->> 'case_id' AS case_id, row ->> 'entity_id' AS entity_id,
    row ->> 'service' AS service
  FROM dated WHERE table_name = 'case_return'
), earlier AS (
  SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_return' AND (
    row ->> 'case_id' IN (SELECT case_id FROM returned)
    OR row ->> 'entity_id' IN (SELECT entity_id FROM returned)
      AND (row ->> 'entity_id', row ->> 'service') IN (SELECT entity_id, service FROM returned))
), findings AS (
  SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_finding'
    AND row ->> 'case_id' IN (SELECT row ->> 'case_id' FROM earlier)
), cases AS MATERIALIZED (
  SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_file'
    AND row ->> 'opened_at' >= %(before)s AND row ->> 'opened_at' < %(after)s
  UNION SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_file'
    AND row ->> 'resolved_at' >= %(before)s AND row ->> 'resolved_at' < %(after)s
  UNION SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_file'
    AND row ->> 'state' IN ('in_process', 'diagnosing', 'referred')
    AND row ->> 'due_at' < %(after)s
  UNION SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'case_file'
    AND key IN (SELECT row ->> 'case_id' FROM earlier)
), named AS (
  SELECT unnest(ARRAY[row ->> 'person_id', row ->> 'bearer_id']) AS person,
    row ->> 'entity_id' AS entity
  FROM (SELECT row FROM dated WHERE table_name = 'ticket' UNION ALL SELECT row FROM cases) AS one
), wanted AS (
  SELECT * FROM dated UNION SELECT * FROM earlier UNION ALL SELECT * FROM findings UNION ALL SELECT * FROM cases
  UNION ALL SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name IN ('office', 'counter', 'staff')
  UNION ALL SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'person'
    AND key IN (SELECT person FROM named)
  UNION ALL SELECT table_name, key, row FROM row_image
  WHERE office_id = %(office)s AND table_name = 'entity'
    AND key IN (SELECT entity FROM named)
)
SELECT table_name, key, row FROM wanted
WHERE row IS NOT NULL AND (table_name, key) > (%(after_table)s, %(after_key)s)
ORDER BY table_name, key LIMIT %(limit)s"""

# What a page of the day never shows: of people no more than document and name leaves their
# office (docs/protocol.md), and of staff no way to sign in.
_LEFT_OUT: dict[str, dict[str, Any]] = {
    "staff": {"password_hash": "", "pin_hash": "", "failed_attempts": 0, "locked_until": None},
    "person": {"phone": "", "email": ""},
    "case_file": {
        "fields": "[]", "steps": "[]", "apart": "", "sender": "", "reason": "",
        "solution_type": "", "solution_detail": "", "solution_code": "",
        "conformity": "", "conformity_reason": "", "reference": "",
    },
    "case_finding": {"text": "", "place": ""},
}  # fmt: skip


def page(
    link: Link, office_id: UUID, day: date, after: tuple[str, str], limit: int
) -> list[dict[str, Any]]:
    """Return rows of an office's day, by table and key, those after a table and key."""
    found = rows(
        link,
        _WANTED,
        office=office_id,
        day=day.isoformat(),
        left=(day - timedelta(days=LEFT_DAYS)).isoformat(),
        # A day of the office begins and ends at other moments than one of UTC.
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=3)).isoformat(),
        after_table=after[0],
        after_key=after[1],
        limit=limit,
    )
    return [
        {
            "table": one["table_name"],
            "key": one["key"],
            "row": one["row"] | _LEFT_OUT.get(one["table_name"], {}),
        }
        for one in found
    ]

"""The operations that offices sent: only ever added."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, rows
from domain.operations import LogHead, Operation

APPLIED, WAITING, QUARANTINED = "applied", "waiting", "quarantined"

_FIELDS = """id, sequence, workstation, aggregate, aggregate_id, aggregate_version, type,
  schema_version, actor_id, at, payload, payload_hash, previous_hash, hash"""
_ADD = f"""INSERT INTO operation (office_id, {_FIELDS}, received_at, state, reason, body)
SELECT %(office)s, {_FIELDS}, %(received)s, state, reason, body
FROM json_to_recordset(%(sent)s::json) AS sent(id uuid, sequence bigint, workstation text,
  aggregate text, aggregate_id uuid, aggregate_version int, type text, schema_version int,
  actor_id uuid, at timestamptz, payload text, payload_hash text, previous_hash text, hash text,
  state text, reason text, body text)
ON CONFLICT DO NOTHING RETURNING id"""
# One look by the key for each: of an office that is new here the planner has no figures yet, and
# would read its whole log instead. For the same reason a fork is looked for between two places.
_KNOWN = """SELECT kept.* FROM unnest(%(ids)s::uuid[]) AS sent(id)
CROSS JOIN LATERAL (SELECT id, hash, state, reason FROM operation
  WHERE office_id = %(office)s AND operation.id = sent.id LIMIT 1) AS kept"""
_BLOCKED = """SELECT aggregate_id, min(sequence) AS since FROM operation
WHERE office_id = %(office)s AND state <> 'applied' AND state = 'quarantined'
  AND aggregate_id = ANY(%(aggregates)s) GROUP BY aggregate_id"""
_FORKED = """SELECT min(kept.sequence) AS sequence FROM operation AS kept
JOIN unnest(%(sequences)s::bigint[], %(ids)s::uuid[]) AS sent(sequence, id)
  ON kept.sequence = sent.sequence AND kept.id <> sent.id
WHERE kept.office_id = %(office)s AND kept.sequence BETWEEN %(first)s AND %(last)s
  AND (kept.state <> 'quarantined' OR kept.reason LIKE 'unknown%%')"""
_CHAIN = """SELECT sequence, previous_hash,
  CASE WHEN state = 'quarantined' AND reason NOT LIKE 'unknown%%' THEN '' ELSE hash END AS believed
FROM operation
WHERE office_id = %(office)s AND sequence > %(after)s AND sequence <= %(after)s + 1000
ORDER BY sequence, state = 'quarantined' AND reason NOT LIKE 'unknown%%', received_at, id"""
_AFTER = f"""SELECT {_FIELDS} FROM operation
WHERE office_id = %(office)s AND sequence > %(after)s AND (state <> 'quarantined' OR hash <> '')
ORDER BY sequence FETCH FIRST %(limit)s ROWS WITH TIES"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An operation and what the centre did with it.

    Attributes:
        state: ``APPLIED``, ``WAITING`` or ``QUARANTINED``.
        reason: why it was put aside.
        body: as it was sent, when it was put aside.
    """

    operation: Operation
    state: str = APPLIED
    reason: str = ""
    body: str = ""


def known(link: Link, office_id: UUID, ids: Collection[UUID]) -> dict[UUID, DictRow]:
    """Return what is kept already of ``ids``, by id."""
    found = rows(link, _KNOWN, office=office_id, ids=list(ids))
    return {row["id"]: row for row in found}


def blocked(link: Link, office_id: UUID, aggregates: Collection[UUID]) -> dict[UUID, int]:
    """Return which of ``aggregates`` have an operation put aside, and the first one's place."""
    found = rows(link, _BLOCKED, office=office_id, aggregates=list(aggregates))
    return {row["aggregate_id"]: row["since"] for row in found}


def add(link: Link, office_id: UUID, kept: Sequence[Kept], received: datetime) -> set[UUID]:
    """Add operations in one statement; return the ids of those that were not there yet.

    Raises:
        psycopg.DataError, psycopg.IntegrityError: the database cannot hold one of them.
    """
    # One text of all of them: seventeen arrays cost as much to write as all the rest of a push.
    sent = json.dumps([_plain(item) for item in kept])
    found = rows(link, _ADD, office=office_id, received=received, sent=sent)
    return {row["id"] for row in found}


def _plain(kept: Kept) -> dict[str, object]:
    op = kept.operation
    return {
        "id": op.id.hex,
        "sequence": op.sequence,
        "workstation": op.workstation,
        "aggregate": op.aggregate,
        "aggregate_id": op.aggregate_id.hex,
        "aggregate_version": op.aggregate_version,
        "type": op.type,
        "schema_version": op.schema_version,
        "actor_id": None if op.actor_id is None else op.actor_id.hex,
        "at": op.at.isoformat(),
        "payload": op.payload,
        "payload_hash": op.payload_hash,
        "previous_hash": op.previous_hash,
        "hash": op.hash,
        "state": kept.state,
        "reason": kept.reason,
        "body": kept.body,
    }


def first_fork(link: Link, office_id: UUID, sent: Sequence[tuple[int, UUID]]) -> int | None:
    """Return the first place of ``sent`` (place and id) that another operation has too."""
    found = one(
        link,
        _FORKED,
        office=office_id,
        first=min((sequence for sequence, _ in sent), default=0),
        last=max((sequence for sequence, _ in sent), default=0),
        sequences=[sequence for sequence, _ in sent],
        ids=[id_ for _, id_ in sent],
    )
    return None if found is None else found["sequence"]


def chain_from(link: Link, office_id: UUID, head: LogHead) -> LogHead:
    """Return how far an office's chain reaches from ``head`` without a gap.

    Where two operations claim one place, the one that follows what is here already is taken. The
    hash of one that was put aside because something is wrong with it is not believed: what the
    next one says it follows is taken for it.
    """
    while True:
        found = rows(link, _CHAIN, office=office_id, after=head.sequence)
        before = head.sequence
        for row in found:
            if row["sequence"] == head.sequence + 1 and (
                row["previous_hash"] == head.hash or not head.hash or not row["believed"]
            ):
                head = LogHead(row["sequence"], row["believed"])
        if head.sequence < before + 1000:
            return head


def after(link: Link, office_id: UUID, sequence: int, limit: int) -> list[DictRow]:
    """Return an office's operations after a place, in order; all of the last place's."""
    return rows(link, _AFTER, office=office_id, after=sequence, limit=limit)

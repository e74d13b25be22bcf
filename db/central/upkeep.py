"""What the ministry's technicians do to the centre's database."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, rows, run
from domain.ids import new_id

_PUBLISH = """INSERT INTO catalogue_version (number, text, sha256, reason, published_at)
SELECT coalesce(max(number), 0) + 1, %(text)s, %(sha256)s, %(reason)s, %(at)s
FROM catalogue_version RETURNING number"""
_LAST_CATALOGUE = "SELECT number, sha256 FROM catalogue_version ORDER BY number DESC LIMIT 1"
_STAFF = """SELECT key, row ->> 'full_name' AS full_name FROM row_image
WHERE office_id = %(office)s AND table_name = 'staff' AND row ->> 'username' = %(username)s"""
_HEADS = "SELECT id, head_sequence FROM office"
_COUNT = "SELECT count(*) AS kept FROM operation"
_BACKED_UP = """INSERT INTO backup_mark (id, at, file, sha256, offices, operations)
VALUES (%(id)s, %(at)s, %(file)s, %(sha256)s, %(offices)s, %(operations)s)"""
_REASONS = """SELECT office_id, id, sequence, reason, body FROM operation
WHERE state = 'quarantined' AND reason = ANY(%(reasons)s) ORDER BY office_id, sequence"""
_WAITING = """SELECT id, office_id, sequence, workstation, aggregate, aggregate_id,
  aggregate_version, type, schema_version, actor_id, at, payload, payload_hash, previous_hash, hash
FROM operation AS waiting WHERE office_id = %(office)s AND state = 'waiting' AND NOT EXISTS (
  SELECT 1 FROM operation AS before WHERE before.office_id = waiting.office_id
    AND before.state = 'quarantined' AND before.aggregate_id = waiting.aggregate_id
    AND before.sequence < waiting.sequence)
ORDER BY sequence"""
_APPLY = """UPDATE operation SET state = 'applied', reason = ''
WHERE office_id = %(office)s AND id = ANY(%(ids)s)"""
_GAUGES = """SELECT (SELECT count(*) FROM office) AS offices,
  (SELECT count(*) FROM workstation WHERE revoked_at IS NULL AND cloned_at IS NULL) AS workstations,
  (SELECT count(*) FROM workstation WHERE cloned_at IS NOT NULL) AS workstations_cloned,
  (SELECT count(*) FROM operation WHERE state <> 'applied' AND state = 'quarantined')
    AS operations_quarantined,
  (SELECT count(*) FROM task WHERE resolved_at IS NULL) AS tasks_open,
  (SELECT count(*) FROM enrolment_packet WHERE state = 'waiting') AS captures_waiting,
  (SELECT coalesce(extract(epoch FROM now() - min(announced_at)), -1) FROM enrolment_packet
    WHERE state = 'waiting') AS oldest_capture_seconds,
  (SELECT count(*) FROM enrolment_packet WHERE state NOT IN ('waiting', 'refused', 'replaced'))
    AS captures_checked,
  (SELECT count(*) FROM enrolment_packet WHERE state = 'refused') AS captures_refused,
  (SELECT count(*) FROM task WHERE resolved_at IS NULL AND kind = 'biometric_match')
    AS biometric_matches_open,
  (SELECT last FROM feed_state) AS feed_last,
  (SELECT count(*) FROM office WHERE forked_at IS NOT NULL) AS offices_forked,
  (SELECT coalesce(extract(epoch FROM now() - max(at)), -1) FROM backup_mark)
    AS backup_age_seconds,
  (SELECT coalesce(max(extract(epoch FROM now() - data_at)), -1) FROM office)
    AS oldest_data_seconds"""


def publish_catalogue(link: Link, text: str, sha256: str, reason: str, at: datetime) -> int:
    """Keep a catalogue as the newest and return its number."""
    made = one(link, _PUBLISH, text=text, sha256=sha256, reason=reason, at=at)
    assert made is not None
    number: int = made["number"]
    return number


def last_catalogue(link: Link) -> DictRow | None:
    """Return the number and the SHA-256 of the newest catalogue."""
    return one(link, _LAST_CATALOGUE)


def staff_of(link: Link, office_id: UUID, username: str) -> DictRow | None:
    """Return the id (``key``) and name of who signs in as ``username`` at an office."""
    return one(link, _STAFF, office=office_id, username=username)


def heads(link: Link) -> dict[UUID, int]:
    """Return how far each office's chain is kept."""
    return {row["id"]: row["head_sequence"] for row in rows(link, _HEADS)}


def note_backup(link: Link, *, at: datetime, file: str, sha256: str, offices: int) -> None:
    """Note a finished backup."""
    counted = one(link, _COUNT)
    assert counted is not None
    run(
        link,
        _BACKED_UP,
        id=new_id(),
        at=at,
        file=file,
        sha256=sha256,
        offices=offices,
        operations=counted["kept"],
    )


def put_aside_for(link: Link, reasons: list[str]) -> list[DictRow]:
    """Return the operations that were put aside for one of ``reasons``, as they were sent."""
    return rows(link, _REASONS, reasons=reasons)


def ready(link: Link, office_id: UUID) -> list[DictRow]:
    """Return what waits at an office behind nothing any more, in order."""
    return rows(link, _WAITING, office=office_id)


def apply(link: Link, office_id: UUID, ids: list[UUID]) -> None:
    """Note that operations were taken in after all."""
    run(link, _APPLY, office=office_id, ids=ids)


def gauges(link: Link) -> DictRow:
    """Return what is to be watched: counts, and ages in seconds (-1: never)."""
    found = one(link, _GAUGES)
    assert found is not None
    return found

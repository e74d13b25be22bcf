"""Captures that offices told of, what is searched of them, and what came of it.

Nothing here tells whose a capture is: that stands in the rows of the office, and is joined to it
only while two enrolments are compared by who they are (``identities``).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, rows, run
from domain.ids import new_id

WAITING, DELETED = "waiting", "deleted"
_PAGE = 500

_ADD_KEY = """INSERT INTO signing_key (office_id, workstation, public_key, at)
VALUES (%(office)s, %(workstation)s, %(key)s, %(at)s) ON CONFLICT DO NOTHING"""
_KEYS = "SELECT DISTINCT public_key FROM signing_key WHERE office_id = %(office)s"
_ANNOUNCE = """INSERT INTO enrolment_packet
  (office_id, enrolment_id, sha256, workstation, announced_at, state)
VALUES (%(office)s, %(enrolment)s, %(sha256)s, %(workstation)s, %(at)s, 'waiting')
ON CONFLICT DO NOTHING"""
# One of the same enrolment that nobody has in hand is not wanted any more.
_SUPERSEDE = """UPDATE enrolment_packet AS packet SET state = 'replaced', done_at = %(at)s
FROM (SELECT sha256 FROM enrolment_packet WHERE office_id = %(office)s
  AND enrolment_id = %(enrolment)s AND sha256 <> %(sha256)s AND state = 'waiting'
  FOR UPDATE SKIP LOCKED) AS before
WHERE packet.office_id = %(office)s AND packet.enrolment_id = %(enrolment)s
  AND packet.sha256 = before.sha256"""
# It is looked at once its file is whole and the office's rows tell whose it is.
_READY = """SELECT packet.office_id, packet.enrolment_id, packet.sha256, packet.attempts
FROM enrolment_packet AS packet
JOIN file ON file.office_id = packet.office_id AND file.sha256 = packet.sha256 AND file.complete
JOIN row_image AS enrolment ON enrolment.office_id = packet.office_id
  AND enrolment.table_name = 'enrolment' AND enrolment.key = packet.enrolment_id::text
JOIN row_image AS person ON person.office_id = packet.office_id
  AND person.table_name = 'person' AND person.key = enrolment.row ->> 'person_id'
WHERE packet.state = 'waiting'"""
_NEXT = f"""{_READY} AND packet.sha256 <> ALL(%(left)s) ORDER BY packet.announced_at, packet.enrolment_id LIMIT 1
FOR UPDATE OF packet SKIP LOCKED"""
_AGAIN = """SELECT 1 FROM enrolment_packet WHERE office_id = %(office)s
  AND enrolment_id = %(enrolment)s AND sha256 = %(sha256)s AND state = 'waiting'
FOR UPDATE SKIP LOCKED"""
_BEGUN = """UPDATE enrolment_packet SET attempts = attempts + 1 WHERE office_id = %(office)s
  AND enrolment_id = %(enrolment)s AND sha256 = %(sha256)s"""
_DONE = """UPDATE enrolment_packet SET state = %(state)s, words = %(words)s, done_at = %(at)s
WHERE office_id = %(office)s AND enrolment_id = %(enrolment)s AND sha256 = %(sha256)s"""
_PACKET = """SELECT sha256, state, words FROM enrolment_packet
WHERE office_id = %(office)s AND enrolment_id = %(enrolment)s AND state NOT IN ('waiting', 'refused', 'replaced')
ORDER BY announced_at DESC LIMIT 1"""
_PATIENCE = """SELECT set_config('idle_in_transaction_session_timeout', '0', true),
  set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)"""
_IN_TURN = "SELECT pg_advisory_xact_lock(7303014202)"
_SINCE = """SELECT place, office_id, enrolment_id, content FROM biometric_template
WHERE place > %(after)s ORDER BY place LIMIT %(limit)s"""
_KEEP = """INSERT INTO biometric_template (office_id, enrolment_id, place, sha256, content, at)
SELECT %(office)s, %(enrolment)s, coalesce(max(place), 0) + 1, %(sha256)s, %(content)s, %(at)s
FROM biometric_template
ON CONFLICT (office_id, enrolment_id) DO UPDATE SET place = excluded.place,
  sha256 = excluded.sha256, content = excluded.content, at = excluded.at
RETURNING place"""
# Who an enrolment is of, over all offices; where nobody has a document, the person of that office.
_WHO = """SELECT asked.office_id, asked.enrolment_id,
  coalesce(member.canonical::text, enrolment.row ->> 'person_id') AS who
FROM unnest(%(offices)s::uuid[], %(enrolments)s::uuid[]) AS asked(office_id, enrolment_id)
JOIN row_image AS enrolment ON enrolment.office_id = asked.office_id
  AND enrolment.table_name = 'enrolment' AND enrolment.key = asked.enrolment_id::text
LEFT JOIN identity_member AS member ON member.office_id = asked.office_id
  AND member.person_id::text = enrolment.row ->> 'person_id'"""
_KEPT = """SELECT kept.office_id, kept.enrolment_id FROM biometric_template AS kept
JOIN unnest(%(offices)s::uuid[], %(enrolments)s::uuid[]) AS asked(office_id, enrolment_id)
  USING (office_id, enrolment_id) WHERE kept.content <> ''"""
_ADD_HIT = """INSERT INTO biometric_hit (office_id, id, enrolment_id, other_office_id,
  other_enrolment_id, finger, other_finger, score, task_id, at)
VALUES (%(office)s, %(id)s, %(enrolment)s, %(other_office)s, %(other)s, %(finger)s,
  %(other_finger)s, %(score)s, %(task)s, %(at)s)"""
_HITS = """SELECT office_id, enrolment_id, other_office_id, other_enrolment_id, finger,
  other_finger, score FROM biometric_hit WHERE task_id = %(task)s ORDER BY score DESC, id"""
_NAMED = """SELECT office.name AS office, person.row ->> 'name' AS name,
  person.row ->> 'document' AS document
FROM row_image AS enrolment
JOIN office ON office.id = enrolment.office_id
LEFT JOIN row_image AS person ON person.office_id = enrolment.office_id
  AND person.table_name = 'person' AND person.key = enrolment.row ->> 'person_id'
WHERE enrolment.office_id = %(office)s AND enrolment.table_name = 'enrolment'
  AND enrolment.key = %(enrolment)s::text"""
_LOOK = """INSERT INTO biometric_look (office_id, id, enrolment_id, by, what, at)
VALUES (%(office)s, %(id)s, %(enrolment)s, %(by)s, %(what)s, %(at)s)"""
# A capture that a later enrolment of the same person goes by is not over before that one is.
_OVER = """SELECT packet.office_id, packet.enrolment_id, packet.sha256
FROM enrolment_packet AS packet
WHERE packet.state NOT IN ('waiting', 'deleted', 'replaced') AND EXISTS (
  SELECT 1 FROM row_image AS enrolment WHERE enrolment.office_id = packet.office_id
    AND enrolment.table_name = 'enrolment' AND enrolment.key = packet.enrolment_id::text
    AND enrolment.row ->> 'delete_after' < %(day)s)
  AND NOT EXISTS (
  SELECT 1 FROM row_image AS later WHERE later.office_id = packet.office_id
    AND later.table_name = 'enrolment' AND later.row ->> 'packet' = packet.sha256
    AND coalesce(later.row ->> 'delete_after', '9999') >= %(day)s)
ORDER BY packet.announced_at LIMIT 100 FOR UPDATE OF packet SKIP LOCKED"""
# Emptied, at a new place: every worker comes to it, and no place is ever given twice.
_FORGET = """UPDATE biometric_template SET content = '', at = %(at)s,
  place = (SELECT max(place) + 1 FROM biometric_template)
WHERE office_id = %(office)s AND enrolment_id = %(enrolment)s AND sha256 = %(sha256)s"""
# What was refused or replaced serves nobody, once no enrolment goes by it.
_UNUSED = """SELECT packet.office_id, packet.enrolment_id, packet.sha256
FROM enrolment_packet AS packet
WHERE packet.state IN ('refused', 'replaced') AND packet.done_at < %(day)s AND NOT EXISTS (
  SELECT 1 FROM row_image AS enrolment WHERE enrolment.office_id = packet.office_id
    AND enrolment.table_name = 'enrolment' AND enrolment.row ->> 'packet' = packet.sha256)
ORDER BY packet.announced_at LIMIT 100 FOR UPDATE OF packet SKIP LOCKED"""
_FORGET_PIECES = "DELETE FROM file_piece WHERE office_id = %(office)s AND sha256 = %(sha256)s"
_FORGET_FILE = "DELETE FROM file WHERE office_id = %(office)s AND sha256 = %(sha256)s"


@dataclass(frozen=True, slots=True)
class Announced:
    """A capture that waits, by the office and enrolment that told of it."""

    office_id: UUID
    enrolment_id: UUID
    sha256: str
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """What is searched of an enrolment, sealed; ``place`` is when it came among all.

    Without content it was deleted.
    """

    place: int
    office_id: UUID
    enrolment_id: UUID
    content: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A finger of one enrolment that is like one of another."""

    other_office_id: UUID
    other_enrolment_id: UUID
    finger: int
    other_finger: int
    score: int


Key = tuple[UUID, UUID]
"""Office and enrolment."""


# ------------------------------------------------------------------------- what offices tell
def add_key(link: Link, office_id: UUID, workstation: str, key: bytes, at: datetime) -> None:
    """Keep a key that a workstation of an office signs with."""
    run(link, _ADD_KEY, office=office_id, workstation=workstation, key=key, at=at)


def keys_of(link: Link, office_id: UUID) -> list[bytes]:
    """Return the keys that an office's workstations sign with."""
    return [bytes(row["public_key"]) for row in rows(link, _KEYS, office=office_id)]


def announce(link: Link, packet: Announced, workstation: str, at: datetime) -> None:
    """Note that an office told of a capture; told again it stays as it is.

    It takes the place of one of the same enrolment that nobody has looked at.
    """
    if run(link, _ANNOUNCE, **_named(packet), workstation=workstation, at=at):
        run(link, _SUPERSEDE, **_named(packet), at=at)


# --------------------------------------------------------------------------- one at a time
def begin(
    link: Link, counted: Collection[Announced], left: Collection[Announced] = ()
) -> Announced | None:
    """Return the oldest capture that can be looked at and that nobody else has, or None.

    Its attempts are counted, in a transaction that must end before the work begins; not of one
    in ``counted``, which this process had in hand before. Those of ``left`` are left alone.
    """
    found = one(link, _NEXT, left=[packet.sha256 for packet in left])
    if found is None:
        return None
    packet = Announced(found["office_id"], found["enrolment_id"], found["sha256"])
    if packet in counted:
        return Announced(**found)
    run(link, _BEGUN, **_named(packet))
    return Announced(**{**found, "attempts": found["attempts"] + 1})


def hold(link: Link, packet: Announced) -> bool:
    """Keep a capture from all others until the transaction ends; False where another has it.

    The transaction may then take its time.
    """
    run(link, _PATIENCE)
    return one(link, _AGAIN, **_named(packet)) is not None


def done(link: Link, packet: Announced, state: str, words: str, at: datetime) -> None:
    """Note what came of a capture."""
    run(link, _DONE, **_named(packet), state=state, words=words, at=at)


def packet_of(link: Link, office_id: UUID, enrolment_id: UUID) -> DictRow | None:
    """Return the capture (``sha256``, ``state``) of an enrolment that was read, or None."""
    return one(link, _PACKET, office=office_id, enrolment=enrolment_id)


def in_turn(link: Link) -> None:
    """Wait until no other worker adds to what is searched; held until the transaction ends."""
    run(link, _IN_TURN)


# --------------------------------------------------------------------------- what is searched
def templates_since(link: Link, place: int) -> Iterator[Template]:
    """Yield what was added after a place, in order, a page in memory at a time."""
    while page := rows(link, _SINCE, after=place, limit=_PAGE):
        for row in page:
            content = bytes(row["content"])
            yield Template(row["place"], row["office_id"], row["enrolment_id"], content)
        place = page[-1]["place"]


def keep_template(link: Link, packet: Announced, content: bytes, at: datetime) -> int:
    """Keep what is searched of a capture, in place of an earlier one's; only ``in_turn``.

    Returns:
        its place.
    """
    found = one(link, _KEEP, **_named(packet), content=content, at=at)
    assert found is not None
    place: int = found["place"]
    return place


def identities(link: Link, keys: Collection[Key]) -> dict[Key, str]:
    """Return who enrolments are of: the same text for one person over all offices."""
    asked = list(keys)
    found = rows(
        link, _WHO, offices=[key[0] for key in asked], enrolments=[key[1] for key in asked]
    )
    return {(row["office_id"], row["enrolment_id"]): row["who"] for row in found}


def kept(link: Link, keys: Collection[Key]) -> set[Key]:
    """Return those of ``keys`` whose templates are still kept."""
    asked = list(keys)
    found = rows(
        link, _KEPT, offices=[key[0] for key in asked], enrolments=[key[1] for key in asked]
    )
    return {(row["office_id"], row["enrolment_id"]) for row in found}


# ------------------------------------------------------------------------- what people decide
def add_hits(
    link: Link, packet: Announced, found: Sequence[Found], task_id: UUID, at: datetime
) -> None:
    """Keep what a search found, for whoever decides."""
    for each in found:
        run(
            link,
            _ADD_HIT,
            office=packet.office_id,
            id=new_id(),
            enrolment=packet.enrolment_id,
            other_office=each.other_office_id,
            other=each.other_enrolment_id,
            finger=each.finger,
            other_finger=each.other_finger,
            score=each.score,
            task=task_id,
            at=at,
        )


def hits_of(link: Link, task_id: UUID) -> list[DictRow]:
    """Return what a task is to decide, the most alike first."""
    return rows(link, _HITS, task=task_id)


def named(link: Link, office_id: UUID, enrolment_id: UUID) -> DictRow | None:
    """Return the name, document and office of who is enrolled: for the ministry's eyes only."""
    return one(link, _NAMED, office=office_id, enrolment=enrolment_id)


def note_look(
    link: Link, office_id: UUID, enrolment_id: UUID, *, by: str, what: str, at: datetime
) -> None:
    """Note that somebody looks at a biometric record."""
    run(link, _LOOK, office=office_id, id=new_id(), enrolment=enrolment_id, by=by, what=what, at=at)


# -------------------------------------------------------------------------------- its end
def delete_over(link: Link, day: date, at: datetime) -> list[Announced]:
    """Delete templates and packets whose retention ended before a day; return whose.

    With them go packets that serve nobody: refused or replaced before that day.
    Waits until no worker adds to what is searched.
    """
    in_turn(link)
    over = [Announced(**row) for row in rows(link, _OVER, day=day.isoformat())]
    for packet in over:
        run(link, _FORGET, **_named(packet), at=at)
    unused = [Announced(**row) for row in rows(link, _UNUSED, day=day)]
    for packet in (*over, *unused):
        run(link, _FORGET_PIECES, office=packet.office_id, sha256=packet.sha256)
        run(link, _FORGET_FILE, office=packet.office_id, sha256=packet.sha256)
        done(link, packet, DELETED, "", at)
    return over


def _named(packet: Announced) -> dict[str, object]:
    return {
        "office": packet.office_id,
        "enrolment": packet.enrolment_id,
        "sha256": packet.sha256,
    }

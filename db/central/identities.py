"""Who is one person over all offices, as the centre keeps it (``domain.identities``)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.central.database import Link, rows, run
from domain.identities import Answer, Member, Standing

_OF = """SELECT person_id, canonical FROM identity_member
WHERE office_id = %(office)s AND person_id = ANY(%(people)s)"""
_BEGIN = """INSERT INTO identity (canonical, document_type, document, name)
SELECT canonical, document_type, document, name
FROM unnest(%(ids)s::uuid[], %(types)s::text[], %(documents)s::text[], %(names)s::text[])
  AS new(canonical, document_type, document, name)
ORDER BY canonical ON CONFLICT DO NOTHING RETURNING canonical"""
_LOCK = """SELECT canonical, document_type, document, name, standing, answered, answered_same
FROM identity WHERE canonical = ANY(%(ids)s) ORDER BY canonical FOR UPDATE"""
_LEAVE = """DELETE FROM identity_member
WHERE office_id = %(office)s AND person_id = ANY(%(people)s)"""
_JOIN = """INSERT INTO identity_member (office_id, person_id, canonical)
SELECT %(office)s, person, canonical
FROM unnest(%(people)s::uuid[], %(ids)s::uuid[]) AS new(person, canonical)
ON CONFLICT (office_id, person_id) DO UPDATE SET canonical = excluded.canonical"""
_MEMBERS = """SELECT member.canonical, member.office_id, member.person_id,
  office.name AS office, image.row ->> 'name' AS name
FROM identity_member AS member
JOIN office ON office.id = member.office_id
JOIN row_image AS image ON image.office_id = member.office_id
  AND image.table_name = 'person' AND image.key = member.person_id::text
  AND image.row IS NOT NULL
WHERE member.canonical = ANY(%(ids)s)
ORDER BY office.name, member.office_id, member.person_id"""
_SAVE = """UPDATE identity SET name = new.name, standing = new.standing
FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(standings)s::text[])
  AS new(canonical, name, standing)
WHERE identity.canonical = new.canonical
  AND (identity.name, identity.standing) IS DISTINCT FROM (new.name, new.standing)"""
_ANSWER = """UPDATE identity SET answered = %(names)s, answered_same = %(same)s
WHERE canonical = %(id)s"""
_TASKS = """SELECT id, office_id, kind, subject FROM task
WHERE resolved_at IS NULL AND subject ->> 'canonical' = ANY(%(ids)s)
ORDER BY opened_at, id FOR UPDATE"""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is kept of one document."""

    canonical: UUID
    document_type: str
    document: str
    name: str
    standing: Standing
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Known:
    """A member with the name of its office."""

    member: Member
    office: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task about an identity that waits in an office."""

    id: UUID
    office_id: UUID
    kind: str
    names: frozenset[str]


def of(link: Link, office_id: UUID, people: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the identities of people of an office, of those who have one."""
    found = rows(link, _OF, office=office_id, people=list(people))
    return {row["person_id"]: row["canonical"] for row in found}


def begin(link: Link, documents: Mapping[UUID, tuple[str, str, str]]) -> set[UUID]:
    """Begin identities that are not there yet; return which were begun.

    Args:
        documents: type, number and the first name told, by identity.
    """
    values = list(documents.values())
    found = rows(
        link,
        _BEGIN,
        ids=list(documents),
        types=[value[0] for value in values],
        documents=[value[1] for value in values],
        names=[value[2] for value in values],
    )
    return {row["canonical"] for row in found}


def lock(link: Link, ids: Collection[UUID]) -> list[Identity]:
    """Return identities, locked in one order: two offices may tell of the same at once."""
    return [
        Identity(
            row["canonical"],
            row["document_type"],
            row["document"],
            row["name"],
            Standing(row["standing"]),
            None
            if row["answered_same"] is None
            else Answer(frozenset(row["answered"]), row["answered_same"]),
        )
        for row in rows(link, _LOCK, ids=list(ids))
    ]


def move(link: Link, office_id: UUID, placed: Mapping[UUID, UUID | None]) -> None:
    """Have people of an office be who their documents say; None: nobody known elsewhere."""
    gone = [person for person, canonical in placed.items() if canonical is None]
    there = {person: canonical for person, canonical in placed.items() if canonical is not None}
    if gone:
        run(link, _LEAVE, office=office_id, people=gone)
    if there:
        run(link, _JOIN, office=office_id, people=list(there), ids=list(there.values()))


def members(link: Link, ids: Collection[UUID]) -> dict[UUID, list[Known]]:
    """Return who is known under each identity, by the offices' names."""
    found: dict[UUID, list[Known]] = {}
    for row in rows(link, _MEMBERS, ids=list(ids)):
        member = Member(row["office_id"], row["person_id"], row["name"] or "")
        found.setdefault(row["canonical"], []).append(Known(member, row["office"]))
    return found


def save(link: Link, standings: Sequence[tuple[UUID, str, Standing]]) -> None:
    """Keep the name told and the standing of identities, where they changed."""
    run(
        link,
        _SAVE,
        ids=[one[0] for one in standings],
        names=[one[1] for one in standings],
        standings=[one[2].value for one in standings],
    )


def answer(link: Link, canonical: UUID, said: Answer) -> None:
    """Keep what was said of an identity's names."""
    run(link, _ANSWER, id=canonical, names=sorted(said.names), same=said.same)


def open_tasks(link: Link, ids: Collection[UUID]) -> dict[UUID, list[OpenTask]]:
    """Return what waits about each identity."""
    found: dict[UUID, list[OpenTask]] = {}
    for row in rows(link, _TASKS, ids=[str(one) for one in ids]):
        subject = row["subject"]
        task = OpenTask(
            row["id"], row["office_id"], row["kind"], frozenset(subject.get("names", ()))
        )
        found.setdefault(UUID(subject["canonical"]), []).append(task)
    return found

"""What waits for a person, as the centre keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from db.central.database import Link, one, rows, run

_FIELDS = """id, office_id, kind, owner_role, opened_at, words, how, subject, resolved_at,
  resolved_by, resolution"""
_ADD = """INSERT INTO task (id, office_id, kind, owner_role, opened_at, words, how, subject)
VALUES (%(id)s, %(office)s, %(kind)s, %(owner_role)s, %(at)s, %(words)s, %(how)s, %(subject)s)"""
_OPEN_OF = f"""SELECT {_FIELDS} FROM task WHERE resolved_at IS NULL
AND (%(office)s::uuid IS NULL OR office_id = %(office)s) ORDER BY opened_at, id"""
_GET = f"SELECT {_FIELDS} FROM task WHERE id = %(id)s"
_LOCK = f"{_GET} FOR UPDATE"
_SAME = """SELECT id FROM task WHERE resolved_at IS NULL AND kind = %(kind)s
AND office_id IS NOT DISTINCT FROM %(office)s AND subject @> %(subject)s LIMIT 1"""
_RESOLVE = """UPDATE task SET resolved_at = %(at)s, resolved_by = %(by)s,
  resolution = %(resolution)s WHERE id = %(id)s"""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person.

    Attributes:
        office_id: the office that must see to it; None: the ministry.
        owner_role: of domain.staff.Role, or ``ministry``.
        words: what happened; ``how``: what to do about it. Both in Spanish, shown as they are.
    """

    id: UUID
    office_id: UUID | None
    kind: str
    owner_role: str
    opened_at: datetime
    words: str
    how: str
    subject: Mapping[str, Any]


def add(link: Link, task: Task) -> None:
    """Keep a task."""
    run(
        link,
        _ADD,
        id=task.id,
        office=task.office_id,
        kind=task.kind,
        owner_role=task.owner_role,
        at=task.opened_at,
        words=task.words,
        how=task.how,
        subject=Jsonb(task.subject),
    )


def is_open(link: Link, kind: str, office_id: UUID | None, subject: Mapping[str, Any]) -> bool:
    """Tell whether a task of this kind, whose subject holds ``subject``, waits already."""
    return one(link, _SAME, kind=kind, office=office_id, subject=Jsonb(subject)) is not None


def open_of(link: Link, office_id: UUID | None) -> list[DictRow]:
    """Return what waits in an office, or everywhere, the oldest first."""
    return rows(link, _OPEN_OF, office=office_id)


def get(link: Link, task_id: UUID) -> DictRow | None:
    """Return a task."""
    return one(link, _GET, id=task_id)


def lock(link: Link, task_id: UUID) -> DictRow | None:
    """Return a task, locked: it is resolved once."""
    return one(link, _LOCK, id=task_id)


def resolve(link: Link, task_id: UUID, *, by: str, resolution: str, at: datetime) -> None:
    """Close a task."""
    run(link, _RESOLVE, id=task_id, by=by, resolution=resolution, at=at)

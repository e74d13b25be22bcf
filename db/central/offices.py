"""The offices that the centre knows, and how far it has each one's log."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow

from db.central.database import Link, one, rows, run

_ADD = "INSERT INTO office (id, code, name, since) VALUES (%(id)s, %(code)s, %(name)s, %(at)s)"
_FIELDS = """id, code, name, since, head_sequence, head_hash, schema, epoch, forked_at, data_at,
  backed_up_through"""
_GET = f"SELECT {_FIELDS} FROM office WHERE id = %(id)s"
_LOCK = f"{_GET} FOR UPDATE"
_BY_CODE = f"SELECT {_FIELDS} FROM office WHERE code = %(code)s"
_ALL = f"""SELECT {_FIELDS}, (SELECT max(last_seen) FROM workstation
  WHERE office_id = office.id) AS last_seen FROM office ORDER BY code"""
_SAVE = """UPDATE office SET head_sequence = %(head_sequence)s, head_hash = %(head_hash)s,
  schema = %(schema)s, epoch = %(epoch)s, forked_at = %(forked_at)s, data_at = %(data_at)s
WHERE id = %(id)s"""
_BACKED_UP = """UPDATE office SET backed_up_through = greatest(backed_up_through, %(through)s)
WHERE id = %(id)s"""


def add(link: Link, office_id: UUID, code: str, name: str, at: datetime) -> bool:
    """Add an office; tell whether there was none with its id or code."""
    try:
        with link.transaction():
            run(link, _ADD, id=office_id, code=code, name=name, at=at)
    except UniqueViolation:
        return False
    return True


def get(link: Link, office_id: UUID) -> DictRow | None:
    """Return an office."""
    return one(link, _GET, id=office_id)


def lock(link: Link, office_id: UUID) -> DictRow:
    """Return an office, locked: what it sends is taken in one after another."""
    found = one(link, _LOCK, id=office_id)
    assert found is not None
    return found


def by_code(link: Link, code: str) -> DictRow | None:
    """Return the office of a code."""
    return one(link, _BY_CODE, code=code)


def all_of_them(link: Link) -> list[DictRow]:
    """Return every office by its code, with when one of its workstations was last seen."""
    return rows(link, _ALL)


def save(
    link: Link,
    office_id: UUID,
    *,
    head_sequence: int,
    head_hash: str,
    schema: str,
    epoch: int,
    forked_at: int | None,
    data_at: datetime,
) -> None:
    """Keep how far an office's log is here, and of when its data are."""
    run(
        link,
        _SAVE,
        id=office_id,
        head_sequence=head_sequence,
        head_hash=head_hash,
        schema=schema,
        epoch=epoch,
        forked_at=forked_at,
        data_at=data_at,
    )


def mark_backed_up(link: Link, office_id: UUID, through: int) -> None:
    """Note that a finished backup holds an office's operations up to ``through``."""
    run(link, _BACKED_UP, id=office_id, through=through)

"""Who may ask: codes, workstations, their nonces."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, rows, run

_WHO = """SELECT id, office_id, name, scope, public_key, revoked_at, cloned_at
FROM workstation WHERE token_hash = %(token_hash)s"""
_LOCK = """SELECT id, office_id, name, scope, nonce, previous_nonce, previous_request, used,
  revoked_at, cloned_at FROM workstation WHERE id = %(id)s FOR UPDATE"""
_ROTATE = """UPDATE workstation SET nonce = %(nonce)s, previous_nonce = %(previous)s,
  previous_request = %(request)s, used = %(used)s, program = %(program)s, last_seen = %(at)s
WHERE id = %(id)s"""
_CLONED = "UPDATE workstation SET cloned_at = coalesce(cloned_at, %(at)s) WHERE id = %(id)s"
_REVOKE = "UPDATE workstation SET revoked_at = coalesce(revoked_at, %(at)s) WHERE id = %(id)s"
_TAKING_OVER = "SELECT pg_advisory_xact_lock(hashtextextended(%(office)s, 1))"
_REVOKE_OTHERS = """UPDATE workstation SET revoked_at = %(at)s
WHERE office_id = %(office)s AND id <> %(id)s AND scope = 'office' AND revoked_at IS NULL"""
_FORGET_NONCES = "UPDATE workstation SET nonce = '', previous_nonce = '', used = '{}'"
_ADD_CODE = """INSERT INTO pairing_code (code_hash, office_id, office_code, scope, made_at, expires_at)
VALUES (%(code_hash)s, %(office)s, %(office_code)s, %(scope)s, %(at)s, %(expires)s)"""
_LOCK_CODE = """SELECT code_hash, office_id, scope, expires_at, used_at, workstation_id
FROM pairing_code WHERE code_hash = %(code_hash)s FOR UPDATE"""
_USE_CODE = """UPDATE pairing_code SET used_at = %(at)s, workstation_id = %(workstation)s
WHERE code_hash = %(code_hash)s"""
_ADD = """INSERT INTO workstation (id, office_id, name, scope, token_hash, public_key, nonce,
  program, paired_at)
VALUES (%(id)s, %(office)s, %(name)s, %(scope)s, %(token_hash)s, %(public_key)s, %(nonce)s,
  %(program)s, %(at)s)"""
_SAME_KEY = """SELECT id FROM workstation
WHERE id = %(id)s AND public_key = %(public_key)s AND last_seen IS NULL
  AND revoked_at IS NULL AND cloned_at IS NULL"""
_RENEW = """UPDATE workstation SET token_hash = %(token_hash)s, nonce = %(nonce)s
WHERE id = %(id)s"""
_PLACE = """UPDATE workstation SET office_id = %(office)s
WHERE id = %(id)s AND office_id IS NULL"""
_ALL = """SELECT id, office_id, name, scope, program, paired_at, last_seen, revoked_at, cloned_at
FROM workstation ORDER BY paired_at"""


def by_token(link: Link, token_hash: bytes) -> DictRow | None:
    """Return the workstation whose token has this SHA-256."""
    return one(link, _WHO, token_hash=token_hash)


def lock(link: Link, workstation_id: UUID) -> DictRow | None:
    """Return a workstation, locked: its requests go one after another."""
    return one(link, _LOCK, id=workstation_id)


def rotate(
    link: Link,
    workstation_id: UUID,
    *,
    nonce: str,
    previous: str,
    request: UUID,
    used: list[str],
    program: str,
    at: datetime,
) -> None:
    """Keep the nonce that is given, and which request used the one before."""
    run(
        link,
        _ROTATE,
        id=workstation_id,
        nonce=nonce,
        previous=previous,
        request=request,
        used=used,
        program=program,
        at=at,
    )


def set_aside(link: Link, workstation_id: UUID, at: datetime) -> None:
    """Note that two programs use one identity."""
    run(link, _CLONED, id=workstation_id, at=at)


def revoke(link: Link, workstation_id: UUID, at: datetime) -> bool:
    """Take a workstation's leave away; tell whether there is such a one."""
    return run(link, _REVOKE, id=workstation_id, at=at) > 0


def revoke_others(link: Link, office_id: UUID, workstation_id: UUID, at: datetime) -> None:
    """Take the leave of an office's other workstations away: a new PC takes its place.

    Of two that do so at once, the second sees the first, and is the one that stays.
    """
    run(link, _TAKING_OVER, office=str(office_id))
    run(link, _REVOKE_OTHERS, office=office_id, id=workstation_id, at=at)


def forget_nonces(link: Link) -> None:
    """Take the next nonce of each workstation as it comes: a restored centre knows old ones."""
    run(link, _FORGET_NONCES)


def add_code(
    link: Link,
    code_hash: bytes,
    *,
    office_id: UUID | None,
    office_code: str,
    scope: str,
    at: datetime,
    expires: datetime,
) -> None:
    """Keep a new pairing code by its hash."""
    run(
        link,
        _ADD_CODE,
        code_hash=code_hash,
        office=office_id,
        office_code=office_code,
        scope=scope,
        at=at,
        expires=expires,
    )


def lock_code(link: Link, code_hash: bytes) -> DictRow | None:
    """Return a pairing code, locked: of two who use it at once, one is first."""
    return one(link, _LOCK_CODE, code_hash=code_hash)


def use_code(link: Link, code_hash: bytes, workstation_id: UUID, at: datetime) -> None:
    """Note who used a code."""
    run(link, _USE_CODE, code_hash=code_hash, workstation=workstation_id, at=at)


def add(
    link: Link,
    workstation_id: UUID,
    *,
    office_id: UUID | None,
    name: str,
    scope: str,
    token_hash: bytes,
    public_key: bytes,
    nonce: str,
    program: str,
    at: datetime,
) -> None:
    """Add a workstation that was paired."""
    run(
        link,
        _ADD,
        id=workstation_id,
        office=office_id,
        name=name,
        scope=scope,
        token_hash=token_hash,
        public_key=public_key,
        nonce=nonce,
        program=program,
        at=at,
    )


def renew_unused(
    link: Link, workstation_id: UUID, *, public_key: bytes, token_hash: bytes, nonce: str
) -> bool:
    """Give a workstation whose pairing was never answered a new token; tell whether it was."""
    if one(link, _SAME_KEY, id=workstation_id, public_key=public_key) is None:
        return False
    return run(link, _RENEW, id=workstation_id, token_hash=token_hash, nonce=nonce) > 0


def place(link: Link, workstation_id: UUID, office_id: UUID) -> bool:
    """Enter a workstation in its office, once it is known; tell whether it was in none."""
    return run(link, _PLACE, id=workstation_id, office=office_id) > 0


def all_of_them(link: Link) -> list[DictRow]:
    """Return every workstation, by when it was paired."""
    return rows(link, _ALL)

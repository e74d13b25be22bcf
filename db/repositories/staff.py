"""Staff and their roles."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from db.repositories.base import Repository
from db.tables import staff, staff_role
from domain.errors import NotFound
from domain.staff import Role, RoleGrant, Staff

_BY_ID = select(staff).where(staff.c.id == bindparam("key"))
_VERSION = select(staff.c.version).where(staff.c.id == bindparam("key"), staff.c.active.is_(True))
_BY_USERNAME = select(staff).where(staff.c.username == bindparam("username"))
_ALL = select(staff).order_by(staff.c.full_name)
_ROLES = (
    select(staff_role).where(staff_role.c.staff_id == bindparam("key")).order_by(staff_role.c.place)
)
_ALL_ROLES = select(staff_role).order_by(staff_role.c.place)
_ADD = insert(staff)
_ADD_ROLE = insert(staff_role)
_DROP_ROLES = delete(staff_role).where(staff_role.c.staff_id == bindparam("key"))
_SAVE = (
    update(staff)
    .where(staff.c.id == bindparam("key"), staff.c.version == bindparam("previous"))
    .values(
        username=bindparam("username"),
        full_name=bindparam("full_name"),
        password_hash=bindparam("password_hash"),
        pin_hash=bindparam("pin_hash"),
        must_change_password=bindparam("must_change_password"),
        active=bindparam("active"),
        failed_attempts=bindparam("failed_attempts"),
        locked_until=bindparam("locked_until"),
        version=bindparam("version"),
    )
)
_SAVE_ATTEMPTS = (
    update(staff)
    .where(staff.c.id == bindparam("key"))
    .values(failed_attempts=bindparam("failed"), locked_until=bindparam("until"))
)


class SqlStaff(Repository):
    """The staff and their roles."""

    def get(self, staff_id: UUID) -> Staff:
        """Return a member of the staff. Raises NotFound."""
        row = self._one(_BY_ID, key=staff_id)
        if row is None:
            raise NotFound()
        return self._with_roles(row)

    def version_of(self, staff_id: UUID) -> int | None:
        """Return the record's version, or None if disabled or unknown."""
        version: int | None = self._scalar(_VERSION, key=staff_id)
        return version

    def by_username(self, username: str) -> Staff | None:
        """Return the member of that user name, or None."""
        row = self._one(_BY_USERNAME, username=username)
        return None if row is None else self._with_roles(row)

    def all(self) -> Sequence[Staff]:
        """Return the whole staff by name."""
        grants: dict[UUID, list[RoleGrant]] = {}
        for row in self._rows(_ALL_ROLES):
            grants.setdefault(row.staff_id, []).append(_to_grant(row))
        return [_to_staff(row, tuple(grants.get(row.id, ()))) for row in self._rows(_ALL)]

    def add(self, value: Staff) -> None:
        """Store a new member of the staff."""
        self._change(_ADD, {"id": value.id, "office_id": value.office_id, **_row(value)})
        self._add_roles(value)

    def save(self, value: Staff) -> None:
        """Store a changed record. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_row(value)})
        self._change(_DROP_ROLES, {"key": value.id})
        self._add_roles(value)

    def save_attempts(self, value: Staff) -> None:
        """Store failed attempts and lock only."""
        self._change(
            _SAVE_ATTEMPTS,
            {"key": value.id, "failed": value.failed_attempts, "until": value.locked_until},
        )

    def _with_roles(self, row: Any) -> Staff:
        return _to_staff(row, tuple(_to_grant(r) for r in self._rows(_ROLES, key=row.id)))

    def _add_roles(self, value: Staff) -> None:
        for place, grant in enumerate(value.grants):
            self._change(
                _ADD_ROLE,
                {
                    "staff_id": value.id,
                    "place": place,
                    "role": grant.role.value,
                    "valid_from": grant.valid_from,
                    "valid_to": grant.valid_to,
                    "stand_in_for": grant.stand_in_for,
                },
            )


def _row(value: Staff) -> dict[str, Any]:
    return {
        "username": value.username,
        "full_name": value.full_name,
        "password_hash": value.password_hash,
        "pin_hash": value.pin_hash,
        "must_change_password": value.must_change_password,
        "active": value.active,
        "failed_attempts": value.failed_attempts,
        "locked_until": value.locked_until,
        "version": value.version,
    }


def _to_grant(row: Any) -> RoleGrant:
    return RoleGrant(Role(row.role), row.valid_from, row.valid_to, row.stand_in_for)


def _to_staff(row: Any, grants: tuple[RoleGrant, ...]) -> Staff:
    return Staff(
        row.id,
        row.office_id,
        row.username,
        row.full_name,
        grants,
        row.password_hash,
        row.pin_hash,
        row.must_change_password,
        row.active,
        row.failed_attempts,
        row.locked_until,
        row.version,
    )

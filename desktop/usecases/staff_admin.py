"""The staff and their roles, kept by the administrator."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from domain.errors import InvalidInput, Stale
from domain.ids import new_id
from domain.people import NAME_LIMIT
from domain.staff import (
    Action,
    Actor,
    LastAdministrator,
    Role,
    RoleGrant,
    Staff,
    keeps_an_administrator,
    username_key,
)
from domain.text import clean_text

#: Without what is misread or misheard: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
_READABLE = "ACDEFGHJKMNPQRTWXY34679"
MOST_GRANTS = 40


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of the staff as the administrator sees them: no hashes.

    Attributes:
        today: the roles in force today.
        locked: too many wrong passwords just now.
    """

    id: UUID
    username: str
    full_name: str
    grants: tuple[RoleGrant, ...]
    today: tuple[Role, ...]
    active: bool
    has_pin: bool
    must_change_password: bool
    locked: bool
    version: int


@dataclass(frozen=True, slots=True)
class Added:
    """A new member and the temporary password, shown once."""

    staff: StaffView
    temporary_password: str = field(repr=False)


def staff_list(desk: Desk, actor: Actor) -> Sequence[StaffView]:
    """Return the whole staff by name.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        return [_view(member, step.now, step.day) for member in unit.staff.all()]


def add_staff(
    desk: Desk, actor: Actor, username: str, full_name: str, grants: Sequence[RoleGrant]
) -> Added:
    """Add a member of the staff with a temporary password.

    Args:
        desk: the workstation.
        actor: an administrator.
        username: what they will type to sign in; never changes.
        full_name: as others read it.
        grants: the roles, with their dates.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: the user name is taken, or part of it cannot be used.
    """
    temporary = temporary_password()
    hashed = desk.passwords.hash(temporary)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        member = new_member(unit.offices.office().id, username, full_name, grants, hashed)
        if unit.staff.by_username(member.username) is not None:
            raise InvalidInput(
                f"Ya existe el usuario «{member.username}».", todo="Elija otro nombre de usuario."
            )
        tell_member(step, member, "staff_added")
        unit.staff.add(member)
        return Added(_view(member, step.now, step.day), temporary)


def edit_staff(
    desk: Desk,
    actor: Actor,
    staff_id: UUID,
    version: int,
    full_name: str,
    grants: Sequence[RoleGrant],
) -> StaffView:
    """Change a member's name and roles; they must sign in again for the new roles to hold.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: part of it cannot be used.
        LastAdministrator: nobody would be left to administer.
        Stale: somebody changed it in between.
    """
    name = _name(full_name)
    roles = checked_grants(grants)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        member = _current(step, staff_id, version)
        return _save(step, replace(member, full_name=name, grants=roles), "staff_changed")


def set_active(desk: Desk, actor: Actor, staff_id: UUID, version: int, active: bool) -> StaffView:
    """Disable an account (at once, wherever it is signed in), or enable it again.

    Raises:
        NotAllowed, LastAdministrator, Stale: as for ``edit_staff``.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        member = _current(step, staff_id, version)
        type_ = "staff_enabled" if active else "staff_disabled"
        return _save(step, replace(member, active=active), type_)


def reset_password(desk: Desk, actor: Actor, staff_id: UUID, version: int) -> str:
    """Give a temporary password, shown once; the lock ends and the PIN is forgotten.

    Raises:
        NotAllowed, Stale: as for ``edit_staff``.
    """
    temporary = temporary_password()
    hashed = desk.passwords.hash(temporary)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        member = _current(step, staff_id, version)
        changed = replace(
            member.recognised(),
            password_hash=hashed,
            pin_hash="",
            must_change_password=not is_display(member.grants),
        )
        _save(step, changed, "password_reset")
    return temporary


def stand_in(
    desk: Desk,
    actor: Actor,
    staff_id: UUID,
    version: int,
    colleague_id: UUID,
    valid_from: date,
    valid_to: date,
) -> StaffView:
    """Let a member stand in for a colleague: the colleague's own roles, for given days.

    Args:
        desk: the workstation.
        actor: an administrator.
        staff_id: who stands in.
        version: of that record as it was shown.
        colleague_id: whose absence it covers.
        valid_from: first day.
        valid_to: last day, included.

    Raises:
        NotAllowed, Stale: as for ``edit_staff``.
        InvalidInput: the dates are the wrong way round, it is the same person, or the colleague
            holds no role on those days.
    """
    if staff_id == colleague_id:
        raise InvalidInput("Nadie se reemplaza a sí mismo.", todo="Elija a otra persona.")
    if valid_to < valid_from:
        raise InvalidInput("El último día es anterior al primero.", todo="Corrija las fechas.")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        member = _current(step, staff_id, version)
        colleague = unit.staff.get(colleague_id)
        own = covered(colleague, valid_from, valid_to)
        if not own:
            raise InvalidInput(
                f"{colleague.full_name} no tiene funciones en esas fechas.",
                todo="Revise las fechas o la persona.",
            )
        grants = checked_grants([*member.grants, *own])
        return _save(step, replace(member, grants=grants), "stand_in_given")


def new_member(
    office_id: UUID, username: str, full_name: str, grants: Sequence[RoleGrant], hashed: str
) -> Staff:
    """Return a new member of the staff whose password is temporary (the display's is not).

    Raises:
        InvalidInput: part of it cannot be used.
    """
    roles = checked_grants(grants)
    return Staff(
        new_id(),
        office_id,
        username_key(username),
        _name(full_name),
        roles,
        hashed,
        must_change_password=not is_display(roles),
    )


def checked_grants(grants: Sequence[RoleGrant]) -> tuple[RoleGrant, ...]:
    """Return the grants, each once.

    Raises:
        InvalidInput: none, too many, dates the wrong way round, or the display's with another.
    """
    kept = tuple(dict.fromkeys(grants))
    if not kept:
        raise InvalidInput("No hay ninguna función.", todo="Marque al menos una.")
    if len(kept) > MOST_GRANTS:
        raise InvalidInput(
            "Esta persona tiene demasiadas funciones con fecha.", todo="Quite las que ya pasaron."
        )
    for grant in kept:
        if grant.valid_from and grant.valid_to and grant.valid_to < grant.valid_from:
            raise InvalidInput(
                f"«{grant.role.label}» termina antes de empezar.", todo="Corrija las fechas."
            )
    if is_display(kept) and any(grant.role is not Role.DISPLAY for grant in kept):
        raise InvalidInput(
            "La pantalla pública no lleva otras funciones.",
            todo="Cree un usuario aparte para ella.",
        )
    return kept


def is_display(grants: Sequence[RoleGrant]) -> bool:
    """Tell whether the account is the television's."""
    return any(grant.role is Role.DISPLAY for grant in grants)


def temporary_password() -> str:
    """Return three groups of four letters and digits that are not misread, of 54 random bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def tell_member(step: Step, member: Staff, type_: str) -> None:
    """Tell a change of a member of the staff: roles and dates, never hashes."""
    step.tell(
        "staff",
        member.id,
        member.version,
        type_,
        {
            "username": member.username,
            "full_name": member.full_name,
            "active": member.active,
            "roles": [_told(grant) for grant in member.grants],
        },
    )


def covered(colleague: Staff, first: date, last: date) -> list[RoleGrant]:
    """Return a colleague's own roles from one day to another, as who stands in holds them."""
    found = []
    for grant in colleague.grants:
        begins = max(first, grant.valid_from or first)
        ends = min(last, grant.valid_to or last)
        own = grant.stand_in_for is None and grant.role is not Role.DISPLAY
        if own and begins <= ends:
            found.append(RoleGrant(grant.role, begins, ends, colleague.id))
    return found


def _told(grant: RoleGrant) -> dict[str, str | None]:
    return {
        "role": grant.role.value,
        "from": grant.valid_from.isoformat() if grant.valid_from else None,
        "to": grant.valid_to.isoformat() if grant.valid_to else None,
        "stand_in_for": str(grant.stand_in_for) if grant.stand_in_for else None,
    }


def _name(raw: str) -> str:
    return clean_text(raw, label="Nombre", limit=NAME_LIMIT, required=True)


def _current(step: Step, staff_id: UUID, version: int) -> Staff:
    member = step.unit.staff.get(staff_id)
    if member.version != version:
        raise Stale()
    return member


def _save(step: Step, member: Staff, type_: str) -> StaffView:
    member = replace(member, version=member.version + 1)
    others = (other for other in step.unit.staff.all() if other.id != member.id)
    if not keeps_an_administrator([member, *others], step.day):
        raise LastAdministrator()
    tell_member(step, member, type_)
    step.unit.staff.save(member)
    return _view(member, step.now, step.day)


def _view(member: Staff, now: datetime, day: date) -> StaffView:
    roles = member.roles_on(day)
    return StaffView(
        member.id,
        member.username,
        member.full_name,
        member.grants,
        tuple(role for role in Role if role in roles),
        member.active,
        bool(member.pin_hash),
        member.must_change_password,
        bool(member.locked_for(now)),
        member.version,
    )

"""Signing in and out, unlocking, one's own password and PIN.

Secrets are verified outside the write transaction, because argon2 is slow on purpose and would
make every counter wait; the outcome is then written, with what was verified checked again. A
refusal is written too, so it is raised only after its transaction was committed. The log tells
every attempt and never what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from desktop.usecases import offline
from desktop.usecases.desk import Desk
from desktop.usecases.passwords import WeakPassword, check_password, check_pin
from domain.errors import InvalidInput, KnownError, Stale
from domain.ids import new_id
from domain.offline import TooLongOffline
from domain.ports import UnitOfWork
from domain.staff import (
    AccountLocked,
    Actor,
    NoRolesToday,
    PasswordChangeNeeded,
    PinRefused,
    PinUnusable,
    Role,
    SessionOutdated,
    SignInRefused,
    Staff,
    username_key,
)


@dataclass(frozen=True, slots=True)
class Account:
    """What the signed-in person sees of their own account."""

    username: str
    full_name: str
    roles: tuple[Role, ...]
    has_pin: bool


def sign_in(desk: Desk, username: str, password: str, *, display: bool = False) -> Actor:
    """Recognise a person by user name and password.

    Args:
        desk: the workstation.
        username: as typed.
        password: as typed.
        display: it is the television that asks; its account serves nowhere else, no other here.

    Raises:
        SignInRefused: unknown user or wrong password: same words, same time.
        AccountLocked: too many wrong passwords.
        PasswordChangeNeeded: the password is right but temporary: ``change_password`` first.
        NoRolesToday: no role in force today, or none for this screen.
        TooLongOffline: the centre was not heard of for too long; ``offline.open_for_a_day``.
        NotSetUp: the first start has not been done.
    """
    found = _find(desk, username)
    return _enter(
        desk,
        found,
        password,
        "signed_in",
        lambda roles: _fits(roles, display=display),
        needs_centre=not display,
    )


def unlock_with_password(desk: Desk, actor: Actor, password: str) -> Actor:
    """Unlock the screen of ``actor`` and return them with their present roles.

    Raises:
        SessionOutdated: the account was disabled meanwhile.
        SignInRefused, AccountLocked, PasswordChangeNeeded, NoRolesToday, TooLongOffline: as for
            ``sign_in``.
    """
    return _enter(desk, _active(desk, actor), password, "unlocked", bool)


def unlock_with_pin(desk: Desk, actor: Actor, pin: str) -> Actor:
    """Unlock the screen of ``actor`` by their PIN.

    Raises:
        PinRefused: wrong; the fifth in a row leaves only the password.
        PinUnusable: none is set, or it was missed too often.
        SessionOutdated: the account was disabled meanwhile.
        TooLongOffline: as for ``sign_in``.
    """

    def enter(unit: UnitOfWork, staff: Staff, now: datetime) -> Staff:
        offline.require_heard(unit, now)
        return staff

    return verify_pin(desk, _active(desk, actor), pin, enter, "unlocked").actor


def verify_pin(
    desk: Desk,
    found: Staff,
    pin: str,
    act: Callable[[UnitOfWork, Staff, datetime], Staff],
    told: str,
) -> Staff:
    """Check a PIN and, in the transaction that writes its outcome, do what it was given for.

    Args:
        desk: the workstation.
        found: whose PIN it is.
        pin: as typed.
        act: what to do once recognised; what it raises takes everything back.
        told: the operation that tells of the PIN.

    Raises:
        PinRefused, PinUnusable: as for ``unlock_with_pin``.
        Stale: the account was changed in this very moment.
    """
    matched = desk.passwords.matches(found.pin_hash if found.pin_usable else "", pin)
    with desk.units.write() as unit:
        now = desk.clock.now()
        staff = unit.staff.get(found.id)
        refusal: KnownError | None = None
        if not staff.pin_usable:
            refusal = PinUnusable()
            _refuse(unit, now, staff.id, "pin_unusable")
        elif staff.version != found.version:
            raise Stale()
        elif not matched:
            missed = staff.pin_missed()
            unit.staff.save_attempts(missed)
            _refuse(unit, now, staff.id, "pin")
            refusal = PinRefused() if missed.pin_usable else PinUnusable()
        else:
            _forgive(unit, staff)
            _tell(unit, now, staff.id, told, {"by": "pin"})
            staff = act(unit, staff, now)
    if refusal is not None:
        raise refusal
    return staff


def change_password(desk: Desk, username: str, current: str, new: str) -> Actor:
    """Choose another password; also the way out of a temporary one.

    Raises:
        WeakPassword, InvalidInput: the new one cannot be accepted.
        SignInRefused, AccountLocked: as for ``sign_in``.
        Stale: the account was changed elsewhere in this very moment.
    """
    check_password(new, username)
    if new == current:
        raise WeakPassword("La contraseña nueva es igual a la anterior.")
    hashed = desk.passwords.hash(new)
    return _settle(
        desk,
        _find(desk, username),
        current,
        lambda unit, staff, now: _save(
            unit,
            replace(
                staff,
                password_hash=hashed,
                must_change_password=False,
                version=staff.version + 1,
            ),
            now,
            "password_changed",
        ),
    ).actor


def set_pin(desk: Desk, actor: Actor, password: str, pin: str) -> Actor:
    """Choose the PIN that unlocks the screen and answers approvals.

    Args:
        desk: the workstation.
        actor: whose PIN.
        password: theirs, so that nobody sets it on an unattended screen.
        pin: 4 to 8 digits.

    Raises:
        WeakPin: it cannot be accepted.
        SessionOutdated, SignInRefused, AccountLocked: as for unlocking.
    """
    check_pin(pin)
    hashed = desk.passwords.hash(pin)
    return _settle(
        desk,
        _active(desk, actor),
        password,
        lambda unit, staff, now: _save(
            unit, replace(staff, pin_hash=hashed, version=staff.version + 1), now, "pin_set"
        ),
    ).actor


def refresh(desk: Desk, actor: Actor) -> Actor:
    """Return ``actor`` with the roles and version on file.

    Raises:
        SessionOutdated: the account was disabled.
    """
    return _active(desk, actor).actor


def account(desk: Desk, actor: Actor) -> Account:
    """Return what a person sees of their own account.

    Raises:
        SessionOutdated: the account was disabled.
    """
    with desk.units.read() as unit:
        day = unit.offices.office().day_of(desk.clock.now())
    found = _active(desk, actor)
    roles = tuple(role for role in Role if role in found.roles_on(day))
    return Account(found.username, found.full_name, roles, bool(found.pin_hash))


def sign_out(desk: Desk, actor: Actor) -> None:
    """Tell that a person left; their counter, if open, stays as it is."""
    with desk.units.write() as unit:
        _tell(unit, desk.clock.now(), actor.staff_id, "signed_out", {})


def _fits(roles: frozenset[Role], *, display: bool) -> bool:
    # On the television nobody leaves a session open that could do more than show numbers.
    return Role.DISPLAY in roles if display else bool(roles - {Role.DISPLAY})


def _enter(
    desk: Desk,
    found: Staff | None,
    password: str,
    told: str,
    fits: Callable[[frozenset[Role]], bool],
    *,
    needs_centre: bool = True,
) -> Actor:
    stronger = ""
    if found is not None and desk.passwords.outdated(found.password_hash):
        stronger = desk.passwords.hash(password)

    def enter(unit: UnitOfWork, staff: Staff, now: datetime) -> Staff | KnownError:
        if staff.must_change_password:
            _refuse(unit, now, staff.id, "temporary_password")
            return PasswordChangeNeeded()
        if not fits(staff.roles_on(unit.offices.office().day_of(now))):
            _refuse(unit, now, staff.id, "no_roles")
            return NoRolesToday()
        if needs_centre:
            try:
                offline.require_heard(unit, now)
            except TooLongOffline as late:
                _refuse(unit, now, staff.id, "offline")
                return late
        _tell(unit, now, staff.id, told, {"by": "password"})
        if not stronger:
            return staff
        kept = replace(staff, password_hash=stronger, version=staff.version + 1)
        return _save(unit, kept, now, "password_rehashed")

    return _settle(desk, found, password, enter).actor


def _settle(
    desk: Desk,
    found: Staff | None,
    password: str,
    act: Callable[[UnitOfWork, Staff, datetime], Staff | KnownError],
) -> Staff:
    """Verify a password, then write the outcome and, if it was right, what ``act`` does."""
    known = found is not None and found.active
    matched = desk.passwords.matches(found.password_hash if found and known else "", password)
    with desk.units.write() as unit:
        outcome = _outcome(desk, unit, found if known else None, matched, act)
    if isinstance(outcome, KnownError):
        raise outcome
    return outcome


def _outcome(
    desk: Desk,
    unit: UnitOfWork,
    found: Staff | None,
    matched: bool,
    act: Callable[[UnitOfWork, Staff, datetime], Staff | KnownError],
) -> Staff | KnownError:
    now = desk.clock.now()
    if found is None:
        _refuse(unit, now, None, "unknown")
        return SignInRefused()
    staff = unit.staff.get(found.id)
    if staff.locked_for(now):
        _refuse(unit, now, staff.id, "locked")
        return AccountLocked(staff.locked_for(now))
    if staff.version != found.version:
        raise Stale()
    if not matched:
        missed = staff.password_missed(now)
        unit.staff.save_attempts(missed)
        _refuse(unit, now, staff.id, "password")
        left = missed.locked_for(now)
        return AccountLocked(left) if left else SignInRefused()
    return act(unit, _forgive(unit, staff), now)


def _forgive(unit: UnitOfWork, staff: Staff) -> Staff:
    recognised = staff.recognised()
    if recognised != staff:
        unit.staff.save_attempts(recognised)
    return recognised


def _save(unit: UnitOfWork, staff: Staff, now: datetime, type_: str) -> Staff:
    unit.log.append("staff", staff.id, staff.version, type_, {}, actor_id=staff.id, at=now)
    unit.staff.save(staff)
    return staff


def _refuse(unit: UnitOfWork, now: datetime, staff_id: UUID | None, reason: str) -> None:
    """Tell of an attempt that failed; who typed is not known, only whose account it was."""
    payload = {"reason": reason, "staff": None if staff_id is None else str(staff_id)}
    unit.log.append("access", new_id(), 1, "access_refused", payload, actor_id=None, at=now)


def _tell(
    unit: UnitOfWork, now: datetime, staff_id: UUID, type_: str, payload: dict[str, object]
) -> None:
    # An attempt changes no version of the staff record: it is an event of its own.
    unit.log.append("access", new_id(), 1, type_, payload, actor_id=staff_id, at=now)


def _active(desk: Desk, actor: Actor) -> Staff:
    with desk.units.read() as unit:
        found = unit.staff.get(actor.staff_id)
    if not found.active:
        raise SessionOutdated()
    return found


def _find(desk: Desk, username: str) -> Staff | None:
    try:
        key = username_key(username)
    except InvalidInput:
        return None  # refused below like any name that is not on file
    with desk.units.read() as unit:
        return unit.staff.by_username(key)

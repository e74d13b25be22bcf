"""Signing in, locks, unlocking, one's own password and PIN."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.usecases import access, first_start, staff_admin
from desktop.usecases.desk import Desk
from desktop.usecases.passwords import Passwords, WeakPassword, WeakPin
from domain.errors import InvalidInput, NotSetUp, Stale
from domain.staff import (
    AccountLocked,
    Actor,
    NoRolesToday,
    PasswordChangeNeeded,
    PinRefused,
    PinUnusable,
    Role,
    RoleGrant,
    SessionOutdated,
    SignInRefused,
    Staff,
    username_key,
)
from tests.office import PASSWORD, PIN, FakeClock, SmallOffice

NEW = "otra frase larga"


def told(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """Return type and payload of every operation after the set-up."""
    with desk.units.read() as unit:
        return [(op.type, json.loads(op.payload or "{}")) for op in unit.log.all()][1:]


def on_file(desk: Desk, username: str) -> Staff:
    with desk.units.read() as unit:
        found = unit.staff.by_username(username)
    assert found is not None
    return found


def store(desk: Desk, staff: Staff) -> None:
    """Change a record as somebody else would."""
    with desk.units.write() as unit:
        unit.staff.save(replace(staff, version=staff.version + 1))
        unit.log.append(
            "staff", staff.id, staff.version + 1, "x", {}, actor_id=None, at=desk.clock.now()
        )


def miss(desk: Desk, times: int, username: str = "asesor-1") -> None:
    for _ in range(times):
        with pytest.raises((SignInRefused, AccountLocked)):
            access.sign_in(desk, username, "no es esta")


class Meddling(Passwords):
    """Changes the database while the password is being verified."""

    def __init__(self, meddle: Callable[[], None]) -> None:
        super().__init__(8, 1, 1)
        object.__setattr__(self, "_meddle", meddle)

    def matches(self, kept: str, typed: str) -> bool:
        meddle: Callable[[], None] = vars(self)["_meddle"]
        meddle()
        return super().matches(kept, typed)


def test_the_right_password_signs_in_however_the_name_is_typed(
    desk: Desk, office: SmallOffice
) -> None:
    actor = access.sign_in(desk, "  Asesor-1 ", PASSWORD)
    assert actor == office.actor("asesor-1")
    assert told(desk) == [("signed_in", {"by": "password"})]
    assert access.refresh(desk, actor) == actor


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("asesor-1", "no es esta"),
        ("nadie", PASSWORD),
        ("", ""),
        ("\0", "\0"),
        ("x" * 10_000, "\ud800"),
        ("ß" * 40, "🔑"),
    ],
)
def test_wrong_user_or_password_say_the_same(
    desk: Desk, office: SmallOffice, username: str, password: str
) -> None:
    with pytest.raises(SignInRefused) as refused:
        access.sign_in(desk, username, password)
    assert refused.value.words == SignInRefused().words
    [(type_, payload)] = told(desk)
    assert type_ == "access_refused"
    assert "no es esta" not in json.dumps(payload)


def test_an_unknown_name_costs_a_verification_too(desk: Desk, office: SmallOffice) -> None:
    verified: list[int] = []
    slow = replace(desk, passwords=Meddling(lambda: verified.append(1)))
    for username in ("nadie", "asesor-1"):
        with pytest.raises(SignInRefused):
            access.sign_in(slow, username, "no es esta")
    assert verified == [1, 1]


def test_five_misses_lock_and_each_further_one_locks_longer(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    miss(desk, 4)
    with pytest.raises(AccountLocked, match="5 minutos"):
        access.sign_in(desk, "asesor-1", "no es esta")
    with pytest.raises(AccountLocked):
        access.sign_in(desk, "asesor-1", PASSWORD)
    clock.go(minutes=5)
    with pytest.raises(AccountLocked, match="10 minutos"):
        access.sign_in(desk, "asesor-1", "no es esta")
    clock.go(minutes=9, seconds=30)
    with pytest.raises(AccountLocked, match="1 minuto,"):
        access.sign_in(desk, "asesor-1", PASSWORD)
    clock.go(minutes=1)
    access.sign_in(desk, "asesor-1", PASSWORD)
    assert on_file(desk, "asesor-1").failed_attempts == 0
    miss(desk, 4)
    access.sign_in(desk, "asesor-1", PASSWORD)


def test_a_lock_never_outlasts_a_clock_set_back(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    miss(desk, 5)
    clock.go(days=-400)
    access.sign_in(desk, "asesor-1", PASSWORD)


def test_the_longest_lock_is_an_hour(office: SmallOffice, clock: FakeClock) -> None:
    staff = office.staff["asesor-1"]
    for _ in range(40):
        staff = staff.password_missed(clock.now())
    assert staff.locked_for(clock.now()) == timedelta(hours=1)


def test_a_guess_verified_while_the_lock_fell_does_not_get_in(
    desk: Desk, office: SmallOffice
) -> None:
    racing = replace(desk, passwords=Meddling(lambda: miss(desk, 5)))
    with pytest.raises(AccountLocked):
        access.sign_in(racing, "asesor-1", PASSWORD)


def test_an_account_changed_while_verifying_is_asked_again(desk: Desk, office: SmallOffice) -> None:
    racing = replace(desk, passwords=Meddling(lambda: store(desk, office.staff["asesor-1"])))
    with pytest.raises(Stale):
        access.sign_in(racing, "asesor-1", PASSWORD)
    racing = replace(desk, passwords=Meddling(lambda: store(desk, on_file(desk, "asesor-2"))))
    with pytest.raises(Stale):
        access.unlock_with_pin(racing, office.actor("asesor-2"), PIN)


def test_stronger_parameters_are_taken_up_at_the_next_sign_in(
    desk: Desk, office: SmallOffice
) -> None:
    stronger = replace(desk, passwords=Passwords(16, 1, 1))
    actor = access.sign_in(stronger, "asesor-1", PASSWORD)
    kept = on_file(desk, "asesor-1").password_hash
    assert "m=16," in kept
    assert access.sign_in(stronger, "asesor-1", PASSWORD) == actor
    assert on_file(desk, "asesor-1").password_hash == kept


def test_disabled_accounts_look_unknown(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    store(desk, replace(office.staff["asesor-1"], active=False))
    with pytest.raises(SignInRefused):
        access.sign_in(desk, "asesor-1", PASSWORD)
    for attempt in (
        lambda: access.unlock_with_password(desk, actor, PASSWORD),
        lambda: access.unlock_with_pin(desk, actor, PIN),
        lambda: access.refresh(desk, actor),
        lambda: access.account(desk, actor),
    ):
        with pytest.raises(SessionOutdated):
            attempt()


def test_the_displays_account_serves_nowhere_else(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(NoRolesToday):
        access.sign_in(desk, "pantalla", PASSWORD)
    assert access.sign_in(desk, "pantalla", PASSWORD, display=True) == office.actor("pantalla")
    with pytest.raises(NoRolesToday):
        access.sign_in(desk, "supervisor-1", PASSWORD, display=True)


def test_roles_out_of_date_do_not_sign_in(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    today = clock.now().date()
    over = RoleGrant(Role.CLERK, valid_to=today - timedelta(days=1))
    store(desk, replace(office.staff["asesor-1"], grants=(over,)))
    with pytest.raises(NoRolesToday):
        access.sign_in(desk, "asesor-1", PASSWORD)
    assert told(desk)[-1][1]["reason"] == "no_roles"


def test_unlocking_takes_up_new_roles(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    store(desk, replace(office.staff["asesor-1"], grants=(RoleGrant(Role.SUPERVISOR),)))
    for fresh in (
        access.unlock_with_password(desk, actor, PASSWORD),
        access.unlock_with_pin(desk, actor, PIN),
    ):
        assert fresh.grants == (RoleGrant(Role.SUPERVISOR),)
        assert fresh.version == 2


def test_five_wrong_pins_leave_only_the_password(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    for _ in range(4):
        with pytest.raises(PinRefused):
            access.unlock_with_pin(desk, actor, "9999\ud800")
    for pin in ("9999", PIN):
        with pytest.raises(PinUnusable):
            access.unlock_with_pin(desk, actor, pin)
    access.unlock_with_password(desk, actor, PASSWORD)
    access.unlock_with_pin(desk, actor, PIN)
    reasons = [payload.get("reason") for _, payload in told(desk)]
    assert reasons == ["pin"] * 5 + ["pin_unusable", None, None]


def test_without_a_pin_only_the_password_serves(desk: Desk, office: SmallOffice) -> None:
    store(desk, replace(office.staff["asesor-1"], pin_hash=""))
    with pytest.raises(PinUnusable):
        access.unlock_with_pin(desk, office.actor("asesor-1"), "")


def test_changing_the_password(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(WeakPassword):
        access.change_password(desk, "asesor-1", PASSWORD, PASSWORD)
    with pytest.raises(WeakPassword):
        access.change_password(desk, "asesor-1", PASSWORD, "corta")
    with pytest.raises(SignInRefused):
        access.change_password(desk, "asesor-1", "no es esta", NEW)
    actor = access.change_password(desk, "asesor-1", PASSWORD, NEW)
    assert actor.version == 2
    assert access.sign_in(desk, "asesor-1", NEW) == actor
    with pytest.raises(SignInRefused):
        access.sign_in(desk, "asesor-1", PASSWORD)


def test_a_temporary_password_serves_only_to_choose_ones_own(
    desk: Desk, office: SmallOffice
) -> None:
    admin = office.actor("admin-1")
    member = office.staff["asesor-1"]
    temporary = staff_admin.reset_password(desk, admin, member.id, member.version)
    with pytest.raises(PasswordChangeNeeded):
        access.sign_in(desk, "asesor-1", temporary)
    access.change_password(desk, "asesor-1", temporary, NEW)
    actor = access.sign_in(desk, "asesor-1", NEW)
    with pytest.raises(PinUnusable):  # a reset forgets it
        access.unlock_with_pin(desk, actor, PIN)


def test_setting_the_pin_asks_for_the_password(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    with pytest.raises(WeakPin):
        access.set_pin(desk, actor, PASSWORD, "1234")
    with pytest.raises(SignInRefused):
        access.set_pin(desk, actor, "no es esta", "7391")
    actor = access.set_pin(desk, actor, PASSWORD, "7391")
    assert access.unlock_with_pin(desk, actor, "7391") == actor


def test_the_account_page_and_signing_out(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    assert access.account(desk, actor) == access.Account(
        "asesor-1", "Ana Asesora", (Role.CLERK,), has_pin=True
    )
    access.sign_out(desk, actor)
    assert told(desk) == [("signed_out", {})]


def test_nobody_signs_in_before_the_first_start(desk: Desk) -> None:
    assert not first_start.is_set_up(desk.units)
    with pytest.raises(NotSetUp):
        access.sign_in(desk, "admin", PASSWORD)


@pytest.mark.parametrize("bad", ["", "ab", "dos palabras", "a\0b", "x" * 61, "ß" * 40, "<b>x"])
def test_user_names_that_cannot_be(bad: str) -> None:
    with pytest.raises(InvalidInput):
        username_key(bad)


def test_an_actor_holds_the_roles_of_the_day(office: SmallOffice, clock: FakeClock) -> None:
    day = clock.now().date()
    member = replace(
        office.staff["asesor-1"],
        grants=(
            RoleGrant(Role.CLERK),
            RoleGrant(Role.SUPERVISOR, day, day),
            RoleGrant(Role.TECHNICIAN, day + timedelta(days=1)),
        ),
    )
    actor: Actor = member.actor
    assert actor.roles_on(day) == member.roles_on(day) == {Role.CLERK, Role.SUPERVISOR}
    assert replace(member, active=False).roles_on(day) == frozenset()
    assert Role.TECHNICIAN.label == "Técnico de biometría"

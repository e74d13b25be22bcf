"""The staff, their roles and dates, and that somebody is always left to administer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.usecases import access, staff_admin
from desktop.usecases.desk import Desk, begin
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.staff import (
    Action,
    LastAdministrator,
    NotAllowed,
    PasswordChangeNeeded,
    Role,
    RoleGrant,
    SessionOutdated,
    keeps_an_administrator,
)
from tests.office import PASSWORD, FakeClock, SmallOffice

TODAY = date(2026, 12, 4)
CLERK = (RoleGrant(Role.CLERK),)


def view_of(desk: Desk, office: SmallOffice, username: str) -> staff_admin.StaffView:
    members = staff_admin.staff_list(desk, office.actor("admin-1"))
    return next(member for member in members if member.username == username)


def test_a_new_member_chooses_a_password_before_anything_else(
    desk: Desk, office: SmallOffice
) -> None:
    added = staff_admin.add_staff(
        desk, office.actor("admin-1"), "Nueva.Persona", " Nélida  Nueva ", CLERK
    )
    assert (added.staff.username, added.staff.full_name) == ("nueva.persona", "Nélida Nueva")
    assert added.staff.must_change_password
    assert added.staff.today == (Role.CLERK,)
    with pytest.raises(PasswordChangeNeeded):
        access.sign_in(desk, "nueva.persona", added.temporary_password)
    access.change_password(desk, "nueva.persona", added.temporary_password, PASSWORD)
    access.sign_in(desk, "nueva.persona", PASSWORD)
    with desk.units.read() as unit:
        told = "".join(op.payload or "" for op in unit.log.all())
    assert added.temporary_password not in told
    assert "argon2" not in told


def test_the_displays_password_stays(desk: Desk, office: SmallOffice) -> None:
    added = staff_admin.add_staff(
        desk, office.actor("admin-1"), "pantalla-2", "Pantalla", [RoleGrant(Role.DISPLAY)]
    )
    access.sign_in(desk, "pantalla-2", added.temporary_password, display=True)


@pytest.mark.parametrize("username", ["asesor-1", "ASESOR-1", "", "a b c", "\0\0\0"])
def test_user_names_taken_or_impossible(desk: Desk, office: SmallOffice, username: str) -> None:
    with pytest.raises(InvalidInput):
        staff_admin.add_staff(desk, office.actor("admin-1"), username, "Alguien", CLERK)


@pytest.mark.parametrize(
    "grants",
    [
        (),
        [RoleGrant(Role.CLERK, TODAY, TODAY - timedelta(days=1))],
        [RoleGrant(Role.DISPLAY), RoleGrant(Role.CLERK)],
        [RoleGrant(Role.CLERK, TODAY + timedelta(days=n)) for n in range(41)],
    ],
)
def test_grants_that_cannot_be(desk: Desk, office: SmallOffice, grants: list[RoleGrant]) -> None:
    with pytest.raises(InvalidInput):
        staff_admin.add_staff(desk, office.actor("admin-1"), "alguien", "Alguien", grants)


def test_new_roles_hold_after_signing_in_again(desk: Desk, office: SmallOffice) -> None:
    admin, clerk = office.actor("admin-1"), office.actor("asesor-1")
    both = [RoleGrant(Role.CLERK), RoleGrant(Role.RECEPTIONIST), RoleGrant(Role.CLERK)]
    view = staff_admin.edit_staff(desk, admin, clerk.staff_id, 1, "Ana A.", both)
    assert view.today == (Role.RECEPTIONIST, Role.CLERK)
    assert len(view.grants) == 2
    with desk.units.read() as unit, pytest.raises(SessionOutdated):
        begin(desk, unit, clerk, Action.SERVE)
    with desk.units.read() as unit:
        begin(desk, unit, access.refresh(desk, clerk), Action.REJOIN_TICKET)
    with pytest.raises(Stale):
        staff_admin.edit_staff(desk, admin, clerk.staff_id, 1, "Ana A.", both)
    with pytest.raises(NotFound):
        staff_admin.edit_staff(desk, admin, new_id(), 1, "Ana A.", both)


def test_a_disabled_account_is_out_at_once(desk: Desk, office: SmallOffice) -> None:
    admin, clerk = office.actor("admin-1"), office.actor("asesor-1")
    view = staff_admin.set_active(desk, admin, clerk.staff_id, 1, False)
    assert (view.active, view.today) == (False, ())
    with desk.units.read() as unit, pytest.raises(SessionOutdated):
        begin(desk, unit, clerk, Action.SERVE)
    view = staff_admin.set_active(desk, admin, clerk.staff_id, view.version, True)
    assert access.sign_in(desk, "asesor-1", PASSWORD).version == view.version == 3


def test_a_reset_ends_the_lock(desk: Desk, office: SmallOffice) -> None:
    for _ in range(5):
        with pytest.raises(Exception, match="intent"):
            access.sign_in(desk, "asesor-1", "no es esta")
    assert view_of(desk, office, "asesor-1").locked
    temporary = staff_admin.reset_password(
        desk, office.actor("admin-1"), office.staff["asesor-1"].id, 1
    )
    assert not view_of(desk, office, "asesor-1").locked
    access.change_password(desk, "asesor-1", temporary, PASSWORD)


def test_somebody_is_always_left_to_administer(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    attempts: list[Callable[[], object]] = [
        lambda: staff_admin.set_active(desk, admin, admin.staff_id, 1, False),
        lambda: staff_admin.edit_staff(desk, admin, admin.staff_id, 1, "A", CLERK),
        lambda: staff_admin.edit_staff(
            desk, admin, admin.staff_id, 1, "A", [RoleGrant(Role.ADMINISTRATOR, None, TODAY)]
        ),
    ]
    for attempt in attempts:
        with pytest.raises(LastAdministrator):
            attempt()
    other = staff_admin.add_staff(desk, admin, "admin-2", "Otra", [RoleGrant(Role.ADMINISTRATOR)])
    view = staff_admin.set_active(desk, admin, admin.staff_id, 1, False)
    assert not view.active
    assert other.staff.active


def test_an_administrator_of_tomorrow_is_none_today(office: SmallOffice) -> None:
    later = RoleGrant(Role.ADMINISTRATOR, TODAY + timedelta(days=1))
    assert not keeps_an_administrator([replace(office.staff["admin-1"], grants=(later,))], TODAY)
    assert keeps_an_administrator(office.staff.values(), TODAY)


def test_a_stand_in_has_the_colleagues_roles_on_those_days(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    admin, member = office.actor("admin-1"), office.staff["asesor-1"]
    supervisor = office.staff["supervisor-1"]
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=5)
    view = staff_admin.stand_in(desk, admin, member.id, 1, supervisor.id, first, last)
    assert view.grants == (
        RoleGrant(Role.CLERK),
        RoleGrant(Role.SUPERVISOR, first, last, supervisor.id),
    )
    for days, stands in ((2, False), (3, True), (5, True), (6, False)):
        clock.set(clock.now().replace(day=4 + days))
        actor = access.sign_in(desk, "asesor-1", PASSWORD)
        with desk.units.read() as unit:
            if stands:
                begin(desk, unit, actor, Action.SUPERVISE)
            else:
                with pytest.raises(NotAllowed):
                    begin(desk, unit, actor, Action.SUPERVISE)


def test_a_stand_in_gets_no_more_than_the_colleague_has(desk: Desk, office: SmallOffice) -> None:
    admin, colleague = office.actor("admin-1"), office.staff["asesor-2"]
    until, later = TODAY + timedelta(days=2), TODAY + timedelta(days=9)
    grants = [
        RoleGrant(Role.CLERK, None, until),
        RoleGrant(Role.SUPERVISOR, None, None, office.staff["supervisor-1"].id),
    ]
    staff_admin.edit_staff(desk, admin, colleague.id, 1, "Andrés", grants)
    member = office.staff["asesor-1"].id
    view = staff_admin.stand_in(desk, admin, member, 1, colleague.id, TODAY, later)
    assert view.grants[1:] == (RoleGrant(Role.CLERK, TODAY, until, colleague.id),)
    with pytest.raises(InvalidInput):
        staff_admin.stand_in(desk, admin, member, 2, colleague.id, later, later)


def test_stand_ins_that_cannot_be(desk: Desk, office: SmallOffice) -> None:
    admin, one = office.actor("admin-1"), office.staff["asesor-1"].id
    two, display = office.staff["asesor-2"].id, office.staff["pantalla"].id
    yesterday = TODAY - timedelta(days=1)
    for colleague, last in ((one, TODAY), (two, yesterday), (display, TODAY)):
        with pytest.raises(InvalidInput):
            staff_admin.stand_in(desk, admin, one, 1, colleague, TODAY, last)


@pytest.mark.parametrize(
    "username",
    ["recepcion-1", "asesor-1", "tecnico-1", "documentos-1", "supervisor-1", "pantalla"],
)
def test_nobody_else_administers(desk: Desk, office: SmallOffice, username: str) -> None:
    actor = office.actor(username)
    attempts: list[Callable[[], object]] = [
        lambda: staff_admin.staff_list(desk, actor),
        lambda: staff_admin.add_staff(desk, actor, "alguien", "Alguien", CLERK),
        lambda: staff_admin.edit_staff(desk, actor, actor.staff_id, 1, "A", CLERK),
        lambda: staff_admin.set_active(desk, actor, actor.staff_id, 1, False),
        lambda: staff_admin.reset_password(desk, actor, actor.staff_id, 1),
        lambda: staff_admin.stand_in(desk, actor, actor.staff_id, 1, new_id(), TODAY, TODAY),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()

"""Signing in while the centre is not heard of."""

from dataclasses import replace

import pytest

from desktop.usecases import access, offline
from desktop.usecases.desk import Desk
from domain.errors import RecoveryCodeRefused
from domain.offline import TooLongOffline
from domain.staff import SignInRefused
from tests.office import MORNING, PASSWORD, PIN, FakeClock, SmallOffice
from tests.usecases.linked import LINK, linked


def heard_now(desk: Desk) -> None:
    linked(desk, replace(LINK, last_pull_at=desk.clock.now()))


def test_an_office_without_a_centre_is_never_shut(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.go(days=400)
    access.sign_in(desk, "asesor-1", PASSWORD)
    assert offline.standing(desk) is None


def test_after_thirty_days_nobody_is_let_in_on_old_permissions(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    heard_now(desk)
    clock.go(days=29.9)
    access.sign_in(desk, "asesor-1", PASSWORD)
    clock.go(days=0.2)
    with pytest.raises(TooLongOffline, match="30 días"):
        access.sign_in(desk, "asesor-1", PASSWORD)
    with desk.units.read() as unit:
        last = unit.log.at(unit.log.head().sequence)
    assert last is not None
    assert last.type == "access_refused"
    assert "offline" in (last.payload or "")
    with pytest.raises(SignInRefused):  # nobody learns it by a wrong password
        access.sign_in(desk, "asesor-1", "no es esta")
    heard_now(desk)
    access.sign_in(desk, "asesor-1", PASSWORD)


def test_it_is_unlocked_no_longer_either(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    heard_now(desk)
    actor = access.sign_in(desk, "asesor-1", PASSWORD)
    access.unlock_with_pin(desk, actor, PIN)
    clock.go(days=31)
    with pytest.raises(TooLongOffline):
        access.unlock_with_pin(desk, actor, PIN)
    with pytest.raises(TooLongOffline):
        access.unlock_with_password(desk, actor, PASSWORD)


def test_the_television_goes_on(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    heard_now(desk)
    clock.go(days=31)
    access.sign_in(desk, "pantalla", PASSWORD, display=True)


def test_the_recovery_code_opens_for_a_day_and_it_is_told(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    heard_now(desk)
    clock.go(days=31)

    def wrong() -> None:
        raise RecoveryCodeRefused

    with pytest.raises(RecoveryCodeRefused):
        offline.open_for_a_day(desk, wrong)
    with pytest.raises(TooLongOffline):
        access.sign_in(desk, "asesor-1", PASSWORD)
    offline.open_for_a_day(desk, lambda: None)
    access.sign_in(desk, "asesor-1", PASSWORD)
    found = offline.standing(desk)
    assert found is not None
    assert "código" in found.warning
    with desk.units.read() as unit:
        assert "offline_day_opened" in [one.type for one in unit.log.of(office.office.id)]
    clock.go(days=1)
    with pytest.raises(TooLongOffline):
        access.sign_in(desk, "asesor-1", PASSWORD)


def test_the_days_are_the_centres(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    linked(desk, replace(LINK, offline_days=2, last_pull_at=MORNING))
    clock.go(days=2)
    with pytest.raises(TooLongOffline):
        access.sign_in(desk, "asesor-1", PASSWORD)

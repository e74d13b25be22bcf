"""The log tells that the recovery code changed, never more, and not what did not come to be."""

import pytest

from desktop.usecases import recovery_code
from desktop.usecases.desk import Desk
from domain.errors import DiskFull
from tests.office import SmallOffice


def told(desk: Desk) -> list[str | None]:
    with desk.units.read() as unit:
        return [one.payload for one in unit.log.all() if one.type == "recovery_code_changed"]


def test_it_is_told_without_the_code(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    assert recovery_code.change_code(desk, admin, lambda: "4KD7M") == "4KD7M"
    recovery_code.confirm_code(desk, admin, lambda: None)
    assert told(desk) == ['{"confirmed":false}', '{"confirmed":true}']


def test_what_the_disk_refused_is_not_told(desk: Desk, office: SmallOffice) -> None:
    def full() -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        recovery_code.confirm_code(desk, office.actor("admin-1"), full)
    assert told(desk) == []

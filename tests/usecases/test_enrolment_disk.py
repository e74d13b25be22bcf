"""A disk that is full at whichever write of an enrolment: told, and nothing half done."""

from collections.abc import Callable

import pytest

from desktop.usecases import enrolling, enrolment_admin
from desktop.usecases.capturing import allow_exception, confirm_capture
from desktop.usecases.desk import Desk, begin
from domain.enrolment import Enrolment
from domain.errors import DiskFull
from domain.fingers import USUAL_FINGERS, ExceptionReason, Finger
from domain.operations import verify
from domain.staff import Action
from tests.office import PIN, FakeClock, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    KEYS,
    TITULAR,
    at_kit,
    clear,
    content,
    second_technician,
    stored,
)
from tests.usecases.test_case_disk import Disk, head


def test_full_at_any_write(
    desk: Desk, office: SmallOffice, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit, supervisor = at_kit(desk, office), office.actor("supervisor-1")
    actor, other = kit.technician, second_technician(desk, office)
    made: dict[str, Enrolment] = {}
    disk = Disk(monkeypatch)

    def until_done(name: str, act: Callable[[], Enrolment]) -> int:
        before, room = head(desk), 0
        while True:
            disk.left = room
            try:
                made[name] = act()
                break
            except DiskFull:
                assert head(desk) == before
                room += 1
            finally:
                disk.left = None
        assert head(desk) > before
        return room

    def ended() -> Enrolment:
        with desk.units.write() as unit:
            step = begin(desk, unit, actor, Action.ENROL)
            return enrolment_admin.designation_ended(step, made["ask"].id)

    def exception() -> Enrolment:
        allow_exception(
            desk, actor, made["ask"].id, "supervisor-1", PIN, Finger.RIGHT_RING,
            ExceptionReason.MISSING, permanent=True,
        )  # fmt: skip
        return made["ask"]

    def key() -> Enrolment:
        return made["ask"]

    steps: dict[str, Callable[[], Enrolment]] = {
        "ask": lambda: enrolling.request(desk, actor, kit.case.id, kit.body.titular.id, TITULAR),
        "ask both": lambda: enrolling.request(
            desk, actor, kit.case.id, kit.body.alterno.id, ALTERNO
        ),
        "desist": lambda: enrolling.withdraw(desk, actor, made["ask both"].id, "No viene"),
        "validate": lambda: enrolling.validate(desk, actor, key().id),
        "tell": lambda: enrolling.give_notice(desk, actor, key().id),
        "allow": exception,
        "capture": lambda: (
            confirm_capture(desk, actor, KEYS, key().id, content(USUAL_FINGERS[:4])).enrolment
        ),
        "check": lambda: clear(desk, key()),
        "configure": lambda: enrolling.configure(desk, other, key().id, kit.pc),
        "notify": lambda: enrolling.notify(desk, other, key().id),
        "end": ended,
    }
    writes = {name: until_done(name, act) for name, act in steps.items()}
    clock.go(days=365 * 6)
    writes["delete"] = until_done(
        "delete", lambda: enrolment_admin.delete(desk, supervisor, key().id)
    )
    assert min(writes.values()) >= 2
    assert writes["capture"] >= 3
    assert writes["configure"] > 5
    with desk.units.read() as unit:
        assert list(unit.packets.all()) == []
        kept = stored(desk, key())
        told = [op.aggregate_version for op in unit.log.of(kept.id)]
        assert told == list(range(1, kept.version + 1))
        verify(unit.log.all())

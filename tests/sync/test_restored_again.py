"""Old copies of old copies, and what is cut in the middle of taking back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.sync.outgoing import Outgoing
from desktop.sync.recovery import Recovery
from desktop.usecases import counters
from tests.central.server import Centre as Server
from tests.office import FakeClock
from tests.sync.linked import Linked
from tests.sync.test_cloned import everywhere_once
from tests.sync.test_restored import codes, copy, issue, restored, same_rows


def test_a_copy_of_the_branch_that_was_left(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    """First yesterday's copy is restored, then this morning's is found: it has another history."""
    issue(linked, count=2)
    linked.loop().once()
    yesterday = copy(tmp_path, "ayer.db")
    issue(linked, count=3)
    counters.open_counter(linked.desk, linked.office.actor("asesor-1"), linked.office.counter_id(1))
    linked.loop().once()
    morning = copy(tmp_path, "hoy.db")
    clock.go(minutes=1)
    with restored(linked, yesterday, clock) as office:
        issue(office)  # A-003 once more
        for _ in range(2):
            office.loop().once()
        issue(office)
        office.loop().once()
        before = codes(office)
    clock.go(minutes=1)
    with restored(linked, morning, clock) as office:
        goes_on = office.loop()
        for _ in range(4):
            goes_on.once()
        assert codes(office) == before
        assert issue(office) == ["A-007"]
        goes_on.once()
        everywhere_once(office, centre)
        same_rows(office, centre)


class Cut(Exception):
    """Somebody pulled the plug."""


@pytest.mark.parametrize("worked", [False, True])
def test_cut_between_any_two_requests(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock, *, worked: bool
) -> None:
    issue(linked, count=2)
    linked.loop().once()
    archive = copy(tmp_path, "copia.db")
    issue(linked, count=3)
    linked.loop().once()
    with restored(linked, archive, clock) as office:
        if worked:
            issue(office)
        before = codes(office)
        asking = office.asking()
        for requests in range(2):
            with pytest.raises(Cut):
                Recovery(office.desk, after(requests)).check(asking)
            assert codes(office) == before
        asking.wire.reset()
        for _ in range(2):
            office.loop().once()
        assert codes(office) == ["A-001", "A-002", "A-003", "A-004", "A-005"]
        everywhere_once(office, centre)
        same_rows(office, centre)


def after(requests: int) -> Callable[[], None]:
    """Return what cuts after so many requests."""
    left = iter(range(requests))

    def cut() -> None:
        if next(left, None) is None:
            raise Cut

    return cut


def test_a_push_was_under_way_when_the_copy_was_made(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    """The centre has what the copy still takes for unsent: it arrives once."""
    linked.loop().once()
    issue(linked, count=3)
    archive = copy(tmp_path, "copia.db")
    asking = linked.asking()
    assert Outgoing(linked.desk, "0004").send(asking)
    asking.wire.reset()
    with restored(linked, archive, clock) as office:
        with office.desk.units.read() as unit:
            assert unit.exchange.count_unsent() > 3
        office.loop().once()
        with office.desk.units.read() as unit:
            assert "log_recovered" not in {one.type for one in unit.log.all()}
        everywhere_once(office, centre)
        same_rows(office, centre)


@pytest.mark.parametrize("turnos", [2, 100])
def test_somebody_works_while_it_is_asked(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock, turnos: int
) -> None:
    linked.loop().once()
    archive = copy(tmp_path, "copia.db")
    issue(linked, count=2)
    linked.loop().once()
    with restored(linked, archive, clock) as office:
        turns = iter(range(turnos))

        def meanwhile() -> None:
            if next(turns, None) is not None:
                issue(office)

        asking = office.asking()
        Recovery(office.desk, meanwhile).check(asking)
        asking.wire.reset()
        for _ in range(2):
            office.loop().once()
        everywhere_once(office, centre)
        same_rows(office, centre)

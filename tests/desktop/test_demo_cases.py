"""The demonstration has cases of every kind, so that each page shows something."""

from collections import Counter

import pytest

from desktop.app import demo
from desktop.usecases import access, case_view
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import set_up
from domain.case_parts import CaseState
from domain.case_standing import urgency_of
from domain.deadlines import Urgency
from domain.operations import verify
from domain.ports import TrayFilter, TrayScope
from tests.office import FakeClock, clock, desk, units

__all__ = ["clock", "desk", "units"]


@pytest.mark.parametrize("local", ["04:05", "08:00", "15:30", "23:59"])
def test_every_state_is_there(desk: Desk, clock: FakeClock, local: str) -> None:
    set_up(desk, demo.first_start())
    clock.at(local)
    demo.prepare(desk)
    supervisor = access.sign_in(desk, "supervisora", demo.PASSWORD)
    rows = case_view.tray(desk, supervisor, TrayFilter(TrayScope.ALL)).rows
    states = Counter(row.state for row in rows)
    assert set(states) == set(CaseState) - {CaseState.REGISTERED}
    urgencies = {urgency_of(row, clock.now()) for row in rows}
    assert urgencies >= {Urgency.ON_TIME, Urgency.NEAR, Urgency.OVERDUE}
    with desk.units.read() as unit:
        assert verify(unit.log.all()).sequence > 0
        assert not unit.sessions.open_of(access.sign_in(desk, "asesor1", demo.PASSWORD).staff_id)


def test_the_weeks_are_played_once(desk: Desk, clock: FakeClock) -> None:
    set_up(desk, demo.first_start())
    demo.prepare(desk)
    supervisor = access.sign_in(desk, "supervisora", demo.PASSWORD)
    before = case_view.tray(desk, supervisor, TrayFilter()).total
    clock.go(days=1)
    demo.prepare(desk)
    assert case_view.tray(desk, supervisor, TrayFilter()).total == before

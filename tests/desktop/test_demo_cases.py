"""The demonstration has cases of every kind, so that each page shows something."""

from datetime import timedelta

import pytest

from desktop.app import demo
from desktop.usecases import access, case_view, opinions
from desktop.usecases.desk import Desk
from desktop.usecases.figures import upkeep
from desktop.usecases.figures.forecast import outlook
from desktop.usecases.figures.replay import replayed_day
from desktop.usecases.first_start import set_up
from domain.case_parts import CaseState
from domain.case_standing import urgency_of
from domain.deadlines import Urgency
from domain.operations import verify
from domain.ports import TrayFilter, TrayScope
from tests.office import FakeClock, clock, desk, units

__all__ = ["clock", "desk", "units"]


@pytest.mark.parametrize(
    ("local", "past"),
    [("04:05", False), ("08:00", False), ("15:30", False), ("23:59", False), ("10:15", True)],
)
def test_every_state_is_there(desk: Desk, clock: FakeClock, local: str, past: bool) -> None:
    set_up(desk, demo.first_start())
    clock.at(local)
    demo.prepare(desk, past=past)
    supervisor = access.sign_in(desk, "supervisora", demo.PASSWORD)
    trays = {
        state: case_view.tray(desk, supervisor, TrayFilter(TrayScope.ALL, state=state)).rows
        for state in CaseState
    }
    assert [state for state, found in trays.items() if not found] == [CaseState.REGISTERED]
    rows = [row for found in trays.values() for row in found]
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


def test_its_figures_have_weeks_to_tell_of(desk: Desk, clock: FakeClock) -> None:
    set_up(desk, demo.first_start())
    clock.at("11:00")
    demo.prepare(desk, past=True)
    supervisor = access.sign_in(desk, "supervisora", demo.PASSWORD)
    upkeep.bring_up_to_date(desk, supervisor)
    today = replayed_day(desk, supervisor)
    assert today.replay.set_back == ()
    assert today.earlier is not None
    assert replayed_day(desk, supervisor, today.earlier).replay.set_back == ()
    coming = outlook(desk, supervisor).coming
    assert coming is not None
    assert coming.total.expected > 5
    told = opinions.opinions(desk, supervisor, today.day - timedelta(weeks=4), today.day)
    assert sum(sum(count.scores) for count in told.counts) > 50


def test_a_past_that_was_cut_still_has_its_weeks_of_cases(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(desk, demo.first_start())

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr("desktop.app.demo_past.office_day.close_day", cut)
        with pytest.raises(KeyboardInterrupt):
            demo.prepare(desk, past=True)
    demo.prepare(desk, past=True)
    technician = access.sign_in(desk, "tecnico", demo.PASSWORD)
    withdrawn = TrayFilter(TrayScope.ALL, state=CaseState.WITHDRAWN)
    assert case_view.tray(desk, technician, withdrawn).total

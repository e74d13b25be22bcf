"""``ventanilla forecast`` over an office's own days."""

from datetime import date

from desktop.commands.forecast import told
from desktop.usecases.desk import Desk
from domain.ports import Units
from tests.office import SmallOffice, clock, desk, office, units
from tests.past_days import invent_past, working_days

__all__ = ["clock", "desk", "office", "units"]


def test_each_way_is_told_with_its_error(desk: Desk, units: Units, office: SmallOffice) -> None:
    invent_past(units, office, working_days(date(2026, 12, 4), 40), taught=0)
    lines = list(told(desk, 20))
    assert lines[0].startswith("Jornadas probadas: 20.")
    ours, week = (
        float(line.split(": ")[1].split(" y ")[0].replace(",", ".")) for line in lines[1:3]
    )
    assert ours < week
    assert "Entre sus límites" in lines[-1]
    assert len(list(told(desk, -5))) == len(lines)


def test_an_office_without_closed_days_is_told_so(desk: Desk, office: SmallOffice) -> None:
    assert len(list(told(desk, 20))) == 1

"""The demonstration's bank of solutions."""

from desktop.app import demo, demo_bank
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import set_up
from domain.solutions import SolutionState
from tests.office import clock, desk, units

__all__ = ["clock", "desk", "units"]


def test_it_is_written_once_and_knows_the_catalogue(desk: Desk) -> None:
    set_up(desk, demo.first_start())
    for _ in range(2):
        demo_bank.fill(desk, demo.PASSWORD)
    with desk.units.read() as unit:
        approved = unit.solutions.all(SolutionState.APPROVED, 100)
        proposed = unit.solutions.pending(100)
        assert unit.solutions.search("huella", 5)
    assert (len(approved), len(proposed)) == (25, 3)
    for one in (*approved, *proposed):
        assert not one.topic or desk.catalogue.topic(one.topic) is not None
        assert one.system in ("", *desk.catalogue.systems)

"""Leave is asked for, answered by a supervisor, and spent once."""

from desktop.usecases.desk import Desk, begin
from domain.staff import Action
from tests.office import SmallOffice


def test_small_office_opens(desk: Desk, office: SmallOffice) -> None:
    with desk.units.read() as unit:
        assert (
            begin(desk, unit, office.actor("asesor-1"), Action.SERVE).day.isoformat()
            == "2026-12-04"
        )

"""The simulated day on an office's server, with nothing but a counter's rights: the same figures."""

import pytest

from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.desk import Desk
from tests.office import CHEAP, FakeClock, SmallOffice
from tests.usecases import test_simulated_day


@pytest.mark.parametrize("units", ["postgresql"], indirect=True)
def test_every_figure_of_the_day_on_a_server(units: SqlUnits, office: SmallOffice) -> None:
    clock = FakeClock()
    desk = Desk(units, catalogues(), clock, CHEAP)
    test_simulated_day.test_every_figure_of_the_day(desk, office, clock)

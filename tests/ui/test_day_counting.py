"""Days are counted beside the work of whoever is signed in."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.app.counting import DayCounting, start_counting
from desktop.catalogue_file import catalogues
from desktop.usecases import reception
from desktop.usecases.desk import Desk
from domain.errors import DatabaseBusy
from domain.ports import UnitOfWork, Units
from domain.staff import Role
from tests.office import CHEAP, KEY, MORNING, FakeClock, SmallOffice, open_small_office

Hall = tuple[Desk, SmallOffice, FakeClock]


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """Three days on which somebody took a turno, all over."""
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-PRUEBA")
    office = open_small_office(units)
    clock = FakeClock()
    desk = Desk(units, catalogues(), clock, CHEAP)
    for day in range(5):
        clock.set(MORNING + timedelta(days=day, hours=1))
        if day not in (1, 2):  # a weekend
            reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    clock.set(MORNING + timedelta(days=5))
    return desk, office, clock


def test_they_are_counted_in_pieces_until_none_is_left(qtbot: QtBot, hall: Hall) -> None:
    desk, office, _ = hall
    counting = DayCounting(desk, office.actor("asesor-1"), first_ms=0, more_ms=0)
    lefts = []
    counting.kept.connect(lambda done: lefts.append(done.left))
    counting.start()
    qtbot.waitUntil(lambda: lefts[-1:] == [0])
    counting.close()
    assert lefts == [1, 0]


class BusyOnce:
    """Units of work whose first reading finds the database busy."""

    def __init__(self, units: Units) -> None:
        self.write = units.write
        self._units = units
        self.refused = 0

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Refuse once."""
        if not self.refused:
            self.refused = 1
            raise DatabaseBusy
        return self._units.read()


def test_a_refusal_is_tried_again(qtbot: QtBot, hall: Hall) -> None:
    desk, office, _ = hall
    busy = BusyOnce(desk.units)
    counting = DayCounting(
        replace(desk, units=busy), office.actor("asesor-1"), first_ms=0, again_ms=0, more_ms=0
    )
    with qtbot.waitSignal(counting.kept):
        counting.start()
    counting.close()
    assert busy.refused


def test_the_screen_of_the_hall_counts_nothing(hall: Hall) -> None:
    desk, office, _ = hall
    assert not start_counting(desk, office.actor("pantalla"), frozenset({Role.DISPLAY}))
    (started,) = start_counting(desk, office.actor("admin-1"), frozenset({Role.ADMINISTRATOR}))
    started.close()

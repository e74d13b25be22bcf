"""What was programmed begins on its day without anybody looking at the page."""

from contextlib import AbstractContextManager

from pytestqt.qtbot import QtBot

from desktop.usecases import absences
from desktop.usecases.desk import Desk
from domain.authorisers import AuthoriserState
from domain.errors import DatabaseBusy
from domain.ports import UnitOfWork
from tests.office import FakeClock, SmallOffice
from tests.usecases.authorising import (
    NEXT_WEEK,
    a_body,
    absence_case,
    both,
    states,
    technician,
)
from ui.entities.due import DueChanges


def test_a_day_comes_while_the_program_is_open(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    absences.register(desk, who, case.id, titular.id, alterno.id)
    due = DueChanges(desk)
    due.start()
    qtbot.waitUntil(lambda: not due._runner.is_busy)  # what has not begun by then never looks
    due.close()
    assert states(desk, body.entity)["Tatiana"] is AuthoriserState.ACTIVE
    clock.go(days=5)
    due = DueChanges(desk)
    due.start()
    qtbot.waitUntil(lambda: states(desk, body.entity)["Alberto"] is AuthoriserState.ACTIVE)
    due.close()


def test_what_fails_is_tried_again(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    class Busy:
        """Units that cannot be reached the first time."""

        asked = 0

        def read(self) -> AbstractContextManager[UnitOfWork]:
            self.asked += 1
            if self.asked == 1:
                raise DatabaseBusy
            return desk.units.read()

        def write(self) -> AbstractContextManager[UnitOfWork]:
            return desk.units.write()

    units = Busy()
    due = DueChanges(Desk(units, desk.catalogues, desk.clock, desk.passwords))
    due.start()
    qtbot.waitUntil(lambda: units.asked == 1)
    due.look()
    qtbot.waitUntil(lambda: units.asked == 2)
    due.close()

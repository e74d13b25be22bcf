"""What the page of figures does about other offices: asks the centre, and says what fails."""

from collections.abc import Sequence
from datetime import date
from threading import Event
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop.ports import OfficeSeen
from desktop.ports.other_figures import FiguresTold
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from tests.office import FakeClock, SmallOffice
from tests.usecases.figures.test_elsewhere import GUAYAQUIL, TODAY, ACentre, row
from ui.figures.elsewhere import FiguresElsewhere
from ui.widgets.notices import Notice


class Slow(ACentre):
    """A centre that answers when it is closed, or let to."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.let = Event()
        self.times = 0

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        self.times += 1
        assert self.let.wait(60)
        return super().seen(day)

    def close(self) -> None:
        self.let.set()


@pytest.fixture
def notices() -> list[Notice]:
    return []


def made(
    desk: Desk, office: SmallOffice, centre: ACentre, notices: list[Notice]
) -> FiguresElsewhere:
    found = FiguresElsewhere(desk, office.actor("supervisor-1"), centre)
    found.told.connect(notices.append)
    return found


def test_figures_come_and_a_trouble_is_told_once(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, notices: list[Notice]
) -> None:
    centre = ACentre(clock).has(GUAYAQUIL, [row(TODAY)])
    others = made(desk, office, centre, notices)
    with qtbot.waitSignal(others.fetched):
        others.start()
    others.start()
    with desk.units.read() as unit:
        assert [one.name for one in unit.figures.known_offices()] == ["Guayaquil"]
    centre.told[GUAYAQUIL] = KnownError("Sin red.")
    for _ in range(2):
        qtbot.waitUntil(lambda: not others.is_asking)
        with qtbot.waitSignal(others.fetched):
            others.fetch()
    (notice,) = notices
    assert notice.what == "No se pudieron leer las cifras de Guayaquil: Sin red."
    others.close()
    others.fetch()
    others.start()
    others.deleteLater()


def test_it_asks_once_at_a_time_and_is_cut(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, notices: list[Notice]
) -> None:
    centre = Slow(clock)
    others = made(desk, office, centre, notices)
    others.start()
    others.fetch()
    qtbot.waitUntil(lambda: centre.times == 1)
    others.close()
    assert centre.times == 1
    others.deleteLater()


def test_a_centre_that_does_not_answer_is_said(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, notices: list[Notice]
) -> None:
    class Broken(ACentre):
        def seen(self, day: date) -> Sequence[OfficeSeen]:
            raise KnownError("El centro no responde.")

        def figures(self, office_id: UUID, since: int, epoch: int) -> FiguresTold:
            raise AssertionError

    others = made(desk, office, Broken(clock), notices)
    with qtbot.waitSignal(others.told):
        others.start()
    assert [notice.what for notice in notices] == ["El centro no responde."]
    others.close()
    others.deleteLater()

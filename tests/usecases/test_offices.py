"""Other offices' days: counted like one's own, kept where the centre does not answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.ports import OfficeSeen
from desktop.usecases import calling, counters, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.offices import OfficeDay, OfficesDay, other_offices, totals
from desktop.usecases.supervision import supervision_board
from domain.errors import KnownError
from domain.ids import new_id
from tests.office import KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.told_offices import Told

MINUTE = timedelta(minutes=1)


@pytest.fixture
def elsewhere(tmp_path: Path, desk: Desk) -> Iterator[tuple[Desk, SmallOffice]]:
    engine = open_engine(tmp_path / "guayaquil.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-2")
    yield replace(desk, units=units), open_small_office(units)
    engine.dispose()


def _issue(desk: Desk, office: SmallOffice) -> None:
    reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))


def _seen(office: SmallOffice, clock: FakeClock, **more: object) -> OfficeSeen:
    told = {"name": "Guayaquil", "head": 9, "as_of": clock.now(), "age": 3 * MINUTE} | more
    return OfficeSeen(office.office.id, "GUAYAQUIL", **told)  # type: ignore[arg-type]


def _there(found: OfficesDay) -> OfficeDay:
    return found.offices[1]


def test_this_office_comes_first_and_the_others_by_name(
    desk: Desk, office: SmallOffice, clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]
) -> None:
    away, other = elsewhere
    _issue(away, other)
    nowhere = OfficeSeen(new_id(), "CUENCA", "Cuenca", 0, None, None)
    itself = OfficeSeen(office.office.id, "QUITO", "Quito", 5, clock.now(), MINUTE)
    told = Told((_seen(other, clock), away.units), (itself, None), (nowhere, None))
    found = other_offices(desk, office.actor("supervisor-1"), told)
    assert [one.name for one in found.offices] == [office.office.name, "Cuenca", "Guayaquil"]
    here, cuenca, guayaquil = found.offices
    assert here.here
    assert here.heard_at == found.asked_at == clock.now()
    assert here.board == supervision_board(desk, office.actor("supervisor-1"))
    assert (cuenca.board, cuenca.heard_at) == (None, None)
    assert guayaquil.heard_at == clock.now() - 3 * MINUTE
    assert guayaquil.board == supervision_board(away, other.actor("supervisor-1"))
    assert guayaquil.board is not None
    assert guayaquil.board.counted.figures.issued == 1
    assert told.asked == [other.office.id]


def test_only_what_moved_is_asked_for_again(
    desk: Desk, office: SmallOffice, clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]
) -> None:
    away, other = elsewhere
    told = Told((_seen(other, clock), away.units))
    actor = office.actor("supervisor-1")
    first = other_offices(desk, actor, told)
    _issue(away, other)
    told.tell(other.office.id, age=MINUTE)
    second = other_offices(desk, actor, told, first)
    assert len(told.asked) == 1
    assert _there(second).board is _there(first).board
    assert _there(second).heard_at == clock.now() - MINUTE
    told.tell(other.office.id, head=10)
    third = other_offices(desk, actor, told, second)
    board = _there(third).board
    assert board is not None
    assert board.counted.figures.issued == 1
    clock.go(days=1)
    assert len(other_offices(desk, actor, told, third).offices) == 2
    assert len(told.asked) == 3  # another day: all is asked for


def test_what_is_known_stays_where_the_centre_does_not_answer(
    desk: Desk, office: SmallOffice, clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]
) -> None:
    away, other = elsewhere
    told = Told((_seen(other, clock), away.units))
    actor = office.actor("supervisor-1")
    told.broken = KnownError("Sin red.")
    nothing = other_offices(desk, actor, told)
    assert [one.here for one in nothing.offices] == [True]
    assert (nothing.trouble, nothing.asked_at) == (told.broken, None)
    told.broken = None
    assert other_offices(desk, actor, None).offices == nothing.offices
    first = other_offices(desk, actor, told, nothing)
    asked_at = clock.now()
    clock.go(minutes=7)
    told.broken = KnownError("Sin red.")
    _issue(desk, office)
    second = other_offices(desk, actor, told, first)
    assert _there(second) == _there(first)
    assert (second.asked_at, second.now) == (asked_at, clock.now())
    here = second.offices[0].board
    assert here is not None
    assert here.counted.figures.issued == 1  # one's own goes on


def test_one_office_that_cannot_be_read_spoils_no_other(
    desk: Desk, office: SmallOffice, clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]
) -> None:
    away, other = elsewhere
    told = Told((_seen(other, clock), away.units))
    actor = office.actor("supervisor-1")
    first = other_offices(desk, actor, told)
    told.tell(other.office.id, head=10)
    told.broken_day = KnownError("No se entiende.")
    second = other_offices(desk, actor, told, first)
    assert second.trouble is None
    assert _there(second).trouble is told.broken_day
    assert _there(second).board is _there(first).board
    told.broken_day = None
    assert _there(other_offices(desk, actor, told, second)).trouble is None


def test_the_total_is_over_everybody_who_waited(
    desk: Desk, office: SmallOffice, clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]
) -> None:
    away, other = elsewhere
    for where, at, waits in ((desk, office, (4, 6)), (away, other, (20,))):
        clerk = at.actor("asesor-1")
        counters.open_counter(where, clerk, at.counter_id(1))
        for minutes in waits:
            _issue(where, at)
            clock.go(minutes=minutes)
            calling.call_next(where, clerk)
            calling.arrived(where, clerk)
            if minutes != waits[-1]:
                serving.finish(where, clerk, "Consulta")
    _issue(away, other)
    boards = [
        supervision_board(where, at.actor("supervisor-1"))
        for where, at in ((desk, office), elsewhere)
    ]
    found = totals(boards)
    assert (found.waiting, found.at_counters, found.served) == (1, 2, 1)
    assert (found.wait.usual, found.wait.most) == (6, 20)
    assert (found.returned, found.answered, found.on_time) == (0, 0, 0)
    assert totals([]).wait.usual is None

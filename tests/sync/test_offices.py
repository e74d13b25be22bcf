"""Another office's day by way of a real centre: the same questions, the same answers."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.app.demo import first_start
from desktop.app.linking import link_station, loop_of
from desktop.app.offices import CentreOffices, NotLinked, offices_of, sees_others
from desktop.app.station import begin_station
from desktop.keys.stores import DemoKeyFile
from desktop.paths import places
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials
from desktop.sync.offices import OfficeDays
from desktop.sync.pairing import Pairing
from desktop.sync.troubles import LinkTrouble
from desktop.sync.wire import Address, Wire
from desktop.usecases import serving
from desktop.usecases.desk import Desk
from desktop.usecases.offices import OfficesDay, other_offices
from desktop.usecases.supervision import (
    SupervisionBoard,
    Usual,
    answered_cases,
    cases_of_day,
    supervision_board,
)
from domain.ports import CaseRow
from tests.central.server import Centre as Server
from tests.office import FakeClock, SmallOffice
from tests.sync.linked import PATIENT, PROGRAM, Linked, MemoryStore, pair
from tools.demo_morning import busy_morning
from tools.demo_queue import Demo


@pytest.fixture
def morning(centre: Server, tmp_path: Path) -> tuple[Demo, Linked]:
    """A full morning of an office that has sent all of it."""
    demo = busy_morning()
    folder = tmp_path / "guayaquil"
    folder.mkdir()
    linked = pair(centre, demo.desk, demo.office, folder)
    assert linked.loop().once() is not None
    return demo, linked


Observers = Callable[..., OfficeDays]


@pytest.fixture
def observer(centre: Server, tmp_path: Path) -> Iterator[Observers]:
    """Give what makes a workstation that asks the centre."""
    wires: list[Wire] = []

    def make(scope: str = "supervision") -> OfficeDays:
        credentials = Credentials(tmp_path, MemoryStore())
        known = None if scope == "supervision" else centre.known_office("Cuenca")
        pairing = Pairing(centre.code(known, scope=scope), "PC-PRUEBA", PROGRAM)
        wires.append(Wire(Address(centre.address), PROGRAM, PATIENT))
        pairing.keep(credentials, pairing.pair(wires[0]))
        assert credentials.sees_others() is (scope == "supervision")
        return OfficeDays(Centre(wires[0], credentials))

    yield make
    for wire in wires:
        wire.reset()


def _told(row: CaseRow) -> CaseRow:
    """Return a case as another office is told of it: whose it is, not what was written."""
    return replace(row, fields=(), solution="")


def _same(board: SupervisionBoard, other: SupervisionBoard) -> None:
    """Everything but where it was read: the log, and the days closed before, stay there."""
    cases = replace(
        other.cases,
        due=tuple(map(_told, other.cases.due)),
        returned=tuple(map(_told, other.cases.returned)),
        late=tuple(map(_told, other.cases.late)),
    )
    other = replace(other, change=0, usual=Usual(), cases=cases)
    assert replace(board, now=other.now, catalogue=other.catalogue) == other


def test_another_office_is_counted_as_it_counts_itself(
    morning: tuple[Demo, Linked],
    observer: Observers,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
) -> None:
    demo, linked = morning
    clock.set(demo.clock.now())
    days = observer()
    others = CentreOffices(lambda: days)
    actor = office.actor("supervisor-1")
    found = other_offices(desk, actor, others)
    assert found.offices[0].here
    there = next(one for one in found.offices if one.id == demo.office.office.id)
    assert there.trouble is None
    assert there.board is not None
    supervisor = demo.office.actor("supervisor-1")
    _same(there.board, supervision_board(demo.desk, supervisor))
    assert there.board.cases.returned
    assert there.opened == tuple(map(_told, cases_of_day(demo.desk, supervisor)))
    assert there.answered == tuple(map(_told, answered_cases(demo.desk, supervisor)))
    assert there.heard_at is not None
    assert clock.now() - there.heard_at < timedelta(minutes=1)

    # What did not move is not asked for again.
    still = other_offices(desk, actor, others, found)
    assert _board(still, demo) is there.board

    # Nobody's verifier and nobody's telephone leaves their office.
    rows = days.rows(demo.office.office.id, found.day)
    assert {"staff", "person", "case_file", "ticket"} <= {row.table for row in rows}
    for row in rows:
        assert row.row is not None
        for column in ("password_hash", "pin_hash", "phone", "email", "solution_detail"):
            assert row.row.get(column, "") == ""

    serving.finish(demo.desk, demo.office.actor("asesor-1"), "Consulta breve")
    assert linked.loop().once() is not None
    again = other_offices(desk, actor, others, found)
    moved = next(one for one in again.offices if one.id == there.id)
    assert moved.board is not None
    _same(moved.board, supervision_board(demo.desk, supervisor))
    assert moved.board != there.board


def _board(found: OfficesDay, demo: Demo) -> SupervisionBoard | None:
    return next(one.board for one in found.offices if one.id == demo.office.office.id)


def test_a_workstation_of_an_office_sees_no_other(linked: Linked, observer: Observers) -> None:
    assert linked.loop().once() is not None
    days = observer("office")
    others = CentreOffices(lambda: days)
    today = linked.desk.clock.now().date()
    assert [one.name for one in others.seen(today)] == ["Cuenca"]
    with pytest.raises(LinkTrouble), others.day(linked.office.office.id, today):
        pass


def test_the_page_is_offered_where_the_code_lets_see(centre: Server) -> None:
    store = DemoKeyFile(places().demo_key)
    station, _, _ = begin_station(places(), store, first_start())
    with closing(station):
        today = station.desk.clock.now().date()
        assert not sees_others(station, store)
        with pytest.raises(NotLinked):
            offices_of(station, store).seen(today)
        link_station(station, store, centre.address, centre.code())
        loop_of(station, store, lambda _: None).once()
        assert not sees_others(station, store)
        own = station.office().id
        link_station(station, store, centre.address, centre.code(own, scope="supervision"))
        assert sees_others(station, store)
        others = offices_of(station, store)
        assert own in {one.id for one in others.seen(today)}
        others.close()
        with pytest.raises(LinkTrouble):
            others.seen(today)
        offices_of(station, store).close()  # nothing was asked yet

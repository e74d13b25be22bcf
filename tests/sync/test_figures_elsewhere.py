"""What offices counted, by way of a real centre, at the workstation of who supervises them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.central.figures import MOST_DUE
from desktop.app.offices import CentreOffices
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials
from desktop.sync.offices import OfficeDays
from desktop.sync.pairing import Pairing
from desktop.sync.wire import Address, Wire
from desktop.usecases import calling, counters, serving
from desktop.usecases.desk import Desk
from desktop.usecases.figures.elsewhere import fetch_figures
from desktop.usecases.figures.reading import read
from desktop.usecases.figures.upkeep import bring_up_to_date
from domain.figures.facts import total
from domain.figures.periods import Period
from domain.figures.statistics import By, Question, Scope
from tests.central.server import Centre as Server
from tests.office import FakeClock, SmallOffice
from tests.sync.linked import PATIENT, PROGRAM, Linked, MemoryStore, pair
from tests.usecases.hall import issue, opened
from tools.demo_queue import Demo, new_demo

FRIDAY = date(2026, 12, 4)
MONDAY = date(2026, 12, 7)


def served(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    """Somebody comes and is attended."""
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    clock.go(minutes=7)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(minutes=12)
    serving.finish(desk, ana, "Consulta breve")
    counters.close_counter(desk, ana)


@pytest.fixture
def away(centre: Server, tmp_path: Path) -> tuple[Demo, Linked]:
    """Guayaquil: one person on Friday, counted on Monday and sent."""
    demo = new_demo()
    folder = tmp_path / "guayaquil"
    folder.mkdir()
    linked = pair(centre, demo.desk, demo.office, folder)
    demo.clock.at("10:00")
    served(demo.desk, demo.office, demo.clock)
    demo.clock.go(days=3)
    counted(demo)
    assert linked.loop().once() is not None
    return demo, linked


def counted(demo: Demo) -> None:
    bring_up_to_date(demo.desk, demo.office.actor("supervisor-1"))


@pytest.fixture
def others(centre: Server, tmp_path: Path) -> Iterator[CentreOffices]:
    credentials = Credentials(tmp_path, MemoryStore())
    pairing = Pairing(centre.code(None, scope="supervision"), "PC-PRUEBA", PROGRAM)
    wire = Wire(Address(centre.address), PROGRAM, PATIENT)
    pairing.keep(credentials, pairing.pair(wire))
    days = OfficeDays(Centre(wire, credentials))
    yield CentreOffices(lambda: days)
    wire.reset()


def test_what_another_office_counted_is_read_here_as_there(
    away: tuple[Demo, Linked],
    others: CentreOffices,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
) -> None:
    demo, linked = away
    clock.set(demo.clock.now())
    sara, there = office.actor("supervisor-1"), demo.office.office.id
    fetched = fetch_figures(desk, sara, others)
    assert (fetched.troubles, fetched.ahead) == ((), ())
    assert demo.office.office.name in fetched.changed
    period = Period(FRIDAY, FRIDAY)
    for by in (By.SERVICE, By.SPECIALIST, By.COUNTER, By.DAY):
        here = read(desk, sara, Question(period, by, Scope(there)))
        own = read(demo.desk, demo.office.actor("supervisor-1"), Question(period, by))
        assert (here.total, here.lines, here.gaps) == (own.total, own.lines, ())
        assert here.total.counts.served == 1
    everything = read(desk, sara, Question(period, By.OFFICE, Scope(all=True)))
    assert demo.office.office.name in {line.label for line in everything.lines}
    # The present day is counted there, and has not been sent.
    gaps = read(desk, sara, Question(Period(FRIDAY, MONDAY), By.DAY, Scope(there))).gaps
    assert [gap.days for gap in gaps] == [(MONDAY,)]

    # What changes there later is fetched, and only that.
    again = fetch_figures(desk, sara, others)
    assert demo.office.office.name not in again.changed
    demo.clock.go(minutes=5)
    served(demo.desk, demo.office, demo.clock)
    demo.clock.go(days=1)
    counted(demo)
    assert linked.loop().once() is not None
    clock.set(demo.clock.now())
    third = fetch_figures(desk, sara, others)
    assert demo.office.office.name in third.changed
    both = read(desk, sara, Question(Period(FRIDAY, MONDAY), By.DAY, Scope(there)))
    assert both.total.counts.served == 2
    assert both.gaps == ()
    with desk.units.read() as unit:
        assert total(unit.known_figures.facts(there, FRIDAY, MONDAY)).issued == 2
        kept = unit.known_figures.office(there)
    assert kept is not None
    assert (kept.first_day, kept.last_day, kept.due) == (FRIDAY, MONDAY, 0)


def test_an_office_that_tells_nonsense_of_its_days_is_no_trouble(
    away: tuple[Demo, Linked],
    others: CentreOffices,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
) -> None:
    demo, linked = away
    there = demo.office.office.id
    with demo.desk.units.write() as unit:
        who = demo.office.actor("supervisor-1").staff_id
        said = {"days": [], "due": 10**18}
        at = demo.clock.now()
        unit.log.append("office", there, 1, "figures_counted", said, actor_id=who, at=at)
    assert linked.loop().once() is not None
    clock.set(demo.clock.now())
    assert fetch_figures(desk, office.actor("supervisor-1"), others).troubles == ()
    with desk.units.read() as unit:
        kept = unit.known_figures.office(there)
    assert kept is not None
    assert kept.due == MOST_DUE

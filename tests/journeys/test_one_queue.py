"""Two programs on one office's server: one queue, and a server that goes away and comes back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from desktop.app import connection_file, opening
from desktop.app.demo import COUNTERS, first_start
from desktop.app.door import Door
from desktop.app.simulated_day.hands import until
from desktop.app.station import begin_station
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places
from desktop.usecases import access, reception
from domain.staff import Actor
from tests.journeys.seats import PASSWORD, STAFF, Seat, Seats
from tests.office_server import OfficeServer
from tests.way import Way, way_to
from ui.opening.covers import Trouble
from ui.queue.page import QueuePage
from ui.signin.page import SignInPage

pytestmark = pytest.mark.journey


@dataclass
class Counters:
    """Two computers joined to one server, the second by a way that can be cut."""

    seats: Seats
    first: Places
    second: Places
    way: Way

    def sit(self, here: Places) -> Seat:
        """Open the program there."""
        return self.seats.take(Door(here, SystemKeyring()))


@pytest.fixture
def counters(office_database: OfficeServer, seats: Seats, tmp_path: Path) -> Iterator[Counters]:
    with way_to(office_database.as_admin()) as (way, through):
        found = []
        for number in (1, 2):
            here = Places(tmp_path / f"pc{number}", tmp_path / f"pc{number}" / "registros")
            file = office_database.workstation(f"PC {number}")
            if number == 2:
                words = conninfo_to_dict(through)
                there = conninfo_to_dict(file.server) | {
                    "host": str(words["host"]),
                    "port": str(words["port"]),
                }
                server = " ".join(f"{key}={value}" for key, value in there.items())
                file = replace(file, server=server)
            connection_file.join(here, SystemKeyring(), file)
            found.append(here)
        request = replace(first_start(), counters=COUNTERS[:2], staff=STAFF)
        station, _, new = begin_station(found[0], SystemKeyring(), request)
        station.confirm_code(new.code.text)
        station.close()
        yield Counters(seats, found[0], found[1], way)
        way.open()
        seats.leave()
    office_database.empty()


def issue(seat: Seat) -> str:
    """Somebody comes to reception, at the computer of ``seat``."""
    desk = seat.station.desk
    actor = access.sign_in(desk, "recepcion", PASSWORD)
    assert isinstance(actor, Actor)
    return reception.issue(desk, actor, reception.NewTicket((6,))).ticket.code


def waiting(page: QueuePage) -> list[str]:
    model = page.waiting.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_call_crosses_counters_and_survives_the_server(
    counters: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "AGAIN_MS", 100)
    one, two = counters.sit(counters.first), counters.sit(counters.second)
    one.sign_in("asesora")
    two.sign_in("supervisora")
    assert two.station.on_server
    until(
        lambda: two.window.rail.link.state.detail == "Datos en su servidor",
        "the rail says where the data are",
    )
    page = one.page("queue", QueuePage)
    until(lambda: two.station.desk.changes.are_heard, "the second computer listens")
    code = issue(two)
    until(lambda: waiting(page) == [code], "it is seen at the other computer")

    counters.way.shut()
    foot = two.window.rail.link
    until(lambda: foot.state.words.startswith("Sin servidor"), "the rail says so")
    other = issue(one)
    until(lambda: waiting(page) == [code, other], "the first goes on")

    two.leave()
    two.door.close()
    three = counters.sit(counters.second)  # started again while the server is away
    shown = three.see(Trouble)
    assert "servidor de la oficina" in shown.accessibleName()
    counters.way.open()
    three.see(SignInPage)  # by itself
    three.sign_in("supervisora")
    until(lambda: three.station.desk.changes.are_heard, "it listens again")
    third = issue(three)
    until(lambda: waiting(page) == [code, other, third], "and the queue is one")

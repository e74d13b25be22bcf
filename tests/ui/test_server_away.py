"""A counter whose office's server goes away and comes back: what the page and the rail say."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from db import postgres
from db.listening import ServerState
from db.postgres import open_engine
from db.unit_of_work import SqlUnits
from desktop.app.server_line import ServerLine, away
from desktop.app.server_watch import ServerWatch
from desktop.catalogue_file import catalogues
from desktop.usecases import counters
from desktop.usecases.desk import Desk
from domain.errors import KnownError, OldAuthority, ServerLost, ServerUntrusted
from tests import postgres as servers
from tests.office import CHEAP, FakeClock, SmallOffice, open_small_office
from tests.ui import reception_seat
from tests.ui.queue_seat import Key, Seat, issue
from tests.way import Cut, Plan, Way, way_to
from ui.display.presenter import DisplayPresenter
from ui.display.state import DisplayState
from ui.shell import MainWindow
from ui.shell.state import LinkState
from ui.theme import Kind
from ui.widgets.notices import Notice

QUITO = ZoneInfo("America/Guayaquil")


@dataclass
class Place:
    """An office whose server is reached by a way that can be cut, and by a straight one."""

    way: Way
    desk: Desk
    beside: Desk
    office: SmallOffice
    clock: FakeClock
    engine: Engine


@dataclass
class Far:
    """A clerk whose page reaches the office's server by a way that can be cut."""

    seat: Seat
    way: Way
    beside: Desk

    @property
    def foot(self) -> LinkState:
        return self.seat.window.rail.link.state


@pytest.fixture
def there(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A small office; one counter is open."""
    monkeypatch.setattr(postgres, "SETTLE_SECONDS", 0.2)
    with servers.units(postgres_server) as direct, way_to(postgres_server) as (way, through):
        office, clock = open_small_office(direct), FakeClock()
        beside = Desk(direct, catalogues(), clock, CHEAP)
        counters.open_counter(beside, office.actor("asesor-1"), office.counter_id(1))
        engine = open_engine(through)
        desk = Desk(SqlUnits(engine, "PC-1"), catalogues(), clock, CHEAP)
        yield Place(way, desk, beside, office, clock, engine)
        way.open()
        engine.dispose()


@contextmanager
def told_in(there: Place, window: MainWindow, qtbot: QtBot) -> Iterator[None]:
    """Have the window told of the server."""
    watch = ServerWatch(there.engine, there.desk.changes)

    def tell(said: Notice | KnownError) -> None:
        window.notices.show_notice(said if isinstance(said, Notice) else Notice.of(said))

    line = ServerLine(watch, window, QUITO, tell)
    qtbot.waitUntil(lambda: there.desk.changes.are_heard)
    yield
    there.way.open()
    line.close()
    watch.close()


@pytest.fixture
def far(there: Place, qtbot: QtBot) -> Iterator[Far]:
    """One clerk at an open counter; another desk that reaches the server straight."""
    seat = Seat(qtbot, there.desk, there.office, there.clock)
    seat.page.presenter.told.connect(seat.window.notices.show_notice)
    with told_in(there, seat.window, qtbot):
        yield Far(seat, there.way, there.beside)
    seat.page.shutdown()


def test_a_page_goes_on_by_itself_when_the_server_is_back(far: Far) -> None:
    seat, before = far.seat, far.foot
    issue(far.beside, seat.office, 6)
    seat.until_waiting("A-001")
    far.way.shut()
    seat.qtbot.waitUntil(lambda: far.foot.words.startswith("Sin servidor desde"))
    assert far.foot.kind is Kind.WARN
    assert far.foot.detail == "Se reintenta solo"
    seat.window.set_link(LinkState("Enlazado", "Todo enviado", Kind.OK))
    assert far.foot.words.startswith("Sin servidor desde")  # it comes first
    assert seat.codes() == ["A-001"]  # what was shown stays
    seat.press(Key.Key_F2)
    seat.until_told("Se perdió la conexión con el servidor")
    seat.qtbot.waitUntil(lambda: not seat.page.presenter.is_acting)
    issue(far.beside, seat.office, 6)
    far.way.open()
    seat.until_told("Volvió la conexión con el servidor")  # first: good news goes by itself
    seat.until_waiting("A-001", "A-002")
    assert far.foot == LinkState("Enlazado", "Todo enviado", Kind.OK)
    seat.window.notices.dismiss()
    assert seat.told == ""  # what is over is told no more
    seat.press(Key.Key_F2)
    seat.until_next("A-001 está en ventanilla")
    assert before == LinkState()


def test_an_action_in_doubt_is_told_when_it_is_known(far: Far) -> None:
    seat = far.seat
    issue(far.beside, seat.office, 6)
    seat.until_waiting("A-001")
    seat.look_away()
    far.way.begin(Plan(None, Cut.DONE, shut=True))
    seat.press(Key.Key_F2)
    seat.until_told("aún no se sabe si quedó hecho")
    far.way.open()
    seat.until_told("La llamada a A-001 quedó hecha.")
    assert "No lo repita" not in seat.told
    seat.page.presenter.start()
    seat.until_next("A-001 está en ventanilla")


def test_what_reception_chose_is_there_when_the_server_is_back(there: Place, qtbot: QtBot) -> None:
    seat = reception_seat.Seat(qtbot, there.desk, there.office, there.clock)
    with told_in(there, seat.window, qtbot):
        person = seat.register("Rosa Chimborazo", reception_seat.CEDULA)
        seat.take(person)
        seat.press(Key.Key_6)
        seat.until_quiet()
        there.way.shut()
        seat.press(Key.Key_Return)
        seat.until_told("Se perdió la conexión con el servidor")
        seat.until_quiet()
        assert (seat.state.person, seat.state.chosen) == (person, (6,))
        there.way.open()
        seat.until_told("Volvió la conexión")
        seat.press(Key.Key_Return)
        seat.until(lambda: seat.printer.slips == ["A-001"])
    seat.window.close()


def test_a_change_is_on_the_display_without_waiting_for_its_poll(far: Far, qtbot: QtBot) -> None:
    asked = threading.Semaphore(0)

    def fetch() -> DisplayState:
        asked.release()
        return DisplayState("Quito")

    display = DisplayPresenter(fetch, changes=far.seat.desk.changes, poll_ms=3_600_000)
    with qtbot.waitSignal(display.shown):
        display.start()
    assert asked.acquire(timeout=60)
    issue(far.beside, far.seat.office, 6)
    qtbot.waitUntil(lambda: asked.acquire(blocking=False))
    display.close()


def test_the_foot_says_what_is_wrong() -> None:
    since = datetime(2026, 12, 4, 15, 42, tzinfo=UTC)
    early = datetime(2026, 12, 4, 6, 2, tzinfo=UTC)
    assert away(ServerState(None, since), QUITO) is None
    assert away(ServerState(ServerLost(), since), QUITO) == LinkState(
        "Sin servidor desde 10:42", "Se reintenta solo", Kind.WARN
    )
    replaced = away(ServerState(OldAuthority(), early), QUITO)
    assert replaced is not None
    assert (replaced.words, replaced.detail) == (
        "Servidor reemplazado",
        "Desde la 01:02",
    )
    odd = away(ServerState(ServerUntrusted(), since), QUITO)
    assert odd is not None
    assert odd.words == "El servidor responde mal"

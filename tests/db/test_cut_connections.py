"""The way to the office's server cut anywhere: done or not done, and it is said which."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
import pytest

from db import copying, postgres
from db.listening import Listening, ServerState
from db.postgres import doubts_of, open_engine
from db.tables import operation
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, reception, serving
from desktop.usecases.desk import Desk
from domain.errors import OutcomeNowKnown, OutcomeUnknown, ServerLost
from domain.operations import Operation, verify
from domain.staff import Actor
from domain.tickets import AT_COUNTER, Ticket, TicketState
from tests import postgres as servers
from tests.office import CHEAP, MORNING, FakeClock, SmallOffice, open_small_office
from tests.way import Cut, Plan, Way, way_to


@dataclass
class Place:
    """An office on a server, its desk reached by a way that fails, and looked at by another."""

    way: Way
    through: str
    straight: str
    engine: Any
    desk: Desk
    direct: SqlUnits
    office: SmallOffice
    clerk: Actor

    def log(self) -> list[Operation]:
        """What the office did, checked: a whole chain, gapless numbers, nobody called twice."""
        with self.direct.read() as unit:
            operations = list(unit.log.all())
            tickets = list(unit.tickets.in_states(MORNING.date(), TicketState))
        verify(operations)
        numbers = sorted(ticket.number for ticket in tickets)
        assert numbers == list(range(1, len(numbers) + 1))
        at = [ticket.counter_id for ticket in tickets if ticket.state in AT_COUNTER]
        assert len(at) == len(set(at))
        called = [op.aggregate_id for op in operations if op.type == "ticket_called"]
        assert len(called) == len(set(called))
        return operations

    def told(self, kind: str) -> list[UUID]:
        """The aggregates that operations of a kind are about."""
        return [op.aggregate_id for op in self.log() if op.type == kind]


@pytest.fixture
def place(postgres_server: str) -> Iterator[Place]:
    """A small office behind a way that can be cut; one clerk at an open counter."""
    with servers.units(postgres_server) as direct, way_to(postgres_server) as (way, through):
        office = open_small_office(direct)
        engine = open_engine(through)
        desk = Desk(SqlUnits(engine, "PC-1"), catalogues(), FakeClock(), CHEAP)
        clerk = office.actor("asesor-1")
        counters.open_counter(desk, clerk, office.counter_id(1))
        made = Place(way, through, postgres_server, engine, desk, direct, office, clerk)
        yield made
        way.open()
        engine.dispose()


def issue(place: Place) -> Ticket:
    actor = place.office.actor("recepcion-1")
    return reception.issue(place.desk, actor, reception.NewTicket((6,))).ticket


def call(place: Place) -> Ticket:
    return calling.call_next(place.desk, place.clerk)


def warm(place: Place) -> None:
    """Have a connection ready, so that the next request is the action's own."""
    with place.desk.units.read():
        pass


def call_anew(place: Place) -> None:
    """Make that a call is the next thing to do."""
    with place.direct.read() as unit:
        session = unit.sessions.open_of(place.clerk.staff_id)
        current = None if session is None else unit.tickets.at_counter(session.counter_id)
    if current is not None:
        calling.arrived(place.desk, place.clerk)
        serving.finish(place.desk, place.clerk, "Consulta breve")
    issue(place)


@pytest.mark.parametrize(
    ("kind", "act", "before"),
    [
        ("ticket_issued", issue, lambda _place: None),
        ("ticket_called", call, call_anew),
    ],
)
def test_an_action_cut_at_any_request_is_done_or_not_as_it_is_said(
    place: Place,
    kind: str,
    act: Callable[[Place], Ticket],
    before: Callable[[Place], None],
) -> None:
    told: dict[tuple[int, Cut], bool] = {}
    for request in count(1):
        for cut in Cut:
            before(place)
            warm(place)
            known = set(place.told(kind))
            place.way.begin(Plan(request, cut))
            try:
                ticket = act(place)
            except ServerLost:
                assert set(place.told(kind)) == known
                told[request, cut] = False
            else:
                assert set(place.told(kind)) - known == {ticket.id}
                told[request, cut] = True
        if not place.way.was_cut.is_set():
            break  # there is no such request any more
    commit = request - 1
    assert commit > 8
    # Cut at its beginning it is begun anew; at its end it was done; never anything in between.
    done = {(1, cut) for cut in Cut} | {(commit, Cut.DONE), (commit, Cut.ANSWERING)}
    assert {at for at, kept in told.items() if kept and at[0] <= commit} == done
    assert not doubts_of(place.engine)


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.DONE])
def test_what_cannot_be_known_yet_is_known_before_the_next_action(
    place: Place, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "SETTLE_SECONDS", 0.2)
    issue(place)
    issue(place)
    known: list[tuple[str, bool]] = []
    doubts_of(place.engine).known = lambda operation, kept: known.append((operation.type, kept))
    place.way.begin(Plan(None, cut, shut=True))
    with pytest.raises(OutcomeUnknown) as unknown:
        issue(place)
    with pytest.raises(OutcomeUnknown):
        issue(place)  # the server is still away: nothing is begun
    place.way.open()
    with pytest.raises(OutcomeNowKnown):
        issue(place)
    assert known == [("ticket_issued", cut is Cut.DONE)]
    there = unknown.value.operation_id in {operation.id for operation in place.log()}
    assert there is (cut is Cut.DONE)
    issue(place)
    assert len(place.told("ticket_issued")) == (4 if cut is Cut.DONE else 3)
    assert len(known) == 1


def test_who_listens_tells_what_became_of_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "SETTLE_SECONDS", 0.2)
    issue(place)
    issue(place)
    known: list[tuple[str, bool]] = []
    settled = threading.Event()

    def learn(operation: Operation, kept: bool) -> None:
        known.append((operation.type, kept))
        settled.set()

    doubts_of(place.engine).known = learn
    place.way.begin(Plan(None, Cut.DONE, shut=True))
    with pytest.raises(OutcomeUnknown):
        issue(place)
    listening = Listening(place.engine, lambda: None, lambda _state: None)
    listening.start()
    try:
        place.way.open()
        assert settled.wait(60)
    finally:
        listening.stop()
    assert known == [("ticket_issued", True)]
    issue(place)


def test_a_dead_pool_is_thrown_away_whole(place: Place) -> None:
    units = place.desk.units
    gate = threading.Barrier(5)

    def read() -> None:
        with units.read():
            gate.wait(60)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    with units.read():
        gate.wait(60)
    for thread in threads:
        thread.join()
    place.way.cut()
    for _ in range(6):
        with units.read() as unit:
            unit.log.head()
        issue(place)
    until(lambda: _connected(place) == 1)


def test_no_connection_is_left_behind_by_a_hundred_cuts(place: Place) -> None:
    threads = threading.active_count()
    for number in range(100):
        place.way.begin(Plan(1 + number % 7, list(Cut)[number % 4]))
        try:
            issue(place)
        except ServerLost:
            continue
    place.way.begin()
    issue(place)
    place.log()
    until(lambda: _connected(place) <= 2)
    # Those of the way itself end with their connections.
    until(lambda: threading.active_count() <= threads + 4)


def test_the_listener_says_when_the_server_is_away_and_back(place: Place) -> None:
    states: list[ServerState] = []
    seen, heard = threading.Semaphore(0), threading.Semaphore(0)

    def note(state: ServerState) -> None:
        states.append(state)
        seen.release()

    listening = Listening(place.engine, heard.release, note)
    listening.start()
    try:
        assert seen.acquire(timeout=60)
        assert heard.acquire(timeout=60)  # what may have been missed until now
        reception.issue(
            Desk(place.direct, catalogues(), FakeClock(), CHEAP),
            place.office.actor("recepcion-1"),
            reception.NewTicket((6,)),
        )
        assert heard.acquire(timeout=60)
        place.way.shut()
        assert seen.acquire(timeout=60)
        place.way.open()
        assert seen.acquire(timeout=60)
        assert heard.acquire(timeout=60)
        assert [type(state.trouble) for state in states] == [type(None), ServerLost, type(None)]
    finally:
        listening.stop()


def until(holds: Callable[[], bool]) -> None:
    """Wait: the server, and the way, find out by themselves that a connection was cut."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def _connected(place: Place) -> int:
    with closing(psycopg.connect(place.straight)) as looking:
        row = looking.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = 'ventanilla' AND client_addr IS NULL"
            " AND pid <> pg_backend_pid() AND state = 'idle'"
        ).fetchone()
    assert row is not None
    # The connections that look straight at it are there too.
    return int(row[0]) - 1


def test_a_copy_that_is_cut_leaves_no_cursor_behind(place: Place) -> None:
    def copy_half() -> None:
        with postgres.transaction(place.engine, reading=True) as driver:
            rows = copying._rows(copying.Side(driver, place.engine.dialect), operation)
            next(rows)
            place.way.shut()
            rows.close()  # what stays open here fails the test

    with pytest.raises(ServerLost):
        copy_half()

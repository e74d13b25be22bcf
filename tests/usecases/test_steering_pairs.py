"""Each act of a supervisor beside each act of the clerk it is about, in both orders.

Writes take turns, so two acts at once are one after the other: whatever the order, the second is
done or refused in words with nothing changed, and the hall stays one that can be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import (
    calling,
    counters,
    day,
    day_count,
    day_seal,
    notices,
    reception,
    serving,
    steering,
)
from desktop.usecases.desk import Desk
from domain.operations import verify
from domain.staff import Actor
from domain.tickets import AT_COUNTER, OPEN_STATES, TicketState
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.hall import issue, opened
from tests.usecases.scenes import office_of, tried


@dataclass(frozen=True)
class Hall:
    """Ana at counter 1 with or without a turno, Andrés at counter 2, two more who wait."""

    desk: Desk
    office: SmallOffice
    ticket: UUID
    session: UUID
    notice: UUID

    @property
    def ana(self) -> Actor:
        return self.office.actor("asesor-1")

    @property
    def sara(self) -> Actor:
        return self.office.actor("supervisor-1")


Act = Callable[[Hall], object]

STATES: Mapping[str, tuple[Callable[[Desk, Actor], object], ...]] = {
    "free": (),
    "called": (calling.call_next,),
    "serving": (calling.call_next, calling.arrived),
    "held": (calling.call_next, calling.arrived, lambda d, a: serving.hold(d, a, "Espera")),
    "break": (lambda d, a: counters.take_break(d, a, "Café"),),
}
CLERK: Mapping[str, Act] = {
    "call": lambda h: calling.call_next(h.desk, h.ana),
    "arrived": lambda h: calling.arrived(h.desk, h.ana),
    "undo": lambda h: calling.undo_call(h.desk, h.ana),
    "finish": lambda h: serving.finish(h.desk, h.ana, "Consulta"),
    "finish and call": lambda h: serving.finish_and_call(h.desk, h.ana, "Consulta"),
    "hold": lambda h: serving.hold(h.desk, h.ana, "Espera"),
    "resume": lambda h: serving.resume(h.desk, h.ana, h.ticket),
    "send on": lambda h: serving.send_on(h.desk, h.ana, h.ticket, "A otra"),
    "break": lambda h: counters.take_break(h.desk, h.ana, "Café"),
    "back": lambda h: counters.end_break(h.desk, h.ana),
    "close": lambda h: counters.close_counter(h.desk, h.ana),
    "open again": lambda h: counters.open_counter(h.desk, h.ana, h.office.counter_id(1)),
    "read": lambda h: notices.read_notice(h.desk, h.ana, h.notice),
}
SUPERVISOR: Mapping[str, Act] = {
    "open service": lambda h: steering.open_service(h.desk, h.sara, h.session, 2, "Fila"),
    "close service": lambda h: steering.close_service(h.desk, h.sara, h.session, 6, "Fila"),
    "end": lambda h: steering.end_attention(h.desk, h.sara, h.ticket, "Olvidada"),
    "cover": lambda h: steering.cover_absence(
        h.desk,
        h.sara,
        h.ana.staff_id,
        h.office.actor("asesor-2").staff_id,
        h.desk.clock.now().date(),
        "Se fue",
    ),
    "close for": lambda h: counters.close_for(h.desk, h.sara, h.session, "Se fue"),
    "send on": lambda h: serving.send_on(h.desk, h.sara, h.ticket, "A otra"),
    "cancel": lambda h: reception.cancel(h.desk, h.sara, h.ticket, "Se fue"),
    "notice": lambda h: notices.send_notice(h.desk, h.sara, "Hola"),
    "close day": lambda h: day.close_day(h.desk, h.sara, "Fin"),
}


@pytest.fixture(scope="module", params=list(STATES))
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Hall]:
    """The hall in one state, kept to be copied for each pair."""
    path = tmp_path_factory.mktemp("hall") / "oficina.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    ana = office.actor("asesor-1")
    session = counters.open_counter(desk, ana, office.counter_id(1), frozenset({1, 6}))
    opened(desk, office, "asesor-2", 2)
    first = issue(desk, office)
    issue(desk, office, 2)
    issue(desk, office)
    (sent,) = notices.send_notice(
        desk, office.actor("supervisor-1"), "Buenos días", office.counter_id(1)
    )
    for act in STATES[request.param]:
        act(desk, ana)
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = DELETE")
    engine.dispose()
    return path, Hall(desk, office, first.id, session.id, sent.id)


def can_be(hall: Hall) -> Iterator[str]:
    """Yield what could never be seen in a real hall."""
    with hall.desk.units.read() as unit:
        today = hall.office.office.day_of(hall.desk.clock.now())
        tickets = unit.tickets.in_states(today, TicketState)
        sessions = {s.counter_id: s for s in unit.sessions.all_open()}
        record = unit.days.get(today)
        assert record is not None
        closed = record.closed_at is not None
        kept = unit.closed_days.get(today)
        for ticket in tickets:
            call = unit.tickets.open_call(ticket.id)
            if (call is not None) != (ticket.state is TicketState.CALLED):
                yield f"{ticket.code} is {ticket.state} with call {call}"
            if ticket.state in AT_COUNTER and ticket.counter_id not in sessions:
                yield f"{ticket.code} is at a closed counter"
            if closed and ticket.state in OPEN_STATES - {TicketState.SERVING}:
                yield f"{ticket.code} is {ticket.state} on a closed day"
        at = [t.counter_id for t in tickets if t.state in AT_COUNTER]
        if len(at) != len(set(at)):
            yield "two at one counter"
        if closed != (kept is not None):
            yield "kept figures of an open day, or none of a closed one"
        if kept is not None:
            served = sum(t.state is TicketState.SERVED for t in tickets)
            if kept.figures.served != served:
                yield f"{served} served, {kept.figures.served} kept"
        if list(day_seal.altered_days(unit)):
            yield "the seal is broken"
        verify(unit.log.all())


@pytest.mark.parametrize("steers", list(SUPERVISOR))
def test_every_pair_in_both_orders(scene: tuple[Path, Hall], tmp_path: Path, steers: str) -> None:
    done = 0
    for acts, first in product(CLERK, (True, False)):
        pair = (CLERK[acts], SUPERVISOR[steers])
        with office_of(scene, tmp_path) as hall:
            for act in pair if first else pair[::-1]:
                done += tried(act, hall)
                assert list(can_be(hall)) == [], (acts, steers, first)
    assert done


def test_a_day_that_is_not_counted_anew_is_flagged(
    scene: tuple[Path, Hall], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_count, "keep_again", lambda *_: None)
    with office_of(scene, tmp_path) as hall:
        if tried(SUPERVISOR["close day"], hall) and tried(CLERK["finish"], hall):
            assert list(can_be(hall)) == ["1 served, 0 kept"]
        else:
            assert list(can_be(hall)) == []

"""Whatever people do in whatever order, the queue stays whole.

Random actions of a reception, three counters and a supervisor over a real database and some days,
with clocks that jump; after each one: one turno a counter, gapless numbers, one open call for each
turno being called, and who is next counted a second time. Now and then the whole log is verified.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, day, reception, serving, steering
from desktop.usecases.desk import Desk
from domain.calendar import Calendar
from domain.errors import KnownError
from domain.operations import verify
from domain.queue import QueueEmpty
from domain.tickets import AT_COUNTER, OPEN_STATES, Ticket, TicketState
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.hall import stored

CLERKS = {"asesor-1": 1, "asesor-2": 2, "tecnico-1": 3}
SERVICES = (1, 2, 5, 6)

OVER = set(TicketState) - OPEN_STATES
"""Where a turno ends its day."""
clerks = st.sampled_from(sorted(CLERKS))
some_services = st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3)
any_number = st.integers(min_value=0)


class Hall(RuleBasedStateMachine):
    """A day of a small office."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ventanilla-hall-"))
        self.engine = open_engine(self.folder / "ventanilla.db", KEY)
        metadata.create_all(self.engine)
        units = SqlUnits(self.engine, "PC-PRUEBA")
        self.office = open_small_office(units)
        self.clock = FakeClock()
        self.clock.at("10:00")
        self.desk = Desk(units, catalogues(), self.clock, CHEAP)
        for clerk, number in CLERKS.items():
            counters.open_counter(
                self.desk, self.office.actor(clerk), self.office.counter_id(number)
            )
        self.morning = self.clock.now()
        self.issued: list[Ticket] = []
        self.past: list[Ticket] = []
        self.closed = False

    def teardown(self) -> None:
        with self.desk.units.read() as unit:
            verify(unit.log.all())
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def tried(self, act: Callable[[], Any]) -> Any:
        """Act; what is refused in words must change nothing at all."""
        before = self.everything()
        try:
            return act()
        except KnownError:
            assert self.everything() == before
            return None

    def everything(self) -> tuple[int, list[Ticket]]:
        with self.desk.units.read() as unit:
            return unit.log.head().sequence, [unit.tickets.get(t.id) for t in self.issued]

    def now(self) -> list[Ticket]:
        """Return today's turnos as they are kept."""
        return self.everything()[1]

    def pick(self, number: int) -> UUID:
        return self.issued[number % len(self.issued)].id

    @rule(services=some_services, priority=st.booleans())
    def issue(self, services: list[int], priority: bool) -> None:
        who = self.office.actor("recepcion-1")
        asked = reception.NewTicket(tuple(services), None, None, priority)
        done = self.tried(lambda: reception.issue(self.desk, who, asked))
        assert (done is None) == self.closed
        if done is not None:
            self.issued.append(done.ticket)

    @rule(seconds=st.integers(-20, 90) | st.sampled_from([-3600, -300, 300, 3600]))
    def time_passes(self, seconds: int) -> None:
        """It also jumps, within the hours of the office."""
        jumped = self.clock.now() + timedelta(seconds=seconds)
        if self.morning <= jumped <= self.morning + timedelta(hours=6):
            self.clock.set(jumped)

    @precondition(lambda self: len(self.issued) > 4)
    @rule()
    def next_day(self) -> None:
        """The supervisor ends what is left of the day; the counters open anew on the next."""
        who = self.office.actor("supervisor-1")
        for clerk in CLERKS:  # who is being called comes: the day does not close before
            self.at_the_call(clerk, calling.arrived)
        for ticket in self.now():
            if ticket.state is TicketState.SERVING:
                steering.end_attention(self.desk, who, ticket.id, "Se olvidó cerrarla")
        if not self.closed:
            day.close_day(self.desk, who, "Fin")
        assert {ticket.state for ticket in self.now()} <= OVER
        self.past += self.now()
        self.issued, self.closed = [], False
        self.morning += timedelta(days=1)
        while not Calendar().is_working(self.morning.date(), ("QUITO",)):
            self.morning += timedelta(days=1)
        self.clock.set(self.morning)
        for clerk in CLERKS:
            self.open(clerk)

    @rule(clerk=clerks)
    def open(self, clerk: str) -> None:
        counter = self.office.counter_id(CLERKS[clerk])
        self.tried(lambda: counters.open_counter(self.desk, self.office.actor(clerk), counter))

    @rule(clerk=clerks, act=st.sampled_from(["break", "back", "back", "close"]))
    def counter(self, clerk: str, act: str) -> None:
        who = self.office.actor(clerk)
        if act == "break":
            self.tried(lambda: counters.take_break(self.desk, who, "Café"))
        elif act == "back":
            self.tried(lambda: counters.end_break(self.desk, who))
        else:
            self.tried(lambda: counters.close_counter(self.desk, who))

    @rule(clerk=clerks)
    def call_next(self, clerk: str) -> None:
        who = self.office.actor(clerk)
        expected = self.expected(clerk)
        try:
            called = calling.call_next(self.desk, who)
        except QueueEmpty:
            assert expected is None
        except KnownError:
            return
        else:
            assert called.id == expected

    def expected(self, clerk: str) -> UUID | None:
        """Whom the rule of the office gives, counted without the code under test."""
        counter = self.office.counters[CLERKS[clerk]]
        with self.desk.units.read() as unit:
            session = unit.sessions.open_at(counter.id)
            waiting = [
                t
                for t in (unit.tickets.get(one.id) for one in self.issued)
                if t.state is TicketState.ISSUED
                and t.reserved_for in {None, counter.id}
                and session is not None
                and (set(t.services) - set(t.attended)) & session.services
            ]
        waiting.sort(key=lambda t: (not t.priority, t.position))
        return waiting[0].id if waiting else None

    @precondition(lambda self: self.issued)
    @rule(clerk=clerks, number=any_number)
    def call_chosen(self, clerk: str, number: int) -> None:
        who, key = self.office.actor(clerk), self.pick(number)
        self.tried(lambda: calling.call_chosen(self.desk, who, key, "Viene de lejos"))

    @rule(
        clerk=clerks,
        act=st.sampled_from(
            [calling.call_again, calling.undo_call, calling.arrived, calling.did_not_come]
        ),
    )
    def at_the_call(self, clerk: str, act: Callable[[Desk, Any], Ticket]) -> None:
        self.tried(lambda: act(self.desk, self.office.actor(clerk)))

    @rule(clerk=clerks, steps=st.integers(1, 3))
    def natural_next(self, clerk: str, steps: int) -> None:
        """What a clerk mostly does; random keys alone seldom come to an end of anything."""
        who = self.office.actor(clerk)
        for _ in range(steps):
            with self.desk.units.read() as unit:
                current = unit.tickets.at_counter(self.office.counter_id(CLERKS[clerk]))
            if current is None:
                self.call_next(clerk)
            elif current.state is TicketState.CALLED:
                self.tried(lambda: calling.arrived(self.desk, who))
            else:
                self.tried(lambda: serving.finish_and_call(self.desk, who, "Consulta breve"))

    @rule(clerk=clerks, reason=st.sampled_from(["", "Volverá"]), then_call=st.booleans())
    def finish(self, clerk: str, reason: str, then_call: bool) -> None:
        who = self.office.actor(clerk)
        if then_call:
            self.tried(lambda: serving.finish_and_call(self.desk, who, reason))
        else:
            self.tried(lambda: serving.finish(self.desk, who, reason))

    @rule(clerk=clerks)
    def hold(self, clerk: str) -> None:
        self.tried(lambda: serving.hold(self.desk, self.office.actor(clerk), "Consulta"))

    @precondition(lambda self: self.issued)
    @rule(clerk=clerks, number=any_number)
    def resume(self, clerk: str, number: int) -> None:
        who, key = self.office.actor(clerk), self.pick(number)
        self.tried(lambda: serving.resume(self.desk, who, key))

    @precondition(lambda self: self.issued)
    @rule(
        clerk=clerks,
        number=any_number,
        to=st.sampled_from([None, 1, 2, 3]),
        add=st.sampled_from([None, *SERVICES]),
        done=st.booleans(),
    )
    def send_on(self, clerk: str, number: int, to: int | None, add: int | None, done: bool) -> None:
        who, key = self.office.actor(clerk), self.pick(number)
        counter = None if to is None else self.office.counter_id(to)
        before = stored(self.desk, self.issued[number % len(self.issued)])
        after = self.tried(
            lambda: serving.send_on(
                self.desk, who, key, "Otra", to_counter=counter, add_service=add, done_here=done
            )
        )
        if after is not None:
            assert (after.arrived_at, after.position) == (before.arrived_at, before.position)

    @precondition(lambda self: self.issued)
    @rule(number=any_number, act=st.sampled_from(["cancel", "rejoin"]))
    def at_reception(self, number: int, act: str) -> None:
        key = self.pick(number)
        if act == "cancel":
            who = self.office.actor("recepcion-1")
            self.tried(lambda: reception.cancel(self.desk, who, key, "Se retira"))
        else:
            who = self.office.actor("recepcion-1")
            self.tried(lambda: reception.rejoin(self.desk, who, key))

    @precondition(lambda self: len(self.issued) > 8)
    @rule()
    def close_or_reopen_the_day(self) -> None:
        who = self.office.actor("supervisor-1")
        if self.closed:
            self.closed = self.tried(lambda: day.reopen_day(self.desk, who, "Error")) is None
        else:
            self.closed = self.tried(lambda: day.close_day(self.desk, who, "Fin")) is not None

    @precondition(lambda self: self.issued)
    @rule(
        act=st.sampled_from(["end", "end", "more", "less", "cover"]),
        clerk=clerks,
        number=any_number,
        service=st.sampled_from(SERVICES),
    )
    def supervisor(self, act: str, clerk: str, number: int, service: int) -> None:
        """What a supervisor does from above."""
        who, key = self.office.actor("supervisor-1"), self.pick(number)
        with self.desk.units.read() as unit:
            session = unit.sessions.open_at(self.office.counter_id(CLERKS[clerk]))
        if act == "end":
            self.tried(lambda: steering.end_attention(self.desk, who, key, "Se olvidó cerrarla"))
        elif act == "cover":
            absent, other = (self.office.actor(n).staff_id for n in (clerk, "supervisor-2"))
            until = self.clock.now().date()
            self.tried(
                lambda: steering.cover_absence(self.desk, who, absent, other, until, "Enfermo")
            )
        elif session is not None:
            change = steering.open_service if act == "more" else steering.close_service
            self.tried(lambda: change(self.desk, who, session.id, service, "Mucha espera"))

    @invariant()
    def days_that_are_over_stay_as_they_were(self) -> None:
        with self.desk.units.read() as unit:
            assert [unit.tickets.get(ticket.id) for ticket in self.past] == self.past

    @invariant()
    def whole(self) -> None:
        with self.desk.units.read() as unit:
            tickets = [unit.tickets.get(ticket.id) for ticket in self.issued]
            calls = {t.id: unit.tickets.open_call(t.id) for t in tickets}
        at = [t.counter_id for t in tickets if t.state in AT_COUNTER]
        assert None not in at
        assert len(at) == len(set(at))
        numbers = defaultdict(list)
        for ticket in tickets:
            numbers[ticket.series].append(ticket.number)
            assert (calls[ticket.id] is not None) == (ticket.state is TicketState.CALLED)
            assert set(ticket.attended) <= set(ticket.services)
            assert not (self.closed and ticket.state in OPEN_STATES - {TicketState.SERVING})
            if ticket.state is TicketState.ISSUED:
                assert ticket.counter_id is None
                assert ticket.pending
        for series in numbers.values():
            assert series == list(range(1, len(series) + 1))


TestHall = Hall.TestCase
TestHall.settings = settings(max_examples=25, stateful_step_count=50, deadline=None)

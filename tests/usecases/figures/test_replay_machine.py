"""Random days, recorded from the tables while they were played, and shown again from the log.

The recording is made by the rules of the queue's own machine, with clocks that jump, days closed
and opened again, and attentions that a supervisor ends: after each step, who stood where.
"""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis.stateful import invariant

from desktop.usecases.figures.replay import replayed_day
from domain.counters import SessionState
from domain.figures.replay_seen import Hall as Shown
from domain.queue import as_waiting, in_order
from domain.tickets import AT_COUNTER, OPEN_STATES, TicketState
from tests.usecases.test_queue_machine import Hall

Recorded = tuple[Any, ...]
ENDED = (TicketState.SERVED, TicketState.CANCELLED, TicketState.EXPIRED, TicketState.NO_SHOW)


class ReplayedHall(Hall):
    """The queue's random days, with a recording."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[tuple[date, int, Recorded]] = []

    @invariant()
    def record(self) -> None:
        """Keep what the tables say now, with the place of the log."""
        with self.desk.units.read() as unit:
            office = unit.offices.office()
            today = office.day_of(self.clock.now())
            tickets = unit.tickets.in_states(today, TicketState)
            day = unit.days.get(today)
            run = 0 if day is None else day.priority_run
            posts = {
                (s.counter_id, s.staff_id, s.services, s.state, s.break_reason)
                for s in unit.sessions.all_open()
                if s.day == today
            }
            waiting = [as_waiting(t) for t in tickets if t.state is TicketState.ISSUED]
            what = (
                [one.id for one in in_order(waiting, office.policy, run)],
                {
                    (t.id, t.code, t.priority, t.pending, t.position, t.queued_at, t.reserved_for)
                    for t in tickets
                    if t.state is TicketState.ISSUED
                },
                {
                    (t.id, t.state, t.counter_id, t.recalls)
                    for t in tickets
                    if t.state in AT_COUNTER | {TicketState.HELD}
                },
                Counter(t.state for t in tickets if t.state in ENDED),
                len(tickets),
                posts,
                run,
                day is not None and day.closed_at is not None,
            )
            self.recorded.append((today, unit.log.head().sequence, what))

    def teardown(self) -> None:
        """Show every day again and compare each step."""
        who = self.office.actor("supervisor-1")
        for day in {day for day, _, _ in self.recorded}:
            replay = replayed_day(self.desk, who, day).replay
            told = [one for minute in range(replay.minutes) for one in replay.told(minute)]
            places = [one.sequence for one in told]
            assert places == sorted(places)
            assert len(told) == len(replay)
            for minute in range(replay.minutes):
                assert len(replay.at(minute).waiting) == replay.waiting[minute]
            for which, sequence, expected in self.recorded:
                if which == day:
                    count = sum(place <= sequence for place in places)
                    assert as_recorded(replay.after(count)) == expected
            self.ends_as_the_tables(day, replay.final())
        super().teardown()

    def ends_as_the_tables(self, day: date, hall: Shown) -> None:
        """Compare what became of everybody with where their turnos stand."""
        with self.desk.units.read() as unit:
            tickets = unit.tickets.in_states(day, TicketState)
            waits = unit.tickets.waits(day)
        shown = [*hall.waiting, *hall.at_counters, *hall.held]
        open_ones = {(t.id, t.state) for t in tickets if t.state in OPEN_STATES}
        assert {(one.id, one.state) for one in shown} == open_ones
        assert as_recorded(hall)[3] == Counter(t.state for t in tickets if t.state in ENDED)
        assert (hall.tally.waited is None) == (not waits)


def as_recorded(hall: Shown) -> Recorded:
    """Return what is shown as it is recorded."""
    tally = hall.tally
    counted = dict(
        zip(ENDED, (tally.served, tally.cancelled, tally.expired, tally.no_shows), strict=True)
    )
    ids: list[UUID] = [one.id for one in hall.waiting]
    return (
        ids,
        {
            (t.id, t.code, t.priority, t.pending, t.position, t.queued_at, t.reserved_for)
            for t in hall.waiting
        },
        {(t.id, t.state, t.counter, t.recalls) for t in (*hall.at_counters, *hall.held)},
        Counter({state: count for state, count in counted.items() if count}),
        tally.issued,
        {
            (p.counter, p.staff, p.services, p.state, p.reason)
            for p in hall.posts
            if p.state is not SessionState.CLOSED
        },
        hall.priority_run,
        hall.closed,
    )


TestReplayedHall = ReplayedHall.TestCase
TestReplayedHall.settings = settings(max_examples=8, stateful_step_count=50, deadline=None)

"""The hall played forward, held against the formulas of queueing theory and the queue's own rule.

The formulas are an independent way to the same figures: nothing of the simulation is in them.
"""

from itertools import accumulate
from math import exp, factorial, sqrt
from random import Random
from statistics import fmean
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hall_play import HORIZON, Attention, Hall, Kind, Luck, Pace, Post, Visit, calls, draw
from domain.offices import QueuePolicy
from domain.queue import Server, Waiting

LONG_RUN = 20_000
WARM_UP = 1_000
BATCHES = 20


def server(*services: int) -> Server:
    return Server(uuid4(), frozenset(services))


def ticket(
    position: int, *services: int, priority: bool = False, reserved_for: UUID | None = None
) -> Waiting:
    return Waiting(uuid4(), "A", position, priority, services or (6,), position, reserved_for)


def hall(
    *posts: Post, waiting: tuple[tuple[Waiting, float], ...] = (), policy: QueuePolicy | None = None
) -> Hall:
    return Hall(posts, waiting, policy or QueuePolicy(), 0, target=30, closes_in=500)


def visit(
    comes: float, minutes: float, position: int, *services: int, priority: bool = False
) -> Visit:
    one = ticket(position, *services, priority=priority)
    return Visit(one, comes, dict.fromkeys(one.pending, minutes))


def minutes_of(played: Hall, *visits: Visit, luck: Luck | None = None) -> list[float | None]:
    called = calls(played, luck or Luck(visits))
    return [called.get(one.ticket.id) for one in visits]


# ------------------------------------------------------------------ against the formulas


def steady_waits(servers: int, gaps: list[float], minutes: list[float]) -> tuple[float, float]:
    """Return the mean wait of a long run and its standard error, by means of batches."""
    visits = tuple(
        visit(comes, lasts, place)
        for place, (comes, lasts) in enumerate(zip(accumulate(gaps), minutes, strict=True))
    )
    called = calls(hall(*(Post(server(6)) for _ in range(servers))), Luck(visits))
    waits = [called[one.ticket.id] - one.comes for one in visits][WARM_UP:]
    size = len(waits) // BATCHES
    means = [fmean(waits[start : start + size]) for start in range(0, size * BATCHES, size)]
    mean = fmean(means)
    return mean, sqrt(sum((one - mean) ** 2 for one in means) / (BATCHES - 1) / BATCHES)


def erlang_c_wait(servers: int, load: float, service: float) -> float:
    """Return the mean wait of M/M/c; ``load`` is of one server, ``service`` its mean time."""
    offered = load * servers
    below = sum(offered**n / factorial(n) for n in range(servers))
    full = offered**servers / factorial(servers) / (1 - load)
    return full / (below + full) * service / (servers * (1 - load))


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (2, 0.7), (3, 0.8), (5, 0.75)])
def test_random_services_wait_as_erlang_says(servers: int, load: float) -> None:
    chance = Random(servers)
    service = 8.0
    rate = load * servers / service
    gaps = [chance.expovariate(rate) for _ in range(LONG_RUN)]
    minutes = [chance.expovariate(1 / service) for _ in range(LONG_RUN)]
    mean, error = steady_waits(servers, gaps, minutes)
    assert mean == pytest.approx(erlang_c_wait(servers, load, service), abs=3 * error)
    assert error < 0.15 * mean  # or the line above would say nothing


@pytest.mark.parametrize("load", [0.5, 0.7, 0.8])
def test_equal_services_wait_as_pollaczek_and_khinchine_say(load: float) -> None:
    chance = Random(7)
    service = 8.0
    gaps = [chance.expovariate(load / service) for _ in range(LONG_RUN)]
    mean, error = steady_waits(1, gaps, [service] * LONG_RUN)
    assert mean == pytest.approx(load * service / (2 * (1 - load)), abs=3 * error)
    assert error < 0.15 * mean


def test_what_is_drawn_comes_at_the_rate_and_in_the_shares_asked() -> None:
    pace = Pace(
        {6: (4.0, 8.0), 1: (20.0,)}, (Kind((6,), False, 3), Kind((1,), True, 1)), 0.5, known_by=40
    )
    chance = Random(1)
    rounds = [draw(hall(Post(server(6))), pace, chance).visits for _ in range(400)]
    each = [len(visits) for visits in rounds]
    assert fmean(each) == pytest.approx(0.5 * HORIZON, abs=4 * sqrt(0.5 * HORIZON / 400))
    everybody = [one for visits in rounds for one in visits]
    urgent = [one for one in everybody if one.ticket.priority]
    assert len(urgent) / len(everybody) == pytest.approx(0.25, abs=0.02)
    assert {one.ticket.pending for one in urgent} == {(1,)}
    assert fmean(one.minutes[6] for one in everybody if 6 in one.minutes) == pytest.approx(6, 0.02)
    first_hour = sum(one.comes < HORIZON / 2 for one in everybody)
    assert first_hour / len(everybody) == pytest.approx(0.5, abs=0.02)
    soonest = [visits[0].comes for visits in rounds]
    assert sum(minute > 2 for minute in soonest) / 400 == pytest.approx(exp(-1), abs=0.08)


def test_a_pace_known_by_few_is_doubted_more() -> None:
    def spread(known_by: float) -> float:
        pace = Pace({6: (1.0, 9.0) * 3}, (Kind((6,), False, 1),), 0.5, known_by)
        chance = Random(3)
        rates = [pace.redrawn(chance).per_minute for _ in range(500)]
        assert fmean(rates) == pytest.approx(0.5, rel=0.15)
        return max(rates) - min(rates)

    assert spread(4) > 2 * spread(60)
    redrawn = Pace({6: (1.0, 9.0) * 3}).redrawn(Random(5))
    assert set(redrawn.minutes[6]) <= {1.0, 9.0}
    assert (len(redrawn.minutes[6]), redrawn.per_minute) == (6, 0)


# ------------------------------------------------------------------ the rule of the queue


def test_nobody_comes_once_no_turno_is_issued() -> None:
    pace = Pace({6: (5.0,)}, (Kind((6,), False, 1),), 10, known_by=10)
    closing = Hall((Post(server(6)),), (), QueuePolicy(), 0, 30, closes_in=3)
    assert 0 < max(one.comes for one in draw(closing, pace, Random(2)).visits) < 3
    closed = Hall((Post(server(6)),), (), QueuePolicy(), 0, 30, closes_in=0)
    assert draw(closed, pace, Random(2)).visits == ()
    assert draw(closing, Pace({6: (5.0,)}), Random(2)).visits == ()


def test_a_free_counter_calls_at_once() -> None:
    assert minutes_of(hall(Post(server(6))), visit(3, 5, 1), visit(20, 5, 2)) == [3, 20]


def test_priority_goes_ahead_and_each_is_called_in_turn() -> None:
    people = (visit(-5, 4, 1), visit(-3, 4, 2), visit(-1, 4, 3, priority=True))
    assert minutes_of(hall(Post(server(6))), *people) == [4, 8, 0]
    strict = QueuePolicy(priority_first=False)
    assert minutes_of(hall(Post(server(6)), policy=strict), *people) == [0, 4, 8]


def test_who_waits_for_one_counter_waits_for_it() -> None:
    mine, other = server(6), server(6)
    reserved = Visit(ticket(1, 6, reserved_for=other.counter_id), -9, {6: 3})
    busy = Attention(ticket(0), 4)
    played = hall(Post(mine), Post(other, busy))
    luck = Luck((reserved, visit(-1, 3, 2)), {other.counter_id: 7})
    assert minutes_of(played, *luck.visits, luck=luck) == [7, 0]


def test_a_counter_serves_what_it_attends_only() -> None:
    people = (visit(-9, 10, 1, 6), visit(-8, 10, 2, 5), visit(-7, 10, 3, 6))
    assert minutes_of(hall(Post(server(5)), Post(server(6))), *people) == [0, 0, 10]
    assert minutes_of(hall(Post(server(6))), *people) == [0, None, 10]


def test_whoever_has_been_free_for_longest_takes_the_next() -> None:
    first, second = server(6), server(6)
    luck = Luck(
        (visit(5, 10, 1), visit(6, 1, 2), visit(8, 1, 3)),
        {first.counter_id: 2, second.counter_id: 1},
    )
    assert minutes_of(hall(Post(first), Post(second)), *luck.visits, luck=luck) == [5, 6, 8]
    # The second was free first and took ten minutes; the two others went to the first.
    late = Luck((*luck.visits, visit(8.5, 1, 4)), luck.left)
    assert minutes_of(hall(Post(first), Post(second)), *late.visits, luck=late)[-1] == 9


def test_a_break_ends_and_a_counter_that_leaves_calls_nobody() -> None:
    person = visit(-2, 3, 1)
    assert minutes_of(hall(Post(server(6), back_in=12)), person) == [12]
    assert minutes_of(hall(Post(server(6), leaving=True)), person) == [None]


def test_a_visit_of_two_services_goes_on_in_the_place_of_its_arrival() -> None:
    both = Visit(ticket(1, 1, 5), -9, {1: 6, 5: 2})
    later = visit(-3, 4, 2, 5), visit(-2, 4, 3, 5)
    played = hall(Post(server(1)), Post(server(5)))
    # It is called first for the service that waits; at minute 6 it stands before the last one.
    last = Visit(ticket(4, 1), 5.5, {1: 1})
    assert minutes_of(played, both, *later, last) == [0, 0, 4, 6]
    nobody_else = Visit(ticket(4, 5), 5.5, {5: 1})
    assert minutes_of(played, both, *later, nobody_else)[-1] == 10
    idle = hall(Post(server(1)), Post(server(5)))
    assert minutes_of(idle, both, visit(7, 1, 2, 5)) == [0, 8]


def test_who_is_at_a_counter_goes_on_to_another_too() -> None:
    one, other = server(1), server(5)
    there = ticket(1, 1, 5)
    pace = Pace({1: (10.0,), 5: (20.0,)})
    played = hall(Post(one, Attention(there, 4)), Post(other))
    luck = draw(played, pace, Random(1))
    assert luck.left == {one.counter_id: 6}
    late = visit(7, 1, 2, 5)
    whole = Luck((late,), luck.left, luck.after)
    assert minutes_of(played, late, luck=whole) == [26]


def test_what_outlasts_all_that_is_known_does_not_end_at_once() -> None:
    one = server(6)
    played = hall(Post(one, Attention(ticket(1), 30)))
    left = draw(played, Pace({6: (8.0, 9.0)}), Random(1)).left[one.counter_id]
    assert left in {8.0, 9.0}
    elsewhere = hall(Post(one, Attention(ticket(1, 1), 5)))
    assert draw(elsewhere, Pace({1: (8.0,)}), Random(1)).left == {one.counter_id: 3}


def test_it_stops_once_those_counted_are_called() -> None:
    first, second = visit(-1, 5, 1), visit(2, 5, 2)
    luck = Luck((first, second))
    assert calls(hall(Post(server(6))), luck, frozenset({first.ticket.id})) == {first.ticket.id: 0}
    assert calls(hall(Post(server(6))), luck, frozenset()) == {}


# ------------------------------------------------------------------ changes of the hall


def test_what_can_be_changed() -> None:
    one, two = server(6), server(5)
    reserved = ticket(1, 6, reserved_for=one.counter_id)
    before = hall(Post(one), Post(two, back_in=9), waiting=((reserved, 3), (ticket(2), 1)))
    assert before.opened(server(6)).posts[:2] == before.posts
    assert before.back(two.counter_id).posts == (Post(one), Post(two))
    both = frozenset({5, 6})
    more = before.attending(two.counter_id, both)
    assert more.posts == (Post(one), Post(Server(two.counter_id, both), back_in=9))
    closed = before.closed(one.counter_id)
    assert closed.posts[0].leaving
    assert not closed.posts[0].will_serve(ticket(3))
    assert [t.reserved_for for t, _ in closed.waiting] == [None, None]


@given(st.lists(st.tuples(st.floats(-30, 60), st.floats(0.5, 20), st.booleans()), max_size=12))
def test_each_is_called_once_after_coming_and_no_counter_has_two(
    people: list[tuple[float, float, bool]],
) -> None:
    visits = tuple(
        visit(comes, minutes, place, priority=urgent)
        for place, (comes, minutes, urgent) in enumerate(sorted(people))
    )
    called = calls(hall(Post(server(6)), Post(server(6))), Luck(visits))
    assert set(called) == {one.ticket.id for one in visits}
    spans = [(called[v.ticket.id], called[v.ticket.id] + v.minutes[6]) for v in visits]
    assert all(called[v.ticket.id] >= max(v.comes, 0) for v in visits)
    for begun, _ in spans:
        assert sum(start <= begun < end for start, end in spans) <= 2

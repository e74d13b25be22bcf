"""How many counters a day needs: held against formulas, and against days counted by hand."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from domain.figures.forecast import Amount, Coming
from domain.figures.forecast_counters import (
    Choice,
    Opening,
    Staffing,
    Stretch,
    in_order,
    staff,
)
from domain.figures.forecast_play import (
    DayPlay,
    LengthsUnknown,
    Lesson,
    Practice,
    learn_practice,
    lesson,
)
from domain.figures.forecast_shifts import Shift, breaks_of, posts_of
from domain.hall_play import Hall, Kind, Luck, Pace, Post, Visit, calls
from domain.ids import new_id
from domain.offices import QueuePolicy
from domain.queue import Server, Waiting
from domain.tickets import Ticket, TicketState
from tests.domain.test_hall_play import erlang_c_wait

DAY = date(2026, 12, 7)
MORNING = datetime(2026, 12, 7, 13, tzinfo=UTC)


def coming(halves: dict[int, float], spread: float = 0.0, half: float = 0.0) -> Coming:
    amounts = {slot: Amount(mean, 0, 0) for slot, mean in halves.items()}
    return Coming(DAY, Amount(sum(halves.values()), 0, 0), amounts, spread, half, ("0",), 100)


def openings(*services: set[int]) -> list[Opening]:
    return [Opening(new_id(), place, frozenset(n)) for place, n in enumerate(services, 1)]


def day(
    halves: dict[int, float],
    minutes: dict[int, list[float]] | None = None,
    *,
    target: int = 30,
    shares: dict[int, float] | None = None,
    breaks: tuple[tuple[tuple[float, float], ...], ...] = (),
    spread: float = 0.0,
) -> DayPlay:
    seen = minutes or {6: [8.0]}
    kinds = tuple(
        Kind((n,), False, share) for n, share in (shares or dict.fromkeys(seen, 1)).items()
    )
    practice = Practice(Pace(seen, kinds), breaks, 50, ())
    return DayPlay(coming(halves, spread, spread), practice, QueuePolicy(), target)


def answered(play: DayPlay, counters: list[Opening]) -> Staffing:
    found = staff(play, counters, "1")
    assert found is not None
    return found


# ------------------------------------------------------------------ people who come


def test_people_come_as_they_are_expected() -> None:
    play = day({16: 6.0, 17: 0.0, 18: 12.0}, {6: [8.0], 1: [20.0]}, shares={6: 3, 1: 1})
    rounds = play.rounds(400, "1")
    came = [visit.comes for one in rounds for visit in one.people]
    assert len(came) / 400 == pytest.approx(18, abs=4 * math.sqrt(18 / 400))
    assert not [minute for minute in came if 510 <= minute < 540]
    first = [minute for minute in came if minute < 510]
    assert len(first) / len(came) == pytest.approx(1 / 3, abs=0.03)
    assert sum(first) / len(first) == pytest.approx(495, abs=1)
    ones = [visit for one in rounds for visit in one.people if visit.ticket.pending == (1,)]
    assert len(ones) / len(came) == pytest.approx(0.25, abs=0.03)
    assert {visit.minutes[1] for visit in ones} == {20.0}
    assert play.rounds(3, "1") == rounds[:3]
    assert play.rounds(3, "2") != rounds[:3]


def test_whole_days_differ_as_they_did() -> None:
    def apart(spread: float) -> float:
        counts = [len(one.people) for one in day({16: 40, 17: 40}, spread=spread).rounds(300, "7")]
        mean = sum(counts) / 300
        return sum((count - mean) ** 2 for count in counts) / 299

    assert apart(0) == pytest.approx(80, rel=0.3)
    assert apart(0.1) == pytest.approx(80 + 0.1 * 80**2, rel=0.4)


# ------------------------------------------------------------------ against a formula


@pytest.mark.parametrize("servers", [2, 3])
def test_a_long_even_day_waits_as_erlang_says(servers: int) -> None:
    """The usual wait is a median and Erlang's a mean, so the share under a target is compared."""
    chance, load, service = Random(3), 0.75, 8.0
    halves = dict.fromkeys(range(400), load * servers / service * 30)
    lengths = [chance.expovariate(1 / service) for _ in range(4000)]
    play = day(halves, {6: lengths}, target=10)
    counters = openings(*[{6}] * servers)
    posts = tuple(Post(Server(one.counter_id, one.services)) for one in counters)
    waits = play.wait(lambda _breaks: posts, play.rounds(6, "1"), stop=lambda: False)
    total = None if waits is None else waits.total()
    assert total is not None
    mean = sum(lengths) / len(lengths)
    load *= mean / service
    waits_at_all = erlang_c_wait(servers, load, mean) * servers * (1 - load) / mean
    over = waits_at_all * math.exp(-servers * (1 - load) * 10 / mean)
    assert total.under == pytest.approx(1 - over, abs=0.03)


# ------------------------------------------------------------------ how many counters


def test_more_counters_never_make_people_wait_longer_and_the_smallest_is_found() -> None:
    halves = dict.fromkeys(range(16, 34), 6.0)
    found = answered(day(halves, {6: [9.0, 10.0, 11.0]}, target=10), openings(*[{6}] * 4))
    waits = [choice.wait for choice in found.choices]
    usual = [wait.usual for wait in waits if wait is not None]
    assert len(usual) == 4
    assert usual == sorted(usual, reverse=True)
    for wait in waits:
        assert wait is not None
        assert wait.usual <= wait.bad
        assert wait.usual <= wait.most
    # Six each half hour, ten minutes each: two counters' work, so that three keep it short.
    assert found.enough == 3
    assert answered(day(halves, {6: [9.0, 10.0, 11.0]}, target=10), openings({6})).enough is None
    assert found.whole_hours == 27
    assert found.hours <= found.whole_hours
    assert found.plan[0].first == 16
    assert found.plan[-1].until == 34
    assert all(
        before.until == after.first
        for before, after in zip(found.plan, found.plan[1:], strict=False)
    )
    assert all(wait <= 10 for wait in found.by_half.values())


def test_a_plan_opens_more_where_more_come() -> None:
    halves = {16: 18.0, 17: 18.0, 18: 18.0, 19: 18.0, 20: 3.0, 21: 3.0, 22: 3.0, 23: 3.0, 24: 3.0}
    found = answered(day(halves, {6: [5.0]}, target=10), openings(*[{6}] * 6))
    many = {slot: len(s.counters) for s in found.plan for slot in range(s.first, s.until)}
    assert many[16] > many[23]
    assert found.hours < found.whole_hours
    assert found.plan_wait is not None
    assert found.plan_wait.left == 0


def test_where_even_all_are_too_few_it_is_said() -> None:
    found = answered(day({16: 20.0, 17: 20.0}, {6: [30.0]}, target=5), openings({6}, {6}))
    assert found.enough is None
    assert (found.plan, found.hours) == ((), 0.0)
    assert found.choices[-1].wait is not None
    assert found.choices[-1].wait.under < 0.5


def test_what_a_counter_cannot_attend_is_told_and_not_counted() -> None:
    play = day({16: 6.0}, {6: [5.0], 5: [20.0], 8: [5.0]}, shares={6: 8, 5: 1, 8: 1})
    found = answered(play, openings({6}, {5}, {6}))
    first, second, third = found.choices
    assert first.counters == (1,)
    assert first.missing == (5, 8)
    assert first.turned_away == pytest.approx(0.2, abs=0.08)
    assert second.counters == (1, 2)
    assert second.missing == third.missing == (8,)
    # Nobody attends 8 anywhere: it asks for no more counters.
    assert found.enough == 2


def test_counters_none_of_which_attends_what_is_asked() -> None:
    found = answered(day({16: 4.0}, {5: [5.0]}), openings({6}))
    assert found.choices == (Choice((1,), None, (5,), 1.0),)
    assert found.enough == 1
    assert found.plan == (Stretch(16, 17, (1,)),)
    assert found.plan_wait is None


def test_nobody_expected_in_any_half_hour() -> None:
    found = answered(day({}), openings({6}))
    assert found.choices == (Choice((1,), None, (), 0.0),)
    assert (found.enough, found.plan) == (1, ())


def test_a_wave_at_the_end_opens_counters_before_it() -> None:
    halves = {16: 4.0, 17: 4.0, 18: 26.0, 19: 26.0}
    found = answered(day(halves, {6: [5.0]}, target=40), openings(*[{6}] * 3))
    assert found.plan
    # A plan that must keep more than all can: the first stretch is raised once the second is full.
    hard = answered(day(halves, {6: [5.0]}, target=12), openings(*[{6}] * 4))
    numbers = [len(stretch.counters) for stretch in hard.plan]
    assert numbers == sorted(numbers) or not numbers


def test_a_morning_that_cannot_be_helped_leaves_no_afternoon_waiting() -> None:
    """All are open in the first hour and it waits too long; the next hours still get theirs."""
    halves = {16: 30.0, 17: 30.0, **dict.fromkeys(range(18, 34), 8.0)}
    found = answered(day(halves, {6: [9.0]}, target=30), openings(*[{6}] * 4))
    assert found.enough == 4
    assert found.plan_wait is not None
    assert found.plan_wait.usual <= 30
    assert max(found.by_half.values()) > 30
    late = [slot for slot, wait in found.by_half.items() if wait > 30]
    most = {slot: len(s.counters) for s in found.plan for slot in range(s.first, s.until)}
    assert all(most[slot] == 4 for slot in late)


def test_the_last_stay_while_anybody_waits() -> None:
    found = answered(day({16: 9.0}, {6: [12.0]}, target=60), openings({6}, {6}))
    assert found.enough is not None
    assert found.plan_wait is not None
    assert found.plan_wait.left == 0


def test_who_is_never_called_is_told() -> None:
    play = day({16: 10.0, 17: 10.0}, {6: [5.0]})
    post = Post(Server(uuid4(), frozenset({6})), away=((510, math.inf),))
    waits = play.wait(lambda _breaks: (post,), play.rounds(20, "1"), stop=lambda: False)
    total = None if waits is None else waits.total()
    assert total is not None
    assert 0.3 < total.left < 0.9
    assert total.under <= 1 - total.left


def test_breaks_make_people_wait() -> None:
    halves = dict.fromkeys(range(16, 34), 2.8)
    without = answered(day(halves, {6: [10.0]}), openings({6}))
    lunch = answered(day(halves, {6: [10.0]}, breaks=(((750.0, 810.0),),)), openings({6}))
    assert without.choices[0].wait is not None
    assert lunch.choices[0].wait is not None
    assert lunch.choices[0].wait.most > without.choices[0].wait.most


def test_the_order_leaves_least_undone_first() -> None:
    pace = Pace({6: [8.0], 5: [20.0]}, (Kind((6,), False, 8), Kind((5,), False, 1)))
    counters = openings({5}, {6}, {6}, {5, 6})
    assert [one.number for one in in_order(counters, pace)] == [4, 2, 3, 1]
    assert in_order([], pace) == ()
    only = openings({9}, {6})
    assert [one.number for one in in_order(only, pace)] == [2, 1]


def test_it_can_be_stopped_and_tells_how_far_it_is() -> None:
    play, counters = day(dict.fromkeys(range(16, 20), 5.0)), openings({6}, {6}, {6})
    told: list[float] = []
    assert staff(play, counters, "1", progress=told.append) is not None
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1
    assert staff(play, counters, "1", stop=lambda: True) is None
    asked = iter(range(10_000))
    assert staff(play, counters, "1", stop=lambda: next(asked) > 190) is None


def test_the_same_seed_gives_the_same_answer() -> None:
    play, counters = day(dict.fromkeys(range(16, 20), 5.0), spread=0.05), openings({6}, {6})
    assert staff(play, counters, "1") == staff(play, counters, "1")
    assert staff(play, counters, "1") != staff(play, counters, "2")


# ------------------------------------------------------------------ what days teach


def ended(service: int, minutes: float, number: int) -> Ticket:
    began = MORNING + timedelta(hours=number)
    return Ticket(
        id=uuid4(), office_id=uuid4(), day=DAY, series="A", number=number, priority=False,
        services=(service,), arrived_at=began, queued_at=began, position=number,
        state=TicketState.SERVED, counter_id=uuid4(), called_at=began, serving_since=began,
        finished_at=began + timedelta(minutes=minutes),
    )  # fmt: skip


def test_lengths_are_those_of_the_days() -> None:
    tickets = [ended(6, 7, n) for n in range(5)] + [ended(1, 20, 6), ended(2, 30, 7)]
    found = learn_practice([lesson(tickets), lesson([ended(6, 9, 0)], [((1.0, 2.0),)])], {1: 15})
    assert found.pace.minutes[6] == [7, 7, 7, 7, 7, 9]
    assert found.pace.minutes[1] == [15.0]
    assert sorted(found.pace.minutes[2]) == [7, 7, 7, 7, 7, 9, 20, 30]
    assert found.borrowed == (1, 2)
    assert found.breaks == (((1.0, 2.0),),)
    assert found.attentions == 8
    assert {(kind.services, kind.share) for kind in found.pace.kinds} == {
        ((6,), 6.0), ((1,), 1.0), ((2,), 1.0),
    }  # fmt: skip


def test_few_attentions_teach_nothing() -> None:
    with pytest.raises(LengthsUnknown):
        learn_practice([Lesson(((6, 4.0),) * 4, {((6,), False): 4})], {6: 8})


# ------------------------------------------------------------------ counters of a past day


def test_a_counter_calls_while_it_is_open() -> None:
    place, other = new_id(), new_id()
    shifts = (
        Shift(place, frozenset({6}), 480, 600, ((500, 510),)),
        Shift(other, frozenset({6}), 540, 1020),
        Shift(new_id(), frozenset({6}), 700, 1000),
        Shift(new_id(), frozenset({6}), 900, None),
    )
    first, second, third, fourth = posts_of(shifts)
    assert first.back_at(0) == 480
    assert first.back_at(505) == 510
    assert first.back_at(511) == 511
    assert first.back_at(600) == math.inf
    # Those that close with the day would have stayed.
    assert second.back_at(5000) == third.back_at(5000) == fourth.back_at(5000) == 5000
    assert posts_of(()) == ()


def test_a_day_of_a_counter_tells_its_breaks() -> None:
    place, short = new_id(), new_id()
    shifts = (
        Shift(place, frozenset({6}), 480, 600, ((500, 510),)),
        Shift(place, frozenset({1, 6}), 600, 700),
        Shift(place, frozenset({6}), 760, 1020),
        Shift(short, frozenset({6}), 480, 500),
        Shift(new_id(), frozenset({6}), 480, None),
    )
    assert breaks_of(shifts, 240) == (((500, 510), (700, 760)),)


def test_a_hall_whose_counters_come_and_go() -> None:
    """By hand: one counter opens at 10, pauses from 20 to 40 and closes for good at 60."""
    post = Post(Server(uuid4(), frozenset({6})), away=((-math.inf, 10), (20, 40), (60, math.inf)))
    comes = (0, 12, 25, 45, 61)
    visits = tuple(
        Visit(Waiting(uuid4(), "", place, False, (6,), place), minute, {6: 5.0})
        for place, minute in enumerate(comes)
    )
    hall = Hall((post,), (), QueuePolicy(), 0, 30, 0)
    called = calls(hall, Luck(visits))
    assert [called.get(visit.ticket.id) for visit in visits] == [10, 15, 40, 45, None]
    second = replace(hall, posts=(post, Post(Server(uuid4(), frozenset({6})), away=((0, 30),))))
    called = calls(second, Luck(visits))
    assert [called.get(visit.ticket.id) for visit in visits] == [10, 15, 30, 45, 61]

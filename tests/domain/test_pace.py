"""What a day teaches: rates and lengths, and what is taken where it teaches too little."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.hall_play import Kind, Pace
from domain.pace import FEW, MOST, Basis, Source, TooLittleKnown, Usual, counter_minutes, learn
from domain.tickets import Ticket, TicketState

OPENED = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
HERE, THERE = uuid4(), uuid4()


def ticket(
    came: float,
    *services: int,
    called: float | None = None,
    ended: float | None = None,
    counter: UUID = HERE,
    state: TicketState = TicketState.SERVED,
    priority: bool = False,
) -> Ticket:
    def at(minute: float | None) -> datetime | None:
        return None if minute is None else OPENED + timedelta(minutes=minute)

    arrived = OPENED + timedelta(minutes=came)
    return Ticket(
        uuid4(),
        uuid4(),
        date(2026, 12, 4),
        "A",
        1,
        priority,
        services or (6,),
        arrived,
        arrived,
        1,
        state=TicketState.ISSUED if called is None else state,
        counter_id=None if called is None else counter,
        called_at=at(called),
        serving_since=at(called) if state in (TicketState.SERVED, TicketState.HELD) else None,
        finished_at=at(ended),
    )


def taught(
    *tickets: Ticket,
    usual: Usual | None = None,
    minute: float = 120,
    needed: frozenset[int] = frozenset(),
    targets: dict[int, int] | None = None,
) -> tuple[Pace, Basis, frozenset[int]]:
    now = OPENED + timedelta(minutes=minute)
    return learn(tickets, needed, targets or {}, usual or Usual(), since=OPENED, now=now)


def in_a_row(service: int, count: int, minutes: float, *, start: float = 0) -> list[Ticket]:
    return [
        ticket(begin, service, called=begin, ended=begin + minutes)
        for n in range(count)
        for begin in [start + n * minutes]
    ]


# ------------------------------------------------------------------ lengths


def test_an_attention_lasts_from_its_call_to_its_end() -> None:
    assert counter_minutes(
        [
            ticket(0, 6, called=12, ended=20),
            ticket(0, 1, called=2, ended=12),
            ticket(0, 6, called=20, ended=23, state=TicketState.NO_SHOW),
            ticket(0, 6, called=30, state=TicketState.SERVING),
            ticket(0, 6, called=2, ended=7, counter=THERE),
            ticket(3, 6),
        ]
    ) == [(6, 5), (1, 10), (6, 8), (6, 3)]


def test_what_a_clerk_does_between_two_people_counts_while_people_wait() -> None:
    assert counter_minutes(
        [
            ticket(0, 6, called=0, ended=10),
            ticket(5, 1, called=12, ended=20),  # waited since minute 5: two minutes between
            ticket(25, 6, called=25, ended=30),  # nobody waited: the counter was free
            ticket(28, 6, called=36, ended=40),  # six minutes: the clerk did something else
        ]
    ) == [(6, 12), (1, 8), (6, 5), (6, 4)]


def test_what_was_on_hold_or_of_two_services_does_not_tell_how_long_it_took() -> None:
    held = ticket(0, 6, called=0, ended=40)
    meanwhile = ticket(1, 6, called=10, ended=20)
    both = ticket(2, 1, 5, called=50, ended=60)
    at_once = ticket(2, 6, called=70, ended=70)
    still = ticket(2, 6, called=75, state=TicketState.HELD)
    assert counter_minutes([held, meanwhile, both, at_once, still]) == [(6, 10)]


def test_what_a_supervisor_ended_does_not_tell_how_long_it_took() -> None:
    forgotten = ticket(0, 6, called=0, state=TicketState.HELD)
    ended = forgotten.end_forgotten(OPENED + timedelta(hours=3), frozenset(), "Se fue")
    assert counter_minutes([ended]) == []


def test_a_service_is_known_by_its_own_newest_attentions() -> None:
    pace, basis, unknown = taught(*in_a_row(6, MOST + 5, 1.0), *in_a_row(6, 2, 3.0, start=70))
    assert pace.minutes[6] == [1.0] * (MOST - 2) + [3.0] * 2
    assert (basis.attentions, basis.borrowed, unknown) == (MOST + 7, (), frozenset())


def test_what_is_taken_where_its_own_attentions_are_few() -> None:
    usual = Usual({1: [20.0] * FEW, 2: [1.0], 5: [float(n) for n in range(200)]})
    pace, basis, unknown = taught(
        *in_a_row(6, FEW, 4.0), usual=usual, needed=frozenset({1, 2, 3}), targets={3: 30}
    )
    assert pace.minutes == {6: [4.0] * FEW, 1: [20.0] * FEW, 2: [4.0] * FEW, 3: [4.0] * FEW}
    assert basis.borrowed == ((1, Source.EARLIER), (2, Source.OTHERS), (3, Source.OTHERS))
    assert not unknown
    pace, basis, _ = taught(usual=usual, needed=frozenset({3, 5}))
    assert basis.borrowed == ((3, Source.OTHERS_EARLIER), (5, Source.EARLIER))
    assert (len(pace.minutes[5]), pace.minutes[5][0], pace.minutes[5][-1]) == (MOST, 0, 196)
    pace, basis, unknown = taught(needed=frozenset({3, 5}), targets={3: 30})
    assert (pace.minutes, basis.borrowed) == ({3: [30.0] * FEW}, ((3, Source.TARGET),))
    assert unknown == {5}


def test_a_refusal_says_what_is_not_known() -> None:
    assert TooLittleKnown("Enrolamiento").words == (
        "Todavía no se puede calcular: no se sabe cuánto dura Enrolamiento."
        " Vuelva a preguntar cuando hayan terminado 5 atenciones."
    )


# ------------------------------------------------------------------ arrivals


def test_an_even_stream_is_its_rate() -> None:
    pace, basis, _ = taught(*(ticket(n + 0.5) for n in range(120)), targets={6: 9})
    assert pace.per_minute == pytest.approx(1, rel=0.01)
    assert pace.known_by == pytest.approx(103, abs=2)
    assert (basis.arrivals, basis.arrivals_earlier) == (120, False)


def test_a_rush_that_is_over_counts_less() -> None:
    rush = [ticket(n / 10, 6) for n in range(60)]
    now, later = (taught(*rush, minute=minute)[0].per_minute for minute in (30, 180))
    assert now > 5 * later
    assert later < 60 / 180 / 2  # well below the mean of the day


def test_the_kinds_that_came_lately_have_the_greater_share() -> None:
    early = [ticket(0, 6) for _ in range(3)]
    late = [ticket(120, 1, 5, priority=True) for _ in range(3)]
    (plain, urgent), known_by = taught(*early, *late)[0].kinds, taught(*early, *late)[0].known_by
    assert (plain.services, plain.priority) == ((6,), False)
    assert plain.share == pytest.approx(0.75)
    assert (urgent.services, urgent.priority, urgent.share) == ((1, 5), True, 3)
    assert FEW - 2 < known_by < 6


def test_the_first_minutes_of_a_day() -> None:
    assert taught(minute=10)[0].kinds == ()
    alone = taught(ticket(-3), minute=-3)[0]
    assert (alone.known_by, round(alone.per_minute, 2)) == (1, 1.01)
    usual = Usual(arrivals={6: 30, 1: 10}, hours=20)
    pace, basis, _ = taught(ticket(0), usual=usual, minute=10)
    assert pace.kinds == (Kind((6,), False, 30), Kind((1,), False, 10))
    assert pace.per_minute == pytest.approx(40 / 20 / 60)
    assert pace.known_by == 40
    assert (basis.arrivals, basis.arrivals_earlier) == (0, True)
    pace, basis, _ = taught(*(ticket(0) for _ in range(FEW)), usual=usual, minute=10)
    assert (basis.arrivals, basis.arrivals_earlier) == (FEW, False)


def test_a_clock_set_back_is_no_time_to_come() -> None:
    assert taught(*(ticket(50) for _ in range(FEW)), minute=20)[0].known_by == FEW

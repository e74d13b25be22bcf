"""The figures of a day, each counted a second way."""

import math
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.day_figures import (
    CaseFigures,
    DayCount,
    DayFigures,
    Measure,
    MinuteCount,
    Slot,
    Spread,
    attention_minutes,
    by_half_hour,
    count_day,
    slot_clock,
    slot_of,
    spread,
)
from domain.offices import Office
from domain.tickets import Ticket, TicketState

OFFICE = Office(uuid4(), "QUITO", "Quito", "Ministerio")
DAY = date(2026, 12, 4)
EIGHT = datetime(2026, 12, 4, 13, tzinfo=UTC)


def ticket(
    number: int,
    arrived: int,
    *,
    service: int = 6,
    state: TicketState = TicketState.SERVED,
    took: float = 0,
) -> Ticket:
    """A turno that arrived so many minutes after 08:00, and took so many."""
    at = EIGHT + timedelta(minutes=arrived)
    return Ticket(
        uuid4(),
        OFFICE.id,
        DAY,
        "A",
        number,
        False,
        (service,),
        at,
        at,
        number,
        state=state,
        serving_since=at,
        finished_at=at + timedelta(minutes=took),
    )


def counted(tickets: list[Ticket], waits: list[tuple[int, float]]) -> DayCount:
    return count_day(
        OFFICE,
        tickets,
        [(tickets[place].id, seconds) for place, seconds in waits],
        no_shows=0,
        out_of_turn=0,
        cases=CaseFigures(),
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Spread()),
        ([7.0], Spread(7.0, 7.0)),
        ([float(n) for n in range(1, 101)], Spread(50.5, 95.0)),
        ([3.0, 1.0, 2.0], Spread(2.0, 3.0)),
    ],
)
def test_usual_and_95_of_100(values: list[float], expected: Spread) -> None:
    assert spread(values) == expected


@given(st.lists(st.floats(0, 600), min_size=1, max_size=200))
def test_95_of_100_do_not_exceed_the_edge_and_no_smaller_one_does(values: list[float]) -> None:
    most = spread(values).most
    assert most in values
    assert sum(value <= most for value in values) >= 0.95 * len(values)
    smaller = [value for value in values if value < most]
    assert len(smaller) < math.ceil(0.95 * len(values))


@pytest.mark.parametrize(
    ("clock", "slot"), [("00:00", 0), ("08:29", 16), ("08:30", 17), ("23:59", 47)]
)
def test_half_hours(clock: str, slot: int) -> None:
    hour, minute = map(int, clock.split(":"))
    assert slot_of(datetime(2026, 12, 4, hour, minute)) == slot
    assert slot_clock(slot) <= clock


@given(
    st.lists(
        st.tuples(
            st.integers(0, 540),
            st.sampled_from([1, 5, 6]),
            st.sampled_from(list(TicketState)),
            st.floats(0, 90),
        ),
        max_size=60,
    )
)
def test_every_figure_counted_a_second_way(told: list[tuple[int, int, TicketState, float]]) -> None:
    tickets = [
        ticket(place, arrived, service=service, state=state, took=took)
        for place, (arrived, service, state, took) in enumerate(told)
    ]
    waits = [(place, 30.0 * place) for place in range(len(tickets))]
    day = counted(tickets, waits)
    served = [one for one in told if one[2] is TicketState.SERVED]
    assert day.figures.issued == len(told)
    assert day.figures.served == len(served)
    assert day.figures.wait.usual == (
        median(0.5 * place for place in range(len(told))) if told else None
    )
    assert sum(slot.arrivals for slot in day.slots) == len(told)
    assert sum(slot.served for slot in day.slots) == len(served)
    by_service = Counter(service for _, service, _, _ in told)
    for service, number in by_service.items():
        assert sum(s.arrivals for s in day.slots if s.service == service) == number
    for measure, number in ((Measure.WAIT, len(told)), (Measure.ATTENTION, len(served))):
        assert sum(m.count for m in day.minutes if m.measure is measure) == number
    halves = by_half_hour(day.slots)
    first_hour = sum(arrived < 30 for arrived, *_ in told)
    assert halves.get(16, (0, 0))[0] == first_hour


def test_a_small_day() -> None:
    tickets = [
        ticket(1, 5, took=10.9),
        ticket(2, 40, service=5, took=3),
        ticket(3, 50, state=TicketState.CANCELLED),
        ticket(4, 55, state=TicketState.NO_SHOW),
        ticket(5, 58, state=TicketState.EXPIRED),
    ]
    day = count_day(
        OFFICE,
        tickets,
        [(tickets[0].id, 90), (tickets[1].id, 30)],
        no_shows=3,
        out_of_turn=1,
        cases=CaseFigures(opened=2),
    )
    assert day.figures == DayFigures(
        5, 2, 1, 1, 3, 2, 1, Spread(1.0, 1.5), Spread(6.95, 10.9), CaseFigures(opened=2)
    )
    assert day.waits_minutes == {"A-001": 1.5, "A-002": 0.5}
    assert day.slots == (Slot(16, 6, 1, 1), Slot(17, 5, 1, 1), Slot(17, 6, 3, 0))
    assert MinuteCount(Measure.ATTENTION, 6, 10, 1) in day.minutes


def test_an_attention_takes_no_less_than_nothing_when_a_clock_was_set_back() -> None:
    assert attention_minutes(ticket(1, 0, took=-5)) == 0
    assert attention_minutes(ticket(1, 0, state=TicketState.SERVING)) is None


@pytest.mark.parametrize("zone", ["America/Guayaquil", "America/New_York", "Pacific/Galapagos"])
@given(day=st.dates(date(2020, 1, 2), date(2035, 12, 30)), minute=st.integers(0, 24 * 60 - 1))
def test_every_moment_is_within_the_bounds_of_its_day(zone: str, day: date, minute: int) -> None:
    office = Office(uuid4(), "X", "X", "M", timezone=zone, day_begins=time(4))
    moment = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    which = office.day_of(moment)
    begins, ends = office.bounds(which)
    slack = timedelta(hours=1)  # the night a clock is changed belongs to either day
    assert begins - slack <= moment < ends + slack
    if zone != "America/New_York":
        assert begins <= moment < ends
        assert ends - begins == timedelta(days=1)

"""Who is next: properties of the order, whatever the hall looks like."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from domain.counters import CounterSession
from domain.offices import OpeningHours, QueuePolicy
from domain.queue import (
    Choice,
    OfficeClosed,
    QueueEmpty,
    Server,
    Waiting,
    choose,
    in_order,
    server_for,
)
from domain.staff import Role
from tests.office import MORNING, catalogue

__all__ = ["catalogue"]

SPACE = UUID(int=7)
HERE, THERE = uuid5(SPACE, "here"), uuid5(SPACE, "there")
SERVICES = (1, 2, 5, 6)


@st.composite
def halls(draw: st.DrawFn) -> list[Waiting]:
    """Any hall: turnos of both kinds, of any services, some sent to one counter."""
    kinds = draw(
        st.lists(
            st.tuples(
                st.booleans(),
                st.sets(st.sampled_from(SERVICES), min_size=1),
                st.sampled_from([None, None, HERE, THERE]),
            ),
            max_size=12,
        )
    )
    places = draw(st.permutations(range(len(kinds))))
    return [
        Waiting(
            uuid5(SPACE, str(number)),
            "P" if priority else "A",
            number,
            priority,
            tuple(sorted(services)),
            place,
            reserved,
        )
        for number, ((priority, services, reserved), place) in enumerate(
            zip(kinds, places, strict=True), start=1
        )
    ]


servers = st.builds(Server, st.just(HERE), st.frozensets(st.sampled_from(SERVICES)))
policies = st.builds(
    QueuePolicy,
    priority_first=st.booleans(),
    max_priority_in_a_row=st.none() | st.integers(min_value=0, max_value=3),
)


def picked(
    hall: Sequence[Waiting], server: Server, policy: QueuePolicy, run: int = 0
) -> tuple[Waiting, int]:
    """Choose as the database does: each kind by position."""
    by_place = sorted(hall, key=lambda ticket: ticket.position)
    choice = choose(
        (t for t in by_place if not t.priority),
        (t for t in by_place if t.priority),
        server,
        policy,
        run,
    )
    return next(t for t in hall if t.id == choice.ticket_id), choice.priority_run


def servable(hall: Sequence[Waiting], server: Server) -> list[Waiting]:
    """Whom a counter can serve, told apart without the code under test."""
    return [
        ticket
        for ticket in hall
        if ticket.reserved_for in {None, server.counter_id}
        and set(ticket.pending) & server.services
    ]


@given(hall=halls(), server=servers, policy=policies, run=st.integers(0, 5))
def test_never_whom_the_counter_cannot_serve_and_the_earliest_of_its_kind(
    hall: list[Waiting], server: Server, policy: QueuePolicy, run: int
) -> None:
    can = servable(hall, server)
    if not can:
        with pytest.raises(QueueEmpty):
            picked(hall, server, policy, run)
        return
    chosen, _ = picked(hall, server, policy, run)
    assert chosen in can
    of_its_kind = [ticket for ticket in can if ticket.priority == chosen.priority]
    assert chosen == min(of_its_kind, key=lambda ticket: ticket.position)


@given(hall=halls(), server=servers, run=st.integers(0, 5))
def test_strict_arrival(hall: list[Waiting], server: Server, run: int) -> None:
    can = servable(hall, server)
    if can:
        chosen, after = picked(hall, server, QueuePolicy(priority_first=False), run)
        assert chosen.position == min(ticket.position for ticket in can)
        assert after == (run if chosen.priority else 0)


@given(hall=halls(), server=servers, run=st.integers(0, 5))
def test_priority_first_without_limit(hall: list[Waiting], server: Server, run: int) -> None:
    can = servable(hall, server)
    if can:
        chosen, _ = picked(hall, server, QueuePolicy(), run)
        assert chosen.priority == any(ticket.priority for ticket in can)


@given(hall=halls(), limit=st.integers(0, 3))
def test_never_more_priority_in_a_row_than_the_office_wants(
    hall: list[Waiting], limit: int
) -> None:
    server = Server(HERE, frozenset(SERVICES))
    policy = QueuePolicy(max_priority_in_a_row=limit)
    left, run, overtaken = list(hall), 0, 0
    while servable(left, server):
        chosen, run = picked(left, server, policy, run)
        passed = any(
            not other.priority and other.position < chosen.position
            for other in servable(left, server)
        )
        overtaken = overtaken + 1 if chosen.priority and passed else overtaken
        overtaken = overtaken if chosen.priority else 0
        assert overtaken == run <= limit
        left.remove(chosen)


@given(hall=halls(), policy=policies, run=st.integers(0, 5))
def test_the_list_shows_everybody_once_in_calling_order(
    hall: list[Waiting], policy: QueuePolicy, run: int
) -> None:
    everything = [replace(ticket, reserved_for=None) for ticket in hall]
    server = Server(HERE, frozenset(SERVICES))
    left, called, after = list(everything), [], run
    while left:
        chosen, after = picked(left, server, policy, after)
        called.append(chosen)
        left.remove(chosen)
    assert list(in_order(everything, policy, run)) == called


def test_reads_no_further_than_it_must() -> None:
    first = Waiting(uuid5(SPACE, "a"), "A", 7, False, (6,), 1)

    def ordinary() -> Iterator[Waiting]:
        yield first
        raise AssertionError("the database was read to its end")

    choice = choose(ordinary(), [], Server(HERE, frozenset({6})), QueuePolicy(), 2)
    assert choice == Choice(first.id, 0)
    assert first.code == "A-007"


def test_what_a_counter_serves_depends_on_roles_and_catalogue(catalogue: Catalogue) -> None:
    session = CounterSession(
        uuid5(SPACE, "s"),
        uuid5(SPACE, "o"),
        HERE,
        uuid5(SPACE, "p"),
        MORNING.date(),
        frozenset({1, 5, 6, 99}),
        MORNING,
    )
    assert server_for(session, frozenset({Role.CLERK}), catalogue).services == {1, 6}
    assert server_for(session, frozenset({Role.RECEPTIONIST}), catalogue).services == frozenset()
    both = server_for(session, frozenset({Role.CLERK, Role.TECHNICIAN}), catalogue)
    assert both == Server(HERE, frozenset({1, 5, 6}))


def test_outside_the_hours_it_says_which() -> None:
    hours = OpeningHours(weekdays=frozenset({1, 2, 3}))
    assert "martes a jueves, de 08:00 a 17:00" in OfficeClosed(hours).what

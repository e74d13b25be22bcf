"""A turno: what can happen to it, and when not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.offices import QueuePolicy
from domain.tickets import (
    AT_COUNTER,
    OPEN_STATES,
    RecallFirst,
    ServicesUndone,
    Ticket,
    TicketState,
    TooManyRecalls,
    TooSoon,
    WrongState,
    ticket_code,
)
from tests.office import MORNING

SPACE = UUID(int=8)
HERE, THERE = uuid5(SPACE, "here"), uuid5(SPACE, "there")
POLICY = QueuePolicy()
LATER = MORNING + timedelta(minutes=5)


def new_ticket(**changes: Any) -> Ticket:
    ticket = Ticket(
        uuid5(SPACE, "t"),
        uuid5(SPACE, "o"),
        MORNING.date(),
        "A",
        7,
        False,
        (1, 5),
        MORNING,
        MORNING,
        40,
    )
    return replace(ticket, **changes)


CALLED = new_ticket().call(HERE, MORNING)
SERVING = CALLED.arrive(MORNING)

ACTIONS: dict[str, tuple[Callable[[Ticket], Ticket], frozenset[TicketState]]] = {
    "call": (lambda t: t.call(HERE, LATER), frozenset({TicketState.ISSUED})),
    "recall": (lambda t: t.recall(LATER, POLICY), frozenset({TicketState.CALLED})),
    "arrive": (lambda t: t.arrive(LATER), frozenset({TicketState.CALLED})),
    "undo": (lambda t: t.undo_call(), frozenset({TicketState.CALLED})),
    "no_show": (
        lambda t: t.no_show(LATER, QueuePolicy(recalls_before_no_show=0)),
        frozenset({TicketState.CALLED}),
    ),
    "rejoin": (lambda t: t.rejoin(LATER, 99), frozenset({TicketState.NO_SHOW})),
    "hold": (lambda t: t.hold("consulta"), frozenset({TicketState.SERVING})),
    "resume": (lambda t: t.resume(HERE, LATER), frozenset({TicketState.HELD})),
    "finish": (lambda t: t.finish(LATER, frozenset({1, 5})), frozenset({TicketState.SERVING})),
    "transfer": (lambda t: t.transfer("otra"), OPEN_STATES),
    "release": (lambda t: t.release(), frozenset({TicketState.ISSUED})),
    "cancel": (lambda t: t.cancel(LATER, "se retira"), frozenset({TicketState.ISSUED})),
    "expire": (
        lambda t: t.expire(LATER, "cierre"),
        frozenset({TicketState.ISSUED, TicketState.HELD}),
    ),
}


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_only_from_its_states(action: str, state: TicketState) -> None:
    act, allowed = ACTIONS[action]
    before = new_ticket(state=state, counter_id=HERE if state in AT_COUNTER else None)
    if state in allowed:
        after = act(before)
        assert after.version == before.version + 1
        assert (after.arrived_at, after.code, after.id) == (MORNING, "A-007", before.id)
        waits = after.state is TicketState.ISSUED
        assert not (waits and after.counter_id is not None)
    else:
        with pytest.raises(WrongState) as refused:
            act(before)
        assert before.code in refused.value.what


@pytest.mark.parametrize("state", TicketState)
def test_every_state_has_its_words(state: TicketState) -> None:
    assert state.label[0].isupper()


@pytest.mark.parametrize(
    ("series", "number", "code"), [("A", 1, "A-001"), ("P", 999, "P-999"), ("A", 1000, "A-1000")]
)
def test_codes(series: str, number: int, code: str) -> None:
    assert ticket_code(series, number) == code


def test_calling_again_waits_its_interval_and_ends() -> None:
    with pytest.raises(TooSoon) as soon:
        CALLED.recall(MORNING + timedelta(seconds=18), POLICY)
    assert soon.value.todo == "Vuelva a llamar en 12 segundos."
    once = CALLED.recall(MORNING + timedelta(seconds=30), POLICY)
    twice = once.recall(MORNING + timedelta(seconds=60), POLICY)
    assert (twice.recalls, twice.called_at, twice.last_called_at) == (
        2,
        MORNING,
        MORNING + timedelta(seconds=60),
    )
    with pytest.raises(TooManyRecalls):
        twice.recall(MORNING + timedelta(hours=1), POLICY)


def test_a_clock_set_back_makes_nobody_wait() -> None:
    assert CALLED.recall(MORNING - timedelta(hours=1), POLICY).recalls == 1


def test_a_call_whose_time_was_lost_can_be_repeated() -> None:
    assert replace(CALLED, last_called_at=None).recall(LATER, POLICY).recalls == 1


@pytest.mark.parametrize(("recalls", "words"), [(0, "2 veces más"), (1, "una vez más")])
def test_did_not_come_needs_the_calls(recalls: int, words: str) -> None:
    with pytest.raises(RecallFirst) as first:
        replace(CALLED, recalls=recalls).no_show(LATER, POLICY)
    assert words in first.value.todo
    gone = replace(CALLED, recalls=2).no_show(LATER, POLICY)
    assert (gone.state, gone.finished_at) == (TicketState.NO_SHOW, LATER)


def test_who_comes_back_keeps_the_number_and_waits_at_the_end() -> None:
    gone = replace(CALLED, recalls=2).no_show(LATER, POLICY)
    back = gone.rejoin(LATER, 99)
    assert (back.code, back.position, back.queued_at, back.arrived_at) == (
        "A-007",
        99,
        LATER,
        MORNING,
    )
    assert (back.recalls, back.finished_at, back.counter_id) == (0, None, None)


def test_undoing_a_call_keeps_the_place() -> None:
    assert replace(CALLED.undo_call(), version=1) == new_ticket()


def test_hold_and_resume_keep_when_it_began() -> None:
    held = SERVING.hold("falta un documento")
    again = held.resume(THERE, LATER)
    assert (held.reason, again.reason) == ("falta un documento", "")
    assert (again.serving_since, again.counter_id) == (MORNING, THERE)
    assert replace(held, serving_since=None).resume(THERE, LATER).serving_since == LATER


def test_finishing_what_is_done_and_what_is_not() -> None:
    with pytest.raises(ServicesUndone) as undone:
        SERVING.finish(LATER, frozenset({1, 6}))
    assert undone.value.services == (5,)
    ended = SERVING.finish(LATER, frozenset({1, 6}), "Volverá")
    assert (ended.attended, ended.pending, ended.reason) == ((1,), (5,), "Volverá")
    assert SERVING.finish(LATER, frozenset({5, 1})).attended == (1, 5)


def test_sending_on_keeps_arrival_and_what_is_done() -> None:
    sent = SERVING.transfer("falta enrolar", attended=frozenset({1}), reserved_for=THERE)
    assert (sent.pending, sent.position, sent.queued_at) == ((5,), 40, MORNING)
    assert (sent.reserved_for, sent.counter_id, sent.called_at) == (THERE, None, None)
    assert sent.release().reserved_for is None
    more = SERVING.transfer("otro", attended=frozenset({1, 5}), add=(6, 5))
    assert (more.services, more.attended, more.pending) == ((1, 5, 6), (1,), (5, 6))

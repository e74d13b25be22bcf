"""What a replay makes of operations that no longer tell what happened, or not all of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.counters import SessionState
from domain.figures.replay import EVERY, Replay
from domain.figures.replay_seen import Happening
from domain.offices import QueuePolicy
from domain.tickets import TicketState

BEGINS = datetime(2026, 12, 4, 9, tzinfo=UTC)
BOUNDS = (BEGINS, BEGINS + timedelta(days=1))
TURNO, OTHER, OFFICE = (UUID(int=number) for number in (1, 2, 9))
ONE, TWO = UUID(int=101), UUID(int=102)
ANA = UUID(int=201)
ISSUED = {"series": "A", "number": 1, "services": [6], "priority": False}


class Log:
    """Happenings a minute apart."""

    def __init__(self) -> None:
        self.all: list[Happening] = []

    def add(
        self,
        type_: str,
        told: dict[str, Any] | None,
        *,
        of: UUID = TURNO,
        counter: UUID | None = None,
        minute: float | None = None,
    ) -> "Log":
        sequence = len(self.all) + 1
        at = BEGINS + timedelta(minutes=sequence if minute is None else minute)
        self.all.append(Happening(sequence, at, type_, of, ANA, told, counter))
        return self

    def replay(self) -> Replay:
        return Replay(self.all, BOUNDS, QueuePolicy())


def called(counter: UUID = ONE) -> dict[str, Any]:
    return {"code": "A-001", "counter": str(counter)}


@pytest.mark.parametrize("type_", ["counter_break", "counter_back", "counter_services_changed"])
def test_a_counter_whose_opening_is_not_told_is_there_once_it_does_something(type_: str) -> None:
    told = {"reason": "Café", "services": [6]}
    hall = Log().add(type_, told, of=OTHER, counter=ONE).replay().final()
    (post,) = hall.posts
    assert (post.counter, post.staff) == (ONE, ANA)
    expected = SessionState.BREAK if type_ == "counter_break" else SessionState.OPEN
    assert post.state is expected


def test_a_counter_closed_twice_or_of_no_place_changes_nothing() -> None:
    log = Log().add("counter_closed", {}, of=OTHER, counter=ONE).add("counter_back", {}, of=OTHER)
    assert log.replay().final().posts == ()


def test_a_turno_whose_coming_is_not_told_begins_with_what_is() -> None:
    hall = Log().add("ticket_called", called()).replay().final()
    (turno,) = hall.at_counters
    assert (turno.code, turno.counter, hall.tally.issued) == ("A-001", ONE, 1)


def test_where_a_turno_went_is_not_told() -> None:
    log = Log().add("ticket_issued", ISSUED).add("ticket_called", called())
    log.add("ticket_arrived", {}).add("ticket_held", None).add("ticket_resumed", None)
    (turno,) = log.replay().final().at_counters
    assert (turno.state, turno.counter) == (TicketState.SERVING, None)
    (waits,) = log.add("ticket_sent_on", None).replay().final().waiting
    assert (waits.pending, waits.reserved_for) == ((6,), None)
    assert log.replay().unknown == 3


def test_paper_that_is_not_told_is_only_said_to_be_missing() -> None:
    replay = Log().add("ticket_entered", None).replay()
    assert (replay.minutes, replay.unknown) == (0, 1)


def test_a_wait_ends_with_the_first_call_that_was_answered() -> None:
    log = Log().add("ticket_issued", ISSUED, minute=0).add("ticket_called", called(), minute=10)
    log.add("ticket_arrived", {}, minute=11)
    log.add("ticket_sent_on", {"services": [6], "to_counter": str(TWO)}, minute=20)
    log.add("ticket_called", called(TWO), minute=50).add("ticket_arrived", {}, minute=51)
    hall = log.replay().final()
    assert hall.tally.waited == 10
    log.add("ticket_no_show", {}, minute=52).add("ticket_rejoined", {}, minute=60)
    log.add("ticket_called", called(), minute=90).add("ticket_arrived", {}, minute=91)
    assert log.replay().final().tally.waited == 20


def test_who_is_called_again_or_released_stays() -> None:
    log = Log().add("ticket_issued", ISSUED).add("ticket_called", called())
    log.add("ticket_called_again", {"recalls": 1})
    assert [one.recalls for one in log.replay().final().at_counters] == [1]
    log.add("call_undone", {}).add("ticket_released", {})
    assert [one.recalls for one in log.replay().final().waiting] == [0]


def test_a_call_that_nobody_can_explain_leaves_the_run_as_it_was() -> None:
    log = Log().add("counter_opened", {"services": [2]}, of=OTHER, counter=ONE)
    log.add("ticket_issued", ISSUED).add("ticket_called", called())
    assert log.replay().final().priority_run == 0


def test_priority_turnos_that_go_ahead_are_counted_also_out_of_order() -> None:
    urgent = {**ISSUED, "priority": True, "series": "P"}
    log = Log().add("ticket_issued", ISSUED).add("ticket_issued", urgent, of=OTHER)
    log.add("ticket_called", called(), of=OTHER)
    assert log.replay().final().priority_run == 1
    other = Log().add("ticket_issued", ISSUED).add("ticket_issued", urgent, of=OTHER)
    other.add("ticket_called", called())  # whom the rule did not give
    assert other.replay().final().priority_run == 0


def test_every_step_is_the_same_from_any_moment_that_is_kept() -> None:
    log = Log()
    for number in range(EVERY):
        turno = UUID(int=1000 + number)
        log.add("ticket_issued", {**ISSUED, "number": number + 1}, of=turno)
        log.add("ticket_cancelled", {}, of=turno)
    replay = log.replay()
    assert len(replay) == 2 * EVERY
    for count in range(2 * EVERY + 1):
        hall = replay.after(count)
        assert (hall.tally.issued, hall.tally.cancelled) == ((count + 1) // 2, count // 2)
        assert len(hall.waiting) == count % 2


def test_what_lies_before_the_day_only_is_nothing_of_it() -> None:
    replay = Log().add("ticket_issued", ISSUED, minute=-60).replay()
    assert (replay.minutes, len(replay.later)) == (0, 1)

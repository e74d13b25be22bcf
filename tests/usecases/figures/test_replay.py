"""A day shown again: what the log tells of it, also where clocks, paper or time meddled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from desktop.usecases import (
    calling,
    contingency,
    counters,
    day,
    office_admin,
    reception,
    serving,
    steering,
)
from desktop.usecases.day_stretch import stretch_of
from desktop.usecases.desk import Desk
from desktop.usecases.figures.replay import replayed_day
from domain.contingency import Fate, PaperTurno
from domain.counters import SessionState
from domain.errors import InvalidInput
from domain.figures.replay import MarkKind, Replay
from domain.figures.replay_seen import Hall, Told
from domain.staff import Actor
from domain.tickets import TicketState
from tests.office import KEY, MORNING, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened

TODAY = date(2026, 12, 4)


@pytest.fixture
def engine(tmp_path: Path, desk: Desk) -> Iterator[Engine]:
    """Another connection to the office's data."""
    made = open_engine(tmp_path / "ventanilla.db", KEY)
    yield made
    made.dispose()


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def all_told(replay: Replay) -> list[Told]:
    return [one for minute in range(replay.minutes) for one in replay.told(minute)]


def codes(hall: Hall) -> list[str]:
    return [one.code for one in hall.waiting]


def attended(desk: Desk, clock: FakeClock, clerk: Actor, minutes: float = 5) -> None:
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    clock.go(minutes=minutes)
    serving.finish(desk, clerk, "Consulta breve")


def test_a_morning_is_shown_as_it_was(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    first = issue(desk, office)
    clock.at("08:10")
    second = issue(desk, office, priority=True)
    third = issue(desk, office)
    clock.at("08:20")
    calling.call_chosen(desk, ana, third.id, "Viene de lejos")
    clock.at("08:21")
    calling.arrived(desk, ana)
    clock.at("08:30")
    serving.hold(desk, ana, "Trae un papel")
    counters.take_break(desk, ana, "Café")
    clock.at("08:40")
    seen = replayed_day(desk, sara)
    replay = seen.replay
    assert (seen.day, seen.earlier, seen.later, seen.left) == (TODAY, None, None, ())
    assert seen.now == clock.now()
    assert replay.minutes == 41
    assert codes(replay.at(5)) == [first.code]
    assert codes(replay.at(15)) == [second.code, first.code, third.code]
    (called,) = replay.at(20).at_counters
    assert (called.code, called.state, called.counter) == (
        third.code,
        TicketState.CALLED,
        office.counter_id(1),
    )
    assert replay.at(25).at_counters[0].state is TicketState.SERVING
    later = replay.at(40)
    assert [one.code for one in later.held] == [third.code]
    assert [(post.state, post.reason) for post in later.posts] == [(SessionState.BREAK, "Café")]
    assert later.tally.waited == 10
    assert replay.clock(20) == MORNING + timedelta(minutes=20)
    assert [(one.type, one.reason, one.out_of_turn) for one in replay.told(20)] == [
        ("ticket_called", "Viene de lejos", True)
    ]
    assert [replay.next_event(minute) for minute in (0, 10, 30)] == [10, 20, None]
    assert [replay.previous_event(minute) for minute in (0, 10, 40)] == [None, 0, 30]
    assert (replay.peak, max(replay.waiting)) == (10, 3)
    assert {(mark.minute, mark.kind) for mark in replay.marks} == {
        (10, MarkKind.PEAK),
        (20, MarkKind.OUT_OF_TURN),
        (30, MarkKind.BREAK),
    }


def test_a_day_without_anybody(desk: Desk, sara: Actor) -> None:
    seen = replayed_day(desk, sara)
    replay = seen.replay
    assert (replay.minutes, len(replay), replay.peak, replay.marks) == (0, 0, None, ())
    assert replay.at(0).waiting == ()
    with pytest.raises(InvalidInput):
        replayed_day(desk, sara, seen.day + timedelta(days=1))


def test_a_clock_set_back_does_not_stop_the_day(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    clock.at("09:00")
    first = issue(desk, office)
    clock.at("10:30")
    second = issue(desk, office)
    clock.at("09:30")
    third = issue(desk, office)
    clock.at("09:40")
    reception.cancel(desk, office.actor("recepcion-1"), first.id, "Se fue")
    clock.go(seconds=-30)  # put right: nobody need know
    fourth = issue(desk, office)
    clock.at("09:50")
    replay = replayed_day(desk, sara).replay
    (back,) = replay.set_back
    assert (back.minute, back.at, back.by) == (
        90,
        MORNING + timedelta(minutes=150),
        timedelta(hours=1),
    )
    assert replay.minutes == 111
    assert [replay.clock(minute) - MORNING for minute in (89, 90, 100)] == [
        timedelta(minutes=149),
        timedelta(minutes=90),
        timedelta(minutes=100),
    ]
    assert codes(replay.at(89)) == [first.code]
    assert codes(replay.at(99)) == [first.code, second.code, third.code]
    assert codes(replay.at(100)) == [second.code, third.code, fourth.code]
    assert MarkKind.CLOCK in {mark.kind for mark in replay.marks}


def test_a_clock_that_was_in_another_day_for_a_while(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    clock.go(days=1)
    calling.arrived(desk, ana)
    clock.go(days=-1, minutes=10)
    issue(desk, office)
    replay = replayed_day(desk, sara, TODAY).replay
    assert replay.at(0).at_counters[0].state is TicketState.SERVING
    assert (replay.minutes, replay.set_back, replay.later) == (11, (), ())
    assert replay.at(0).at_counters[0].id == ticket.id


def test_turnos_of_paper_are_shown_at_the_hours_written(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    def hour(local: str) -> timedelta:
        hours, minutes = map(int, local.split(":"))
        return timedelta(hours=hours - 8, minutes=minutes)

    clock.at("08:30")
    before = issue(desk, office)
    clock.at("12:00")
    contingency.declare(desk, sara, MORNING + hour("09:00"))
    who = office.actor("recepcion-1")
    lines = [
        PaperTurno(1, MORNING + hour("09:10"), (6,), fate=Fate.LEFT),
        PaperTurno(
            2,
            MORNING + hour("09:20"),
            (6,),
            fate=Fate.ATTENDED,
            counter_id=office.counter_id(2),
            began=MORNING + hour("09:30"),
            ended=MORNING + hour("09:45"),
        ),
        PaperTurno(3, MORNING + hour("10:00"), (6,)),
    ]
    for line in lines:
        contingency.enter(desk, who, line)
    clock.at("12:10")
    ana = opened(desk, office, "asesor-1", 1)
    calling.call_next(desk, ana)
    calling.undo_call(desk, ana)
    replay = replayed_day(desk, sara).replay
    at = {local: replay.at(hour(local) // timedelta(minutes=1) - 30) for local in (
        "09:10", "09:25", "09:35", "09:50", "10:05", "12:09",
    )}  # fmt: skip
    assert codes(at["09:10"]) == [before.code]
    assert at["09:10"].tally.cancelled == 1
    assert codes(at["09:25"]) == [before.code, "C-002"]
    assert at["09:25"].waiting[1].paper
    (served,) = at["09:35"].at_counters
    assert (served.code, served.counter) == ("C-002", office.counter_id(2))
    assert at["09:35"].posts == ()
    assert (at["09:50"].tally.served, at["09:50"].tally.waited) == (1, 10)
    assert codes(at["10:05"]) == codes(at["12:09"]) == [before.code, "C-003"]
    assert [one.code for one in all_told(replay) if one.paper and "came" in one.type] == [
        "C-001",
        "C-002",
        "C-003",
    ]


def test_paper_entered_in_the_minute_it_is_called_keeps_its_order(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    contingency.declare(desk, sara, clock.now())
    who = office.actor("recepcion-1")
    contingency.enter(desk, who, PaperTurno(1, clock.now(), (6,)))
    ana = opened(desk, office, "asesor-1", 1)
    calling.call_next(desk, ana)
    replay = replayed_day(desk, sara).replay
    assert [one.code for one in replay.final().at_counters] == ["C-001"]
    assert replay.final().tally.issued == 1


def test_paper_written_before_and_after_the_clock_went_back(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    clock.at("10:00")
    issue(desk, office)
    clock.at("09:00")
    issue(desk, office)
    clock.at("11:30")
    contingency.declare(desk, sara, MORNING + timedelta(minutes=90))
    who = office.actor("recepcion-1")
    for number, minutes in ((1, 95), (2, 200)):
        line = PaperTurno(number, MORNING + timedelta(minutes=minutes), (6,), fate=Fate.LEFT)
        contingency.enter(desk, who, line)
    replay = replayed_day(desk, sara).replay
    shown = {one.code: minute for minute in range(replay.minutes) for one in replay.told(minute)}
    # 09:35 is before the first turno of 10:00; 11:20 can only be of the clock as it went on.
    assert (shown["C-001"], shown["C-002"]) == (0, 165)


def test_paper_entered_on_a_later_day_stands_at_its_hours(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    issue(desk, office)
    clock.go(days=3)
    issue(desk, office)
    contingency.declare(desk, sara, MORNING + timedelta(minutes=30))
    line = PaperTurno(1, MORNING + timedelta(minutes=45), (6,), fate=Fate.LEFT)
    contingency.enter(desk, office.actor("recepcion-1"), line)
    replay = replayed_day(desk, sara, TODAY).replay
    assert (replay.minutes, replay.later) == (46, ())
    assert [one.type for one in replay.told(45)] == ["paper_came", "paper_left"]


def test_a_day_closed_and_opened_again(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    issue(desk, office)
    clock.go(minutes=5)
    day.close_day(desk, sara, "Se fue la luz")
    clock.go(minutes=5)
    day.reopen_day(desk, sara, "Volvió")
    clock.go(minutes=5)
    issue(desk, office)
    replay = replayed_day(desk, sara).replay
    assert [replay.at(minute).closed for minute in (4, 5, 9, 10)] == [False, True, True, False]
    assert [replay.at(minute).tally.expired for minute in (4, 5)] == [0, 1]
    assert [one.reason for one in all_told(replay) if one.type.startswith("day_")] == [
        "",
        "Se fue la luz",
        "Volvió",
    ]
    assert codes(replay.final()) == ["A-002"]


def test_an_attention_forgotten_over_midnight(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    forgotten = issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    day.close_day(desk, sara, "Fin")
    clock.go(days=3)
    other = issue(desk, office)
    seen = replayed_day(desk, sara, TODAY)
    assert (seen.left, seen.later, seen.now) == ((forgotten.code,), date(2026, 12, 7), None)
    steering.end_attention(desk, sara, forgotten.id, "Se olvidó")
    seen = replayed_day(desk, sara, TODAY)
    replay = seen.replay
    assert seen.left == ()
    assert [one.code for one in replay.at(replay.minutes).at_counters] == [forgotten.code]
    assert [(one.code, one.type) for one in replay.later] == [(forgotten.code, "ticket_served")]
    assert replay.final().at_counters == ()
    counters.open_counter(desk, ana, office.counter_id(1))  # closes the one left open
    monday = replayed_day(desk, sara)
    assert (monday.day, monday.earlier) == (date(2026, 12, 7), TODAY)
    assert codes(monday.replay.final()) == [other.code]


def test_a_counter_left_open_serves_on_the_next_day(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    clock.go(days=3)
    issue(desk, office, priority=True)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    hall = replayed_day(desk, sara).replay.final()
    assert [(post.counter, post.staff) for post in hall.posts] == [
        (office.counter_id(1), ana.staff_id)
    ]
    assert codes(hall) == [ticket.code]


def test_the_rules_of_the_queue_are_those_of_the_day(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    admin = office.actor("admin-1")
    clock.go(days=-1)
    office_admin.edit_rules(desk, admin, 1, office_admin.RulesForm(priority_first=False))
    clock.go(days=1)
    office_admin.edit_rules(desk, admin, 2, office_admin.RulesForm())
    ordinary = issue(desk, office)
    urgent = issue(desk, office, priority=True)
    clock.go(minutes=5)
    office_admin.edit_rules(desk, admin, 3, office_admin.RulesForm(priority_first=False))
    replay = replayed_day(desk, sara).replay
    assert codes(replay.at(4)) == [urgent.code, ordinary.code]
    assert codes(replay.at(5)) == [ordinary.code, urgent.code]
    clock.go(days=3)
    first, second = issue(desk, office), issue(desk, office, priority=True)
    assert codes(replayed_day(desk, sara).replay.final()) == [first.code, second.code]


def test_an_office_of_another_zone(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    with desk.units.write() as unit:
        changed = replace(unit.offices.office(), timezone="Pacific/Galapagos", version=2)
        unit.log.append("office", changed.id, 2, "office_edited", {}, actor_id=None, at=MORNING)
        unit.offices.save_office(changed)
    clock.set(MORNING + timedelta(hours=4))
    issue(desk, office)
    seen = replayed_day(desk, sara)
    assert f"{seen.office.local(seen.replay.clock(0)):%H:%M}" == "11:00"


def erase(engine: Engine, *types: str) -> None:
    """Erase what operations of some types told, as when their time is over."""
    with engine.begin() as connection:
        for type_ in types:
            connection.exec_driver_sql(
                f"UPDATE operation SET payload = NULL WHERE type = '{type_}'"
            )


def test_what_is_no_longer_told_is_said_to_be(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, engine: Engine
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    clock.go(minutes=5)
    attended(desk, clock, ana)
    day.close_day(desk, sara, "Fin")
    erase(engine, "ticket_issued", "ticket_called", "day_closed", "counter_opened")
    replay = replayed_day(desk, sara).replay
    assert replay.unknown == 4
    (unknown,) = replay.at(1).waiting
    assert (unknown.code, unknown.pending) == ("", ())
    assert [one.counter for one in replay.at(5).at_counters] == [None]
    assert [post.services for post in replay.at(5).posts] == [frozenset()]
    assert (replay.final().tally.served, replay.final().closed) == (1, True)


def test_a_day_whose_opening_is_no_longer_told_is_still_found_by_its_date(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, engine: Engine
) -> None:
    ticket = issue(desk, office)
    erase(engine, "day_opened")
    seen = replayed_day(desk, sara, TODAY)
    assert codes(seen.replay.final()) == [ticket.code]


def test_a_stretch_without_its_opening_begins_with_the_log() -> None:
    found = stretch_of([], TODAY, 7, today=False)
    assert (found.after, found.until, found.closing) == (0, 7, None)

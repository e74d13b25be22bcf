"""And if a counter opens now: asked of a real day in a real database."""

from dataclasses import replace
from datetime import time

import pytest

from desktop.usecases import calling, counters, day, serving, what_if
from desktop.usecases.desk import Desk
from desktop.usecases.what_if import Change, Option, Question, QuestionOutdated, WhatIf
from domain.ids import new_id
from domain.offices import OpeningHours
from domain.pace import Source, TooLittleKnown
from domain.queue import DayClosed
from domain.staff import Actor
from tests.office import MORNING, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened


@pytest.fixture
def boss(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def attend(
    desk: Desk, office: SmallOffice, clock: FakeClock, who: Actor, times: int, *services: int
) -> None:
    """Attend so many, one after another, seven minutes each."""
    for _ in range(times):
        issue(desk, office, *services)
        calling.call_next(desk, who)
        calling.arrived(desk, who)
        clock.go(minutes=7)
        serving.finish(desk, who, "Consulta breve")


def busy(desk: Desk, office: SmallOffice, clock: FakeClock, *, times: int = 6) -> Actor:
    """A morning at counter 1, at the end of which five wait for support."""
    ana = opened(desk, office, "asesor-1", 1)
    attend(desk, office, clock, ana, times, 6)
    for _ in range(5):
        issue(desk, office)
        clock.go(minutes=2)
    return ana


def asked(
    desk: Desk, boss: Actor, change: Change, counter: int, service: int | None = None
) -> WhatIf:
    given = what_if.ask(desk, boss, option(desk, boss, change, counter, service).question)
    assert given is not None
    return given


def option(
    desk: Desk, boss: Actor, change: Change, counter: int, service: int | None = None
) -> Option:
    return next(
        one
        for one in what_if.options(desk, boss)
        if (one.question.change, one.counter, one.question.service) == (change, counter, service)
    )


def offered(desk: Desk, boss: Actor) -> list[tuple[Change, int, tuple[int, ...]]]:
    return [(o.question.change, o.counter, o.services) for o in what_if.options(desk, boss)]


def test_what_may_be_asked(desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor) -> None:
    everything = (1, 2, 3, 6, 10)
    assert offered(desk, boss) == [
        (Change.OPEN, 1, everything),
        (Change.OPEN, 2, (6,)),
        (Change.OPEN, 3, (5, 8, 9)),
    ]
    ana = office.actor("asesor-1")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({1, 2}))
    tomas = opened(desk, office, "tecnico-1", 3)
    counters.take_break(desk, tomas, "Almuerzo")
    issue(desk, office, 6)
    assert [one for one in offered(desk, boss) if one[1] != 2] == [
        (Change.BACK, 3, (5, 8, 9)),
        (Change.TAKE, 1, (1, 2, 6)),
        (Change.CLOSE, 1, (1, 2)),
        (Change.CLOSE, 3, (5, 8, 9)),
    ]
    assert option(desk, boss, Change.TAKE, 1, 6).staff == "Ana Asesora"
    assert option(desk, boss, Change.OPEN, 2).staff == ""


def test_a_counter_that_could_attend_nothing_is_not_offered(
    desk: Desk, office: SmallOffice, boss: Actor
) -> None:
    with desk.units.write() as unit:
        bare = replace(office.counters[3], services=frozenset({5}), has_kit=False, version=2)
        unit.offices.save_counter(bare)
        unit.log.append("counter", bare.id, 2, "counter_edited", {}, actor_id=None, at=MORNING)
    assert [counter for _, counter, _ in offered(desk, boss)] == [1, 2]


def test_one_more_counter_shortens_the_wait(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    given = asked(desk, boss, Change.OPEN, 2)
    now, then = given.answer.as_is.now, given.answer.changed.now
    assert now is not None
    assert then is not None
    # Five wait 10, 8, 6, 4 and 2 minutes, each attention takes 7: 20 min at one counter.
    assert now.expected == pytest.approx(20, abs=0.01)
    assert then.expected == pytest.approx(11.6, abs=0.01)
    assert (given.basis.attentions, given.basis.arrivals, given.waiting) == (6, 11, 5)
    assert (given.basis.borrowed, given.breaks, given.on_hold) == ((), (), 0)
    assert given.at == clock.now()
    assert given.office == office.office
    assert asked(desk, boss, Change.OPEN, 2) == given


def test_a_counter_that_closes_ends_with_whom_it_has(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = busy(desk, office, clock)
    calling.call_next(desk, ana)
    opened(desk, office, "asesor-2", 2)
    clock.go(minutes=3)
    given = asked(desk, boss, Change.CLOSE, 1)
    assert given.answer.as_is.now is not None
    assert given.answer.changed.now is not None
    assert given.answer.as_is.now.expected < given.answer.changed.now.expected
    assert option(desk, boss, Change.CLOSE, 1).services == (1, 2, 3, 6, 10)


def test_a_break_is_taken_to_end_by_itself(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = busy(desk, office, clock)
    counters.take_break(desk, ana, "Café")
    clock.go(minutes=12)
    given = asked(desk, boss, Change.BACK, 1)
    assert given.breaks == ((1, 18),)
    assert given.answer.saved is not None
    assert given.answer.saved.expected == pytest.approx(18, abs=3)
    clock.go(minutes=30)
    assert asked(desk, boss, Change.BACK, 1).breaks == ((1, what_if.BREAK_LEFT),)


def test_one_more_service_at_a_counter(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = office.actor("asesor-1")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({1}))
    attend(desk, office, clock, ana, 5, 1)
    clock.at("16:59")
    issue(desk, office, 6)
    clock.at("17:02")
    given = asked(desk, boss, Change.TAKE, 1, 6)
    assert given.answer.as_is.stranded is not None
    assert given.answer.as_is.stranded.expected == 1
    assert given.answer.changed.only_here is not None
    assert given.answer.changed.only_here.expected == 3
    assert given.basis.borrowed == ((6, Source.OTHERS),)


def test_it_refuses_to_guess_what_nobody_knows(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    opened(desk, office, "asesor-1", 1)
    issue(desk, office, 6)
    promised = asked(desk, boss, Change.OPEN, 2)
    assert promised.basis.borrowed == ((6, Source.TARGET),)
    issue(desk, office, 5)  # nobody attends it: it need not be known
    assert asked(desk, boss, Change.OPEN, 2).basis.borrowed == ((6, Source.TARGET),)
    with pytest.raises(TooLittleKnown, match="no se sabe cuánto dura Enrolamiento"):
        asked(desk, boss, Change.OPEN, 3)


def test_earlier_days_are_asked_where_today_knows_too_little(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    attend(desk, office, clock, ana, 9, 1)
    clock.at("11:40")
    issue(desk, office, 2)
    counters.close_counter(desk, ana)
    day.close_day(desk, boss, "Fin de la jornada")
    clock.at("08:30")
    clock.go(days=3)
    opened(desk, office, "asesor-1", 1)
    issue(desk, office, 1)
    given = asked(desk, boss, Change.OPEN, 2)
    assert given.basis.borrowed == ((1, Source.EARLIER),)
    assert given.basis.arrivals_earlier
    assert given.answer.as_is.soon is not None
    issue(desk, office, 2)
    assert (2, Source.OTHERS_EARLIER) in asked(desk, boss, Change.OPEN, 2).basis.borrowed


def test_what_is_on_hold_is_told(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = busy(desk, office, clock)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.hold(desk, ana, "Falta un documento")
    assert asked(desk, boss, Change.OPEN, 2).on_hold == 1


def test_a_counter_left_open_on_another_day_has_nobody(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    opened(desk, office, "asesor-1", 1)
    clock.go(days=3)
    assert offered(desk, boss)[0][:2] == (Change.OPEN, 1)


def test_nobody_comes_out_of_hours(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    clock.at("16:30")
    some = asked(desk, boss, Change.OPEN, 2).answer.as_is.soon
    clock.at("17:05")
    assert asked(desk, boss, Change.OPEN, 2).answer.as_is.soon is None
    assert some is not None


def test_an_office_that_never_closes(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    always = OpeningHours(time(0), time(0), frozenset(range(7)))
    with desk.units.write() as unit:
        unit.offices.save_office(replace(office.office, hours=always, version=2))
        unit.log.append(
            "office", office.office.id, 2, "office_edited", {}, actor_id=None, at=clock.now()
        )
    nobody = asked(desk, boss, Change.OPEN, 2)
    assert (nobody.answer.as_is.now, nobody.answer.as_is.soon, nobody.waiting) == (None, None, 0)
    busy(desk, office, clock)
    assert asked(desk, boss, Change.OPEN, 2).answer.as_is.soon is not None


def test_a_clock_set_back_makes_nobody_wait_less_than_nothing(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = busy(desk, office, clock)
    calling.call_next(desk, ana)
    clock.go(minutes=-30)
    now = asked(desk, boss, Change.OPEN, 2).answer.as_is.now
    assert now is not None
    assert now.low >= 0


def test_a_question_of_before_is_refused(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    question = option(desk, boss, Change.OPEN, 2).question
    opened(desk, office, "asesor-2", 2)
    with pytest.raises(QuestionOutdated):
        what_if.ask(desk, boss, question)
    with pytest.raises(QuestionOutdated):
        what_if.ask(desk, boss, Question(Change.OPEN, new_id()))


def test_a_closed_day_is_not_asked(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    question = option(desk, boss, Change.OPEN, 2).question
    day.close_day(desk, boss, "Fin de la jornada")
    with pytest.raises(DayClosed):
        what_if.options(desk, boss)
    with pytest.raises(DayClosed):
        what_if.ask(desk, boss, question)


def test_who_looks_at_something_else_is_not_waited_for(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    question = option(desk, boss, Change.OPEN, 2).question
    assert what_if.ask(desk, boss, question, stop=lambda: True) is None


def test_asking_changes_nothing(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    busy(desk, office, clock)
    with desk.units.read() as unit:
        before = unit.log.head()
    asked(desk, boss, Change.OPEN, 2)
    with desk.units.read() as unit:
        assert unit.log.head() == before

"""Days counted, kept and read: at the edges of days, months and years, and by whoever comes first."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.usecases import (
    calling,
    cases,
    catalogue_admin,
    checklists,
    contingency,
    day,
    office_admin,
    resolving,
    serving,
    steering,
)
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.figures import ranking, reading, upkeep
from desktop.usecases.figures.reading import NO_COUNTER, NOBODY
from domain.case_parts import ConformityKind
from domain.catalogue import Channel
from domain.contingency import Fate, PaperTurno
from domain.errors import InvalidInput
from domain.figures.facts import Counts
from domain.figures.periods import Period, day_of, month_of, year_of
from domain.figures.rankings import RankBy, RankLine, RankQuestion
from domain.figures.statistics import (
    ALL,
    OWN,
    By,
    Filter,
    GapKind,
    Question,
    Scope,
    Statistics,
)
from domain.ids import new_id
from domain.ports import UnitOfWork, Units
from domain.solutions import SolutionType
from tests.office import MORNING, FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    check,
    opened_case,
    returned_case,
)
from tests.usecases.hall import issue, opened

TODAY = date(2026, 12, 4)
DAY = timedelta(days=1)


def asked(
    desk: Desk,
    office: SmallOffice,
    period: Period,
    by: By = By.SERVICE,
    only: Filter = Filter(),
    scope: Scope = OWN,
) -> Statistics:
    return reading.read(desk, office.actor("supervisor-1"), Question(period, by, scope, only))


def counts(desk: Desk, office: SmallOffice, which: date) -> Counts:
    """Return all that is kept of a day that is over; it must be counted."""
    found = asked(desk, office, day_of(which))
    assert found.is_whole
    return found.total.counts


def kept(desk: Desk, office: SmallOffice) -> upkeep.Upkeep:
    return upkeep.bring_up_to_date(desk, office.actor("asesor-1"))


def by_phone(desk: Desk, office: SmallOffice) -> Any:
    """A support case that was answered and ended in one step."""
    return resolving.support(
        desk,
        office.actor("asesor-1"),
        NewCase(7, Channel.PHONE, topic="access", system="eSIGEF", problem="No entra"),
        resolving.Answer(SolutionType.EXPLAINED, "Se le explicó"),
        ConformityKind.GIVEN,
    )


def reopened_and_closed(desk: Desk, office: SmallOffice, case: Any) -> None:
    ana = office.actor("asesor-1")
    resolving.reopen(desk, office.actor("supervisor-1"), case.id, "No sirvió")
    resolving.resolve(desk, ana, case.id, resolving.Answer(SolutionType.EXPLAINED, "Otra vez"))
    resolving.close(desk, ana, case.id, ConformityKind.GIVEN)


# ------------------------------------------------------------------------- today and after


def test_a_day_is_read_alike_while_it_is_today_and_when_it_is_over(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned_case(desk, office, ana, person, entity)
    issue(desk, office, 6)
    clock.go(minutes=12)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(minutes=7)
    serving.finish(desk, ana, "Sin trámite")
    by_phone(desk, office)
    live = {by: asked(desk, office, day_of(TODAY), by) for by in By}
    ranked = {
        what: ranking.rank(desk, office.actor("supervisor-1"), RankQuestion(day_of(TODAY), what))
        for what in RankBy
    }
    assert kept(desk, office) == upkeep.Upkeep((), 0)
    clock.go(days=1)
    pending = asked(desk, office, day_of(TODAY))
    assert [(gap.kind, gap.days) for gap in pending.gaps] == [(GapKind.NOT_COUNTED, (TODAY,))]
    assert kept(desk, office).counted[0] == TODAY
    assert kept(desk, office) == upkeep.Upkeep((), 0)
    for by in By:
        then = asked(desk, office, day_of(TODAY), by)
        assert (then.lines, then.total) == (live[by].lines, live[by].total), by
        assert live[by].live
        assert not then.live
        assert then.is_whole
    for what in RankBy:
        then_ranked = ranking.rank(
            desk, office.actor("supervisor-1"), RankQuestion(day_of(TODAY), what)
        )
        assert then_ranked == ranked[what]
        assert then_ranked.total == sum(line.count for line in then_ranked.lines) > 0
    total = live[By.SERVICE].total
    assert (total.counts.issued, total.counts.served, total.counts.lost) == (2, 2, 1)
    assert (total.wait.usual, total.wait.most) == (6.0, 12.0)
    labels = {by: [line.label for line in live[by].lines] for by in By}
    assert labels[By.COUNTER] == ["Ventanilla 1", NO_COUNTER]
    assert labels[By.SPECIALIST] == ["Ana Asesora", NOBODY]
    assert labels[By.CHANNEL] == ["En ventanilla", "Por teléfono"]
    assert labels[By.OFFICE] == ["Centro de Servicios Quito"]
    assert labels[By.ENTITY] == ["Municipio de Ejemplo"]
    assert labels[By.DAY] == ["04/12/2026"]
    assert labels[By.WEEK] == ["30/11/2026"]
    assert labels[By.MONTH] == ["diciembre de 2026"]


def test_an_empty_month_and_one_turno(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    issue(desk, office, 6)
    clock.go(days=60)
    assert kept(desk, office).left == 0
    month = asked(desk, office, month_of(TODAY))
    assert month.total.counts == Counts(issued=1)
    empty = asked(desk, office, month_of(date(2027, 1, 5)))
    assert empty.total.is_empty
    assert not empty.lines
    assert empty.is_whole
    ahead = asked(desk, office, month_of(date(2027, 5, 5)))
    assert (ahead.total.is_empty, ahead.is_whole, ahead.live) == (True, True, False)
    year = asked(desk, office, year_of(TODAY), By.MONTH)
    assert [line.label for line in year.lines] == ["diciembre de 2026"]
    assert asked(desk, office, Period(TODAY - DAY, clock.now().date())).total.counts.issued == 1


def test_nothing_is_written_while_only_today_is_touched(
    desk: Desk, office: SmallOffice, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.go(days=-1)
    issue(desk, office, 6)
    clock.go(days=1)
    kept(desk, office)

    def standing() -> tuple[int, int | None]:
        with desk.units.read() as unit:
            return unit.log.head().sequence, unit.figures.counted_through()

    issue(desk, office, 6)
    before = standing()
    assert kept(desk, office) == upkeep.Upkeep((), 0)
    assert standing() == before
    monkeypatch.setattr(upkeep, "FEW", 0)
    assert kept(desk, office) == upkeep.Upkeep((), 0)
    assert standing() == (before[0], before[0])  # the place is kept, and nothing is told
    clock.go(days=1)
    assert kept(desk, office).counted == (TODAY,)
    assert counts(desk, office, TODAY) == Counts(issued=1)


# ------------------------------------------------------------------------- the right day again


def test_an_attention_that_ends_the_next_day_is_of_the_day_of_its_turno(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = at_the_counter(desk, office, ana, 6)
    clock.go(days=1)
    kept(desk, office)
    assert counts(desk, office, TODAY) == Counts(issued=1, calls=1)
    serving.finish(desk, ana, "Se quedó abierta")
    assert [gap.days for gap in asked(desk, office, month_of(TODAY)).gaps] == [(TODAY,)]
    assert kept(desk, office).counted == (TODAY,)
    assert counts(desk, office, TODAY) == Counts(issued=1, calls=1, served=1)
    assert asked(desk, office, day_of(TODAY)).total.attentions == ()
    with desk.units.read() as unit:
        assert unit.tickets.get(ticket.id).finished_at is not None


def test_who_ends_what_was_left_did_not_attend_it(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = at_the_counter(desk, office, ana, 6)
    serving.hold(desk, ana, "Trae una copia")
    steering.end_attention(desk, office.actor("supervisor-1"), ticket.id, "No volvió")
    clock.go(days=1)
    kept(desk, office)
    by_staff = asked(desk, office, day_of(TODAY), By.SPECIALIST)
    assert {line.label: line.figures.counts.served for line in by_staff.lines} == {
        "Ana Asesora": 1,
        NOBODY: 0,
    }


def test_paper_turnos_entered_later_are_of_their_day(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("10:00")
    issue(desk, office, 6)
    clock.go(days=1)
    kept(desk, office)
    supervisor, reception = office.actor("supervisor-1"), office.actor("recepcion-1")
    came = MORNING + timedelta(hours=3)
    contingency.declare(desk, supervisor, came)
    line = PaperTurno(
        1, came, (6,), fate=Fate.ATTENDED, counter_id=office.counter_id(2),
        began=came + timedelta(minutes=4), ended=came + timedelta(minutes=15),
    )  # fmt: skip
    contingency.enter(desk, reception, line)
    contingency.end(desk, supervisor)
    assert kept(desk, office).counted == (TODAY,)
    assert counts(desk, office, TODAY) == Counts(issued=2, served=1, calls=1)
    total = asked(desk, office, day_of(TODAY)).total
    assert (total.waits, total.attentions) == (((4, 1),), ((11, 1),))


def test_a_day_opened_again_is_counted_again(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    supervisor = office.actor("supervisor-1")
    issue(desk, office, 6)
    day.close_day(desk, supervisor, "Fin")
    day.reopen_day(desk, supervisor, "Faltaba uno")
    issue(desk, office, 6)
    clock.go(days=1)
    kept(desk, office)
    assert counts(desk, office, TODAY) == Counts(issued=2, expired=1)


def test_a_case_reopened_and_closed_in_the_next_year_was_served_once(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.set(datetime(2026, 12, 31, 20, tzinfo=UTC))
    case = by_phone(desk, office)
    clock.set(datetime(2027, 1, 4, 14, tzinfo=UTC))
    kept(desk, office)
    reopened_and_closed(desk, office, case)
    clock.go(days=1)
    assert kept(desk, office).counted == (date(2027, 1, 4),)
    then = counts(desk, office, date(2026, 12, 31))
    assert (then.opened, then.answered, then.closed, then.reopened) == (1, 1, 1, 0)
    now = counts(desk, office, date(2027, 1, 4))
    assert (now.opened, now.answered, now.closed, now.reopened) == (0, 1, 0, 1)
    by_month = asked(desk, office, Period(date(2026, 12, 1), date(2027, 1, 31)), By.MONTH)
    assert [line.figures.counts.closed for line in by_month.lines] == [1, 0]


def test_an_office_of_another_clock_closes_by_the_clock_of_guayaquil(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    with desk.units.write() as unit:
        islands = replace(office.office, timezone="Pacific/Galapagos", version=2)
        unit.log.append("office", islands.id, 2, "x", {}, actor_id=None, at=desk.clock.now())
        unit.offices.save_office(islands)
    clock.set(datetime(2026, 12, 1, 5, 30, tzinfo=UTC))  # 23:30 of November there, 00:30 here
    by_phone(desk, office)
    clock.set(datetime(2027, 2, 1, 20, tzinfo=UTC))
    kept(desk, office)
    november = asked(desk, office, month_of(date(2026, 11, 30))).total.counts
    december = asked(desk, office, month_of(date(2026, 12, 1))).total.counts
    assert (november.opened, november.answered, november.closed) == (1, 1, 0)
    assert (december.opened, december.answered, december.closed) == (0, 0, 1)


def moved_to_the_islands(desk: Desk, office: SmallOffice) -> None:
    now = office.office
    form = office_admin.OfficeForm(now.name, now.ministry, now.address, "Pacific/Galapagos")
    office_admin.edit_office(desk, office.actor("admin-1"), now.version, form)


def test_an_office_whose_clock_is_corrected_counts_all_its_days_again(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.set(datetime(2026, 12, 4, 9, 30, tzinfo=UTC))  # 04:30 here, still the 3rd there
    by_phone(desk, office)
    clock.set(datetime(2027, 2, 1, 20, tzinfo=UTC))
    kept(desk, office)
    assert counts(desk, office, TODAY).opened == 1
    moved_to_the_islands(desk, office)
    december = month_of(TODAY)
    assert [gap.days for gap in asked(desk, office, december).gaps] == [(TODAY - DAY, TODAY)]
    kept(desk, office)
    by_day = asked(desk, office, december, By.DAY)
    assert {line.key: line.figures.counts.opened for line in by_day.lines} == {
        TODAY - DAY: 1,
        TODAY: 0,  # its closing stands there, by the calendar of Guayaquil
    }
    assert asked(desk, office, december).total.counts.opened == 1


def test_a_clock_set_back_before_all_that_was_counted_stops_nothing(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.go(days=90)
    ahead = clock.now().date()
    by_phone(desk, office)
    clock.go(days=1)
    kept(desk, office)
    clock.set(MORNING)
    by_phone(desk, office)
    assert kept(desk, office) == upkeep.Upkeep()
    clock.go(days=1)
    assert kept(desk, office).counted == (TODAY,)
    assert counts(desk, office, TODAY).opened == 1
    clock.go(days=90)
    kept(desk, office)
    assert counts(desk, office, ahead).opened == 1


def test_a_counter_opened_once_the_clock_is_set_back_is_that_of_counted_days_too(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.go(days=3)
    ahead = clock.now().date()
    by_phone(desk, office)
    clock.go(days=1)
    kept(desk, office)
    clock.set(MORNING)
    opened(desk, office, "asesor-1", 1)
    clock.go(days=5)
    kept(desk, office)
    by_counter = asked(desk, office, day_of(ahead), By.COUNTER)
    assert [(line.key, line.figures.counts.opened) for line in by_counter.lines] == [(1, 1)]


def test_a_clock_corrected_before_anything_was_counted(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    by_phone(desk, office)
    moved_to_the_islands(desk, office)
    clock.go(days=1)
    kept(desk, office)
    assert counts(desk, office, TODAY).opened == 1


def test_a_clock_is_corrected_on_data_of_an_earlier_program(
    desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "SqlFigures", lambda *_: NotThereYet("Las cifras"))
    moved_to_the_islands(desk, office)
    with desk.units.read() as unit:
        assert unit.offices.office().timezone == "Pacific/Galapagos"


def test_another_log_than_was_read_has_all_its_days_counted(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    """An older copy of the log beside newer figures: nothing of it is passed over."""
    by_phone(desk, office)
    clock.go(days=1)
    with desk.units.write() as unit:
        unit.figures.set_counted_through(10**6)
        unit.log.append("office", office.office.id, 2, "x", {}, actor_id=None, at=desk.clock.now())
    assert [gap.days for gap in asked(desk, office, day_of(TODAY)).gaps] == [(TODAY,)]
    kept(desk, office)
    assert counts(desk, office, TODAY).opened == 1
    assert kept(desk, office) == upkeep.Upkeep()


def test_a_case_of_another_service_counts_where_it_belongs(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    clock.go(days=3)
    kept(desk, office)
    cases.reclassify(desk, ana, case.id, 2)
    assert kept(desk, office).counted == (TODAY,)
    found = asked(desk, office, day_of(TODAY), By.SERVICE)
    assert {line.key: line.figures.counts.opened for line in found.lines} == {1: 0, 2: 1}


# ------------------------------------------------------------------------- months and filters


def test_months_are_read_from_their_sums_and_odd_days_from_theirs(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    for back in range(40, 0, -1):
        clock.set(MORNING - timedelta(days=back))
        if clock.now().weekday() < 5:
            issue(desk, office, 6 if back % 2 else 1)
    clock.set(MORNING)
    issue(desk, office, 6)
    while kept(desk, office).left:
        pass
    with desk.units.read() as unit:
        assert unit.figures.months_summed(office.office.id, date(2026, 1, 1), TODAY) == {
            date(2026, 10, 1),
            date(2026, 11, 1),
        }
    whole = Period(date(2026, 10, 20), TODAY)
    one_by_one = sum(
        asked(desk, office, day_of(which)).total.counts.issued for which in whole.days()
    )
    for by in By:
        if by is By.ENTITY:
            continue
        found = asked(desk, office, whole, by)
        assert found.total.counts.issued == one_by_one == 30, by
        only = asked(desk, office, whole, by, Filter(services=frozenset({1})))
        assert 0 < only.total.counts.issued < one_by_one
    nobody = asked(desk, office, whole, By.SERVICE, Filter(staff=frozenset({None})))
    assert nobody.total.counts.issued == one_by_one
    two_months = Period(date(2026, 9, 30), TODAY)
    assert asked(desk, office, two_months, By.MONTH).total.counts.issued == one_by_one
    november = month_of(date(2026, 11, 1))
    assert asked(desk, office, november).total.counts.issued == 21


def test_public_bodies_are_counted_over_months(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ana = opened(desk, office, "asesor-1", 1)
    returned_case(desk, office, ana, person, entity)
    clock.go(days=40)
    kept(desk, office)
    for period in (month_of(TODAY), day_of(TODAY), year_of(TODAY)):
        (line,) = asked(desk, office, period, By.ENTITY).lines
        found = line.figures.counts
        assert (found.issued, found.lost, found.opened, found.returned) == (1, 1, 1, 1)
        mine = Filter(entities=frozenset({entity.id}))
        assert [one.key for one in asked(desk, office, period, By.SERVICE, mine).lines] == [1]
        (of_office,) = asked(desk, office, period, By.OFFICE, mine).lines
        assert of_office.label == "Centro de Servicios Quito"
        other = Filter(services=frozenset({6}))
        assert not asked(desk, office, period, By.ENTITY, other).lines
        none = Filter(entities=frozenset({new_id()}))
        assert asked(desk, office, period, By.SERVICE, none).total.is_empty
    boss = office.actor("supervisor-1")
    lines = ranking.rank(desk, boss, RankQuestion(month_of(TODAY), RankBy.ENTITY)).lines
    assert [(line.label, line.count) for line in lines] == [("Municipio de Ejemplo", 1)]
    other_service = RankQuestion(month_of(TODAY), RankBy.ENTITY, services=frozenset({6}))
    assert not ranking.rank(desk, boss, other_service).lines


@pytest.mark.parametrize(
    "question",
    [
        Question(day_of(TODAY), By.ENTITY, ALL),
        Question(day_of(TODAY), By.ENTITY, Scope(new_id())),
        Question(day_of(TODAY), By.COUNTER, only=Filter(entities=frozenset({new_id()}))),
        Question(day_of(TODAY), By.ENTITY, only=Filter(counters=frozenset({1}))),
        Question(day_of(TODAY), By.ENTITY, only=Filter(staff=frozenset({None}))),
        Question(day_of(TODAY), By.ENTITY, only=Filter(channels=frozenset({"phone"}))),
    ],
)
def test_what_is_not_counted_together_is_refused(
    desk: Desk, office: SmallOffice, question: Question
) -> None:
    with pytest.raises(InvalidInput):
        reading.read(desk, office.actor("supervisor-1"), question)


# ------------------------------------------------------------------------- what happened most


def ranked(desk: Desk, office: SmallOffice, by: RankBy, **more: Any) -> tuple[RankLine, ...]:
    question = RankQuestion(month_of(TODAY), by, **more)
    return ranking.rank(desk, office.actor("supervisor-1"), question).lines


def handed_back(desk: Desk, office: SmallOffice) -> None:
    ana = office.actor("asesor-1")
    person = a_person(desk, office, "0912345675" if _known(desk) else "1710034065")
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=_entity(desk, office))
    case = opened_case(desk, ana, 1, ticket, apart="Otra dependencia")
    check(desk, ana, case, 5, skip=(6,))
    checklists.give_back(desk, ana, case.id)
    serving.finish(desk, ana)


def _known(desk: Desk) -> bool:
    with desk.units.read() as unit:
        return bool(unit.entities.search("Municipio", 1))


def _entity(desk: Desk, office: SmallOffice) -> Any:
    with desk.units.read() as unit:
        found = unit.entities.search("Municipio", 1)
    return found[0] if found else an_entity(desk, office)


def test_a_requirement_is_one_line_over_versions_unless_it_says_another_thing(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    catalogue_admin.keep_shipped(desk)
    opened(desk, office, "asesor-1", 1)
    handed_back(desk, office)

    def published(number: int, change: Callable[[Any], Any]) -> None:
        now = desk.catalogue
        services = tuple(
            replace(
                service,
                requirements=tuple(
                    change(one) if one.number == 5 else one for one in service.requirements
                ),
            )
            if service.id == 1
            else service
            for service in now.services
        )
        text = desk.catalogues.write(replace(now, services=services))
        catalogue_admin.publish(desk, office.actor("admin-1"), number, text, "Cambia")

    published(1, lambda one: replace(one, note="Otra nota"))
    handed_back(desk, office)
    (line,) = ranked(desk, office, RankBy.REQUIREMENT)
    assert (line.count, line.service, len(line.raw)) == (2, 1, 2)
    assert line.detail.endswith(", requisito 5")
    (reason,) = ranked(desk, office, RankBy.REASON)
    assert (reason.count, reason.label, reason.key) == (2, "Otro motivo", "otro")
    published(2, lambda one: replace(one, document="Otro documento", short_name="Otro doc."))
    clock.go(days=3)
    kept(desk, office)
    opened(desk, office, "asesor-1", 1)
    with desk.units.read() as unit:
        first = unit.case_days.returned(TODAY)[0]
    cases.withdraw(desk, office.actor("asesor-1"), first.id, "Desiste")
    person = a_person(desk, office, "0102030400", "Otra Persona")
    ticket = at_the_counter(
        desk, office, office.actor("asesor-1"), 1, person=person, entity=_entity(desk, office)
    )
    ana = office.actor("asesor-1")
    case = opened_case(desk, ana, 1, ticket, apart="Tercera")
    check(desk, ana, case, 5, skip=(6,))
    checklists.give_back(desk, ana, case.id)
    new, old = sorted(ranked(desk, office, RankBy.REQUIREMENT), key=lambda one: one.count)
    assert (new.label, new.count, old.count) == ("Otro doc.", 1, 2)
    assert old.detail.endswith(", requisito 5, versión 2 del catálogo")
    assert not ranked(desk, office, RankBy.REQUIREMENT, services=frozenset({2}))


def test_topics_systems_and_solutions_have_their_words(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    by_phone(desk, office)
    clock.go(days=1)
    kept(desk, office)
    assert [line.label for line in ranked(desk, office, RankBy.SYSTEM)] == ["eSIGEF"]
    (topic,) = ranked(desk, office, RankBy.TOPIC)
    known = desk.catalogue.topic("access")
    assert known is not None
    assert (topic.label, topic.count, topic.raw) == (known.name, 1, frozenset({"access"}))
    (solution,) = ranked(desk, office, RankBy.SOLUTION)
    assert solution.label == "Explicación (sin solución del banco)"


# ------------------------------------------------------------------------- whoever comes first


class Between:
    """Units of work: something happens between a reading and the writing that follows."""

    def __init__(self, units: Units, act: Callable[[], object]) -> None:
        self.read = units.read
        self._units, self._act = units, act

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a write, once the other thing is done."""
        act, self._act = self._act, lambda: None
        act()
        return self._units.write()


def test_two_workstations_count_the_same_days_once(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office, 6)
    clock.go(days=3)
    issue(desk, office, 6)
    clock.go(days=1)
    other = replace(desk, units=Between(desk.units, lambda: kept(desk, office)))
    assert set(kept(other, office).counted) == {TODAY, TODAY + timedelta(days=3)}
    assert kept(desk, office) == upkeep.Upkeep((), 0)
    assert counts(desk, office, TODAY) == Counts(issued=1)


def test_what_is_touched_while_it_is_counted_is_counted_again(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    at_the_counter(desk, office, ana, 6)
    clock.go(days=1)
    meanwhile = Between(desk.units, lambda: serving.finish(desk, ana, "Se quedó abierta"))
    done = kept(replace(desk, units=meanwhile), office)
    assert done == upkeep.Upkeep((), 1)
    assert not asked(desk, office, day_of(TODAY)).is_whole
    assert kept(desk, office) == upkeep.Upkeep((TODAY,), 0)
    assert counts(desk, office, TODAY).served == 1


def test_killed_before_it_is_kept_a_day_is_still_to_be_counted(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office, 6)
    clock.go(days=1)

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept(replace(desk, units=Between(desk.units, killed)), office)
    assert [gap.days for gap in asked(desk, office, day_of(TODAY)).gaps] == [(TODAY,)]
    assert kept(desk, office).counted == (TODAY,)
    assert counts(desk, office, TODAY) == Counts(issued=1)


def test_a_first_run_counts_every_day_there_is_the_newest_first(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    wanted: list[date] = []
    for back in (399, 91, 63, 3):
        clock.set(MORNING - timedelta(days=back))
        if back == 63:
            by_phone(desk, office)
        else:
            issue(desk, office, 6)
        wanted.insert(0, clock.now().date())
    clock.set(MORNING)
    done = upkeep.bring_up_to_date(desk, office.actor("admin-1"), most=2)
    assert done == upkeep.Upkeep(tuple(wanted[:2]), 2)
    assert kept(desk, office) == upkeep.Upkeep(tuple(wanted[2:]), 0)
    with desk.units.read() as unit:
        assert len(unit.figures.months_summed(office.office.id, date(2020, 1, 1), TODAY)) == 3
        told = [op for op in unit.log.all() if op.type == "figures_counted"]
    assert len(told) == 2

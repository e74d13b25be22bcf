"""What every store of the figures must do: what happened to cases, days counted, their sums."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.catalogue_file import catalogues
from desktop.usecases.desk import Desk
from domain.case_events import CaseEvent, CaseEventKind
from domain.exchange import ImageDamaged, Plain, RowImage
from domain.figures.counting import ATTENTION, LATE, WAIT
from domain.figures.facts import (
    COUNTED,
    Counts,
    DayFacts,
    EntityFact,
    Fact,
    FactKey,
    Ranked,
    RankedKind,
)
from domain.figures.statistics import Dim
from domain.ids import new_id
from domain.ports import Units
from domain.ports.known_figures import NOT_WHOLE, OfficeTold
from tests.contracts.test_cases import a_case
from tests.contracts.test_units import tell
from tests.office import CHEAP, MORNING, FakeClock, SmallOffice
from tests.usecases.figures.test_second_count import agree, begun, played

DAY = date(2026, 12, 3)
NEXT = DAY + timedelta(days=1)
MONTH = date(2026, 12, 1)


def test_random_days_are_counted_as_the_log_tells_them(units: Units, office: SmallOffice) -> None:
    play = begun(Desk(units, catalogues(), FakeClock(), CHEAP), office, seed=17)
    played(play, days=2, acts=110)
    witness = agree(play)
    counted = Counter(name for _, name, *_ in witness.lines)
    assert {"served", "returned", "rejoined", "closed", "reopened"} <= counted.keys()


def a_day(day: date, office: SmallOffice, issued: int = 3) -> DayFacts:
    ana = office.staff["asesor-1"].id
    return DayFacts(
        day,
        (
            Fact(FactKey(6, "in_person"), Counts(issued=issued)),
            Fact(FactKey(6, "in_person", 1, ana), Counts(served=2), ((3, 1), (12, 1)), ((7, 2),)),
            Fact(FactKey(7, "phone", 0, ana), Counts(opened=1, closed=1), (), ()),
        ),
        (Ranked(RankedKind.TOPIC, 7, "access", 4), Ranked(RankedKind.SYSTEM, 7, "e" * 120, 1)),
        (EntityFact(office.office.id, 6, visits=issued, lost=1),),
    )


def test_a_day_comes_back_as_it_was_counted_and_is_due_no_more(
    units: Units, office: SmallOffice
) -> None:
    first, again = a_day(DAY, office), a_day(DAY, office, issued=9)
    with units.write() as unit:
        tell(unit)
        assert unit.figures.counted_through() is None
        unit.figures.set_counted_through(3)
        unit.figures.set_counted_through(44)
        unit.figures.add_due([NEXT, DAY])
        unit.figures.add_due([DAY])
        assert list(unit.figures.due(date(2027, 1, 1), 9)) == [NEXT, DAY]
        unit.figures.put_day(first)
    with units.write() as unit:
        tell(unit)
        assert unit.figures.counted_through() == 44
        assert list(unit.figures.due(date(2027, 1, 1), 9)) == [NEXT]
        assert list(unit.figures.due_between(DAY, NEXT)) == [NEXT]
        assert (unit.figures.count_due(NEXT), unit.figures.count_due(date(2027, 1, 1))) == (0, 1)
        found = unit.figures.days(DAY, NEXT)
        assert {day for day, _ in found} == {DAY}
        assert {fact.key: fact for _, fact in found} == {fact.key: fact for fact in first.facts}
        assert set(unit.figures.ranked(DAY, DAY)) == set(first.ranked)
        assert set(unit.figures.entity_days(DAY, DAY)) == set(first.entities)
        unit.figures.put_day(again)
        assert unit.figures.first_day() == DAY
        assert {fact for _, fact in unit.figures.days(DAY, DAY)} == set(again.facts)
        assert unit.figures.entity_days(DAY, DAY)[0].visits == 9
        unit.figures.put_day(DayFacts(DAY))
        assert not unit.figures.days(DAY, DAY)
        assert not unit.figures.ranked(DAY, DAY)
        assert unit.figures.first_day() is None


def test_a_day_counted_alike_changes_nothing_that_travels(
    units: Units, office: SmallOffice
) -> None:
    with units.write() as unit:
        tell(unit)
        unit.figures.put_day(a_day(DAY, office))
    with units.write() as unit:  # it would be refused: nothing is told
        unit.figures.put_day(a_day(DAY, office))


def test_days_and_months_are_summed_by_what_is_asked(units: Units, office: SmallOffice) -> None:
    ana = office.staff["asesor-1"].id
    with units.write() as unit:
        tell(unit)
        unit.figures.put_day(a_day(DAY, office))
        unit.figures.put_day(a_day(NEXT, office, issued=5))
        for dims, keys in (
            (frozenset(), [FactKey(0, "")]),
            (frozenset({Dim.SERVICE}), [FactKey(6, ""), FactKey(7, "")]),
            (frozenset({Dim.STAFF}), [FactKey(0, ""), FactKey(0, "", 0, ana)]),
            (frozenset({Dim.COUNTER, Dim.CHANNEL}), None),
        ):
            found = unit.figures.day_sums(DAY, NEXT, dims)
            assert sum(fact.counts.issued for _, fact in found) == 8
            assert sum(fact.counts.served for _, fact in found) == 4
            assert sum(count for _, fact in found for _, count in fact.waits) == 4
            if keys is not None:
                assert {fact.key for _, fact in found} == set(keys)
        dated = unit.figures.day_sums(DAY, NEXT, frozenset(), dated=True)
        assert [(day, fact.counts.issued) for day, fact in sorted(dated, key=str)] == [
            (DAY, 3),
            (NEXT, 5),
        ]
        assert not unit.figures.day_sums(date(2020, 1, 1), date(2020, 1, 2), frozenset())
        office_id = office.office.id
        facts = [fact for _, fact in unit.figures.days(DAY, NEXT)]
        unit.figures.put_month(office_id, MONTH, facts)
        unit.figures.put_entities(MONTH, unit.figures.entity_days(DAY, NEXT))
        assert unit.figures.months_summed(office_id, MONTH, MONTH) == {MONTH}
        ((_, month),) = unit.figures.month_sums(office_id, MONTH, MONTH, frozenset())
        ((_, days),) = unit.figures.day_sums(DAY, NEXT, frozenset())
        assert month == days
        assert month.waits == ((3, 2), (12, 2))
        assert unit.figures.entity_months(MONTH, MONTH)[0].visits == 8
        assert not unit.figures.month_sums(new_id(), MONTH, MONTH, frozenset())
        unit.figures.forget_month(office_id, MONTH)
        assert not unit.figures.months_summed(office_id, MONTH, MONTH)
        assert not unit.figures.entity_months(MONTH, MONTH)
        assert not unit.figures.known_offices()
        assert not unit.figures.known_day_sums(office_id, DAY, NEXT, frozenset())
        assert not unit.figures.known_ranked(office_id, DAY, NEXT)


def test_days_on_which_something_was_counted(units: Units, office: SmallOffice) -> None:
    attended = FactKey(6, "in_person", 1, office.staff["asesor-1"].id)
    late = replace(a_day(NEXT, office), facts=(Fact(attended, Counts(answered=2, promised=2)),))
    body = EntityFact(office.office.id, 7, visits=1, answered=2, promised=2)
    with units.write() as unit:
        tell(unit)
        unit.figures.put_day(a_day(DAY, office))
        unit.figures.put_day(replace(late, entities=(body,)))
    with units.read() as unit:
        figures = unit.figures
        for what in ("served", WAIT, ATTENTION):
            assert list(figures.days_with(what, DAY, NEXT)) == [(DAY, attended)]
        assert list(figures.days_with(LATE, DAY, NEXT)) == [(NEXT, attended)]
        assert list(figures.days_with("reopened", DAY, NEXT)) == []
        assert list(figures.days_with("served", NEXT, NEXT)) == []
        of_body = {what: figures.days_of_entity(office.office.id, what, DAY, NEXT)
                   for what in ("issued", "lost", LATE)}  # fmt: skip
        assert {what: list(days) for what, days in of_body.items()} == {
            "issued": [(DAY, 6), (NEXT, 7)],
            "lost": [(DAY, 6)],
            LATE: [(NEXT, 7)],
        }
        assert list(figures.days_of_entity(new_id(), "issued", DAY, NEXT)) == []
        topics = figures.days_ranked(RankedKind.TOPIC, DAY, NEXT)
        assert [(day, one.key, one.count) for day, one in topics] == [
            (DAY, "access", 4),
            (NEXT, "access", 4),
        ]


def test_what_happened_to_a_case_comes_back_in_its_order(units: Units, office: SmallOffice) -> None:
    ana = office.staff["asesor-1"].id
    with units.write() as unit:
        tell(unit)
        case = a_case(unit, office)
        unit.cases.add(case)
    opened = CaseEvent(
        case.id, 1, CaseEventKind.OPENED, True, MORNING, 6, "email", ana, None, None,
    )  # fmt: skip
    closed = replace(
        opened,
        place=2,
        kind=CaseEventKind.CLOSED,
        at=MORNING + timedelta(hours=1),
        clock_from=MORNING,
        due_at=MORNING + timedelta(hours=9),
        detail="given",
    )
    again = replace(closed, place=3, first=False, at=MORNING + timedelta(hours=2))
    with units.write() as unit:
        tell(unit)
        for event in (again, closed, opened):
            unit.case_events.add(event)
    with units.read() as unit:
        assert list(unit.case_events.of(case.id)) == [opened, closed, again]
        assert not unit.case_events.of(new_id())
        assert list(unit.case_events.between(MORNING, again.at)) == [opened, closed]
        assert unit.case_events.served(MORNING, again.at + timedelta(days=1)) == {6: 1}
        assert unit.case_events.served(again.at, again.at + timedelta(days=1)) == {}
        assert unit.figures.next_event(MORNING + timedelta(seconds=1)) == closed.at
        assert unit.figures.next_event(again.at + timedelta(seconds=1)) is None


def test_other_offices_figures_are_kept_as_they_were_told(
    units: Units, office: SmallOffice
) -> None:
    other, ana = new_id(), office.staff["asesor-1"].id
    values: dict[str, Plain] = {"service": 6, "channel": "in_person", "counter": 1}
    told: dict[str, Plain] = {"day": DAY.isoformat()} | values | dict.fromkeys(COUNTED, 0)
    told |= {"staff": str(ana), "issued": 4, "waits": "3:1 12:1", "attentions": ""}
    image = RowImage("figure_day", f"{DAY}|6|in_person|1|{ana}", told)
    kept = OfficeTold(other, "CUENCA", "Cuenca", MORNING, 9, 2, 1, DAY, NEXT, {ana: "Ana Ñusta"})
    with units.write() as unit:
        tell(unit)
        known = unit.known_figures
        assert known.office(other) is None
        known.put_office(replace(kept, head=NOT_WHOLE))
        known.put_office(kept)
        topic: dict[str, Plain] = {
            "day": DAY.isoformat(),
            "what": "topic",
            "service": 7,
            "key": "a|b",
            "count": 2,
        }
        ranked = RowImage("figure_ranked", f"{DAY}|topic|7|a|b", topic)
        assert known.apply(other, [image, ranked, image]) == {DAY}
    with units.write() as unit:
        tell(unit)
        known = unit.known_figures
        assert known.office(other) == kept
        assert (known.count(other), known.bounds(other, NEXT)) == (2, (DAY, DAY))
        assert known.bounds(other, DAY - timedelta(days=1)) is None
        (fact,) = known.facts(other, DAY, NEXT)
        assert (fact.key.staff, fact.counts.issued, fact.waits) == (ana, 4, ((3, 1), (12, 1)))
        unit.figures.put_month(other, MONTH, (fact,))
        known.apply(other, [replace(ranked, row=None)])
        assert known.count(other) == 1
        known.forget(other)
        assert (known.count(other), list(known.facts(other, DAY, NEXT))) == (0, [])
        assert unit.figures.months_summed(other, MONTH, MONTH) == frozenset()
        with pytest.raises(ImageDamaged):
            known.apply(other, [replace(image, row={**told, "staff": "x"})])

"""What every store of closed days, notices and handed-back cases must do."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case_parts import CaseState, Matter, Origin, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Finding, Verdict
from domain.day_figures import (
    CaseFigures,
    ClosedDayTotals,
    DayFigures,
    Measure,
    MinuteCount,
    Slot,
    Spread,
)
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.notices import Notice
from domain.people import Entity
from domain.ports import CallRecord, CaseReturn, Units
from tests.contracts.test_units import add, tell, ticket
from tests.office import MORNING, SmallOffice

TODAY = date(2026, 12, 4)
DAY_ENDS = MORNING + timedelta(hours=20)


# ------------------------------------------------------------------------------- closed days


def test_a_closed_day_comes_back_as_it_was_counted(units: Units, office: SmallOffice) -> None:
    figures = DayFigures(9, 7, 1, 1, 2, 1, 3, Spread(2.5, 11.0), Spread(), CaseFigures(5, 4, 3, 2))
    totals = ClosedDayTotals(office.office.id, TODAY, 44, figures)
    slots = [Slot(16, 1, 1, 0), Slot(16, 6, 4, 1), Slot(17, 1, 0, 2)]
    minutes = [MinuteCount(Measure.ATTENTION, 6, 3, 1), MinuteCount(Measure.WAIT, 6, 2, 5)]
    earlier = replace(totals, day=TODAY - timedelta(days=1), figures=DayFigures())
    with units.write() as unit:
        tell(unit)
        unit.closed_days.put(earlier, [], [])
        unit.closed_days.put(replace(totals, sequence=43), minutes=minutes[:1], slots=slots[:1])
        unit.closed_days.put(totals, slots, minutes)
    with units.read() as unit:
        days = unit.closed_days
        assert days.get(TODAY) == totals
        assert days.get(TODAY + timedelta(days=1)) is None
        assert list(days.slots(TODAY)) == slots
        assert list(days.minutes(TODAY, Measure.WAIT)) == minutes[1:]
        assert list(days.minutes(TODAY, Measure.ATTENTION)) == minutes[:1]
        tomorrow = TODAY + timedelta(days=1)
        assert list(days.last(tomorrow, 9)) == [totals, earlier]
        assert list(days.last(tomorrow, 1)) == [totals]
        assert list(days.last(TODAY, 9)) == [earlier]
        assert list(days.arrivals(tomorrow, 9)) == [(earlier.day, 0), (TODAY, 9)]
        assert list(days.arrivals(tomorrow, 1)) == [(TODAY, 9)]
        assert list(days.arrivals(TODAY, 9)) == [(earlier.day, 0)]
        # Nobody came in the half hour in which somebody's attention ended.
        assert list(days.half_hours(earlier.day, tomorrow)) == [(TODAY, 16, 5)]
        assert list(days.half_hours(earlier.day, TODAY)) == []
    with units.write() as unit:
        tell(unit)
        unit.closed_days.remove(TODAY)
        assert unit.closed_days.get(TODAY) is None
        assert list(unit.closed_days.slots(TODAY)) == []


# ---------------------------------------------------------------------------------- notices


def test_notices_are_unread_until_they_are_read(units: Units, office: SmallOffice) -> None:
    def notice(counter: int, minute: int, day: date = TODAY) -> Notice:
        at = MORNING + timedelta(minutes=minute)
        sender = office.staff["supervisor-1"].id
        return Notice(
            new_id(), office.office.id, day, office.counter_id(counter), "Aviso ñ", sender, at
        )

    first, second, other = notice(1, 5), notice(1, 9), notice(2, 7)
    with units.write() as unit:
        tell(unit)
        for one in (second, first, other, notice(1, 1, TODAY - timedelta(days=1))):
            unit.notices.add(one)
    with units.read() as unit:
        assert list(unit.notices.unread(office.counter_id(1), TODAY)) == [first, second]
        assert list(unit.notices.of_day(TODAY)) == [second, other, first]
    read = first.read(office.staff["asesor-1"].id, MORNING)
    with units.write() as unit:
        tell(unit)
        unit.notices.save(read)
        assert unit.notices.get(first.id) == read
        assert list(unit.notices.unread(office.counter_id(1), TODAY)) == [second]
        with pytest.raises(NotFound):
            unit.notices.get(new_id())
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.notices.save(read)


# -------------------------------------------------------------------------- calls of a day


def test_first_calls_and_calls_out_of_turn(units: Units, office: SmallOffice) -> None:
    one, two = ticket(office, 1), ticket(office, 2)
    add(units, one, two)

    def call(of: UUID, minute: int, outcome: str, why: str = "") -> CallRecord:
        return CallRecord(
            new_id(),
            office.office.id,
            TODAY,
            of,
            office.counter_id(2),
            office.staff["asesor-2"].id,
            MORNING,
            MORNING + timedelta(minutes=minute),
            minute,
            why,
            outcome,
        )

    with units.write() as unit:
        tell(unit)
        for made in (
            call(one.id, 1, "undone", "Se equivocó"),
            call(two.id, 2, "no_show", "Viene de lejos"),
            call(one.id, 3, "arrived"),
            call(two.id, 4, "arrived"),
        ):
            unit.tickets.add_call(made)
    with units.read() as unit:
        assert [key for key, _ in unit.tickets.first_calls(TODAY)] == [two.id, one.id]
        (out,) = unit.tickets.out_of_turn(TODAY)
    assert (out.code, out.reason, out.staff) == ("A-002", "Viene de lejos", "Andrés Asesor")
    assert (out.counter_number, out.called_at) == (2, MORNING + timedelta(minutes=2))


# -------------------------------------------------------------------------- cases of a day


class Given:
    """Stores cases, and hands them back."""

    def __init__(self, units: Units, office: SmallOffice) -> None:
        self.units, self.office = units, office
        self.ana = office.staff["asesor-1"].id
        self._entities = 0

    def entity(self, name: str) -> UUID:
        self._entities += 1
        entity = Entity(new_id(), f"176000{self._entities:03}0001", name, "1234")
        with self.units.write() as unit:
            tell(unit)
            unit.entities.add(entity)
        return entity.id

    def case(self, service: int = 1, entity: UUID | None = None, **changes: Any) -> Case:
        with self.units.write() as unit:
            tell(unit)
            number = unit.cases.next_number(2026)
            case = Case(
                new_id(),
                self.office.office.id,
                f"QUITO-26-{number:05}-0",
                service,
                0,
                Origin(Channel.EMAIL, MORNING, "Tesorería"),
                Parties(entity_id=entity),
                Matter(apart=str(number)),
                self.ana,
                MORNING,
                MORNING,
                self.ana,
                MORNING,
                CaseState.IN_PROCESS,
            )
            case = replace(case, **changes)
            unit.cases.add(case)
        return case

    def back(
        self,
        case: Case,
        minute: int,
        *faults: tuple[int, str],
        submission: int = 1,
        day: date = TODAY,
    ) -> None:
        at = MORNING + timedelta(days=(day - TODAY).days, minutes=minute)
        with self.units.write() as unit:
            tell(unit)
            for requirement, reason in faults:
                verdict = Verdict.REJECTED if reason else Verdict.MISSING
                finding = Finding(requirement, verdict, reason, "", "", self.ana, at)
                unit.cases.set_finding(case.id, submission, finding)
            accepted = Finding(9, Verdict.ACCEPTED, "", "", "", self.ana, at)
            unit.cases.set_finding(case.id, submission, accepted)
            unit.case_days.add_return(
                CaseReturn(
                    case.id, submission, day, at, case.service, case.parties.entity_id, self.ana
                )
            )

    def again(self) -> list[tuple[str, int, str, int]]:
        with self.units.read() as unit:
            found = unit.case_days.returned_again(TODAY, 50)
        return [(one.number[-3], one.requirement, one.reason, one.times) for one in found]


@pytest.fixture
def given(units: Units, office: SmallOffice) -> Given:
    return Given(units, office)


def test_handed_back_again_for_the_same_reason(given: Given) -> None:
    yesterday = TODAY - timedelta(days=1)
    town, school = given.entity("Municipio"), given.entity("Escuela")
    first = given.case(entity=town)
    given.back(first, 0, (5, "unsigned"), (3, ""), day=yesterday)
    assert given.again() == []
    same_case, other_paper = (5, "unsigned"), (4, "")
    given.back(first, 10, same_case, other_paper, submission=2)
    assert given.again() == [("1", 5, "unsigned", 2)]
    of_entity = given.case(entity=town)
    given.back(of_entity, 20, (5, "unsigned"), (3, "unsigned"))
    assert given.again() == [("2", 5, "unsigned", 3), ("1", 5, "unsigned", 2)]
    given.back(given.case(entity=school), 30, (5, "unsigned"))
    given.back(given.case(service=2, entity=town), 40, (5, "unsigned"))
    given.back(given.case(), 50, (5, "unsigned"))
    given.back(given.case(), 55, (5, "unsigned"))
    assert len(given.again()) == 2


def test_handed_back_today(units: Units, given: Given) -> None:
    one, two = given.case(), given.case()
    given.back(one, 0, (4, ""))
    given.back(two, 5, (5, "no-seal"), (3, "no-seal"))
    given.back(one, 10, submission=2)
    given.back(given.case(), 0, day=TODAY - timedelta(days=1))
    with units.read() as unit:
        assert unit.case_days.count_returns(TODAY) == 3
        assert [row.id for row in unit.case_days.returned(TODAY)] == [one.id, two.id]
        assert unit.case_days.returned(TODAY + timedelta(days=1)) == []
        faults = unit.case_days.faults(TODAY)
        assert [(f.case_id, f.requirement, f.verdict, f.reason) for f in faults] == [
            (one.id, 4, Verdict.MISSING, ""),
            (two.id, 3, Verdict.REJECTED, "no-seal"),
            (two.id, 5, Verdict.REJECTED, "no-seal"),
        ]


def test_opened_and_answered_on_a_day(units: Units, given: Given) -> None:
    def at(minute: int) -> datetime:
        return MORNING + timedelta(minutes=minute)

    first = given.case(2, opened_at=at(0), state=CaseState.RETURNED)
    given.case(2, opened_at=at(-1))
    given.case(2, opened_at=DAY_ENDS)
    last = given.case(6, opened_at=at(9), due_at=at(60), resolved_at=at(61))
    given.case(6, opened_at=at(10), due_at=at(60), resolved_at=at(60))
    given.case(6, opened_at=at(11), resolved_at=at(60))
    with units.read() as unit:
        days = unit.case_days
        rows = days.opened(MORNING, DAY_ENDS)
        assert [row.id for row in rows[:2]] == [first.id, last.id]
        assert days.opened_states(MORNING, DAY_ENDS) == {
            (2, CaseState.RETURNED): 1,
            (6, CaseState.IN_PROCESS): 3,
        }
        assert days.answered(MORNING, DAY_ENDS) == (2, 1)
        assert [row.id for row in days.answered_late(MORNING, DAY_ENDS)] == [last.id]
        assert len(days.answered_rows(MORNING, DAY_ENDS)) == 2
        assert days.answered_rows(MORNING, DAY_ENDS)[1].id == last.id
        assert days.answered(DAY_ENDS, DAY_ENDS) == (0, 0)

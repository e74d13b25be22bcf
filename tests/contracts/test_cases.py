"""What every store of cases must do: trays, findings, numbers, and what it refuses."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import given
from hypothesis import strategies as st

from domain.case_parts import (
    ENDED,
    OPEN_CASES,
    CaseState,
    Conformity,
    ConformityKind,
    Matter,
    Origin,
    Outcome,
    Parties,
    StepDone,
)
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Finding, Verdict
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.ports import TrayFilter, TrayPlace, TrayScope, UnitOfWork, Units
from domain.solutions import SolutionType
from tests.contracts.test_units import Refused, tell, ticket
from tests.office import MORNING, SmallOffice

DUPLICATE = (sqlcipher.IntegrityError, psycopg.IntegrityError)
Opened = Callable[..., Case]


def a_case(unit: UnitOfWork, office: SmallOffice, **changes: Any) -> Case:
    """Return a case of service 2 in process, with a number of its own, not stored."""
    ana = office.staff["asesor-1"].id
    number = unit.cases.next_number(2026)
    case = Case(
        new_id(),
        office.office.id,
        f"QUITO-26-{number:05}-0",
        2,
        0,
        Origin(Channel.EMAIL, MORNING, "Tesorería"),
        Parties(),
        Matter(),
        ana,
        MORNING + timedelta(seconds=number),
        MORNING,
        ana,
        MORNING,
        CaseState.IN_PROCESS,
        clock_from=MORNING,
        due_at=MORNING + timedelta(hours=8),
    )
    return replace(case, **changes)


@pytest.fixture
def opened(units: Units, office: SmallOffice) -> Opened:
    """Stores a case."""

    def store(**changes: Any) -> Case:
        with units.write() as unit:
            tell(unit)
            case = a_case(unit, office, **changes)
            unit.cases.add(case)
        return case

    return store


def save(units: Units, case: Case) -> None:
    with units.write() as unit:
        tell(unit)
        unit.cases.save(case)


def note(units: Units, case: Case) -> None:
    with units.write() as unit:
        tell(unit)
        unit.cases.note(case)


def tray(units: Units, limit: int = 50, **wanted: Any) -> list[str]:
    """Return the last digits of the numbers of a tray."""
    with units.read() as unit:
        return [row.number[-3] for row in unit.cases.tray(TrayFilter(**wanted), limit)]


def count(units: Units, most: int = 50, **wanted: Any) -> int:
    with units.read() as unit:
        return unit.cases.count(TrayFilter(**wanted), most)


def a_person(units: Units, name: str, document: str = "") -> Person:
    kind = DocumentType.OTHER if document else DocumentType.NONE
    person = Person(new_id(), kind, document, name)
    with units.write() as unit:
        tell(unit)
        unit.people.add(person)
    return person


def an_entity(units: Units, name: str, ruc: str = "1760001550001") -> Entity:
    entity = Entity(new_id(), ruc, name, "1234")
    with units.write() as unit:
        tell(unit)
        unit.entities.add(entity)
    return entity


# ------------------------------------------------------------------------------- one case


def test_what_is_stored_comes_back_as_it_was(
    units: Units, office: SmallOffice, opened: Opened
) -> None:
    luz, entity = a_person(units, "Luz Ejemplo"), an_entity(units, "Municipio")
    ana, at = office.staff["asesor-1"].id, MORNING + timedelta(microseconds=7)
    full = opened(
        origin=Origin(Channel.DOCUMENT_SYSTEM, at, "Ministerio", None, "OF-1-2026"),
        parties=Parties(luz.id, luz.id, luz.id, entity.id, "QUITO"),
        matter=Matter(
            "access", "eSIGEF", "No entra", (("user", "ñandú 🙂"), ("x", "")), "Otro año"
        ),
        holder_id=None,
        state=CaseState.CLOSED,
        area="functional",
        submission=3,
        term_ends=date(2026, 12, 31),
        steps=(StepDone("create-user", ana, at, "avillacis"), StepDone("grant", ana, at)),
        outcome=Outcome(SolutionType.DONE, "Hecho", "SOL-00001"),
        conformity=Conformity(ConformityKind.REFUSED, "No era eso"),
        resolved_at=at,
        closed_at=at,
        reopened=2,
        unforeseen=True,
        reason="Un motivo",
        version=9,
    )
    bare = opened(clock_from=None, due_at=None, state=CaseState.CLASSIFIED)
    with units.read() as unit:
        assert [unit.cases.get(one.id) for one in (full, bare)] == [full, bare]
        assert unit.cases.by_number(full.number) == full
        assert unit.cases.by_number("QUITO-26-99999-0") is None
        with pytest.raises(NotFound):
            unit.cases.get(new_id())


def test_numbers_have_no_gaps_and_begin_anew_each_year(units: Units, office: SmallOffice) -> None:
    for expected in (1, 2):
        with units.write() as unit:
            tell(unit)
            assert unit.cases.next_number(2026) == expected
    with suppress(Refused), units.write() as unit:
        tell(unit)
        assert unit.cases.next_number(2026) == 3
        raise Refused
    with units.write() as unit:
        tell(unit)
        assert [unit.cases.next_number(2026), unit.cases.next_number(2027)] == [3, 1]


def test_who_saves_over_a_newer_value_is_refused(units: Units, opened: Opened) -> None:
    case = opened()
    newer = case.diagnose()
    save(units, newer)
    with pytest.raises(Stale):
        save(units, case.diagnose())
    with pytest.raises(Stale):
        note(units, case.noted())
    note(units, newer.noted())
    with units.read() as unit:
        assert unit.cases.get(case.id) == newer.noted()


def test_a_number_is_given_once(opened: Opened) -> None:
    case = opened()
    with pytest.raises(DUPLICATE):
        opened(number=case.number)


@pytest.mark.parametrize("state", CaseState)
def test_an_entity_has_one_open_case_of_a_subject(
    units: Units, opened: Opened, state: CaseState
) -> None:
    entity = an_entity(units, "Municipio")
    about: dict[str, Any] = {
        "parties": Parties(entity_id=entity.id),
        "matter": Matter("payments"),
    }
    first = opened(state=state, **about)
    if state in ENDED:
        again = opened(**about)
        with units.read() as unit:
            assert unit.cases.open_of_subject(entity.id, first.subject) == again
        return
    with pytest.raises(DUPLICATE):
        opened(**about)
    other = opened(parties=about["parties"], matter=Matter("access"))
    apart = opened(parties=about["parties"], matter=Matter("payments", apart="Otra cuenta"))
    with units.read() as unit:
        assert unit.cases.open_of_subject(entity.id, first.subject) == first
        assert unit.cases.open_of_subject(entity.id, other.subject) == other
        assert unit.cases.open_of_subject(entity.id, apart.subject) == apart
        assert unit.cases.open_of_subject(new_id(), first.subject) is None


def test_without_an_entity_many_may_ask_the_same(opened: Opened) -> None:
    assert opened().subject == opened().subject


def test_findings_belong_to_their_submission(
    units: Units, office: SmallOffice, opened: Opened
) -> None:
    case, ana = opened(), office.staff["asesor-1"].id
    missing = Finding(2, Verdict.MISSING, by=ana, at=MORNING)
    rejected = Finding(2, Verdict.REJECTED, "otro", "Sin sello 🙂", "", ana, MORNING)
    seen = Finding(5, Verdict.VERIFIED, place="SERCOP", by=ana, at=MORNING)
    with units.write() as unit:
        tell(unit)
        for finding in (missing, rejected, seen):
            unit.cases.set_finding(case.id, 1, finding)
        unit.cases.set_finding(case.id, 2, seen)
        unit.cases.drop_finding(case.id, 2, 4)
    with units.read() as unit:
        assert set(unit.cases.findings(case.id, 1)) == {rejected, seen}
        assert list(unit.cases.findings(case.id, 2)) == [seen]
        assert unit.cases.findings(new_id(), 1) == []
    with units.write() as unit:
        tell(unit)
        unit.cases.drop_finding(case.id, 1, 2)
    with units.read() as unit:
        assert list(unit.cases.findings(case.id, 1)) == [seen]


def test_the_cases_of_a_visit_in_their_order(
    units: Units, office: SmallOffice, opened: Opened
) -> None:
    visit, other = ticket(office, 1, position=1), ticket(office, 2, position=2)
    with units.write() as unit:
        tell(unit)
        unit.tickets.add(visit)
        unit.tickets.add(other)
    came = {one.id: Origin(Channel.IN_PERSON, MORNING, ticket_id=one.id) for one in (visit, other)}
    first, second = (opened(origin=came[visit.id]) for _ in range(2))
    opened(origin=came[other.id])
    with units.read() as unit:
        assert unit.cases.of_ticket(visit.id) == [first, second]


# ------------------------------------------------------------------------------- trays


def at(hours: float) -> datetime:
    return MORNING + timedelta(hours=hours)


def test_open_ones_come_by_when_they_should_be_attended(units: Units, opened: Opened) -> None:
    opened(due_at=at(9))
    opened(due_at=at(3))
    opened(state=CaseState.CLASSIFIED, due_at=None, submitted_at=at(-1))
    opened(state=CaseState.RETURNED, due_at=None, term_ends=date(2026, 12, 3))
    opened(state=CaseState.RETURNED, due_at=None, term_ends=date(2026, 12, 4))
    opened(state=CaseState.CLOSED, closed_at=MORNING)
    assert tray(units) == ["4", "3", "2", "1", "5"]
    assert tray(units, limit=2) == ["4", "3"]
    assert count(units) == 5
    assert count(units, most=3) == 3


def test_the_others_come_the_newest_first(units: Units, opened: Opened) -> None:
    for state in (CaseState.CLOSED, CaseState.IN_PROCESS, CaseState.LAPSED, CaseState.WITHDRAWN):
        opened(state=state)
    assert tray(units, scope=TrayScope.ENDED) == ["4", "3", "1"]
    assert tray(units, scope=TrayScope.ALL) == ["4", "3", "2", "1"]
    assert count(units, scope=TrayScope.ENDED) == 3
    assert count(units, scope=TrayScope.ALL) == 4


@pytest.mark.parametrize("state", CaseState)
def test_each_state_is_in_its_tray(units: Units, opened: Opened, state: CaseState) -> None:
    opened(state=state)
    assert count(units) == (state in OPEN_CASES)
    assert count(units, scope=TrayScope.ENDED) == (state in ENDED)
    assert count(units, scope=TrayScope.ALL, state=state) == 1


def test_filters_narrow_together(units: Units, office: SmallOffice, opened: Opened) -> None:
    andres = office.staff["asesor-2"].id
    opened()
    opened(holder_id=andres)
    opened(holder_id=andres, service=4)
    opened(holder_id=andres, service=4, state=CaseState.DIAGNOSING)
    opened(holder_id=None)
    assert tray(units, holder_id=andres) == ["2", "3", "4"]
    assert tray(units, service=4) == ["3", "4"]
    assert tray(units, state=CaseState.DIAGNOSING) == ["4"]
    assert tray(units, holder_id=andres, service=4, state=CaseState.IN_PROCESS) == ["3"]
    assert tray(units, holder_id=andres, service=2, state=CaseState.DIAGNOSING) == []
    assert count(units, holder_id=andres, service=4) == 2


@pytest.mark.parametrize("state", CaseState)
def test_overdue_is_what_should_have_been_answered_and_was_not(
    units: Units, opened: Opened, state: CaseState
) -> None:
    waits = {CaseState.IN_PROCESS, CaseState.DIAGNOSING, CaseState.REFERRED}
    opened(state=state, due_at=at(1))
    opened(state=state, due_at=at(2))
    everything: dict[str, Any] = {"scope": TrayScope.ALL, "overdue_at": at(2)}
    assert tray(units, **everything) == (["1"] if state in waits else [])
    assert count(units, **everything) == (state in waits)


def test_a_row_tells_the_names_beside_the_case(
    units: Units, office: SmallOffice, opened: Opened
) -> None:
    luz, entity = a_person(units, "Luz Ejemplo"), an_entity(units, "Municipio de Ejemplo")
    case = opened(
        parties=Parties(luz.id, entity_id=entity.id),
        matter=Matter("access", "", "No entra", (("user", "luz"),)),
        outcome=Outcome(SolutionType.DONE, "Se activó"),
        area="functional",
        term_ends=date(2027, 1, 8),
        catalogue_version=3,
    )
    opened(holder_id=None)
    with units.read() as unit:
        row, bare = unit.cases.tray(TrayFilter(scope=TrayScope.ALL), 9)[::-1]
    assert (row.entity, row.bearer, row.holder) == (
        "Municipio de Ejemplo",
        "Luz Ejemplo",
        "Ana Asesora",
    )
    assert (row.id, row.number, row.state, row.due_at) == (
        case.id,
        case.number,
        case.state,
        case.due_at,
    )
    assert (row.topic, row.problem, row.fields, row.solution) == (
        "access",
        "No entra",
        (("user", "luz"),),
        "Se activó",
    )
    assert (row.catalogue_version, row.area) == (3, "functional")
    assert row.attend_by == datetime(2027, 1, 9, tzinfo=UTC)
    assert (bare.entity, bare.bearer, bare.holder, bare.holder_id) == ("", "Tesorería", "", None)
    assert row.place(TrayScope.OPEN) == TrayPlace(row.attend_by, row.id)
    assert row.place(TrayScope.ENDED) == TrayPlace(row.opened_at, row.id)


def test_words_find_entities_bearers_and_beneficiaries(units: Units, opened: Opened) -> None:
    luz, rosa = a_person(units, "Luz Ñacato", "17-001"), a_person(units, "Rosa Ñandú")
    town = an_entity(units, "Municipio de Ejemplo")
    school = an_entity(units, "Unidad Educativa", "0968599020001")
    opened(parties=Parties(luz.id, entity_id=town.id))
    opened(parties=Parties(rosa.id, luz.id, entity_id=school.id))
    opened(parties=Parties(rosa.id), state=CaseState.CLOSED)
    opened()
    words = {
        "luz": "12", "ÑACA": "12", "nac luz": "12", "17-001": "12", "rosa": "2", "municipio": "1",
        "muni ejem": "1", "0968": "2", "1234": "12", "nadie": "", "luz rosa": "", "ejemplo luz": "",
        "": "124",
    }  # fmt: skip
    assert {text: "".join(sorted(tray(units, words=text))) for text in words} == {
        text: "".join(sorted(numbers)) for text, numbers in words.items()
    }
    assert tray(units, words="rosa", scope=TrayScope.ENDED) == ["3"]
    assert count(units, words="rosa", scope=TrayScope.ALL) == 2
    assert tray(units, words="luz", service=3) == []


@pytest.mark.parametrize("few", [0, 3])
@pytest.mark.parametrize("scope", TrayScope)
def test_words_that_many_bear_find_the_same(
    units: Units,
    office: SmallOffice,
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
    scope: TrayScope,
    few: int,
) -> None:
    monkeypatch.setattr("db.repositories.case_rows.FEW", few)
    people = [a_person(units, f"María {name}", f"X{name}") for name in ("Luz", "Rosa", "Inés")]
    state = CaseState.IN_PROCESS if scope is TrayScope.OPEN else CaseState.CLOSED
    for person in (*people, people[0]):
        opened(parties=Parties(person.id), state=state, due_at=at(1))
        opened(state=state)
    wanted: dict[str, Any] = {"scope": scope}
    assert sorted(tray(units, words="maria", **wanted)) == ["1", "3", "5", "7"]
    assert sorted(tray(units, words="luz maria", **wanted)) == ["1", "7"]
    assert tray(units, words="luz rosa", **wanted) == []
    assert tray(units, words="maria", holder_id=new_id(), **wanted) == []
    assert count(units, words="mar", **wanted) == 4
    assert count(units, words="mar", service=2, most=2, **wanted) == 2


def test_any_tray_is_read_page_by_page_without_loss_or_double(
    units: Units, office: SmallOffice
) -> None:
    people = [None, *(office.staff[name].id for name in ("asesor-1", "asesor-2"))]

    @given(
        made=st.lists(
            st.tuples(
                st.integers(0, 3),
                st.sampled_from(CaseState),
                st.sampled_from(people),
                st.booleans(),
            ),
            max_size=12,
        ),
        scope=st.sampled_from(TrayScope),
        holder=st.sampled_from(people),
        limit=st.integers(1, 5),
    )
    def check(made: list[Any], scope: TrayScope, holder: Any, limit: int) -> None:
        with suppress(Refused), units.write() as unit:
            expected = set()
            for hour, state, who, same in made:
                case = a_case(unit, office, due_at=at(hour), state=state, holder_id=who)
                if same:  # opened in the same instant as others
                    case = replace(case, opened_at=at(hour))
                unit.cases.add(case)
                shown = {
                    TrayScope.OPEN: state in OPEN_CASES,
                    TrayScope.ENDED: state in ENDED,
                    TrayScope.ALL: True,
                }[scope]
                if shown and holder in (None, who):
                    expected.add(case.id)
            wanted = TrayFilter(scope, holder)
            whole = [row.id for row in unit.cases.tray(wanted, 99)]
            paged: list[Any] = []
            place = None
            while rows := unit.cases.tray(wanted, limit, place):
                paged += [row.id for row in rows]
                place = rows[-1].place(scope)
            assert paged == whole
            assert (set(paged), len(paged)) == (expected, len(expected))
            assert unit.cases.count(wanted, 99) == len(expected)
            raise Refused

    check()


def test_a_case_that_moves_between_two_pages_loses_nobody_else(
    units: Units, opened: Opened
) -> None:
    made = [opened(due_at=at(hour)) for hour in range(6)]
    with units.read() as unit:
        first = unit.cases.tray(TrayFilter(), 3)
    save(units, replace(made[0], due_at=at(99), version=2))
    with units.read() as unit:
        second = unit.cases.tray(TrayFilter(), 3, first[-1].place(TrayScope.OPEN))
    assert [row.id for row in second] == [one.id for one in made[3:]]


# ------------------------------------------------------------------------------- lists beside


def test_a_persons_cases_are_those_they_brought_and_those_for_them(
    units: Units, opened: Opened
) -> None:
    luz, rosa = a_person(units, "Luz"), a_person(units, "Rosa")
    brought = opened(parties=Parties(luz.id))
    both = opened(parties=Parties(luz.id, luz.id), state=CaseState.CLOSED)
    for_her = opened(parties=Parties(rosa.id, luz.id))
    opened(parties=Parties(rosa.id))
    with units.read() as unit:
        newest = [for_her.id, both.id, brought.id]
        assert [row.id for row in unit.cases.of_person(luz.id, 9)] == newest
        assert [row.id for row in unit.cases.of_person(luz.id, 2)] == newest[:2]
        assert unit.cases.of_person(new_id(), 9) == []


def test_a_case_is_found_as_a_list_shows_it(units: Units, opened: Opened) -> None:
    luz = a_person(units, "Luz")
    brought = opened(parties=Parties(luz.id))
    with units.read() as unit:
        assert [unit.cases.row(brought.id)] == list(unit.cases.of_person(luz.id, 9))
        with pytest.raises(NotFound):
            unit.cases.row(new_id())


def test_returned_cases_of_a_person_or_an_entity_among_many_others(
    units: Units, opened: Opened
) -> None:
    luz, entity = a_person(units, "Luz"), an_entity(units, "Municipio")
    hers, theirs = Parties(luz.id), Parties(entity_id=entity.id)
    returned = [
        opened(parties=parties, state=CaseState.RETURNED, term_ends=MORNING.date())
        for parties in (hers, theirs, Parties(beneficiary_id=luz.id), Parties(luz.id))
    ]
    for place in range(12):
        opened(parties=hers)
        opened(parties=theirs, matter=Matter(str(place)), state=CaseState.CLOSED)
    with units.read() as unit:
        of_luz = unit.cases.returned_of(person_id=luz.id, limit=9)
        assert [row.id for row in of_luz] == [returned[n].id for n in (3, 2, 0)]
        assert len(unit.cases.returned_of(person_id=luz.id, limit=2)) == 2
        of_entity = unit.cases.returned_of(entity_id=entity.id, limit=9)
        assert [row.id for row in of_entity] == [returned[1].id]
        assert unit.cases.returned_of(person_id=new_id(), limit=9) == []


def test_an_entitys_earlier_cases_of_a_topic_or_of_services(units: Units, opened: Opened) -> None:
    entity = an_entity(units, "Municipio")
    mine = Parties(entity_id=entity.id)
    for topic, service in (("access", 6), ("payments", 6), ("access", 7), ("", 2)):
        opened(parties=mine, matter=Matter(topic), service=service, state=CaseState.CLOSED)
    opened(matter=Matter("access"), service=6)

    def found(limit: int = 9, **wanted: Any) -> list[str]:
        with units.read() as unit:
            rows = unit.cases.of_entity(entity.id, limit, **wanted)
        return [row.number[-3] for row in rows]

    assert found() == ["4", "3", "2", "1"]
    assert found(2) == ["4", "3"]
    assert found(topic="access") == ["3", "1"]
    assert found(topic="access", services=(6,)) == ["1"]
    assert found(services=(6, 2)) == ["4", "2", "1"]


def test_returned_cases_whose_last_day_is_over(units: Units, opened: Opened) -> None:
    days = [date(2026, 12, 4), date(2026, 12, 2), date(2026, 12, 3)]
    today, oldest, _ = (
        opened(state=CaseState.RETURNED, due_at=None, term_ends=day) for day in days
    )
    opened(state=CaseState.LAPSED, term_ends=days[1])
    with units.read() as unit:
        over = unit.cases.overdue_returns(date(2026, 12, 4), 9)
        assert [case.term_ends for case in over] == [days[1], days[2]]
        assert unit.cases.overdue_returns(date(2026, 12, 4), 1) == [oldest]
        assert today not in over


def test_what_somebody_has_open(units: Units, office: SmallOffice, opened: Opened) -> None:
    andres = office.staff["asesor-2"].id
    late, soon = opened(holder_id=andres, due_at=at(5)), opened(holder_id=andres, due_at=at(1))
    opened()
    opened(holder_id=andres, state=CaseState.CLOSED)
    with units.read() as unit:
        assert unit.cases.held_by(andres) == [soon, late]
        assert unit.cases.held_by(new_id()) == []
        assert unit.cases.open_by_holder()[andres] == 2

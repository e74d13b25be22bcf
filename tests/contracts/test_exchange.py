"""What every database must do of the link with the centre: the embedded one and a server."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Float, Integer, Uuid

from db.images import IMAGES
from db.types import Numbers, UtcDateTime
from domain.case_number import CaseNumber
from domain.exchange import (
    BranchEntry,
    CentreLink,
    ImageDamaged,
    KnownPerson,
    PendingTask,
    RefusedOperation,
    RowImage,
)
from domain.ids import new_id
from domain.people import DocumentType, Person
from domain.ports import UnitOfWork, Units
from tests.contracts.test_units import tell
from tests.office import MORNING, SmallOffice, open_small_office

LINK = CentreLink("https://centro.example", "", "clave-1", "c2VsbG8=", "época", 7, 3, 30, MORNING)


@pytest.fixture
def linked(units: Units) -> Units:
    """The database of an office that is linked before anything is in it."""
    with units.write() as unit:
        unit.exchange.set_link(LINK)
    return units


@pytest.fixture
def office(linked: Units) -> SmallOffice:
    """A small office, all of it marked."""
    return open_small_office(linked)


def test_the_link_is_kept_changed_and_forgotten(units: Units) -> None:
    with units.write() as unit:
        assert unit.exchange.link() is None
        unit.exchange.set_link(LINK)
    later = replace(LINK, feed_place=9, last_push_at=MORNING + timedelta(microseconds=1))
    with units.write() as unit:
        assert unit.exchange.link() == LINK
        unit.exchange.set_link(later)
        unit.exchange.heard(MORNING, pushed=False)
    with units.write() as unit:
        assert unit.exchange.link() == replace(later, last_pull_at=MORNING)
        unit.exchange.heard(MORNING, pushed=True)
        unit.exchange.remove_link()
    with units.read() as unit:
        assert unit.exchange.link() is None
        assert unit.exchange.epoch() >= 1


def test_nothing_is_marked_in_an_office_that_is_not_linked(units: Units) -> None:
    open_small_office(units)
    with units.read() as unit:
        assert not unit.exchange.marked(10)


def places(unit: UnitOfWork, limit: int = 1000) -> list[int]:
    """Return what waits, by place."""
    return [operation.sequence for operation in unit.exchange.unsent(limit)]


def test_what_is_not_acknowledged_waits_the_oldest_first(
    linked: Units, office: SmallOffice
) -> None:
    with linked.write() as unit:
        for _ in range(9):
            tell(unit)
    with linked.write() as unit:
        assert places(unit) == list(range(1, 11))
        assert places(unit, 3) == [1, 2, 3]
        unit.exchange.acknowledge([2, 3, 7])
        assert places(unit) == [1, 4, 5, 6, 8, 9, 10]
        assert places(unit, 4) == [1, 4, 5, 6]
        assert unit.exchange.count_unsent() == 7
        unit.exchange.offer(3)
        unit.exchange.offer(5)
        assert places(unit, 3) == [1, 3, 4]
        unit.exchange.acknowledge_through(8)
        assert places(unit) == [9, 10]
        assert unit.exchange.count_unsent() == 2
        unit.exchange.offer(4)
        assert places(unit) == [4, 9, 10]
        unit.exchange.offer_again()
        assert places(unit) == list(range(1, 11))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("acknowledge"), st.frozensets(st.integers(1, 12), max_size=6)),
            st.tuples(st.just("offer"), st.integers(1, 12).map(lambda one: frozenset({one}))),
            st.tuples(st.just("through"), st.integers(0, 12).map(lambda one: frozenset({one}))),
        ),
        max_size=12,
    )
)
def test_runs_say_what_a_set_says(
    linked: Units, office: SmallOffice, steps: Sequence[tuple[str, frozenset[int]]]
) -> None:
    with linked.write() as unit:
        while unit.log.head().sequence < 12:
            tell(unit)
        unit.exchange.offer_again()
        sent: set[int] = set()
        for what, chosen in steps:
            if what == "acknowledge":
                unit.exchange.acknowledge(chosen)
                sent |= chosen
            elif what == "offer":
                unit.exchange.offer(min(chosen))
                sent -= chosen
            elif min(chosen):
                unit.exchange.acknowledge_through(min(chosen))
                sent |= set(range(1, min(chosen) + 1))
            assert places(unit) == sorted(set(range(1, 13)) - sent)
            assert unit.exchange.count_unsent() == 12 - len(sent)


def test_a_row_is_marked_once_and_sent_as_it_is(linked: Units, office: SmallOffice) -> None:
    person = Person(new_id(), DocumentType.PASSPORT, "AB|12", "María Ñacato", "", "", 1)
    with linked.write() as unit:
        tell(unit)
        unit.exchange.forget(unit.exchange.marked(1000))
        unit.people.add(person)
        unit.people.save(replace(person, name="María Ñacata", version=2))
    with linked.read() as unit:
        (found,) = unit.exchange.marked(10)
    assert (found.table, found.key) == ("person", str(person.id))
    assert found.row == {
        "id": str(person.id),
        "document_type": "passport",
        "document": "AB|12",
        "name": "María Ñacata",
        "phone": "",
        "email": "",
        "version": 2,
    }


def test_what_changes_while_it_is_under_way_stays_marked(
    linked: Units, office: SmallOffice
) -> None:
    person = Person(new_id(), DocumentType.CEDULA, "1710034065", "Ana", "", "", 1)
    with linked.write() as unit:
        tell(unit)
        unit.exchange.forget(unit.exchange.marked(1000))
        unit.people.add(person)
    with linked.read() as unit:
        sent = unit.exchange.marked(10)
    with linked.write() as unit:
        tell(unit)
        unit.people.save(replace(person, name="Ana Ruiz", version=2))
    with linked.write() as unit:
        unit.exchange.forget(sent)
        (still,) = unit.exchange.marked(10)
        assert still.row is not None
        assert still.row["name"] == "Ana Ruiz"
        unit.exchange.forget([still])
        assert not unit.exchange.marked(10)


def test_a_late_answer_to_one_sender_forgets_no_change_after_anothers(
    linked: Units, office: SmallOffice
) -> None:
    """The link passed to another workstation while the first one's request was under way."""
    person = Person(new_id(), DocumentType.CEDULA, "1710034065", "Ana", "", "", 1)
    with linked.write() as unit:
        tell(unit)
        unit.exchange.forget(unit.exchange.marked(1000))
        unit.people.add(person)
    with linked.read() as unit:
        sent_first = unit.exchange.marked(10)
    with linked.write() as unit:
        tell(unit)
        unit.exchange.forget(unit.exchange.marked(10))  # by another, which was quicker
        unit.people.save(replace(person, name="Ana Ruiz", version=2))
    with linked.write() as unit:
        unit.exchange.forget(sent_first)
        (still,) = unit.exchange.marked(10)
        assert still.row is not None
        assert still.row["name"] == "Ana Ruiz"


def test_everything_is_offered_again(linked: Units, office: SmallOffice) -> None:
    with linked.write() as unit:
        everything = {(one.table, one.key) for one in unit.exchange.marked(1000)}
        unit.exchange.forget(unit.exchange.marked(1000))
        unit.exchange.offer_again()
        again = unit.exchange.marked(1000)
        assert {(one.table, one.key) for one in again} == everything
        assert {one.changes for one in again} == {1}


# ---------------------------------------------------------------------- rows of every table
_MADE: Mapping[tuple[str, str], Any] = {
    # Codes of their own: only the last part of a key may be free text.
    ("figure_day", "channel"): "in_person",
    ("figure_ranked", "what"): "fault",
    ("person", "document_type"): "cedula",
    ("solution", "type"): "explained",
    ("solution", "state"): "approved",
    ("ticket", "series"): "A",
    ("ticket", "number"): 17,
    ("ticket", "state"): "served",
    ("ticket", "day"): date(2026, 12, 4),
    ("case_file", "number"): str(CaseNumber("QUITO", 26, 31)),
    ("office", "settings"): "{}",
}


def made_value(column: Column[Any], keys: Mapping[str, Any], chance: random.Random) -> Any:
    """Return some value that a column can hold, as JSON has it."""
    known = _MADE.get((column.table.name, column.name))
    if known is not None:
        return known.isoformat() if isinstance(known, date) else known
    for foreign in column.foreign_keys:
        return keys[foreign.column.table.name]
    kind = column.type
    if isinstance(kind, Uuid):
        return str(uuid4())
    if isinstance(kind, UtcDateTime):
        moment = datetime(2026, 12, 4, 13, tzinfo=UTC) + timedelta(
            microseconds=chance.randrange(10**9)
        )
        return moment.isoformat()
    if isinstance(kind, Numbers):
        return [6, 5]
    if isinstance(kind, Date):
        return date(2026, 12, chance.randrange(1, 29)).isoformat()
    if isinstance(kind, Boolean):
        return chance.random() < 0.5
    if isinstance(kind, Float):
        return 2.5
    if isinstance(kind, Integer):
        return chance.randrange(1, 9999)
    length = getattr(kind, "length", None) or 30
    return f"ñ|{column.name}{chance.randrange(10**6)}"[:length]


def one_of_each(chance: random.Random) -> list[RowImage]:
    """Return a row of every synchronised table, children pointing at their parents."""
    keys: dict[str, Any] = {}
    rows = []
    for name, images in IMAGES.items():
        row = {column.name: made_value(column, keys, chance) for column in images.table.columns}
        keys[name] = row.get("id", row.get("number", row.get("sha256")))
        key = "|".join(str(row[column.name]) for column in images.table.primary_key.columns)
        rows.append(RowImage(name, key, row))
    return rows


def stored(unit: UnitOfWork, images: Sequence[RowImage]) -> list[RowImage]:
    """Return those rows as the database has them now, and nothing marked."""
    unit.exchange.offer_again()
    by_key = {(one.table, one.key): one.row for one in unit.exchange.marked(1000)}
    return [RowImage(one.table, one.key, by_key.get((one.table, one.key))) for one in images]


def test_a_row_of_every_table_comes_as_it_went(linked: Units) -> None:
    chance = random.Random(7)
    rows = one_of_each(chance)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    with linked.write() as unit:
        unit.exchange.apply(shuffled)
        unit.log.append("office", uuid4(), 1, "centre_row", {}, actor_id=None, at=MORNING)
    with linked.write() as unit:
        assert not unit.exchange.marked(10)
        assert stored(unit, rows) == rows
    changed = [_changed(one) for one in rows]
    with linked.write() as unit:
        unit.exchange.forget(unit.exchange.marked(1000))
        tell(unit)
        unit.exchange.apply(changed)
        assert not unit.exchange.marked(10)
        assert stored(unit, rows) == changed
    with linked.read() as unit:
        person = next(one for one in rows if one.table == "person")
        assert [one.id for one in unit.people.search("cambiada", 5)] == [UUID(person.key)]
        assert not unit.people.search("name", 5)
        assert unit.solutions.search("cambiado", 5)
    with linked.write() as unit:
        tell(unit)
        assert unit.days.next_number(date(2026, 12, 4), "A") == 18
        assert unit.cases.next_number(2026) == 32


def _changed(image: RowImage) -> RowImage:
    assert image.row is not None
    names = {"person": {"name": "Rosa Cambiada"}, "solution": {"title": "Cambiado"}}
    return replace(image, row={**image.row, **names.get(image.table, {})})


def test_rows_that_are_gone_go_with_their_parents(linked: Units) -> None:
    rows = one_of_each(random.Random(8))
    gone = [one for one in rows if one.table in {"case_finding", "case_return", "staff_role"}]
    with linked.write() as unit:
        tell_after(unit, rows)
    with linked.write() as unit:
        tell(unit)
        unit.exchange.apply([replace(one, row=None) for one in gone])
        assert not unit.exchange.marked(10)
        assert all(one.row is None for one in stored(unit, gone))


def test_a_change_that_was_not_sent_stays_marked(linked: Units, office: SmallOffice) -> None:
    with linked.write() as unit:
        tell(unit)
        marked = unit.exchange.marked(1000)
        unit.exchange.apply(marked[:3])
        assert {(one.table, one.key) for one in unit.exchange.marked(1000)} == {
            (one.table, one.key) for one in marked
        }


def tell_after(unit: UnitOfWork, rows: Sequence[RowImage]) -> None:
    """Apply rows that hold the office itself, and tell it."""
    unit.exchange.apply(rows)
    unit.log.append("office", uuid4(), 1, "centre_row", {}, actor_id=None, at=MORNING)


def put(units: Units, image: RowImage) -> None:
    """Put one row, told."""
    with units.write() as unit:
        tell(unit)
        unit.exchange.apply([image])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"version": "1"}, ""),
        ({"version": True}, ""),
        ({"version": 2**40}, ""),
        ({"version": None}, ""),
        ({"name": 5}, ""),
        ({"name": "x" * 121}, ""),
        ({"name": "a\x00b"}, ""),
        ({"name": "\ud800"}, ""),
        ({"id": "no"}, ""),
        ({"id": str(uuid4())}, ""),
        ({}, "no"),
        ({}, "a|b"),
    ],
)
def test_a_damaged_row_is_not_put(
    linked: Units, office: SmallOffice, change: dict[str, Any], key: str
) -> None:
    row: dict[str, Any] = {
        "id": str(uuid4()), "document_type": "cedula", "document": "1710034065", "name": "Ana",
        "phone": "", "email": "", "version": 1,
    }  # fmt: skip
    image = RowImage("person", key or str(row["id"]), {**row, **change})
    with pytest.raises(ImageDamaged):
        put(linked, image)
    with linked.read() as unit:
        assert unit.people.by_document(DocumentType.CEDULA, "1710034065") is None


@pytest.mark.parametrize("table", ["operation", "centre_link", "sqlite_master", "nada", ""])
def test_only_synchronised_tables_are_written(
    linked: Units, office: SmallOffice, table: str
) -> None:
    with pytest.raises(ImageDamaged), linked.write() as unit:
        unit.exchange.apply([RowImage(table, "1", None)])


def test_columns_of_a_later_program_are_left_out(linked: Units, office: SmallOffice) -> None:
    row: dict[str, Any] = {
        "id": str(uuid4()), "document_type": "cedula", "document": "1710034065", "name": "Ana",
        "phone": "", "email": "", "version": 1, "nueva": "x",
    }  # fmt: skip
    with linked.write() as unit:
        tell(unit)
        unit.exchange.apply([RowImage("person", str(row["id"]), row)])
    with linked.read() as unit:
        assert unit.people.by_document(DocumentType.CEDULA, "1710034065") is not None


# ---------------------------------------------------------------------------- what was told
def test_refusals_are_kept_until_somebody_has_seen_to_them(units: Units) -> None:
    later = RefusedOperation(new_id(), 9, "unknown_type", "No se conoce.", MORNING)
    sooner = RefusedOperation(new_id(), 4, "decision", "Ya hay otro.", MORNING)
    with units.write() as unit:
        unit.exchange.refuse(later)
        unit.exchange.refuse(sooner)
        unit.exchange.refuse(replace(later, words="Otra vez."))
    with units.write() as unit:
        assert unit.exchange.refused(5) == [sooner, replace(later, words="Otra vez.")]
        assert unit.exchange.refused(1) == [sooner]
        assert unit.exchange.count_refused() == 2
        unit.exchange.settle(sooner.id)
        unit.exchange.settle(sooner.id)
        assert unit.exchange.count_refused() == 1


def test_tasks_are_kept_answered_and_closed(units: Units) -> None:
    first = PendingTask(new_id(), "same_person", "supervisor", "Quito", MORNING, "¿?", "Mire", "{}")
    second = replace(first, id=new_id(), opened_at=MORNING + timedelta(hours=1))
    answered = replace(first, resolved_at=MORNING, resolved_by="Sara", resolution="Es la misma")
    with units.write() as unit:
        unit.exchange.put_task(second)
        unit.exchange.put_task(first)
        assert unit.exchange.task(first.id) == first
        assert unit.exchange.task(new_id()) is None
        assert unit.exchange.tasks(9) == [first, second]
        assert unit.exchange.tasks(1) == [first]
        assert unit.exchange.count_tasks() == 2
        unit.exchange.put_task(answered)
        assert unit.exchange.count_tasks() == 1
        assert unit.exchange.answered_tasks(9) == [answered]
        assert unit.exchange.tasks(9) == [answered, second]
        unit.exchange.put_task(replace(answered, closed_at=MORNING))
        assert unit.exchange.tasks(9) == [second]
        assert not unit.exchange.answered_tasks(9)
        assert unit.exchange.tasks(9, closed=True) == [replace(answered, closed_at=MORNING)]


def test_people_of_other_offices_are_known_by_their_document(units: Units) -> None:
    known = KnownPerson("cedula", "1710034065", "Ana Ruiz", new_id(), "Guayaquil")
    with units.write() as unit:
        unit.exchange.put_person(known)
        unit.exchange.put_person(replace(known, offices="Guayaquil, Cuenca"))
        assert unit.exchange.known_person("cedula", "1710034065") == replace(
            known, offices="Guayaquil, Cuenca"
        )
        assert unit.exchange.known_person("pasaporte", "1710034065") is None


def test_another_branch_is_kept_in_its_order(units: Units) -> None:
    one = BranchEntry(new_id(), 8, "{}", MORNING)
    two = BranchEntry(new_id(), 7, '{"a": 1}', MORNING)
    with units.write() as unit:
        unit.exchange.put_branch(one)
        unit.exchange.put_branch(two)
        unit.exchange.put_branch(one)
        assert unit.exchange.branch(5) == [two, one]

"""What the schema itself forbids, how the hot reads find their rows, and that changes are told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, Select, event

from db.engine import open_engine
from db.fulltext import FULL_TEXT
from db.repositories import (
    approvals,
    calendar,
    calls,
    case_days,
    case_rows,
    case_trays,
    cases,
    closed_days,
    days,
    log,
    notices,
    offices,
    people,
    sessions,
    solutions,
    staff,
    tickets,
)
from db.repositories import (
    catalogues as catalogue_versions,
)
from db.repositories.case_trays import Search, Shape
from db.statements import Prepared
from db.tables import LOG_TRIGGERS, SYNCHRONISED, entity, entity_term, metadata, person, person_term
from db.unit_of_work import SqlUnits, UntoldChange
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, day, reception
from desktop.usecases.desk import Desk
from domain.ids import new_id
from domain.people import DocumentType, Person
from domain.ports import TrayScope, UnitOfWork
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.tickets import TicketState
from tests.office import CHEAP, KEY, MORNING, FakeClock, SmallOffice, open_small_office
from tests.usecases.test_simulated_day import DAY, Simulated

TODAY = date(2026, 12, 4)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)


@pytest.fixture
def office(desk: Desk) -> SmallOffice:
    """One turno at counter 1, one waiting."""
    office = open_small_office(desk.units)
    counters.open_counter(desk, office.actor("asesor-1"), office.counter_id(1))
    for _ in range(2):
        reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    calling.call_next(desk, office.actor("asesor-1"))
    return office


# ---------------------------------------------------------------- what it forbids


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            (
                "UPDATE ticket SET state = 'serving', counter_id = (SELECT counter_id FROM ticket"
                " WHERE state = 'called') WHERE state = 'issued'"
            ),
            "ticket.counter_id",
        ),
        ("UPDATE ticket SET number = 1 WHERE number = 2", "ticket.day, ticket.series"),
        (
            (
                "INSERT INTO ticket_call SELECT 'x', office_id, day, ticket_id, counter_id, staff_id,"
                " queued_at, called_at, last_called_at, announced, recalls, out_of_turn, outcome, ended_at"
                " FROM ticket_call"
            ),
            "ticket_call.ticket_id",
        ),
        (
            (
                "INSERT INTO counter_session SELECT 'x', office_id, counter_id,"
                " (SELECT id FROM staff WHERE username = 'asesor-2'), day, services, state, opened_at,"
                " since, break_reason, closed_at, version FROM counter_session"
            ),
            "counter_session.counter_id",
        ),
        (
            (
                "INSERT INTO counter_session SELECT 'x', office_id,"
                " (SELECT id FROM counter WHERE number = 2), staff_id, day, services, state,"
                " opened_at, since, break_reason, closed_at, version FROM counter_session"
            ),
            "counter_session.staff_id",
        ),
        ("UPDATE operation SET hash = 'x' WHERE sequence = 2", "append-only"),
        ("UPDATE operation SET payload = '{}' WHERE sequence = 2", "append-only"),
        ("UPDATE operation SET at = 0 WHERE sequence = 2", "append-only"),
        ("DELETE FROM operation WHERE sequence = 2", "append-only"),
        ("UPDATE ticket SET counter_id = 'nobody' WHERE state = 'called'", "FOREIGN KEY"),
    ],
)
def test_the_schema_refuses(engine: Engine, office: SmallOffice, change: str, broken: str) -> None:
    with pytest.raises(sqlcipher.IntegrityError, match=re.escape(broken)):
        _run(engine, change)


def test_a_payload_can_be_erased_and_the_chain_still_holds(
    engine: Engine, office: SmallOffice
) -> None:
    from domain.operations import verify

    _run(engine, "UPDATE operation SET payload = NULL WHERE sequence = 2")
    with SqlUnits(engine, "PC").read() as unit:
        assert verify(unit.log.all()).sequence > 2


def _run(engine: Engine, statement: str) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def test_both_triggers_are_tried() -> None:
    assert len(LOG_TRIGGERS) == 2


# ---------------------------------------------------------------- how reads find their rows

SMALL = {"office", "counter", "reserved", "staff", "staff_role", "decreed_day", "catalogue_version"}
"""A handful of rows in any office: reading them whole is as quick as an index."""


def _reads() -> Iterator[tuple[str, Select[Any]]]:
    modules = (
        approvals,
        calendar,
        calls,
        case_days,
        case_rows,
        cases,
        catalogue_versions,
        closed_days,
        days,
        log,
        notices,
        offices,
        people,
        sessions,
        solutions,
        staff,
        tickets,
    )
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, Select) and name != "_VIEWS":
                yield f"{module.__name__}.{name}", value
    for states in ([TicketState.ISSUED], TicketState):
        yield "tickets by state", tickets._in(tickets._OF_DAY, frozenset(states))
        yield "views by state", tickets._in(tickets._VIEWS_OF_DAY, frozenset(states))
    for words in (1, 2, 3):
        yield "people", people._search(person, person_term, "person_id", words)
        yield "entities", people._search(entity, entity_term, "entity_id", words)
    yield "solutions", FULL_TEXT["sqlite"].find
    yield from _tray_reads()


def _tray_reads() -> Iterator[tuple[str, Select[Any]]]:
    """Every tray that the page of cases asks for, by filters and by text."""
    flags = (False, True)
    states: tuple[str | bool, ...] = (False, True, "lapsed")
    for scope, holder, state, service in product(TrayScope, flags, states, flags):
        shape = Shape(scope, holder, state, service, False, 0, Search.NOT)
        for after in flags:
            yield f"tray {shape}", case_trays.select_tray(shape, after)
        if scope is not TrayScope.ALL:
            yield f"count {shape}", case_trays.select_count(shape)
            late = replace(shape, overdue=True)
            yield f"count {late}", case_trays.select_count(late)
    for words in (1, 2):
        yield "cases that bear words", case_trays.select_borne(words)
        for scope, search in (
            (TrayScope.OPEN, Search.IN_ORDER),
            (TrayScope.ENDED, Search.IN_ORDER),
            (TrayScope.ENDED, Search.BY_NAME),
        ):
            shape = Shape(scope, False, False, False, False, words, search)
            yield f"tray {shape}", case_trays.select_tray(shape, False)
    yield "names that bear a word", case_trays.select_bearers()
    for topic, services in product(flags, (0, 1, 3)):
        yield "an entity's cases", case_rows._of_entity(topic, services)


READS = list(_reads())


@pytest.mark.parametrize(("name", "statement"), READS, ids=[name for name, _ in READS])
def test_no_read_goes_through_the_history(
    engine: Engine, name: str, statement: Select[Any]
) -> None:
    sql = Prepared(statement, engine.dialect).sql
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        partial = {
            row[0]
            for row in cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
            )
        }
        plan = [
            str(row[3])
            for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        ]
    finally:
        connection.close()
    for step in plan:
        scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if scan is None or re.fullmatch(r"anon_\d+", scan[1]):
            continue  # what an inner read, checked by itself, has found
        ordered = "ORDER BY" in sql and "LIMIT" in sql  # reads on only until it has enough
        assert scan[1] in SMALL or scan[2] in partial or ordered, f"{name}: {step}\n{sql}"


def test_the_waiting_list_is_read_in_order_without_sorting(engine: Engine) -> None:
    sql = Prepared(tickets._WAITING, engine.dialect).sql
    connection = engine.raw_connection()
    try:
        asked = f"EXPLAIN QUERY PLAN {sql}"
        rows = connection.cursor().execute(asked, [None] * sql.count("?")).fetchall()
    finally:
        connection.close()
    assert [row[3] for row in rows] == [
        "SEARCH ticket USING INDEX ix_ticket_waiting (day=? AND priority=? AND position>?)"
    ]


# ---------------------------------------------------------------- changes are told

UNTOLD: tuple[Callable[[UnitOfWork, SmallOffice], object], ...] = (
    lambda unit, office: unit.offices.save_office(_next(unit.offices.office())),
    lambda unit, office: unit.offices.save_counter(_next(office.counters[1])),
    lambda unit, office: unit.staff.save(_next(office.staff["asesor-1"])),
    lambda unit, office: unit.staff.save_attempts(office.staff["asesor-1"].pin_missed()),
    lambda unit, office: unit.people.add(Person(new_id(), DocumentType.NONE, "", "Luz Ejemplo")),
    lambda unit, office: unit.days.next_number(TODAY, "A"),
    lambda unit, office: unit.days.set_priority_run(TODAY, 5),
    lambda unit, office: unit.tickets.save(
        unit.tickets.in_states(TODAY, [TicketState.ISSUED])[0].cancel(MORNING, "x")
    ),
    lambda unit, office: unit.solutions.add(
        Solution(
            new_id(),
            office.office.id,
            1,
            SolutionContent(SolutionType.DONE, "Pago", "Nada"),
            SolutionState.APPROVED,
            office.staff["asesor-1"].id,
            MORNING,
        )
    ),
    lambda unit, office: unit.cases.next_number(2026),
    lambda unit, office: unit.sessions.save(unit.sessions.all_open()[0].closed(MORNING)),
)


def _next(value: Any) -> Any:
    from dataclasses import replace

    return replace(value, version=value.version + 1)


@pytest.mark.parametrize("change", UNTOLD)
def test_a_change_that_nothing_tells_of_is_a_bug_and_is_taken_back(
    engine: Engine,
    office: SmallOffice,
    change: Callable[[UnitOfWork, SmallOffice], object],
) -> None:
    before = _dump(engine)
    with pytest.raises(UntoldChange), SqlUnits(engine, "PC").write() as unit:
        change(unit, office)
    assert _dump(engine) == before


def _dump(engine: Engine) -> list[str]:
    connection = engine.raw_connection()
    try:
        return [
            str(row)
            for table in sorted(metadata.tables)
            for row in connection.cursor().execute(f"SELECT * FROM {table}")
        ]
    finally:
        connection.close()


def test_every_table_is_synchronised_but_those_worked_out_from_others() -> None:
    assert set(metadata.tables) - SYNCHRONISED == {
        "operation",
        "person_term",
        "entity_term",
        "day_series",
        "case_series",
        "closed_day",
        "closed_day_slot",
        "closed_day_minutes",
        "centre_link",
        "sent_run",
        "changed_row",
        "refused_operation",
        "other_branch",
        "known_person",
        "pending_task",
        "authority",
        "kept_slots",
        "sealed_packet",
        "gallery_entry",
        "known_authoriser",
        "known_office",
        "known_figure_day",
        "known_figure_ranked",
        "figure_month",
        "figure_entity",
        "figure_entity_day",
        "figure_due",
        "figure_state",
        "opinion_box",
    }


def test_over_a_whole_day_every_transaction_that_changes_something_tells_it(
    tmp_path: Path,
) -> None:
    engine = open_engine(tmp_path / "traced.db", KEY)
    metadata.create_all(engine)
    engine.dispose()  # so that every connection from here on is traced
    heard = _Heard()
    event.listen(engine, "connect", lambda driver, _: driver.set_trace_callback(heard))
    clock = FakeClock()
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), clock, CHEAP)
    simulated = Simulated(desk, open_small_office(desk.units), clock)
    for happening in DAY["events"]:
        simulated.play(happening)
    day.reopen_day(desk, simulated.supervisor, "Se cerró por error")
    engine.dispose()
    assert heard.committed > 50
    assert heard.untold == []


class _Heard:
    """Listens to the statements of a database and finds transactions that told nothing."""

    def __init__(self) -> None:
        self.committed = 0
        self.untold: list[set[str]] = []
        self._changed: set[str] = set()

    def __call__(self, statement: str) -> None:
        change = re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement)
        if statement.startswith("BEGIN"):
            self._changed = set()
        elif statement.startswith("COMMIT") and self._changed:
            self.committed += 1
            if self._changed & SYNCHRONISED and "operation" not in self._changed:
                self.untold.append(self._changed)
        elif change is not None:
            self._changed.add(change[1])

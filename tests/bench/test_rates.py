"""The bench measures what it says: the same work by hand, and a checker that finds what is wrong."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bench.bare import Bare
from bench.bare_cases import BareCases
from bench.cases import case_to_check
from bench.checker import Faults, Told, faults
from bench.office import KEY, SERVICE, make_office, open_desk, without_guards
from db.engine import connect, open_engine
from db.unit_of_work import SqlUnits
from desktop.usecases import calling, checklists, counters, reception, serving
from domain.checklist import Verdict
from domain.operations import verify

REASON = "Consulta breve"


class Both:
    """The use cases and the bare driver on one database, their statements heard."""

    def __init__(self, path: Path) -> None:
        office = make_office(path, 1)
        self.path, self.actor = path, office.actors[0]
        self.engine, self.desk = open_desk(path)
        counters.open_counter(self.desk, self.actor, office.counters[0])
        self.issue()
        with self.desk.units.read() as unit:
            day = unit.offices.office().day_of(self.desk.clock.now()).isoformat()
        self.bare = Bare(path, KEY, office.office_id, self.actor.staff_id, office.counters[0], day)
        self.heard: list[str] = []
        pooled = self.engine.raw_connection()
        driver: Any = pooled.dbapi_connection
        pooled.close()
        for connection in (driver, self.bare.connection):
            connection.set_trace_callback(self.heard.append)

    def issue(self) -> str:
        asked = reception.NewTicket((SERVICE,))
        return reception.issue(self.desk, self.actor, asked).ticket.code

    def statements(self, work: Callable[[], object]) -> list[str]:
        """Return verb and table of each statement, sorted."""
        self.heard.clear()
        work()
        return _kinds(self.heard)

    def close(self) -> None:
        self.bare.connection.close()
        self.engine.dispose()


def _kinds(heard: list[str]) -> list[str]:
    """Return verb and table of each statement; one is heard again for each trigger it sets off."""
    return sorted(_kind(sql) for sql, _ in groupby(heard) if not sql.startswith("PRAGMA"))


def _kind(sql: str) -> str:
    found = re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)(?:.*?(?:FROM|INTO))? (\w+)", sql, re.DOTALL)
    return sql.split(maxsplit=1)[0] if found is None else f"{found[1]} {found[2]}"


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    both = Both(tmp_path / "bench.db")
    yield both
    both.close()


def test_the_bare_driver_does_the_same_statements(both: Both) -> None:
    for _ in range(3):
        both.issue()
    desk, actor, bare = both.desk, both.actor, both.bare
    assert both.statements(both.issue) == both.statements(lambda: bare.issue(SERVICE))
    ours = [
        both.statements(lambda: calling.call_next(desk, actor)),
        both.statements(lambda: calling.arrived(desk, actor)),
        both.statements(lambda: serving.finish_and_call(desk, actor, REASON)),
        both.statements(lambda: calling.arrived(desk, actor)),
        both.statements(lambda: serving.finish(desk, actor, REASON)),
    ]
    by_hand = [
        both.statements(lambda: bare.finish_and_call(free=True)),
        both.statements(bare.arrived),
        both.statements(lambda: bare.finish_and_call(free=False)),
        both.statements(bare.arrived),
        both.statements(bare.finish),
    ]
    assert by_hand == ours


def test_a_requirement_is_marked_by_the_same_statements(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    desk, actor, case_id, office = case_to_check(path)
    bare = BareCases(path, KEY, office.office_id, actor.staff_id, office.counters[0], "")
    heard: list[str] = []
    with desk.units.read():
        pass
    bare.connection.set_trace_callback(heard.append)
    bare.mark(case_id, 1, desk.catalogue.service(4).requirements[0].short_name)
    by_hand, last = _kinds(heard), _payload(bare, "requirement_marked")
    heard.clear()
    engine = open_engine(path, KEY)
    pooled = engine.raw_connection()
    driver: Any = pooled.dbapi_connection
    pooled.close()
    driver.set_trace_callback(heard.append)
    traced = replace(desk, units=SqlUnits(engine, "PC-1"))
    for _ in range(2):  # the first time the office itself is read
        heard.clear()
        checklists.mark(traced, actor, case_id, checklists.Mark(1, Verdict.ACCEPTED))
    assert by_hand == _kinds(heard)
    assert _payload(bare, "requirement_marked") == last
    with desk.units.read() as unit:
        verify(unit.log.all())
    bare.connection.close()
    engine.dispose()


def _payload(bare: Bare, kind: str) -> str:
    row = bare.connection.execute(
        "SELECT payload FROM operation WHERE type = ? ORDER BY sequence DESC LIMIT 1", (kind,)
    ).fetchone()
    return str(row[0])


def test_what_the_bare_driver_wrote_is_a_sound_queue(both: Both) -> None:
    told = [Told("issued", both.bare.issue(SERVICE)) for _ in range(3)]
    for free in (True, False):
        code = both.bare.finish_and_call(free=free)
        assert code is not None
        told.append(Told("called", code, 0))
        both.bare.arrived()
    assert faults(connect(both.path, KEY), told) == Faults(0, 0, 0)


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("UPDATE ticket SET number = 2 WHERE number = 3", Faults(1, 0, 1)),
        (
            (
                "INSERT INTO ticket_call SELECT 'x', office_id, day, ticket_id, counter_id, staff_id,"
                " queued_at, called_at, last_called_at, announced, recalls, out_of_turn, outcome, ended_at"
                " FROM ticket_call LIMIT 1"
            ),
            Faults(0, 1, 0),
        ),
        ("UPDATE operation SET payload = '{}' WHERE sequence = 3", Faults(0, 0, 1)),
        ("DELETE FROM operation WHERE sequence = 3", Faults(0, 0, 1)),
        ("UPDATE ticket SET counter_id = 'x', state = 'called'", Faults(0, 0, 1)),
        ("DELETE FROM ticket WHERE number = 3", Faults(0, 0, 1)),
    ],
    ids=["number twice", "called twice", "log changed", "log cut", "two at a counter", "lost"],
)
def test_the_checker_finds_what_is_planted(both: Both, planted: str, expected: Faults) -> None:
    told = [Told("issued", both.issue()) for _ in range(2)]
    code = both.bare.finish_and_call(free=True)
    assert code is not None
    told.append(Told("called", code, 0))
    both.close()
    without_guards(both.path)
    with closing(connect(both.path, KEY)) as connection:
        connection.execute(planted)
    assert faults(connect(both.path, KEY), told) == expected
